"""Colour means one thing."""

from __future__ import annotations

from itertools import product

import pytest

from goldenthread.law.clocks import State
from goldenthread.ui.tags import UnknownState, clock_tag

FORCES = ("MUST", "STANDARD", "SHOULD", "LOCAL")


@pytest.mark.parametrize(("state", "force"), list(product(State, FORCES)))
def test_red_only_while_a_must_or_a_standard_stands_broken(state: State, force: str) -> None:
    red = clock_tag(state.value, force).colour == "red"
    assert red == (state is State.LATE and force in ("MUST", "STANDARD"))


@pytest.mark.parametrize("force", FORCES)
def test_late_is_said_in_words_and_not_by_colour_alone(force: str) -> None:
    assert clock_tag("late", force).text.startswith("Late")


@pytest.mark.parametrize("force", FORCES)
def test_a_lawful_reason_is_still_late_but_not_broken(force: str) -> None:
    tag = clock_tag("late", force, lawful_reason=True)
    assert (tag.text, tag.colour) == ("Late: lawful reason", "grey")


def test_guidance_and_a_local_promise_are_told_apart() -> None:
    assert len({clock_tag("late", force).text for force in ("MUST", "SHOULD", "LOCAL")}) == 3


@pytest.mark.parametrize("state", State)
def test_the_laws_codes_and_words_both_serve(state: State) -> None:
    assert clock_tag(state.name) == clock_tag(state.value)


def test_no_tag_is_guessed() -> None:
    with pytest.raises(UnknownState, match="paused"):
        clock_tag("paused")

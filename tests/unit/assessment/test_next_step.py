"""One next step for each place a case can stand, and nothing offered that the stages forbid."""

from itertools import product

import pytest

from goldenthread.assessment.rules import ENDED, OPEN, Stage
from goldenthread.assessment.rules.next_step import (
    ACT_WORDS,
    BUTTONS,
    MAY,
    Act,
    Standing,
    next_act,
    others,
)

A, S = Act, Stage


@pytest.mark.parametrize(
    ("standing", "act"),
    [
        (Standing(stage=S.REQUESTED), A.PUT_FORWARD),
        (Standing(stage=S.DECIDING_ASSESS), A.WHETHER_TO_ASSESS),
        (Standing(stage=S.ASSESSING, silent=True), None),  # the advisers' turn
        (Standing(stage=S.ASSESSING), A.PUT_TO_ISSUE),
        (Standing(stage=S.DECIDING_ISSUE), A.WHETHER_TO_ISSUE),
        (Standing(stage=S.DRAFTING), A.SEND_DRAFT),
        (Standing(stage=S.DRAFT_WITH_FAMILY, served=False), A.SERVED),
        (Standing(stage=S.DRAFT_WITH_FAMILY, family_time=True), A.COMMENTED),
        (Standing(stage=S.DRAFT_WITH_FAMILY), A.CONSULT),
        (Standing(stage=S.CONSULTING), A.FINALISE),
        (Standing(stage=S.FINALISING, silent=True), A.SILENCE),
        (Standing(stage=S.FINALISING), A.ISSUE),
        (Standing(stage=S.ORDERED), A.BEGIN_ORDERED),
    ],
)
def test_the_next_step(standing, act):
    assert next_act(standing) is act


@pytest.mark.parametrize("stage", sorted(ENDED))
def test_an_ended_case_offers_nothing(stage):
    assert next_act(Standing(stage=stage)) is None
    assert others(Standing(stage=stage)) == ()


@pytest.mark.parametrize(
    "standing",
    [
        Standing(stage=stage, silent=silent, served=served, family_time=runs)
        for stage, silent, served, runs in product(OPEN, *[(True, False)] * 3)
    ],
)
def test_every_open_case_can_be_left_and_excused_and_the_next_step_is_offered_once(standing):
    offered = others(standing)
    assert {A.WITHDRAW, A.MOVED_AWAY, A.REASON} <= set(offered)
    assert next_act(standing) not in offered
    assert len(offered) == len(set(offered))


def test_every_act_has_words_and_every_next_step_a_button():
    assert set(ACT_WORDS) == set(Act)
    firsts = {acts[0] for acts in MAY.values()}
    assert firsts | {A.SERVED, A.SILENCE, A.CONSULT} <= set(BUTTONS)

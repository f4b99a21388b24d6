"""Families' answers by step and by language: what may be published, and what gives a few away."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.measures.rules import felt, publishing, registry
from goldenthread.measures.rules.felt import FeltCount
from goldenthread.measures.rules.publishing import Hidden

ON = date(2026, 10, 31)
BASE = "family-confidence"


def part(code: str, asked: int, good: int, by: str = felt.BY_STEP) -> FeltCount:
    return FeltCount(base=BASE, by=by, part=code, asked=asked, good=good)


def published(*counts: FeltCount) -> dict[str, publishing.Shown]:
    chosen, figures = felt.figures_of(counts, area_id=831, on=ON)
    known = (*publishing.KNOWN, *felt.they_add_up(counts))
    return {one.key: one for one in publishing.safe_together(figures, chosen, known)}


def test_a_part_is_the_areas_measure_over_its_own_answers():
    one = part("DRAFT_SENT", 83, 41)
    measure = felt.measure_of(one, ON)
    assert measure.title == "We sent you a draft plan: families who feel heard"
    assert measure.numerator == registry.measure(BASE, ON).numerator
    assert "asked after: we sent you a draft plan" in measure.population
    assert felt.part_of(one.key) == (BASE, "step", "DRAFT_SENT")
    found = published(one)[one.key]
    assert (found.numerator, found.others, found.denominator) == (40, 40, 80)


def test_the_words_of_every_part_can_be_kept():
    for question in felt.BASES:
        for step in felt.Step:
            one = FeltCount(base=question, by=felt.BY_STEP, part=step, asked=1, good=1)
            assert len(one.key) <= 80
            assert one.name


def test_a_few_answers_in_a_language_are_hidden():
    found = published(part("en-gb", 400, 200, felt.BY_LANGUAGE), part("ur", 9, 3, felt.BY_LANGUAGE))
    assert found[part("ur", 9, 3, felt.BY_LANGUAGE).key].hidden


def test_an_area_with_no_answer_publishes_nothing():
    assert published() == {}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=4))
def test_no_hidden_count_can_be_worked_out_from_the_parts_of_one_area(pairs):
    """The steps and the languages hold the same answers: the attack knows both sums."""
    steps = [
        part(step, good + rest, good)
        for step, (good, rest) in zip(felt.Step, pairs, strict=False)
        if good + rest
    ]
    all_good, all_asked = sum(s.good for s in steps), sum(s.asked for s in steps)
    few = min(3, all_good)
    languages = [
        part("en-gb", all_asked - few, all_good - few, felt.BY_LANGUAGE),
        part("ur", few, few, felt.BY_LANGUAGE),
    ]
    counts = [*steps, *(one for one in languages if one.asked)]
    chosen, figures = felt.figures_of(counts, area_id=831, on=ON)
    known = (*publishing.KNOWN, *felt.they_add_up(counts))
    safe = publishing.safe_together(figures, chosen, known)
    cells = [c for one in safe for c in publishing.published_cells(chosen[one.key], one)]
    assert publishing.given_away(cells, known) == []


@pytest.mark.parametrize(("good", "rest"), [(3, 40), (40, 3), (7, 7)])
def test_either_side_of_a_share_may_be_too_few(good, rest):
    one = part("DRAFT_SENT", good + rest, good)
    found = published(one)[one.key]
    assert found.hidden in (Hidden.SMALL, Hidden.WITHHELD)
    assert found.value is None

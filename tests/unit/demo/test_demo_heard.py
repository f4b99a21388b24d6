"""The demo's answers: as many as were read of one area, and what was felt as the story tells."""

from __future__ import annotations

from datetime import date
from itertools import chain
from random import Random

import pytest

from goldenthread.demo import heard
from goldenthread.heard.rules.questions import QUESTIONS, Step, survey

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module", params=[830, 831])
def told(request):
    luck = Random(f"{heard.SEED}/{request.param}")
    return request.param, [*chain(heard._steps(request.param, DAY, luck),
                                  heard._years(request.param, DAY, luck))]  # fmt: skip


def test_derbys_last_yearly_survey_has_as_many_answers_as_inspectors_read(told):
    area, answers = told
    lately = [a for a in answers if a.step == Step.YEAR and a.on.year == 2026]
    assert len(lately) == heard.YEARLY[area]
    assert heard.YEARLY[831] == 407


def test_each_answer_is_one_that_could_be_given_and_is_marked_invented(told):
    for each in told[1]:
        asks = survey(each.survey, each.version)
        assert each.choices
        assert set(each.choices) <= set(asks.asks)
        assert all(choice in QUESTIONS[key].choices for key, choice in each.choices.items())
        assert each.invented
        assert each.on == each.known_on <= DAY


def felt_heard(answers, since: date) -> float:
    mine = [a.choices["heard"] for a in answers if a.on >= since and "heard" in a.choices]
    return sum(choice in QUESTIONS["heard"].good for choice in mine) / len(mine)


def test_what_was_felt_falls_in_one_area_and_rises_in_the_other(told):
    area, answers = told
    before = felt_heard([a for a in answers if a.on < date(2024, 9, 1)], date(2023, 9, 1))
    lately = felt_heard(answers, date(2025, 12, 1))
    assert (before, lately) == pytest.approx((0.44, 0.31) if area == 830 else (0.53, 0.6), abs=0.06)


@pytest.mark.parametrize("area", [830, 831])
def test_each_area_says_what_was_done_and_families_tell_whether_it_helped(area):
    items = heard.ITEMS[area]
    assert heard.KEEPERS[area]
    assert len(items) >= 4
    assert any(one.helped > one.others for one in items)
    assert any(not one.did and not one.why_not for one in items)  # not answered yet
    for one in items:
        assert not (one.did and one.why_not)
        assert one.did or not (one.helped or one.others)

"""The questions as data, what may be answered, and how sure a share is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading_grade import grade

from goldenthread.heard.rules import answers, questions
from goldenthread.heard.rules.intervals import interval
from goldenthread.heard.rules.questions import QUESTIONS, STEP_WORDS, SURVEYS, Step

TODAY = date(2026, 11, 22)
YEARLY = questions.survey("yearly", 1)


@pytest.mark.parametrize("step", Step)
def test_each_step_is_followed_by_one_survey_on_any_day(step):
    for on in (date(2023, 9, 1), TODAY):
        assert sum(step in each.steps and each.is_in_force(on) for each in SURVEYS) == 1
    assert STEP_WORDS[step]


def test_nothing_is_asked_before_the_first_day():
    with pytest.raises(questions.NoSuchSurvey):
        questions.survey_for(Step.YEAR, date(2023, 8, 31))
    with pytest.raises(questions.NoSuchSurvey):
        questions.survey("yearly", 99)


def test_an_ended_version_is_read_still_and_asked_no_more():
    ended = replace(YEARLY, in_force_to=date(2024, 1, 1))
    assert ended.is_in_force(date(2024, 1, 1))
    assert not ended.is_in_force(date(2024, 1, 2))


@pytest.mark.parametrize("one", QUESTIONS.values(), ids=lambda one: one.key)
def test_what_is_good_and_what_is_left_out_are_answers(one):
    assert one.good
    assert one.good < set(one.choices)
    assert one.left_out < set(one.choices) - one.good


def test_every_survey_asks_whether_they_were_heard_and_asks_little():
    for each in SURVEYS:
        assert questions.HEARD in each.asks
        assert len(each.asks) <= 6
        assert len(set(each.asks)) == len(each.asks)


def test_the_questions_read_at_grade_five():
    for one in QUESTIONS.values():
        assert grade(" ".join([one.words, *(f"{choice}." for choice in one.choices.values())])) <= 5


class TestAnswers:
    def test_a_question_may_be_left_out(self):
        sent = {"heard": "AGREE", "next": ""}
        assert answers.check_answers(YEARLY, sent, "") == {"heard": "AGREE"}

    def test_words_alone_will_do(self):
        assert answers.check_answers(YEARLY, {}, "Thank you") == {}

    @pytest.mark.parametrize(
        ("sent", "words", "problem"),
        [
            ({}, "  ", "Answer one question or more."),
            ({"heard": ""}, "", "Answer one question or more."),
            ({"heard": "ALL"}, "", "Choose an answer from the list."),
            ({"clear": "AGREE"}, "", "Choose an answer from the list."),  # not of this survey
            ({"heard": "AGREE"}, "x" * 2_001, "This is too long. Use 2000 letters or fewer."),
        ],
    )
    def test_what_cannot_be_taken_is_refused_with_what_to_do(self, sent, words, problem):
        with pytest.raises(answers.NotAnswered) as refused:
            answers.check_answers(YEARLY, sent, words)
        assert str(refused.value) == problem


@pytest.mark.parametrize(
    ("here", "area", "fast", "aside"),
    [(1, 1, False, False), (12, 400, False, False), (13, 13, False, True), (1, 401, False, True),
     (1, 1, True, True)],
)  # fmt: skip
def test_a_flood_is_kept_aside(here, area, fast, aside):
    told = answers.is_set_aside(from_here_today=here, for_area_today=area, too_fast=fast)
    assert told is aside


class TestIntervals:
    # Newcombe (1998), table I, method 3: Wilson's score without a correction.
    @pytest.mark.parametrize(
        ("part", "whole", "low", "high"),
        [(81, 263, "25.5", "36.6"), (15, 148, "6.2", "16.0"), (0, 20, "0.0", "16.1"),
         (1, 29, "0.6", "17.2")],
    )  # fmt: skip
    def test_agrees_with_the_table(self, part, whole, low, high):
        assert interval(part, whole) == (Decimal(low), Decimal(high))

    def test_nothing_has_no_share_and_a_part_lies_within_its_whole(self):
        assert interval(0, 0) is None
        with pytest.raises(ValueError, match="part of a whole"):
            interval(3, 2)

    @given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def test_holds_the_share_and_stays_within_bounds(self, pair):
        part, whole = pair
        found = interval(part, whole)
        assert 0 <= found.low <= Decimal(100 * part / whole) + Decimal("0.06")
        assert Decimal(100 * part / whole) - Decimal("0.06") <= found.high <= 100

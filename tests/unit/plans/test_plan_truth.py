"""How true a plan still is, and the way back with the people there are."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.plans.rules.catch_up import CannotPlan, Staff, Work, catch_up
from goldenthread.plans.rules.truth import (
    MOST,
    NEEDS_WORDS,
    WORDS,
    Facts,
    Part,
    full_years,
    phase,
    points,
    score,
)

TODAY = date(2026, 11, 22)
TRUE = Facts(
    changed_date=date(2026, 9, 1), written_year=5, year=5, setting_differs=False, review_due=None
)


def facts(**more) -> Facts:
    return replace(TRUE, **more)


def test_a_plan_that_stands_has_no_points():
    assert points(TRUE, TODAY) == {}
    assert score(TRUE, TODAY) == 0


@pytest.mark.parametrize(
    ("more", "part", "worth"),
    [
        ({"changed_date": date(2025, 11, 22)}, Part.AGED, 6),
        ({"changed_date": date(2025, 11, 23)}, None, 0),
        ({"changed_date": date(2018, 1, 1)}, Part.AGED, 24),
        ({"written_year": 6, "year": 7}, Part.PHASE, 16),
        ({"written_year": 7, "year": 8}, None, 0),
        ({"written_year": 8, "year": 9}, Part.ADULTHOOD, 8),
        ({"setting_differs": True}, Part.SETTING, 14),
        ({"review_due": date(2026, 11, 21)}, Part.REVIEW, 14),
        ({"review_due": TODAY}, None, 0),
        ({"silent_sections": 3}, Part.SILENT, 6),
        ({"silent_sections": 9}, Part.SILENT, 8),
        ({"oldest_advice_date": date(2024, 11, 22)}, Part.ADVICE, 8),
        ({"oldest_advice_date": date(2024, 11, 23)}, None, 0),
        ({"provision_lines": 4, "vague_lines": 1}, Part.VAGUE, 2),
        ({"provision_lines": 0, "vague_lines": 0}, None, 0),
    ],
)
def test_each_part_that_has_come_apart_has_its_points(more, part, worth):
    assert points(facts(**more), TODAY) == ({part: worth} if part else {})


def test_what_is_not_known_gives_no_points():
    unknown = Facts(
        changed_date=None, written_year=None, year=None, setting_differs=None, review_due=None
    )
    assert score(unknown, TODAY) == 0


def test_everything_together_is_a_hundred():
    worst = Facts(
        changed_date=date(2015, 1, 1),
        written_year=2,
        year=10,
        setting_differs=True,
        review_due=date(2020, 1, 1),
        silent_sections=12,
        oldest_advice_date=date(2014, 1, 1),
        provision_lines=3,
        vague_lines=3,
    )
    assert score(worst, TODAY) == sum(MOST.values()) == 100


def test_every_part_has_words_and_says_whether_it_needs_the_plans_own():
    assert set(WORDS) == set(MOST) == set(Part)
    assert {Part.SILENT, Part.ADVICE, Part.VAGUE} == NEEDS_WORDS


@pytest.mark.parametrize(("year", "lies"), [(-1, 0), (0, 1), (6, 1), (7, 2), (11, 2), (12, 3)])
def test_a_year_lies_in_its_phase(year, lies):
    assert phase(year) == lies


def test_full_years_end_on_the_day_itself():
    assert full_years(date(2024, 2, 29), date(2026, 2, 28)) == 1
    assert full_years(date(2024, 2, 29), date(2026, 3, 1)) == 2


# The way back

REWRITE = Work(name="Rewrite", plans=10, hours=8, harm=60)
CHECK = Work(name="Check", plans=20, hours=1, harm=10)


def test_the_most_harm_an_hour_goes_first():
    answer = catch_up((REWRITE, CHECK), Staff(people=1, hours=10, weeks=12))
    assert answer.weeks[0][1] == 10  # ten an hour each beat seven and a half
    assert answer.left == (0, 0)
    assert answer.finished == 11


def test_nobodys_week_holds_more_than_it_can():
    staff = Staff(people=2, hours=9, weeks=4)
    answer = catch_up((REWRITE, CHECK), staff)
    for week in answer.weeks:
        assert week[0] * 8 + week[1] * 1 <= 18
    assert answer.left[0] > 0
    assert answer.finished is None


def test_the_burn_down_starts_with_all_and_ends_with_what_is_left():
    work = (REWRITE, CHECK)
    answer = catch_up(work, Staff(people=1, hours=8, weeks=3))
    waits = answer.remaining(work)
    assert (waits[0], waits[-1], len(waits)) == (30, sum(answer.left), 4)
    assert waits == sorted(waits, reverse=True)


def test_with_nothing_to_do_it_is_done():
    none = Work(name="Rewrite", plans=0, hours=8, harm=0)
    assert catch_up((none,), Staff(people=1, hours=1, weeks=2)).finished == 0


@pytest.mark.parametrize(
    ("work", "staff"),
    [
        (REWRITE, Staff(people=0, hours=8, weeks=2)),
        (REWRITE, Staff(people=1, hours=0, weeks=2)),
        (Work(name="x", plans=1, hours=0, harm=1), Staff(people=1, hours=1, weeks=1)),
    ],
)
def test_a_question_without_people_or_time_is_refused(work, staff):
    with pytest.raises(CannotPlan):
        catch_up((work,), staff)


@given(st.integers(0, 40), st.integers(1, 6), st.integers(1, 8))
def test_no_plan_is_done_twice_or_lost(plans, people, weeks):
    work = (Work(name="a", plans=plans, hours=3, harm=5), CHECK)
    answer = catch_up(work, Staff(people=people, hours=7, weeks=weeks))
    if answer.left:
        done = [sum(week[kind] for week in answer.weeks) for kind in range(2)]
        assert [done[n] + answer.left[n] for n in range(2)] == [plans, 20]

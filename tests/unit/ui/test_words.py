"""How dates, distances and numbers are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.ui import words

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (words.long_date, "Monday 25 May 2026"),
        (words.short_date, "Mon 25 May 2026"),
        (words.plain_date, "25 May 2026"),
        (words.month, "May 2026"),
    ],
)
def test_a_date_is_written(write, expected: str) -> None:
    assert write(date(2026, 5, 25)) == expected


def test_a_day_of_one_figure_has_no_leading_nought() -> None:
    assert words.long_date(date(2026, 2, 1)) == "Sunday 1 February 2026"
    assert words.short_date(date(2026, 2, 1)) == "Sun 1 Feb 2026"


@given(st.dates())
def test_every_date_reads_back(day: date) -> None:
    weekday, number, month, year = words.long_date(day).split()
    assert date(int(year), words.MONTHS.index(month) + 1, int(number)) == day
    assert words.DAYS.index(weekday) == day.weekday()


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (date(2026, 12, 1), "(in 9 days)"),
        (date(2026, 11, 23), "(in 1 day)"),
        (date(2026, 11, 22), "(today)"),
        (date(2026, 11, 21), "(1 day late)"),
        (date(2026, 11, 9), "(13 days late)"),
        (date(2022, 11, 22), "(1,461 days late)"),
    ],
)
def test_how_far_off_a_due_date_is(due: date, expected: str) -> None:
    assert words.in_days(due, TODAY) == expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (date(2026, 12, 1), "(in 9 days)"),
        (TODAY, "(today)"),
        (date(2026, 11, 9), "(ended 13 days ago)"),
    ],
)
def test_the_end_of_a_familys_own_period_makes_nobody_late(ends: date, expected: str) -> None:
    assert words.period(ends, TODAY) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(3, "3 days ago"), (1, "1 day ago"), (0, "today"), (-2, "in 2 days")]
)
def test_how_long_ago_something_happened(days: int, expected: str) -> None:
    assert words.ago(TODAY - timedelta(days=days), TODAY) == expected


@given(st.dates(), st.dates())
def test_only_a_day_past_due_is_called_late(due: date, today: date) -> None:
    assert ("late" in words.distance(due, today)) == (today > due)


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [
        (date(2026, 11, 9), "done in time, 9 November 2026"),
        (date(2026, 11, 8), "done in time, 8 November 2026"),
        (date(2026, 11, 10), "done 1 day late, 10 November 2026"),
        (date(2026, 11, 12), "done 3 days late, 12 November 2026"),
    ],
)
def test_how_a_finished_clock_ended(stopped: date, expected: str) -> None:
    assert words.outcome(date(2026, 11, 9), stopped) == expected


def test_numbers_have_thousands_separators() -> None:
    assert words.number(9022) == "9,022"
    assert words.number(1234.56, 1) == "1,234.6"


def test_a_count_names_what_it_counts() -> None:
    assert words.count(1, "plan") == "1 plan"
    assert words.count(0, "plan") == "0 plans"
    assert words.count(12756, "plan") == "12,756 plans"
    assert words.count(2, "child", "children") == "2 children"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [([], ""), (["a day"], "a day"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_words_are_joined_as_a_sentence_does(parts: list[str], expected: str) -> None:
    assert words.listed(parts) == expected

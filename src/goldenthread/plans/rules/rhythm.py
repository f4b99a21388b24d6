"""How often a line promises its time, and the weeks that make a half term, a term and a year.

Each school sets its own term dates, and they differ by days. What is counted here are weeks that
follow each other without a gap, so that no day falls between two terms and none lies in both: a
part of the year starts on the Monday of a week that schools of an area share. Its name is that
Monday. Plain Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from goldenthread.law.bank_holidays import easter

WEEK = timedelta(days=7)


class Rhythm(StrEnum):
    """In what a line's time is promised, and of what each side is asked."""

    WEEK = "WEEK"
    HALF_TERM = "HALF_TERM"
    TERM = "TERM"
    YEAR = "YEAR"


RHYTHM_WORDS = {
    Rhythm.WEEK: "week",
    Rhythm.HALF_TERM: "half term",
    Rhythm.TERM: "term",
    Rhythm.YEAR: "school year",
}
_SAYS = (
    (Rhythm.HALF_TERM, re.compile(r"half[ -]?term", re.IGNORECASE)),
    (Rhythm.WEEK, re.compile(r"week|dai?ly|day|morning|afternoon", re.IGNORECASE)),
    (Rhythm.TERM, re.compile(r"\bterm", re.IGNORECASE)),
    (Rhythm.YEAR, re.compile(r"year|annual", re.IGNORECASE)),
)


def rhythm_of(how_often: str) -> Rhythm:
    """Return what the words of a line say of how often; a week where they say nothing of it."""
    for rhythm, said in _SAYS:
        if said.search(how_often):
            return rhythm
    return Rhythm.WEEK


def monday(day: date) -> date:
    """Return the Monday of the week a day lies in."""
    return day - timedelta(days=day.weekday())


@lru_cache(maxsize=64)
def _half_terms(year: int) -> tuple[date, ...]:
    """Return the Mondays on which the six half terms of a school year start.

    From 1 September; after the last week of October; after New Year's Day; after the third week of
    February; after Easter Monday; after the week of the late May bank holiday. The summer holiday
    belongs to the last.
    """
    return (
        monday(date(year, 9, 1)),
        monday(date(year, 10, 31)) + WEEK,
        monday(date(year + 1, 1, 2) + timedelta(days=6)),
        monday(date(year + 1, 2, 17)) + WEEK,
        monday(easter(year + 1)) + 2 * WEEK,
        monday(date(year + 1, 5, 31)) + WEEK,
    )


def _starts(rhythm: Rhythm, year: int) -> tuple[date, ...]:
    halves = _half_terms(year)
    if rhythm is Rhythm.HALF_TERM:
        return halves
    return halves[::2] if rhythm is Rhythm.TERM else halves[:1]


def start_of(rhythm: Rhythm, day: date) -> date:
    """Return the Monday on which the week, half term, term or year that a day lies in starts."""
    if rhythm is Rhythm.WEEK:
        return monday(day)
    starts = (*_starts(rhythm, day.year - 1), *_starts(rhythm, day.year))
    return max(each for each in starts if each <= day)


def next_start(rhythm: Rhythm, day: date) -> date:
    """Return the Monday on which the one after that starts."""
    if rhythm is Rhythm.WEEK:
        return monday(day) + WEEK
    starts = (*_starts(rhythm, day.year - 1), *_starts(rhythm, day.year))
    later = [each for each in starts if each > day]
    return min(later or _starts(rhythm, day.year + 1))


def last_week(rhythm: Rhythm, day: date) -> date:
    """Return the Monday of its last week: from then on what was not given can be told."""
    return next_start(rhythm, day) - WEEK


def weeks_in(rhythm: Rhythm, day: date) -> int:
    """Return how many weeks the one that a day lies in has."""
    return (next_start(rhythm, day) - start_of(rhythm, day)).days // 7


def periods(rhythm: Rhythm, first: date, last: date) -> Iterator[date]:
    """Yield the start of each from the one of a first day to the one of a last, in order."""
    start = start_of(rhythm, first)
    while start <= last:
        yield start
        start = next_start(rhythm, start)

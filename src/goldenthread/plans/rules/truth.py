"""How true a plan still is today: a score from 0 (true) to 100, made of things one can see.

Each part is a fact with its points: what is written down once, here, is used by the database to
put thousands of plans in order and by this module to say why one stands where it does. What
nobody can see of a plan (its words, where only dates and codes are held) gives no points and is
said to be unknown: it is never taken for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Part(StrEnum):
    """What can have come apart between a plan and the child's life today."""

    AGED = "aged"  # years since its words were really changed
    PHASE = "phase"  # the child has changed phase since
    ADULTHOOD = "adulthood"  # the child has reached year 9 since
    SETTING = "setting"  # it names another place than the child attends
    REVIEW = "review"  # its review is overdue
    SILENT = "silent"  # sections that say nothing
    ADVICE = "advice"  # the oldest advice is more than two years old
    VAGUE = "vague"  # lines of provision too vague to hold anybody to


# Points at most, and what one unit costs. Ours, not law: they put plans in order for work.
MOST: Mapping[Part, int] = {
    Part.AGED: 24,
    Part.PHASE: 16,
    Part.ADULTHOOD: 8,
    Part.SETTING: 14,
    Part.REVIEW: 14,
    Part.SILENT: 8,
    Part.ADVICE: 8,
    Part.VAGUE: 8,
}
POINTS_A_YEAR = 6  # of AGED, a full year after the first
POINTS_A_SECTION = 2  # of SILENT
OLD_ADVICE_YEARS = 2
WORDS: Mapping[Part, str] = {
    Part.AGED: "Not really changed for a year or more",
    Part.PHASE: "Written before the child’s present phase of education",
    Part.ADULTHOOD: "Written before year 9, and the child is past it",
    Part.SETTING: "Names another place than the child attends",
    Part.REVIEW: "Its review is overdue",
    Part.SILENT: "Has sections that say nothing",
    Part.ADVICE: "Rests on advice more than two years old",
    Part.VAGUE: "Has lines of provision that are vague",
}
NEEDS_WORDS = frozenset({Part.SILENT, Part.ADVICE, Part.VAGUE})  # only where its words are held
REWRITE, UPDATE = 50, 25  # from this score on a plan wants rewriting; an update; below, a check
PHASES = (0, 7, 12)  # curriculum years in which school, secondary and post-16 begin
ADULTHOOD_YEAR = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one plan on a day. None means: its words, or that fact, are not held."""

    changed_date: date | None  # the last version that was issued
    written_year: int | None  # the curriculum year the child was then in
    year: int | None  # and is in now
    setting_differs: bool | None
    review_due: date | None
    silent_sections: int | None = None
    oldest_advice_date: date | None = None
    provision_lines: int | None = None
    vague_lines: int | None = None


def phase(year: int) -> int:
    """Return which phase of education a curriculum year lies in: 0 before school, to 3."""
    return sum(year >= start for start in PHASES)


def full_years(since: date, today: date) -> int:
    """Return how many full years have passed."""
    return today.year - since.year - ((today.month, today.day) < (since.month, since.day))


def years_before(today: date, years: int) -> date:
    """Return the last day since which so many full years have passed."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February, where that year has none
        return date(today.year - years, 2, 28)


def points(facts: Facts, today: date) -> dict[Part, int]:
    """Return the points of each part that has come apart; parts that stand or are unknown: none."""
    found = {
        Part.AGED: _aged(facts, today),
        Part.PHASE: MOST[Part.PHASE] * _moved_on(facts),
        Part.ADULTHOOD: MOST[Part.ADULTHOOD] * _reached_adulthood(facts),
        Part.SETTING: MOST[Part.SETTING] * bool(facts.setting_differs),
        Part.REVIEW: MOST[Part.REVIEW] * bool(facts.review_due and facts.review_due < today),
        Part.SILENT: min(POINTS_A_SECTION * (facts.silent_sections or 0), MOST[Part.SILENT]),
        Part.ADVICE: MOST[Part.ADVICE] * _old_advice(facts, today),
        Part.VAGUE: _vague(facts),
    }
    return {part: value for part, value in found.items() if value}


def _aged(facts: Facts, today: date) -> int:
    if facts.changed_date is None:
        return 0
    return min(POINTS_A_YEAR * max(full_years(facts.changed_date, today), 0), MOST[Part.AGED])


def _moved_on(facts: Facts) -> bool:
    if facts.written_year is None or facts.year is None:
        return False
    return phase(facts.year) > phase(facts.written_year)


def _reached_adulthood(facts: Facts) -> bool:
    if facts.written_year is None or facts.year is None:
        return False
    return facts.written_year < ADULTHOOD_YEAR <= facts.year


def _old_advice(facts: Facts, today: date) -> bool:
    oldest = facts.oldest_advice_date
    return oldest is not None and full_years(oldest, today) >= OLD_ADVICE_YEARS


def _vague(facts: Facts) -> int:
    if not facts.provision_lines or not facts.vague_lines:
        return 0
    return -(-MOST[Part.VAGUE] * facts.vague_lines // facts.provision_lines)


def score(facts: Facts, today: date) -> int:
    """Return how far a plan has come from the truth, from 0 to 100."""
    return sum(points(facts, today).values())

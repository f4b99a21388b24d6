"""Did it happen? What was promised, what each side says was given, and the time that is owed.

All times are whole minutes. A week is named by its Monday, and so is the half term, term or year of
a line that is promised by these: where the weeks below are said, its own rhythm is meant. What
nobody has told counts as neither given nor missed: it is "not told". Plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goldenthread.plans.rules.rhythm import (
    WEEK,
    Rhythm,
    last_week,
    monday,
    next_start,
    periods,
    start_of,
)

__all__ = ["WEEK", "Rhythm", "monday"]
MOST_MINUTES = 7 * 24 * 60  # in a week
WEEKS_BACK = 26  # how long afterwards a week may still be told


class Source(StrEnum):
    """Who says whether it happened."""

    FAMILY = "FAMILY"
    SETTING = "SETTING"


class Happened(StrEnum):
    """What they say of one line in one week."""

    YES = "YES"
    PART = "PART"
    NO = "NO"
    NOT_DUE = "NOT_DUE"  # a holiday, or the child was ill


class CannotConfirm(ValueError):
    """This cannot be kept; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """So many minutes a week (or term) of one line, from a day until another is promised."""

    from_date: date
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one side said of one week, the latest they said."""

    week: date
    source: Source
    happened: Happened
    minutes: int | None = None  # of PART; or more than was promised, to make up for a miss
    on: date | None = None  # the day they said it


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One line in one week: what each side says, and what follows."""

    week: date
    promised: int | None  # None where nobody has said how much is promised
    family: Told | None
    setting: Told | None
    owed: int  # minutes that both sides, or the only one who told, say were not given
    disputed: int  # minutes on which the two sides differ
    extra: int  # minutes given beyond the promise: they make up for others

    @property
    def differs(self) -> bool:
        """Whether the two sides told different things."""
        if self.family is None or self.setting is None:
            return False
        return differ(self.family, self.setting, self.promised)

    @property
    def missed(self) -> bool:
        """Whether anybody says that some of it was not given."""
        told = [each for each in (self.family, self.setting) if each]
        return any(each.happened in (Happened.NO, Happened.PART) for each in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One line over some weeks, and its sums."""

    weeks: tuple[Week, ...]
    owed: int  # minutes, extra time taken off; never below nothing
    disputed: int
    not_told: int  # weeks of which nobody has said anything


def check_told(
    *,
    week: date,
    happened: str,
    minutes: int | None,
    today: date,
    rhythm: Rhythm = Rhythm.WEEK,
) -> Happened:
    """Check what somebody says of a week, or of a line's own half term, term or year.

    That it came can be said as soon as it has; that it did not, from the last week on: until then
    it can still come.

    :raises CannotConfirm: with a sentence for whoever said it
    """
    if happened not in set(Happened):
        raise CannotConfirm("Choose whether it happened.")
    if week != start_of(rhythm, week):
        raise CannotConfirm("Choose a week from the list.")
    if week > today or next_start(rhythm, week) <= monday(today) - WEEKS_BACK * WEEK:
        raise CannotConfirm("Choose this week, or one of the last 26 weeks.")
    if happened == Happened.PART and not minutes:
        raise CannotConfirm("Enter how many minutes there were.")
    if minutes is not None and not 0 <= minutes <= MOST_MINUTES:
        raise CannotConfirm("Enter minutes in a week as a whole number.")
    if happened in (Happened.NO, Happened.PART) and today < last_week(rhythm, week):
        raise CannotConfirm("It can still come. Tell us in the last week of this time.")
    return Happened(happened)


def differ(mine: Told, theirs: Told, promised: int | None) -> bool:
    """Say whether two sides told different things of the same week."""
    if promised is None or Happened.NOT_DUE in (mine.happened, theirs.happened):
        return mine.happened is not theirs.happened
    return given(mine, promised) != given(theirs, promised)


def given(told: Told, promised: int) -> int:
    """Return the minutes that one side says were given."""
    if told.happened is Happened.NO:
        return 0
    if told.happened is Happened.PART:
        return told.minutes or 0
    return max(promised, told.minutes or 0)


def sheet(
    promised: Iterable[Promised],
    told: Iterable[Told],
    *,
    first: date,
    last: date,
    rhythm: Rhythm = Rhythm.WEEK,
) -> Sheet:
    """Count one line from the week of one day to the week of another, both included."""
    said: Mapping[tuple[date, Source], Told] = {
        (start_of(rhythm, each.week), each.source): each for each in told
    }
    steps = sorted(promised, key=lambda each: each.from_date)
    weeks = tuple(_week(start, rhythm, steps, said) for start in periods(rhythm, first, last))
    owed = sum(each.owed for each in weeks) - sum(each.extra for each in weeks)
    return Sheet(
        weeks=weeks,
        owed=max(0, owed),
        disputed=sum(each.disputed for each in weeks),
        not_told=sum(each.family is None and each.setting is None for each in weeks),
    )


def promise_in(start: date, rhythm: Rhythm, steps: Sequence[Promised]) -> int | None:
    """Return the minutes promised in one week, half term, term or year; None if nobody said.

    What is promised for part of it only counts for the share of its weeks: a plan issued half way
    through a term promises half of that term's time. A week counts whole.
    """
    weeks = [
        _in_force(start + number * WEEK, steps)
        for number in range((next_start(rhythm, start) - start).days // 7)
    ]
    known = [each for each in weeks if each is not None]
    return (2 * sum(known) + len(weeks)) // (2 * len(weeks)) if known else None


def _in_force(week: date, steps: Sequence[Promised]) -> int | None:
    minutes = [each.minutes for each in steps if each.from_date < week + WEEK]
    return minutes[-1] if minutes else None


def _week(
    start: date,
    rhythm: Rhythm,
    steps: Sequence[Promised],
    said: Mapping[tuple[date, Source], Told],
) -> Week:
    promise = promise_in(start, rhythm, steps)
    family, setting = said.get((start, Source.FAMILY)), said.get((start, Source.SETTING))
    shortfalls = [_short(each, promise or 0) for each in (family, setting) if each]
    surplus = [
        max(0, given(each, promise or 0) - (promise or 0))
        for each in (family, setting)
        if each and each.happened is not Happened.NOT_DUE
    ]
    return Week(
        week=start,
        promised=promise,
        family=family,
        setting=setting,
        owed=min(shortfalls, default=0),
        disputed=max(shortfalls, default=0) - min(shortfalls, default=0),
        extra=min(surplus) if surplus else 0,
    )


def _short(told: Told, promised: int) -> int:
    """Return the minutes of the promise that one side says were not given."""
    if told.happened is Happened.NOT_DUE:
        return 0
    return max(0, promised - given(told, promised))


def hours(minutes: int) -> tuple[int, int]:
    """Return whole hours and the minutes left over."""
    return divmod(minutes, 60)

"""Counting rules: one small type for each way the law counts a period.

A rule knows how to find its last day, how to say itself in words, and which further facts
it needs. Weeks stay weeks and months stay months, so that a reader can check the entry
against the provision.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from goldenthread.law import calendar as cal
from goldenthread.law.calendar import CalendarMissing, SchoolCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Facts beside the start that some rules count with."""

    calendar: SchoolCalendar | None = None
    certificate: date | None = None  # the day a mediation certificate was issued
    born: date | None = None
    reviewed: date | None = None  # the day a plan was made or last reviewed
    move: date | None = None  # the day a family moves

    def school_days(self) -> SchoolCalendar:
        """Return the setting's calendar.

        :raises CalendarMissing: when none was given
        """
        if self.calendar is None:
            raise CalendarMissing(
                "This rule counts school days, so it needs the calendar of the school."
            )
        return self.calendar


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Count:
    """A way of counting from a start to a last day."""

    needs: ClassVar[tuple[str, ...]] = ()
    may_use: ClassVar[tuple[str, ...]] = ()

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        """Return the last day on which the thing can still be done in time."""
        raise NotImplementedError

    def moved_to(self, last_day: date) -> date | None:
        """Return the later day a tribunal rule allows, when it moves a strict last day."""
        return None

    def late_after(self, last_day: date) -> date:
        """Return the day after which it is late: the last day, unless that was cautious."""
        return last_day

    def warning(self, start: date, given: Given = NOTHING) -> str:
        """Say what a person must check about this particular date, or nothing."""
        return ""

    @property
    def words(self) -> str:
        """Say the counting rule to a reader."""
        raise NotImplementedError


def _birth_words(given: Given) -> str:
    """Say that the start was taken for a date of birth, when none was told apart from it."""
    return "" if given.born else "Counted from that day as the date of birth."


def _plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


@dataclass(frozen=True, slots=True)
class SameDay(Count):
    """At once: the day it starts is the last day."""

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return start

    @property
    def words(self) -> str:
        return "the same day: there is no lead-in"


@dataclass(frozen=True, slots=True)
class Weeks(Count):
    """Within so many weeks: the start is day 0, the last day the same weekday."""

    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.weeks_after(start, self.number)

    @property
    def words(self) -> str:
        return f"{_plural(self.number, 'week')}; the day it starts is not counted"


@dataclass(frozen=True, slots=True)
class Days(Count):
    """Within so many calendar days: the start is day 0."""

    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.shift(start, self.number)

    @property
    def words(self) -> str:
        return f"{_plural(self.number, 'calendar day')}; the day it starts is not counted"


@dataclass(frozen=True, slots=True)
class DaysBeginningWith(Count):
    """So many calendar days beginning with the start, which is day one."""

    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.days_beginning_with(start, self.number)

    @property
    def words(self) -> str:
        return f"{_plural(self.number, 'calendar day')}; the day it starts is day one"


@dataclass(frozen=True, slots=True)
class Months(Count):
    """Within so many months: the same date in the later month, or that month's last day."""

    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.add_months(start, self.number)

    @property
    def words(self) -> str:
        return (
            f"{_plural(self.number, 'calendar month')}: the same date in the later month, "
            "or its last day when it has no such date"
        )


@dataclass(frozen=True, slots=True)
class MonthsStartingWith(Count):
    """So many months starting with the start: ends the day before the same date."""

    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.months_starting_with(start, self.number)

    @property
    def words(self) -> str:
        return (
            f"{_plural(self.number, 'calendar month')} starting with the day itself: "
            "the last day is the day before the same date"
        )


@dataclass(frozen=True, slots=True)
class MonthsBefore(Count):
    """At least so many months before the day given."""

    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.add_months(start, -self.number)

    @property
    def words(self) -> str:
        return f"at least {_plural(self.number, 'calendar month')} before the day"


@dataclass(frozen=True, slots=True)
class WorkingDays(Count):
    """Within so many working days in England: the start is not counted."""

    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.working_days_after(start, self.number)

    @property
    def words(self) -> str:
        return f"{_plural(self.number, 'working day')}; the day it starts is not counted"


@dataclass(frozen=True, slots=True)
class OnMove(Count):
    """On the day of the move; or, when that was known too late, so many working days from then.

    Counted from the day it was known, which is day one. A body that knew at least so many
    working days before has until the move itself.
    """

    may_use: ClassVar[tuple[str, ...]] = ("move",)
    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        known = cal.working_days_beginning_with(start, self.number)
        return known if given.move is None else max(known, given.move)

    @property
    def words(self) -> str:
        return (
            f"{_plural(self.number, 'working day')}, the first being the day it was known, or "
            "the day of the move if that is later"
        )


@dataclass(frozen=True, slots=True)
class SchoolDays(Count):
    """Within so many days on which that school meets: the start is not counted."""

    needs: ClassVar[tuple[str, ...]] = ("calendar",)
    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return given.school_days().nth_after(start, self.number)

    @property
    def words(self) -> str:
        return (
            f"{_plural(self.number, 'school day')} of that school; the day it starts is not counted"
        )


@dataclass(frozen=True, slots=True)
class NthSchoolDay(Count):
    """By a numbered school day, where a school day it starts on is the first."""

    needs: ClassVar[tuple[str, ...]] = ("calendar",)
    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return given.school_days().nth_beginning_with(start, self.number)

    @property
    def words(self) -> str:
        return f"school day number {self.number} of that school; the first day is day one"


@dataclass(frozen=True, slots=True)
class SchoolDaysBefore(Count):
    """At least so many school days before the day given."""

    needs: ClassVar[tuple[str, ...]] = ("calendar",)
    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return given.school_days().nth_before(start, self.number)

    @property
    def words(self) -> str:
        return f"at least {_plural(self.number, 'school day')} of that school before the day"


@dataclass(frozen=True, slots=True)
class TwoWeeksNotice(Count):
    """At least two weeks before the day given: 14 clear days, and late with fewer than 14.

    The wording does not say "clear", and the shorter reading is the safe one for a public
    body; a breach is raised only on the longer.
    """

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.cautious_day_to_give_two_weeks_notice(start)

    def late_after(self, last_day: date) -> date:
        return cal.shift(last_day, 1)

    def warning(self, start: date, given: Given = NOTHING) -> str:
        latest = cal.last_day_to_give_two_weeks_notice(start)
        return f"It leaves 14 clear days; it is late only after {latest}, with fewer than 14."

    @property
    def words(self) -> str:
        return "at least 2 weeks before the day, with 14 clear days; late with fewer than 14 days"


@dataclass(frozen=True, slots=True)
class BeforeDate(Count):
    """Before a date in the calendar year of the day given: that date is too late."""

    month: int
    day: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.day_before(start.year, self.month, self.day)

    def warning(self, start: date, given: Given = NOTHING) -> str:
        if start > self.last_day(start):
            return ""
        return "The transfer itself comes first: name the place before it."

    @property
    def words(self) -> str:
        return (
            f"before {date(2001, self.month, self.day):%-d %B} of the same calendar year: "
            "that date itself is too late"
        )


@dataclass(frozen=True, slots=True)
class OnDateOfYearBefore(Count):
    """On or before a fixed date of the calendar year before the day given."""

    month: int
    day: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return date(start.year - 1, self.month, self.day)

    @property
    def words(self) -> str:
        return f"by {date(2001, self.month, self.day):%-d %B} of the calendar year before"


@dataclass(frozen=True, slots=True)
class FixedDate(Count):
    """A date that the rule itself names, whatever the start."""

    on: date

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return self.on

    @property
    def words(self) -> str:
        return f"{self.on:%-d %B %Y}, whatever the start"


@dataclass(frozen=True, slots=True)
class AppealMonths(Count):
    """Two months from sending, or one month from the certificate if that is later.

    The strict date is the one to meet; `moved_to` says when rule 12 allows a later one.
    """

    may_use: ClassVar[tuple[str, ...]] = ("certificate",)

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        two_months = cal.add_months(start, 2)
        if given.certificate is None:
            return two_months
        return max(two_months, cal.add_months(given.certificate, 1))

    def moved_to(self, last_day: date) -> date | None:
        moved = cal.appeal_moved_to(last_day)
        return moved if moved != last_day else None

    @property
    def words(self) -> str:
        return (
            "2 calendar months from sending, or 1 calendar month from the mediation "
            "certificate if that is later"
        )


@dataclass(frozen=True, slots=True)
class TribunalDays(Count):
    """So many days for another act in an appeal: the strict date, and where rule 12 moves it.

    The strict date counts every day. Rule 12 leaves out August and 25 December to 1 January
    and moves an end that is not a working day.
    """

    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.shift(start, self.number)

    def moved_to(self, last_day: date) -> date | None:
        moved = cal.tribunal_days_after(cal.shift(last_day, -self.number), self.number)
        return moved if moved != last_day else None

    @property
    def words(self) -> str:
        return f"{_plural(self.number, 'calendar day')}; the day it starts is not counted"


@dataclass(frozen=True, slots=True)
class TribunalWorkingDays(Count):
    """So many working days, leaving out August and 25 December to 1 January."""

    number: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.tribunal_working_days_after(start, self.number)

    @property
    def words(self) -> str:
        return (
            f"{_plural(self.number, 'working day')}; the day it starts, August and "
            "25 December to 1 January are not counted"
        )


@dataclass(frozen=True, slots=True)
class ReviewAfterMove(Count):
    """The later of 12 months from the last review and 3 months from the transfer.

    Both begin with the day itself. With no day of review given, only the 3 months count.
    """

    may_use: ClassVar[tuple[str, ...]] = ("reviewed",)

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        three = cal.months_starting_with(start, 3)
        if given.reviewed is None:
            return three
        return max(three, cal.months_starting_with(given.reviewed, 12))

    @property
    def words(self) -> str:
        return (
            "the later of 12 calendar months beginning with the day the plan was made or last "
            "reviewed, and 3 beginning with the transfer"
        )


@dataclass(frozen=True, slots=True)
class SchoolAgeStart(Count):
    """The day compulsory school age starts, from a date of birth."""

    may_use: ClassVar[tuple[str, ...]] = ("born",)

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.compulsory_school_age_starts(given.born or start)

    def warning(self, start: date, given: Given = NOTHING) -> str:
        return _birth_words(given)

    @property
    def words(self) -> str:
        return "the first 31 March, 31 August or 31 December on or after the fifth birthday"


@dataclass(frozen=True, slots=True)
class LeavingDate(Count):
    """The last day of compulsory school age, from a date of birth."""

    may_use: ClassVar[tuple[str, ...]] = ("born",)

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.leaving_date(given.born or start)

    def warning(self, start: date, given: Given = NOTHING) -> str:
        if not cal.leaving_date_needs_checking(given.born or start):
            return _birth_words(given)
        checked = "The birthday is from 1 to 7 September: check when the local school year began."
        return f"{_birth_words(given)} {checked}".strip()

    @property
    def words(self) -> str:
        return "the last Friday in June of the school year in which the person turns 16"


@dataclass(frozen=True, slots=True)
class YearOf25(Count):
    """The end of the college year in which the person turns 25, from a date of birth."""

    may_use: ClassVar[tuple[str, ...]] = ("born",)

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.plan_may_last_to(given.born or start)

    def warning(self, start: date, given: Given = NOTHING) -> str:
        return _birth_words(given)

    @property
    def words(self) -> str:
        return "the 31 July on or after the 25th birthday"


@dataclass(frozen=True, slots=True)
class DayBefore26(Count):
    """The day before the 26th birthday, from a date of birth."""

    may_use: ClassVar[tuple[str, ...]] = ("born",)

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        return cal.day_before_26(given.born or start)

    @property
    def words(self) -> str:
        return "the day before the 26th birthday"


@dataclass(frozen=True, slots=True)
class MonthsByAge(Count):
    """A number of months that depends on being under five on the start."""

    needs: ClassVar[tuple[str, ...]] = ("born",)
    under_five: int
    from_five: int

    def last_day(self, start: date, given: Given = NOTHING) -> date:
        if given.born is None:
            raise cal.CalendarError("This rule depends on age, so it needs the date of birth.")
        under = cal.age_on(given.born, start) < 5
        return cal.add_months(start, self.under_five if under else self.from_five)

    @property
    def words(self) -> str:
        return f"{self.under_five} months under the age of five, {self.from_five} from five"

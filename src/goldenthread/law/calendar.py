"""How days are counted. Pure date arithmetic: no clock, no network, no database.

Every convention is one function. Where a convention is a reading of the law rather than its
words, the reason is in docs/adr (0010 onwards). Dates are days in England; a "last day" is
the last day on which the thing can still be done in time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from goldenthread.law import bank_holidays

DAY = timedelta(days=1)
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class CalendarError(ValueError):
    """A day that cannot be counted; the message is a sentence the reader can act on."""


class CalendarMissing(CalendarError):
    """School days were asked for with no calendar of the setting."""


# Plain periods -----------------------------------------------------------------------------


def shift(day: date, days: int) -> date:
    """Return the day `days` after `day` (before it, when negative).

    :raises CalendarError: when that falls outside the years 1 to 9999
    """
    try:
        return date.fromordinal(day.toordinal() + days)
    except (ValueError, OverflowError):
        raise CalendarError(f"Counting {days} days from {day} leaves the calendar.") from None


def weeks_after(start: date, weeks: int) -> date:
    """Return the last day "within `weeks` weeks of" `start`: the start is not counted."""
    return shift(start, 7 * weeks)


def days_beginning_with(start: date, days: int) -> date:
    """Return the last of `days` days "beginning with" `start`: the start is day one."""
    return shift(start, days - 1)


def add_months(start: date, months: int) -> date:
    """Return the same date `months` later (earlier, when negative).

    Corresponding-date rule: where the month has no such date, its last day
    (Dodds v Walker [1981] UKHL; Interpretation Act 1978, sch 1).
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        raise CalendarError(f"Counting {months} months from {start} leaves the calendar.")
    return date(year, month, min(start.day, _month_length(year, month)))


def _month_length(year: int, month: int) -> int:
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return MONTH_DAYS[month - 1] + leap


def months_starting_with(start: date, months: int) -> date:
    """Return the last day of `months` months "starting with" `start`.

    That is the day before the corresponding date. A start on 29 February with no 29 February
    to end on takes the shorter reading (27 February), as these periods bind public bodies.
    """
    return add_months(start, months) - DAY


def day_before(year: int, month: int, day: int) -> date:
    """Return the last day "before" a fixed date, which is itself too late (reg 18(1))."""
    return date(year, month, day) - DAY


# Working days ------------------------------------------------------------------------------

FIRST_YEAR, LAST_YEAR = 1970, 2100


@cache
def _working_days() -> tuple[int, ...]:
    """Every working day in England from FIRST_YEAR to LAST_YEAR, as ordinals, in order."""
    closed = {day.toordinal() for day in bank_holidays.between(FIRST_YEAR, LAST_YEAR)}
    first, last = date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal()
    # An ordinal of 1 is a Monday, so (ordinal - 1) % 7 is 0 for Monday and 5 for Saturday.
    return tuple(n for n in range(first, last + 1) if (n - 1) % 7 < 5 and n not in closed)


def _working_day_at(index: int, start: date) -> date:
    days = _working_days()
    if not 0 <= index < len(days) or not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise CalendarError(
            f"Working days are known from {FIRST_YEAR} to {LAST_YEAR}, not around {start}."
        )
    return date.fromordinal(days[index])


def is_working_day(day: date) -> bool:
    """Say whether a day is Monday to Friday and not a bank holiday in England."""
    days = _working_days()
    at = bisect_left(days, day.toordinal())
    return at < len(days) and days[at] == day.toordinal()


def working_days_after(start: date, days: int) -> date:
    """Return the `days`th working day after `start`, which is not counted."""
    return _working_day_at(bisect_right(_working_days(), start.toordinal()) + days - 1, start)


def working_days_beginning_with(start: date, days: int) -> date:
    """Return the `days`th working day on or after `start`: a working start is day one."""
    return _working_day_at(bisect_left(_working_days(), start.toordinal()) + days - 1, start)


def working_day_on_or_before(day: date) -> date:
    """Return the last working day on or before `day`: the target for a public body."""
    return _working_day_at(bisect_right(_working_days(), day.toordinal()) - 1, day)


def working_day_on_or_after(day: date) -> date:
    """Return the first working day on or after `day`."""
    return _working_day_at(bisect_left(_working_days(), day.toordinal()), day)


# Notice and post ---------------------------------------------------------------------------


def last_day_to_give_two_weeks_notice(event: date) -> date:
    """Return the last day on which notice of `event` is at least two weeks: 14 days before."""
    return shift(event, -14)


def cautious_day_to_give_two_weeks_notice(event: date) -> date:
    """Return the last day that leaves 14 clear days before `event`: plan for this one."""
    return shift(event, -15)


def earliest_event_after_two_weeks_notice(notice: date) -> date:
    """Return the first day that leaves 14 clear days after `notice`."""
    return shift(notice, 15)


POST_WORKING_DAYS = {"first": 2, "second": 4, "email": 0, "portal": 0, "hand": 0}


def delivered(sent: date, by: str) -> date:
    """Return the day a thing sent is treated as received, when nothing shows otherwise.

    Interpretation Act 1978 s.7 and court practice: first-class post two working days after
    posting, second-class four; email, portal and hand the same day.

    :raises CalendarError: for a way of sending that is not known
    """
    if by not in POST_WORKING_DAYS:
        raise CalendarError(f"“{by}” is not one of: {', '.join(POST_WORKING_DAYS)}.")
    wait = POST_WORKING_DAYS[by]
    return working_days_after(sent, wait) if wait else sent


# Tribunal days (HESC Rules 2008, rule 12) --------------------------------------------------


def in_tribunal_break(day: date) -> bool:
    """Say whether a day is in August, or from 25 December to 1 January."""
    return day.month == 8 or (day.month, day.day) == (1, 1) or (day.month == 12 and day.day >= 25)


def appeal_moved_to(strict: date) -> date:
    """Return the day to which rule 12 lets a SEN appeal be started, given its strict last day.

    Ends in August: first working day after 31 August. Ends from 25 December to 1 January:
    first working day after 1 January. Otherwise a non-working day moves to the next working
    day (rule 12(2), (3)(a)). The Tribunal must have it by 5pm. The period itself still counts
    August and Christmas days.
    """
    if strict.month == 8:
        return working_day_on_or_after(date(strict.year, 9, 1))
    if in_tribunal_break(strict):
        year = strict.year if strict.month == 1 else strict.year + 1
        return working_day_on_or_after(date(year, 1, 2))
    return working_day_on_or_after(strict)


def tribunal_days_after(start: date, days: int) -> date:
    """Return the last day for another act in a SEN appeal, counted in days.

    Days in August and from 25 December to 1 January are not counted; an end that is not a
    working day moves to the next one (rule 12(2), (3)(b)).
    """
    day = start
    for _ in range(days):
        day += DAY
        while in_tribunal_break(day):
            day += DAY
    while in_tribunal_break(day) or not is_working_day(day):
        day += DAY
    return day


def tribunal_working_days_after(start: date, days: int) -> date:
    """Return the `days`th working day after `start`, skipping August and Christmas."""
    day = start
    for _ in range(days):
        day = working_days_after(day, 1)
        while in_tribunal_break(day):
            day = working_days_after(day, 1)
    return day


# School days -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The days on which one setting meets (Education Act 1996 s.579), in order.

    Counting past the last known day is an error, never a guess.
    """

    days: tuple[date, ...]
    _ordinals: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.days:
            raise CalendarError("A school calendar must have at least one school day.")
        ordered = tuple(sorted(set(self.days)))
        object.__setattr__(self, "days", ordered)
        object.__setattr__(self, "_ordinals", tuple(day.toordinal() for day in ordered))

    @classmethod
    def from_terms(
        cls, terms: Iterable[tuple[date, date]], closed: Iterable[date] = ()
    ) -> SchoolCalendar:
        """Build a calendar from terms (both ends counted) less weekends and closed days."""
        shut, days = set(closed), []
        for first, last in terms:
            if last < first:
                raise CalendarError(f"A term cannot end ({last}) before it starts ({first}).")
            days += [shift(first, n) for n in range((last - first).days + 1)]
        return cls(tuple(day for day in days if day.weekday() < 5 and day not in shut))

    def nth_after(self, start: date, number: int) -> date:
        """Return the `number`th school day after `start`, which is not counted."""
        return self._at(bisect_right(self._ordinals, start.toordinal()) + number - 1, start)

    def nth_beginning_with(self, start: date, number: int) -> date:
        """Return the `number`th school day on or after `start`: a school day is day one."""
        return self._at(bisect_left(self._ordinals, start.toordinal()) + number - 1, start)

    def nth_before(self, end: date, number: int) -> date:
        """Return the `number`th school day before `end`, which is not counted."""
        return self._at(bisect_left(self._ordinals, end.toordinal()) - number, end)

    def _at(self, index: int, near: date) -> date:
        if not 0 <= index < len(self.days) or not self._covers(near):
            raise CalendarError(
                f"The school calendar given runs from {self.days[0]} to {self.days[-1]}, "
                f"which is not far enough to count from {near}."
            )
        return self.days[index]

    def _covers(self, near: date) -> bool:
        """Whether counting from `near` is safe: at most a summer break outside the calendar."""
        return shift(self.days[0], -60) <= near <= shift(self.days[-1], 60)


def read_school_calendar(value: object) -> SchoolCalendar:
    """Read a calendar from JSON data.

    Either a list of school days, or {"days": [...]}, or {"terms": [[first, last], ...],
    "closed": [...]}; dates as YYYY-MM-DD.

    :raises CalendarError: when it is none of these
    """
    if isinstance(value, SchoolCalendar):
        return value
    if isinstance(value, Mapping):
        if "terms" in value:
            return SchoolCalendar.from_terms(
                [_term(term) for term in _listed(value["terms"], "terms")],
                [read_date(day) for day in _listed(value.get("closed", []), "closed")],
            )
        value = value.get("days", value.get("school_days"))
    return SchoolCalendar(tuple(read_date(day) for day in _listed(value, "school days")))


def _listed(value: object, what: str) -> Sequence[object]:
    if not isinstance(value, (list, tuple)):
        raise CalendarError(f"A school calendar needs its {what} as a list.")
    return value


def _term(value: object) -> tuple[date, date]:
    ends = [value.get("from"), value.get("to")] if isinstance(value, Mapping) else value
    if not isinstance(ends, (list, tuple)) or len(ends) != 2:
        raise CalendarError("Each term needs a first and a last day.")
    return read_date(ends[0]), read_date(ends[1])


def read_date(value: object) -> date:
    """Read a date written YYYY-MM-DD.

    :raises CalendarError: when it is not a real date written so
    """
    if type(value) is date:
        return value
    # fromisoformat also takes "20260105" and "2026-W02-1", which people mistype.
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise CalendarError(f"“{value}” is not a date. Write it as YYYY-MM-DD, such as 2026-01-05.")


# Ages and school years ---------------------------------------------------------------------


def birthday(born: date, age: int) -> date:
    """Return the day a person reaches `age`; born 29 February, that is 1 March in other years."""
    year = born.year + age
    if not year <= 9999:
        raise CalendarError(f"Counting {age} years from {born} leaves the calendar.")
    if (born.month, born.day) == (2, 29) and _month_length(year, 2) == 28:
        return date(year, 3, 1)
    return born.replace(year=year)


def age_on(born: date, day: date) -> int:
    """Return whole years of age on a day."""
    years = day.year - born.year
    return years if birthday(born, years) <= day else years - 1


def compulsory_school_age_starts(born: date) -> date:
    """Return the first of 31 March, 31 August, 31 December on or after the fifth birthday.

    Education Act 1996 s.8; Education (Start of Compulsory School Age) Order 1998.
    """
    fifth = birthday(born, 5)
    ends = (date(fifth.year, 3, 31), date(fifth.year, 8, 31), date(fifth.year, 12, 31))
    return next(end for end in ends if fifth <= end)


def last_friday_in_june(year: int) -> date:
    """Return the school leaving date of a calendar year."""
    end = date(year, 6, 30)
    return end - timedelta(days=(end.weekday() - 4) % 7)


def leaving_date(born: date) -> date:
    """Return the last day of compulsory school age (Education Act 1996 s.8).

    The last Friday in June of the school year in which the person turns 16; school years are
    taken to start on 1 September (see `leaving_date_needs_checking`).
    """
    sixteenth = birthday(born, 16)
    return last_friday_in_june(academic_year(sixteenth) + 1)


def leaving_date_needs_checking(born: date) -> bool:
    """Say whether the local term date decides: a birthday from 1 to 7 September."""
    return born.month == 9 and born.day <= 7


def academic_year(day: date) -> int:
    """Return the calendar year in which the academic year of a day began (1 September)."""
    return day.year if day.month >= 9 else day.year - 1


def curriculum_year(born: date, day: date) -> int:
    """Return the national curriculum year on a day: age on the last 31 August, less four.

    Reception is 0; below that the number is negative.
    """
    return age_on(born, date(academic_year(day), 8, 31)) - 4


def college_year_end(day: date) -> date:
    """Return the 31 July that ends the further education year of a day (reg 46)."""
    return date(day.year if (day.month, day.day) <= (7, 31) else day.year + 1, 7, 31)


def plan_may_last_to(born: date) -> date:
    """Return the end of the college year in which a young person turns 25 (reg 46(1))."""
    return college_year_end(birthday(born, 25))


def day_before_26(born: date) -> date:
    """Return the last day a plan could last on any course (reg 46(1))."""
    return birthday(born, 26) - DAY


# Phase transfers (reg 18) ------------------------------------------------------------------


def phase_transfer_last_day(transfer: date, *, to_post_16: bool) -> date:
    """Return the last day to name the next setting in the calendar year of the transfer."""
    return day_before(transfer.year, 3, 31) if to_post_16 else day_before(transfer.year, 2, 15)

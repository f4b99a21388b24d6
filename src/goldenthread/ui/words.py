"""How dates, distances and numbers are written wherever a person reads them.

Plain Python: pages, letters and documents share these, so that a date never reads two ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def plain_date(day: date) -> str:
    """Write a day without its weekday: "25 May 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_date(day: date) -> str:
    """Write a day in full: "Monday 25 May 2026"."""
    return f"{DAYS[day.weekday()]} {plain_date(day)}"


def short_date(day: date) -> str:
    """Write a day for a narrow column: "Mon 25 May 2026", "Tue 24 Nov 2026"."""
    return f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def month(day: date) -> str:
    """Write the month a day lies in: "May 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def number(value: int | float, places: int = 0) -> str:
    """Write a number with thousands separators and the given decimal places: "9,022"."""
    return f"{value:,.{places}f}"


def count(value: int, one: str, many: str | None = None) -> str:
    """Write how many of something there are: "1 plan", "9,022 plans", "2 children"."""
    return f"{number(value)} {plural(value, one, many)}"


def plural(value: int, one: str, many: str | None = None) -> str:
    """Choose the word for a count: `one` for 1, else `many` (or `one` with an s)."""
    return one if value == 1 else (many if many is not None else f"{one}s")


def listed(parts: Sequence[str], joiner: str = "and") -> str:
    """Join words as a sentence does: "a day, a month and a year"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {joiner} {parts[-1]}"


def distance(due: date, today: date) -> str:
    """Say how far off a due date is, in calendar days: "in 9 days", "13 days late", "today"."""
    days = (due - today).days
    if days == 0:
        return "today"
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} late"


def in_days(due: date, today: date) -> str:
    """Say how far off a due date is, in brackets, to stand after the date: "(in 9 days)"."""
    return f"({distance(due, today)})"


def period(ends: date, today: date) -> str:
    """Say how far off the end of someone's own period is; nobody is late when it has passed."""
    days = (today - ends).days
    return f"(ended {count(days, 'day')} ago)" if days > 0 else in_days(ends, today)


def ago(day: date, today: date) -> str:
    """Say how long since something happened (it owes nothing): "3 days ago", "today"."""
    days = (today - day).days
    if days == 0:
        return "today"
    return f"{count(days, 'day')} ago" if days > 0 else f"in {count(-days, 'day')}"


def outcome(due: date, stopped: date) -> str:
    """Say how a finished clock ended: "done 3 days late, 12 November 2026"."""
    late = (stopped - due).days
    how = f"done {count(late, 'day')} late" if late > 0 else "done in time"
    return f"{how}, {plain_date(stopped)}"

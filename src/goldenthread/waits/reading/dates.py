"""One cell of a date, as services write them, read as a day and how sure we are of it.

Dates are read day first, as England writes them. A time is dropped; a moment with a time zone
becomes the day it was in London. Nothing is guessed: a month first, a day number from a
spreadsheet or a year no child on a list can have is refused with its own reason.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

FIRST_YEAR, LAST_YEAR = 1990, 2099
LONDON = ZoneInfo("Europe/London")
EPOCH = date(1970, 1, 1).toordinal()


class Cell(IntEnum):
    """What a cell of a date turned out to be. From UNREADABLE on, it cannot be used."""

    PLAIN = 0
    BLANK = 1
    OTHER_FORMAT = 2
    DAY_FIRST = 3
    TIME_DROPPED = 4
    MOVED_TO_LONDON = 5
    UNREADABLE = 6
    MONTH_FIRST = 7
    DAY_NUMBER = 8
    OUT_OF_RANGE = 9
    NO_SUCH_DAY = 10
    ORDER_UNSURE = 11


WORDS = {
    Cell.OTHER_FORMAT: "was not written year-month-day; it has one reading and was read so",
    Cell.DAY_FIRST: "could be read day first or month first; it was read day first",
    Cell.TIME_DROPPED: "had a time of day, which was left out",
    Cell.MOVED_TO_LONDON: "had a time zone; the day in London was taken",
    Cell.UNREADABLE: "is not a date",
    Cell.MONTH_FIRST: "has the month first; write the day first, or year-month-day",
    Cell.DAY_NUMBER: "is a spreadsheet's day number; format the column as dates and save again",
    Cell.OUT_OF_RANGE: f"lies outside {FIRST_YEAR} to {LAST_YEAR}",
    Cell.NO_SUCH_DAY: "is a day that does not exist",
    Cell.ORDER_UNSURE: (
        "could be read day first or month first, and other rows have the month first"
    ),
}

BLANKS = frozenset({"", "-", "na", "n/a", "nan", "nat", "none", "null"})
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}

_TIME = (
    r"(?:[T ,]\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[ap]m)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})([-/.]?)(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _TIME, re.IGNORECASE
)
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})([-/. ])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d{2})" + _TIME, re.IGNORECASE
)
_IN_WORDS = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-/ .]*(?P<name>[a-z]{3,9})[-/ .,]*(?P<year>\d{4}|\d{2})"
    + _TIME,
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{4,5}(?:\.\d+)?")


@lru_cache(maxsize=65536)
def read(cell: bytes) -> tuple[int, Cell]:
    """Return the day in days since 1970 (nought where there is none) and what the cell is."""
    text = cell.decode("utf-8", "replace").strip()
    if text.lower() in BLANKS:
        return 0, Cell.BLANK
    if not text.isascii():
        return 0, Cell.UNREADABLE
    if found := _YEAR_FIRST.fullmatch(text):
        compact = found[2] == "" and len(found["month"] + found["day"]) != 4
        return (0, Cell.UNREADABLE) if compact else _found(found, int(found["month"]), False)
    if found := _DAY_FIRST.fullmatch(text):
        return _found(found, int(found["month"]), True)
    if found := _IN_WORDS.fullmatch(text):
        month = MONTHS.get(found["name"].lower())
        return (0, Cell.UNREADABLE) if month is None else _found(found, month, False)
    return 0, Cell.DAY_NUMBER if _NUMBER.fullmatch(text) else Cell.UNREADABLE


def _found(found: re.Match[str], month: int, unsure: bool) -> tuple[int, Cell]:
    day, year = int(found["day"]), int(found["year"])
    year += 2000 if len(found["year"]) == 2 else 0
    if unsure and month > 12 >= day:
        return 0, Cell.MONTH_FIRST
    try:
        on = date(year, month, day)
    except ValueError:
        return 0, Cell.NO_SUCH_DAY
    moved = _in_london(on, found)
    if moved is None:
        return 0, Cell.UNREADABLE
    if not FIRST_YEAR <= moved.year <= LAST_YEAR:
        return 0, Cell.OUT_OF_RANGE
    return moved.toordinal() - EPOCH, _kind(found, unsure and day <= 12 and day != month)


def _kind(found: re.Match[str], unsure: bool) -> Cell:
    if unsure:
        return Cell.DAY_FIRST
    if found["zone"]:
        return Cell.MOVED_TO_LONDON
    if found["hour"]:
        return Cell.TIME_DROPPED
    return Cell.PLAIN if found.re is _YEAR_FIRST and _plain(found) else Cell.OTHER_FORMAT


def _plain(found: re.Match[str]) -> bool:
    return found[2] == "-" and len(found["month"]) == len(found["day"]) == 2


def _in_london(on: date, found: re.Match[str]) -> date | None:
    """Return the day in London, or none where the time of day or the zone is impossible."""
    if not found["hour"]:
        return on
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].lower() == "pm" else 0)
    try:
        clock = time(hour, int(found["minute"]), int(found["second"] or 0))
        zone = _zone(found["zone"])
        moment = datetime.combine(on, clock, tzinfo=zone or LONDON)
        return moment.astimezone(LONDON).date() if zone else on
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone | None:
    """Read a time zone: Z, UTC, GMT, or hours and minutes from Greenwich.

    :raises ValueError: if it is a day or more away
    """
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if text[0] == "-" else away)

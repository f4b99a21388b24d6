"""Dates, lengths of time and numbers as reports print them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.strategy.reading.wordlist import words_in

MONTHS = words_in(
    "january february march april may june july august september october november december"
)
NUMBERS = words_in(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
)
TENS = {"twenty-four": 24, "twenty four": 24, "thirty": 30, "thirty-six": 36}
LONGEST = timedelta(days=120)  # no inspection lasts longer: a longer span is a misprint

_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_MONTH = r"(?:\s+(?:of\s+)?([A-Z][a-z]{2,8})\.?)?"
_YEAR = r"(?:,?\s+(\d{4}))?"
_DATE = rf"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s+)?{_DAY}{_MONTH}{_YEAR}"
_JOIN = r"\s*(?:to|until|and|-|–|—)\s*"
_RANGE = re.compile(rf"{_DATE}{_JOIN}{_DATE}")
_SINGLE = re.compile(_DATE)


@dataclass(frozen=True, slots=True)
class Period:
    """A first and a last day as printed, both included."""

    start: date
    end: date
    text: str


def read_period(text: str) -> Period | None:
    """Read "29 April to 3 May 2024" and its kin; None where no whole date is printed.

    A month or year printed once counts for both days. A span that runs backwards, or is
    longer than LONGEST, is a misprint and is not read.
    """
    ranges = list(_RANGE.finditer(text))
    for match in ranges:
        period = _whole(match)
        if period:
            return period
    if ranges:
        return None
    for match in _SINGLE.finditer(text):
        day, month, year = match.groups()
        only = _day(day, month, year)
        if only:
            return Period(only, only, match.group(0).strip())
    return None


def _whole(match: re.Match[str]) -> Period | None:
    day1, month1, year1, day2, month2, year2 = match.groups()
    last = _day(day2, month2, year2)
    first = _day(day1, month1 or month2, year1 or year2)
    if first is None or last is None:
        return None
    if first > last and year1 is None and first.month > last.month:  # 28 December to 2 January
        first = _day(day1, month1, str(last.year - 1))
    if first is None or not first <= last <= first + LONGEST:
        return None
    return Period(first, last, match.group(0).strip())


def _day(day: str, month: str | None, year: str | None) -> date | None:
    if not month or not year:
        return None
    number = _month(month)
    if number is None:
        return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _month(name: str) -> int | None:
    name = name.lower()
    for number, month in enumerate(MONTHS, 1):
        if month == name or (len(name) >= 3 and month.startswith(name)):
            return number
    return None


def read_number(word: str) -> int | None:
    """Read "18" or "eighteen"; None for anything else."""
    word = word.strip().lower()
    if word.isdigit():
        return int(word)
    if word in NUMBERS:
        return NUMBERS.index(word)
    return TENS.get(word)


_LENGTH = r"within\s+(?:approximately\s+|about\s+|around\s+)?([\w-]+(?:\s+four)?)\s+(month|year)s?"


def read_length(sentence: str, *, unit: str) -> int | None:
    """Read "within approximately 18 months" in the unit asked ("month" or "year").

    Years asked in months are turned into months; months that are not whole years are not
    turned into years.
    """
    match = re.search(_LENGTH, sentence, re.IGNORECASE)
    if not match:
        return None
    number, printed = read_number(match.group(1)), match.group(2).lower()
    if number is None or printed == unit:
        return number
    if unit == "month":
        return number * 12
    return number // 12 if number % 12 == 0 else None

"""Days as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH})\.?,?\s+(\d{{4}})\b", re.IGNORECASE
)
_FIGURES = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTH_ONLY = re.compile(rf"\b({_MONTH})\.?,?\s+(\d{{4}})\b", re.IGNORECASE)
_SEASON = re.compile(
    r"\b(easter|christmas|summer|autumn|spring)(?:\s+term)?\s+(\d{4})\b", re.IGNORECASE
)
_SEASON_END = {
    "easter": (4, 30),
    "spring": (4, 30),
    "summer": (7, 31),
    "autumn": (12, 31),
    "christmas": (12, 31),
}
_YEAR = re.compile(r"\bby\s+(?:the\s+end\s+of\s+)?(20\d\d)\b", re.IGNORECASE)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def full_dates(text: str) -> Iterator[date]:
    """Every full date in a text, in the order of writing. British order: day before month."""
    found: list[tuple[int, date | None]] = []
    for m in _DAY_FIRST.finditer(text):
        found.append((m.start(), _made(int(m[3]), MONTHS[m[2].lower()], int(m[1]))))
    for m in _ISO.finditer(text):
        found.append((m.start(), _made(int(m[1]), int(m[2]), int(m[3]))))
    for m in _FIGURES.finditer(text):
        year = int(m[3]) + (2000 if len(m[3]) == 2 else 0)
        found.append((m.start(), _made(year, int(m[2]), int(m[1]))))
    yield from (day for _, day in sorted(found, key=lambda pair: pair[0]) if day)


def full_date(text: str) -> date | None:
    """The first full date in a text."""
    return next(full_dates(text), None)


def last_day(text: str) -> date | None:
    """The last day that a target such as 'by July 2027' allows, or None for words only."""
    if day := full_date(text):
        return day
    if found := _MONTH_ONLY.search(text):
        month, year = MONTHS[found[1].lower()], int(found[2])
        return next((d for n in (31, 30, 29, 28) if (d := _made(year, month, n))), None)
    if found := _SEASON.search(text):
        return _made(int(found[2]), *_SEASON_END[found[1].lower()])
    if found := _YEAR.search(text):
        return _made(int(found[1]), 12, 31)
    return None


def a_date(text: str) -> date | None:
    """A full date, or the first of a month when only the month is given."""
    if day := full_date(text):
        return day
    found = _MONTH_ONLY.search(text)
    return _made(int(found[2]), MONTHS[found[1].lower()], 1) if found else None


# "In June 2026 she knew 8 sounds": where the child stood, and no day to reach
TOLD_OF = re.compile(
    r"\bin (?:\w+ )?(?:19|20)\d\d,? (?:he|she|they|it|this|his|her|their|[A-Z]\w+) (?:\w+ ){0,2}?"
    r"(?:was|were|did|had|could|knew|went|left|took|made|said|read|met|came|got|[a-z]+ed)\b",
    re.IGNORECASE,
)

"""Bank holidays in England, from the bundled list of `govuk-bank-holidays`.

Only the list's file is read, never the network. Outside the years it covers the standing
pattern (Banking and Financial Dealings Act 1971 and yearly proclamation) is used, which
cannot know one-off days: a test fails well before the list runs out.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path

DAY = timedelta(days=1)


@cache
def bundled() -> frozenset[date]:
    """Return the bank holidays of England that the bundled list names."""
    found = find_spec("govuk_bank_holidays")
    if found is None or found.origin is None:
        raise RuntimeError("The package govuk-bank-holidays is not installed. Run: make setup")
    path = Path(found.origin).with_name("bank-holidays.json")
    listed = json.loads(path.read_text(encoding="utf-8"))["england-and-wales"]["events"]
    return frozenset(date.fromisoformat(row["date"]) for row in listed)


def easter(year: int) -> date:
    """Return Easter Sunday (Gregorian computus)."""
    golden, century = year % 19, year // 100
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    return date(year, 3, 28) + timedelta(days=moon - weekday)


def standing(year: int) -> frozenset[date]:
    """Return the eight usual bank holidays of a year, with substitutes for weekends."""
    sunday = easter(year)
    days = {
        sunday - 2 * DAY,
        sunday + DAY,
        _monday_on_or_after(date(year, 5, 1)),
        _monday_on_or_after(date(year, 5, 25)),
        _monday_on_or_after(date(year, 8, 25)),
    }
    for fixed in (date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)):
        while fixed.weekday() > 4 or fixed in days:
            fixed += DAY
        days.add(fixed)
    return frozenset(days)


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def between(first_year: int, last_year: int) -> frozenset[date]:
    """Return the bank holidays of the years from first to last, both included."""
    listed = bundled()
    covered = range(min(listed).year, max(listed).year + 1)
    guessed = (standing(y) for y in range(first_year, last_year + 1) if y not in covered)
    return listed.union(*guessed)

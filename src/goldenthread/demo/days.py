"""Days as ordinal numbers: working days, school years and draws of dates within a year.

Plans start and cease on working days after the middle of January, so that the plans in force on
the survey day are those at the turn of the year and each calendar year's flows close.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from goldenthread.demo.chance import Numbers

SURVEY_DAYS = {
    2024: date(2024, 1, 18),
    2025: date(2025, 1, 16),
    2026: date(2026, 1, 15),
    2027: date(2027, 1, 21),
}
FIRST_DAY, LAST_DAY = date(2010, 1, 1).toordinal(), date(2032, 12, 31).toordinal()


@cache
def holidays() -> frozenset[int]:
    """Bank holidays in England, so far as the bundled list goes, and Christmas closing days."""
    from govuk_bank_holidays.bank_holidays import BankHolidays

    listed = BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")
    found = {h["date"].toordinal() for h in listed}
    for year in range(2010, 2033):
        closed = [(1, 1), (12, 24), (12, 25), (12, 26), (12, 27), (12, 28), (12, 29), (12, 30)]
        found |= {date(year, month, day).toordinal() for month, day in closed}
    return frozenset(found)


@cache
def steps() -> tuple[Numbers, Numbers]:
    """For each day since FIRST_DAY: the working day on or after it, and the one on or before."""
    import numpy as np

    closed = holidays()
    days = range(FIRST_DAY, LAST_DAY + 1)
    open_ = np.array([d % 7 not in (6, 0) and d not in closed for d in days])
    here = np.arange(FIRST_DAY, LAST_DAY + 1)
    before = np.maximum.accumulate(np.where(open_, here, FIRST_DAY))
    after = np.minimum.accumulate(np.where(open_, here, LAST_DAY)[::-1])[::-1]
    return after, before


def working(days: Numbers) -> Numbers:
    """The working day on or after each day."""
    return steps()[0][days - FIRST_DAY]


def working_before(days: Numbers) -> Numbers:
    """The working day on or before each day."""
    return steps()[1][days - FIRST_DAY]


@cache
def _forward() -> list[int]:
    return [int(d) for d in steps()[0]]


def next_working(day: int) -> int:
    """The working day on or after one day."""
    return _forward()[day - FIRST_DAY]


def open_days(year: int) -> tuple[int, int]:
    """First and last day on which a plan starts or ceases in a year (see the module's note)."""
    return date(year, 1, 22).toordinal(), date(year, 12, 23).toordinal()


def in_year(rng: np.random.Generator, year: int, size: int) -> Numbers:
    """Working days spread over a year's open days, thinner in August."""
    first, last = open_days(year)
    august = date(year, 8, 1).toordinal()
    found = rng.integers(first, last + 1, size)
    moved = (found >= august) & (found < august + 31) & (rng.random(size) < 0.5)
    found = _where(moved, rng.integers(first, last + 1, size), found)
    return working_before(found)


def _where(test: Numbers, yes: Numbers, no: Numbers) -> Numbers:
    import numpy as np

    return np.where(test, yes, no)


def summer(rng: np.random.Generator, year: int, size: int) -> Numbers:
    """Working days from mid-July to September, when young people leave."""
    first, last = date(year, 7, 15).toordinal(), date(year, 9, 30).toordinal()
    return working_before(rng.integers(first, last + 1, size))


def september(year: int) -> int:
    """The first day of the school year that starts in `year`."""
    return date(year, 9, 1).toordinal()


def school_age(born: int, year: int) -> int:
    """Age on the 31 August before the school year that starts in `year`."""
    birthday = date.fromordinal(born)
    return year - birthday.year - int((birthday.month, birthday.day) > (8, 31))


def year_at(born: int, age: int) -> int:
    """The year in whose 31 August somebody has that age: they move in its September."""
    return age - school_age(born, 0)


def school_year(day: int) -> int:
    """The calendar year in which the school year holding `day` started."""
    on = date.fromordinal(day)
    return on.year if on.month >= 9 else on.year - 1

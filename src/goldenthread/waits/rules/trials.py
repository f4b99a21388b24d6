"""Trials of a list, month by month, and how they are held against what came to pass.

Plain Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from goldenthread.waits.rules.lists import STILL_WAITING, Days, as_date, day_number
from goldenthread.waits.rules.simulation import Scenario, simulate

LOW, HIGH = 10, 90


def month_ends(start: date, months: int) -> list[date]:
    """Return the last day of each of the months after a day, the month of the day itself first."""
    found, year, month = [], start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(date.fromordinal(date(year, month, 1).toordinal() - 1))
    return found


def foretold_by_month(
    scenario: Scenario, waiting: Days, *, months: int, runs: int, seed: int
) -> list[dict[str, Any]]:
    """Simulate a list many times; return how many wait at the end of each month.

    Each month has the middle run, and the tenth and ninetieth of a hundred; and how many of them
    would have waited over 18 weeks.

    :raises CannotSimulate: if the settings cannot be simulated
    """
    ends = month_ends(as_date(scenario.start), months)
    last = day_number(ends[-1])
    scenario = replace(scenario, end=max(last, scenario.start + 1))
    marks = np.array([day_number(end) for end in ends])
    rows = [_waiting_at(scenario, seed * 1_000 + run, waiting, marks) for run in range(runs)]
    table = np.array(rows)  # runs, months, (waiting, over 18 weeks)
    return [
        {
            "day": end.isoformat(),
            "low": float(np.percentile(table[:, place, 0], LOW)),
            "middle": float(np.percentile(table[:, place, 0], 50)),
            "high": float(np.percentile(table[:, place, 0], HIGH)),
            "over_18": float(np.percentile(table[:, place, 1], 50)),
        }
        for place, end in enumerate(ends)
    ]


def _waiting_at(scenario: Scenario, seed: int, waiting: Days, marks: Days) -> list[list[int]]:
    rows = simulate(scenario, seed, waiting).rows
    gone = np.where(rows.removal == STILL_WAITING, np.iinfo(np.int64).max, rows.removal)
    found = []
    for mark in marks.tolist():
        here = (rows.referral <= mark) & (gone > mark)
        found.append([int(here.sum()), int((here & (mark - rows.referral > 126)).sum())])
    return found


def held_against(
    foretold: Sequence[Mapping[str, Any]], counted: Mapping[date, int]
) -> list[dict[str, Any]]:
    """Set each month foretold beside what was counted; `inside` where the band held it."""
    found = []
    for month in foretold:
        real = counted.get(date.fromisoformat(month["day"]))
        inside = None if real is None else month["low"] <= real <= month["high"]
        found.append({**month, "counted": real, "inside": inside})
    return found


def clears_by(queue: float, demand: float, capacity: float, target: float) -> float | None:
    """Return the weeks until a queue falls to its target at these rates; none if it never does."""
    if queue <= target:
        return 0.0
    spare = capacity - demand
    return (queue - target) / spare if spare > 0 else None

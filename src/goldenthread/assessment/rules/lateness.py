"""Where days are lost, and when a young child's assessment must begin. Plain Python.

S02, S03: how far each step ran beyond its share of the twenty weeks. S13: counting back from the
day a plan must name the school a child is to start at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.assessment.rules.forecast.paths import NOT_YET, Path, Step
from goldenthread.law.limits import time_limit

# Each step's share of the twenty weeks, in days: the law's six weeks to decide and six for advice,
# then the draft by week 16 (our own date), then the family, settings and the final plan.
PLANNED: Mapping[Step, int] = {
    Step.DECIDING: 42,
    Step.ADVICE: 42,
    Step.DECIDING_PLAN: 7,
    Step.DRAFTING: 21,
    Step.FINISHING: 28,
}
SOONEST, LATEST = 5, 400  # days before a day to look for its latest start


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Days one step took beyond its share, over some cases."""

    step: Step
    cases: int  # that were in the step
    over: int  # of those, past its share
    days: int  # beyond it, in all


def days_in(path: Path, step: Step, on: int) -> int | None:
    """Return the days a case spent in a step up to a day; None if it was never there."""
    began = path.entered[step]
    if began == NOT_YET or began > on:
        return None
    later = [day for day in (*path.entered[step + 1 :], path.issued, path.ended) if day]
    return min([*later, on]) - began


def days_lost(paths: Iterable[Path], on: date) -> tuple[Lost, ...]:
    """Return where days were lost, step by step, among some cases as they stand on a day."""
    day, rows = on.toordinal(), list(paths)
    found = []
    for step in Step:
        spent = [d for d in (days_in(path, step, day) for path in rows) if d is not None]
        beyond = [d - PLANNED[step] for d in spent if d > PLANNED[step]]
        found.append(Lost(step=step, cases=len(spent), over=len(beyond), days=sum(beyond)))
    return tuple(found)


def starts_school(born: date) -> date:
    """Return the first day of the school year in which a child may start reception.

    The September after the fourth birthday (a birthday on 1 September counts to the next year).
    """
    fourth = born.year + 4
    return date(fourth if born <= date(born.year, 8, 31) else fourth + 1, 9, 1)


def school_named_by(starts: date) -> date:
    """Return the last day on which a plan may name the school for a September start.

    Reg 18(1): before 15 February of that year, so the day before it.
    """
    return date(starts.year, 2, 14)


def latest_start(named_by: date) -> date:
    """Return the last day a request may come for its twenty weeks to end by a day."""
    for back in range(SOONEST, LATEST):
        day = named_by - timedelta(days=back)
        if time_limit("plan-final", on=day).last_day(day) <= named_by:
            return day
    raise ValueError("No day of request is early enough.")

"""Figures of a list as our pages show them: the package's method, its traps mended.

Weeks meet weeks. Rows are sorted. A child who left before the window, or came after it, is not
counted; one who left after it still waits. Capacity is counted inside the window alone, and
leaving in another way than being seen is shown apart. What cannot be worked out is none, with
the reason in words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from goldenthread.waits.rules import bands, formulas, lists
from goldenthread.waits.rules.formulas import Figure
from goldenthread.waits.rules.lists import DAYS_A_WEEK, STILL_WAITING, Days, WaitingList

WITHIN_TARGET_DAYS = 126  # 18 weeks, the day itself included
NO_REMOVALS = "nobody left the list in these days"
NO_REFERRALS = "nobody was referred in these days"
NOBODY_WAITING = "nobody was waiting at the end"
NO_GAPS = "no time passed before any removal, so capacity does not show"
NEEDS_DAYS = "these are a single day, or all gaps are nought: choose a longer time"


class NoWindow(ValueError):
    """There is no time to count over: the list is empty, or the days run backwards."""


@dataclass(frozen=True, slots=True)
class Windowed:
    """A list as it stood between two days, and what was left out to see it so."""

    rows: WaitingList  # sorted by referral; removals after the end read as still waiting
    start: int
    end: int
    closed_before: int
    referred_after: int

    @property
    def queue(self) -> Days:
        return lists.daily_queue(self.rows, self.start, self.end)

    @property
    def waits(self) -> Days:
        """Days waited at the end by each child still waiting then, longest first."""
        return np.sort(self.end - self.rows.referral[self.rows.waiting])[::-1]


def windowed(waiting_list: WaitingList, start: int | None, end: int | None) -> Windowed:
    """Return the list as it stood between two days; else from the first to the last referral.

    :raises NoWindow: if the list is empty, or the days run backwards
    """
    if not len(waiting_list):
        raise NoWindow("The list has no rows to count.")
    referral, removal = waiting_list.referral, waiting_list.removal
    first = int(referral.min()) if start is None else start
    last = int(referral.max()) if end is None else end
    if first > last:
        raise NoWindow("The first day is after the last day.")
    closed = ~waiting_list.waiting & (removal < first)
    after = ~closed & (referral > last)
    kept = waiting_list.only(~(closed | after))
    order = np.argsort(kept.referral, kind="stable")
    kept = kept.only(order)
    removal = np.where(kept.removal > last, STILL_WAITING, kept.removal)
    rows = WaitingList(kept.referral, removal, kept.seen)
    return Windowed(rows, first, last, int(closed.sum()), int(after.sum()))


def queue_size(view: Windowed) -> dict[str, object]:
    """Return the queue at the end of each day, and its last, greatest, least and summed size."""
    sizes = view.queue
    return {
        "first_date": lists.as_date(view.start).isoformat(),
        "days": len(sizes),
        "final": int(sizes[-1]),
        "max": int(sizes.max()),
        "sum": int(sizes.sum()),
        "min": int(sizes.min()),
        "queue_size": sizes.tolist(),
    }


def referral_stats(view: Windowed) -> dict[str, Figure]:
    """Return demand a week and a day, how much its gaps vary, and the number of gaps."""
    gaps = lists.demand_gaps(view.rows.referral, view.start, view.end)
    if len(gaps) < 2:
        none = Figure(None, NO_REFERRALS)
        return {"demand_weekly": none, "demand_daily": none, "demand_cov": none} | {
            "demand_count": Figure(len(gaps))
        }
    mean, spread = float(gaps.mean()), float(gaps.std(ddof=1))
    daily = formulas.divide(1.0, mean)
    return {
        "demand_weekly": formulas.figure(DAYS_A_WEEK * daily, NEEDS_DAYS),
        "demand_daily": formulas.figure(daily, NEEDS_DAYS),
        "demand_cov": formulas.figure(formulas.divide(spread, mean), NEEDS_DAYS),
        "demand_count": Figure(len(gaps)),
    }


def removal_stats(view: Windowed) -> dict[str, Figure]:
    """Return capacity a week and a day, how much its gaps vary, and who left in which way."""
    left = ~view.rows.waiting
    seen = int((left & view.rows.seen).sum())
    gaps = lists.capacity_gaps(
        view.rows.removal[left], lists.empty_days(view.queue, view.start), view.start
    )
    mean = float(gaps.mean()) if len(gaps) else float("nan")
    spread = float(gaps.std(ddof=1)) if len(gaps) > 1 else 0.0
    reason = NO_GAPS if len(gaps) else NO_REMOVALS
    daily = formulas.divide(1.0, mean)
    return {
        "capacity_weekly": formulas.figure(DAYS_A_WEEK * daily, reason),
        "capacity_daily": formulas.figure(daily, reason),
        "capacity_cov": formulas.figure(formulas.divide(spread, mean), reason),
        "removal_count": Figure(len(gaps)),
        "removed_seen": Figure(seen),
        "removed_otherwise": Figure(int(left.sum()) - seen),
    }


class Stats(TypedDict):
    """The summary of a list against a target; weeks throughout."""

    mean_demand: Figure
    mean_capacity: Figure
    load: Figure
    load_too_big: bool | None
    count_demand: Figure
    queue_size: int
    target_queue_size: Figure
    queue_too_big: bool | None
    mean_wait: Figure
    cv_arrival: Figure
    cv_removal: Figure
    target_capacity: Figure
    relief_capacity: Figure
    pressure: Figure


class WaitsNow(TypedDict):
    """How long those waiting have waited."""

    returned_bands: dict[str, int]
    our_bands: dict[str, int]
    within_18_weeks_percent: Figure
    longest_wait_weeks: Figure


def stats(view: Windowed, target_weeks: float) -> Stats:
    """Return the summary of a list against a target in weeks; every wait is in weeks."""
    demand, capacity = referral_stats(view), removal_stats(view)
    weekly, removed = demand["demand_weekly"], capacity["capacity_weekly"]
    final = int(view.queue[-1])
    load = both(formulas.queue_load, weekly, removed)
    target = with_one(lambda d: formulas.target_queue_size(d, target_weeks), weekly)
    wait = mean_wait_weeks(view)
    too_big = None if target.value is None else formulas.queue_too_big(final, target.value)
    return {
        "mean_demand": weekly,
        "mean_capacity": removed,
        "load": load,
        "load_too_big": None if load.value is None else load.value >= 1,
        "count_demand": demand["demand_count"],
        "queue_size": final,
        "target_queue_size": target,
        "queue_too_big": too_big,
        "mean_wait": wait,
        "cv_arrival": demand["demand_cov"],
        "cv_removal": capacity["capacity_cov"],
        "target_capacity": _target_capacity(demand, capacity, target_weeks, too_big),
        "relief_capacity": _relief_capacity(weekly, final, target, too_big),
        "pressure": with_one(lambda mean: formulas.pressure(mean, target_weeks), wait),
    }


def _target_capacity(
    demand: dict[str, Figure], capacity: dict[str, Figure], target_weeks: float, big: bool | None
) -> Figure:
    if big:
        return Figure(None, "the queue is too big: it needs relief capacity first")
    weekly = demand["demand_weekly"]
    if weekly.value is None:
        return weekly
    hold, factor = weekly.value, formulas.FACTOR
    return both(
        lambda d, c: formulas.target_capacity(hold, target_weeks, factor, d, c),
        demand["demand_cov"],
        capacity["capacity_cov"],
    )


def _relief_capacity(weekly: Figure, final: int, target: Figure, big: bool | None) -> Figure:
    if big is False:
        return Figure(None, "the queue is not too big, so it needs no relief")
    return both(lambda d, t: formulas.relief_capacity(d, final, t), weekly, target)


def mean_wait_weeks(view: Windowed) -> Figure:
    """Return the mean wait at the end of those still waiting, in weeks."""
    waits = view.waits
    if not len(waits):
        return Figure(None, NOBODY_WAITING)
    return Figure(float(waits.mean()) / DAYS_A_WEEK)


def waits_now(view: Windowed) -> WaitsNow:
    """Return how long those waiting at the end have waited: bands, share in time, longest."""
    waits = view.waits
    within = int((waits <= WITHIN_TARGET_DAYS).sum())
    share = Figure(100 * within / len(waits)) if len(waits) else Figure(None, NOBODY_WAITING)
    longest = Figure(int(waits[0]) / DAYS_A_WEEK) if len(waits) else Figure(None, NOBODY_WAITING)
    return {
        "returned_bands": bands.count_bands(waits, bands.RETURNED),
        "our_bands": bands.count_bands(waits, bands.OURS),
        "within_18_weeks_percent": share,
        "longest_wait_weeks": longest,
    }


def with_one(work: formulas.OneSum, only: Figure) -> Figure:
    """Work a sum on a figure, passing on the reason where there is none."""
    if only.value is None:
        return only
    return formulas.figure(work(only.value), NEEDS_DAYS)


def both(work: formulas.TwoSum, left: Figure, right: Figure) -> Figure:
    """Work a sum on two figures, passing on the first reason where one is none."""
    if left.value is None:
        return left
    if right.value is None:
        return right
    return formulas.figure(work(left.value, right.value), NEEDS_DAYS)

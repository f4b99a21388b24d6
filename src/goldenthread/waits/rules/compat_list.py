"""Figures from a list of dates as NHSRwaitinglist 0.1.2.9001 gives them, traps included.

Known traps, kept here on purpose so that a service can compare, and mended in ``service``:
the mean wait is in days while the target is in weeks, so pressure is seven times too large; a
removal before the start is never taken off; removals after the end still count as capacity;
rows out of order change the variation of demand; a referral after the end stops two functions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldenthread.waits.rules import formulas, lists
from goldenthread.waits.rules.compat import Number, Refused
from goldenthread.waits.rules.lists import DAYS_A_WEEK, Days, WaitingList


@dataclass(frozen=True, slots=True)
class Window:
    """The first and last day of a count, in days since 1970."""

    start: int
    end: int


def window(waiting_list: WaitingList, start: int | None, end: int | None) -> Window:
    """Return the days given, or those of the first and last referral.

    :raises Refused: if the list is empty
    """
    if not len(waiting_list):
        raise Refused("The list has no rows.")
    first = int(waiting_list.referral.min()) if start is None else start
    last = int(waiting_list.referral.max()) if end is None else end
    return Window(first, last)


def queue(waiting_list: WaitingList, days: Window) -> Days:
    """Return the queue at the end of each day.

    :raises Refused: if the window runs backwards or a referral lies after its end
    """
    if days.start > days.end:
        raise Refused("The window ends before it starts.")
    if int(waiting_list.referral.max()) > days.end:
        raise Refused("A referral lies after the end of the window.")
    return lists.daily_queue(waiting_list, days.start, days.end)


def wl_queue_size(waiting_list: WaitingList, days: Window) -> dict[str, object]:
    """Return the queue of each day, and its last, greatest, least and summed size."""
    sizes = queue(waiting_list, days)
    return {
        "first_date": lists.as_date(days.start).isoformat(),
        "days": len(sizes),
        "final": int(sizes[-1]),
        "max": int(sizes.max()),
        "sum": int(sizes.sum()),
        "min": int(sizes.min()),
        "queue_size": sizes.tolist(),
    }


def wl_referral_stats(waiting_list: WaitingList, days: Window) -> dict[str, Number]:
    """Return demand a week and a day, its coefficient of variation, and the number of gaps."""
    gaps = lists.demand_gaps(waiting_list.referral, days.start, days.end)
    mean = float(gaps.mean())
    spread = float(gaps.std(ddof=1)) if len(gaps) > 1 else None
    return {
        "demand_weekly": DAYS_A_WEEK * formulas.divide(1.0, mean),
        "demand_daily": formulas.divide(1.0, mean),
        "demand_cov": None if spread is None else formulas.divide(spread, mean),
        "demand_count": len(gaps),
    }


def wl_removal_stats(waiting_list: WaitingList, days: Window) -> dict[str, Number]:
    """Return capacity a week and a day, its coefficient of variation, and how many removals.

    Empty days are looked for between the first and last referral, whatever the window.
    """
    whole = window(waiting_list, None, None)
    empty = lists.empty_days(queue(waiting_list, whole), whole.start)
    removal = waiting_list.removal[~waiting_list.waiting]
    gaps = lists.capacity_gaps(removal, empty, days.start)
    mean = float(gaps.mean()) if len(gaps) else float("nan")
    spread = float(gaps.std(ddof=1)) if len(gaps) > 1 else 0.0
    return {
        "capacity_weekly": formulas.divide(float(DAYS_A_WEEK), mean),
        "capacity_daily": formulas.divide(1.0, mean),
        "capacity_cov": formulas.divide(spread, mean),
        "removal_count": len(gaps),
    }


def mean_wait_days(waiting_list: WaitingList, end: int) -> float:
    """Return the mean of end less referral over those waiting at the end, in days.

    A child referred after the end with a removal after it comes in too, with a wait below nought.
    """
    open_then = waiting_list.waiting & (waiting_list.referral <= end)
    waited = end - waiting_list.referral[open_then | (waiting_list.removal > end)]
    return float(waited.mean()) if len(waited) else float("nan")


def wl_stats(waiting_list: WaitingList, days: Window, target_wait: float) -> dict[str, object]:
    """Return the package's summary; the target is called weeks, the mean wait is in days."""
    demand = wl_referral_stats(waiting_list, days)
    capacity = wl_removal_stats(waiting_list, days)
    final = int(queue(waiting_list, days)[-1])
    weekly, removed = _known(demand["demand_weekly"]), _known(capacity["capacity_weekly"])
    target = formulas.target_queue_size(weekly, target_wait)
    too_big = formulas.queue_too_big(final, target)
    load = formulas.queue_load(weekly, removed)
    wait = mean_wait_days(waiting_list, days.end)
    return {
        "mean_demand": weekly,
        "mean_capacity": removed,
        "load": load,
        "load_too_big": None if np.isnan(load) else load >= 1,
        "count_demand": demand["demand_count"],
        "queue_size": final,
        "target_queue_size": target,
        "queue_too_big": too_big,
        "mean_wait": wait,
        "cv_arrival": demand["demand_cov"],
        "cv_removal": capacity["capacity_cov"],
        "target_capacity": None if too_big else _hold(demand, capacity, target_wait),
        "relief_capacity": formulas.relief_capacity(weekly, final, target) if too_big else None,
        "pressure": formulas.pressure(wait, target_wait),
    }


def _hold(demand: dict[str, Number], capacity: dict[str, Number], target_wait: float) -> Number:
    varies = demand["demand_cov"]
    if varies is None:
        return None
    weekly, removed = _known(demand["demand_weekly"]), _known(capacity["capacity_cov"])
    return formulas.target_capacity(weekly, target_wait, formulas.FACTOR, varies, removed)


def _known(value: Number) -> float:
    return float("nan") if value is None else value

"""The sums of waiting-list management, on single numbers.

The method is that of Fong and others (2022), doi 10.1101/2022.08.23.22279117. One unit of time
throughout: weeks, where nothing else is said. Division follows the rules of floating point
(one divided by nought is infinite), because the compatible layer must show it; the service
layer asks :func:`figure` to turn such a number into none, with the reason in words.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

OneSum: TypeAlias = Callable[[float], float]
TwoSum: TypeAlias = Callable[[float, float], float]

FACTOR = 4.0  # exponential waits then pass the target with chance exp(-4), 1.8 %
TIME_TO_TARGET_WEEKS = 26.0
DOUBT_LIMIT = 0.5  # beyond it the correction for chance more than doubles demand


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or none and the reason in words."""

    value: float | None
    reason: str = ""


def figure(value: float, otherwise: str) -> Figure:
    """Return the number, or none with the reason where it is infinite or not a number."""
    return Figure(value) if math.isfinite(value) else Figure(None, otherwise)


def divide(top: float, bottom: float) -> float:
    """Divide as floating point does: by nought gives infinity, nought by nought no number."""
    if bottom != 0:
        return top / bottom
    if top == 0 or math.isnan(top):
        return math.nan
    return math.copysign(math.inf, top) * math.copysign(1.0, bottom)


def queue_load(demand: float, capacity: float) -> float:
    """Return demand over capacity; at 1 or more the list grows without end."""
    return divide(demand, capacity)


def target_mean_wait(target_wait: float, factor: float = FACTOR) -> float:
    """Return the mean wait that keeps almost all waits under the target, in its unit."""
    return divide(target_wait, factor)


def target_queue_size(demand: float, target_wait: float, factor: float = FACTOR) -> float:
    """Return how many may wait if the target is to be kept (Little's law), in people.

    It means something only where capacity is above demand.
    """
    return demand * target_mean_wait(target_wait, factor)


def queue_too_big(queue_size: float, target_queue: float) -> bool:
    """Say whether the list is past twice its target, so that relief must come first."""
    return queue_size > 2 * target_queue


def doubt(demand: float, num_referrals: float, cv_demand: float) -> float:
    """Return twice the standard error of demand as a share: 0 where no referrals were seen."""
    return divide(2 * demand * cv_demand, math.sqrt(num_referrals)) if num_referrals > 0 else 0.0


def relief_capacity(
    demand: float,
    queue_size: float,
    target_queue: float,
    time_to_target: float = TIME_TO_TARGET_WEEKS,
    num_referrals: float = 0,
    cv_demand: float = 0,
) -> float:
    """Return the temporary capacity that brings the queue to its target in the given time.

    People per unit of time. It may lie below demand where the queue is under its target. With
    referrals and their variation given, demand is first raised by two standard errors; that
    correction explodes as the doubt nears 1 and is left out from 1 on.
    """
    share = doubt(demand, num_referrals, cv_demand)
    if 0 < share < 1 or share < 0:
        demand = divide(demand, 1 - share)
    return demand + divide(queue_size - target_queue, time_to_target)


def target_capacity(
    demand: float,
    target_wait: float,
    factor: float = FACTOR,
    cv_demand: float = 1,
    cv_capacity: float = 1,
) -> float:
    """Return the capacity that holds the target queue once it is reached, people per time."""
    spread = (cv_demand * cv_demand + cv_capacity * cv_capacity) / 2
    return demand + spread * divide(factor, target_wait)


def pressure(mean_wait: float, target_wait: float) -> float:
    """Return twice the mean wait over the target; above 1 the target will likely be missed."""
    return divide(2 * mean_wait, target_wait)


def factor_for(standard: float) -> float:
    """Return the factor that matches a standard, such as 0.92 of children inside the target.

    :raises ValueError: if the standard is not a share between 0 and 1
    """
    if not 0 < standard < 1:
        raise ValueError("The standard is a share between 0 and 1, such as 0.92.")
    return -math.log(1 - standard)


def guarded_relief_capacity(
    demand: float,
    queue_size: float,
    target_queue: float,
    time_to_target: float,
    num_referrals: int,
    cv_demand: float,
) -> Figure:
    """Return relief capacity allowing for chance in demand, or none where that is not safe."""
    if num_referrals <= 0 or doubt(demand, num_referrals, cv_demand) >= DOUBT_LIMIT:
        return Figure(None, "too few referrals were seen to allow for chance in demand")
    raised = relief_capacity(
        demand, queue_size, target_queue, time_to_target, num_referrals, cv_demand
    )
    return figure(raised, "the time to the target is nought")


def priority_days(priority: int) -> int:
    """Return the target in days of a surgical priority code, 1 to 3; any other is a year."""
    return {1: 7, 2: 28, 3: 84}.get(priority, 365)

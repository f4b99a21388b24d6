"""Control charts for single values (XmR): what ordinary variation looks like, and what is more.

The limits come from the moving range of a baseline alone, so that a change under test does not
widen them. Signals are the usual ones: a point outside the limits, eight in a row on one side of
the middle, two of three in the outer third on one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import fmean

SIGMAS = 1.128  # the mean moving range of two, in standard deviations
RUN = 8
LEAST = 8  # points without which limits say nothing


class TooFew(ValueError):
    """There are too few points for limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The middle and the natural limits of a process, in the unit of its values."""

    middle: float
    lower: float
    upper: float

    @property
    def sigma(self) -> float:
        """One standard deviation of the process, judged from its moving range."""
        return (self.upper - self.middle) / 3


class Rule(StrEnum):
    """Why a point is more than ordinary variation."""

    OUTSIDE = "outside the limits"
    RUN = "eight in a row on one side"
    OUTER = "two of three near a limit"


@dataclass(frozen=True, slots=True)
class Signal:
    """One sign of change: which rule, at which point, and which way."""

    rule: Rule
    at: int
    up: bool


def limits(values: Sequence[float]) -> Limits:
    """Return the limits of ordinary variation in a run of values.

    :raises TooFew: if there are fewer than eight
    """
    if len(values) < LEAST:
        raise TooFew(f"Limits need {LEAST} points, and there are {len(values)}.")
    middle = fmean(values)
    moves = [abs(after - before) for before, after in pairwise(values)]
    reach = 3 * fmean(moves) / SIGMAS
    return Limits(middle, middle - reach, middle + reach)


def signals(values: Sequence[float], around: Limits) -> tuple[Signal, ...]:
    """Return every sign that values are not ordinary variation about a middle, in order."""
    found = [
        *_outside(values, around),
        *_runs(values, around),
        *_outer(values, around),
    ]
    return tuple(sorted(found, key=lambda signal: (signal.at, signal.rule)))


def _outside(values: Sequence[float], around: Limits) -> list[Signal]:
    return [
        Signal(Rule.OUTSIDE, at, value > around.upper)
        for at, value in enumerate(values)
        if not around.lower <= value <= around.upper
    ]


def _runs(values: Sequence[float], around: Limits) -> list[Signal]:
    found = []
    for up in (True, False):
        length = 0
        for at, value in enumerate(values):
            on_side = value > around.middle if up else value < around.middle
            length = length + 1 if on_side else 0
            if length == RUN:
                found.append(Signal(Rule.RUN, at, up))
    return found


def _outer(values: Sequence[float], around: Limits) -> list[Signal]:
    found = []
    for up in (True, False):
        edge = around.middle + (2 if up else -2) * around.sigma
        far = [value > edge if up else value < edge for value in values]
        last = -RUN
        for at in range(1, len(far)):
            if far[at] and sum(far[max(0, at - 2) : at + 1]) >= 2 and at - last > 2:
                found.append(Signal(Rule.OUTER, at, up))
                last = at
    return found

"""A catch-up plan: which plans to put right in which week, with the staff there are.

The solver is SciPy's mixed-integer one (HiGHS). It is asked for the schedule that takes the most
harm away soonest: each week a plan waits costs the score it has. Nobody's week holds more hours
than they give, and a plan is put right whole, in one week.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

SECONDS = 5.0  # the solver's own limit; it then gives the best schedule it has
GAP = 0.005  # a schedule this near to the best is good enough to work by


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Plans of one kind that want the same work: how many, hours for each, harm for each."""

    name: str
    plans: int
    hours: float
    harm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who does it: people, hours each gives a week, and for how many weeks."""

    people: int
    hours: float
    weeks: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """Plans put right in each week, by kind of work in the order given."""

    weeks: tuple[tuple[int, ...], ...]
    left: tuple[int, ...]  # of each kind, not done by the end
    best: bool  # whether the solver reached the bound it was asked for

    @property
    def finished(self) -> int | None:
        """The week in which the last plan is put right, counted from 1; None if some are left."""
        if any(self.left):
            return None
        return max((n for n, week in enumerate(self.weeks, 1) if any(week)), default=0)

    def remaining(self, work: Sequence[Work]) -> list[int]:
        """How many plans wait at the start, and after each week."""
        waits = [sum(each.plans for each in work)]
        for week in self.weeks:
            waits.append(waits[-1] - sum(week))
        return waits


class CannotPlan(ValueError):
    """The question has no answer; the message says what to change."""


@lru_cache(maxsize=64)
def catch_up(work: tuple[Work, ...], staff: Staff) -> Schedule:
    """Return the schedule that takes the most harm away soonest.

    :raises CannotPlan: if nobody is there, or no time is given to anything
    """
    if staff.people < 1 or staff.hours <= 0 or staff.weeks < 1:
        raise CannotPlan("Give at least one person, some hours a week and one week.")
    if any(each.hours <= 0 for each in work):
        raise CannotPlan("Each kind of work takes some time.")
    if not any(each.plans for each in work):
        return Schedule(tuple(() for _ in range(staff.weeks)), (), True)
    return _solved(work, staff)


def _solved(work: tuple[Work, ...], staff: Staff) -> Schedule:
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp

    kinds, weeks = len(work), staff.weeks
    # One whole number for each kind and week. Doing one in week w saves the weeks after it.
    saved = numpy.array([[each.harm * (weeks - week) for week in range(weeks)] for each in work])
    hours = numpy.kron(numpy.array([[each.hours for each in work]]), numpy.eye(weeks))
    most = numpy.kron(numpy.eye(kinds), numpy.ones((1, weeks)))
    plans = numpy.array([each.plans for each in work])
    answer = milp(
        -saved.ravel(),
        constraints=[
            LinearConstraint(hours, ub=staff.people * staff.hours),
            LinearConstraint(most, ub=plans),
        ],
        integrality=numpy.ones(kinds * weeks),
        bounds=Bounds(0, numpy.repeat(plans, weeks)),
        options={"time_limit": SECONDS, "mip_rel_gap": GAP},
    )
    if answer.x is None:
        raise CannotPlan("No schedule was found in time. Ask for fewer weeks.")
    done = numpy.rint(answer.x).astype(int).reshape(kinds, weeks)
    left = plans - done.sum(axis=1)
    return Schedule(
        tuple(tuple(int(n) for n in done[:, week]) for week in range(weeks)),
        tuple(int(n) for n in left),
        answer.status == 0,
    )

"""The chance of each end by a day, from comparable cases that are counted and shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from goldenthread.assessment.rules.forecast.paths import History, Step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Days = NDArray[np.int64]
    Mask = NDArray[np.bool_]

MODEL = "comparables-1"  # changes when the same history would give another answer
LEAST = 30  # comparables seen for the whole time ahead; with fewer there is no forecast
PACE_DAYS = 28  # as far on, within four weeks either way
SEASON_DAYS = 45  # on either side of the same day of the year
YEAR = 365
NO_END, ON_TARGET, ANOTHER_END = 0, 1, 2  # scikit-survival's: 0 is censored


class Goal(StrEnum):
    """What is owed: the law's id of the rule."""

    DECIDE = "ena-decide"  # the family told whether there will be an assessment
    ISSUE = "plan-final"  # the final plan issued


class TooThin(ValueError):
    """Too few past cases are like this one to say anything."""


class Reach(StrEnum):
    """Which past cases were compared: the first of these that gives enough.

    The latest quarter comes first, for areas change faster than seasons do: on invented history
    it forecast better than the same season of the years before (docs/forecast.md).
    """

    QUARTER = "quarter"
    SEASON = "season"  # the same time of year, in the last two years
    HALF_YEAR = "half-year"
    YEAR = "year"
    TWO_YEARS = "two-years"


# How many days' worth of cases, beside those the time ahead itself spans.
SPANS = {
    Reach.QUARTER: 91,
    Reach.SEASON: 2 * YEAR,
    Reach.HALF_YEAR: 182,
    Reach.YEAR: YEAR,
    Reach.TWO_YEARS: 2 * YEAR,
}
REACH_WORDS = {
    Reach.QUARTER: "of the last three months",
    Reach.SEASON: "of the same time of year, in the last two years",
    Reach.HALF_YEAR: "of the last six months",
    Reach.YEAR: "of the last year",
    Reach.TWO_YEARS: "of the last two years",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One open case as it stands: ordinal days."""

    case: int
    goal: Goal
    step: Step
    received: int
    since: int  # the day it entered the step
    due: int


@dataclass(frozen=True, slots=True)
class Comparables:
    """Past cases that were in the step after as many days: how long from then, and to what end."""

    reach: Reach
    same_pace: bool  # they had taken about as long in all to get there
    days: Days
    end: Days  # NO_END, ON_TARGET or ANOTHER_END

    def __len__(self) -> int:
        return len(self.days)


@dataclass(frozen=True, slots=True)
class Chance:
    """The answer for one case. The three chances add up to one.

    The counts are of comparables within the same number of days: those that reached the goal,
    ended another way, were still going; `unknown` are still open and younger than that.
    """

    case: int
    in_time: float
    otherwise: float  # withdrawn or refused before the day it is due
    reach: Reach
    same_pace: bool
    comparables: int
    reached: int
    ended: int
    going: int
    unknown: int
    half_days: int | None  # days in which half have reached the goal, when half do

    @property
    def late(self) -> float:
        """The chance that the day it is due passes with the thing still owed."""
        return max(0.0, 1.0 - self.in_time - self.otherwise)


def comparables_of(history: History, asked: Question, on: int) -> Comparables:
    """Return the past cases like this one, from the nearest reach that gives enough.

    :raises TooThin: if no reach gives enough of them, or none of them has ended yet
    """
    spent, ahead = max(0, on - asked.since), asked.due - on
    landmark = history.entered[asked.step] + spent
    able = _still_there(history, asked.step, landmark, on) & (history.case != asked.case)
    passed = landmark - history.entered[Step.DECIDING]
    paced = able & (abs(passed - (on - asked.received)) <= PACE_DAYS)
    for like in (paced, able):
        for reach, span in SPANS.items():
            chosen = like & (landmark > on - ahead - span)
            if reach is Reach.SEASON:
                chosen &= _same_season(landmark, on)
            whole = int((chosen & (landmark <= on - ahead)).sum())
            if whole >= LEAST:
                same_pace = like is paced
                return _seen(history, asked.goal, chosen, landmark, on, (reach, same_pace))
    raise TooThin(
        f"Only {whole} past cases stood here for as long, and long enough ago to know what became"
        f" of them; a forecast needs {LEAST}."
    )


def _still_there(history: History, step: Step, landmark: Days, on: int) -> Mask:
    """Say which cases had reached a step and not left it when they had spent as many days."""
    left = history.left(step)
    there: Mask = (history.entered[step] > 0) & (landmark < on)
    still: Mask = there & ((left == 0) | (left > landmark))
    return still


def _same_season(landmark: Days, on: int) -> Mask:
    apart = (on - landmark) % YEAR
    found: Mask = (apart <= SEASON_DAYS) | (apart >= YEAR - SEASON_DAYS)
    return found


def _seen(
    history: History, goal: Goal, chosen: Mask, landmark: Days, on: int, found: tuple[Reach, bool]
) -> Comparables:
    """Return how long each chosen case ran on from its landmark, and what ended it."""
    import numpy as np

    start = landmark[chosen]
    reached = (history.told if goal is Goal.DECIDE else history.issued)[chosen]
    other = history.ended[chosen]
    hit = (reached > start) & ((other == 0) | (reached <= other))
    gone = ~hit & (other > start)
    until = np.where(hit, reached, np.where(gone, other, on))
    end = np.where(hit, ON_TARGET, np.where(gone, ANOTHER_END, NO_END))
    return Comparables(*found, until - start, end)


def chances(
    history: History, asked: Iterable[Question], on: int
) -> tuple[list[Chance], dict[int, str]]:
    """Return the chance of each open case that can be told, and why each other cannot.

    Cases alike in goal, step and days share their comparables: a case is never its own, since it
    has not got past the day it stands at.
    """
    curves: dict[tuple[Goal, Step, int, int, int], _Curve | str] = {}
    found: list[Chance] = []
    thin: dict[int, str] = {}
    for each in asked:
        key = (each.goal, each.step, each.received, each.since, each.due)
        if key not in curves:
            try:
                curves[key] = _Curve.of(comparables_of(history, each, on))
            except TooThin as problem:
                curves[key] = str(problem)
        curve = curves[key]
        if isinstance(curve, str):
            thin[each.case] = curve
        else:
            found.append(curve.chance(each.case, each.due - on))
    return found, thin


@dataclass(frozen=True, slots=True)
class _Curve:
    """The cumulative incidence of reaching the goal and of ending otherwise, by day."""

    among: Comparables
    days: Days
    target: NDArray[np.float64]
    other: NDArray[np.float64]

    @classmethod
    def of(cls, among: Comparables) -> _Curve:
        from sksurv.nonparametric import (
            cumulative_incidence_competing_risks,
            kaplan_meier_estimator,
        )

        on_target, another = ((among.end == end).any() for end in (ON_TARGET, ANOTHER_END))
        if on_target and another:
            days, incidence = cumulative_incidence_competing_risks(among.end, among.days)
            return cls(among, days, incidence[1], incidence[2])
        # With one kind of end that estimator is Kaplan and Meier's, and takes no other.
        days, going = kaplan_meier_estimator(among.end != NO_END, among.days)
        ended, never = 1 - going, 0 * going
        return cls(among, days, *((never, ended) if another else (ended, never)))

    def chance(self, case: int, ahead: int) -> Chance:
        """Return the chance of each end within some days from now."""
        import numpy as np

        place = int(np.searchsorted(self.days, ahead, side="right")) - 1
        within = self.among.days <= ahead
        ends = self.among.end
        half = int(np.searchsorted(self.target, 0.5))
        return Chance(
            case=case,
            in_time=float(self.target[place]) if place >= 0 else 0.0,
            otherwise=float(self.other[place]) if place >= 0 else 0.0,
            reach=self.among.reach,
            same_pace=self.among.same_pace,
            comparables=len(self.among),
            reached=int((within & (ends == ON_TARGET)).sum()),
            ended=int((within & (ends == ANOTHER_END)).sum()),
            going=int((~within).sum()),
            unknown=int((within & (ends == NO_END)).sum()),
            half_days=int(self.days[half]) if half < len(self.days) else None,
        )

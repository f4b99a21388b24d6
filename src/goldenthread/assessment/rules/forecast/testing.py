"""Back-testing: forecasts made on past days with what was known then, against what came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goldenthread.assessment.rules.forecast.estimates import Goal, Question, chances
from goldenthread.assessment.rules.forecast.paths import History, Step, known_by

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BANDS = 10
LastDay = Callable[[Goal, int], int]  # the law's last day for a request received on a day


@dataclass(frozen=True, slots=True)
class Band:
    """Forecasts that fell between two chances: what was said on average, and what came."""

    low: float
    high: float
    forecasts: int
    said: float
    came: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How forecasts of one goal stood up."""

    goal: Goal
    days: int  # past days on which forecasts were made
    cases: int
    forecasts: int
    refused: int  # too thin to say
    said: float  # mean chance
    came: float  # share that met the day
    score: float  # Brier: mean squared distance; 0 is perfect
    plain_score: float  # of saying for each the share that the area met before
    bands: tuple[Band, ...]

    @property
    def skill(self) -> float:
        """How much of the plain score's distance is taken away; 0 is none, 1 all."""
        return 1 - self.score / self.plain_score if self.plain_score else 0.0

    @property
    def widest(self) -> float:
        """The largest distance between said and come, of bands with a hundred forecasts."""
        return max((abs(b.said - b.came) for b in self.bands if b.forecasts >= 100), default=0.0)


def open_questions(known: History, on: int, last_day: LastDay, goal: Goal) -> list[Question]:
    """Return the cases open on a day whose goal is still owed and not yet late."""
    import numpy as np

    waiting = (known.issued == 0) & (known.ended == 0)
    if goal is Goal.DECIDE:
        waiting &= known.told == 0
    found = []
    for place in np.flatnonzero(waiting):
        received = int(known.entered[0][place])
        due = last_day(goal, received)
        if due >= on:
            step = Step(int(np.flatnonzero(known.entered[:, place])[-1]))
            since = int(known.entered[step][place])
            found.append(Question(int(known.case[place]), goal, step, received, since, due))
    return found


def back_test(
    history: History, origins: Sequence[int], last: int, last_day: LastDay, goal: Goal
) -> Calibration:
    """Forecast on each of some past days with what was known then; count what came by `last`.

    Only cases due by `last` count, since of the others nobody knows yet.
    """
    import numpy as np

    reached = history.told if goal is Goal.DECIDE else history.issued
    came_on = dict(zip(history.case.tolist(), reached.tolist(), strict=True))
    said: list[float] = []
    came: list[bool] = []
    plain: list[float] = []
    cases: set[int] = set()
    refused = 0
    for on in origins:
        known = known_by(history, on)
        asked = [q for q in open_questions(known, on, last_day, goal) if q.due <= last]
        found, thin = chances(known, asked, on)
        due = {each.case: each.due for each in asked}
        base = base_rate(known, on, last_day, goal)
        refused += len(thin)
        for each in found:
            cases.add(each.case)
            said.append(each.in_time)
            came.append(0 < came_on[each.case] <= due[each.case])
            plain.append(base)
    s, c, p = np.array(said), np.array(came, dtype=float), np.array(plain)
    return Calibration(
        goal=goal,
        days=len(origins),
        cases=len(cases),
        forecasts=len(s),
        refused=refused,
        said=_mean(s),
        came=_mean(c),
        score=_mean((s - c) ** 2),
        plain_score=_mean((p - c) ** 2),
        bands=tuple(_bands(s, c)),
    )


def base_rate(known: History, on: int, last_day: LastDay, goal: Goal) -> float:
    """Return the share of the last year's cases that met the goal: the plainest forecast."""
    met = owed = 0
    reached = known.told if goal is Goal.DECIDE else known.issued
    rows = zip(known.entered[0].tolist(), reached.tolist(), known.ended.tolist(), strict=True)
    for received, done, _ in rows:
        due = last_day(goal, received)
        if on - 365 < due <= on:
            owed += 1
            met += 0 < done <= due
    return met / owed if owed else 0.5


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _bands(said: Floats, came: Floats) -> Iterable[Band]:
    import numpy as np

    place = np.minimum((said * BANDS).astype(int), BANDS - 1)
    for number in range(BANDS):
        here = place == number
        if here.any():
            yield Band(
                number / BANDS,
                (number + 1) / BANDS,
                int(here.sum()),
                _mean(said[here]),
                _mean(came[here]),
            )

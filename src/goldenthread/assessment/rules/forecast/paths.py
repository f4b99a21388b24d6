"""The way each case went: on which day it entered each step, and how it ended.

Read from the events alone, so that cases told by a file and cases worked here look the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING

from goldenthread.law.events import EventKind as K

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Days = NDArray[np.int64]

NOT_YET = 0  # no day: days are ordinal numbers


class Step(IntEnum):
    """Where a case stands, as its days are counted; a new step begins the day the last ends."""

    DECIDING = 0  # request received; whether to assess
    ADVICE = 1  # assessment agreed; advice is awaited
    DECIDING_PLAN = 2  # every adviser asked has answered; whether to issue a plan
    DRAFTING = 3  # a plan agreed; no draft served
    FINISHING = 4  # draft served; family, settings, final plan


STEP_NAMES = {
    Step.DECIDING: "Deciding whether to assess",
    Step.ADVICE: "Waiting for advice",
    Step.DECIDING_PLAN: "Deciding whether to issue a plan",
    Step.DRAFTING: "Writing the draft",
    Step.FINISHING: "Draft with the family, and the final plan",
}
ENTERED_BY = {
    K.REQUEST_RECEIVED: Step.DECIDING,
    K.ASSESSMENT_AGREED: Step.ADVICE,
    K.ISSUE_AGREED: Step.DRAFTING,
    K.DRAFT_SERVED: Step.FINISHING,
}
OTHER_ENDS = (K.REQUEST_WITHDRAWN, K.ASSESSMENT_REFUSED, K.ISSUE_REFUSED, K.CASE_CLOSED)


@dataclass(frozen=True, slots=True)
class Path:
    """One case: the first day of each step (0: not reached), its decision and its end."""

    case: int
    entered: tuple[int, int, int, int, int]
    told: int = NOT_YET  # the family was told whether there would be an assessment
    issued: int = NOT_YET
    ended: int = NOT_YET  # withdrawn, refused or closed with no plan

    @property
    def open(self) -> bool:
        """Whether nothing has ended it."""
        return not (self.issued or self.ended)

    @property
    def step(self) -> Step:
        """The furthest step it has reached."""
        return Step(max(step for step in Step if self.entered[step] or step is Step.DECIDING))


Told = tuple[str, date, str]  # kind, legal date, whom it is about


def path_of(case: int, events: Iterable[Told]) -> Path | None:
    """Return the way of one case from its standing events; None without a day of receipt."""
    first: dict[str, int] = {}
    asked: dict[str, int] = {}
    answered: dict[str, int] = {}
    for kind, on, about in events:
        day = on.toordinal()
        first[kind] = min(first.get(kind, day), day)
        if kind == K.ADVICE_REQUESTED:
            asked.setdefault(about, day)
        elif kind == K.ADVICE_RECEIVED:
            answered[about] = max(answered.get(about, 0), day)
    if K.REQUEST_RECEIVED not in first:
        return None
    entered = {step: first.get(kind, NOT_YET) for kind, step in ENTERED_BY.items()}
    entered[Step.DECIDING_PLAN] = _all_in(asked, answered)
    ends = [first[kind] for kind in OTHER_ENDS if kind in first]
    told = [first[k] for k in (K.ASSESSMENT_AGREED, K.ASSESSMENT_REFUSED) if k in first]
    issued = first.get(K.PLAN_ISSUED, NOT_YET)
    ended = min(ends, default=NOT_YET) if not issued else NOT_YET
    return Path(case, in_order(entered), min(told, default=NOT_YET), issued, ended)


def _all_in(asked: dict[str, int], answered: dict[str, int]) -> int:
    """Return the day the last adviser asked had answered; the family's views are not waited for."""
    awaited = set(asked) - {"family"}
    if not awaited or not awaited <= set(answered):
        return NOT_YET
    return max(answered[each] for each in awaited)


def in_order(entered: dict[Step, int]) -> tuple[int, int, int, int, int]:
    """Make the days run forward: a step skipped, or told out of order, began with the next."""
    days = [entered.get(step, NOT_YET) for step in Step]
    for step in reversed(Step):
        later = [day for day in days[step + 1 :] if day]
        if later and (not days[step] or days[step] > min(later)):
            days[step] = min(later)
    return days[0], days[1], days[2], days[3], days[4]


@dataclass(frozen=True, slots=True)
class History:
    """Many cases as columns of ordinal days; 0 where there is none."""

    case: Days
    entered: Days  # one row a step
    told: Days
    issued: Days
    ended: Days
    _left: dict[Step, Days] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        return len(self.case)

    def left(self, step: Step) -> Days:
        """Return the day each case left a step, for the next one or for good; 0 while it has not.

        Worked out once a step.
        """
        if step not in self._left:
            self._left[step] = _first_of([*self.entered[step + 1 :], self.issued, self.ended])
        return self._left[step]


def _first_of(columns: Sequence[Days]) -> Days:
    import numpy as np

    far = np.iinfo(np.int64).max
    found = np.min([np.where(column > 0, column, far) for column in columns], axis=0)
    return np.where(found == far, NOT_YET, found)


def history_of(paths: Iterable[Path]) -> History:
    """Return many cases as columns."""
    import numpy as np

    rows = list(paths)

    def column(name: str) -> Days:
        return np.array([getattr(row, name) for row in rows], dtype=np.int64)

    entered = np.array([row.entered for row in rows], dtype=np.int64).reshape(-1, len(Step)).T
    return History(column("case"), entered, column("told"), column("issued"), column("ended"))


def known_by(history: History, on: int) -> History:
    """Return what was known of each case at the end of a day, and nothing that came after."""
    import numpy as np

    def until(days: Days) -> Days:
        return np.where(days <= on, days, NOT_YET)

    there = (history.entered[0] > 0) & (history.entered[0] <= on)
    whole = replace(
        history,
        entered=until(history.entered),
        told=until(history.told),
        issued=until(history.issued),
        ended=until(history.ended),
        _left={},
    )
    return History(
        whole.case[there],
        whole.entered[:, there],
        whole.told[there],
        whole.issued[there],
        whole.ended[there],
    )

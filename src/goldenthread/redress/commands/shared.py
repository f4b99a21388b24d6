"""What somebody says of a step, and the step under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from goldenthread.access.rules import Asker
from goldenthread.assessment import commands as assessment
from goldenthread.assessment.rules import Basis
from goldenthread.people.models import Child
from goldenthread.redress.models import Disagreement
from goldenthread.redress.queries import Shown
from goldenthread.redress.rules import (
    Missing,
    NotNow,
    Standing,
    Step,
    WrongDay,
)

T = Step
PROBLEMS = (NotNow, WrongDay, Missing, *assessment.PROBLEMS)
BASES: Mapping[Step, Basis] = {
    T.ORDERED: Basis.ORDER,
    T.CONCEDED: Basis.CONCEDED,
    T.AGREED: Basis.AGREED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody records of a step. Days are legal dates."""

    on: date
    words: str = ""
    order: str = ""  # an Order, for what binds the council
    set_by: date | None = None  # by the Tribunal, or agreed in writing, instead of the law's day
    set_final_by: date | None = None
    received: date | None = None  # the day the council received an appeal
    sent: date | None = None  # the day the Tribunal sent its decision with reasons
    appeal_number: str = ""
    hearing: date | None = None
    body: str = ""  # who agreed another point: council or icb; whom a recommendation is to
    file_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A step under way: the child and the row are locked, and everything has been checked."""

    child: Child
    row: Disagreement
    shown: Shown
    step: Step
    said: Said
    by: Asker
    at: datetime
    leads_to: Standing

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)


def set_days(said: Said) -> dict[str, str]:
    """Return the days that the Tribunal, or both in writing, set instead of the law's."""
    days = {"by": said.set_by, "final_by": said.set_final_by}
    return {name: day.isoformat() for name, day in days.items() if day}

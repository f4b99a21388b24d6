"""Reading clocks: which limits a case has started, when each falls due, what stopped it.

Pure: nothing here looks at the system clock or a database. The same events give the same
readings in whatever order they were recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One dated thing that happened in a case, as the clocks see it."""

    key: str  # unique within the case
    kind: str
    on: date  # the legal date
    facts: Mapping[str, Any] = field(default_factory=dict)
    corrects: str | None = None  # the key of the event this one replaces
    withdraws: bool = False  # with `corrects`: that event never happened


class State(StrEnum):
    """Where a clock stands on a given day."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    LATE = "late"
    MET = "met"
    MET_LATE = "met late"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One clock of one case. Dates are legal dates; lateness is asked of it, never stored."""

    rule: str
    version: date  # in_force_from of the rule's version that was used
    about: str  # which of several: an adviser, a setting; "" when there is one
    started: date
    started_by: str  # event key
    due: date | None
    working_target: date | None
    stopped: date | None = None
    stopped_by: str | None = None
    superseded: date | None = None
    lawful_reason: str | None = None  # id of the exception recorded against it

    def state(self, today: date) -> State:
        """Say how this clock stood at the end of `today`."""
        if today < self.started:
            return State.NOT_STARTED
        if self.superseded and self.superseded <= today:
            return State.SUPERSEDED
        if self.stopped and self.stopped <= today:
            return State.MET if self.due is None or self.stopped <= self.due else State.MET_LATE
        return State.LATE if self.due and today > self.due else State.RUNNING

"""An area's own promises, about no child: its plans, their steps, the answers it owes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from goldenthread.access.rules import Asker, NotAllowed
from goldenthread.law.clocks import State
from goldenthread.law.events import AREA_CASES
from goldenthread.timeline.models import Clock
from goldenthread.timeline.queries.rows import known, reading_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPromise:
    """One promise of an area's own, about no child: a plan, a step of it, an answer owed."""

    case_type: str
    case_id: int
    rule: str
    about: str
    started: date
    due: date | None
    stopped: date | None
    force: str
    lapses: bool
    state: State  # on the day asked about
    days_late: int


def own_promises(
    by: Asker,
    area: int,
    *,
    today: date,
    case_types: Iterable[str] = AREA_CASES,
    known_on: date | None = None,
) -> tuple[OwnPromise, ...]:
    """Return every clock of an area's own cases: plans, steps, answers owed. One query.

    With `known_on`, as it was known at the end of that day.

    :raises NotAllowed: if no post of the asker's opens the area's plans
    """
    if area not in by.partnership_areas:
        raise NotAllowed("None of your posts opens this area's plans.")
    found = Clock.objects.filter(
        known(known_on), area_id=area, child_id__isnull=True, case_type__in=sorted(case_types)
    )
    return tuple(_own(each, today) for each in found.order_by("due", "started", "pk"))


def _own(clock: Clock, today: date) -> OwnPromise:
    reading = reading_of(clock)
    return OwnPromise(
        case_type=clock.case_type,
        case_id=clock.case_id,
        rule=clock.rule,
        about=clock.about,
        started=clock.started,
        due=clock.due,
        stopped=clock.stopped,
        force=clock.force,
        lapses=clock.lapses,
        state=reading.state(today),
        days_late=reading.days_late(today),
    )

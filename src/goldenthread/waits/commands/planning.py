"""Trying out capacity and demand, and bringing in a list's own history of dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from django.db import transaction

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.waits.commands.reach import CannotDo
from goldenthread.waits.models import PastWait, Scenario, Service
from goldenthread.waits.queries.figures import list_of
from goldenthread.waits.reading.file import Unreadable
from goldenthread.waits.reading.report import Reading, read_list
from goldenthread.waits.rules import service as figures
from goldenthread.waits.rules.lists import STILL_WAITING, as_date, day_number
from goldenthread.waits.rules.simulation import CannotSimulate
from goldenthread.waits.rules.simulation import Scenario as Settings
from goldenthread.waits.rules.trials import foretold_by_month

RUNS = 60
LOOK_BACK = timedelta(weeks=52)
LONGEST_MONTHS = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What to try on a list; each share is a percentage."""

    name: str
    months: int = 12
    clinicians: float = 0.0
    more_demand: float = 0.0
    diverted: float = 0.0
    closed: tuple[tuple[date, date], ...] = ()


def planned_service(service_id: int, *, by: Asker, to: Permission) -> Service:
    """Return a service whose list somebody may plan: its own team, or who plans for the area.

    :raises NotAllowed: to somebody who plans no list
    :raises NotFound: for another's list, and for none
    """
    if not by.may(to):
        raise NotAllowed("None of your posts allows this.")
    found = Service.objects.select_related("area", "team").filter(pk=service_id).first()
    if found is None or not may_plan(found, by=by, to=to):
        raise NotFound("No such list.")
    return found


def may_plan(service: Service, *, by: Asker, to: Permission = Permission.WAIT_PLAN) -> bool:
    """Say whether somebody may plan a list: by a post of its team, or one that plans its area."""
    over = service.area_id in by.areas_where(to) and service.area_id in by.areas
    return over or service.team_id in by.bodies_where(to)


@transaction.atomic
def foretell(service_id: int, trial: Trial, *, by: Asker, on: date, seed: int = 1) -> Scenario:
    """Keep a trial of what would happen to a list: many simulated runs, month by month.

    Kept as foretold, so that it can be held against what came to pass. A name is used once.

    :raises NotAllowed, NotFound: if `by` may not plan this list
    :raises CannotDo: if the list is too thin to try anything on, or the settings cannot be
    """
    service = planned_service(service_id, by=by, to=Permission.WAIT_PLAN)
    name = trial.name.strip()
    if not name:
        raise CannotDo("Give the trial a name.")
    if Scenario.objects.filter(service=service, name=name).exists():
        raise CannotDo("There is a trial of that name. Choose another.")
    if not 1 <= trial.months <= LONGEST_MONTHS:
        raise CannotDo(f"Try from 1 to {LONGEST_MONTHS} months.")
    settings, waiting = _settings(service, trial, on)
    try:
        foretold = foretold_by_month(settings, waiting, months=trial.months, runs=RUNS, seed=seed)
    except CannotSimulate as problem:
        raise CannotDo(str(problem)) from None
    post = next((post.id for post in by.posts), None)
    return Scenario.objects.create(
        service=service,
        name=name,
        made_date=on,
        made_post_id=post,
        settings={
            "months": trial.months,
            "clinicians": trial.clinicians,
            "more_demand": trial.more_demand,
            "diverted": trial.diverted,
            "closed": [[first.isoformat(), last.isoformat()] for first, last in trial.closed],
            "demand": settings.demand,
            "capacity": settings.capacity,
            "slots_a_clinician": service.slots_a_clinician,
        },
        foretold=foretold,
    )


def _settings(service: Service, trial: Trial, on: date) -> tuple[Settings, np.ndarray]:
    rows = list_of(service)
    if not len(rows):
        raise CannotDo("This list has no rows to try anything on.")
    view = figures.windowed(rows, day_number(on - LOOK_BACK), day_number(on))
    demand = figures.referral_stats(view)["demand_weekly"].value
    left = int(((~view.rows.waiting) & (view.rows.removal > view.start)).sum())
    if demand is None or not left:
        raise CannotDo("In the last year too little happened on this list to try anything.")
    start = day_number(on)
    settings = Settings(
        start=start,
        end=start + 31 * trial.months,
        demand=demand,
        capacity=left / 52,
        more_demand=trial.more_demand / 100,
        diverted=trial.diverted / 100,
        clinicians=trial.clinicians,
        slots_a_clinician=service.slots_a_clinician,
        closed=tuple((day_number(first), day_number(last)) for first, last in trial.closed),
    )
    return settings, np.sort(view.rows.referral[view.rows.waiting])


@transaction.atomic
def load_history(service_id: int, path: Path, *, by: Asker) -> Reading:
    """Replace a list's history of dates by those of a provider's file; return the row report.

    All or nothing: rows that are refused are reported, and none of the rest is lost. Dates alone
    are kept; a number in the file serves to find rows told twice, and goes no further.

    :raises NotAllowed, NotFound: if `by` may not work this list
    :raises CannotDo: if the file cannot be read
    """
    service = planned_service(service_id, by=by, to=Permission.WAIT_WORK)
    try:
        reading = read_list(path)
    except (Unreadable, OSError) as problem:
        raise CannotDo(str(problem)) from None
    keep_history(service, reading)
    return reading


def keep_history(service: Service, reading: Reading) -> None:
    """Write the dates of a reading in place of those kept before."""
    rows = reading.waiting_list
    PastWait.objects.filter(service=service).delete()
    PastWait.objects.bulk_create(
        _past(service, rows.referral.tolist(), rows.removal.tolist(), rows.seen.tolist()),
        batch_size=5_000,
    )


def _past(
    service: Service, referral: list[int], removal: list[int], seen: list[bool]
) -> Iterable[PastWait]:
    for came, left, was_seen in zip(referral, removal, seen, strict=True):
        if left != STILL_WAITING:  # who still waits is on the list itself
            yield PastWait(
                service=service,
                referral_date=as_date(came),
                left_date=as_date(left),
                seen=was_seen,
            )

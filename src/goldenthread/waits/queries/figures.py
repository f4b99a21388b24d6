"""A list as columns of days, and what its figures say. Dates alone are read: no child is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from django.db import connection
from django.db.models import Func, JSONField, Q

from goldenthread.access.rules import Asker, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.organisations.models import LocalArea
from goldenthread.waits.models import Scenario, Service
from goldenthread.waits.rules import forecast
from goldenthread.waits.rules import service as rules
from goldenthread.waits.rules.formulas import Figure
from goldenthread.waits.rules.lists import WaitingList, day_number
from goldenthread.waits.rules.pathways import PATHWAYS
from goldenthread.waits.rules.trials import clears_by

WINDOW = timedelta(weeks=52)
DATES = "SELECT service, came, gone, unseen FROM waits_dates(%s)"


def list_of(service: Service) -> WaitingList:
    """Return a list's dates, whole: those who left it too, whom its team no longer reaches.

    Dates alone leave here, so that a figure or a forecast tells of nobody. One query.
    """
    return lists_of([service])[service.pk]


def lists_of(services: Iterable[Service]) -> dict[int, WaitingList]:
    """Return the dates of several lists, whole; an empty list where there are none. One query."""
    found = {one.pk: NOBODY for one in services}
    with connection.cursor() as cursor:
        cursor.execute(DATES, [list(found)])
        for service, *columns in cursor.fetchall():
            found[service] = _read(*columns)
    return found


def _read(*columns: str) -> WaitingList:
    came, gone, unseen = (np.fromstring(told, np.int64, sep=" ") for told in columns)
    return WaitingList(came, gone, unseen == 0)


class DatesOf(Func):
    """The dates of the list that an outer row's service has, to stand inside another query."""

    template = "(SELECT to_jsonb(found) FROM waits_dates(ARRAY[%(expressions)s]) AS found)"
    output_field = JSONField()


def dates_from(told: Mapping[str, str] | None) -> WaitingList:
    """Read a list's dates as `DatesOf` brought them."""
    return _read(told["came"], told["gone"], told["unseen"]) if told else NOBODY


NOBODY = WaitingList(
    np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.bool_)
)


def own_services(by: Asker) -> list[Service]:
    """Return the services whose list somebody works, or whose area they plan for."""
    teams = by.bodies_where(Permission.WAIT_VIEW)
    areas = by.areas_where(Permission.WAIT_PLAN) & by.areas
    areas |= by.areas_where(Permission.OVERVIEW_VIEW) & by.areas
    rows = Service.objects.filter(closed_date__isnull=True).select_related("area", "team")
    mine = rows.filter(Q(team__in=teams) | Q(area__in=areas))
    return list(mine.order_by("area__name", "name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFigures:
    """What a list's figures say of the last year, against its target."""

    waiting: int
    demand: Figure
    capacity: Figure
    load: Figure
    target_weeks: float
    target_queue: Figure
    mean_wait: Figure
    longest: Figure
    within_18: Figure
    relief: Figure
    hold: Figure
    pressure: Figure
    left_otherwise: Figure
    bands: dict[str, int]
    clears_on: date | None  # the day the queue is down to its target at today's pace
    never: bool  # at today's pace it never is

    @property
    def sentence(self) -> str:
        """What would clear it by when."""
        if not self.waiting:
            return "Nobody is waiting."
        if self.target_queue.value is None:
            return "Too little happened in the last year to say when this list would clear."
        if self.waiting <= self.target_queue.value:
            return "The list is no longer than its target needs."
        if self.relief.value is None:
            return "Capacity as it is brings the list down to its target."
        need = (
            f"To reach the target in 26 weeks the service must see {self.relief.value:.1f} a week"
        )
        if self.never:
            return f"At today's pace this list does not get shorter. {need}."
        return f"At today's pace it is down to its target in {self.clears_on:%B %Y}. {need}."


def figures_of(service: Service, rows: WaitingList, on: date) -> ListFigures | None:
    """Return what a list's dates say of the year to a day; none for an empty list. No query."""
    if not len(rows):
        return None
    return figures_from(rows, service.target_weeks or PATHWAYS[service.pathway].target_weeks, on)


def figures_from(rows: WaitingList, target_weeks: float, on: date) -> ListFigures:
    """Return what the figures of a list's dates say of the year to a day."""
    start, end = day_number(on - WINDOW), day_number(on)
    view = rules.windowed(rows, start, end)
    told = rules.stats(view, target_weeks)
    now = rules.waits_now(view)
    left = rules.removal_stats(view)
    demand, capacity = told["mean_demand"], told["mean_capacity"]
    target, queue = told["target_queue_size"], told["queue_size"]
    weeks = None
    if demand.value is not None and capacity.value is not None and target.value is not None:
        weeks = clears_by(queue, demand.value, capacity.value, target.value)
    return ListFigures(
        waiting=queue,
        demand=demand,
        capacity=capacity,
        load=told["load"],
        target_weeks=target_weeks,
        target_queue=target,
        mean_wait=told["mean_wait"],
        longest=now["longest_wait_weeks"],
        within_18=now["within_18_weeks_percent"],
        relief=told["relief_capacity"],
        hold=told["target_capacity"],
        pressure=told["pressure"],
        left_otherwise=left["removed_otherwise"],
        bands=now["our_bands"],
        clears_on=None if weeks is None or weeks > 5_000 else on + timedelta(weeks=weeks),
        never=weeks is None or weeks > 5_000,
    )


def monthly_queue(rows: WaitingList, ends: Iterable[date]) -> dict[date, int]:
    """Count those waiting at the end of each day asked for."""
    found = {}
    for end in ends:
        day = day_number(end)
        gone = ~rows.waiting & (rows.removal <= day)
        found[end] = int(((rows.referral <= day) & ~gone).sum())
    return found


def scenarios_of(service: Service) -> list[Scenario]:
    """Return the trials kept of a list, the newest first."""
    return list(Scenario.objects.filter(service=service).order_by("-made_date", "-pk"))


def area_services(by: Asker, area: LocalArea) -> list[Service]:
    """Return an area's services to somebody who may see its position; the answer is audited."""
    audit.note(Note(action=Action.LIST, area_id=area.pk, purpose="area-waits"))
    rows = Service.objects.filter(area=area, closed_date__isnull=True).select_related("area")
    return list(rows.order_by("name"))


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a list's history carries: a model, or why there is none; and how good it was."""

    model: forecast.Model | None
    reason: str
    coverage: forecast.Coverage


def learnt(rows: WaitingList, on: date) -> Learnt:
    """Learn a list's forecast, and how its past forecasts held; kept while its dates stand."""
    return _learnt(rows.referral.tobytes(), rows.removal.tobytes(), rows.seen.tobytes(), on)


@lru_cache(maxsize=64)
def _learnt(referral: bytes, removal: bytes, seen: bytes, on: date) -> Learnt:
    rows = WaitingList(
        np.frombuffer(referral, dtype=np.int64),
        np.frombuffer(removal, dtype=np.int64),
        np.frombuffer(seen, dtype=np.bool_),
    )
    day = day_number(on)
    try:
        model = forecast.learn(rows, day)
    except forecast.TooThin as problem:
        return Learnt(None, str(problem), forecast.Coverage(0, 0, 0, 0, 0))
    return Learnt(model, "", forecast.back_test(rows, day))

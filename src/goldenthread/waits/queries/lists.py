"""A service's list as its team works it: ranked for a human to decide, filtered, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.people import queries as people
from goldenthread.waits.models import Referral, Service, Transfer
from goldenthread.waits.rules.stages import ON_LIST, STAGE_NAMES, Level, Priority, Stage

A_PAGE = 25
NOT_CHECKED = timedelta(weeks=26)  # a wait this long with nobody asking whether it is wanted
QUIET = timedelta(weeks=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilters:
    """What a list is narrowed to."""

    stage: str = ""
    priority: str = ""
    over_weeks: int = 0
    worse: bool = False  # with something told that nobody has decided on
    to_check: bool = False  # long, and nobody asked whether it is still wanted
    elsewhere: bool = False  # on another list too
    dead_end: bool = False  # nothing will happen next unless somebody acts


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One child on a list."""

    id: int
    child_id: int
    name: str
    stage: str
    priority: str
    worst: str
    received: date
    weeks: int
    appointment: date | None
    other_lists: int
    contacts: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedToTake:
    """One child whom another service asks this one to take."""

    id: int
    name: str
    service: str  # whose list the child is on
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, with what its figures at the top count."""

    rows: tuple[ListRow, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]
    asked: tuple[AskedToTake, ...]


def get_list(service_id: int, *, by: Asker) -> Service:
    """Return a list to its own team.

    :raises NotAllowed: to somebody who works no list
    :raises NotFound: to the team of another, as for a list that does not exist
    """
    if not by.may(Permission.WAIT_VIEW):
        raise NotAllowed("None of your posts works a waiting list.")
    teams = by.bodies_where(Permission.WAIT_VIEW)
    found = Service.objects.select_related("area", "team").filter(pk=service_id).first()
    if found is None or found.team_id not in teams:
        raise NotFound("No such list.")
    return found


def list_page(
    service: Service, *, by: Asker, on: date, filters: ListFilters, page: int = 1
) -> ListPage:
    """Return one page of a list that was reached by `get_list`, in the order to look at it.

    First what somebody told of a child and nobody has decided on, the worst first; then by the
    clinician's priority; then the longest wait. That order proposes; a clinician decides. A
    sealed record shows only to its holders. The answer is audited as one list.
    """
    here = _here(service, by, on)
    wanted = _wanted(filters, service, on)
    counts = _counts(here, wanted, on)
    total = counts.pop("total")
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    ordered = here.filter(wanted).order_by("-worst_told", "priority", "received_date", "pk")
    rows = list(_with_others(ordered)[(page - 1) * A_PAGE : page * A_PAGE])
    asked = _asked_of(service, by, on)
    audit.note(
        Note(
            action=Action.LIST,
            area_id=service.area_id,
            classes=(FieldClass.OPEN_TO_FAMILY, FieldClass.PROFESSIONAL),
            purpose="waiting-list",
            count=len(rows) + len(asked),
        )
    )
    shown = tuple(_row(row, on) for row in rows)
    return ListPage(shown, total, page, pages, counts, asked)


def _here(service: Service, by: Asker, on: date) -> QuerySet[Referral]:
    """Return those waiting on a list, but for sealed records held by others. No query yet."""
    sealed = people.sealed_rows(by, areas=[service.area_id], on=on)
    return Referral.objects.filter(
        service=service, ended_date__isnull=True, seen_date__isnull=True, stage__in=sorted(ON_LIST)
    ).exclude(child_id__in=sealed)


def _counts(rows: QuerySet[Referral], wanted: Q, on: date) -> dict[str, int]:
    """Count what stands at the top of a list, and how many the filters leave. One query."""
    return rows.aggregate(
        waiting=Count("pk"),
        total=Count("pk", filter=wanted),
        worse=Count("pk", filter=~Q(worst_told="")),
        over_18=Count("pk", filter=Q(received_date__lt=on - timedelta(weeks=18))),
        over_52=Count("pk", filter=Q(received_date__lt=on - timedelta(weeks=52))),
        over_104=Count("pk", filter=Q(received_date__lt=on - timedelta(weeks=104))),
        new=Count("pk", filter=Q(stage=Stage.RECEIVED)),
    )


def _wanted(filters: ListFilters, service: Service, on: date) -> Q:
    """Say which rows the filters leave."""
    found = ~Q(pk=None)
    if filters.stage in set(Stage):
        found &= Q(stage=filters.stage)
    if filters.priority in set(Priority):
        found &= Q(priority=filters.priority)
    if filters.over_weeks:
        found &= Q(received_date__lt=on - timedelta(weeks=filters.over_weeks))
    if filters.worse:
        found &= ~Q(worst_told="")
    if filters.to_check:
        since = on - NOT_CHECKED
        stale = Q(checked_date__isnull=True) | Q(checked_date__lt=since)
        found &= stale & Q(received_date__lt=since)
    if filters.dead_end:
        stuck = Q(stage=Stage.RETURNED) | Q(appointment_date__lt=on)
        found &= stuck & Q(received_date__lt=on - QUIET)
    if filters.elsewhere:
        found &= Q(child_id__in=_waiting().exclude(service=service).values("child_id"))
    return found


def _waiting() -> QuerySet[Referral]:
    return Referral.objects.filter(ended_date__isnull=True, seen_date__isnull=True)


def _with_others(rows: QuerySet[Referral]) -> QuerySet[Any]:
    """Bring each child, and how many other lists they are on: on two lists, they are seen."""
    others = _waiting().filter(child=OuterRef("child")).exclude(pk=OuterRef("pk")).order_by()
    counted = others.values("child").annotate(n=Count("pk")).values("n")
    return rows.select_related("child").annotate(others=Coalesce(Subquery(counted), 0))


def _row(row: Any, on: date) -> ListRow:
    return ListRow(
        id=row.pk,
        child_id=row.child_id,
        name=people.display_name(row.child),
        stage=STAGE_NAMES[Stage(row.stage)],
        priority=row.priority,
        worst=row.worst_told or Level.NONE,
        received=row.received_date,
        weeks=(on - row.received_date).days // 7,
        appointment=row.appointment_date,
        other_lists=row.others,
        contacts=row.contacts,
        missed=row.missed_count,
    )


def _asked_of(service: Service, by: Asker, on: date) -> tuple[AskedToTake, ...]:
    """Return the children another service asks this one to take. One query."""
    sealed = people.sealed_rows(by, areas=[service.area_id], on=on)
    rows = Transfer.objects.filter(to_service=service, answered_date__isnull=True)
    found = rows.exclude(child_id__in=sealed).select_related("referral__service", "child")
    return tuple(
        AskedToTake(
            id=one.pk,
            name=people.display_name(one.child),
            service=one.referral.service.name,
            on=one.asked_date,
            reason=one.reason,
        )
        for one in found.order_by("asked_date", "pk")[:A_PAGE]
    )

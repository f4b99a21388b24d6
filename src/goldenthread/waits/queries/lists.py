"""A service's list as its team works it: ranked for a human to decide, filtered, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

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


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, with what its figures at the top count."""

    rows: tuple[ListRow, ...]
    total: int
    page: int
    pages: int
    counts: dict[str, int]
    asked: tuple[Transfer, ...]  # children another service asks this one to take


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
    counts = _counts(here, on)
    narrowed = _narrowed(here, filters, on)
    total = narrowed.count()
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    ordered = narrowed.order_by("-worst_told", "priority", "received_date", "pk")
    rows = list(ordered[(page - 1) * A_PAGE : page * A_PAGE])
    names = people.named(by, (row.child_id for row in rows))
    others = _elsewhere(rows)
    audit.note(
        Note(
            action=Action.LIST,
            area_id=service.area_id,
            classes=(FieldClass.OPEN_TO_FAMILY, FieldClass.PROFESSIONAL),
            purpose="waiting-list",
            count=len(rows),
        )
    )
    shown = tuple(
        _row(row, names[row.child_id].name, others.get(row.child_id, 0), on)
        for row in rows
        if row.child_id in names
    )
    return ListPage(shown, total, page, pages, counts, _asked_of(service, by, on))


def _here(service: Service, by: Asker, on: date) -> QuerySet[Referral]:
    sealed = people.sealed_from(by, areas=[service.area_id], on=on)
    rows = Referral.objects.filter(
        service=service, ended_date__isnull=True, seen_date__isnull=True, stage__in=sorted(ON_LIST)
    )
    return rows.exclude(child_id__in=sealed) if sealed else rows


def _counts(rows: QuerySet[Referral], on: date) -> dict[str, int]:
    return rows.aggregate(
        waiting=Count("pk"),
        worse=Count("pk", filter=~Q(worst_told="")),
        over_18=Count("pk", filter=Q(received_date__lt=on - timedelta(weeks=18))),
        over_52=Count("pk", filter=Q(received_date__lt=on - timedelta(weeks=52))),
        over_104=Count("pk", filter=Q(received_date__lt=on - timedelta(weeks=104))),
        new=Count("pk", filter=Q(stage=Stage.RECEIVED)),
    )


def _narrowed(rows: QuerySet[Referral], filters: ListFilters, on: date) -> QuerySet[Referral]:
    if filters.stage in set(Stage):
        rows = rows.filter(stage=filters.stage)
    if filters.priority in set(Priority):
        rows = rows.filter(priority=filters.priority)
    if filters.over_weeks:
        rows = rows.filter(received_date__lt=on - timedelta(weeks=filters.over_weeks))
    if filters.worse:
        rows = rows.exclude(worst_told="")
    if filters.to_check:
        since = on - NOT_CHECKED
        stale = Q(checked_date__isnull=True) | Q(checked_date__lt=since)
        rows = rows.filter(stale, received_date__lt=since)
    if filters.dead_end:
        rows = rows.filter(
            Q(stage=Stage.RETURNED) | Q(appointment_date__lt=on),
            received_date__lt=on - QUIET,
        )
    if filters.elsewhere:
        rows = rows.filter(
            child_id__in=Referral.objects.filter(ended_date__isnull=True, seen_date__isnull=True)
            .exclude(service_id__in=rows.values("service_id"))
            .values("child_id")
        )
    return rows


def _elsewhere(rows: list[Referral]) -> dict[int, int]:
    """Count each child's other lists: the same child on two lists is seen."""
    own = [row.pk for row in rows]
    found = (
        Referral.objects.filter(
            child_id__in=[row.child_id for row in rows],
            ended_date__isnull=True,
            seen_date__isnull=True,
        )
        .exclude(pk__in=own)
        .values_list("child_id")
        .annotate(Count("pk"))
    )
    return dict(found)


def _row(row: Referral, name: str, others: int, on: date) -> ListRow:
    return ListRow(
        id=row.pk,
        child_id=row.child_id,
        name=name,
        stage=STAGE_NAMES[Stage(row.stage)],
        priority=row.priority,
        worst=row.worst_told or Level.NONE,
        received=row.received_date,
        weeks=(on - row.received_date).days // 7,
        appointment=row.appointment_date,
        other_lists=others,
        contacts=row.contacts,
        missed=row.missed_count,
    )


def _asked_of(service: Service, by: Asker, on: date) -> tuple[Transfer, ...]:
    sealed = people.sealed_from(by, areas=[service.area_id], on=on)
    rows = Transfer.objects.filter(to_service=service, answered_date__isnull=True)
    return tuple(
        rows.exclude(child_id__in=sealed)
        .select_related("referral__service", "child")
        .order_by("asked_date", "pk")[:A_PAGE]
    )

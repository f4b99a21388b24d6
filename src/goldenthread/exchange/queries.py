"""Questions about loads: what was loaded, by whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.exchange.models import Load, LoadKind, LoadState

P = Permission


def area_of_load(load_id: int) -> int | None:
    """Return the area a load was for; None for the register, or for a load that is not there."""
    return Load.objects.filter(pk=load_id).values_list("area_id", flat=True).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    """One load in a list."""

    id: int
    file_name: str
    kind: str
    area: str
    state: str
    as_of_date: date | None
    at: datetime


def check_may_see(by: Asker) -> None:
    """Refuse those who load no files at all.

    :raises NotAllowed: if no post allows it
    """
    if not by.may(P.SETTINGS_LOAD):
        check_post(by, P.FILES_LOAD)


def _in_reach(by: Asker) -> QuerySet[Load]:
    reach = Q(area_id__in=by.areas_where(P.FILES_LOAD))
    if by.may(P.SETTINGS_LOAD):
        reach |= Q(kind=LoadKind.SETTINGS)
    return Load.objects.filter(reach).select_related("area")


def count_loads(*, by: Asker) -> int:
    """Return how many loads somebody may see."""
    return _in_reach(by).count()


def loads(*, by: Asker, offset: int, most: int) -> list[LoadRow]:
    """Return some of the loads somebody may see, the newest first."""
    found = _in_reach(by).order_by("-created_at", "-pk")[offset : offset + most]
    return [
        LoadRow(
            id=load.pk,
            file_name=load.file_name,
            kind=LoadKind(load.kind).label,
            area=load.area.name if load.area else "All areas",
            state=LoadState(load.state).label,
            as_of_date=load.as_of_date,
            at=load.committed_at or load.created_at,
        )
        for load in found
    ]


def get_load(load_id: int, *, by: Asker) -> Load:
    """Return one load that somebody may see.

    :raises NotFound: if there is none in reach
    """
    load = _in_reach(by).filter(pk=load_id).first()
    if load is None:
        raise NotFound("No such load.")
    return load

"""Questions about loads: what was loaded, by whom, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.exchange.models import (
    EvidenceAct,
    EvidenceRoom,
    Export,
    Load,
    LoadKind,
    LoadState,
)

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


# --- Evidence rooms -----------------------------------------------------------------------------


def check_prepares(by: Asker, area_id: int) -> None:
    """Refuse those who prepare no evidence in an area.

    :raises NotAllowed: if no post of theirs prepares any
    :raises NotFound: if none does in this area
    """
    check_post(by, P.EVIDENCE_PREPARE)
    if not by.may(P.EVIDENCE_PREPARE, area_id):
        raise NotFound("No such area.")


def check_approves(by: Asker, area_id: int) -> None:
    """Refuse those who approve no exports in an area.

    :raises NotAllowed: if no post of theirs does
    """
    check_post(by, P.EXPORT_APPROVE, area_id)


def check_may_see_evidence(by: Asker) -> None:
    """Refuse those who neither prepare evidence nor approve what leaves.

    :raises NotAllowed: if no post allows either
    """
    if not by.may(P.EXPORT_APPROVE):
        check_post(by, P.EVIDENCE_PREPARE)


def evidence_areas(by: Asker) -> frozenset[int]:
    """Return the areas whose evidence rooms somebody may enter."""
    return by.areas_where(P.EVIDENCE_PREPARE) | by.areas_where(P.EXPORT_APPROVE)


def rooms(by: Asker) -> QuerySet[EvidenceRoom]:
    """Return the evidence rooms somebody may enter, the newest request first."""
    found = EvidenceRoom.objects.filter(area_id__in=evidence_areas(by))
    return found.select_related("area", "opened_by").order_by("-as_of_date", "-pk")


def get_room(room_id: int, *, by: Asker) -> EvidenceRoom:
    """Return one evidence room.

    :raises NotAllowed: to those who enter none
    :raises NotFound: if there is none in reach
    """
    check_may_see_evidence(by)
    found = rooms(by).filter(pk=room_id).first()
    if found is None:
        raise NotFound("No such evidence room.")
    return found


def get_export(export_id: int, *, by: Asker, lock: bool = False) -> Export:
    """Return one bulk export.

    :raises NotAllowed: to those who enter no evidence room
    :raises NotFound: if there is none in reach
    """
    check_may_see_evidence(by)
    rows = Export.objects.select_related("room__area", "asked_by")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = rows.filter(pk=export_id, room__area_id__in=evidence_areas(by)).first()
    if found is None:
        raise NotFound("No such export.")
    return found


def acts_of(room: EvidenceRoom) -> QuerySet[EvidenceAct]:
    """Return what was done in a room, the latest first."""
    return EvidenceAct.objects.filter(room=room).select_related("by").order_by("-at", "-pk")


def acting_post(by: Asker, area_id: int) -> int | None:
    """Return the post in which somebody acts in an area: the first that serves it."""
    return next((post.id for post in by.posts if area_id in post.area_ids), None)

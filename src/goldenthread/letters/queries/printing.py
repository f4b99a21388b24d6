"""What the print room has to do: copies that gathered, batches that were taken, what came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, QuerySet

from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.letters.carriers.folder import Folder
from goldenthread.letters.models import Handover
from goldenthread.letters.rules.handover import State
from goldenthread.letters.rules.recipients import Channel
from goldenthread.people import queries as people

BATCHES = 25


def printed(*, by: Asker, on: date) -> QuerySet[Handover]:
    """Return the letters that went to the print room in somebody's areas; sealed ones left out.

    :raises NotAllowed: if no post of theirs changes cases
    """
    check_post(by, Permission.CASE_CHANGE)
    areas = by.areas_where(Permission.CASE_CHANGE)
    rows = Handover.objects.filter(
        area_id__in=areas, channel=Channel.POST, carrier=Folder.name, state=State.SENT
    )
    return rows.exclude(child_id__in=people.sealed_rows(by, areas=areas, on=on))


def to_print(*, by: Asker, on: date) -> QuerySet[Handover]:
    """Return what has gathered and is in no batch yet, the longest waiting first."""
    rows = printed(by=by, on=on).filter(batch="")
    return rows.order_by("sent_at", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch of letters: when its first was there, how many, and when it was posted."""

    name: str
    letters: int
    since: datetime
    posted: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintRoom:
    """What the print room's page shows."""

    waiting: int
    oldest: datetime | None
    batches: tuple[Batch, ...]
    total: int  # batches
    returned: tuple[Handover, ...]  # the longest back first


def print_room(*, by: Asker, on: date, page: int = 1) -> PrintRoom:
    """Return what waits to be printed, and the batches that were taken, the newest first.

    Four queries; audited as one list.
    """
    waits = to_print(by=by, on=on).order_by().aggregate(many=Count("pk"), oldest=Min("sent_at"))
    taken = printed(by=by, on=on).exclude(batch="").order_by().values("batch")
    counted = taken.annotate(
        letters=Count("pk"), since=Min("sent_at"), posted=Min("posted_date")
    ).order_by("-since", "-batch")
    start = (max(1, page) - 1) * BATCHES
    found = tuple(
        Batch(name=row["batch"], letters=row["letters"], since=row["since"], posted=row["posted"])
        for row in counted[start : start + BATCHES]
    )
    back = printed(by=by, on=on).filter(came_back=True).select_related("copy__letter")
    returned = tuple(
        back.defer("copy__content", "copy__letter__content").order_by("receipt_at", "pk")[:BATCHES]
    )
    _listed(len(found) + len(returned))
    return PrintRoom(
        waiting=waits["many"],
        oldest=waits["oldest"],
        batches=found,
        total=counted.count(),
        returned=returned,
    )


def batch_rows(name: str, *, by: Asker, on: date, page: int = 1) -> tuple[list[Handover], int]:
    """Return a page of the letters of a batch, and how many it has. Two queries."""
    rows = printed(by=by, on=on).filter(batch=name)
    listed = rows.select_related("copy__letter").defer("copy__content", "copy__letter__content")
    start = (max(1, page) - 1) * BATCHES
    found = list(listed.order_by("pk")[start : start + BATCHES])
    _listed(len(found))
    return found, rows.count()


def _listed(count: int) -> None:
    if count:
        audit.note(
            Note(
                action=Action.LIST,
                classes=(FieldClass.PROFESSIONAL, FieldClass.THIRD_PARTY),
                purpose="print-room",
                count=count,
            )
        )

"""What waits for somebody: holds to settle, and the outbox, within the asker's areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Count

from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.letters.models import Handover, Hold, Letter
from goldenthread.letters.rules.handover import State
from goldenthread.people import queries as people
from goldenthread.people.models import Child

SIZE = 25
OPEN_STATES = (State.HELD, State.FAILED, State.UNSURE, State.WAITING, State.SENT, State.STOPPED)


def holds_to_settle(*, by: Asker, on: date, page: int = 1) -> tuple[list[Hold], int]:
    """Return a page of what holds copies in somebody's areas, the longest held first, and how
    many. Three queries; a sealed record's are left out but for its holders.

    :raises NotAllowed: if no post of theirs settles holds
    """
    check_post(by, Permission.LETTER_CLEAR)
    areas = by.areas_where(Permission.LETTER_CLEAR)
    rows = Hold.objects.filter(area_id__in=areas, settled_at__isnull=True).exclude(
        child_id__in=people.sealed_from(by, areas=areas, on=on)
    )
    listed = rows.select_related("copy__letter").defer("copy__content", "copy__letter__content")
    start = (page - 1) * SIZE
    found = list(listed.order_by("raised_at", "pk")[start : start + SIZE])
    _listed(len(found))
    return found, rows.count()


def outbox(
    *, by: Asker, on: date, state: State | None = None, page: int = 1
) -> tuple[list[Handover], Mapping[State, int]]:
    """Return a page of the outbox of somebody's areas, the newest first, and how many in each
    state. Three queries.

    :raises NotAllowed: if no post of theirs reads letters
    """
    check_post(by, Permission.LETTER_VIEW)
    areas = by.areas_where(Permission.LETTER_VIEW)
    rows = Handover.objects.filter(area_id__in=areas).exclude(
        child_id__in=people.sealed_from(by, areas=areas, on=on)
    )
    counted = Counter(
        {State(one): many for one, many in rows.values_list("state").annotate(Count("pk"))}
    )
    chosen = rows.filter(state=state) if state else rows
    listed = chosen.select_related("copy__letter").defer("copy__content", "copy__letter__content")
    start = (page - 1) * SIZE
    found = list(listed.order_by("-pk")[start : start + SIZE])
    _listed(len(found))
    return found, counted


def _listed(count: int) -> None:
    if count:
        audit.note(
            Note(
                action=Action.LIST,
                classes=(FieldClass.PROFESSIONAL, FieldClass.THIRD_PARTY),
                purpose="outbox",
                count=count,
            )
        )


def keys_taken(area_id: int, keys: Iterable[str]) -> frozenset[str]:
    """Return under which of some keys a letter is written already. One query."""
    rows = Letter.objects.filter(area_id=area_id, key__in=list(keys))
    return frozenset(rows.values_list("key", flat=True))


def keys_of(child: Child, kind: str) -> tuple[str, ...]:
    """Return the keys of the letters of a kind about a child already reached. One query."""
    rows = Letter.objects.filter(area_id=child.area_id, child=child, kind=kind)
    return tuple(rows.order_by("pk").values_list("key", flat=True))

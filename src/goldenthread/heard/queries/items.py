"""You said, we did, you confirmed: as everybody reads it, and as those who keep it do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as Counted
from django.db.models import Q

from goldenthread.heard.models import Confirmation, Ending, Item
from goldenthread.heard.rules.items import Helped, Stands, stands


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One item with where it stands; the counts are those two people published."""

    id: int
    said: str
    said_on: date
    where_from: str
    did: str
    why_not: str
    answered_on: date | None
    published: bool
    stands: Stands
    helped: int | None = None
    others: int | None = None
    proposed_by: int | None = None  # waits for a second person


def public_items(area_id: int) -> list[ItemRow]:
    """Return what is published for an area, what is asked first. One query."""
    rows = Item.objects.filter(area_id=area_id, published_on__isnull=False)
    order = list(Stands)
    order = [Stands.ASKING, *(each for each in order if each is not Stands.ASKING)]
    return sorted(_rows(rows.select_related("ending")), key=lambda one: order.index(one.stands))


def item_rows(area_id: int) -> list[ItemRow]:
    """Return every item of an area, for those who keep them. One query."""
    return _rows(Item.objects.filter(area_id=area_id).select_related("ending"))


def _rows(items: Iterable[Item]) -> list[ItemRow]:
    found = [_row(item, getattr(item, "ending", None)) for item in items]
    return sorted(found, key=lambda one: (one.said_on, one.id), reverse=True)


def _row(item: Item, ending: Ending | None) -> ItemRow:
    agreed = ending.agreed_on if ending else None
    return ItemRow(
        id=item.pk,
        said=item.said,
        said_on=item.said_on,
        where_from=item.where_from,
        did=item.did,
        why_not=item.why_not,
        answered_on=item.answered_on,
        published=item.published_on is not None,
        stands=stands(did=item.did, why_not=item.why_not, agreed_on=agreed),
        helped=ending.helped if ending and agreed else None,
        others=ending.others if ending and agreed else None,
        proposed_by=ending.proposed_by_id if ending and not agreed else None,
    )


def helped_counts(item_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Count those whom each item helped and the others: true counts, to be released. One query."""
    rows = Confirmation.objects.filter(item_id__in=item_ids, set_aside=False).values("item_id")
    counts = rows.annotate(yes=Counted("pk", filter=Q(helped=Helped.YES)), told=Counted("pk"))
    return {row["item_id"]: (row["yes"], row["told"] - row["yes"]) for row in counts}

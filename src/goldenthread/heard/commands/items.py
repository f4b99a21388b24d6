"""You said, we did, you confirmed: written by the partnership, ended only by what families say."""

from __future__ import annotations

from datetime import date
from uuid import uuid5

from django.db import IntegrityError, transaction

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.heard.commands.answering import ANSWERS, Knocking, knocked
from goldenthread.heard.models import Confirmation, Ending, Item
from goldenthread.heard.rules.answers import is_set_aside
from goldenthread.heard.rules.items import Helped, NotEnded, Stands, check_may_end, stands

P = Permission


class NotSaid(ValueError):
    """This cannot be kept as it is; the message says what to do."""


def reach(item_id: int, *, by: Asker) -> Item:
    """Return one item to somebody who keeps its area's, locked.

    :raises NotAllowed: if no post of theirs keeps any
    :raises NotFound: if there is none in reach
    """
    check_post(by, P.HEARD_KEEP)
    mine = by.areas_where(P.HEARD_KEEP)
    found = Item.objects.select_for_update().filter(pk=item_id, area_id__in=mine).first()
    if found is None:
        raise NotFound("No such item.")
    return found


def _note(area_id: int, purpose: str) -> None:
    audit.note(Note(action=Action.WRITE, area_id=area_id, purpose=purpose))


@transaction.atomic
def write_item(
    area_id: int, *, said: str, said_on: date, where_from: str, by: Asker, on: date
) -> Item:
    """Write down what families said, in words that anybody may read.

    :raises NotAllowed: to somebody who does not keep this area's
    :raises NotSaid: if it is empty, or said on a day to come
    """
    check_post(by, P.HEARD_KEEP, area_id)
    if not said.strip() or not where_from.strip():
        raise NotSaid("Write what families said, and where they said it.")
    if said_on > on:
        raise NotSaid("The day they said it has not come yet.")
    _note(area_id, "heard-item-written")
    return Item.objects.create(
        area_id=area_id, said=said.strip(), said_on=said_on, where_from=where_from.strip(),
        written_by_id=by.user_id or 0,
    )  # fmt: skip


@transaction.atomic
def answer_item(item_id: int, *, did: str, why_not: str, by: Asker, on: date) -> None:
    """Say what was done, or why nothing is; one of the two.

    :raises NotAllowed, NotFound: to somebody who does not keep this area's
    :raises NotSaid: if neither is said, or both are, or it has ended
    """
    item = reach(item_id, by=by)
    did, why_not = did.strip(), why_not.strip()
    if bool(did) == bool(why_not):
        raise NotSaid("Say what was done, or why nothing is. One of the two.")
    if Ending.objects.filter(item=item).exists():
        raise NotSaid("Families are being asked to end this. Write a new one.")
    item.did, item.why_not, item.answered_on = did, why_not, on
    item.save(update_fields=["did", "why_not", "answered_on"])
    _note(item.area_id, "heard-item-answered")


@transaction.atomic
def publish_item(item_id: int, *, by: Asker, on: date) -> None:
    """Show an item to everybody, answered or not. Done twice, it is done once.

    :raises NotAllowed, NotFound: to somebody who does not keep this area's
    """
    item = reach(item_id, by=by)
    if item.published_on is None:
        item.published_on = on
        item.save(update_fields=["published_on"])
        _note(item.area_id, "heard-item-published")


@transaction.atomic
def confirm(item_id: int, helped: Helped, *, knocking: Knocking, on: date) -> None:
    """Take what somebody says of what was done: anybody may, and one form counts once.

    :raises NotFound: if nothing published waits for it
    """
    item = Item.objects.filter(pk=item_id, published_on__isnull=False).first()
    if item is None or item_stands(item) is not Stands.ASKING:
        raise NotFound("Nothing is asked here.")
    aside = is_set_aside(
        from_here_today=knocked(f"item:{item_id}:{knocking.place}", on),
        for_area_today=knocked(f"items:{item.area_id}", on),
        too_fast=False,
    )
    number = uuid5(ANSWERS, f"item:{item_id}:{knocking.once}")
    try:
        with transaction.atomic():
            Confirmation.objects.create(
                id=number, area_id=item.area_id, item=item, helped=helped, on=on, set_aside=aside
            )
    except IntegrityError:
        return  # the same form, sent twice


def item_stands(item: Item) -> Stands:
    """Say where an item stands."""
    ending = Ending.objects.filter(item=item, agreed_on__isnull=False).first()
    return stands(
        did=item.did, why_not=item.why_not, agreed_on=ending.agreed_on if ending else None
    )


@transaction.atomic
def propose_to_end(
    item_id: int, *, released: tuple[int | None, int | None], by: Asker, on: date
) -> None:
    """Propose to end an item with what families said, as it may be published.

    `released` are those it helped and the others, from `measures.rules.release`.

    :raises NotAllowed, NotFound: to somebody who does not keep this area's
    :raises NotEnded: if families have not said so
    """
    item = reach(item_id, by=by)
    if item_stands(item) is not Stands.ASKING:
        raise NotEnded("Families are not being asked about this.")
    helped, others = check_may_end(helped=released[0], others=released[1])
    Ending.objects.get_or_create(
        item=item,
        defaults={
            "area_id": item.area_id, "helped": helped, "others": others,
            "proposed_by_id": by.user_id or 0, "proposed_on": on,
        },
    )  # fmt: skip
    _note(item.area_id, "heard-end-proposed")


@transaction.atomic
def agree_to_end(item_id: int, *, by: Asker, on: date) -> None:
    """Agree, as a second person, that an item has ended.

    :raises NotAllowed: to the one who proposed it
    :raises NotFound: if nothing is proposed in reach
    """
    item = reach(item_id, by=by)
    ending = Ending.objects.select_for_update().filter(item=item).first()
    if ending is None:
        raise NotFound("Nothing is proposed.")
    if ending.proposed_by_id == by.user_id:
        raise NotAllowed("A second person must agree.")
    if ending.agreed_on is None:
        ending.agreed_by_id, ending.agreed_on = by.user_id, on
        ending.save(update_fields=["agreed_by", "agreed_on"])
        _note(item.area_id, "heard-ended")

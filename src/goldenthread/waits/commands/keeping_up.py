"""Keeping in touch with families that wait, and offering help that asks for no diagnosis."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.directory import queries as directory
from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import time_limit
from goldenthread.people import queries as people
from goldenthread.waits.commands.reach import CannotDo, Reached, reached
from goldenthread.waits.models import Referral, SupportContact, SupportOffer
from goldenthread.waits.rules.stages import Act

CHANNELS = ("phone", "text", "email", "post", "visit", "portal")
START, AT_18, AGAIN = "start", "18", "again"
KINDS = {
    START: K.WAIT_CONTACTED,
    AT_18: K.WAIT_CONTACTED_AT_18,
    AGAIN: K.WAIT_CONTACTED_AGAIN,
}


class OfferNeedsDiagnosis(CannotDo):
    """Help offered to a waiting family may not depend on a diagnosis."""


def which_contact(referral: Referral, on: date) -> str:
    """Say which of the promised contacts one on this day is: at the start, at 18 weeks, or later.

    The eighteenth week is read from the law's own entry, from four weeks before its last day.
    """
    told = set(
        SupportContact.objects.filter(referral=referral, reached=True).values_list(
            "which", flat=True
        )
    )
    start = referral.received_date
    last = time_limit("wait-support-18", start).last_day(start)
    if START not in told and (last - on).days > 28:
        return START
    if AT_18 not in told and (last - on).days <= 28:
        return AT_18
    return AGAIN if AT_18 in told else START


@transaction.atomic
def contact_family(
    referral_id: int,
    *,
    channel: str,
    reached_them: bool = True,
    note: str = "",
    offers: Collection[UUID] = (),
    by: Asker,
    on: date,
    at: datetime,
    day: date | None = None,
) -> SupportContact:
    """Record a contact with a waiting family, and what it was offered.

    A try that reached nobody is kept, and stops no clock. The same contact told twice is kept
    once.

    :raises OfferNeedsDiagnosis: if any help offered asks for a diagnosis
    :raises CannotDo: for a way of contact that we do not know
    """
    found = reached(referral_id, by=by, to=Permission.WAIT_WORK, on=on, at=at, day=day)
    found.check_day()
    found.move(Act.CONTACT)
    if channel not in CHANNELS:
        raise CannotDo("Choose how you were in touch.")
    check_no_diagnosis(offers)
    row = found.referral
    which = which_contact(row, found.on)
    made, new = SupportContact.objects.get_or_create(
        referral=row,
        contact_date=found.on,
        channel=channel,
        reached=reached_them,
        note=found.plain(note),
        defaults={
            "area_id": row.area_id,
            "child_id": row.child_id,
            "which": which,
            "post_id": found.post_id,
        },
    )
    if new and reached_them:
        _told(found, made, which)
    _offer(made, offers)
    return made


def _told(found: Reached, made: SupportContact, which: str) -> None:
    row = found.referral
    row.contacts = F("contacts") + 1
    row.save(update_fields=["contacts"])
    row.refresh_from_db(fields=["contacts"])
    found.tell(KINDS[which], key=f"contact/{made.pk}", record=made.pk)


def check_no_diagnosis(offers: Collection[UUID]) -> None:
    """Refuse help that asks for a diagnosis, or that the directory does not hold.

    :raises OfferNeedsDiagnosis: if any does
    """
    if offers and directory.asks_for_diagnosis(offers):
        raise OfferNeedsDiagnosis(
            "One of these asks for a diagnosis, so it cannot be offered to a family that waits. "
            "Choose help that is open to all."
        )


def _offer(made: SupportContact, offers: Collection[UUID]) -> None:
    kept = SupportOffer.objects.bulk_create(
        [
            SupportOffer(
                area_id=made.area_id, child_id=made.child_id, contact=made, help_id=help_id
            )
            for help_id in dict.fromkeys(offers)
        ],
        ignore_conflicts=True,
    )
    if kept:
        count = SupportOffer.objects.filter(contact__referral_id=made.referral_id).count()
        Referral.objects.filter(pk=made.referral_id).update(offers=count)


@transaction.atomic
def say_how_it_went(
    offer_id: int, *, taken_up: str, helped: str = "", by: Asker, on: date
) -> SupportOffer:
    """Record whether a family took up what it was offered, and whether it helped.

    :raises NotFound, NotAllowed: if `by` may not work with this child
    """
    found = SupportOffer.objects.select_for_update().filter(pk=offer_id).first()
    if found is None:
        raise NotFound("No such record.")
    people.get_child(
        found.child_id, by=by, to=Permission.WAIT_WORK, on=on, purpose="wait-offer", lock=True
    )
    found.taken_up, found.helped = taken_up, helped if taken_up == "YES" else ""
    found.save(update_fields=["taken_up", "helped"])
    return found

"""Short emails and texts: put out with the message they tell of, and handed over exactly once.

A row is written in the transaction that keeps the message; a message has one at most. Handing over
is done as letters are handed over (`letters.commands.handing`): the try is counted first, then the
row is locked, handed to the same carrier and marked; one that was tried before is first looked for
where it may have gone.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.contact.models import Contact, InformationRequest, Message, Postcard
from goldenthread.contact.queries.conversations import due_of, promises
from goldenthread.contact.queries.needs import needs_of_writer
from goldenthread.contact.rules import postcards as rules
from goldenthread.contact.rules.needs import calls_only
from goldenthread.contact.rules.postcards import Says
from goldenthread.letters.carriers.chosen import carriers
from goldenthread.letters.carriers.parcel import CannotTell, Carrier, Down, Parcel, Refused
from goldenthread.letters.rules.handover import State, next_wait
from goldenthread.letters.rules.recipients import Channel, Need
from goldenthread.organisations import queries as organisations
from goldenthread.people import queries as people
from goldenthread.people import scanning
from goldenthread.people.rules import CommunicationKind
from goldenthread.ui.languages import catalogue_of

SERVICE = "contact"
ENGLISH = "en-gb"
NOT_WRITTEN_TO = "This address is not written to."
CALLS_ONLY = "They asked for calls only: ring them."


def put_out(contact: Contact, message: Message, says: Says, address: str, at: datetime) -> None:
    """Put a short email or text about one message in the outbox; a second changes nothing.

    At most three an hour go to one address, so that two machines never write to each other.
    """
    if not address or _flooded(contact.area_id, address, at):
        return
    Postcard.objects.get_or_create(
        message=message,
        defaults={
            "area_id": contact.area_id,
            "child_id": contact.child_id,
            "says": says,
            "channel": Channel.EMAIL if "@" in address else Channel.TEXT,
            "address": address,
            "key": rules.key_of(message.pk, says),
            "state": State.WAITING,
            "due_at": at,
            "made_at": at,
        },
    )


def put_out_of_request(made: InformationRequest, says: Says, at: datetime) -> None:
    """Put a short email about one step of a request for information in the outbox, once a day.

    To whoever asked, where they have an account to read it with, and to nobody else.
    """
    address = made.user.email if made.user else ""
    if not address or _flooded(made.area_id, address, at):
        return
    Postcard.objects.get_or_create(
        key=rules.request_key(made.pk, says, timezone.localdate(at)),
        defaults={
            "request": made,
            "area_id": made.area_id,
            "child_id": made.child_id,
            "says": says,
            "address": address,
            "state": State.WAITING,
            "due_at": at,
            "made_at": at,
        },
    )


def _flooded(area_id: int, address: str, at: datetime) -> bool:
    """Say whether an address was written to as often as it may be within the hour."""
    rows = Postcard.objects.filter(area_id=area_id, address=address, made_at__gte=at - rules.WINDOW)
    return rows.count() >= rules.MOST_AN_HOUR


def hand_out(at: datetime, carrier: Carrier | None = None) -> Counter[State]:
    """Hand over every short email and text that waits and is due, and count how each ended.

    Any number of processes may do so at once. What has no carrier waits. `carrier` takes both.
    """
    done: Counter[State] = Counter()
    by = asking.service(SERVICE, organisations.area_ids())
    ours = carriers() if carrier is None else {}
    for channel in (Channel.EMAIL, Channel.TEXT):
        taking = carrier or ours.get(channel)
        while taking and (ids := _count_a_try(by, taking, channel, at)):
            done += _hand_out(by, ids, taking, at)
    return done


def _count_a_try(by: Asker, carrier: Carrier, channel: Channel, at: datetime) -> list[int]:
    """Take the next few for a while, and count the try before anything is done."""
    lease = timedelta(seconds=settings.LETTERS_LEASE_SECONDS)
    with asking.stated(by):
        due = Postcard.objects.filter(state=State.WAITING, due_at__lte=at, channel=channel)
        rows = due.select_for_update(skip_locked=True).order_by("due_at", "pk")
        ids = list(rows.values_list("pk", flat=True)[: carrier.at_once])
        Postcard.objects.filter(pk__in=ids).update(tries=F("tries") + 1, due_at=at + lease)
    return ids


def _hand_out(by: Asker, ids: list[int], carrier: Carrier, at: datetime) -> Counter[State]:
    with asking.stated(by):
        rows = list(
            Postcard.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk__in=ids, state=State.WAITING)
            .select_related("message__contact__child", "request__child")
        )
        for row in rows:
            _one(row, carrier, at)
            row.save()
    return Counter(State(row.state) for row in rows)


def _one(row: Postcard, carrier: Carrier, at: datetime) -> None:
    """Hand over one, or write down why it did not go."""
    on = timezone.localdate(at)
    if scanning.is_guarded_address(row.address, area_id=row.area_id, on=on):
        row.state, row.problem = State.STOPPED, NOT_WRITTEN_TO
        return
    needs = _needs(row, on)
    if calls_only(needs):
        row.state, row.problem = State.STOPPED, CALLS_ONLY
        return
    try:
        parcel = _parcel(row, needs)
        found = carrier.find(parcel) if row.tries > 1 else None
        receipt = found or carrier.deliver(parcel)
    except CannotTell as problem:
        row.state, row.problem = State.UNSURE, str(problem)[:200]
    except Refused as problem:
        row.state, row.problem = State.FAILED, str(problem)[:200]
    except Down as problem:
        wait = next_wait(row.tries)
        row.state = State.WAITING if wait else State.FAILED
        row.due_at, row.problem = at + (wait or timedelta()), str(problem)[:200]
    else:
        row.state, row.sent_at, row.problem = State.SENT, at, ""
        row.carrier, row.carrier_id = carrier.name, receipt.carrier_id[:64]
        audit.note(
            Note(
                action=Action.EXPORT,
                child_id=row.child_id,
                area_id=row.area_id,
                purpose="postcard-handed-over",
            )
        )


def _needs(row: Postcard, on: date) -> tuple[Need, ...]:
    """Return what is recorded of whoever is written to; of an unproven sender nothing.

    Else a stranger who forges an address or a number would learn that it is known here.
    """
    if row.request is not None:
        found = people.communication_needs(row.request.child, on=on)
        mine = (each for each in found if each.adult_id == row.request.adult_id)
        return tuple(Need(kind=each.kind, detail=each.detail) for each in mine)
    assert row.message is not None  # held by the database: one of the two
    contact = row.message.contact
    return needs_of_writer(contact, on=on) if contact.proven else ()


def _language(row: Postcard, needs: tuple[Need, ...]) -> str:
    """Return the catalogue in which a reader is told: their own where an account alone is told."""
    stranger = row.message is not None and row.message.contact.sender_user_id is None
    if row.says == Says.RECEIVED or stranger:
        return ENGLISH
    return catalogue_of(each.detail for each in needs if each.kind == CommunicationKind.LANGUAGE)


def _parcel(row: Postcard, needs: tuple[Need, ...]) -> Parcel:
    with translation.override(_language(row, needs)):
        return _written(row)


def _written(row: Postcard) -> Parcel:
    says = Says(row.says)
    contact = row.message.contact if row.message else None
    received = contact if says is Says.RECEIVED else None
    due = due_of(received, promises({received.area_id})) if received else None
    reference = contact.reference if contact else ""
    if row.channel == Channel.TEXT:
        words = rules.text_words(says, reference=reference, due=due, say=gettext)
        return Parcel(key=row.key, channel=Channel.TEXT, to=row.address, body=words)
    return Parcel(
        key=row.key,
        channel=Channel.EMAIL,
        to=row.address,
        subject=rules.subject(says, reference, gettext),
        body=rules.words(
            says, reference=reference, due=due, site=settings.SITE_ADDRESS, say=gettext
        ),
    )

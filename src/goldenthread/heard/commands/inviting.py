"""Sending what is asked by each person's own way: a link by email or text, a form by letter.

An email or a text goes as letters go (`letters.commands.handing`): the try is counted first, then
the row is locked, handed to the same carrier and marked. Where somebody lives, and whether they
may be written to at all, is looked up at that moment and not before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.heard import paper_form
from goldenthread.heard.commands.answering import code_of
from goldenthread.heard.models import Asked, Invitation
from goldenthread.heard.rules.questions import Step, survey_for
from goldenthread.heard.rules.ways import SUBJECT, Way, body, in_daytime, way_of
from goldenthread.letters.carriers.chosen import carriers
from goldenthread.letters.carriers.parcel import CannotTell, Carrier, Down, Parcel, Refused
from goldenthread.letters.commands.sending import CaseRef, send
from goldenthread.letters.queries.readers import has_the_rights, readers_of
from goldenthread.letters.rules.content import of
from goldenthread.letters.rules.handover import State, next_wait
from goldenthread.letters.rules.recipients import Channel, Recipient
from goldenthread.organisations import queries as organisations
from goldenthread.people import queries as people
from goldenthread.people import scanning, vault

SERVICE = "heard"
CHANNELS = {Way.EMAIL: Channel.EMAIL, Way.TEXT: Channel.TEXT}
NOT_NOW = "Nothing is sent to this person now."


@transaction.atomic
def invite(asked: Asked, *, by: Asker, at: datetime, reminder: bool = False) -> Invitation | None:
    """Put out one asking, or its only reminder, by the way of whoever is asked.

    None where nothing is sent: it stands on their own page, or they may not be written to.
    """
    on = timezone.localdate(at)
    link = _link(asked, on)
    if link is None:
        return None
    way = _way(asked, link.preference, on)
    if way is Way.PAGE or (reminder and way is Way.RING):
        return None
    there = way in (Way.POST, Way.RING)
    made, new = Invitation.objects.get_or_create(
        asked=asked,
        reminder=reminder,
        defaults={
            "area_id": asked.area_id, "child_id": asked.child_id, "way": way,
            "key": _key(asked, reminder=reminder), "due_at": in_daytime(timezone.localtime(at)),
            "state": State.WAITING if not there else State.HELD if way is Way.RING else State.SENT,
            "sent_at": at if way is Way.POST else None,
        },
    )  # fmt: skip
    if new and way is Way.POST:
        _write(asked, link.recipient, by=by, at=at, reminder=reminder)
    return made


@dataclass(frozen=True, slots=True)
class _Link:
    """One adult of a child as a letter sees them, and how they want to be reached."""

    recipient: Recipient
    preference: str


def _link(asked: Asked, on: date) -> _Link | None:
    """Return who is asked as they stand recorded now; none where nothing may go to them."""
    links = people.adults_of(asked.child, on=on)
    own = next((each for each in links if each.adult_id == asked.adult_id), None)
    if own is None or own.restriction_reason or own.gets_notices != "YES":
        return None
    if has_the_rights(asked.child, on):
        return None  # the young person is asked, and their parents are not (rule 24)
    if asked.child.sealed or asked.child.location_restricted or own.may_see_location == "NO":
        return None
    readers = {each.adult_id: each for each in readers_of(asked.child, on=on)}
    return _Link(readers[own.adult_id], own.contact_preference)


def _way(asked: Asked, preference: str, on: date) -> Way:
    adult = asked.adult
    needs = [
        (each.kind, each.detail)
        for each in people.communication_needs(asked.child, on=on)
        if each.adult_id == asked.adult_id
    ]
    return way_of(
        preference=preference,
        has_account=asked.user_id is not None,
        email=bool(adult and adult.email),
        phone=bool(adult and adult.phone),
        needs=needs,
    )


def _key(asked: Asked, *, reminder: bool) -> str:
    digest = sha256(f"heard/{asked.pk}/{reminder}".encode()).hexdigest()
    return f"GT-{digest[:32]}"


def _write(asked: Asked, reader: Recipient, *, by: Asker, at: datetime, reminder: bool) -> None:
    """Send the form itself by post, in large print where that is needed."""
    step, code = Step(asked.ticket.step), code_of(asked)
    title = survey_for(step, asked.on).title
    blocks = paper_form.form_blocks(asked.child.area.name, step, code, on=asked.on)
    send(
        kind="message",
        child=asked.child,
        case=CaseRef(type="heard", id=asked.pk),
        content=of(title, *blocks, sender=(f"{asked.child.area.name} council's SEND team",)),
        key=f"heard/{asked.pk}/{'again' if reminder else 'first'}",
        decided_date=timezone.localdate(at),
        by=by,
        at=at,
        to=[reader],
    )


# Handing over ------------------------------------------------------------------------------------


def hand_out(at: datetime, taking: dict[Channel, Carrier] | None = None) -> Counter[State]:
    """Hand over every link that waits and is due, and count how each ended.

    Any number of processes may do so at once. A way with no carrier set is left waiting.
    """
    done: Counter[State] = Counter()
    by = asking.service(SERVICE, organisations.area_ids())
    for way, channel in CHANNELS.items():
        carrier = (carriers() if taking is None else taking).get(channel)
        while carrier and (ids := _count_a_try(by, way, carrier, at)):
            done += _hand_out(by, ids, carrier, at)
    return done


def _count_a_try(by: Asker, way: Way, carrier: Carrier, at: datetime) -> list[int]:
    lease = timedelta(seconds=settings.LETTERS_LEASE_SECONDS)
    with asking.stated(by):
        due = Invitation.objects.filter(state=State.WAITING, way=way, due_at__lte=at)
        rows = due.select_for_update(skip_locked=True).order_by("due_at", "pk")
        ids = list(rows.values_list("pk", flat=True)[: carrier.at_once])
        Invitation.objects.filter(pk__in=ids).update(tries=F("tries") + 1, due_at=at + lease)
    return ids


def _hand_out(by: Asker, ids: list[int], carrier: Carrier, at: datetime) -> Counter[State]:
    with asking.stated(by):
        rows = list(
            Invitation.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk__in=ids, state=State.WAITING)
            .select_related("asked__ticket", "asked__child", "asked__adult")
        )
        for row in rows:
            _one(row, carrier, at)
            row.save()
    return Counter(State(row.state) for row in rows)


def _one(row: Invitation, carrier: Carrier, at: datetime) -> None:
    """Hand over one, or write down why it did not go."""
    parcel = _parcel(row, timezone.localdate(at))
    if parcel is None:
        row.state, row.problem = State.STOPPED, NOT_NOW
        return
    try:
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
        note = Note(action=Action.EXPORT, child_id=row.child_id, area_id=row.area_id,
                    purpose="survey-link-handed-over")  # fmt: skip
        audit.note(note)


def _parcel(row: Invitation, on: date) -> Parcel | None:
    """Return the message ready to go; none to somebody who answered, said no more or hides."""
    asked, ticket = row.asked, row.asked.ticket
    if ticket.used or ticket.no_more or ticket.last_day < on or _link(asked, on) is None:
        return None
    try:
        contacts = scanning.contacts_of([(asked.child_id, asked.adult_id)], on=on)
    except (vault.NoKey, vault.Unreadable):
        return None
    contact = contacts[(asked.child_id, asked.adult_id)]
    to = contact.email if row.way == Way.EMAIL else contact.phone
    if contact.hidden or not to:
        return None
    return Parcel(
        key=row.key,
        channel=CHANNELS[Way(row.way)],
        to=to,
        subject=SUBJECT,
        body=body(paper_form.link_to(code_of(asked)), last_day=ticket.last_day,
                  reminder=row.reminder),
    )  # fmt: skip

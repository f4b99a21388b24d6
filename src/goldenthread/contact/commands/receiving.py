"""A message comes in, by whichever way: kept, with a reference, an owner and a day to answer by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.contact.commands.owning import allocate, choose
from goldenthread.contact.models import Contact, Message, ReplyPromise
from goldenthread.contact.rules import (
    Channel,
    Kind,
    Refused,
    State,
    Way,
    new_reference,
    promised_by,
    spoken_to_by,
)
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.timeline import commands as timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """What somebody told us, however it came."""

    area_id: int
    channel: Channel
    words: str
    kind: Kind = Kind.QUESTION
    child_id: int | None = None
    received_date: date | None = None  # the day any part of the council got it; today when none
    sender_user_id: int | None = None
    sender_adult_id: int | None = None
    sender_name: str = ""
    sender_address: str = ""
    proven: bool = False
    mail_id: str = ""
    once: str = ""  # the form's own key: sent twice, kept once


@transaction.atomic
def receive(told: Incoming, *, by: Asker, at: datetime) -> Contact:
    """Keep a message that came in, as a new conversation, with an owner and a day to answer by.

    By a family through its own door, or by staff for a call, letter or meeting.

    :raises NotAllowed, NotFound: if `by` may neither speak for this child nor answer families here
    :raises Refused: if nothing was said, or it came on a day still to come
    """
    child = _reached(told, by, at)
    on = told.received_date or timezone.localdate(at)
    if not told.words.strip():
        raise Refused("Enter what was said.")
    if on > timezone.localdate(at):
        raise Refused("The day it came is still to come. Enter the day it came.")
    if (already := already_kept(told)) is not None:
        return already
    contact = Contact.objects.create(
        area_id=told.area_id,
        child=child,
        reference=new_reference(),
        kind=told.kind,
        channel=told.channel,
        state=State.OPEN,
        received_date=on,
        received_at=at,
        sender_user_id=told.sender_user_id,
        sender_adult_id=told.sender_adult_id,
        sender_name=told.sender_name[:120],
        sender_address=told.sender_address[:254],
        proven=told.proven,
        urgent_at=at if told.kind is Kind.STRUGGLING else None,
        invented=bool(child and child.invented),
    )
    said = keep_words(contact, told, by, at)
    contact.owner_post_id = choose(contact, timezone.localdate(at))
    contact.save(update_fields=["owner_post"])
    start_clocks(contact, said, by, at)
    allocate(contact, by, at)
    wrote(contact)
    return contact


def _reached(told: Incoming, by: Asker, at: datetime) -> Child | None:
    if told.child_id is None:
        if not by.service:
            check_post(by, Permission.CONTACT_ANSWER, told.area_id)
        return None
    if by.service:  # it puts mail into a sealed record too, and shows it to nobody
        return Child.objects.get(pk=told.child_id, area_id=told.area_id)
    own = told.child_id in by.own_children
    return people.get_child(
        told.child_id,
        by=by,
        to=Permission.FAMILY_SPEAK if own else Permission.CONTACT_ANSWER,
        on=timezone.localdate(at),
        purpose="message-received",
    )


def already_kept(told: Incoming) -> Contact | None:
    """Return the conversation that this very form or email made before."""
    rows = Message.objects.filter(area_id=told.area_id).select_related("contact")
    if told.once:
        rows = rows.filter(once=told.once)
    elif told.mail_id:
        rows = rows.filter(mail_id=told.mail_id)
    else:
        return None
    found = rows.first()
    return found.contact if found else None


def keep_words(contact: Contact, told: Incoming, by: Asker, at: datetime) -> Message:
    return Message.objects.create(
        area_id=contact.area_id,
        child_id=contact.child_id,
        contact=contact,
        way=Way.IN,
        channel=told.channel,
        at=at,
        author_user_id=by.user_id,
        author_post_id=by.posts[0].id if by.posts else None,
        words=told.words.strip(),
        mail_id=told.mail_id,
        once=told.once,
    )


def days_for(area_id: int, kind: str, on: date) -> int | None:
    """Return the working days an area promises for a kind of message, or None: our own."""
    rows = ReplyPromise.objects.filter(area_id=area_id, kind=kind, from_date__lte=on)
    return rows.order_by("-from_date").values_list("working_days", flat=True).first()


def start_clocks(
    contact: Contact, said: Message, by: Asker, at: datetime, *, on: date | None = None
) -> None:
    """Start the clock of the answer, and of a struggling family's same day; none without a child.

    What is about no child yet has its day by the same promise, and its clock once it is matched.
    `on` is the day this message came, where it is not the conversation's own.
    """
    if contact.child_id is None:
        return
    on = on or contact.received_date
    days = days_for(contact.area_id, contact.kind, on)
    last = promised_by(Kind(contact.kind), on, days)
    told = {"about": f"m{said.pk}", "by": last.isoformat(), "channel": contact.channel}
    _record(contact, K.CONTACT_RECEIVED, on, told, by, at)
    if contact.kind == Kind.STRUGGLING:
        _record(contact, K.CONTACT_URGENT, on, {"by": spoken_to_by(on).isoformat()}, by, at)


def _record(
    contact: Contact, kind: K, on: date, facts: Mapping[str, object], by: Asker, at: datetime
) -> None:
    timeline.record(
        kind,
        area_id=contact.area_id,
        child_id=contact.child_id,
        case_type="contact",
        case_id=contact.pk,
        on=on,
        by=by,
        at=at,
        facts=facts,
    )


def wrote(contact: Contact, purpose: str = "message-received") -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=contact.child_id,
            area_id=contact.area_id,
            classes=(FieldClass.PROFESSIONAL,),
            purpose=purpose,
        )
    )

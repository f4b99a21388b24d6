"""A message comes in, by whichever way: kept, with a reference, an owner and a day to answer by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.contact.commands import postcards
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
from goldenthread.contact.rules.mail import Mail
from goldenthread.contact.rules.postcards import Says
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people.models import Adult, AdultLink, Child
from goldenthread.timeline import commands as timeline

A_FLOOD = 20  # messages from one address within an hour; more are kept, in one conversation
FLOOD_WINDOW = timedelta(hours=1)
MOST_NAMES = 500  # characters of the names of an email's files


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
    if (already := _already(told)) is not None:
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
    said = _keep(contact, told, by, at)
    contact.owner_post_id = choose(contact, timezone.localdate(at))
    contact.save(update_fields=["owner_post"])
    start_clocks(contact, said, by, at)
    allocate(contact, by, at)
    _wrote(contact)
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


def _already(told: Incoming) -> Contact | None:
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


def _keep(contact: Contact, told: Incoming, by: Asker, at: datetime) -> Message:
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


def start_clocks(contact: Contact, said: Message, by: Asker, at: datetime) -> None:
    """Start the clock of the answer, and of a struggling family's same day; none without a child.

    What is about no child yet has its day by the same promise, and its clock once it is matched.
    """
    if contact.child_id is None:
        return
    on = contact.received_date
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


def _wrote(contact: Contact, purpose: str = "message-received") -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=contact.child_id,
            area_id=contact.area_id,
            classes=(FieldClass.PROFESSIONAL,),
            purpose=purpose,
        )
    )


# Email


@transaction.atomic
def receive_mail(mail: Mail, *, area_id: int, by: Asker, at: datetime) -> Contact | None:
    """Keep one email; return its conversation, or None for a machine's message, which is let go.

    The same email fetched twice is kept once. An answer joins its conversation only when it comes
    from the address that began it, and then opens it again. A proven address that belongs to one
    adult of one child is matched by itself; every other waits for a person. Nothing is sent back
    that would tell a stranger whether anybody is known here.
    """
    if mail.machine:
        return None
    told = _told_by(mail, area_id)
    if (already := _already(told)) is not None:
        return already
    joined = _joined(mail, area_id, at)
    if joined is None:
        made = receive(told, by=by, at=at)
        if mail.proven:  # a forged sender would have us write to somebody who never wrote to us
            first = made.messages.get(way=Way.IN)
            postcards.put_out(made, first, Says.RECEIVED, mail.address, at)
        return made
    try:
        with transaction.atomic():
            said = _keep(joined, told, by, at)
    except IntegrityError:
        return joined  # another worker fetched the same email
    if joined.state != State.OPEN or joined.received_date != timezone.localdate(at):
        _open_again(joined, said, by, at)
    return joined


def _told_by(mail: Mail, area_id: int) -> Incoming:
    adult, child = _who_wrote(mail, area_id)
    account = adult.user_id if adult and child else None
    return Incoming(
        area_id=area_id,
        channel=Channel.EMAIL,
        words=_words(mail),
        child_id=child,
        sender_user_id=account,  # signed in, they read the answer where they read the others
        sender_adult_id=adult.pk if adult else None,
        sender_address=mail.address,
        proven=mail.proven,
        mail_id=mail.mark,
    )


def _words(mail: Mail) -> str:
    """Return what is kept of an email. Its files stay in the mailbox, and it is said so."""
    said = [part for part in (mail.subject, mail.words) if part] or ["(no words)"]
    if mail.attachments:
        names = ", ".join(name for name, _ in mail.attachments)
        said.append(f"[With this came, and stays in the mailbox: {names[:MOST_NAMES]}]")
    return "\n\n".join(said)


def _who_wrote(mail: Mail, area_id: int) -> tuple[Adult | None, int | None]:
    """Return the adult and the child an email is from, where both are beyond doubt."""
    if not mail.proven:
        return None, None
    adults = list(Adult.objects.filter(area_id=area_id, email__iexact=mail.address)[:2])
    if len(adults) != 1:
        return None, None
    links = AdultLink.objects.filter(
        adult=adults[0], to_date__isnull=True, child__closed_date__isnull=True
    )
    children = list(links.values_list("child_id", flat=True).distinct()[:2])
    return adults[0], children[0] if len(children) == 1 else None


def _joined(mail: Mail, area_id: int, at: datetime) -> Contact | None:
    """Return the conversation an email belongs to: the one it answers, or a flood's first."""
    rows = Contact.objects.select_for_update().filter(
        area_id=area_id, sender_address=mail.address, channel=Channel.EMAIL
    )
    if mail.reference:
        found = rows.filter(reference=mail.reference).first()
        if found is not None and (mail.proven or not found.proven):
            return found
    lately = rows.filter(received_at__gte=at - FLOOD_WINDOW)
    if lately.count() >= A_FLOOD:
        return lately.order_by("-received_at", "-pk").first()
    return None


def _open_again(contact: Contact, said: Message, by: Asker, at: datetime) -> None:
    contact.state, contact.closed_at, contact.closed_because = State.OPEN, None, ""
    contact.received_date, contact.received_at = timezone.localdate(at), at
    contact.risen_at = None  # a new promise, which can be broken anew
    contact.save(
        update_fields=[
            *("state", "closed_at", "closed_because", "received_date", "received_at", "risen_at")
        ]
    )
    start_clocks(contact, said, by, at)
    _wrote(contact, "message-reopened")

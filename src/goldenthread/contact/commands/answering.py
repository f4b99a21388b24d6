"""What is done with a message: answered, taken on, given on, matched to a child, closed."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.models import Post
from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.contact.commands import postcards
from goldenthread.contact.commands.forms import check_given, check_way, give_forms, owe_form
from goldenthread.contact.commands.owning import ANSWERING, allocate, give_to
from goldenthread.contact.commands.receiving import start_clocks
from goldenthread.contact.models import Contact, Message, Postcard, ReplyPromise
from goldenthread.contact.rules import (
    Channel,
    Refused,
    State,
    Way,
    check_closable,
    promised_by,
    spoken_to_by,
)
from goldenthread.contact.rules import Kind as MessageKind
from goldenthread.contact.rules.postcards import Says
from goldenthread.law.events import EventKind as K
from goldenthread.letters.rules.forms import Way as FormWay
from goldenthread.people import queries as people
from goldenthread.timeline import commands as timeline


def _locked(contact_id: int, by: Asker, at: datetime, purpose: str) -> Contact:
    """Return a conversation to somebody who answers families here, locked until they are done.

    :raises NotFound: if there is none in reach
    :raises NotAllowed: if none of their posts answers families
    """
    contact = (
        Contact.objects.select_for_update()
        .filter(pk=contact_id, area_id__in=list(by.areas))
        .first()
    )
    if contact is None:
        raise NotFound("No such message.")
    if contact.child_id is not None:
        people.get_child(
            contact.child_id,
            by=by,
            to=Permission.CONTACT_ANSWER,
            on=timezone.localdate(at),
            purpose=purpose,
        )
    elif not by.service:
        check_post(by, Permission.CONTACT_ANSWER, contact.area_id)
    return contact


def _said(
    contact: Contact,
    way: Way,
    channel: Channel,
    words: str,
    by: Asker,
    at: datetime,
    once: str,
) -> Message | None:
    """Keep one message of ours; None when this very form was sent before."""
    if not words.strip():
        raise Refused("Enter what you want to say.")
    if once and Message.objects.filter(area_id=contact.area_id, once=once).exists():
        return None
    return Message.objects.create(
        area_id=contact.area_id,
        child_id=contact.child_id,
        contact=contact,
        way=way,
        channel=channel,
        at=at,
        author_user_id=by.user_id,
        author_post_id=by.posts[0].id if by.posts else None,
        words=words.strip(),
        once=once,
    )


def _check_read(contact: Contact, seen: int | None) -> None:
    """Check that nothing came since somebody opened a conversation: `seen` is its newest message.

    :raises Refused: if it was written to meanwhile, so that no question is closed unread
    """
    came = Message.objects.filter(contact=contact, way=Way.IN, pk__gt=seen or 0)
    if seen is not None and came.exists():
        raise Refused("They have written again since you opened this. Read it, then answer.")


@transaction.atomic
def reply(
    contact_id: int,
    *,
    words: str,
    channel: Channel,
    by: Asker,
    at: datetime,
    once: str = "",
    seen: int | None = None,
) -> Contact:
    """Answer a message, and by that close it. What is said then opens it again.

    The answer is read on this site by whoever wrote, signed in; nothing of it stands in an email,
    which says only that there is one. `seen` is the newest message the writer of it had read. What
    its reader needs and it does not meet becomes its owner's task (rule 66).

    :raises NotFound, NotAllowed: as `_locked`
    :raises Refused: if nothing is said, nobody could read it, they are to be rung, or it names a
        place that is hidden
    """
    contact = _locked(contact_id, by, at, "message-answered")
    if channel is Channel.PORTAL and contact.sender_user_id is None:
        raise Refused(
            "Nobody could read this here: whoever wrote has no account. Tell them by phone or "
            "letter, then say so."
        )
    on = timezone.localdate(at)
    if contact.child is not None:
        people.check_free_text(words, contact.child, on=on)
    check_way(contact, channel, on=on)
    said = _said(contact, Way.OUT, channel, words, by, at, once)
    if said is None:
        return contact
    _check_read(contact, seen)
    if channel is Channel.PORTAL and contact.sender_user is not None:
        texted = contact.channel == Channel.TEXT
        address = contact.sender_address if texted else contact.sender_user.email
        postcards.put_out(contact, said, Says.ANSWERED, address, at)
    _stop(contact, K.CONTACT_ANSWERED, by, at)
    owe_form(contact, said, by=by, at=at)
    if contact.urgent_at and not contact.triaged_at:
        _taken_on(contact, by, at)
    contact.state, contact.closed_at = State.ANSWERED, at
    contact.save(update_fields=["state", "closed_at"])
    return contact


def _stop(contact: Contact, kind: K, by: Asker, at: datetime) -> None:
    """Stop the clock of each message of a conversation that still waits for its answer."""
    if contact.child_id is None:
        return
    said = Message.objects.filter(contact=contact)
    ours = said.filter(way=Way.OUT).order_by("-pk").values_list("pk", flat=True)[:2]
    before = ours[1] if len(ours) > 1 else 0  # our answer before this one
    for number in said.filter(way=Way.IN, pk__gt=before).values_list("pk", flat=True):
        _record(contact, kind, {"about": f"m{number}"}, by, at)


def _record(contact: Contact, kind: K, facts: dict[str, object], by: Asker, at: datetime) -> None:
    timeline.record(
        kind,
        area_id=contact.area_id,
        child_id=contact.child_id,
        case_type="contact",
        case_id=contact.pk,
        on=timezone.localdate(at),
        by=by,
        at=at,
        facts=facts,
    )


@transaction.atomic
def give_form(contact_id: int, *, way: FormWay, on: date, by: Asker, at: datetime) -> None:
    """Record how our answers were given in the form their reader needs.

    :raises Refused: if the way or the day cannot be
    """
    contact = _locked(contact_id, by, at, "message-form")
    if contact.child is not None:
        give_forms(contact, contact.child, way=way, on=on, by=by, at=at)


@transaction.atomic
def note(contact_id: int, *, words: str, by: Asker, at: datetime, once: str = "") -> None:
    """Write something down for colleagues. It answers nobody, and stops no clock."""
    contact = _locked(contact_id, by, at, "message-noted")
    _said(contact, Way.NOTE, Channel.PORTAL, words, by, at, once)


@transaction.atomic
def take_on(contact_id: int, *, words: str, by: Asker, at: datetime, once: str = "") -> None:
    """Take on a struggling family by name: spoken to, with what was agreed.

    :raises Refused: if nobody said that they are struggling
    """
    contact = _locked(contact_id, by, at, "message-taken-on")
    if contact.urgent_at is None:
        raise Refused("Nobody has said here that they are struggling.")
    if _said(contact, Way.NOTE, Channel.PHONE, words, by, at, once) is not None:
        _taken_on(contact, by, at)


def _taken_on(contact: Contact, by: Asker, at: datetime) -> None:
    contact.triaged_at = at
    contact.triaged_post_id = by.posts[0].id if by.posts else None
    contact.save(update_fields=["triaged_at", "triaged_post_id"])
    if contact.child_id is not None:
        _record(contact, K.CONTACT_TRIAGED, {}, by, at)


@transaction.atomic
def struggling(contact_id: int, *, by: Asker, at: datetime) -> None:
    """Say of a message that its family is struggling, whichever way it came.

    From then it is a struggling family's: spoken to the same day, and with a manager within two
    hours unless somebody takes it on.

    :raises Refused: if it was answered or closed
    """
    contact = _locked(contact_id, by, at, "message-urgent")
    if contact.urgent_at is not None:
        return
    if contact.state != State.OPEN:
        raise Refused("This has been answered. If they are struggling, write down a new message.")
    contact.kind, contact.urgent_at = MessageKind.STRUGGLING, at
    contact.save(update_fields=["kind", "urgent_at"])
    if contact.child_id is not None:
        last = spoken_to_by(timezone.localdate(at))
        _record(contact, K.CONTACT_URGENT, {"by": last.isoformat()}, by, at)


@transaction.atomic
def give(contact_id: int, *, post_id: int, by: Asker, at: datetime) -> None:
    """Give a message to a colleague.

    :raises Refused: if that post does not answer families in this area
    """
    contact = _locked(contact_id, by, at, "message-given")
    able = Post.objects.filter(
        pk=post_id, role__in=ANSWERING, organisation__areas=contact.area_id, ends_at__isnull=True
    )
    if not able.exists():
        raise Refused("Choose somebody who answers families here.")
    give_to(contact, post_id, by, at)


@transaction.atomic
def match(contact_id: int, *, child_id: int, by: Asker, at: datetime) -> Contact:
    """Say which child a message is about. Its clock then runs from the day it came.

    :raises Refused: if it is matched already, or the child is another area's
    """
    contact = _locked(contact_id, by, at, "message-matched")
    child = people.get_child(
        child_id, by=by, to=Permission.CONTACT_ANSWER, on=timezone.localdate(at)
    )
    if contact.child_id is not None and contact.child_id != child.pk:
        raise Refused("This message is matched to a child already.")
    if child.area_id != contact.area_id:
        raise Refused("That child's record is another area's.")
    if contact.child_id is None:
        contact.child, contact.invented = child, child.invented
        contact.save(update_fields=["child", "invented"])
        Message.objects.filter(contact=contact).update(child=child)
        Postcard.objects.filter(message__contact=contact).update(child=child)
        first = contact.messages.filter(way=Way.IN).order_by("-at", "-pk").first()
        assert first is not None  # a conversation begins with a message
        if contact.state == State.OPEN:
            start_clocks(contact, first, by, at)
            allocate(contact, by, at)
    return contact


@transaction.atomic
def close(
    contact_id: int, *, because: str, by: Asker, at: datetime, seen: int | None = None
) -> None:
    """Close a message that needs no answer, with the reason; both are kept.

    What was answered before stays answered: a family's thanks are no new question.

    :raises Refused: if nobody ever answered what is about a child, or no reason is given
    """
    contact = _locked(contact_id, by, at, "message-closed")
    if contact.state != State.OPEN:
        return
    _check_read(contact, seen)
    check_given(contact)
    ways = [Way(way) for way in contact.messages.order_by("at", "pk").values_list("way", flat=True)]
    check_closable(ways, about_a_child=contact.child_id is not None, because=because)
    contact.state = State.ANSWERED if Way.OUT in ways else State.NOT_OURS
    contact.closed_at, contact.closed_because = at, because.strip()
    contact.save(update_fields=["state", "closed_at", "closed_because"])
    if contact.child_id is not None:
        _record(contact, K.CASE_CLOSED, {"ground": "no-answer-needed"}, by, at)


@transaction.atomic
def set_promise(
    *,
    area_id: int,
    kind: MessageKind,
    working_days: int,
    from_date: date,
    by: Asker,
    today: date | None = None,
) -> ReplyPromise:
    """Set how many working days an area promises for a kind of message, from a day on.

    With `today`, from no day before it: what was promised to somebody stays promised.

    :raises NotAllowed: if `by` does not manage the team there
    :raises Refused: if it is no promise: under 1 or over 20 working days; or its day is past
    """
    if not by.service:
        check_post(by, Permission.CONTACT_PROMISE, area_id)
    if today is not None and from_date < today:
        raise Refused("What was promised stays promised. Choose today or a day to come.")
    promised_by(kind, from_date, working_days)
    made, _ = ReplyPromise.objects.update_or_create(
        area_id=area_id,
        kind=kind,
        from_date=from_date,
        defaults={
            "working_days": working_days,
            "set_by_post_id": by.posts[0].id if by.posts else None,
        },
    )
    return made

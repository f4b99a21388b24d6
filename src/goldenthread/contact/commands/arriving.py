"""What comes by itself, by email or text: kept once, in the conversation it belongs to, told once.

Whoever sends it is told the same whether anybody here knows them or not.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from goldenthread.access.rules import Asker
from goldenthread.contact.commands import postcards
from goldenthread.contact.commands.receiving import (
    Incoming,
    already_kept,
    keep_words,
    receive,
    start_clocks,
    wrote,
)
from goldenthread.contact.models import Contact, Message
from goldenthread.contact.rules import HIDDEN_SENDER, Channel, State
from goldenthread.contact.rules.mail import Mail
from goldenthread.contact.rules.postcards import Says
from goldenthread.contact.rules.texts import THREAD, Text
from goldenthread.people import scanning
from goldenthread.people.models import Adult, AdultLink

A_FLOOD = 20  # messages from one address within an hour; more are kept, in one conversation
FLOOD_WINDOW = timedelta(hours=1)
MOST_NAMES = 500  # characters of the names of an email's files


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
    told = _told_by_mail(mail, area_id, timezone.localdate(at))
    if (already := already_kept(told)) is not None:
        return already
    # A forged sender would have us write to somebody who never wrote to us.
    return _kept_once(told, _mail_joins(mail, area_id, at), by, at, tell=mail.proven)


@transaction.atomic
def receive_text(text: Text, *, area_id: int, by: Asker, at: datetime) -> Contact:
    """Keep one text message; return its conversation.

    The same text handed over twice is kept once. A text belongs to the conversation its number
    began or added to within 14 days, or whose reference it gives, and opens it again. A number
    that is one adult's of one child is matched by itself, and yet never counts as proof of who
    wrote: the page says so, and nobody is signed in or told anything by it. Every other number
    waits for a person. What goes back says the same to all.
    """
    told = _told_by_text(text, area_id, timezone.localdate(at))
    if (already := already_kept(told)) is not None:
        return already
    return _kept_once(told, _text_joins(text, area_id, at), by, at, tell=text.answerable)


def _kept_once(
    told: Incoming, joined: Contact | None, by: Asker, at: datetime, *, tell: bool
) -> Contact:
    """Keep a message in the conversation it joins, or in a new one; with `tell`, say that it came.

    When another worker keeps the same message at this moment, theirs is returned.
    """
    closed = joined is not None and joined.state != State.OPEN
    try:
        with transaction.atomic():
            if joined is None:
                made = receive(told, by=by, at=at)
                said = made.messages.get(mail_id=told.mail_id)
            else:
                made, said = joined, _added(joined, told, by, at)
    except IntegrityError:
        found = already_kept(told)
        if found is None:
            raise
        return found
    if tell and (joined is None or closed):
        postcards.put_out(made, said, Says.RECEIVED, told.sender_address, at)
    return made


def _added(contact: Contact, told: Incoming, by: Asker, at: datetime) -> Message:
    """Keep another message of a conversation, with a day of its own where it needs one.

    While its answer is owed a conversation keeps the day of the first message that waits: whoever
    asks again does not wait longer for it.
    """
    said = keep_words(contact, told, by, at)
    on = told.received_date or timezone.localdate(at)
    if contact.state != State.OPEN:
        _open_again(contact, said, on, by, at)
    elif contact.received_date != on:
        start_clocks(contact, said, by, at, on=on)
        wrote(contact)
    return said


def _open_again(contact: Contact, said: Message, on: date, by: Asker, at: datetime) -> None:
    contact.state, contact.closed_at, contact.closed_because = State.OPEN, None, ""
    contact.received_date, contact.received_at = on, at
    contact.risen_at = None  # a new promise, which can be broken anew
    contact.save(
        update_fields=[
            *("state", "closed_at", "closed_because", "received_date", "received_at", "risen_at")
        ]
    )
    start_clocks(contact, said, by, at)
    wrote(contact, "message-reopened")


def _joining(told_by: Channel, address: str, area_id: int, at: datetime) -> Contact | None:
    """Return the newest conversation of an address that floods us, or None: it does not."""
    rows = Contact.objects.select_for_update().filter(
        area_id=area_id,
        sender_address=address,
        channel=told_by,
        received_at__gte=at - FLOOD_WINDOW,
    )
    found = rows.order_by("-received_at", "-pk")
    return found.first() if rows.count() >= A_FLOOD else None


# Email


def _hidden_name(address: str, area_id: int, today: date) -> str:
    """Return what stands in place of an address that is kept with a restricted location."""
    hidden = scanning.is_hidden_address(address, area_id=area_id, on=today)
    return HIDDEN_SENDER if hidden else ""


def _told_by_mail(mail: Mail, area_id: int, today: date) -> Incoming:
    adult, child = _who_wrote(mail, area_id)
    account = adult.user_id if adult and child else None
    return Incoming(
        area_id=area_id,
        channel=Channel.EMAIL,
        words=_mail_words(mail),
        child_id=child,
        sender_user_id=account,  # signed in, they read the answer where they read the others
        sender_adult_id=adult.pk if adult else None,
        sender_name="" if adult else _hidden_name(mail.address, area_id, today),
        sender_address=mail.address,
        proven=mail.proven,
        mail_id=mail.mark,
    )


def _mail_words(mail: Mail) -> str:
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
    return _one_adult(list(Adult.objects.filter(area_id=area_id, email__iexact=mail.address)[:2]))


def _one_adult(adults: list[Adult]) -> tuple[Adult | None, int | None]:
    """Return the only adult of some, with the only child of theirs; None where there are more."""
    if len(adults) != 1:
        return None, None
    links = AdultLink.objects.filter(
        adult=adults[0], to_date__isnull=True, child__closed_date__isnull=True
    )
    children = list(links.values_list("child_id", flat=True).distinct()[:2])
    return adults[0], children[0] if len(children) == 1 else None


def _mail_joins(mail: Mail, area_id: int, at: datetime) -> Contact | None:
    """Return the conversation an email belongs to: the one it answers, or a flood's first."""
    if mail.reference:
        found = (
            Contact.objects.select_for_update()
            .filter(
                area_id=area_id,
                sender_address=mail.address,
                channel=Channel.EMAIL,
                reference=mail.reference,
            )
            .first()
        )
        if found is not None and (mail.proven or not found.proven):
            return found
    return _joining(Channel.EMAIL, mail.address, area_id, at)


# Text


def _told_by_text(text: Text, area_id: int, today: date) -> Incoming:
    adult, child = _one_adult(scanning.adults_with_phone(text.number, area_id=area_id))
    account = adult.user_id if adult and child else None
    return Incoming(
        area_id=area_id,
        channel=Channel.TEXT,
        words=text.words,
        child_id=child,
        received_date=text.came_on(today),
        sender_user_id=account,  # the answer is theirs to read, signed in, whoever wrote this
        sender_adult_id=adult.pk if adult else None,
        sender_name="" if adult else _hidden_name(text.number, area_id, today),
        sender_address=text.number,
        mail_id=text.mark,
    )


def _text_joins(text: Text, area_id: int, at: datetime) -> Contact | None:
    """Return the conversation a text belongs to: the one it names, or its number's newest."""
    rows = Contact.objects.select_for_update().filter(
        area_id=area_id, sender_address=text.number, channel=Channel.TEXT
    )
    if text.reference and (named := rows.filter(reference=text.reference).first()):
        return named
    lately = Message.objects.filter(contact__in=rows.values("pk"), at__gte=at - THREAD)
    newest = lately.order_by("-at", "-pk").values_list("contact_id", flat=True).first()
    return rows.filter(pk=newest).first() if newest else None

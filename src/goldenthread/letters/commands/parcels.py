"""Making a copy ready to go: to where its reader is now, looked through again if it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from goldenthread.access.queries import emails_of
from goldenthread.documents.content import Document
from goldenthread.documents.pdf import to_pdf
from goldenthread.letters.carriers.parcel import Parcel
from goldenthread.letters.models import Handover, Hold, LetterCopy
from goldenthread.letters.queries.looking import look_through
from goldenthread.letters.queries.readers import link_facts
from goldenthread.letters.rules import content as contents
from goldenthread.letters.rules.handover import HoldKind
from goldenthread.letters.rules.recipients import (
    Channel,
    Reader,
    Recipient,
    Shows,
    is_barred,
)
from goldenthread.letters.rules.recipients import (
    adult as adult_reader,
)
from goldenthread.people import scanning, vault
from goldenthread.people.models import AdultLink
from goldenthread.people.rules import CommunicationKind
from goldenthread.people.scanning import Contact
from goldenthread.ui.languages import catalogue_of

NO_ADDRESS = "No {way} is recorded for this reader. Record one, then try again."
WAY = {Channel.POST: "postal address", Channel.EMAIL: "email address", Channel.TEXT: "phone number"}


@dataclass(frozen=True, slots=True)
class Held:
    """A copy that does not go now: with a kind it is held; with none it failed and says why."""

    kind: HoldKind | None
    problem: str = ""
    found: Sequence[str] = ()


def parcels(rows: Sequence[Handover], at: datetime) -> dict[int, Parcel | Held]:
    """Return each copy ready to go, or why it does not. Five queries, more for a guarded child."""
    on = timezone.localdate(at)
    links = _links(rows, on)
    guarded = scanning.guarded(row.child_id for row in rows)
    try:
        contacts = scanning.contacts_of(
            (
                (row.child_id, row.copy.adult_id)
                for row in rows
                if row.copy.user_id is None or row.copy.adult_id is not None
            ),
            on=on,
        )
    except (vault.NoKey, vault.Unreadable):
        return {row.pk: Held(HoldKind.NOT_SCANNED) for row in rows}
    staff = emails_of({row.copy.user_id for row in rows if _is_staff(row)})
    return {
        row.pk: _held(row, links, on, look=row.child_id in guarded)
        or _parcel(
            row,
            Contact(email=staff.get(row.copy.user_id or 0, ""))
            if _is_staff(row)
            else contacts.get((row.child_id, row.copy.adult_id), Contact()),
        )
        for row in rows
    }


def _is_staff(row: Handover) -> bool:
    """Say whether a copy is for somebody with a post: told where they sign in, by that address."""
    return row.copy.reader == Reader.PROFESSIONAL and row.copy.user_id is not None


def _links(rows: Sequence[Handover], on: date) -> dict[tuple[int, int], AdultLink]:
    """Return the current link of each adult among the readers to the child. One query."""
    adults = {row.copy.adult_id for row in rows if row.copy.adult_id is not None}
    found = scanning.links_of({row.child_id for row in rows}, adults, on=on)
    return {(link.child_id, link.adult_id): link for link in found}


def _held(
    row: Handover, links: dict[tuple[int, int], AdultLink], on: date, *, look: bool
) -> Held | None:
    """Return why a copy may not go after all: what is recorded has changed since it was written."""
    copy, link = row.copy, None
    if copy.adult_id is not None:
        link = links.get((row.child_id, copy.adult_id))
        if link is None or (is_barred(link_facts(link)) and not copy.barred):
            return (
                None if _let_go(copy, HoldKind.NOT_A_RECIPIENT) else Held(HoldKind.NOT_A_RECIPIENT)
            )
    if not look:
        return None
    content = contents.read(copy.content)
    reader = _reader(copy, link, restricted_child=row.child.location_restricted)
    for found in look_through(row.child, [(reader, content)], on=on)[0]:
        if not _let_go(copy, found.kind):
            return Held(found.kind, found=found.found)
    return None


def _let_go(copy: LetterCopy, kind: HoldKind) -> bool:
    """Say whether a person has let this copy go already for this kind of thing."""
    return Hold.objects.filter(copy=copy, kind=kind, let_go=True).exists()


def _reader(copy: LetterCopy, link: AdultLink | None, *, restricted_child: bool) -> Recipient:
    """Return a copy's reader as they stand recorded now."""
    if link is not None:
        return adult_reader(link_facts(link), restricted_child=restricted_child)
    return Recipient(
        reader=Reader(copy.reader),
        name=copy.name,
        channel=Channel.POST,
        user_id=copy.user_id,
        organisation_id=copy.organisation_id,
        sees=frozenset({Shows.OPEN, Shows.LOCATION}),
    )


def _parcel(row: Handover, contact: Contact) -> Parcel | Held:
    channel = Channel(row.channel)
    if channel == Channel.POST:
        if not contact.lines:
            return _nowhere(channel, hidden=contact.hidden)
        return Parcel(key=row.key, channel=channel, pdf=partial(drawn, row, contact))
    to = contact.email if channel == Channel.EMAIL else contact.phone
    if not to:
        return _nowhere(channel, hidden=contact.hidden)
    subject, body = pointer(settings.SITE_ADDRESS, language_of(row.copy))
    return Parcel(key=row.key, channel=channel, to=to, subject=subject, body=body)


def _nowhere(channel: Channel, *, hidden: bool) -> Held:
    if hidden:
        return Held(HoldKind.RESTRICTED_OLD_ADDRESS)
    return Held(None, NO_ADDRESS.format(way=WAY[channel]))


def language_of(copy: LetterCopy) -> str:
    """Return the catalogue in which a copy's reader is told of it, as they need it (rule 66)."""
    spoken = (each for each in copy.needs if each["kind"] == CommunicationKind.LANGUAGE)
    return catalogue_of(str(each["detail"]) for each in spoken)


def pointer(site: str, language: str = "en-gb") -> tuple[str, str]:
    """Return the subject and words of an email or a text, in a language.

    No name, no child, no word of what it is about.
    """
    with translation.override(language):
        words = gettext("There is a new letter for you. To read it, sign in at")
        return gettext("You have a new letter"), f"{words} {site}"


def mark_of(copy: LetterCopy, key: str) -> str:
    """Return what is printed on every page of a copy: its key and the hash of its words."""
    return f"{key[:11]} {copy.content_hash[:12]}"


def document_of(copy: LetterCopy, key: str, *, to: tuple[str, ...] = ()) -> Document:
    """Return a copy as its document; the address stands in it only where it is given."""
    return contents.document(
        contents.read(copy.content),
        mark=mark_of(copy, key),
        dated=timezone.localdate(copy.letter.made_at),
        to=to,
    )


def drawn(row: Handover, contact: Contact) -> bytes:
    """Draw a copy for the post. A hidden address is on a page of its own, never on the letter."""
    copy = row.copy
    to = (copy.name, *contact.lines)
    if not contact.hidden:
        return to_pdf(document_of(copy, row.key, to=to), large_print=copy.large_print)
    return to_pdf(document_of(copy, row.key), large_print=copy.large_print, cover=to)

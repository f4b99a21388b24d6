"""Sending a letter: who gets it, each reader's own copy, the scans, and the outbox.

All of it is written in the caller's transaction with the decision it tells of; nothing leaves
before that commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotAllowed, Permission, TieKind
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.documents.content import content_hash
from goldenthread.letters.commands.owed import owe_for_copies
from goldenthread.letters.models import Handover, Hold, Letter, LetterCopy
from goldenthread.letters.queries.looking import Looked, look_through
from goldenthread.letters.queries.readers import default_readers
from goldenthread.letters.rules import notices
from goldenthread.letters.rules.content import Content, copy_for
from goldenthread.letters.rules.handover import HoldKind, State, handover_key
from goldenthread.letters.rules.recipients import Channel, Reader, Recipient
from goldenthread.letters.tasks import hand_over_soon
from goldenthread.people import queries as people
from goldenthread.people.models import Child


class KeyTaken(ValueError):
    """The key stands already for another letter; the message says what to do."""


class NobodyToTell(ValueError):
    """Nobody is recorded who may get this letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRef:
    """The case a letter belongs to, as the timeline names it, and how the letter calls it."""

    type: str
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One letter to be sent: what it says, to whom.

    With no `to`, it goes to every adult who gets notices about the child, or to the young person
    once the rights are theirs (`queries.default_readers`); `to` names readers recorded for the
    child and no others. `format_reasons` says, by a recipient's key, why a copy goes in another
    form than they need.
    """

    kind: str
    content: Content
    key: str
    to: Sequence[Recipient] | None = None
    format_reasons: Mapping[str, str] = field(default_factory=dict)
    supersedes: Letter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A letter written, and why any copy of it waits for a second person."""

    letter: Letter
    held: frozenset[HoldKind] = frozenset()


def send(
    *,
    kind: str,
    child: Child,
    case: CaseRef,
    content: Content,
    key: str,
    decided_date: date,
    by: Asker,
    at: datetime,
    to: Sequence[Recipient] | None = None,
    format_reasons: Mapping[str, str] | None = None,
    supersedes: Letter | None = None,
) -> Letter:
    """Write a letter and put each reader's copy in the outbox; what a scan finds is held there.

    The same key with the same words gives back the letter already written.

    :raises: as `send_together`
    """
    outgoing = Outgoing(
        kind=kind,
        content=content,
        key=key,
        to=to,
        format_reasons=format_reasons or {},
        supersedes=supersedes,
    )
    (sent,) = send_together(
        [outgoing], child=child, case=case, decided_date=decided_date, by=by, at=at
    )
    return sent.letter


@transaction.atomic
def send_together(
    outgoing: Sequence[Outgoing],
    *,
    child: Child,
    case: CaseRef,
    decided_date: date,
    by: Asker,
    at: datetime,
    right: Permission = Permission.CASE_CHANGE,
) -> tuple[Sent, ...]:
    """Write the letters of one decision in one case: the family's, and those to others.

    The child is reached once and every copy is looked through together; what is written already
    under its key is given back. `right` is the one the decision was made by, where it was another
    than that of changing the case: a service's leader hands on a request for advice.

    :raises NotAllowed, NotFound: if `by` has not that right over this child's case
    :raises NoSuchNotice, IncompleteNotice: if a kind is unknown, or a date it must print is not
        there
    :raises NobodyToTell: if nobody is recorded who may get a letter
    :raises KeyTaken: if a key stands for other words
    """
    on = timezone.localdate(at)
    purpose = f"letter-{outgoing[0].kind}"
    child = people.get_child(child.pk, by=by, to=right, on=on, purpose=purpose)
    for each in outgoing:
        notices.check_content(notices.notice(each.kind), each.content)
    there = _already(child, outgoing)
    new = [
        _Draft(letter=_letter(each, child, case, decided_date, by, at), outgoing=each, child=child)
        for each in outgoing
        if each.key not in there
    ]
    if new:
        _write(new, child, on=on, by=by, at=at)
    made = {draft.outgoing.key: draft.sent for draft in new}
    return tuple(made.get(each.key) or there[each.key] for each in outgoing)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A letter about to be written, its readers and their copies, and what is found in each."""

    letter: Letter
    outgoing: Outgoing
    child: Child
    readers: tuple[Recipient, ...] = ()
    copies: tuple[LetterCopy, ...] = ()
    found: tuple[tuple[Looked, ...], ...] = ()

    @property
    def sent(self) -> Sent:
        held = frozenset(one.kind for looked in self.found for one in looked)
        return Sent(letter=self.letter, held=held)


def _already(child: Child, outgoing: Sequence[Outgoing]) -> dict[str, Sent]:
    """Return the letters that have these keys and these words.

    :raises KeyTaken: if one has other words, or is about another child
    """
    keys = [each.key for each in outgoing]
    rows = {row.key: row for row in Letter.objects.filter(area_id=child.area_id, key__in=keys)}
    found: dict[str, Sent] = {}
    for each in outgoing:
        row = rows.get(each.key)
        if row is None:
            continue
        if row.child_id != child.pk or row.content_hash != content_hash(each.content):
            raise KeyTaken(
                "A letter about this has been written already, in other words. To change it, send "
                "one that takes its place."
            )
        waits = row.copies.filter(holds__isnull=False, holds__settled_at__isnull=True)
        kinds = waits.values_list("holds__kind", flat=True)
        found[each.key] = Sent(letter=row, held=frozenset(HoldKind(kind) for kind in kinds))
    return found


def _letter(
    outgoing: Outgoing,
    child: Child,
    case: CaseRef,
    decided_date: date,
    by: Asker,
    at: datetime,
) -> Letter:
    return Letter(
        area_id=child.area_id,
        child=child,
        case_type=case.type,
        case_id=case.id,
        kind=outgoing.kind,
        key=outgoing.key,
        content=outgoing.content.model_dump(mode="json"),
        content_hash=content_hash(outgoing.content),
        decided_date=decided_date,
        made_at=at,
        made_by_id=by.user_id,
        post_id=by.posts[0].id if by.posts else None,
        invented=child.invented,
    )


def _write(new: Sequence[_Draft], child: Child, *, on: date, by: Asker, at: datetime) -> None:
    """Write letters with each reader's copy and hand-over, held where a scan found something."""
    for draft in new:
        draft.readers = _readers(draft.outgoing, child, on)
        draft.copies = tuple(_copy(draft, each) for each in draft.readers)
    _look(new, child, on)
    for draft in new:
        if all(each.channel == Channel.DESK for each in draft.readers) and not draft.sent.held:
            draft.letter.sent_date = on
    Letter.objects.bulk_create(draft.letter for draft in new)
    for draft in new:
        audit.note(
            Note(
                action=Action.WRITE,
                child_id=child.pk,
                area_id=child.area_id,
                classes=(FieldClass.PROFESSIONAL,),
                purpose=f"letter-{draft.outgoing.kind}",
            )
        )
        if draft.outgoing.supersedes is not None:
            _supersede(draft.outgoing.supersedes, draft.letter, child)
    _put_out(new, at=at)
    owe_for_copies(_unusable(new), child, on=on, by=by, at=at)


def _unusable(new: Sequence[_Draft]) -> list[LetterCopy]:
    """Return the copies whose readers cannot use them as they are, held for that or not."""
    return [
        copy
        for draft in new
        for reader, copy in zip(draft.readers, draft.copies, strict=True)
        if _unmet(reader, draft.outgoing.content)
    ]


def _unmet(reader: Recipient, content: Content) -> tuple[str, ...]:
    return reader.unmet(has_easy_read=bool(content.easy_read), language=content.language)


def _readers(outgoing: Outgoing, child: Child, on: date) -> tuple[Recipient, ...]:
    """Return who gets a letter, each once.

    :raises NobodyToTell: if nobody does
    """
    told = notices.notice(outgoing.kind)
    given = default_readers(child, on=on) if outgoing.to is None else outgoing.to
    readers = {each.key: each for each in given if each.reader in told.goes_to}
    if not readers:
        raise NobodyToTell(
            f"Nobody is recorded for this child who gets “{told.title}”. Record who does, and "
            "send it again."
        )
    return tuple(readers.values())


def _supersede(old: Letter, new: Letter, child: Child) -> None:
    """Say which letter takes the place of which; what has not gone of the old one stops.

    :raises KeyTaken: if another has taken its place already, or it is about another child
    """
    if old.child_id != child.pk:
        raise KeyTaken("That letter is about another child.")
    done = Letter.objects.filter(pk=old.pk, superseded_by__isnull=True).update(superseded_by=new)
    if not done:
        raise KeyTaken("Another letter has taken the place of that one already.")
    Handover.objects.filter(
        copy__letter=old, state__in=[State.HELD, State.WAITING, State.FAILED]
    ).update(state=State.STOPPED, problem="Another letter took its place")


def _look(new: Sequence[_Draft], child: Child, on: date) -> None:
    """Look through every copy of some letters, together."""
    copies = [
        (reader, copy_for(draft.outgoing.content, reader))
        for draft in new
        for reader in draft.readers
    ]
    looked = iter(look_through(child, copies, on=on))
    for draft in new:
        draft.found = tuple(
            (*next(looked), *_form(reader, draft.outgoing.content, copy.format_reason))
            for reader, copy in zip(draft.readers, draft.copies, strict=True)
        )


def _put_out(new: Sequence[_Draft], *, at: datetime) -> None:
    """Keep the copies of letters just written, with what holds them and how each goes."""
    LetterCopy.objects.bulk_create(copy for draft in new for copy in draft.copies)
    holds: list[Hold] = []
    overs: list[Handover] = []
    for draft in new:
        for reader, copy, looked in zip(draft.readers, draft.copies, draft.found, strict=True):
            holds += [_hold(copy, one, at) for one in looked]
            overs.append(_handover(draft.letter, copy, reader, held=bool(looked), at=at))
    Hold.objects.bulk_create(holds)
    Handover.objects.bulk_create(overs)
    if any(over.state == State.WAITING for over in overs):
        transaction.on_commit(hand_over_soon)


def _copy(draft: _Draft, reader: Recipient) -> LetterCopy:
    letter, content = draft.letter, draft.outgoing.content
    own = copy_for(content, reader)
    return LetterCopy(
        area_id=letter.area_id,
        child_id=letter.child_id,
        letter=letter,
        reader=reader.reader,
        reader_key=reader.key,
        name=reader.name,
        adult_id=reader.adult_id,
        user_id=reader.user_id,
        organisation_id=reader.organisation_id,
        content=own.model_dump(mode="json"),
        content_hash=content_hash(own),
        barred=reader.barred,
        large_print=reader.large_print,
        easy_read=reader.easy_read and bool(content.easy_read),
        needs=[{"kind": need.kind, "detail": need.detail} for need in reader.needs],
        format_reason=draft.outgoing.format_reasons.get(reader.key, "").strip(),
    )


def _form(reader: Recipient, content: Content, reason: str) -> list[Looked]:
    """Hold a copy that is not in the form its reader needs, unless a reason was given (rule 66)."""
    if reason:
        return []
    unmet = _unmet(reader, content)
    return [Looked(HoldKind.FORMAT, unmet)] if unmet else []


def _hold(copy: LetterCopy, looked: Looked, at: datetime) -> Hold:
    return Hold(
        area_id=copy.area_id,
        child_id=copy.child_id,
        copy=copy,
        kind=looked.kind,
        found=sorted(looked.found),
        raised_at=at,
    )


def _handover(
    letter: Letter, copy: LetterCopy, reader: Recipient, *, held: bool, at: datetime
) -> Handover:
    """Return the hand-over of a copy. One read at the desk is there as soon as it is written."""
    there = reader.channel == Channel.DESK and not held
    return Handover(
        area_id=copy.area_id,
        child_id=copy.child_id,
        copy=copy,
        key=handover_key(letter.key, reader.key, letter.area_id),
        channel=reader.channel,
        state=State.HELD if held else State.SENT if there else State.WAITING,
        due_at=at,
        sent_at=at if there else None,
        carrier="desk" if there else "",
    )


@transaction.atomic
def record_served(copy: LetterCopy, *, on: date, by: Asker, today: date) -> LetterCopy:
    """Record the day a copy was served. It is said once, and not altered.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises ValueError: if the day is to come
    """
    if on > today:
        raise ValueError("The day it was served cannot be in the future.")
    people.get_child(
        copy.child_id, by=by, to=Permission.CASE_CHANGE, on=today, purpose="letter-served"
    )
    LetterCopy.objects.filter(pk=copy.pk, served_date__isnull=True).update(served_date=on)
    copy.refresh_from_db(fields=["served_date"])
    return copy


@transaction.atomic
def mark_seen(copy: LetterCopy, *, by: Asker, at: datetime) -> None:
    """Note that its own reader has opened a copy, signed in; the first time is kept.

    :raises NotAllowed: if it is somebody else's copy
    """
    own = copy.adult.user_id if copy.adult else copy.user_id
    themself = copy.reader == Reader.YOUNG_PERSON and TieKind.YOUNG_PERSON in by.ties.get(
        copy.child_id, ()
    )
    if by.user_id is None or (by.user_id not in (own, copy.user_id) and not themself):
        raise NotAllowed("This copy is somebody else's.")
    LetterCopy.objects.filter(pk=copy.pk, seen_at__isnull=True).update(seen_at=at)

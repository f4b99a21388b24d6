"""Sending a letter: who gets it, each reader's own copy, the scans, and the outbox.

All of it is written in the caller's transaction with the decision it tells of; nothing leaves
before that commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotAllowed, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.documents.content import content_hash
from goldenthread.letters.models import Handover, Hold, Letter, LetterCopy
from goldenthread.letters.queries.looking import Looked, look_through
from goldenthread.letters.queries.readers import default_readers
from goldenthread.letters.rules import notices
from goldenthread.letters.rules.content import Content, copy_for
from goldenthread.letters.rules.handover import HoldKind, State, handover_key
from goldenthread.letters.rules.recipients import Channel, Recipient
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


@transaction.atomic
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

    With no `to`, it goes to every adult who gets notices about the child, or to the young person
    once the rights are theirs (`queries.default_readers`); `to` names readers recorded for the
    child and no others. `format_reasons` says, by a recipient's key, why a copy goes in another
    form than they need. The same key with the same words gives back the letter already written.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises NoSuchNotice, IncompleteNotice: if the kind is unknown, or a date it must print is not
        there
    :raises NobodyToTell: if nobody is recorded who may get it
    :raises KeyTaken: if the key stands for other words
    """
    on = timezone.localdate(at)
    child = people.get_child(
        child.pk, by=by, to=Permission.CASE_CHANGE, on=on, purpose=f"letter-{kind}"
    )
    told = notices.notice(kind)
    notices.check_content(told, content)
    if (already := _already(child, key, content)) is not None:
        return already
    readers = tuple(to) if to is not None else default_readers(child, on=on)
    readers = tuple(each for each in readers if each.reader in told.goes_to)
    if not readers:
        raise NobodyToTell(
            f"Nobody is recorded for this child who gets “{told.title}”. Record who does, and "
            "send it again."
        )
    letter = _write(kind, child, case, content, key, decided_date, by, at)
    if supersedes is not None:
        _supersede(supersedes, letter, child)
    _put_out(letter, child, content, readers, format_reasons or {}, at=at)
    return letter


def _already(child: Child, key: str, content: Content) -> Letter | None:
    """Return the letter that has this key and these words.

    :raises KeyTaken: if it has other words, or is about another child
    """
    found = Letter.objects.filter(area_id=child.area_id, key=key).first()
    if found is None:
        return None
    if found.child_id != child.pk or found.content_hash != content_hash(content):
        raise KeyTaken(
            "A letter about this has been written already, in other words. To change it, send "
            "one that takes its place."
        )
    return found


def _write(
    kind: str,
    child: Child,
    case: CaseRef,
    content: Content,
    key: str,
    decided_date: date,
    by: Asker,
    at: datetime,
) -> Letter:
    made = Letter.objects.create(
        area_id=child.area_id,
        child=child,
        case_type=case.type,
        case_id=case.id,
        kind=kind,
        key=key,
        content=content.model_dump(mode="json"),
        content_hash=content_hash(content),
        decided_date=decided_date,
        made_at=at,
        made_by_id=by.user_id,
        post_id=by.posts[0].id if by.posts else None,
        invented=child.invented,
    )
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=child.pk,
            area_id=child.area_id,
            classes=(FieldClass.PROFESSIONAL,),
            purpose=f"letter-{kind}",
        )
    )
    return made


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


def _put_out(
    letter: Letter,
    child: Child,
    content: Content,
    readers: Iterable[Recipient],
    reasons: Mapping[str, str],
    *,
    at: datetime,
) -> None:
    """Write each reader's copy with its hand-over, held where a scan found something."""
    readers = tuple({each.key: each for each in readers}.values())
    made = {each.key: _copy(letter, content, each, reasons) for each in readers}
    LetterCopy.objects.bulk_create(made.values())
    found = look_through(
        child,
        [(each, copy_for(content, each)) for each in readers],
        on=timezone.localdate(at),
    )
    holds: list[Hold] = []
    overs: list[Handover] = []
    for each in readers:
        looked = [*found[each.key], *_form(each, content, made[each.key].format_reason)]
        holds += [_hold(made[each.key], one, at) for one in looked]
        overs.append(_handover(letter, made[each.key], each, held=bool(looked), at=at))
    Hold.objects.bulk_create(holds)
    Handover.objects.bulk_create(overs)
    if all(over.state == State.SENT for over in overs):
        Letter.objects.filter(pk=letter.pk).update(sent_date=timezone.localdate(at))
    if any(over.state == State.WAITING for over in overs):
        transaction.on_commit(hand_over_soon)


def _copy(
    letter: Letter, content: Content, reader: Recipient, reasons: Mapping[str, str]
) -> LetterCopy:
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
        format_reason=reasons.get(reader.key, "").strip(),
    )


def _form(reader: Recipient, content: Content, reason: str) -> list[Looked]:
    """Hold a copy that is not in the form its reader needs, unless a reason was given (rule 66)."""
    if reason:
        return []
    unmet = reader.unmet(has_easy_read=bool(content.easy_read), language=content.language)
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
    if by.user_id is None or copy.user_id != by.user_id:
        raise NotAllowed("This copy is somebody else's.")
    LetterCopy.objects.filter(pk=copy.pk, seen_at__isnull=True).update(seen_at=at)

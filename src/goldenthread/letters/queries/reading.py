"""Reading letters: a child's list, one letter, one copy; authorised anew each time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.audit.rules import FieldClass
from goldenthread.documents.content import Document
from goldenthread.letters.models import Letter, LetterCopy
from goldenthread.letters.rules import content as contents
from goldenthread.letters.rules.forms import RULE, Where, about_copy, tasks_for
from goldenthread.letters.rules.handover import STATE_WORDS, State
from goldenthread.letters.rules.notices import NOTICES
from goldenthread.letters.rules.recipients import Channel, Need, Reader, Recipient, Shows
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.timeline import queries as clocks
from goldenthread.timeline.queries import ClockRow

CLASS_OF = {
    Shows.OPEN: FieldClass.OPEN_TO_FAMILY,
    Shows.LOCATION: FieldClass.LOCATION,
    Shows.THIRD_PARTY: FieldClass.THIRD_PARTY,
}
READER_WORDS = {
    Reader.PARENT: "Parent or carer",
    Reader.YOUNG_PERSON: "Young person",
    Reader.SETTING: "School or setting",
    Reader.PROFESSIONAL: "Professional",
}
CHANNEL_WORDS = {
    Channel.POST: "Post",
    Channel.EMAIL: "Email, to sign in",
    Channel.TEXT: "Text, to sign in",
    Channel.DESK: "Signed in",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One letter of a child's list."""

    id: int
    title: str
    decided_date: date
    sent_date: date | None
    copies: int
    sent: int
    held: int
    superseded: bool


def title_of(kind: str) -> str:
    """Return the name of a kind of letter, whichever it was."""
    return NOTICES[kind].title if kind in NOTICES else "Letter"


def letters_of(child: Child, *, page: int = 1, size: int = 25) -> tuple[list[LetterRow], int]:
    """Return a page of the letters of a child already reached, the newest first. Two queries."""
    rows = Letter.objects.filter(area_id=child.area_id, child=child).defer("content")
    counted = rows.annotate(
        all_copies=Count("copies"),
        gone=Count("copies", filter=Q(copies__handover__state=State.SENT)),
        held=Count("copies", filter=Q(copies__handover__state=State.HELD)),
    ).order_by("-made_at", "-pk")
    start = (page - 1) * size
    return [_row(each) for each in counted[start : start + size]], rows.count()


def _row(each: Letter) -> LetterRow:
    return LetterRow(
        id=each.pk,
        title=title_of(each.kind),
        decided_date=each.decided_date,
        sent_date=each.sent_date,
        copies=getattr(each, "all_copies"),  # noqa: B009 - an annotation, which mypy cannot see
        sent=getattr(each, "gone"),  # noqa: B009
        held=getattr(each, "held"),  # noqa: B009
        superseded=each.superseded_by_id is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRow:
    """One copy of a letter, as staff see it."""

    id: int
    name: str
    reader: str
    channel: str
    state: str
    form: str
    sent_at: datetime | None
    served_date: date | None
    seen_at: datetime | None
    problem: str
    receipt: str
    holds: tuple[int, ...]  # those not settled
    tasks: tuple[str, ...] = ()  # what to do for a reader who cannot use it as it is
    owed: ClockRow | None = None  # by when


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """One letter as an asker may see it."""

    child: Child
    letter: Letter
    title: str
    document: Document
    copies: tuple[CopyRow, ...]


def get_letter(letter_id: int, *, by: Asker, on: date) -> LetterPage:
    """Return one letter to somebody who may read this child's letters, and write that they did.

    What they may not see of the child is not in it, whoever it was for.

    :raises NotFound: to a stranger, or if there is none
    :raises NotAllowed: to somebody tied but not permitted
    """
    found = Letter.objects.filter(pk=letter_id).select_related("superseded_by").first()
    if found is None:
        raise NotFound("No such record.")
    child = people.get_child(
        found.child_id, by=by, to=Permission.LETTER_VIEW, on=on, purpose="letter"
    )
    owed = _owed(found, child, on)
    copies = found.copies.select_related("handover").prefetch_related("holds").order_by("pk")
    return LetterPage(
        child=child,
        letter=found,
        title=title_of(found.kind),
        document=contents.document(
            seen_by(contents.read(found.content), child.classes_in_reach), dated=found.decided_date
        ),
        copies=tuple(_copy_row(each, child, owed) for each in copies),
    )


def letter_of_copy(copy_id: int, *, by: Asker, on: date) -> LetterPage:
    """Return the letter that one copy is of, as `get_letter` does.

    :raises NotFound, NotAllowed: the same
    """
    found = LetterCopy.objects.filter(pk=copy_id).values_list("letter_id", flat=True).first()
    return get_letter(found or 0, by=by, on=on)


def seen_by(content: contents.Content, classes: Collection[FieldClass]) -> contents.Content:
    """Return a letter without the pieces whose class an asker may not see."""
    return contents.redacted(content, {shows for shows, one in CLASS_OF.items() if one in classes})


def _owed(letter: Letter, child: Child, on: date) -> dict[str, ClockRow]:
    """Return by when each copy of a letter is owed in another form. One query."""
    where = Where.of(letter.case_type, letter.case_id, child.pk, "")
    rows = clocks.clocks_of_case(child.area_id, where.case_type, where.case_id, today=on)
    return {row.about: row for row in rows if row.rule == RULE}


def unmet(copy: LetterCopy) -> tuple[str, ...]:
    """Return what to do for the reader of a copy who cannot use it as it is, in words."""
    own = contents.read(copy.content)
    said = Recipient(
        reader=Reader(copy.reader),
        name="",
        channel=Channel.POST,
        needs=tuple(Need(**each) for each in copy.needs),
    )
    return tasks_for(said.unmet(has_easy_read=copy.easy_read, language=own.language))


def _copy_row(copy: LetterCopy, child: Child, owed: Mapping[str, ClockRow]) -> CopyRow:
    over = copy.handover
    named = child.shows_class(FieldClass.THIRD_PARTY)
    return CopyRow(
        id=copy.pk,
        name=copy.name if named else READER_WORDS[Reader(copy.reader)],
        reader=READER_WORDS[Reader(copy.reader)],
        channel=CHANNEL_WORDS[Channel(over.channel)],
        state=STATE_WORDS[State(over.state)],
        form=_form(copy),
        sent_at=over.sent_at,
        served_date=copy.served_date,
        seen_at=copy.seen_at,
        problem="It came back." if over.came_back else over.problem,
        receipt=over.receipt,
        holds=tuple(hold.pk for hold in copy.holds.all() if hold.settled_at is None),
        tasks=unmet(copy),
        owed=owed.get(about_copy(copy.pk)),
    )


def _form(copy: LetterCopy) -> str:
    forms = (("large print", copy.large_print), ("Easy Read", copy.easy_read))
    return ", ".join(words for words, is_so in forms if is_so)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFile:
    """A copy to be drawn for one person, this once."""

    name: str
    document: Document
    large_print: bool


def copy_file(copy_id: int, *, by: Asker, on: date) -> CopyFile:
    """Return one copy to be drawn, to somebody who may read this child's letters now.

    :raises NotFound: to a stranger, or if there is none
    :raises NotAllowed: to somebody tied but not permitted
    """
    copy = LetterCopy.objects.filter(pk=copy_id).select_related("letter", "handover").first()
    if copy is None:
        raise NotFound("No such record.")
    child = people.get_child(
        copy.child_id, by=by, to=Permission.LETTER_VIEW, on=on, purpose="letter-download"
    )
    content = seen_by(contents.read(copy.content), child.classes_in_reach)
    return CopyFile(
        name=f"letter-{copy.letter_id}-copy-{copy.pk}",
        document=contents.document(content, mark=_mark(copy), dated=copy.letter.decided_date),
        large_print=copy.large_print,
    )


def _mark(copy: LetterCopy) -> str:
    return f"{copy.handover.key[:11]} {copy.content_hash[:12]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLetter:
    """A letter as its own reader sees it: what it says, when it went, and in which form."""

    copy: LetterCopy
    title: str
    document: Document
    large_print: bool
    owed: bool  # they cannot use it as it is, and a person helps them with it


def _own(child: Child, by: Asker) -> QuerySet[LetterCopy]:
    """Choose the copies addressed to whoever asks, about a child they have reached, that have gone.

    One parent's copies are not the other's, nor the young person's anybody else's (rule 14).
    """
    mine = Q(user_id=by.user_id) | Q(adult__user_id=by.user_id)
    if child.standing.own:
        mine |= Q(reader=Reader.YOUNG_PERSON, adult__isnull=True)
    rows = LetterCopy.objects.filter(
        mine, area_id=child.area_id, child=child, handover__state=State.SENT
    )
    if child.standing.until is not None:
        rows = rows.filter(letter__decided_date__lte=child.standing.until)
    return rows.select_related("letter", "handover", "adult").order_by("-letter__made_at", "-pk")


def own_letters(child: Child, *, by: Asker) -> list[OwnLetter]:
    """Return the asker's own letters about a child already reached, the newest first. One query."""
    if by.user_id is None or child.standing.restricted:
        return []
    return [_own_letter(each) for each in _own(child, by)]


def own_letter(copy_id: int, *, by: Asker, on: date) -> OwnLetter:
    """Return one of the asker's own letters, and write down that they opened it.

    :raises NotFound: if it is somebody else's, has not gone, or is not there
    :raises NotAllowed: to somebody of the family who may not see the child's page
    """
    copy = LetterCopy.objects.filter(pk=copy_id).first()
    if copy is None or by.user_id is None:
        raise NotFound("No such record.")
    child = people.get_child(
        copy.child_id, by=by, to=Permission.FAMILY_VIEW, on=on, purpose="own-letter"
    )
    found = None if child.standing.restricted else _own(child, by).filter(pk=copy_id).first()
    if found is None:
        raise NotFound("No such record.")
    return _own_letter(found)


def _own_letter(copy: LetterCopy) -> OwnLetter:
    said = contents.document(
        contents.read(copy.content), mark=_mark(copy), dated=copy.letter.decided_date
    )
    return OwnLetter(
        copy=copy,
        title=title_of(copy.letter.kind),
        document=said,
        large_print=copy.large_print,
        owed=bool(unmet(copy)),
    )

"""An evidence room: opened, its sample drawn, its lists taken out by two people, its packs made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from goldenthread.access.models import Alert
from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.documents.pdf import to_pdf
from goldenthread.exchange import evidence_lists, evidence_packs, queries
from goldenthread.exchange.models import EvidenceAct, EvidenceRoom, Export, SampledChild
from goldenthread.exchange.rules.evidence import (
    BULK,
    LASTS,
    LONGEST_SAMPLE,
    SHORTEST_REASON,
    SIGNED_IN_WITHIN,
    Act,
    drawn,
)
from goldenthread.people import queries as people

P = Permission
BULK_EXPORT = "bulk_export"  # the alert's kind


class EvidenceRefused(ValueError):
    """It is not done; the message says what to do."""


class SignInAgain(EvidenceRefused):
    """The sign-in is too old for what takes many children's records out."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file taken out of an evidence room."""

    name: str
    content: bytes


@transaction.atomic
def open_room(
    area_id: int, *, title: str, as_of: date, seed: str, size: int, by: Asker, at: datetime
) -> EvidenceRoom:
    """Open an evidence room for one inspection, and draw its sample.

    :raises NotFound: if they prepare no evidence in that area
    :raises EvidenceRefused: if the day is to come, the sample too large, or the room is there
    """
    queries.check_prepares(by, area_id)
    title, seed = " ".join(title.split()), seed.strip()
    if as_of > at.date():
        raise EvidenceRefused("The day of the request cannot be in the future.")
    if not title or not seed:
        raise EvidenceRefused("Enter a name for the inspection and a seed for the draw.")
    if not 1 <= size <= LONGEST_SAMPLE:
        raise EvidenceRefused(f"Choose a sample of 1 to {LONGEST_SAMPLE} children.")
    try:
        with transaction.atomic():
            room = EvidenceRoom.objects.create(
                area_id=area_id,
                title=title,
                as_of_date=as_of,
                seed=seed,
                opened_by_id=_person(by),
                opened_at=at,
            )
    except IntegrityError:
        raise EvidenceRefused("There is a room of that name for that day already.") from None
    _draw(room, size, by)
    _did(room, Act.OPENED, by=by, at=at)
    return room


def _draw(room: EvidenceRoom, size: int, by: Asker) -> None:
    """Draw the sample from the children of list 1, by their numbers on it."""
    built = evidence_lists.build(room.area_id, room.as_of_date, by=by)
    numbers = (record.unique_id or "" for record in built.records)
    ids = dict(zip(numbers, built.child_ids, strict=True))
    chosen = [ids[number] for number in drawn(ids, room.seed, size)]
    SampledChild.objects.bulk_create(
        SampledChild(room=room, area_id=room.area_id, child_id=child, place=place)
        for place, child in enumerate(chosen, start=1)
    )
    audit.note(
        Note(
            action=Action.LIST,
            area_id=room.area_id,
            classes=(FieldClass.PROFESSIONAL,),
            purpose="evidence-sample",
            count=len(chosen),
        )
    )


# --- Taking the lists out (trust rule 41) -------------------------------------------------------


@transaction.atomic
def ask_for_export(
    room_id: int, *, reason: str, signed_in_at: datetime | None, by: Asker, at: datetime
) -> Export:
    """Ask to take the lists out. Asked twice, the request that waits is given back.

    :raises SignInAgain: if the sign-in is older than ten minutes
    :raises EvidenceRefused: if no reason is given
    """
    room = queries.get_room(room_id, by=by)
    queries.check_prepares(by, room.area_id)
    _check_fresh(signed_in_at, at)
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise EvidenceRefused(
            f"Say in at least {SHORTEST_REASON} characters why the lists are needed now."
        )
    waiting = Export.objects.filter(room=room, approved__isnull=True, asked_by_id=by.user_id)
    if found := waiting.first():
        return found
    children = len(evidence_lists.build(room.area_id, room.as_of_date, by=by).records)
    made = Export.objects.create(
        room=room, reason=reason, children=children, asked_by_id=_person(by), asked_at=at
    )
    _did(room, Act.EXPORT_ASKED, str(made.pk), by=by, at=at)
    return made


@transaction.atomic
def decide_export(export_id: int, *, approved: bool, by: Asker, at: datetime) -> Export:
    """Let a bulk export go, for a day at most, or not; and tell the privacy officer when it does.

    :raises NotAllowed: if their post approves no exports
    :raises EvidenceRefused: to the one who asked, and when somebody decided otherwise
    """
    export = queries.get_export(export_id, by=by, lock=True)
    queries.check_approves(by, export.room.area_id)
    if export.asked_by_id == by.user_id:
        raise EvidenceRefused("You asked for this export: somebody else must decide on it.")
    if export.approved is not None:
        if export.approved == approved and export.decided_by_id == by.user_id:
            return export
        raise EvidenceRefused("Somebody has decided on this export already.")
    export.approved, export.decided_by_id, export.decided_at = approved, _person(by), at
    export.expires_at = at + LASTS if approved else None
    export.save(update_fields=["approved", "decided_by", "decided_at", "expires_at"])
    what = Act.EXPORT_APPROVED if approved else Act.EXPORT_REFUSED
    _did(export.room, what, str(export.pk), by=by, at=at)
    return export


@transaction.atomic
def take_export(export_id: int, *, signed_in_at: datetime | None, by: Asker, at: datetime) -> Taken:
    """Give the lists to the one who asked, while the approval lasts; each child's look is written.

    :raises NotFound: to anybody else
    :raises SignInAgain: if the sign-in is older than ten minutes
    :raises EvidenceRefused: if it was not approved, or the approval has run out
    """
    export = queries.get_export(export_id, by=by, lock=True)
    if export.asked_by_id != by.user_id:
        raise NotFound("No such export.")
    room = export.room
    queries.check_prepares(by, room.area_id)
    _check_fresh(signed_in_at, at)
    if not export.approved or export.expires_at is None:
        raise EvidenceRefused("Nobody has approved this export.")
    if at >= export.expires_at:
        raise EvidenceRefused("The approval of this export has run out. Ask again.")
    built = evidence_lists.build(room.area_id, room.as_of_date, by=by)
    content = evidence_lists.workbook(built, _watermark(export, by, at))
    _note_children(built, room.area_id, by)
    _did(room, Act.EXPORT_TAKEN, str(export.pk), by=by, at=at)
    _alert(export, len(built.records), by, at)
    return Taken(f"{room.area.code}-lists-{room.as_of_date.isoformat()}.xlsx", content)


def _note_children(built: evidence_lists.Built, area_id: int, by: Asker) -> None:
    """Write one look for each child, so that each family can see theirs."""
    classes = tuple(sorted(evidence_lists.fields_of(by, area_id)))
    for child in built.child_ids:
        audit.note(
            Note(
                action=Action.EXPORT,
                child_id=child,
                area_id=area_id,
                classes=classes,
                purpose="inspection-lists",
            )
        )


def _watermark(export: Export, by: Asker, at: datetime) -> str:
    return (
        f"Export {export.pk}, taken by {by.name} on {at:%d/%m/%Y at %H:%M}. "
        "For the inspection only: not to be passed on."
    )


def _alert(export: Export, children: int, by: Asker, at: datetime) -> None:
    """Tell the area's privacy officer that many children's records were taken out."""
    if children <= BULK:
        return
    Alert.objects.create(
        kind=BULK_EXPORT,
        area_id=export.room.area_id,
        user_id=by.user_id,
        post_id=queries.acting_post(by, export.room.area_id),
        raised_at=at,
        facts={"for_role": "PRIVACY_OFFICER", "children": children, "export": export.pk},
    )


def _check_fresh(signed_in_at: datetime | None, at: datetime) -> None:
    if signed_in_at is None or at - signed_in_at > SIGNED_IN_WITHIN:
        raise SignInAgain("Sign in again: what takes many records out needs a fresh sign-in.")


# --- Packs --------------------------------------------------------------------------------------


def take_pack(room_id: int, place: int, *, by: Asker, on: date, at: datetime) -> Taken:
    """Make the tracking pack of one sampled child, redacted; the look is written.

    :raises NotFound: if nobody stands at that place of the sample, or the record is sealed
    """
    room = queries.get_room(room_id, by=by)
    queries.check_prepares(by, room.area_id)
    one = SampledChild.objects.filter(room=room, place=place).first()
    if one is None:
        raise NotFound("No such child in the sample.")
    child = people.get_child(one.child_id, by=by, to=P.CHILD_VIEW, on=on, purpose="inspection-pack")
    taken = f"Taken by {by.name} on {at:%d/%m/%Y at %H:%M}, for the inspection only."
    document = evidence_packs.pack(
        child, place=place, room_title=room.title, as_of=room.as_of_date, by=by, taken=taken
    )
    _did(room, Act.PACK_TAKEN, str(place), by=by, at=at)
    return Taken(f"pack-{room.pk}-child-{place}.pdf", to_pdf(document))


def looked(room: EvidenceRoom, *, by: Asker, at: datetime) -> None:
    """Write that somebody looked into a room."""
    _did(room, Act.LOOKED, by=by, at=at)


def _did(room: EvidenceRoom, what: Act, about: str = "", *, by: Asker, at: datetime) -> None:
    EvidenceAct.objects.create(
        room=room,
        what=what,
        about=about,
        by_id=_person(by),
        post_id=queries.acting_post(by, room.area_id),
        at=at,
    )


def _person(by: Asker) -> int:
    """Return who acts: no service takes evidence out (rule 41: no support account can export).

    :raises NotAllowed: for a service
    """
    if by.user_id is None:
        raise NotAllowed("Only a person prepares evidence.")
    return by.user_id

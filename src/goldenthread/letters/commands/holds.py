"""Letting a held copy go, or stopping it: by a second named person, with a reason (20, 40)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.letters.models import Handover, Hold
from goldenthread.letters.rules.handover import (
    ONE_PERSON_CLEARS,
    REASON_LENGTH,
    State,
)
from goldenthread.letters.tasks import hand_over_soon
from goldenthread.people import queries as people


class WrongHold(ValueError):
    """The hold cannot be settled as asked; the message says what to do."""


class NotSecond(WrongHold):
    """The person who wrote the letter may not be the one who lets it go."""


def get_hold(hold_id: int, *, by: Asker, at: datetime, lock: bool = False) -> Hold:
    """Return one hold to somebody who may settle holds on this child's letters.

    :raises NotFound: to a stranger, or if there is none
    :raises NotAllowed: to somebody tied but not permitted
    """
    rows = Hold.objects.select_for_update(of=("self",)) if lock else Hold.objects
    found = rows.filter(pk=hold_id).select_related("copy__letter__made_by").first()
    if found is None:
        raise NotFound("No such hold.")
    people.get_child(
        found.child_id,
        by=by,
        to=Permission.LETTER_CLEAR,
        on=timezone.localdate(at),
        purpose="letter-hold",
    )
    return found


@transaction.atomic
def let_go(hold_id: int, *, reason: str, by: Asker, at: datetime) -> Hold:
    """Let a held copy go: what was found may leave, for a reason that stays beside it.

    Once nothing holds it any more it is handed over.

    :raises NotAllowed, NotFound: if `by` may not settle holds on this child's letters
    :raises NotSecond: if `by` wrote the letter, and the hold needs a second person
    :raises WrongHold: if it is settled already, or no reason is given
    """
    hold = get_hold(hold_id, by=by, at=at, lock=True)
    if hold.kind not in ONE_PERSON_CLEARS and hold.copy.letter.made_by_id == by.user_id:
        raise NotSecond("You wrote this letter: somebody else must look at it and decide.")
    _settle(hold, reason, by, at, let_go=True)
    if not Hold.objects.filter(copy_id=hold.copy_id, settled_at__isnull=True).exists():
        freed = Handover.objects.filter(copy_id=hold.copy_id, state=State.HELD)
        if freed.update(state=State.WAITING, due_at=at):
            transaction.on_commit(hand_over_soon)
    return hold


@transaction.atomic
def stop(hold_id: int, *, reason: str, by: Asker, at: datetime) -> Hold:
    """Decide that a held copy does not go, for a reason. Write another letter in its place.

    :raises NotAllowed, NotFound: if `by` may not settle holds on this child's letters
    :raises WrongHold: if it is settled already, or no reason is given
    """
    hold = get_hold(hold_id, by=by, at=at, lock=True)
    _settle(hold, reason, by, at, let_go=False)
    others = Hold.objects.filter(copy_id=hold.copy_id, settled_at__isnull=True)
    others.update(
        settled_at=at,
        settled_by_id=by.user_id,
        settled_post_id=_post(by),
        let_go=False,
        reason=hold.reason,
    )
    Handover.objects.filter(copy_id=hold.copy_id, state=State.HELD).update(
        state=State.STOPPED, problem="Stopped by a person"
    )
    return hold


def _post(by: Asker) -> int | None:
    return by.posts[0].id if by.posts else None


def _settle(hold: Hold, reason: str, by: Asker, at: datetime, *, let_go: bool) -> None:
    """:raises WrongHold: if it is settled already, or the reason says too little"""
    if hold.settled_at is not None:
        raise WrongHold("Somebody has decided about this already.")
    if len(reason.strip()) < REASON_LENGTH:
        raise WrongHold(
            f"Say why, in {REASON_LENGTH} letters or more: what you looked at, and why it may go."
        )
    hold.settled_at, hold.settled_by_id, hold.settled_post_id = at, by.user_id, _post(by)
    hold.let_go, hold.reason = let_go, reason.strip()
    hold.save(update_fields=["settled_at", "settled_by", "settled_post_id", "let_go", "reason"])
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=hold.child_id,
            area_id=hold.area_id,
            classes=(FieldClass.STAFF_ONLY,),
            purpose="letter-let-go" if let_go else "letter-stopped",
        )
    )

"""Answering for a copy that did not go: try again, or say that it went after all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.letters.models import Handover
from goldenthread.letters.rules.handover import State
from goldenthread.letters.tasks import hand_over_soon
from goldenthread.people import queries as people


class NothingToDo(ValueError):
    """The copy neither failed nor was cut off; the message says how it stands."""


def _stuck(handover_id: int, by: Asker, at: datetime) -> Handover:
    """:raises NotFound, NotAllowed: as for any letter; :raises NothingToDo: if it is not stuck"""
    found = Handover.objects.select_for_update().filter(pk=handover_id).first()
    if found is None:
        raise NotFound("No such record.")
    people.get_child(
        found.child_id,
        by=by,
        to=Permission.CASE_CHANGE,
        on=timezone.localdate(at),
        purpose="letter-again",
    )
    if found.state not in (State.FAILED, State.UNSURE):
        raise NothingToDo("This copy is not waiting for anybody: look at it again.")
    return found


@transaction.atomic
def try_again(handover_id: int, *, by: Asker, at: datetime) -> Handover:
    """Let a copy that failed be tried from the start. One cut off is sent anew, knowingly.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises NothingToDo: if it did not fail
    """
    found = _stuck(handover_id, by, at)
    # One that failed is looked for first where it may have gone; one that nobody can look for is
    # sent as if for the first time, since a person has decided so.
    found.tries = 0 if found.state == State.UNSURE else 1
    found.state, found.due_at, found.problem = State.WAITING, at, ""
    found.save(update_fields=["state", "due_at", "problem", "tries"])
    transaction.on_commit(hand_over_soon)
    return found


@transaction.atomic
def it_went(handover_id: int, *, by: Asker, at: datetime) -> Handover:
    """Record that a copy cut off in the middle did go, as somebody found out.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    :raises NothingToDo: if it was not cut off
    """
    found = _stuck(handover_id, by, at)
    if found.state != State.UNSURE:
        raise NothingToDo("This copy was refused, so it did not go. Try it again.")
    found.state, found.sent_at, found.problem = State.SENT, found.taken_at or at, ""
    found.receipt, found.receipt_at, found.receipt_final = "said by a person", at, True
    found.save()
    return found

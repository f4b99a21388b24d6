"""What a complaint taught, carried out by an action of the improvement plan."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.contact.models import Learning
from goldenthread.people import queries as people


@transaction.atomic
def carried_out_by(learning_id: int, *, action_id: int | None, by: Asker, at: datetime) -> Learning:
    """Name the action of the improvement plan that carries out what a complaint taught; None: none.

    Improvement plans lie above messages, so the caller has reached the action first; what is kept
    is its number. Said twice, it is kept once.

    :raises NotFound: if there is no such record in reach
    :raises NotAllowed: if none of their posts answers complaints there
    """
    rows = Learning.objects.select_for_update()
    found = rows.filter(pk=learning_id, area_id__in=list(by.areas)).first()
    if found is None:
        raise NotFound("No such record.")
    people.get_child(found.child_id, by=by, to=Permission.COMPLAINT_ANSWER, on=at.date())
    if found.action_id != action_id:
        found.action_id = action_id
        found.save(update_fields=["action_id"])
        audit.note(
            Note(
                action=Action.WRITE,
                child_id=found.child_id,
                area_id=found.area_id,
                classes=(FieldClass.PROFESSIONAL,),
                purpose="complaint-learning-carried-out",
            )
        )
    return found

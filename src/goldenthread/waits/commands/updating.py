"""What a family or school says of a waiting child, and the person who decides what follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.law.events import EventKind as K
from goldenthread.waits.commands.reach import CannotDo, reached
from goldenthread.waits.commands.working import rank
from goldenthread.waits.models import Referral, Update
from goldenthread.waits.rules.stages import ON_LIST, UPDATE_PARTS, Level, Priority

TELLERS = ("family", "school", "service")


@transaction.atomic
def tell_update(
    referral_id: int,
    *,
    told_by: str,
    levels: Mapping[str, str],
    words: str = "",
    by: Asker,
    on: date,
    at: datetime,
) -> Update:
    """Keep what was told of a waiting child. It moves the child up the list for a person to
    decide, and starts that person's clock; it never sets how soon by itself (S12, S63).

    Told twice in the same words on one day, it is kept once.

    :raises CannotDo: if the child no longer waits, or neither distress nor safety is told of
    """
    found = reached(referral_id, by=by, to=Permission.WAIT_UPDATE, on=on, at=at)
    row = found.referral
    if row.stage not in ON_LIST:
        raise CannotDo("This child no longer waits. Tell the team that sees them.")
    told = {part: Level(levels[part]) for part in UPDATE_PARTS if levels.get(part)}
    if not {"distress", "safety"} <= set(told):
        raise CannotDo("Say how the child feels, and if they are safe.")
    said = found.plain(words)
    update, new = Update.objects.get_or_create(
        referral=row,
        told_date=on,
        told_by=told_by if told_by in TELLERS else "service",
        words=said,
        decided_date=None,
        **told,
        defaults={"area_id": row.area_id, "child_id": row.child_id},
    )
    if new:
        worst = max(told["distress"], told["safety"], Level(row.worst_told or Level.NONE))
        row.worst_told = worst
        row.save(update_fields=["worst_told"])
        found.tell(K.WAIT_UPDATED, key=f"update/{update.pk}", record=update.pk)
    return update


@transaction.atomic
def decide_update(
    referral_id: int,
    *,
    sooner: bool,
    priority: str = "",
    reason: str,
    by: Asker,
    on: date,
    at: datetime,
) -> Referral:
    """Decide what follows from all that was told and not yet decided on: a clinician, by name.

    :raises NotAllowed: to anybody but a clinician of the service
    :raises CannotDo: without a reason, or where nothing waits to be decided
    """
    found = reached(referral_id, by=by, to=Permission.WAIT_TRIAGE, on=on, at=at)
    row = found.referral
    waiting = list(row.updates.select_for_update().filter(decided_date__isnull=True))
    if not waiting:
        raise CannotDo("Nothing waits for a decision: somebody has decided already.")
    said = found.plain(reason, must="Give the reason, for the family too.")
    if sooner:
        rank(found, Priority(priority or Priority.SOON), said)
    for each in waiting:
        each.decided_date, each.decided_post_id = on, found.post_id
        each.decision, each.decision_reason = "sooner" if sooner else "same", said
        each.save()
    row.worst_told = ""
    row.save(update_fields=["worst_told"])
    last = waiting[-1].pk
    found.tell(K.WAIT_UPDATE_DECIDED, key=f"decided/{last}", ground="sooner" if sooner else "same")
    return row

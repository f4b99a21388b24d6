"""Chairs, seats and repairs: from measuring to handing over, and looked at as a child grows."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.law.events import EventKind as K
from goldenthread.waits.commands.reach import CannotDo, Reached, reached
from goldenthread.waits.models import Equipment
from goldenthread.waits.rules.pathways import pathway
from goldenthread.waits.rules.stages import Act, Stage

KINDS = ("chair", "seating", "repair", "other")
STEPS = ("measured", "ordered", "loan", "delivered", "outgrown")
EVENTS = {
    "measured": K.EQUIPMENT_MEASURED,
    "ordered": K.EQUIPMENT_ORDERED,
    "delivered": K.EQUIPMENT_DELIVERED,
}


@transaction.atomic
def change_equipment(
    referral_id: int,
    *,
    kind: str,
    step: str,
    hold_up: str = "",
    by: Asker,
    on: date,
    at: datetime,
    day: date | None = None,
) -> Equipment:
    """Record one step of a piece of equipment: measured, ordered, lent, handed over, outgrown.

    Handing over is what the wheelchair standard counts: it ends the wait. A thing outgrown opens
    the next one. The same step twice is once.

    :raises CannotDo: on a list without equipment, or for steps out of order
    """
    found = reached(referral_id, by=by, to=Permission.WAIT_WORK, on=on, at=at, day=day)
    found.check_day()
    found.move(Act.EQUIP)
    row = found.referral
    if not pathway(row.service.pathway).equipment:
        raise CannotDo("This service hands out no equipment.")
    if kind not in KINDS or step not in STEPS:
        raise CannotDo("Choose what it is, and what was done.")
    thing = _thing(found, kind)
    if _day_of(thing, step) is not None:
        return thing
    if step == "delivered" and thing.measured_date and found.on < thing.measured_date:
        raise CannotDo("It cannot be handed over before the child was measured for it.")
    if step == "outgrown" and thing.delivered_date is None:
        raise CannotDo("It has not been handed over yet.")
    _set_day(thing, step, found.on)
    thing.hold_up = found.plain(hold_up)
    thing.save()
    if step in EVENTS:
        found.tell(EVENTS[step], key=f"equipment/{thing.pk}/{step}", record=thing.pk)
    if step == "delivered":
        _handed_over(found)
    return thing


def _day_of(thing: Equipment, step: str) -> date | None:
    """Return the day a step was taken, if it was."""
    return {
        "measured": thing.measured_date,
        "ordered": thing.ordered_date,
        "loan": thing.loan_date,
        "delivered": thing.delivered_date,
        "outgrown": thing.outgrown_date,
    }[step]


def _set_day(thing: Equipment, step: str, day: date) -> None:
    """Write the day a step was taken."""
    match step:
        case "measured":
            thing.measured_date = day
        case "ordered":
            thing.ordered_date = day
        case "loan":
            thing.loan_date = day
        case "delivered":
            thing.delivered_date = day
        case "outgrown":
            thing.outgrown_date = day


def _thing(found: Reached, kind: str) -> Equipment:
    row = found.referral
    now = row.equipment.select_for_update().filter(kind=kind, outgrown_date__isnull=True)
    return now.order_by("-pk").first() or Equipment(
        area_id=row.area_id, child_id=row.child_id, referral=row, kind=kind
    )


def _handed_over(found: Reached) -> None:
    row = found.referral
    if row.seen_date is None and K.EQUIPMENT_DELIVERED in pathway(row.service.pathway).seen_by:
        row.seen_date = found.on
        row.stage = Stage.TREATED
        row.worst_told = ""
        row.save(update_fields=["seen_date", "stage", "worst_told"])


@transaction.atomic
def look_again(
    equipment_id: int,
    *,
    pain: bool,
    outgrown: bool,
    by: Asker,
    on: date,
    at: datetime,
) -> Equipment:
    """Record a look at equipment in use: whether it hurts, and whether the child has outgrown it.

    :raises CannotDo: if it was not handed over
    """
    thing = Equipment.objects.select_for_update().filter(pk=equipment_id).first()
    if thing is None:
        raise CannotDo("There is no such equipment.")
    found = reached(thing.referral_id, by=by, to=Permission.WAIT_WORK, on=on, at=at)
    if thing.delivered_date is None:
        raise CannotDo("It has not been handed over yet.")
    thing.reviewed_date, thing.pain = on, pain
    if outgrown:
        thing.outgrown_date = on
    thing.save()
    found.tell(K.EQUIPMENT_REVIEWED, key=f"equipment/{thing.pk}/looked/{on}", record=thing.pk)
    return thing

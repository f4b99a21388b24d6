"""Handing a child from one provider to another: nobody falls between them (S65, S68)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldenthread.access import asking
from goldenthread.access import commands as access
from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.waits.commands.reach import CannotDo, Reached, reached
from goldenthread.waits.commands.referring import SERVICE
from goldenthread.waits.commands.working import leave
from goldenthread.waits.models import Referral, Service, Transfer
from goldenthread.waits.rules.pathways import ClockType, pathway
from goldenthread.waits.rules.stages import Act, Stage


@transaction.atomic
def ask_transfer(
    referral_id: int, *, to_service: int, reason: str, by: Asker, on: date, at: datetime
) -> Transfer:
    """Ask another service to take a child on. Until it accepts, the child stays on this list.

    The other team may see the child from now, so that it can answer.

    :raises CannotDo: for a service of another area, this one, or without a reason
    """
    found = reached(referral_id, by=by, to=Permission.WAIT_WORK, on=on, at=at)
    row = found.referral
    found.move(Act.TRANSFER)
    other = Service.objects.filter(
        pk=to_service, area_id=row.area_id, closed_date__isnull=True
    ).first()
    if other is None or other.pk == row.service_id:
        raise CannotDo("Choose another service of the same area.")
    open_one = row.transfers.filter(answered_date__isnull=True).first()
    if open_one is not None:
        if open_one.to_service_id == other.pk:
            return open_one
        raise CannotDo("Another service has been asked and has not answered yet.")
    made = Transfer.objects.create(
        area_id=row.area_id,
        child_id=row.child_id,
        referral=row,
        to_service=other,
        asked_date=on,
        reason=found.plain(reason, must="Say why the other service is the right one."),
    )
    access.put_on_list(child=people.state_of(found.child, on), team_id=other.team_id, on=on, by=by)
    found.tell(K.TRANSFER_ASKED, key=f"transfer/{made.pk}", record=made.pk)
    return made


@transaction.atomic
def answer_transfer(
    transfer_id: int, *, accepted: bool, reason: str = "", by: Asker, on: date, at: datetime
) -> Transfer:
    """Accept or refuse a child another service would hand over: by the service that was asked.

    Accepted, a wait that still runs goes on there from the first day of receipt; one that had
    ended, since the child was seen or treated, is followed by a new wait from the day of asking.
    Refused, the child is where they were, and the reason is told.

    :raises NotAllowed: to anybody but the team that was asked
    :raises CannotDo: without a reason for refusing, or if it was answered already
    """
    asked = Transfer.objects.select_for_update().filter(pk=transfer_id).first()
    if asked is None:
        raise NotFound("No such record.")
    child = people.get_child(
        asked.child_id, by=by, to=Permission.WAIT_WORK, on=on, purpose="wait-transfer", lock=True
    )
    to = Service.objects.get(pk=asked.to_service_id)
    if to.team_id not in by.bodies_where(Permission.WAIT_WORK):
        raise NotAllowed("Only the service that was asked may answer.")
    if asked.answered_date is not None:
        raise CannotDo("This was answered already.")
    row = (
        Referral.objects.select_for_update(of=("self",))
        .select_related("service")
        .get(pk=asked.referral_id)
    )
    found = Reached(row, child, by, on, at)
    asked.answered_date, asked.accepted = on, accepted
    must = "" if accepted else "Say why not, so that the child is not left between services."
    asked.answer_reason = found.plain(reason, must=must)
    answer = "accepted" if accepted else "refused"
    found.tell(K.TRANSFER_ANSWERED, key=f"answered/{asked.pk}", record=asked.pk, ground=answer)
    if accepted:
        asked.became = _taken_on(found, to, asked.asked_date)
    else:
        _let_go(found, to)
    asked.save()
    return asked


def _still_runs(old: Referral) -> bool:
    """Say whether a wait had not ended when the child was handed on.

    The 18 weeks run until treatment or active monitoring begins, whoever has seen the child;
    other waits end at being seen.
    """
    if pathway(old.service.pathway).clock is ClockType.RTT:
        return old.stage not in (Stage.TREATED, Stage.MONITORED)
    return old.seen_date is None


def _taken_on(found: Reached, to: Service, asked: date) -> Referral:
    """Open the wait on the new list, from the day it counts from, and end the old one."""
    old = found.referral
    since = old.received_date if _still_runs(old) else asked
    held = Referral.objects.filter(child=found.child, service=to, ended_date__isnull=True).first()
    new = held or Referral(
        area_id=old.area_id,
        child=found.child,
        service=to,
        stage=Stage.WAITING,
        received_date=since,
        source="provider",
        referrer=old.service.name,
        needs=old.needs,
        reason=old.reason,
        priority=old.priority,
        priority_reason=old.priority_reason,
        priority_date=old.priority_date,
        priority_post_id=old.priority_post_id,
        worst_told=old.worst_told,
        home=old.home,
        decile=old.decile,
        looked_after=old.looked_after,
        came_from=old,
    )
    new.save()
    first = Reached(new, found.child, found.by, new.received_date, found.at)
    first.tell(K.REFERRAL_RECEIVED, key="received")
    now = Reached(new, found.child, found.by, found.on, found.at)
    now.tell(K.REFERRAL_ACCEPTED, key="accepted")
    _end_old(found)
    return new


def _end_old(found: Reached) -> None:
    old = found.referral
    old.stage, old.ended_date = Stage.MOVED_ON, found.on
    old.appointment_date, old.worst_told = None, ""
    if old.seen_date is None:
        old.left_date = found.on
    old.save()
    helper = asking.service(SERVICE, [old.area_id])
    Reached(old, found.child, helper, found.on, found.at).tell(
        K.WAIT_REMOVED, key="removed", ground="moved-on"
    )
    leave(found)


def _let_go(found: Reached, to: Service) -> None:
    """End the asked team's sight of the child, unless another of its lists holds them."""
    held = Referral.objects.filter(
        child=found.child, service__team_id=to.team_id, ended_date__isnull=True
    )
    if not held.exists():
        access.take_off_list(
            child=people.state_of(found.child, found.on), team_id=to.team_id, on=found.on
        )

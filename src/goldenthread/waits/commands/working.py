"""Working a list: taken on, ranked, offered, seen, treated, ended. Each act is one event."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldenthread.access import commands as access
from goldenthread.access.rules import Asker, Permission
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.waits.commands.reach import CannotDo, Reached, reached
from goldenthread.waits.models import Referral
from goldenthread.waits.rules.pathways import ClockType, Missed, pathway
from goldenthread.waits.rules.stages import ON_LIST, Act, Ending, Priority, Stage

P = Permission
# Ends that stop a national clock as well as the list.
NATIONAL_STOP = {Ending.NOT_NEEDED: K.TREATMENT_NOT_NEEDED, Ending.DECLINED: K.TREATMENT_DECLINED}


def _work(
    referral_id: int,
    *,
    by: Asker,
    on: date,
    at: datetime,
    day: date | None = None,
    to: Permission = P.WAIT_WORK,
) -> Reached:
    found = reached(referral_id, by=by, to=to, on=on, at=at, day=day)
    found.check_day()
    if found.on > on:
        raise CannotDo("That day is still to come.")
    return found


@transaction.atomic
def accept(
    referral_id: int, *, by: Asker, on: date, at: datetime, day: date | None = None
) -> Referral:
    """Take a referral on: the child is on the list from the day it was received.

    :raises WrongStage: if it was answered already
    """
    found = _work(referral_id, by=by, on=on, at=at, day=day)
    found.move(Act.ACCEPT)
    found.referral.save(update_fields=["stage"])
    found.tell(K.REFERRAL_ACCEPTED, key="accepted")
    return found.referral


@transaction.atomic
def ask_for_more(referral_id: int, *, missing: str, by: Asker, on: date, at: datetime) -> Referral:
    """Ask the referrer for what is missing, once. The clock goes on: the child still waits.

    :raises CannotDo: if it is not said what is missing
    """
    found = _work(referral_id, by=by, on=on, at=at)
    found.move(Act.RETURN)
    found.referral.missing = found.plain(missing, must="Say what is missing.")
    found.referral.save(update_fields=["stage", "missing"])
    found.tell(K.REFERRAL_RETURNED, ground="information", waiting_on="school or setting")
    return found.referral


@transaction.atomic
def complete(referral_id: int, *, answer: str, by: Asker, on: date, at: datetime) -> Referral:
    """Give what was missing: by the service, or by whoever may refer the child."""
    may = P.WAIT_WORK if by.may(P.WAIT_WORK) else P.WAIT_REFER
    found = _work(referral_id, by=by, on=on, at=at, to=may)
    found.move(Act.COMPLETE)
    said = found.plain(answer, must="Write what was missing.")
    found.referral.reason = f"{found.referral.reason}\n{said}".strip()
    found.referral.missing = ""
    found.referral.save(update_fields=["stage", "reason", "missing"])
    return found.referral


@transaction.atomic
def triage(
    referral_id: int, *, priority: str, reason: str, by: Asker, on: date, at: datetime
) -> Referral:
    """Say how soon a child is to be seen: a clinician's decision, with its reason.

    :raises NotAllowed: to anybody but a clinician of the service
    :raises CannotDo: without a reason
    """
    found = _work(referral_id, by=by, on=on, at=at, to=P.WAIT_TRIAGE)
    found.move(Act.TRIAGE)
    rank(found, Priority(priority), reason)
    return found.referral


def rank(found: Reached, priority: Priority, reason: str) -> None:
    """Write a clinician's decision how soon, and tell it."""
    row = found.referral
    row.priority, row.priority_date = priority, found.on
    row.priority_reason = found.plain(reason, must="Give the reason, for the family too.")
    row.priority_post_id = found.post_id
    row.save(update_fields=["priority", "priority_date", "priority_reason", "priority_post_id"])
    found.tell(K.WAIT_TRIAGED, ground=str(priority))


@transaction.atomic
def offer(referral_id: int, *, appointment: date, by: Asker, on: date, at: datetime) -> Referral:
    """Offer a day to a child. A day offered in place of one missed is a booking anew.

    :raises CannotDo: for a day gone by
    """
    found = _work(referral_id, by=by, on=on, at=at)
    row = found.referral
    if appointment < on:
        raise CannotDo("That day has gone by. Offer one to come.")
    rebooked = row.appointment_date is None and row.missed_count > 0 and row.seen_date is None
    found.move(Act.OFFER)
    if row.stage == Stage.WAITING:
        row.stage = Stage.OFFERED
    row.appointment_date, row.appointment_given_date = appointment, on
    row.save(update_fields=["stage", "appointment_date", "appointment_given_date"])
    key = f"offered/{appointment}"
    found.tell(K.APPOINTMENT_OFFERED, key=key, waiting_on="family")
    if rebooked:
        found.tell(K.APPOINTMENT_REBOOKED, key=f"rebooked/{appointment}")
    return row


@transaction.atomic
def miss(
    referral_id: int,
    *,
    clearly_given: bool,
    safe: str,
    by: Asker,
    on: date,
    at: datetime,
    day: date | None = None,
) -> Referral:
    """Record that a child was not brought, after asking whether the child is safe.

    A first appointment that was clearly given sets an 18-week clock aside until it is booked
    again, and does so once: the clock of the new booking goes on whatever follows. No other
    appointment does. The child stays on the list: not being brought is no discharge.

    :raises CannotDo: without an answer to whether the child is safe, or with no appointment due
    """
    found = _work(referral_id, by=by, on=on, at=at, day=day)
    row = found.referral
    if row.appointment_date is None or row.appointment_date > on:
        raise CannotDo("No appointment of this child has come and gone.")
    found.move(Act.NOT_BROUGHT)
    found.plain(safe, must="Say who asked if the child is safe, and what they found.")
    first = row.appointment_first and clearly_given
    aside = pathway(row.service.pathway).missed is Missed.FIRST_SET_ASIDE
    if row.stage == Stage.OFFERED:
        row.stage = Stage.WAITING
    missed, row.appointment_date = row.appointment_date, None
    row.missed_count += 1
    row.appointment_first = row.appointment_first and not (first and aside)
    row.save(update_fields=["stage", "appointment_date", "missed_count", "appointment_first"])
    kind = K.NOT_BROUGHT_FIRST if first and aside else K.NOT_BROUGHT
    found.tell(kind, key=f"missed/{missed}")
    return row


def _seen_by(row: Referral, kind: K, day: date) -> bool:
    """Note being seen, where the pathway counts this as it, and it was not before."""
    if row.seen_date is None and kind in pathway(row.service.pathway).seen_by:
        row.seen_date = day
        return True
    return False


@transaction.atomic
def see(
    referral_id: int,
    *,
    assessment: bool = False,
    by: Asker,
    on: date,
    at: datetime,
    day: date | None = None,
) -> Referral:
    """Record a child's first appointment; `assessment` when an assessment began at it."""
    found = _work(referral_id, by=by, on=on, at=at, day=day)
    found.move(Act.SEE)
    row = found.referral
    row.appointment_date, row.appointment_first = None, False
    _seen_by(row, K.FIRST_CONTACT, found.on)
    if assessment:
        _seen_by(row, K.WAIT_ASSESSMENT_STARTED, found.on)
    row.worst_told = ""
    row.save()
    found.tell(K.FIRST_CONTACT, key="seen")
    if assessment:
        found.tell(K.WAIT_ASSESSMENT_STARTED, key="assessed")
    return row


@transaction.atomic
def treat(
    referral_id: int, *, by: Asker, on: date, at: datetime, day: date | None = None
) -> Referral:
    """Record the start of the first treatment, which stops the 18 weeks.

    A diagnosis, a letter or a place on another list is not treatment.
    """
    found = _work(referral_id, by=by, on=on, at=at, day=day)
    found.move(Act.TREAT)
    row = found.referral
    row.appointment_first = False
    _seen_by(row, K.TREATMENT_STARTED, found.on)
    row.save()
    found.tell(K.TREATMENT_STARTED, key=f"treated/{found.on}")
    return row


@transaction.atomic
def monitor(
    referral_id: int, *, by: Asker, on: date, at: datetime, day: date | None = None
) -> Referral:
    """Begin active monitoring: watched, with no treatment now. It stops an 18-week clock.

    :raises CannotDo: on a pathway that does not know it
    """
    found = _work(referral_id, by=by, on=on, at=at, day=day)
    if pathway(found.referral.service.pathway).clock is not ClockType.RTT:
        raise CannotDo("On this pathway a child is seen, or leaves the list.")
    found.move(Act.MONITOR)
    row = found.referral
    if row.seen_date is None:
        row.seen_date = found.on
    row.save()
    found.tell(K.MONITORING_STARTED, key=f"monitored/{found.on}")
    return row


@transaction.atomic
def decide_to_treat(
    referral_id: int, *, by: Asker, on: date, at: datetime, day: date | None = None
) -> Referral:
    """Decide on treatment after monitoring: a new 18-week clock starts.

    :raises NotAllowed: to anybody but a clinician of the service
    :raises CannotDo: unless the child is being watched
    """
    found = _work(referral_id, by=by, on=on, at=at, day=day, to=P.WAIT_TRIAGE)
    row = found.referral
    if row.stage != Stage.MONITORED:
        raise CannotDo("Only a child who is being watched can be decided on in this way.")
    row.stage = Stage.SEEN
    row.save(update_fields=["stage"])
    found.tell(K.TREATMENT_DECIDED, key=f"decided/{found.on}")
    return row


@transaction.atomic
def discharge(
    referral_id: int,
    *,
    ending: str,
    next_holder: str = "",
    safe: str = "",
    by: Asker,
    on: date,
    at: datetime,
    day: date | None = None,
) -> Referral:
    """End a referral. On a stepped pathway it must say who holds the child now (S68).

    A child not brought is discharged only after somebody asked whether they are safe, and by a
    clinician.

    :raises CannotDo: without the next holder or the check where one is needed
    """
    why = Ending(ending)
    to = P.WAIT_TRIAGE if why is Ending.NOT_BROUGHT else P.WAIT_WORK
    found = _work(referral_id, by=by, on=on, at=at, day=day, to=to)
    if why is Ending.NOT_BROUGHT:
        found.plain(safe, must="Say who asked if the child is safe, and what they found.")
    unseen = found.referral.stage in ON_LIST
    if unseen and why is Ending.DONE:
        raise CannotDo("This child was never seen. Record the visit, or choose another reason.")
    if pathway(found.referral.service.pathway).next_holder and why is not Ending.MOVED_AWAY:
        next_holder = found.plain(next_holder, must="Say who holds this child now.")
    found.move(Act.DISCHARGE)
    _end(found, why, next_holder)
    return found.referral


@transaction.atomic
def withdraw(
    referral_id: int,
    *,
    ending: str = Ending.NOT_WANTED,
    by: Asker,
    on: date,
    at: datetime,
    day: date | None = None,
) -> Referral:
    """Take a child off a list because the family asks for it, or has gone: never as seen."""
    found = _work(referral_id, by=by, on=on, at=at, day=day)
    found.move(Act.WITHDRAW)
    _end(found, Ending(ending), "")
    return found.referral


def _end(found: Reached, why: Ending, next_holder: str) -> None:
    row = found.referral
    row.ended_date, row.ending, row.next_holder = found.on, why, next_holder
    row.appointment_date, row.worst_told = None, ""
    if row.seen_date is None:
        row.left_date = found.on
    row.save()
    if stop := NATIONAL_STOP.get(why):
        found.tell(stop, key=f"stopped/{why}")
    found.tell(K.WAIT_REMOVED, key="removed", ground=str(why))
    leave(found)


def leave(found: Reached) -> None:
    """End the team's tie to the child, unless another of its lists still holds them."""
    row = found.referral
    others = Referral.objects.filter(
        child_id=row.child_id, service__team_id=row.service.team_id, ended_date__isnull=True
    ).exclude(pk=row.pk)
    if not others.exists():
        access.take_off_list(
            child=people.state_of(found.child, found.on),
            team_id=row.service.team_id,
            on=found.on,
        )


@transaction.atomic
def check_list(
    referral_id: int, *, still_wanted: bool, by: Asker, on: date, at: datetime
) -> Referral:
    """Record that the family was asked whether it still wants this; if not, it is withdrawn."""
    found = _work(referral_id, by=by, on=on, at=at)
    found.move(Act.CHECK)
    found.referral.checked_date = on
    found.referral.save(update_fields=["checked_date"])
    found.tell(K.LIST_CHECKED, key=f"checked/{on}", ground="wanted" if still_wanted else "not")
    if not still_wanted:
        return withdraw(referral_id, by=by, on=on, at=at)
    return found.referral


@transaction.atomic
def review_long_wait(
    referral_id: int, *, finding: str, by: Asker, on: date, at: datetime
) -> Referral:
    """Record that a named clinician looked at how a long-waiting child is (S58).

    :raises NotAllowed: to anybody but a clinician of the service
    """
    found = _work(referral_id, by=by, on=on, at=at, to=P.WAIT_TRIAGE)
    found.move(Act.REVIEW)
    row = found.referral
    row.priority_reason = found.plain(finding, must="Say what you found.")
    row.priority_date, row.priority_post_id = on, found.post_id
    row.save(update_fields=["priority_reason", "priority_date", "priority_post_id"])
    found.tell(K.LONG_WAIT_REVIEWED, key=f"long/{on}")
    return row

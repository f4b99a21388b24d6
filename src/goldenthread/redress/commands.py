"""Recording what happens in a disagreement. One step: its row, its events, what it binds us to.

Law: Children and Families Act 2014 ss.51 to 56; SEND Regulations 2014 regs 32 to 45. The dates that
follow are the law's clocks, read from the events recorded here; none is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment import commands as assessment
from goldenthread.assessment.commands.deciding import SomebodyElse, signature
from goldenthread.assessment.models import Assessment
from goldenthread.assessment.rules import Basis, Stage
from goldenthread.files.queries import files_of
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.plans.commands import tell_plan
from goldenthread.redress import queries
from goldenthread.redress.models import Disagreement, DisagreementStep
from goldenthread.redress.queries import Shown
from goldenthread.redress.rules import (
    BINDS,
    CASE,
    COUNTS_AS_MEDIATION,
    COUNTS_AS_TRIBUNAL,
    EVENTS,
    OF_ASSESSMENT,
    STEP_WORDS,
    TURNS,
    Missing,
    NotNow,
    Standing,
    Step,
    Topic,
    WrongDay,
    about,
    check_day,
    check_order,
    check_step,
    check_words,
    implied,
)
from goldenthread.timeline import commands as timeline
from goldenthread.ui.words import plain_date

T = Step
PROBLEMS = (NotNow, WrongDay, Missing, *assessment.PROBLEMS)
BASES: Mapping[Step, Basis] = {
    T.ORDERED: Basis.ORDER,
    T.CONCEDED: Basis.CONCEDED,
    T.AGREED: Basis.AGREED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody records of a step. Days are legal dates."""

    on: date
    words: str = ""
    order: str = ""  # an Order, for what binds the council
    set_by: date | None = None  # by the Tribunal, or agreed in writing, instead of the law's day
    set_final_by: date | None = None
    received: date | None = None  # the day the council received an appeal
    sent: date | None = None  # the day the Tribunal sent its decision with reasons
    appeal_number: str = ""
    hearing: date | None = None
    body: str = ""  # who agreed another point: council or icb; whom a recommendation is to
    file_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taking:
    """A step under way: the child and the row are locked, and everything has been checked."""

    child: Child
    row: Disagreement
    shown: Shown
    step: Step
    said: Said
    by: Asker
    at: datetime
    leads_to: Standing

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)


@transaction.atomic
def record_step(
    child_id: int, case_id: int, step: Step, said: Said, *, version: int, by: Asker, at: datetime
) -> DisagreementStep:
    """Record one thing that happened, start and stop its clocks, and begin what it binds us to.

    `version` is that of the disagreement as the person saw it, 0 when nothing was recorded. The
    same step sent twice by one person is one step.

    :raises NotAllowed, NotFound: if `by` may not record this for the child
    :raises SomebodyElse: if something was recorded since they read it
    :raises NotNow: if the step cannot be taken from where it stands
    :raises WrongDay: if a date lies ahead or out of order
    :raises Missing: if what the law needs was not said
    :raises NamesAPlace: if the words would give a restricted child away
    :raises: what `assessment.commands.apply_order` raises, where the step binds the council
    """
    today = timezone.localdate(at)
    right = Permission.ASSESSMENT_DECIDE if step is T.CONCEDED else Permission.REDRESS_KEEP
    child = people.get_child(child_id, by=by, to=right, on=today, lock=True)
    shown = queries.one_of(child, case_id, by=by, today=today)
    if shown.version != version:
        return _same_click(shown, step, version, by)
    leads_to = check_step(step, now=shown.standing, done=shown.done)
    _check(child, shown, step, said, today)
    taking = _Taking(
        child=child,
        row=_row(child, shown),
        shown=shown,
        step=step,
        said=said,
        by=by,
        at=at,
        leads_to=leads_to,
    )
    made = _keep(taking)
    _say(taking)
    if step in BINDS:
        _bind(taking)
    _count(taking)
    return made


def _same_click(shown: Shown, step: Step, version: int, by: Asker) -> DisagreementStep:
    for each in shown.steps:
        if each.version == version + 1 and each.step == step and each.recorded_by_id == by.user_id:
            return each
    last = shown.steps[-1] if shown.steps else None
    who = last.recorded_by_name if last else "A colleague"
    what = STEP_WORDS[Step(last.step)] if last else "a step"
    raise SomebodyElse(
        f"{who or 'A colleague'} recorded “{what}” while you were writing. What you typed is kept "
        "below: read the case again before you record this."
    )


# What is checked ---------------------------------------------------------------------------------


def _check(child: Child, shown: Shown, step: Step, said: Said, today: date) -> None:
    # A certificate may be dated before what was recorded of it; its own date is the law's.
    since = None if step in (T.CERTIFIED, T.APPEALED) else shown.last_day
    check_day(said.on, today=today, notice=shown.notice_date, since=since)
    words = check_words(step, said.words)
    people.check_free_text(words, child, on=today)
    if step in BINDS:
        check_order(said.order, shown.decision)
    _check_other_days(step, said, today)
    if step is T.NOT_HELD:
        _check_thirty_days(shown, said.on)
    if step in (T.AGREED_OTHER, T.RECOMMENDED, T.RECOMMENDATION_ANSWERED) and not said.body:
        raise Missing("Select who it is for.")
    _check_recommendation(shown, step, said)
    if said.file_id is not None and not _has_file(child, said.file_id):
        raise Missing("That document is not among the child's. Upload it first, then choose it.")


def _check_other_days(step: Step, said: Said, today: date) -> None:
    for day, name in ((said.received, "received"), (said.sent, "sent")):
        if day and not said.on <= day <= today:
            raise WrongDay(
                f"It was {name} on {plain_date(day)}: that must be on or after "
                f"{plain_date(said.on)}, and today at the latest."
            )
    for set_day in (said.set_by, said.set_final_by):
        if set_day and set_day < said.on:
            raise WrongDay(f"{plain_date(set_day)} is before it was ordered or agreed. Check it.")
    if said.set_final_by and not said.set_by:
        raise Missing("Enter the first of the two days that were set as well.")
    if step is T.HEARING and (said.hearing is None or said.hearing < said.on):
        raise WrongDay("Enter the day of the hearing: on or after the day you were told of it.")


def _check_thirty_days(shown: Shown, on: date) -> None:
    runs = [each for each in shown.clocks if each.rule == "med-held" and each.stopped is None]
    if runs and runs[-1].due and on <= runs[-1].due:
        raise NotNow(
            f"Mediation can still be held in time until {plain_date(runs[-1].due)}. Record this "
            "from the day after."
        )


def _check_recommendation(shown: Shown, step: Step, said: Said) -> None:
    if step is T.RECOMMENDED and shown.decision == "no-assessment":
        raise NotNow("The Tribunal makes no recommendation about a refusal to assess.")


def _has_file(child: Child, file_id: int) -> bool:
    return any(each.id == file_id and each.can_open for each in files_of(child))


# What is kept ------------------------------------------------------------------------------------


def _row(child: Child, shown: Shown) -> Disagreement:
    """Return the row of a disagreement, made with its first step; the child's lock keeps it one."""
    found, _ = Disagreement.objects.get_or_create(
        area_id=child.area_id,
        case_id=shown.case_id,
        defaults={
            "child": child,
            "decision": shown.decision,
            "notice_date": shown.notice_date,
            "assessment_id": queries.assessment_of(child.area_id, shown.case_id),
            "standing": Standing.OPEN,
            "version": 0,
        },
    )
    return found


def _keep(taking: _Taking) -> DisagreementStep:
    row, said = taking.row, taking.said
    row.standing, row.version = taking.leads_to, row.version + 1
    row.appeal_number = said.appeal_number.strip() or row.appeal_number
    row.hearing_date = said.hearing or row.hearing_date
    row.save()
    return DisagreementStep.objects.create(
        area_id=row.area_id,
        child_id=row.child_id,
        disagreement=row,
        step=taking.step,
        version=row.version,
        on_date=said.on,
        words=said.words.strip(),
        order=said.order if taking.step in BINDS else "",
        by_date=said.set_by,
        final_by_date=said.set_final_by,
        file_id=said.file_id,
        recorded_by_id=taking.by.user_id,
        recorded_by_name=signature(taking.by, row.area_id),
        recorded_at=taking.at,
    )


# What is said on the timeline --------------------------------------------------------------------


def _say(taking: _Taking) -> None:
    """Record the step in the disagreement's own case, and what goes without saying before it."""
    step, said = taking.step, taking.said
    before = implied(step, now=taking.shown.standing, done=taking.shown.done)
    if before:
        for kind in EVENTS[before]:
            _record(taking, kind, on=said.on, facts={})
    facts = _facts(taking)
    for kind in EVENTS[step]:
        _record(taking, kind, on=_day_of(kind, said), facts=facts.get(kind, {}))


def _day_of(kind: K, said: Said) -> date:
    if kind is K.APPEAL_RECEIVED:
        return said.received or said.on
    if kind is K.TRIBUNAL_DECIDED:
        return said.sent or said.on
    return said.on


def _facts(taking: _Taking) -> dict[K, dict[str, Any]]:
    """Return what each event of a step says besides its date, as the law's limits read it.

    What binds the council is said without its order here, where nothing could ever keep it: the
    order itself is recorded in the assessment's or the plan's own case (`_bind`).
    """
    said = taking.said
    days = _days(said)
    decision = {"decision": taking.shown.decision} if taking.shown.decision else {}
    return {
        K.MEDIATION_CERTIFIED: decision,
        K.MEDIATION_AGREED: {"appealable": "yes"}
        if taking.step is T.AGREED
        else {"appealable": "no", "with": said.body, **days},
        K.APPEAL_RECEIVED: days,
        K.RECOMMENDATION_MADE: {"about": said.body, **days},
        K.RECOMMENDATION_ANSWERED: {"about": said.body},
        K.RECOMMENDATION_PASSED_ON: {"about": "health"},
        K.CASE_CLOSED: {"ground": "appeal-withdrawn"},
        K.STAGE_REACHED: {"stage": "hearing-set"},
    }


def _days(said: Said) -> dict[str, str]:
    days = {"by": said.set_by, "final_by": said.set_final_by}
    return {name: day.isoformat() for name, day in days.items() if day}


def _record(taking: _Taking, kind: K, *, on: date, facts: Mapping[str, Any]) -> None:
    turn = TURNS[taking.leads_to]
    row = taking.row
    timeline.record(
        kind,
        area_id=row.area_id,
        child_id=row.child_id,
        case_type=CASE,
        case_id=row.case_id,
        on=on,
        by=taking.by,
        at=taking.at,
        facts={**({"waiting_on": str(turn)} if turn else {}), **facts},
        key=f"disagreement/{row.pk}/{row.version}/{kind}",
    )


# What it binds the council to --------------------------------------------------------------------


def _bind(taking: _Taking) -> None:
    """Begin the dates of regs 42, 44 or 45 where they can be kept: the assessment, or the plan."""
    case = _case_to_open(taking)
    if case is not None:
        _open_again(taking, case)
        return
    facts = {"order": taking.said.order, **_days(taking.said)}
    kind = EVENTS[taking.step][0]
    if kind is K.MEDIATION_AGREED:
        facts["appealable"] = "yes"
    plan = queries.plan_in_force(taking.child)
    key = f"disagreement/{taking.row.pk}/{taking.row.version}"
    if plan and tell_plan(
        plan, kind, on=taking.said.on, facts=facts, key=key, by=taking.by, at=taking.at
    ):
        return
    raise NotNow(
        "Neither a refused request nor a plan in force is on record here for this to change. "
        "Record that first, so that the days the law gives stand on it."
    )


def _case_to_open(taking: _Taking) -> Assessment | None:
    """Return the refused request that an order, concession or agreement opens again."""
    if taking.shown.decision not in OF_ASSESSMENT:
        return None
    if taking.row.assessment_id:
        return Assessment.objects.get(area_id=taking.row.area_id, pk=taking.row.assessment_id)
    return None


def _open_again(taking: _Taking, case: Assessment) -> None:
    said = taking.said
    assessment.apply_order(
        case.pk,
        order=Order(said.order),
        basis=BASES[taking.step],
        made_on=said.on,
        version=case.version,
        by=taking.by,
        at=taking.at,
        set_by=said.set_by,
        set_final_by=said.set_final_by,
    )


def _count(taking: _Taking) -> None:
    """Have the request counted as disputed, as the yearly return asks (SEN2 2.5, 2.6)."""
    topic = about(taking.shown.decision).topic
    if topic is Topic.OTHER or taking.row.assessment_id is None:
        return
    assessment.note_dispute(
        taking.row.assessment_id,
        of_request=topic is Topic.REQUEST,
        mediation=taking.step in COUNTS_AS_MEDIATION,
        tribunal=taking.step in COUNTS_AS_TRIBUNAL,
    )


# A decision sent before it was kept here ---------------------------------------------------------

REFUSED: Mapping[str, Stage] = {
    "no-assessment": Stage.NOT_ASSESSED,
    "no-plan": Stage.NO_PLAN,
}


@transaction.atomic
def take_up(child_id: int, *, decision: str, sent: date, by: Asker, at: datetime) -> int:
    """Take up a decision whose notice was sent before this was kept here; return its number.

    From the day the notice was sent the family's time runs, whoever kept the record of it.

    :raises NotAllowed, NotFound: if `by` may not record this for the child
    :raises WrongDay: if the notice was sent on a day still to come
    :raises Missing: if the decision is none that can be appealed
    :raises NotNow: if a notice of that decision and day is on record already
    """
    today = timezone.localdate(at)
    child = people.get_child(child_id, by=by, to=Permission.REDRESS_KEEP, on=today, lock=True)
    if decision not in TAKEN_UP:
        raise Missing("Select which decision the family disagrees with.")
    if sent > today:
        raise WrongDay(f"{plain_date(sent)} is still to come. Enter the day the notice was sent.")
    for each in queries.disagreements_of(child, by=by, today=today):
        same = about(each.decision).topic is about(decision).topic
        if each.notice_date == sent and same:
            raise NotNow("A notice of that decision, sent that day, is on record already.")
    number = timeline.new_appeal_case()
    timeline.record(
        K.NOTICE_SENT,
        area_id=child.area_id,
        child_id=child.pk,
        case_type=CASE,
        case_id=number,
        on=sent,
        by=by,
        at=at,
        facts={"decision": decision},
        key=f"disagreement/taken-up/{child.pk}/{decision}/{sent}",
    )
    Disagreement.objects.create(
        area_id=child.area_id,
        child=child,
        case_id=number,
        decision=decision,
        notice_date=sent,
        assessment_id=_refused_case(child, decision),
        standing=Standing.OPEN,
        version=0,
    )
    return number


TAKEN_UP = ("no-assessment", "no-plan", "plan-issued", "plan-amended", "no-change", "cease")


def _refused_case(child: Child, decision: str) -> int | None:
    stage = REFUSED.get(decision)
    if stage is None:
        return None
    rows = Assessment.objects.filter(area_id=child.area_id, child=child, stage=stage)
    return rows.order_by("-received_date").values_list("pk", flat=True).first()

"""Recording what happens in a disagreement. One step: its row, its events, what it binds us to.

Law: Children and Families Act 2014 ss.51 to 56; SEND Regulations 2014 regs 32 to 45. The dates that
follow are the law's clocks, read from the events recorded here; none is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment.commands.deciding import SomebodyElse, signature
from goldenthread.files.queries import files_of
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.redress import queries
from goldenthread.redress.commands.binding import bind, count
from goldenthread.redress.commands.shared import Said, Taking, set_days
from goldenthread.redress.models import Disagreement, DisagreementStep
from goldenthread.redress.queries import Shown
from goldenthread.redress.rules import (
    BINDS,
    CASE,
    EVENTS,
    STEP_WORDS,
    TURNS,
    Missing,
    NotNow,
    Standing,
    Step,
    WrongDay,
    check_day,
    check_order,
    check_step,
    check_words,
    implied,
)
from goldenthread.timeline import commands as timeline
from goldenthread.ui.words import plain_date

T = Step


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
    taking = Taking(
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
        bind(taking)
    count(taking)
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


def _keep(taking: Taking) -> DisagreementStep:
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


def _say(taking: Taking) -> None:
    """Record the step in the disagreement's own case, and what goes without saying before it."""
    step, said = taking.step, taking.said
    before = implied(step, now=taking.shown.standing, done=taking.shown.done)
    if before:
        for kind in EVENTS[before]:
            _record(taking, kind, on=said.on, facts={})
    _give_owner(taking)
    facts = _facts(taking)
    for kind in EVENTS[step]:
        _record(taking, kind, on=_day_of(kind, said), facts=facts.get(kind, {}))


def _give_owner(taking: Taking) -> None:
    """Make whoever records the first step the owner of what follows, until it is given on."""
    if taking.row.version == 1 and taking.by.posts:
        _record(taking, K.CASE_ALLOCATED, on=taking.today, facts={"post": taking.by.posts[0].id})


def _day_of(kind: K, said: Said) -> date:
    if kind is K.APPEAL_RECEIVED:
        return said.received or said.on
    if kind is K.TRIBUNAL_DECIDED:
        return said.sent or said.on
    return said.on


def _facts(taking: Taking) -> dict[K, dict[str, Any]]:
    """Return what each event of a step says besides its date, as the law's limits read it.

    What binds the council is said without its order here, where nothing could ever keep it: the
    order itself is recorded in the assessment's or the plan's own case (`_bind`).
    """
    said = taking.said
    days = set_days(said)
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


def _record(taking: Taking, kind: K, *, on: date, facts: Mapping[str, Any]) -> None:
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

"""Lawful reasons for a missed date: recorded, checked every seven days, ended. No date moves."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.assessment import queries
from goldenthread.assessment.commands.deciding import say_event, signature
from goldenthread.assessment.commands.telling import tell_reason
from goldenthread.assessment.models import Assessment, LawfulReason, ReasonChecked
from goldenthread.assessment.rules import (
    ENDED,
    NotLawful,
    ReasonsMissing,
    Stage,
    WrongStage,
    check_ground,
)
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.timeline import commands as timeline


@transaction.atomic
def record_exception(
    case_id: int,
    *,
    rule: str,
    ground: str,
    from_date: date,
    to_date: date | None,
    why: str,
    evidence: str,
    target_date: date,
    by: Asker,
    at: datetime,
    about: str = "",
) -> LawfulReason:
    """Record a lawful reason beside a date, approved by a named manager, and tell the family.

    The date stays where it is. The reason is looked at again every seven days until it ends.

    :raises NotAllowed, NotFound: if `by` may not approve that for this child
    :raises NotLawful: if the law knows no such reason for this date, or its test is not met
    :raises ReasonsMissing: if why, or the evidence, is not said
    :raises WrongStage: if the case has ended, or that date is not running in it
    """
    today = timezone.localdate(at)
    case = queries.get_case(case_id, by=by, to=Permission.LATENESS_APPROVE, on=today, lock=True)
    check_ground(rule=rule, ground=ground, from_date=from_date, to_date=to_date, today=today)
    _check_said(case, why, evidence, target_date, today)
    held = LawfulReason.objects.filter(
        area_id=case.area_id, assessment=case, rule=rule, about=about, ended_date__isnull=True
    ).first()
    if held is not None:
        return _same(held, ground)
    _check_runs(case, rule, about, by, today)
    made = LawfulReason.objects.create(
        area_id=case.area_id,
        child_id=case.child_id,
        assessment=case,
        rule=rule,
        about=about,
        ground=ground,
        from_date=from_date,
        to_date=to_date,
        why=why.strip(),
        evidence=evidence.strip(),
        target_date=target_date,
        recorded_date=today,
        approved_by_id=by.user_id,
        approved_by_name=signature(by, case.area_id),
        post_id=timeline.acting_post(by, case.area_id),
    )
    _say(made, case, K.EXCEPTION_RECORDED, on=today, by=by, at=at)
    _say(made, case, K.EXCEPTION_CHECKED, on=today, by=by, at=at)
    tell_reason(made, case, by=by, at=at)
    return made


def _same(held: LawfulReason, ground: str) -> LawfulReason:
    if held.ground != ground:
        raise NotLawful("Another reason stands beside this date already. End that one first.")
    return held


def _check_said(case: Assessment, why: str, evidence: str, target_date: date, today: date) -> None:
    if not why.strip() or not evidence.strip():
        raise ReasonsMissing(
            "Enter why this makes the date impractical, and what shows that it is so."
        )
    if target_date < today:
        raise NotLawful("Enter the day by which you will do it all the same: today or later.")
    for text in (why, evidence):
        people.check_free_text(text, case.child, on=today)


def _check_runs(case: Assessment, rule: str, about: str, by: Asker, today: date) -> None:
    open_rules = {
        (clock.rule, clock.about)
        for clock in queries.clocks_of(case, by=by, today=today)
        if clock.stopped is None and clock.superseded is None
    }
    if Stage(case.stage) in ENDED or (rule, about) not in open_rules:
        raise WrongStage("That date is not running in this case, so nothing is to be excused.")


def _say(
    reason: LawfulReason, case: Assessment, kind: K, *, on: date, by: Asker, at: datetime
) -> None:
    facts: dict[str, str | int] = {
        "rule": reason.rule,
        "ground": reason.ground,
        "about": reason.about or reason.rule,
    }
    if kind is K.EXCEPTION_RECORDED and reason.post_id:
        facts["approver"] = reason.post_id
    key = f"assessment/{case.pk}/reason/{reason.pk}/{kind}/{on}"
    say_event(case, kind, on=on, by=by, at=at, facts=facts, key=key)


@transaction.atomic
def settle_exception_recheck(
    reason_id: int, *, holds: bool, done: str, by: Asker, at: datetime
) -> ReasonChecked:
    """Record a seven-day check: whether the reason still holds, and what was done meanwhile.

    One that holds no more ends today, and what it excused is owed at once. Sent twice on a day,
    it is one check.

    :raises NotAllowed, NotFound: if `by` may not work this child's case
    :raises ReasonsMissing: if nobody says what was done
    :raises WrongStage: if the reason has ended, or was checked otherwise today
    """
    today = timezone.localdate(at)
    reason = LawfulReason.objects.filter(pk=reason_id).first()
    if reason is None:
        raise NotFound("No such record.")
    case = queries.get_case(
        reason.assessment_id, by=by, to=Permission.CASE_CHANGE, on=today, lock=True
    )
    reason = LawfulReason.objects.select_for_update().get(pk=reason_id)
    if not done.strip():
        raise ReasonsMissing("Enter what was done since the last check.")
    people.check_free_text(done, case.child, on=today)
    if before := ReasonChecked.objects.filter(reason=reason, checked_date=today).first():
        if before.holds != holds:
            raise WrongStage("This was checked today already. Look at what was recorded.")
        return before
    if reason.ended_date:
        raise WrongStage("This reason has ended already.")
    return _keep_check(reason, case, holds=holds, done=done.strip(), by=by, at=at)


def _keep_check(
    reason: LawfulReason, case: Assessment, *, holds: bool, done: str, by: Asker, at: datetime
) -> ReasonChecked:
    today = timezone.localdate(at)
    made = ReasonChecked.objects.create(
        area_id=case.area_id,
        child_id=case.child_id,
        reason=reason,
        checked_date=today,
        holds=holds,
        done=done,
        checked_by_id=by.user_id,
        checked_by_name=signature(by, case.area_id),
    )
    if not holds:
        reason.ended_date, reason.ended_why = today, done
        reason.save(update_fields=["ended_date", "ended_why"])
    kind = K.EXCEPTION_CHECKED if holds else K.EXCEPTION_ENDED
    _say(reason, case, kind, on=today, by=by, at=at)
    return made

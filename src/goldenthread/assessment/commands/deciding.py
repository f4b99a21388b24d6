"""One decision, one transaction, one record: what every command of a case shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from goldenthread.access.rules import ROLES, Asker, Permission
from goldenthread.assessment import queries
from goldenthread.assessment.commands import advice
from goldenthread.assessment.commands.reasons import end_settled
from goldenthread.assessment.models import Assessment, Decision, PanelItem
from goldenthread.assessment.rules import (
    APPEALABLE,
    DECIDED_WORDS,
    ENDED,
    EVENTS,
    FROM,
    LEADS_TO,
    STAGE_NAMES,
    TURNS,
    WAITS_ON,
    Decided,
    Stage,
    WrongStage,
    check_date,
    check_move,
    check_reasons,
    check_tests,
)
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.placements.commands import close_consultations
from goldenthread.timeline import commands as timeline


class SomebodyElse(ValueError):
    """Somebody decided in this case while the form was open; nothing was overwritten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What a decision says for itself."""

    decided_on: date
    reasons: str = ""
    tests: Mapping[str, bool] = field(default_factory=dict)
    learned: str = ""
    order: str = ""
    outside_panel: str = ""
    panel_item: PanelItem | None = None


@dataclass(slots=True, kw_only=True)
class Deciding:
    """A decision under way: the case is locked, and everything has been checked."""

    case: Assessment
    kind: Decided
    to: Stage
    saying: Saying
    by: Asker
    at: datetime
    told_on: date
    already: Decision | None = None  # the same click before: nothing is done again
    made: Decision | None = None

    @property
    def today(self) -> date:
        """The day it is recorded."""
        return timezone.localdate(self.at)


def begin(
    case_id: int,
    kind: Decided,
    saying: Saying,
    *,
    version: int,
    by: Asker,
    at: datetime,
    to: Stage | None = None,
    permission: Permission = Permission.ASSESSMENT_DECIDE,
    told_on: date | None = None,
) -> Deciding:
    """Lock the case and check that this may be decided in it now.

    `version` is that of the case as the person saw it. The same decision sent twice by the same
    person is one decision: the second finds the first (trust rules 54 and 55).

    :raises NotAllowed, NotFound: if `by` may not decide for this child
    :raises SomebodyElse: if the case has moved on since they read it
    :raises WrongStage: if this cannot be decided at the stage the case stands at
    :raises ReasonsMissing, TestNotAnswered, WrongDate: if what is said will not do
    :raises NamesAPlace: if a text would give a restricted child away
    """
    today = timezone.localdate(at)
    case = queries.get_case(case_id, by=by, to=permission, on=today, lock=True)
    stage = to or LEADS_TO[kind]
    act = Deciding(
        case=case,
        kind=kind,
        to=stage,
        saying=saying,
        by=by,
        at=at,
        told_on=told_on or today,
    )
    if case.version != version:
        act.already = _same_click(case, kind, version, by)
        if act.already is None:
            raise SomebodyElse(_who_moved(case))
        return act
    _check_stage(case, kind, stage)
    reasons = check_reasons(kind, saying.reasons)
    check_tests(kind, saying.tests)
    since = case.stage_date if kind is not Decided.RECEIVE else None
    check_date(saying.decided_on, today=today, received=case.received_date, since=since)
    people.check_free_texts((reasons, saying.learned, saying.outside_panel), case.child, on=today)
    return act


def _check_stage(case: Assessment, kind: Decided, to: Stage) -> None:
    now = Stage(case.stage)
    allowed = FROM.get(kind)
    if allowed is not None and now not in allowed:
        places = " or ".join(sorted(f"“{STAGE_NAMES[each]}”" for each in allowed))
        raise WrongStage(
            f"This case now stands at “{STAGE_NAMES[now]}”, so this cannot be recorded. It is "
            f"recorded at {places}."
        )
    check_move(now=now, to=to)


def _same_click(case: Assessment, kind: Decided, version: int, by: Asker) -> Decision | None:
    return Decision.objects.filter(
        area_id=case.area_id,
        assessment=case,
        version=version + 1,
        kind=kind,
        decided_by_id=by.user_id,
    ).first()


def _who_moved(case: Assessment) -> str:
    last = Decision.objects.filter(area_id=case.area_id, assessment=case).last()
    if last is None:
        return "This case was changed while you were writing. Read it again, then decide."
    when = timezone.localtime(last.recorded_at)
    return (
        f"{last.decided_by_name or 'A colleague'} recorded “{DECIDED_WORDS[Decided(last.kind)]}” "
        f"at {when:%H:%M} while you were writing. What you typed is kept below: read the case "
        "again before you decide."
    )


def finish(
    act: Deciding,
    *,
    changes: Mapping[str, Any] | None = None,
    facts: Mapping[str, Any] | None = None,
    kind: K | None = None,
    on: date | None = None,
) -> Decision:
    """Move the case, keep the decision, record the event: in the caller's transaction.

    `on` is the legal date of the event; the day the family is told, unless said.
    """
    case, before = act.case, act.case.stage
    case.stage, case.version = act.to, case.version + 1
    case.stage_date = on or act.told_on
    for name, value in (changes or {}).items():
        setattr(case, name, value)
    case.save(update_fields=["stage", "version", "stage_date", *(changes or {})])
    act.made = _keep(act, before)
    say_event(
        case,
        kind or EVENTS[act.to],
        on=on or act.told_on,
        by=act.by,
        at=act.at,
        facts={**_turn(act), **(facts or {})},
        key=f"assessment/{case.pk}/{case.version}/{act.kind}",
    )
    if act.made.appeal_case_id:
        _start_appeal_time(act, act.made)
    end_settled(case, by=act.by, at=act.at)
    if act.to in ENDED:
        advice.withdraw_requests(case, by=act.by, at=act.at)
        close_consultations("assessment", case.pk, on=case.stage_date, by=act.by)
    return act.made


def _turn(act: Deciding) -> dict[str, Any]:
    waits_on = WAITS_ON[act.to]
    found: dict[str, Any] = {"waiting_on": str(TURNS[waits_on])} if waits_on else {}
    if EVENTS[act.to] is K.STAGE_REACHED:
        found["stage"] = str(act.to)
    return found


def _keep(act: Deciding, before: str) -> Decision:
    case, saying = act.case, act.saying
    return Decision.objects.create(
        area_id=case.area_id,
        child_id=case.child_id,
        assessment=case,
        kind=act.kind,
        from_stage=before,
        to_stage=act.to,
        version=case.version,
        decided_date=saying.decided_on,
        told_date=max(act.told_on, saying.decided_on),
        reasons=saying.reasons.strip(),
        tests=dict(saying.tests),
        order=saying.order,
        learned=saying.learned.strip(),
        outside_panel=saying.outside_panel.strip(),
        panel_item=saying.panel_item,
        appeal_case_id=timeline.new_appeal_case() if act.kind in APPEALABLE else None,
        decided_by_id=act.by.user_id,
        post_id=timeline.acting_post(act.by, case.area_id),
        decided_by_name=signature(act.by, case.area_id),
        recorded_at=act.at,
        key=f"assessment/{case.pk}/{case.version}",
    )


def signature(by: Asker, area_id: int) -> str:
    """Return who decides as a family reads it: the name, and the post they hold."""
    serving = [post for post in by.posts if area_id in post.area_ids] or list(by.posts)
    title = ROLES[serving[0].role].title if serving else ""
    return ", ".join(part for part in (by.name, title) if part)


def _start_appeal_time(act: Deciding, made: Decision) -> None:
    """Start the family's time for mediation and appeal: from the day the notice is sent."""
    timeline.record(
        K.NOTICE_SENT,
        area_id=act.case.area_id,
        child_id=act.case.child_id,
        case_type="appeal",
        case_id=made.appeal_case_id or 0,
        on=made.told_date,
        by=act.by,
        at=act.at,
        facts={"decision": APPEALABLE[act.kind], "record": made.pk},
        key=f"{made.key}/notice",
    )


def say_event(
    case: Assessment,
    kind: K,
    *,
    on: date,
    by: Asker,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    key: str = "",
) -> None:
    """Record something that happened in a case; its clocks are read again with it."""
    timeline.record(
        kind,
        area_id=case.area_id,
        child_id=case.child_id,
        case_type="assessment",
        case_id=case.pk,
        on=on,
        by=by,
        at=at,
        facts=facts,
        key=key or None,
    )

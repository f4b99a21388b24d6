"""One request told in full: advice, decisions, draft and plan, as dated facts and events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.demo.days import next_working
from goldenthread.demo.facts import Advice, Assessment, CaseEvent
from goldenthread.demo.luck import Luck
from goldenthread.demo.requests import (
    DROPPED,
    NO_PLAN,
    PLAN,
    REFUSED,
    TWENTY_WEEKS,
    WITHDRAWN,
)
from goldenthread.law.events import EventKind as K

# adviser: share of assessments in which it is asked, chance its advice comes within six weeks
ADVISERS = (
    ("family", 1.0, 0.86),
    ("education", 0.97, 0.83),
    ("educational-psychology", 1.0, 0.68),
    ("health", 1.0, 0.70),  # late health advice: 20 to 40 % (approximate)
    ("social-care", 0.94, 0.72),
)
BOUND = {  # how the six weeks bind each (law: ena-advice-due, -council, -others)
    "family": "invited",
    "education": "local",
    "educational-psychology": "should",
    "health": "must",
    "social-care": "should",
}
SLOWEST = (0.03, 0.05, 0.62, 0.20, 0.10)  # whose advice a long assessment waits for
EXCEPTIONS = ("ex-personal", "ex-absent-4w", "ex-school-closed", "ex-eyp-closed")
SIX_WEEKS = 42
NO_DAY = 0


@dataclass(slots=True)
class Request:
    """One request as drawn: days are ordinal numbers, 0 where there is none."""

    ref: str
    result: int
    received: int
    told: int
    end: int
    source: int
    excused: int
    dispute: int
    settings: tuple[str, ...]  # places to consult, the one named last


@dataclass(slots=True)
class Path:
    """The days between the decision to assess and its end, in order."""

    advice: list[tuple[str, int, int]]
    issue_told: int
    drafted: int
    consulted: list[tuple[str, int, int]]


def tell(case: Request, post: str, last: int, luck: Luck) -> tuple[Assessment, list[CaseEvent]]:
    """What is known of a request by the day `last`, and its events up to that day."""
    path = _path(case, luck) if case.result in (PLAN, NO_PLAN, DROPPED) else Path([], 0, 0, [])
    excuse, excused_on = _excuse(case, luck)
    steps = _steps(case, path, post, excuse, excused_on)
    events = [
        CaseEvent("assessment", case.ref, kind, date.fromordinal(on), facts)
        for on, kind, facts in steps
        if on <= last
    ]
    return _record(case, path, last, excuse, excused_on), events


def _path(case: Request, luck: Luck) -> Path:
    length = case.end - case.told
    asked = next_working(case.told + (0 if luck.likely(0.75) else luck.whole(1, 6)))
    last_advice = case.told + max(20, int(length * (0.52 + 0.16 * luck.u())))
    advice = _advice(asked, min(last_advice, case.end - 20), luck)
    latest = max((received for _, _, received in advice if received < case.end), default=asked)
    if case.result != PLAN:
        return Path(advice, NO_DAY, NO_DAY, [])
    room = case.end - latest
    told = next_working(latest + int(room * 0.15))
    drafted = next_working(max(told, latest + int(room * (0.35 + 0.2 * luck.u()))))
    drafted = min(drafted, next_working(case.end - 18))
    return Path(advice, min(told, drafted), drafted, _consult(case, drafted, luck))


def _advice(asked: int, last: int, luck: Luck) -> list[tuple[str, int, int]]:
    """When each adviser was asked and answered; the slowest answers on about the last day."""
    slowest = luck.one(SLOWEST)
    found = []
    for place, (adviser, share, in_time) in enumerate(ADVISERS):
        if not luck.likely(share) and place != slowest:
            continue
        prompt = luck.likely(in_time)
        early = asked + luck.whole(12, SIX_WEEKS - 1)
        late = asked + SIX_WEEKS + 2 + luck.wait(24)
        received = min(early if prompt else late, max(last, asked + 10))
        if place == slowest:
            received = max(last, asked + 12)
        found.append((adviser, asked, next_working(received)))
    return found


def _consult(case: Request, drafted: int, luck: Luck) -> list[tuple[str, int, int]]:
    found = []
    for setting in case.settings:
        sent = next_working(drafted + luck.whole(0, 6))
        answer = next_working(
            sent + (luck.whole(5, 15) if luck.likely(0.6) else luck.whole(16, 40))
        )
        named = setting == case.settings[-1]
        answered = answer < case.end and (named or luck.likely(0.85))
        found.append((setting, min(sent, case.end - 1), answer if answered else NO_DAY))
    return found


def _excuse(case: Request, luck: Luck) -> tuple[str | None, int]:
    """The lawful exception recorded, and the day: before the limit it excuses was reached."""
    if not case.excused:
        return None, NO_DAY
    ground = EXCEPTIONS[luck.one((55, 25, 15, 5))]
    limit = min(case.end, case.received + TWENTY_WEEKS) - 3
    return ground, max(case.told, next_working(limit - luck.whole(3, 50)))


Step = tuple[int, str, dict[str, str]]


def _steps(case: Request, path: Path, post: str, excuse: str | None, excused_on: int) -> list[Step]:
    """Every step of the request, in order of the day it happened."""
    steps: list[Step] = [
        (case.received, K.REQUEST_RECEIVED, {"source": str(case.source)}),
        (case.received, K.CASE_ALLOCATED, {"post": post}),
    ]
    if case.result == WITHDRAWN:
        return [*steps, (case.told, K.REQUEST_WITHDRAWN, {})]
    if case.result == REFUSED:
        return [*steps, (case.told, K.ASSESSMENT_REFUSED, {})]
    steps.append((case.told, K.ASSESSMENT_AGREED, {}))
    for adviser, asked, received in path.advice:
        about = {"about": adviser}
        steps.append((asked, K.ADVICE_REQUESTED, {**about, "bound": BOUND[adviser]}))
        if received < case.end:
            steps.append((received, K.ADVICE_RECEIVED, about))
    if excuse:
        facts = {"rule": "plan-final", "ground": excuse}
        steps.append((excused_on, K.EXCEPTION_RECORDED, facts))
    steps += _endings(case, path)
    steps.sort(key=lambda step: step[0])
    return steps


def _endings(case: Request, path: Path) -> list[Step]:
    if case.result == DROPPED:
        return [(case.end, K.REQUEST_WITHDRAWN, {})]
    if case.result == NO_PLAN:
        return [(case.end, K.ISSUE_REFUSED, {})]
    steps: list[Step] = [
        (path.issue_told, K.ISSUE_AGREED, {}),
        (path.drafted, K.DRAFT_SERVED, {}),
    ]
    for setting, sent, answered in path.consulted:
        steps.append((sent, K.SETTING_CONSULTED, {"about": setting}))
        if answered:
            steps.append((answered, K.SETTING_ANSWERED, {"about": setting}))
    return [*steps, (case.end, K.PLAN_ISSUED, {})]


def _record(
    case: Request, path: Path, last: int, excuse: str | None, excused_on: int
) -> Assessment:
    def known(day: int) -> date | None:
        return date.fromordinal(day) if NO_DAY < day <= last else None

    told = known(case.told)
    outcome = {REFUSED: "N", WITHDRAWN: "W"}.get(case.result, "Y") if told else "A"
    ended = known(case.end)
    issue = None
    if outcome == "Y":
        issue = {PLAN: "Y", NO_PLAN: "N", DROPPED: "W"}[case.result] if ended else "A"
    named = {1: ("request", ""), 2: ("", "request"), 3: ("request", "request")}
    mediation, tribunal = named.get(case.dispute, ("", "")) if told else ("", "")
    return Assessment(
        ref=case.ref,
        source=case.source,
        received=date.fromordinal(case.received),
        outcome=outcome,
        told=told if outcome in "YN" else None,
        issue_outcome=issue,
        no_plan_told=ended if case.result == NO_PLAN else None,
        issue_told=known(path.issue_told),
        drafted=known(path.drafted),
        issued=ended if case.result == PLAN else None,
        exception=excuse if excuse and excused_on <= last else None,
        exception_on=known(excused_on),
        mediation=mediation,
        tribunal=tribunal,
        withdrawn=(told if case.result == WITHDRAWN else ended if case.result == DROPPED else None),
        advice=tuple(
            Advice(
                adviser, date.fromordinal(asked), known(received) if received < case.end else None
            )
            for adviser, asked, received in path.advice
            if asked <= last
        ),
    )

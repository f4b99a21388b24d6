"""Disagreements of the demo: one at each place that mediation and an appeal can stand at.

Told through the commands, each on its own day by the officer of the area, about invented children
whose refusal a return already marks as disputed, so that no count of disputes changes by it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from goldenthread.access.models import User
from goldenthread.assessment.models import Assessment
from goldenthread.demo.improvement import acting, at, held
from goldenthread.demo.personas import PERSONAS
from goldenthread.law.events import EventKind as K
from goldenthread.plans.models import Plan
from goldenthread.redress import commands
from goldenthread.redress.commands import Said
from goldenthread.redress.models import Disagreement
from goldenthread.redress.rules import CASE, Standing, Step
from goldenthread.timeline import commands as timeline

TEAMS = ((830, "priya"), (831, "daniel"))
NAMES = {one.key: one.name for one in PERSONAS}
T = Step
MOST = 20  # refusals looked at for each mark
EARLIEST, LATEST = timedelta(days=110), timedelta(days=40)  # of the refusal, before the demo's day
MEDIATED, APPEALED = "request_mediation", "request_tribunal"

# Which mark of the return each story bears, and its steps: days after the notice, what was said.
Steps = tuple[tuple[int, Step, dict[str, Any]], ...]
STORIES: tuple[tuple[str, Steps], ...] = (
    (MEDIATED, ((14, T.ASKED, {}),)),
    (
        MEDIATED,
        (
            (9, T.ASKED, {}),
            (34, T.AGREED, {"order": "assess", "words": "We will assess. Both sides agree."}),
        ),
    ),
    (
        APPEALED,
        (
            (8, T.REFUSED, {}),
            (10, T.CERTIFIED, {}),
            (16, T.APPEALED, {"appeal_number": "INVENTED-1"}),
        ),
    ),
    (
        APPEALED,
        (
            (11, T.REFUSED, {}),
            (13, T.CERTIFIED, {}),
            (17, T.APPEALED, {"appeal_number": "INVENTED-2"}),
            (33, T.CONCEDED, {"order": "assess", "words": "New advice came. We give way."}),
        ),
    ),
)

# Stories about a plan in force, told by who speaks for the council at the Tribunal: days after the
# notice. The yearly return counts no mediation or appeal of these on the request.
TRIBUNAL_OFFICER, TRIBUNAL_AREA = "hanan", 830
BEFORE = timedelta(days=75)  # the notice, before the demo's day
FIRST = 200  # plans passed over: those of the stories come first
PLAN_STORIES: tuple[tuple[str, Steps], ...] = (
    (
        "plan-issued",
        (
            (8, T.REFUSED, {}),
            (10, T.CERTIFIED, {}),
            (15, T.APPEALED, {"appeal_number": "INVENTED-3"}),
            (45, T.ANSWERED, {"words": "We say why section F is enough, with the evidence."}),
            (65, T.ORDERED, {"order": "amend", "words": "Speech therapy each week in section F."}),
        ),
    ),
    (
        "plan-amended",
        (
            (6, T.ASKED, {}),
            (30, T.HELD, {}),
            (32, T.CERTIFIED, {}),
            (40, T.APPEALED, {"appeal_number": "INVENTED-4"}),
            (70, T.ANSWERED, {"words": "We keep to the school that the plan names, and say why."}),
        ),
    ),
    (
        "plan-issued",
        (
            (9, T.REFUSED, {}),
            (11, T.CERTIFIED, {}),
            (20, T.APPEALED, {"appeal_number": "INVENTED-5"}),
            (58, T.ORDERED, {"order": "setting", "words": "A place was found after all."}),
        ),
    ),
    ("no-change", ((5, T.ASKED, {}),)),
)


def tell(today: date) -> int:
    """Tell the stories in each area whose officer is there; return how many were told whole."""
    told = sum(_told(area_id, officer, today) for area_id, officer in TEAMS)
    return told + _about_plans(today)


def _about_plans(today: date) -> int:
    """Tell the stories about plans, and give the area's disagreements to who speaks for it."""
    if not User.objects.filter(name=NAMES[TRIBUNAL_OFFICER], invented=True).exists():
        return 0
    sent, told = today - BEFORE, 0
    with acting(TRIBUNAL_OFFICER, today):
        rows = Plan.objects.filter(
            area_id=TRIBUNAL_AREA,
            state="IN_FORCE",
            child__location_restricted=False,
            child__sealed=False,
            child__closed_date__isnull=True,
        )
        children = iter(list(rows.order_by("pk").values_list("child_id", flat=True)[FIRST:][:MOST]))
    for decision, steps in PLAN_STORIES:
        told += any(_of_plan(child, decision, steps, sent) for child in children)
    _give_out(today)
    return told


def _of_plan(child_id: int, decision: str, steps: Steps, sent: date) -> bool:
    with transaction.atomic():
        with acting(TRIBUNAL_OFFICER, sent) as by:
            number = commands.take_up(child_id, decision=decision, sent=sent, by=by, at=at(sent))
        if _steps(child_id, number, steps, sent, TRIBUNAL_OFFICER):
            return True
        transaction.set_rollback(True)
    return False


def _give_out(today: date) -> None:
    """Give each open disagreement of the area to the tribunal officer: it is on their list."""
    post = held(TRIBUNAL_OFFICER)
    with acting(TRIBUNAL_OFFICER, today) as by:
        open_ = Disagreement.objects.filter(area_id=TRIBUNAL_AREA).exclude(standing=Standing.ENDED)
        for row in open_:
            timeline.record(
                K.CASE_ALLOCATED,
                area_id=row.area_id,
                child_id=row.child_id,
                case_type=CASE,
                case_id=row.case_id,
                on=row.notice_date,
                by=by,
                at=at(today),
                facts={"post": post},
            )


def _told(area_id: int, officer: str, today: date) -> int:
    told = 0
    for mark in (MEDIATED, APPEALED):
        stories = [steps for bears, steps in STORIES if bears == mark]
        cases = iter(_refused(area_id, mark, officer, today))
        for steps in stories:
            told += any(_tell(case, steps, officer) for case in cases)
    return told


def _refused(area_id: int, mark: str, officer: str, today: date) -> list[Assessment]:
    """Return refusals that a return marks so, of children with nothing restricted, in order."""
    if not User.objects.filter(name=NAMES[officer], invented=True).exists():
        return []
    with acting(officer, today):
        rows = Assessment.objects.filter(
            area_id=area_id,
            stage="NOT_ASSESSED",
            decided_date__range=(today - EARLIEST, today - LATEST),
            child__location_restricted=False,
            child__sealed=False,
            child__closed_date__isnull=True,
            **{mark: True},
        )
        return list(rows.order_by("pk")[:MOST])


def _tell(case: Assessment, steps: Steps, officer: str) -> bool:
    """Tell one story; False where a step of it could not be taken."""
    sent = case.decided_date
    if sent is None:
        return False
    with acting(officer, sent) as by:
        number = commands.take_up(
            case.child_id, decision="no-assessment", sent=sent, by=by, at=at(sent)
        )
    return _steps(case.child_id, number, steps, sent, officer)


def _steps(child_id: int, number: int, steps: Steps, sent: date, officer: str) -> bool:
    """Record the steps of a story, each on its own day; False where one could not be taken."""
    for version, (days, step, said) in enumerate(steps):
        day = sent + timedelta(days=days)
        try:
            with acting(officer, day) as by:
                commands.record_step(
                    child_id,
                    number,
                    step,
                    Said(on=day, **said),
                    version=version,
                    by=by,
                    at=at(day),
                )
        except commands.PROBLEMS:
            return False
    return True

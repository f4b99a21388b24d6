"""Disagreements of the demo: one at each place that mediation and an appeal can stand at.

Told through the commands, each on its own day by the officer of the area, about invented children
whose refusal a return already marks as disputed, so that no count of disputes changes by it.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from goldenthread.access.models import User
from goldenthread.assessment.models import Assessment
from goldenthread.demo.improvement import acting, at
from goldenthread.demo.personas import PERSONAS
from goldenthread.redress import commands
from goldenthread.redress.commands import Said
from goldenthread.redress.rules import Step

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


def tell(today: date) -> int:
    """Tell the stories in each area whose officer is there; return how many were told whole."""
    return sum(_told(area_id, officer, today) for area_id, officer in TEAMS)


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
    for version, (days, step, said) in enumerate(steps):
        day = sent + timedelta(days=days)
        try:
            with acting(officer, day) as by:
                commands.record_step(
                    case.child_id,
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

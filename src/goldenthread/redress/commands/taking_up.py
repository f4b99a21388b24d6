"""Taking up a decision whose notice was sent before it was kept here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment.models import Assessment
from goldenthread.assessment.rules import Stage
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.redress import queries
from goldenthread.redress.models import Disagreement
from goldenthread.redress.rules import (
    CASE,
    Missing,
    NotNow,
    Standing,
    WrongDay,
    about,
)
from goldenthread.timeline import commands as timeline
from goldenthread.ui.words import plain_date

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


TAKEN_UP = (
    *("no-assessment", "no-reassessment", "no-plan", "plan-issued", "plan-amended"),
    *("no-change", "cease"),
)


def _refused_case(child: Child, decision: str) -> int | None:
    stage = REFUSED.get(decision)
    if stage is None:
        return None
    rows = Assessment.objects.filter(area_id=child.area_id, child=child, stage=stage)
    return rows.order_by("-received_date").values_list("pk", flat=True).first()

"""Submitting the plan: one content kept for good, and the clock of 35 working days stops."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.documents.content import content_hash
from goldenthread.law.events import EventKind as K
from goldenthread.strategy.commands.parts import acting, happened, wrote
from goldenthread.strategy.models import Inspection, PlanVersion
from goldenthread.strategy.models.inspections import InspectionState
from goldenthread.strategy.queries import reach
from goldenthread.strategy.queries.papers import plan_kind, plan_paper
from goldenthread.strategy.rules.plan import PlanRefused

P = Permission


@transaction.atomic
def submit_plan(
    inspection_id: int, *, on: date, today: date, by: Asker, at: datetime
) -> PlanVersion:
    """Record that the plan was submitted on a day, and keep it as it was.

    The same content again gives back the version already kept.

    :raises NotAllowed, NotFound: if `by` may not change the plan, or there is no such report
    :raises PlanRefused: if a priority action has no action yet, or the day cannot be
    """
    rows = Inspection.objects.filter(state=InspectionState.CONFIRMED)
    found = reach.get(rows, inspection_id, by=by, to=P.IMPROVEMENT_CHANGE, lock=True)
    assert found.reported_date is not None
    if not found.reported_date <= on <= today:
        raise PlanRefused("Enter a day from the report up to today.")
    empty = found.findings.filter(kind__in=["PRIORITY_ACTION", "WEAKNESS"], actions=None)
    if bare := list(empty.values_list("number", flat=True)):
        named = ", ".join(str(number) for number in sorted(bare))
        raise PlanRefused(f"These have no action yet: {named}. The plan must answer each.")
    paper = plan_paper(found, by=by, on=on)
    digest = content_hash(paper)
    last = found.submissions.order_by("-number").first()
    if last and last.content_hash == digest:
        return last
    made = PlanVersion.objects.create(
        area_id=found.area_id,
        inspection=found,
        kind=plan_kind(found),
        number=last.number + 1 if last else 1,
        content=paper.model_dump(mode="json"),
        content_hash=digest,
        submitted_date=on,
        submitted_post_id=acting(by, found.area_id),
        submitted_at=at,
    )
    happened(
        K.ACTION_PLAN_SUBMITTED,
        area_id=found.area_id,
        case_type="area",
        case_id=found.area_id,
        on=on,
        by=by,
        at=at,
        key=f"inspection/{found.pk}/plan/{made.number}",
    )
    wrote(found.area_id, "plan-submitted")
    return made

"""What an order, a concession or an agreement binds the council to: its dates, and its letters.

Law: SEND Regulations 2014 regs 42(2), 44 and 45.
"""

from __future__ import annotations

from goldenthread.assessment import commands as assessment
from goldenthread.assessment.models import Assessment
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order
from goldenthread.plans.commands import tell_plan
from goldenthread.redress import queries
from goldenthread.redress.commands.letters import tell_of_order
from goldenthread.redress.commands.shared import BASES, Taking, set_days
from goldenthread.redress.rules import (
    COUNTS_AS_MEDIATION,
    COUNTS_AS_TRIBUNAL,
    EVENTS,
    OF_ASSESSMENT,
    NotNow,
    Topic,
    about,
)


def bind(taking: Taking) -> None:
    """Begin the dates of regs 42, 44 or 45 where they can be kept: the assessment, or the plan."""
    case = _case_to_open(taking)
    if case is not None:
        _open_again(taking, case)
        return
    facts = {"order": taking.said.order, **set_days(taking.said)}
    kind = EVENTS[taking.step][0]
    if kind is K.MEDIATION_AGREED:
        facts["appealable"] = "yes"
    plan = queries.plan_in_force(taking.child)
    key = f"disagreement/{taking.row.pk}/{taking.row.version}"
    if plan and tell_plan(
        plan, kind, on=taking.said.on, facts=facts, key=key, by=taking.by, at=taking.at
    ):
        tell_of_order(taking, plan, key=key)
        return
    raise NotNow(
        "Neither a refused request nor a plan in force is on record here for this to change. "
        "Record that first, so that the days the law gives stand on it."
    )


def _case_to_open(taking: Taking) -> Assessment | None:
    """Return the refused request that an order, concession or agreement opens again."""
    if taking.shown.decision not in OF_ASSESSMENT:
        return None
    if taking.row.assessment_id:
        return Assessment.objects.get(area_id=taking.row.area_id, pk=taking.row.assessment_id)
    return None


def _open_again(taking: Taking, case: Assessment) -> None:
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


def count(taking: Taking) -> None:
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

"""What of a plan's content somebody may see, by the classes of field in their reach."""

from __future__ import annotations

from collections.abc import Collection

from goldenthread.audit.rules import FieldClass
from goldenthread.plans.content import AdviceKind, Plan

PLACES = ("current_setting",)
PLACE_LISTS = ("past_settings", "consulted_settings")
PEOPLE = ("parents", "relatives")


def shown(plan: Plan, classes: Collection[FieldClass]) -> Plan:
    """Return the plan without what the reader may not see: where the child is, other people."""
    if FieldClass.LOCATION not in classes:
        plan = _without_places(plan)
    if FieldClass.THIRD_PARTY not in classes:
        empty: dict[str, tuple[str, ...]] = dict.fromkeys(PEOPLE, ())
        plan = plan.model_copy(update={"cover": plan.cover.model_copy(update=empty)})
    return plan


def _without_places(plan: Plan) -> Plan:
    blank: dict[str, object] = {**dict.fromkeys(PLACES, ""), **dict.fromkeys(PLACE_LISTS, ())}
    evidence = tuple(
        item.model_copy(update={"body": "", "author": ""})
        if item.kind is AdviceKind.EDUCATION
        else item
        for item in plan.evidence
    )
    return plan.model_copy(
        update={
            "cover": plan.cover.model_copy(update=blank),
            "placement": None,
            "evidence": evidence,
        }
    )

"""Advice handed down to the plan: the assessment's statements in the shape the plan takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment import queries as assessment
from goldenthread.assessment.queries.advice import statements_of
from goldenthread.assessment.rules.advice import AdviceStatement, Adviser, NeedArea, StatementKind
from goldenthread.people import queries as people
from goldenthread.plans import commands
from goldenthread.plans.content import AdviceKind
from goldenthread.plans.content import NeedArea as PlanArea
from goldenthread.plans.rules.statements import SourceStatement

KINDS: Mapping[Adviser, AdviceKind] = {
    Adviser.FAMILY: AdviceKind.FAMILY,
    Adviser.EDUCATION: AdviceKind.EDUCATION,
    Adviser.HEALTH: AdviceKind.MEDICAL,
    Adviser.PSYCHOLOGY: AdviceKind.PSYCHOLOGY,
    Adviser.SOCIAL_CARE: AdviceKind.SOCIAL_CARE,
    Adviser.OTHER: AdviceKind.OTHER,
    Adviser.ADULTHOOD: AdviceKind.ADULTHOOD,
    Adviser.FAMILY_ASKED: AdviceKind.REQUESTED,
}
AREAS: Mapping[str, PlanArea] = {
    NeedArea.COMMUNICATION: PlanArea.COMMUNICATION,
    NeedArea.LEARNING: PlanArea.COGNITION,
    NeedArea.FEELINGS: PlanArea.SEMH,
    NeedArea.SENSORY: PlanArea.SENSORY_PHYSICAL,
    NeedArea.HEALTH: PlanArea.HEALTH,
    NeedArea.SOCIAL_CARE: PlanArea.SOCIAL_CARE,
}
THERAPY = ("therap", "speech", "physio")  # in the name of a service
BESIDE = {PlanArea.HEALTH: ("C", "G"), PlanArea.SOCIAL_CARE: ("D", "H2")}


def handed_down(said: AdviceStatement) -> SourceStatement:
    """Return one statement of the advice as the plan takes it, its source and its parts kept.

    Where it would stand is a suggestion: therapy that teaches or trains is education in law
    (CFA 2014 s.21(5)), so a therapist's provision is suggested for F unless it is about health.
    """
    area = AREAS.get(said.need_area)
    return SourceStatement(
        key=f"advice/{said.request_id}/{said.key}",
        advice=f"advice/{said.request_id}",
        kind=_kind(said),
        author=said.author,
        role=said.adviser.value.replace("-", " "),
        body=said.service,
        title=f"{said.adviser.value.replace('-', ' ').capitalize()} advice",
        written_date=said.given_on,
        section=_section(said, area),
        text=said.words,
        area_of_need=area,
        passage=said.passage,
        adviser_post_id=said.post_id,
        parts={
            "who": said.who,
            "how_often": said.how_often,
            "how_long": said.how_long,
            "group_size": said.ratio,
            "expertise": said.expertise,
            "effect": said.everyday,
        },
    )


def _kind(said: AdviceStatement) -> AdviceKind:
    therapy = any(word in said.service.lower() for word in THERAPY)
    if therapy and said.adviser in (Adviser.HEALTH, Adviser.OTHER):
        return AdviceKind.THERAPY
    return KINDS[said.adviser]


def _section(said: AdviceStatement, area: PlanArea | None) -> str:
    if said.kind is StatementKind.STRENGTH:
        return "A"
    if said.kind is StatementKind.OUTCOME:
        return "E"
    if said.adviser is Adviser.SOCIAL_CARE:
        area = area or PlanArea.SOCIAL_CARE
    need, provision = BESIDE.get(area, ("B", "F")) if area else ("B", "F")
    return need if said.kind is StatementKind.NEED else provision


def take_advice(draft_id: int, *, child_id: int, by: Asker, on: date, at: datetime) -> int:
    """Bring in every statement of the advice given about a child; return how many are new.

    :raises NotFound, NotAllowed: as the policy says
    """
    child = people.get_child(
        child_id, by=by, to=Permission.PLAN_WRITE, on=on, purpose="plan-advice-taken"
    )
    cases = [case.id for case in assessment.assessments_of(child)]
    given = [handed_down(each) for each in statements_of(child, cases)]
    return commands.take_statements(draft_id, given, child_id=child_id, by=by, on=on, at=at)

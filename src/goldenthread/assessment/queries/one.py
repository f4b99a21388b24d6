"""Reaching one case, told who asks; and what has been decided in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.assessment.models import (
    AdviceRequest,
    Assessment,
    Decision,
    LawfulReason,
    SilenceAccepted,
)
from goldenthread.assessment.queries.advisers import adviser_words
from goldenthread.assessment.rules import ENDED
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.people import queries as people
from goldenthread.people.models import Child


def get_case(
    case_id: int, *, by: Asker, to: Permission, on: date, lock: bool = False
) -> Assessment:
    """Return one case to somebody who may do this for its child, and write that they did.

    Locked when it is about to change: child first, then case, as every command does.

    :raises NotFound: to a stranger, exactly as for a case that does not exist
    :raises NotAllowed: to somebody tied but not permitted
    """
    found = Assessment.objects.filter(pk=case_id).values_list("child_id", flat=True).first()
    if found is None:
        audit.note(Note(action=Action.REFUSED))
        raise NotFound("No such record.")
    child = people.get_child(found, by=by, to=to, on=on, lock=lock)
    rows = Assessment.objects.select_for_update() if lock else Assessment.objects
    case = rows.get(pk=case_id)
    case.child = child
    return case


def case_of(child: Child) -> Assessment | None:
    """Return the case a page about a child shows: the open one, or else the latest. One query."""
    mine = {"assessment_id": OuterRef("pk")}
    found = Assessment.objects.filter(area_id=child.area_id, child=child).annotate(
        asked_here=Exists(AdviceRequest.objects.filter(**mine)),
        silence_accepted=Exists(SilenceAccepted.objects.filter(**mine)),
    )
    rows = list(found.order_by("-received_date"))
    case = next((each for each in rows if each.stage not in ENDED), rows[0] if rows else None)
    if case:
        case.child = child
    return case


def decisions_of(case: Assessment) -> list[Decision]:
    """Return what was decided in a case already reached, the latest first. One query."""
    return list(Decision.objects.filter(area_id=case.area_id, assessment=case).order_by("-version"))


def reasons_of(case: Assessment) -> list[LawfulReason]:
    """Return the lawful reasons recorded in a case, with each check, the latest first."""
    rows = LawfulReason.objects.filter(area_id=case.area_id, assessment=case)
    return list(rows.prefetch_related("checks").order_by("-recorded_date", "-pk"))


def silences_of(case: Assessment) -> list[SilenceAccepted]:
    """Return why a plan went although advisers were silent. The family reads these."""
    if not getattr(case, "silence_accepted", True):  # `case_of` has looked already
        return []
    rows = SilenceAccepted.objects.filter(area_id=case.area_id, assessment=case)
    return list(rows.order_by("accepted_date", "pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingAdvice:
    """Why a plan may go without one adviser, as its family reads it."""

    about: str
    reason: str
    what_next: str
    who: str
    on: date


def own_silences(child: Child) -> tuple[MissingAdvice, ...]:
    """Return why a child's plans went without some advice, the latest first. One query.

    For the family's own door, which has checked who asks.
    """
    rows = SilenceAccepted.objects.filter(area_id=child.area_id, child=child)
    return tuple(
        MissingAdvice(
            about=adviser_words(row.adviser).capitalize(),
            reason=row.reason,
            what_next=row.what_next,
            who=row.accepted_by_name,
            on=row.accepted_date,
        )
        for row in rows.order_by("-accepted_date", "pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SilentPlans:
    """How many plans were issued in a period, and how many with a lawful adviser silent."""

    issued: int
    with_silence: int


def silent_plans(area_ids: Sequence[int], *, first: date, last: date) -> SilentPlans:
    """Count plans issued in a period and those for which a manager accepted a silence.

    One query, inside the areas the asker has stated.
    """
    issued = Assessment.objects.filter(
        area_id__in=area_ids, stage="PLAN_ISSUED", issue_decided_date__range=(first, last)
    ).annotate(silent=Exists(SilenceAccepted.objects.filter(assessment_id=OuterRef("pk"))))
    counted = issued.aggregate(all=Count("pk"), without=Count("pk", filter=Q(silent=True)))
    return SilentPlans(issued=counted["all"], with_silence=counted["without"])

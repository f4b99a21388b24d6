"""Which lawful advisers have given nothing in a case: the question that stands before a plan."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from goldenthread.access.models import Post
from goldenthread.assessment.models import AdviceRequest, Assessment
from goldenthread.assessment.queries import advice
from goldenthread.assessment.rules.advice import ADVISERS, LEADERS, Adviser
from goldenthread.plans.rules.advisers import LAWFUL_ADVISERS, silent
from goldenthread.timeline.queries import events_of_case


def silent_advisers(case: Assessment) -> tuple[str, ...]:
    """Return the advisers of reg 6(1) whose advice a plan needs and who have given none.

    A case whose advice was asked for here is judged by its requests, so that "not known to us" is
    silence; one that a file told of, by its events. The family is invited and never among them.
    Two queries at most.
    """
    asked_here: bool | None = getattr(case, "asked_here", None)  # `case_of` may have looked
    if asked_here is None:
        rows = AdviceRequest.objects.filter(area_id=case.area_id, assessment=case)
        asked_here = rows.exists()
    if asked_here:
        year = advice.year_of(case.child, case.received_date or date.max)
        found = advice.silent_advisers(case, year_group=year)
        return tuple(dict.fromkeys(each.about or str(each.adviser) for each in found))
    return silent(
        (each.kind, str(each.facts.get("about", "")))
        for each in events_of_case(case.area_id, "assessment", case.pk)
    )


def adviser_words(adviser: str) -> str:
    """Name a lawful adviser."""
    if adviser in LAWFUL_ADVISERS:
        return LAWFUL_ADVISERS[adviser]
    kind = next((each for each in Adviser if adviser.startswith(each)), None)
    return ADVISERS[kind].title if kind else adviser.replace("-", " ")


def leaders_of(adviser: Adviser, area_id: int, *, on: date) -> tuple[tuple[int, str], ...]:
    """Return who leads the service that gives an advice in an area: user and name. One query."""
    roles = [str(role) for role, kinds in LEADERS.items() if adviser in kinds]
    if not roles:
        return ()
    rows = Post.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on),
        role__in=roles,
        organisation__areas=area_id,
        from_date__lte=on,
        ends_at__isnull=True,
    )
    return tuple(rows.order_by("pk").values_list("user_id", "user__name").distinct())

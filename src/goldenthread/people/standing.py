"""What stands behind somebody's family tie to a child: read once, and judged by the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Q

from goldenthread.access.rules import FAMILY_TIES, Asker, FamilyStanding, TieKind
from goldenthread.law.calendar import leaving_date
from goldenthread.people.models import (
    AdultLink,
    Answer,
    CapacityDecision,
    Child,
    Mandate,
    ParentAccess,
)
from goldenthread.people.rules import AccessAnswer, Decision

SHARING = (Decision.SHARING, Decision.ALL_OF_IT)


def current(on: date) -> Q:
    """Choose rows that hold on a day: both ends belong."""
    return Q(from_date__lte=on) & (Q(to_date__isnull=True) | Q(to_date__gte=on))


def rights_are_own(child: Child, on: date) -> bool:
    """Say whether the rights are the young person's on a day (rules 23 and 24)."""
    return child.birth_date is not None and on > leaving_date(child.birth_date)


def standing_of(by: Asker, child: Child, on: date) -> FamilyStanding:
    """Return what stands behind this asker's family ties to one child; nothing without a tie.

    One query for a parent, two or three once the rights are the young person's, none for staff.
    """
    return standings_of(by, [child], on).get(child.pk, FamilyStanding())


def standings_of(by: Asker, children: Iterable[Child], on: date) -> dict[int, FamilyStanding]:
    """Return what stands behind this asker's family ties to several children, by child.

    The same number of queries for ten children as for one.
    """
    found: dict[int, FamilyStanding] = {}
    parent_of, mandated = [], []
    for child in children:
        ties = by.ties.get(child.pk, frozenset()) & set(FAMILY_TIES)
        if TieKind.YOUNG_PERSON in ties:
            found[child.pk] = THEMSELF
        elif TieKind.PARENT in ties:
            parent_of.append(child)
        elif TieKind.MANDATE in ties:
            mandated.append(child)
    if parent_of:
        found |= _of_links(parent_of, Q(adult__user_id=by.user_id), on)
    if mandated:
        found |= _of_mandates(by.user_id or 0, mandated, on)
    return found


THEMSELF = FamilyStanding(known=True, plan=True, location=True, speaks=True, own=True)
FACTS = (
    *("child_id", "adult_id", "parental_responsibility", "may_see_plan", "may_see_location"),
    *("gets_notices", "restriction_reason"),
)


def _of_links(children: Sequence[Child], whose: Q, on: date) -> dict[int, FamilyStanding]:
    """Judge each child's link to one adult, as it is recorded for that child alone."""
    links = AdultLink.objects.filter(current(on), whose, child__in=children)
    facts: dict[int, FamilyStanding] = {}
    for link in links.order_by("-pk").values(*FACTS):
        facts[link["child_id"]] = of_facts(link)
    passed = [
        child
        for child in children
        if child.pk in facts and not facts[child.pk].restricted and rights_are_own(child, on)
    ]
    return facts | (_after_transfer(facts, passed, on) if passed else {})


def of_facts(link: Mapping[str, Any]) -> FamilyStanding:
    """Judge the separate facts of one link: what is not recorded as so is not so (rule 11)."""
    sees_plan = link["may_see_plan"] == Answer.YES
    stopped = link["gets_notices"] == Answer.NO and link["may_see_plan"] == Answer.NO
    return FamilyStanding(
        known=True,
        restricted=bool(link["restriction_reason"]) and stopped,
        plan=sees_plan,
        location=link["may_see_location"] == Answer.YES,
        speaks=sees_plan or link["parental_responsibility"] == Answer.YES,
        adult_id=link["adult_id"],
    )


def _after_transfer(
    facts: dict[int, FamilyStanding], children: Sequence[Child], on: date
) -> dict[int, FamilyStanding]:
    """Neither stop a parent silently nor let them go on silently (rule 25).

    They keep what they had. What is new needs the young person's word, or a decision about
    capacity that makes them the one who represents.
    """
    rows = ParentAccess.objects.filter(current(on), child__in=children)
    said = {(row.child_id, row.adult_id): row for row in rows}
    unsaid = [each for each in children if (each.pk, facts[each.pk].adult_id) not in said]
    represented = _represented(unsaid, on) if unsaid else set()
    return {
        child.pk: _judged(
            facts[child.pk],
            child,
            said.get((child.pk, facts[child.pk].adult_id or 0)),
            (child.pk, facts[child.pk].adult_id) in represented,
        )
        for child in children
    }


def _judged(
    facts: FamilyStanding, child: Child, said: ParentAccess | None, represents: bool
) -> FamilyStanding:
    if represents or (said and said.answer == AccessAnswer.GIVEN):
        return facts
    if said and said.answer == AccessAnswer.LIMITED:
        return replace(facts, sections=frozenset(said.sections))
    assert child.birth_date is not None  # the rights are their own only where it is known
    return replace(facts, until=leaving_date(child.birth_date), speaks=False, location=False)


def _represented(children: Sequence[Child], on: date) -> set[tuple[int, int | None]]:
    rows = CapacityDecision.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on),
        child__in=children,
        able=False,
        decision__in=SHARING,
        assessed_date__lte=on,
        review_date__gte=on,
    )
    return set(rows.values_list("child_id", "representative_id"))


def _of_mandates(user_id: int, children: Sequence[Child], on: date) -> dict[int, FamilyStanding]:
    """A mandate reaches no further than whoever gave it, and ends with their own reach."""
    rows = Mandate.objects.filter(current(on), child__in=children, user_id=user_id)
    held = {row.child_id: row for row in rows.order_by("from_date", "pk")}
    givers = {row.given_by_id for row in held.values() if row.given_by_id is not None}
    facts: dict[int, FamilyStanding] = {}
    for giver in givers:
        theirs = [c for c in children if c.pk in held and held[c.pk].given_by_id == giver]
        facts |= _of_links(theirs, Q(adult_id=giver), on)
    found = {}
    for child_id, mandate in held.items():
        own = mandate.given_by_id is None
        giving = THEMSELF if own else facts.get(child_id, FamilyStanding())
        found[child_id] = replace(
            giving,
            plan=giving.plan and mandate.may_see_plan,
            speaks=giving.speaks and mandate.may_speak,
            location=False,
            own=False,
            adult_id=None,
        )
    return found

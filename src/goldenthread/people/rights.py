"""Reading rights: who of a family sees what, by which evidence, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from goldenthread.access.models import Tie
from goldenthread.access.rules import TieKind
from goldenthread.people.models import (
    AdultLink,
    CapacityDecision,
    Child,
    LinkCode,
    Mandate,
    ParentAccess,
    ViewLimitRequest,
)
from goldenthread.people.standing import current, rights_are_own


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """One adult of a child's life: the facts of the link, and how they reach this site."""

    link: AdultLink
    has_account: bool
    code: LinkCode | None  # sent, not used yet, and still good
    answer: ParentAccess | None  # what the young person said of them


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRights:
    """All that is recorded of a family's rights."""

    members: tuple[FamilyMember, ...]
    own_account: bool
    own_code: LinkCode | None
    mandates: Sequence[Mandate]
    capacity: Sequence[CapacityDecision]
    asked: Sequence[ViewLimitRequest]


def rights_of(child: Child, *, at: datetime, on: date) -> FamilyRights:
    """Return what is recorded of the rights round a child already reached. Six queries.

    Once the rights are their own, what each adult may see is theirs to say, and nothing need be
    asked of us any more.
    """
    own = rights_are_own(child, on)
    links = AdultLink.objects.filter(current(on), child=child).select_related("adult")
    ties = Tie.objects.filter(child=child, to_date=None).exclude(user=None)
    tied = set(ties.values_list("kind", "user_id"))
    codes = {
        code.link_id: code
        for code in LinkCode.objects.filter(child=child, used_at=None, ends_at__gt=at)
    }
    said = ParentAccess.objects.filter(current(on), child=child) if own else ()
    answers = {row.adult_id: row for row in said}
    members = [
        FamilyMember(
            link=link,
            has_account=(TieKind.PARENT, link.adult.user_id) in tied,
            code=codes.get(link.pk),
            answer=answers.get(link.adult_id),
        )
        for link in links.order_by("from_date", "pk")
    ]
    mandates = Mandate.objects.filter(child=child, to_date__gte=on)
    capacity = CapacityDecision.objects.filter(Q(to_date=None) | Q(to_date__gte=on), child=child)
    return FamilyRights(
        members=tuple(members),
        own_account=any(kind == TieKind.YOUNG_PERSON for kind, _ in tied),
        own_code=codes.get(None),
        mandates=list(mandates.select_related("user", "given_by").order_by("from_date", "pk")),
        capacity=list(capacity.select_related("representative").order_by("-assessed_date", "-pk")),
        asked=() if own else own_asks(child),
    )


def link_of(child: Child, link_id: int, *, on: date) -> AdultLink | None:
    """Return one current link of a child already reached, with its adult; None for none."""
    rows = AdultLink.objects.filter(current(on), child=child, pk=link_id)
    return rows.select_related("adult").first()


def ended_link_of(child: Child, link_id: int, *, on: date) -> AdultLink | None:
    """Return a link of a child already reached that has ended, or ends today; None for none."""
    return AdultLink.objects.filter(child=child, pk=link_id, to_date__lte=on).first()


def asked_of(child: Child, request_id: int) -> ViewLimitRequest | None:
    """Return one thing a child asked, of a child already reached; None for none."""
    return ViewLimitRequest.objects.filter(child=child, pk=request_id).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """One adult, as the young person decides about them."""

    adult_id: int
    relationship: str
    answer: str
    sections: tuple[str, ...]


def sharing_of(child: Child, *, on: date) -> tuple[Sharing, ...]:
    """Return the adults about whom a young person may decide, each with what they said.

    The child's own page alone shows it. Two queries.
    """
    answers = {row.adult_id: row for row in ParentAccess.objects.filter(current(on), child=child)}
    links = AdultLink.objects.filter(current(on), child=child).order_by("from_date", "pk")
    return tuple(
        Sharing(
            adult_id=link.adult_id,
            relationship=link.relationship,
            answer=answers[link.adult_id].answer if link.adult_id in answers else "",
            sections=tuple(answers[link.adult_id].sections) if link.adult_id in answers else (),
        )
        for link in links
    )


def own_asks(child: Child) -> list[ViewLimitRequest]:
    """Return what a child asked of us, for the child's own page. One query."""
    return list(ViewLimitRequest.objects.filter(child=child).order_by("-asked_date", "-pk"))

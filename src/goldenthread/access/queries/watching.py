"""Emergency access and odd access: what is open, what waits for a review, what was settled."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from goldenthread.access.models import Alert, BrokenGlass
from goldenthread.access.queries.paging import one_page
from goldenthread.access.rules import (
    Asker,
    NotFound,
    Permission,
    check_post,
)
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGlass:
    """Emergency access that is open now: what the banner on every page says."""

    child_id: int
    ends_at: datetime


def open_glass(*, by: Asker, at: datetime) -> list[OpenGlass]:
    """Return the emergency access somebody has open at a moment, the first to close first.

    It was read with their posts and ties: no query.
    """
    still = sorted((ends, child) for child, ends in by.glass_ends.items() if ends > at)
    return [OpenGlass(child_id=child, ends_at=ends) for ends, child in still]


def glass_to_review(*, by: Asker) -> list[BrokenGlass]:
    """Return the emergency access not yet reviewed in somebody's areas, the longest due first."""
    return list(
        BrokenGlass.objects.filter(
            reviewed_at__isnull=True, area_id__in=by.areas_where(Permission.GLASS_REVIEW)
        )
        .select_related("post__user", "post__organisation")
        .order_by("review_due_date", "pk")
    )


def alerts_for(*, by: Asker, kinds: Collection[str] = ()) -> list[Alert]:
    """Return the unsettled alerts meant for somebody: for their role in an area, or their post.

    Of some kinds, or of every kind. One query.
    """
    rows = Alert.objects.filter(_meant_for(by), settled_at__isnull=True)
    rows = rows.filter(kind__in=kinds) if kinds else rows
    return list(rows.select_related("user", "post__organisation").order_by("-raised_at", "-pk"))


def _meant_for(by: Asker) -> Q:
    mine = Q(facts__for_post__in=[post.id for post in by.posts])
    for post in by.posts:
        here = Q(area_id__in=post.area_ids) | Q(area_id__isnull=True)
        mine |= here & Q(facts__for_role=post.role.value)
    return mine


def _odd_for(by: Asker) -> QuerySet[Alert]:
    """Return odd access meant for somebody who reviews; emergency access has its own review.

    A request that touches a sealed record is no odd access: its holders are told where they work.
    """
    check_post(by, Permission.GLASS_REVIEW)
    own = {"facts__glass__isnull": True, "facts__request__isnull": True}
    rows = Alert.objects.filter(_meant_for(by), **own)
    return rows.select_related("user", "post__organisation", "settled_by__user")


def odd_access(*, by: Asker, page: int = 1) -> tuple[list[Alert], int]:
    """Return a page of unsettled odd access, the newest first, and how many. Two queries.

    :raises NotAllowed: if they review nothing
    """
    rows = _odd_for(by).filter(settled_at__isnull=True)
    return one_page(rows.order_by("-raised_at", "-pk"), page)


def settled_alerts(*, by: Asker, page: int = 1) -> tuple[list[Alert], int]:
    """Return a page of odd access that was settled, the latest first, and how many.

    :raises NotAllowed: if they review nothing
    """
    rows = _odd_for(by).filter(settled_at__isnull=False)
    return one_page(rows.order_by("-settled_at", "-pk"), page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How much waits for somebody who reviews access."""

    reviews: int  # of emergency access
    overdue: int  # of those, past the day they were due
    odd: int  # alerts not settled


def reviews_waiting(*, by: Asker, today: date) -> Waiting:
    """Count what waits for somebody who reviews. Two queries.

    :raises NotAllowed: if they review nothing
    """
    counted = (
        _glass_of(by)
        .filter(reviewed_at__isnull=True)
        .aggregate(reviews=Count("pk"), overdue=Count("pk", filter=Q(review_due_date__lt=today)))
    )
    odd = _odd_for(by).filter(settled_at__isnull=True).count()
    return Waiting(reviews=counted["reviews"], overdue=counted["overdue"], odd=odd)


def get_alert(alert_id: int, *, by: Asker, lock: bool = False) -> Alert:
    """Return one alert of odd access to somebody it is meant for.

    :raises NotFound: if there is none
    :raises NotAllowed: if they review nothing
    """
    rows = _odd_for(by)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=alert_id).first()
    if found is None:
        raise NotFound("No such alert.")
    return found


def _glass_of(by: Asker) -> QuerySet[BrokenGlass]:
    check_post(by, Permission.GLASS_REVIEW)
    rows = BrokenGlass.objects.filter(area_id__in=by.areas_where(Permission.GLASS_REVIEW))
    return rows.select_related("post__user", "post__organisation", "reviewed_by__user")


def awaiting_review(*, by: Asker, page: int = 1) -> tuple[list[BrokenGlass], int]:
    """Return a page of emergency access not yet reviewed, the longest due first, and how many.

    :raises NotAllowed: if they review nothing
    """
    rows = _glass_of(by).filter(reviewed_at__isnull=True)
    return one_page(rows.order_by("review_due_date", "pk"), page)


def reviewed_glass(*, by: Asker, page: int = 1) -> tuple[list[BrokenGlass], int]:
    """Return a page of emergency access that was reviewed, the latest first, and how many.

    :raises NotAllowed: if they review nothing
    """
    rows = _glass_of(by).filter(reviewed_at__isnull=False)
    return one_page(rows.order_by("-reviewed_at", "-pk"), page)


def get_glass(glass_id: int, *, by: Asker) -> BrokenGlass:
    """Return one emergency access in the areas somebody reviews, and write that they read it.

    :raises NotFound: if there is none
    :raises NotAllowed: if they review nothing
    """
    found = _glass_of(by).filter(pk=glass_id).first()
    if found is None:
        raise NotFound("No such record.")
    audit.note(
        Note(
            action=Action.READ,
            child_id=found.child_id,
            area_id=found.area_id,
            classes=(FieldClass.STAFF_ONLY,),
            purpose="glass-review",
        )
    )
    return found

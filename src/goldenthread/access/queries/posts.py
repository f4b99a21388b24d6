"""Posts, for those who name an organisation's staff (rule 9)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from goldenthread.access.models import Post, User
from goldenthread.access.queries.paging import one_page
from goldenthread.access.rules import (
    ROLES,
    Asker,
    NotFound,
    Permission,
    check_post,
)


class ShowPosts(StrEnum):
    """Which posts to list."""

    ALL = ""
    CURRENT = "current"  # those still to come are among them
    ENDED = "ended"


def posts_managed(
    *, by: Asker, at: datetime, show: ShowPosts = ShowPosts.ALL, page: int = 1
) -> tuple[list[Post], int]:
    """Return a page of the posts somebody manages, current ones first.

    Two queries.

    :raises NotAllowed: if they manage none
    """
    rows = _managed(by).alias(is_over=_over(at)).order_by("is_over", "user__name", "pk")
    if show is not ShowPosts.ALL:
        rows = rows.filter(is_over=show is ShowPosts.ENDED)
    return one_page(rows, page)


def _over(at: datetime) -> ExpressionWrapper:
    """Say in the database what `Post.over` says of one."""
    ended = Q(to_date__isnull=False, to_date__lt=at.date())
    stopped = Q(ends_at__isnull=False, ends_at__lte=at)
    return ExpressionWrapper(ended | stopped, output_field=BooleanField())


def _managed(by: Asker) -> QuerySet[Post]:
    check_post(by, Permission.POST_MANAGE)
    theirs = by.bodies_where(Permission.POST_MANAGE)
    return Post.objects.filter(organisation_id__in=theirs).select_related("user", "organisation")


def get_post(post_id: int, *, by: Asker, lock: bool = False) -> Post:
    """Return one post of an organisation whose staff somebody names.

    :raises NotFound: if it is none of theirs
    :raises NotAllowed: if they manage none
    """
    rows = _managed(by)
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=post_id).first()
    if found is None:
        raise NotFound("No such post.")
    return found


def successors(post: Post, *, today: date, last_day: date) -> list[Post]:
    """Return the posts that could take over another's work, the same role first. One query.

    In the same body, held by somebody else, today and until the leaver's last day, with a list of
    what they owe: promises go over at once, so nobody who is yet to begin is among them.
    """
    able = [role for role, spec in ROLES.items() if Permission.WORKLIST_VIEW in spec.permissions]
    until = max(today, last_day)
    rows = (
        Post.objects.filter(organisation_id=post.organisation_id, role__in=able)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=until), from_date__lte=today)
        .filter(ends_at__isnull=True)
        .exclude(user_id=post.user_id)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    return sorted(rows, key=lambda each: each.role != post.role)


def account_of(email: str) -> User | None:
    """Return the account an email belongs to, or None."""
    return User.objects.filter(email=email.strip().lower()).first()

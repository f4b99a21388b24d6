"""Who is asking: the posts and ties a signed-in person holds on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q

from goldenthread.access.models import Post, User
from goldenthread.access.rules import ROLES, Asker, HeldPost, Role, Scope, TieKind

HELD_TIES = """
SELECT child_id, kind FROM access_held_ties(%s, %s, %s, %s, %s)
"""


def held_posts(user: User, on: date) -> tuple[HeldPost, ...]:
    """Return the posts somebody holds on a day, in the order they were appointed."""
    posts = (
        Post.objects.filter(user=user, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .select_related("organisation")
        .annotate(area_ids=ArrayAgg("organisation__areas", default=[], distinct=True))
        .order_by("from_date", "pk")
    )
    return tuple(
        HeldPost(
            id=post.pk,
            role=Role(post.role),
            organisation_id=post.organisation_id,
            organisation=post.organisation.name,
            area_ids=frozenset(a for a in post.area_ids if a is not None),
        )
        for post in posts
    )


def held_ties(
    user: User, posts: tuple[HeldPost, ...], at: datetime
) -> dict[int, frozenset[TieKind]]:
    """Return the children somebody is tied to at a moment, through a post, body or themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            HELD_TIES,
            [
                user.pk,
                [post.id for post in posts],
                [post.organisation_id for post in posts if ROLES[post.role].scope is Scope.TIED],
                at.date(),
                at,
            ],
        )
        rows = cursor.fetchall()
    found: dict[int, set[TieKind]] = defaultdict(set)
    for child_id, kind in rows:
        found[child_id].add(TieKind(kind))
    return {child: frozenset(kinds) for child, kinds in found.items()}


def asker(user: User, at: datetime) -> Asker:
    """Return everything the policy needs to know of a signed-in person at a moment.

    Ties are read only where they widen the reach: not for somebody whose every post reaches
    whole areas. Two queries at most.
    """
    if not user.is_active:
        return Asker(user_id=user.pk, name=user.name)
    posts = held_posts(user, at.date())
    return Asker(user_id=user.pk, name=user.name, posts=posts, ties=held_ties(user, posts, at))

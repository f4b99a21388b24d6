"""Who is asking: the posts and ties a signed-in person holds on a day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from goldenthread.access.models import Post, Tie, User
from goldenthread.access.rules import (
    ROLES,
    WORKING_TIES,
    Asker,
    HeldPost,
    Role,
    Scope,
    TieKind,
)

HOLDINGS = "SELECT * FROM access_held_now(%s, %s, %s, %s)"


TIED_ROLES = sorted(role for role, spec in ROLES.items() if spec.scope is Scope.TIED)


def asker(user: User, at: datetime) -> Asker:
    """Return everything the policy needs to know of a signed-in person at a moment. One query.

    Ties of posts that reach whole areas are left out, since they widen nothing, but for
    emergency access.
    """
    if not user.is_active:
        return Asker(user_id=user.pk, name=user.name)
    with connection.cursor() as cursor:
        cursor.execute(HOLDINGS, [user.pk, at.date(), at, TIED_ROLES])
        rows = cursor.fetchall()
    posts: list[HeldPost] = []
    ties: dict[int, set[TieKind]] = defaultdict(set)
    ends: dict[int, datetime] = {}
    for post, role, body, name, areas, child, kind, ends_at in rows:
        if child is not None:
            ties[child].add(TieKind(kind))
            if kind == TieKind.BROKEN_GLASS:
                ends[child] = ends_at
        else:
            posts.append(
                HeldPost(
                    id=post,
                    role=Role(role),
                    organisation_id=body,
                    organisation=name,
                    area_ids=frozenset(areas),
                )
            )
    return Asker(
        user_id=user.pk,
        name=user.name,
        posts=tuple(posts),
        ties={child: frozenset(kinds) for child, kinds in ties.items()},
        glass_ends=ends,
    )


def open_ties(post: Post, *, on: date) -> list[Tie]:
    """Return the caseload and advice a post still has on a day, within the asker's reach."""
    return list(
        Tie.objects.filter(post=post, kind__in=WORKING_TIES)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .order_by("child_id", "pk")
    )

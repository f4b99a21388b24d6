"""Who is asking: the posts and ties a signed-in person holds on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q

from goldenthread.access.models import Alert, BrokenGlass, Post, Tie, User
from goldenthread.access.rules import (
    ROLES,
    WORKING_TIES,
    Asker,
    ChildState,
    HeldPost,
    Permission,
    Role,
    Scope,
    TieKind,
    check,
)
from goldenthread.audit import queries as audit_queries
from goldenthread.organisations import queries as organisations

HELD_TIES = """
SELECT child_id, kind FROM access_held_ties(%s, %s, %s, %s, %s)
"""


def held_posts(user: User, at: datetime) -> tuple[HeldPost, ...]:
    """Return the posts somebody holds at a moment, in the order they were appointed."""
    posts = (
        Post.objects.filter(user=user, from_date__lte=at.date())
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=at.date()))
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
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
    posts = held_posts(user, at)
    return Asker(user_id=user.pk, name=user.name, posts=posts, ties=held_ties(user, posts, at))


def open_ties(post: Post, *, on: date) -> list[Tie]:
    """Return the caseload and advice a post still has on a day, within the asker's reach."""
    return list(
        Tie.objects.filter(post=post, kind__in=WORKING_TIES)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .order_by("child_id", "pk")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenGlass:
    """Emergency access that is open now: what the banner on every page says."""

    child_id: int
    ends_at: datetime


def open_glass(*, by: Asker, at: datetime) -> list[OpenGlass]:
    """Return the emergency access somebody has open at a moment; one query, or none."""
    if not any(TieKind.BROKEN_GLASS in kinds for kinds in by.ties.values()):
        return []
    rows = BrokenGlass.objects.filter(post__in=[p.id for p in by.posts], ends_at__gt=at)
    return [OpenGlass(child_id=r.child_id, ends_at=r.ends_at) for r in rows.order_by("ends_at")]


def glass_to_review(*, by: Asker) -> list[BrokenGlass]:
    """Return the emergency access not yet reviewed in somebody's areas, the longest due first."""
    return list(
        BrokenGlass.objects.filter(
            reviewed_at__isnull=True, area_id__in=by.areas_where(Permission.GLASS_REVIEW)
        )
        .select_related("post__user", "post__organisation")
        .order_by("review_due_date", "pk")
    )


def alerts_for(*, by: Asker) -> list[Alert]:
    """Return the unsettled alerts meant for somebody: for their role in an area, or their post."""
    mine = Q(facts__for_post__in=[post.id for post in by.posts])
    for post in by.posts:
        here = Q(area_id__in=post.area_ids) | Q(area_id__isnull=True)
        mine |= here & Q(facts__for_role=post.role.value)
    rows = Alert.objects.filter(mine, settled_at__isnull=True)
    return list(rows.select_related("user", "post__organisation").order_by("-raised_at", "-pk"))


# Who looked (rule 36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One line of "who looked": a body and a post always, a person for staff only."""

    at: datetime
    organisation: str
    post: str
    person: str
    action: str
    purpose: str
    classes: tuple[str, ...]
    outcome: str
    held_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """One page of who looked, the newest first."""

    rows: tuple[Look, ...]
    page: int
    pages: int
    total: int


def who_looked(child: ChildState, *, by: Asker, page: int = 1) -> Looks:
    """Return who looked at one child's record. Five queries, whatever the number of rows.

    Looks held back for safety are shown to staff and marked; the family's own page leaves them
    out and names no person (`family=True` of `audit.queries.looks`).

    :raises NotAllowed, NotFound: if `by` may not see who looked at this child
    """
    check(by, Permission.CHILD_AUDIT_VIEW, child)
    found = audit_queries.looks(child.id, page=page)
    posts = {
        post.pk: post
        for post in Post.objects.filter(pk__in={r.post_id for r in found.rows if r.post_id})
    }
    bodies = organisations.names_of(
        {r.organisation_id for r in found.rows if r.organisation_id is not None}
    )
    people = dict(
        User.objects.filter(pk__in={r.user_id for r in found.rows if r.user_id}).values_list(
            "pk", "name"
        )
    )
    rows = tuple(
        Look(
            at=row.at,
            organisation=bodies.get(row.organisation_id or 0, ""),
            post=ROLES[Role(posts[row.post_id].role)].title if row.post_id in posts else "",
            person=people.get(row.user_id or 0, row.service),
            action=row.action,
            purpose=row.purpose,
            classes=row.classes,
            outcome=row.outcome,
            held_back=row.held_back,
        )
        for row in found.rows
    )
    return Looks(rows=rows, page=found.page, pages=found.pages, total=found.total)


def are_active(user_ids: Collection[int]) -> bool:
    """Say whether every one of some accounts is somebody's, and open."""
    return User.objects.filter(pk__in=user_ids, is_active=True).count() == len(set(user_ids))

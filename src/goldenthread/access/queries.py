"""Who is asking: the posts and ties a signed-in person holds on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

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

HOLDINGS = "SELECT * FROM access_holdings(%s, %s, %s, %s)"
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
    for post, role, body, name, areas, child, kind in rows:
        if child is not None:
            ties[child].add(TieKind(kind))
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
    )


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
    """Return who looked at one child's record. Four queries at most.

    Looks held back for safety are shown to staff and marked; the family's own page leaves them
    out and names no person (`family=True` of `audit.queries.looks`).

    :raises NotAllowed, NotFound: if `by` may not see who looked at this child
    """
    check(by, Permission.CHILD_AUDIT_VIEW, child)
    found = audit_queries.looks(child.id, page=page)
    held = Post.objects.filter(pk__in={row.post_id for row in found.rows if row.post_id})
    posts = {post.pk: post for post in held.select_related("user", "organisation")}
    others = {row.user_id for row in found.rows if row.user_id and row.post_id not in posts}
    people = {user.pk: user.name for user in User.objects.filter(pk__in=others)} if others else {}
    rows = tuple(_look(row, posts.get(row.post_id or 0), people) for row in found.rows)
    return Looks(rows=rows, page=found.page, pages=found.pages, total=found.total)


def _look(row: audit_queries.LookRow, post: Post | None, people: Mapping[int, str]) -> Look:
    """Put names to one row of the trail."""
    return Look(
        at=row.at,
        organisation=post.organisation.name if post else "",
        post=ROLES[Role(post.role)].title if post else "",
        person=post.user.name if post else people.get(row.user_id or 0, row.service),
        action=row.action,
        purpose=row.purpose,
        classes=row.classes,
        outcome=row.outcome,
        held_back=row.held_back,
    )


def are_active(user_ids: Collection[int]) -> bool:
    """Say whether every one of some accounts is somebody's, and open."""
    return User.objects.filter(pk__in=user_ids, is_active=True).count() == len(set(user_ids))


def invented_people() -> list[tuple[str, str]]:
    """Return the demo's personas by name, each with the post held, if any. One query."""
    rows = User.objects.filter(invented=True).order_by("pk")
    found = rows.values_list("name", "posts__role", "posts__organisation__name")
    return [
        (name, f"{ROLES[Role(role)].title}, {body}" if role else "No post")
        for name, role, body in found
    ]


def colleagues(by: Asker, *, on: date) -> list[tuple[str, str]]:
    """Return the posts that do casework in the asker's bodies on a day, each with its holder.

    One query. For choosing an owner: the post's number as text, and the person's name.
    """
    able = [role for role, spec in ROLES.items() if Permission.CASE_CHANGE in spec.permissions]
    rows = (
        Post.objects.filter(
            organisation_id__in=[post.organisation_id for post in by.posts], role__in=able
        )
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), from_date__lte=on)
        .exclude(pk__in=[post.id for post in by.posts])
        .order_by("user__name")
    )
    return [(str(pk), name) for pk, name in rows.values_list("pk", "user__name")]


# The team around a child


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRow:
    """One professional or body tied to a child; `role` is empty for a body as a whole."""

    kind: str
    name: str
    role: str
    organisation: str
    from_date: date


def team_of(child_id: int, *, on: date) -> tuple[TeamRow, ...]:
    """Return who is tied to a child already reached, through posts and bodies, on a day.

    Families' own ties are not the team's, and are left out. One query.
    """
    rows = (
        Tie.objects.filter(child_id=child_id, from_date__lte=on, user__isnull=True)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .select_related("post__user", "post__organisation", "organisation")
        .order_by("from_date", "pk")
    )
    return tuple(_team_row(row) for row in rows)


def _team_row(tie: Tie) -> TeamRow:
    post, body = tie.post, tie.organisation
    return TeamRow(
        kind=tie.kind,
        name=post.user.name if post else "",
        role=post.role if post else "",
        organisation=post.organisation.name if post else body.name if body else "",
        from_date=tie.from_date,
    )


# The demo's personas

MOST_PERSONAS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One invented person: who they are in a few words."""

    id: int
    name: str
    title: str
    organisation: str


def personas(*, on: date) -> list[Persona]:
    """Return the demo's invented people, by body and post; families last. Two queries."""
    people = list(User.objects.filter(invented=True, is_active=True).order_by("pk")[:MOST_PERSONAS])
    posts = (
        Post.objects.filter(user__in=people, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), ends_at__isnull=True)
        .select_related("organisation")
        .order_by("-from_date", "-pk")
    )
    held = {post.user_id: post for post in posts}
    found = [
        Persona(
            id=user.pk,
            name=user.name,
            title=ROLES[Role(held[user.pk].role)].title if user.pk in held else "Parent or carer",
            organisation=held[user.pk].organisation.name if user.pk in held else "",
        )
        for user in people
    ]
    return sorted(found, key=lambda each: (not each.organisation, each.organisation, each.title))


def get_persona(user_id: int) -> User | None:
    """Return one invented person with an open account, or None."""
    return User.objects.filter(pk=user_id, invented=True, is_active=True).first()

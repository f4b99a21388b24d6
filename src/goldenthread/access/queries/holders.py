"""Who holds which post, by name: colleagues, caseworkers, partners, and who is away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, Subquery

from goldenthread.access.models import Absence, Post, User
from goldenthread.access.rules import (
    ROLES,
    Asker,
    Permission,
    Role,
    check_post,
)


def emails_of(user_ids: Collection[int | None]) -> dict[int, str]:
    """Return where people with an account that is open are written to: the address they sign in
    by. One query; none for nobody."""
    wanted = {each for each in user_ids if each is not None}
    if not wanted:
        return {}
    rows = User.objects.filter(pk__in=wanted, is_active=True)
    return dict(rows.values_list("pk", "email"))


def are_active(user_ids: Collection[int]) -> bool:
    """Say whether every one of some accounts is somebody's, and open."""
    return User.objects.filter(pk__in=user_ids, is_active=True).count() == len(set(user_ids))


@dataclass(frozen=True, slots=True)
class Colleague:
    """A post that does casework beside the asker's own; until when the asker covers for it."""

    post_id: int
    name: str
    covered_until: date | None = None


def staff(by: Asker, *, on: date) -> list[Colleague]:
    """Return the posts that do casework in the asker's bodies on a day, and whom they cover for.

    One query.
    """
    able = [role for role, spec in ROLES.items() if Permission.CASE_CHANGE in spec.permissions]
    mine = [post.id for post in by.posts]
    leave = Absence.objects.filter(
        post_id=OuterRef("pk"), cover_id__in=mine, from_date__lte=on, to_date__gte=on
    )
    rows = (
        Post.objects.filter(
            organisation_id__in=[post.organisation_id for post in by.posts], role__in=able
        )
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), from_date__lte=on)
        .exclude(pk__in=mine)
        .annotate(covered_until=Subquery(leave.values("to_date")[:1]))
        .order_by("user__name")
    )
    return [Colleague(*row) for row in rows.values_list("pk", "user__name", "covered_until")]


def colleagues(by: Asker, *, on: date) -> list[tuple[str, str]]:
    """Return the posts that do casework in the asker's bodies on a day, each with its holder.

    One query. For choosing an owner: the post's number as text, and the person's name.
    """
    return [(str(each.post_id), each.name) for each in staff(by, on=on)]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWorker:
    """A post that does casework, who holds it, and when they are next away."""

    post_id: int
    name: str
    title: str
    away_from: date | None = None  # the leave that runs, or else the next
    away_to: date | None = None
    cover: str = ""  # who has their work meanwhile

    def is_away(self, on: date) -> bool:
        """Say whether they are away on a day."""
        return bool(self.away_from and self.away_to and self.away_from <= on <= self.away_to)


def caseworkers(by: Asker, *, on: date) -> list[CaseWorker]:
    """Return the posts that do casework in the bodies whose work somebody allocates. Two queries.

    :raises NotAllowed: if they allocate nobody's work
    """
    check_post(by, Permission.WORK_ALLOCATE)
    able = [role for role, spec in ROLES.items() if Permission.CASE_CHANGE in spec.permissions]
    bodies = by.bodies_where(Permission.WORK_ALLOCATE)
    rows = (
        Post.objects.filter(organisation_id__in=sorted(bodies), role__in=able, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), ends_at__isnull=True)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    ahead = Absence.objects.filter(post__in=rows, to_date__gte=on).order_by("-from_date")
    ahead = ahead.select_related("cover__user")
    leave = {each.post_id: each for each in ahead}  # the nearest stands last
    return [_caseworker(each, leave.get(each.pk)) for each in rows]


def _caseworker(post: Post, leave: Absence | None) -> CaseWorker:
    return CaseWorker(
        post_id=post.pk,
        name=post.user.name,
        title=ROLES[Role(post.role)].title,
        away_from=leave.from_date if leave else None,
        away_to=leave.to_date if leave else None,
        cover=leave.cover.user.name if leave and leave.cover else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHolder:
    """Who holds a post, for a family to know whom to ask."""

    name: str
    title: str
    organisation: str


def post_holders(post_ids: Collection[int]) -> dict[int, PostHolder]:
    """Return who holds some posts, by the number of the post. One query, or none for none."""
    if not post_ids:
        return {}
    found = Post.objects.filter(pk__in=post_ids).select_related("user", "organisation")
    return {
        post.pk: PostHolder(
            name=post.user.name,
            title=ROLES[Role(post.role)].title,
            organisation=post.organisation.name,
        )
        for post in found
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnershipPost:
    """A post through which somebody works on an area's plans."""

    id: int
    name: str  # who holds it
    role: Role
    organisation_id: int
    organisation: str
    kind: str  # of the organisation

    @property
    def label(self) -> str:
        """The post in words, with who holds it."""
        return f"{self.name}, {ROLES[self.role].title}, {self.organisation}"


def partnership_posts(area_id: int, *, on: date) -> list[PartnershipPost]:
    """Return the posts that work on an area's plans on a day, by body and name. One query."""
    able = [role for role, spec in ROLES.items() if Permission.IMPROVEMENT_VIEW in spec.permissions]
    rows = (
        Post.objects.filter(organisation__areas=area_id, role__in=able, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on), ends_at__isnull=True)
        .select_related("user", "organisation")
        .order_by("organisation__name", "user__name", "pk")
    )
    return [_partnership_post(row) for row in rows]


def posts_named(post_ids: Collection[int]) -> dict[int, PartnershipPost]:
    """Return some posts by their numbers, whoever held them and whenever. One query."""
    rows = Post.objects.filter(pk__in=post_ids).select_related("user", "organisation")
    return {row.pk: _partnership_post(row) for row in rows}


def _partnership_post(row: Post) -> PartnershipPost:
    return PartnershipPost(
        id=row.pk,
        name=row.user.name,
        role=Role(row.role),
        organisation_id=row.organisation_id,
        organisation=row.organisation.name,
        kind=row.organisation.kind,
    )


def away(post_ids: Collection[int], *, on: date) -> frozenset[int]:
    """Return those of some posts whose holders are away on a day. One query."""
    return frozenset(leave_of(post_ids, on=on))


def leave_of(post_ids: Collection[int], *, on: date) -> dict[int, int | None]:
    """Return those of some posts whose holders are away on a day, each with who covers. One query.

    None where nobody covers.
    """
    found = Absence.objects.filter(post_id__in=post_ids, from_date__lte=on, to_date__gte=on)
    return dict(found.values_list("post_id", "cover_id"))


def officers_in(area_id: int, *, on: date) -> int:
    """Return how many EHC officers hold a post that serves an area on a day. One query."""
    held = Post.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on),
        role=Role.EHC_OFFICER,
        organisation__areas=area_id,
        from_date__lte=on,
    )
    return held.count()

"""Who asks, and what the policy must know of them and of a child's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from goldenthread.access.rules.permissions import Permission
from goldenthread.access.rules.roles import ROLES, Role, Scope
from goldenthread.access.rules.ties import FAMILY_TIES, TieKind

P = Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPost:
    """A post somebody holds today."""

    id: int
    role: Role
    organisation_id: int
    organisation: str
    area_ids: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: a signed-in person with their posts and ties, or a named service."""

    user_id: int | None = None
    name: str = ""
    posts: tuple[HeldPost, ...] = ()
    ties: Mapping[int, frozenset[TieKind]] = field(default_factory=dict)
    glass_ends: Mapping[int, datetime] = field(default_factory=dict)  # emergency access, by child
    service: str = ""
    service_areas: frozenset[int] = frozenset()

    @property
    def areas(self) -> frozenset[int]:
        """The areas whose every child is in reach."""
        held = (p.area_ids for p in self.posts if ROLES[p.role].scope is Scope.AREA)
        return self.service_areas.union(*held)

    @property
    def partnership_areas(self) -> frozenset[int]:
        """The areas whose own business, about no child, is in reach: plans, boards, promises."""
        return self.service_areas | self.areas_where(P.IMPROVEMENT_VIEW)

    @property
    def children(self) -> frozenset[int]:
        """The children in reach by a tie of their own."""
        return frozenset(self.ties)

    @property
    def own_children(self) -> frozenset[int]:
        """The children they are family of, or act for with a mandate; or they themselves."""
        return frozenset(child for child, kinds in self.ties.items() if kinds & set(FAMILY_TIES))

    def permissions(self) -> frozenset[Permission]:
        """Everything any of their posts allows somewhere."""
        return frozenset().union(*(ROLES[p.role].permissions for p in self.posts))

    def may(self, permission: Permission, area_id: int | None = None) -> bool:
        """Say whether a post allows this at all, or in one area."""
        return any(
            permission in ROLES[post.role].permissions
            and (area_id is None or area_id in post.area_ids)
            for post in self.posts
        )

    def areas_where(self, permission: Permission) -> frozenset[int]:
        """The areas in which one of their posts allows this."""
        able = (p.area_ids for p in self.posts if permission in ROLES[p.role].permissions)
        return frozenset().union(*able)

    def bodies_where(self, permission: Permission) -> frozenset[int]:
        """The organisations in which one of their posts allows this."""
        able = (p for p in self.posts if permission in ROLES[p.role].permissions)
        return frozenset(post.organisation_id for post in able)


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyStanding:
    """What stands behind a family tie, fact by fact. What nobody has recorded is not so (rule 11).

    A tie alone opens nothing: somebody checked that this adult is this child's, or a young person
    is the child, or a mandate says what may be seen in whose place.
    """

    known: bool = False  # a current link, the child's own account, or a current mandate
    restricted: bool = False  # somebody decided that they see no progress
    plan: bool = False
    location: bool = False
    speaks: bool = False
    own: bool = False  # the child or young person themself
    until: date | None = None  # sees what happened up to this day, and nothing after (rule 25)
    adult_id: int | None = None  # as the area knows them
    sections: frozenset[str] = frozenset()  # of the plan; empty: all of it

    def opens(self, permission: Permission) -> bool:
        """Say whether this standing allows one of the things that family ties may."""
        if not self.known:
            return False
        if permission is P.FAMILY_VIEW:
            return True
        if self.restricted or self.until is not None:
            return permission is P.FAMILY_PLAN_READ and self.plan and not self.restricted
        return self.plan if permission is P.FAMILY_PLAN_READ else self.speaks


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildState:
    """What the policy must know of a child's record."""

    id: int
    area_id: int
    location_restricted: bool = False
    location_holders: frozenset[int] = frozenset()  # user ids
    sealed: bool = False
    seal_holders: frozenset[int] = frozenset()  # user ids
    family: FamilyStanding = FamilyStanding()  # the asker's own, where a family tie is used

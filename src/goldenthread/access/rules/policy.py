"""The one function that decides: who may see or do what with one child's record."""

from __future__ import annotations

from enum import StrEnum

from goldenthread.access.rules.askers import Asker, ChildState, FamilyStanding, HeldPost
from goldenthread.access.rules.permissions import Permission
from goldenthread.access.rules.roles import FAMILY_FIELDS, ROLES, Scope
from goldenthread.access.rules.ties import FAMILY_TIES, OPENING_TIES, READ_ONLY, TieKind
from goldenthread.audit.rules import FieldClass

P = Permission


class Verdict(StrEnum):
    """The answer: allowed; refused to somebody tied; nothing known to a stranger."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"


class NotAllowed(Exception):
    """Tied to the child, or holding a post, but not permitted this: page 403."""


class NotFound(Exception):
    """No such child, or no relation to them: page 404, the same for both."""


def relations(asker: Asker, child: ChildState) -> tuple[tuple[HeldPost, TieKind | None], ...]:
    """The posts through which somebody is related to a child, and the tie used, if any."""
    ties = asker.ties.get(child.id, frozenset())
    found: list[tuple[HeldPost, TieKind | None]] = []
    for post in asker.posts:
        scope = ROLES[post.role].scope
        if scope is Scope.AREA and child.area_id in post.area_ids:
            found.append((post, None))
        elif scope is Scope.TIED:
            found += [(post, tie) for tie in sorted(ties & OPENING_TIES)]
        if TieKind.BROKEN_GLASS in ties and P.GLASS_BREAK in ROLES[post.role].permissions:
            found.append((post, TieKind.BROKEN_GLASS))
    return tuple(found)


def decide(asker: Asker, permission: Permission, child: ChildState) -> Verdict:
    """Decide whether somebody may do something with one child's record."""
    if child.sealed and asker.user_id not in child.seal_holders:
        return Verdict.NOT_FOUND
    if asker.service:
        return Verdict.ALLOWED if child.area_id in asker.service_areas else Verdict.NOT_FOUND
    related = relations(asker, child)
    for post, tie in related:
        allowed = ROLES[post.role].permissions
        if permission in (READ_ONLY if tie is TieKind.BROKEN_GLASS else allowed):
            return Verdict.ALLOWED
    if permission in _family_does(asker, child) and child.family.opens(permission):
        return Verdict.ALLOWED
    tied = bool(related) or bool(asker.ties.get(child.id))
    return Verdict.FORBIDDEN if tied else Verdict.NOT_FOUND


def _family_does(asker: Asker, child: ChildState) -> frozenset[Permission]:
    """What the family ties of this asker could allow with this child."""
    ties = asker.ties.get(child.id, frozenset())
    return frozenset().union(*(FAMILY_TIES.get(tie, frozenset()) for tie in ties))


def _family_classes(standing: FamilyStanding) -> frozenset[FieldClass]:
    """The classes of field that a family standing opens (rules 11, 16, 27)."""
    if not standing.known or standing.restricted:
        return frozenset()
    reach = FAMILY_FIELDS
    if standing.location or standing.own:
        reach |= {FieldClass.LOCATION}
    if standing.own:
        reach |= {FieldClass.CHILD_PRIVATE}
    return reach


def classes_in_reach(asker: Asker, child: ChildState) -> frozenset[FieldClass]:
    """The classes of field somebody may see of one child (rules 3, 16, 17)."""
    if asker.service:
        return frozenset(FieldClass)
    reach: frozenset[FieldClass] = frozenset().union(
        *(ROLES[post.role].field_classes for post, _ in relations(asker, child))
    )
    if _family_does(asker, child):
        reach |= _family_classes(child.family)
    if child.location_restricted and asker.user_id not in child.location_holders:
        reach -= {FieldClass.LOCATION}
    return reach


def check(asker: Asker, permission: Permission, child: ChildState) -> None:
    """Refuse unless the policy allows it.

    :raises NotAllowed: if tied but not permitted
    :raises NotFound: if a stranger
    """
    verdict = decide(asker, permission, child)
    if verdict is Verdict.FORBIDDEN:
        raise NotAllowed("You do not have permission to do this for this child.")
    if verdict is Verdict.NOT_FOUND:
        raise NotFound("No such record.")


def check_post(asker: Asker, permission: Permission, area_id: int | None = None) -> None:
    """Refuse unless a post allows it, for pages that are about no single child.

    :raises NotAllowed: if no post does
    """
    if not asker.may(permission, area_id):
        raise NotAllowed("None of your posts allows this.")

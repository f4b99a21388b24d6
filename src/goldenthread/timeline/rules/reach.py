"""How far somebody sees in lists: whole areas by post, single children by tie."""

from __future__ import annotations

from typing import NamedTuple

from goldenthread.access.rules import OPENING_TIES, ROLES, Asker, Permission, Scope


class Reach(NamedTuple):
    """The areas somebody sees whole, and the children seen by a tie of their own."""

    areas: frozenset[int]
    children: frozenset[int]


def reach(by: Asker, permission: Permission) -> Reach:
    """Return whose rows somebody may see in a list that needs a permission.

    A post that reaches areas counts only where it carries the permission; a tie counts only when
    a post that reaches by tie does, and only a tie that opens the live record (trust rule 8).
    """
    able = [post for post in by.posts if permission in ROLES[post.role].permissions]
    whole = (post.area_ids for post in able if ROLES[post.role].scope is Scope.AREA)
    by_tie = any(ROLES[post.role].scope is Scope.TIED for post in able)
    tied = (child for child, kinds in by.ties.items() if kinds & OPENING_TIES)
    return Reach(by.service_areas.union(*whole), frozenset(tied if by_tie else ()))

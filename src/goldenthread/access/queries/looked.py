"""Who looked (rule 36)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from goldenthread.access.models import Post, User
from goldenthread.access.rules import (
    ROLES,
    Asker,
    ChildState,
    Permission,
    Role,
    check,
)
from goldenthread.audit import queries as audit_queries


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

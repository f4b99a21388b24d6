"""The classes of field, and what an audit row may say. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldClass(StrEnum):
    """Who a field is for. Every model field has one; a field without one fails the build."""

    OPEN_TO_FAMILY = "open-to-family"
    PROFESSIONAL = "professional"
    LOCATION = "location"
    THIRD_PARTY = "third-party"
    CHILD_PRIVATE = "child-private"
    RESTRICTED = "restricted"
    STAFF_ONLY = "staff-only"
    # Not about a child at all: bodies, posts, codes, bookkeeping.
    NOT_PERSONAL = "not-personal"


class Action(StrEnum):
    """What somebody did with a child's record."""

    READ = "read"
    WRITE = "write"
    SEARCH = "search"
    LIST = "list"
    EXPORT = "export"
    REFUSED = "refused"


class Outcome(StrEnum):
    """How it ended for the person who asked."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"  # tied to the child, but not permitted this
    NOT_FOUND = "not-found"  # no tie, or no such child: the answer is the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One thing to be written in the audit trail: who is added when it is written."""

    action: Action
    child_id: int | None = None
    area_id: int | None = None
    classes: tuple[FieldClass, ...] = ()
    purpose: str = ""
    outcome: Outcome = Outcome.ALLOWED
    count: int = 1  # children in a list or search answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """The person or named service behind a row; never a shared account."""

    user_id: int | None = None
    post_id: int | None = None
    organisation_id: int | None = None
    service: str = ""
    route: str = ""
    request_id: str = ""

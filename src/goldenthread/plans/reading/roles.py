"""What a column or a label of a plan's table is about."""

from __future__ import annotations

import re
from functools import lru_cache

from goldenthread.plans.reading.patterns import patterns

_COMPILED = tuple(
    (str(entry["role"]), re.compile(rf"^\W*(?:{entry['fits']})\W*$", re.IGNORECASE))
    for entry in patterns("roles")["roles"]
)
_LETTERED = re.compile(
    r"^\W*(?:section|part)?\s*\(?(?:[A-K]|H[12])\)?\s*[:.\-–—]+\s*", re.IGNORECASE
)
_BRACKETED = re.compile(r"\s*\((?:section|part)?\s*(?:[A-K]|H[12])\)\s*$", re.IGNORECASE)

EVIDENCE_ROLES = frozenset({"author", "role", "body", "date", "title", "attached"})
OUTCOME_ROLES = frozenset({"baseline", "measure", "by_when", "monitored", "adulthood", "steps"})
NEED_ROLES = frozenset({"effect", "strengths"})
PROVISION_ROLES = frozenset(
    [
        "who",
        "expertise",
        "direct_time",
        "indirect_time",
        "how_often",
        "how_long",
        "group_size",
        "where",
        "starts",
        "review",
        "funded_by",
    ]
)


@lru_cache(maxsize=2000)
def role_of(label: str) -> str | None:
    """The role of a heading cell or label; None when the words are content."""
    words = _BRACKETED.sub("", _LETTERED.sub("", " ".join(label.split())))
    if not words or len(words) > 90 or len(words.split()) > 12:
        return None
    return next((role for role, finder in _COMPILED if finder.match(words)), None)


_LABEL = re.compile(r"^\s*([A-Z][^:\n]{1,60}?)\s*:\s*")


def label_of(text: str) -> tuple[str, int] | None:
    """'How often: twice a week' gives its role and where the words begin."""
    found = _LABEL.match(text)
    if not found:
        return None
    role = role_of(found.group(1))
    return (role, found.end()) if role else None


def kind_of_role(role: str) -> str | None:
    """The kind of row that a column describes, when it can only be one."""
    if role in PROVISION_ROLES:
        return "provision"
    if role in OUTCOME_ROLES:
        return "outcome"
    return "need" if role in NEED_ROLES else None


def belongs(role: str, kind: str) -> bool:
    """Whether a labelled field describes a row of a kind."""
    return role == "links" or kind_of_role(role) == kind

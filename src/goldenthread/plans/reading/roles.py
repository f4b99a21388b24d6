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


_JOINTS = re.compile(r"\s*(?:\band\b|\bor\b|/|&|,|\+|;|\(|\)|\?|–|—)\s*", re.IGNORECASE)
_LEAD = re.compile(r"^(?:the|their|its|any|what|which|is|are)\s+", re.IGNORECASE)
HEAD_WORDS = 9  # words; a column's heading is no longer
_TELLING = tuple(
    (role, re.compile(rf"\b(?:{fits})", re.IGNORECASE))
    for role, fits in patterns("roles")["telling"].items()
)


def head_role(label: str) -> str | None:
    """The role of a column's heading, which may name two things: 'Who, and their training'.

    Looser than `role_of`, so only for a row that other cells have shown to be a row of headings.
    """
    if role := role_of(label):
        return role
    if len(label.split()) > HEAD_WORDS or label.rstrip().endswith("."):
        return None
    if role := _joined_role(label):
        return role
    return next((role for role, finder in _TELLING if finder.search(label)), None)


def _joined_role(label: str) -> str | None:
    """The role of the first part of 'Frequency and duration' that tells one."""
    parts = _JOINTS.split(label)
    roles = [role_of(_LEAD.sub("", part)) for part in parts] if len(parts) > 1 else []
    return (
        next((role for role in roles if role), None) if len(label.split()) <= HEAD_WORDS else None
    )


_OFTEN = re.compile(
    r"\b(?:daily|weekly|fortnightly|monthly|termly|yearly|annually|once|twice|"
    r"(?:each|every|per|a|an) (?:\w+ ){0,2}?(?:day|week|fortnight|month|term|year|lesson|session|"
    r"morning|afternoon)s?|(?:\d+|\w+) (?:times|visits|sessions|days))\b|/ ?(?:week|day)|\bx ?\d",
    re.IGNORECASE,
)
_LONG = re.compile(r"\b(?:\d+|\w+)[ -]?(?:minutes?|mins?|hours?|hrs?)\b|\bfor \w+ \w+s\b", re.I)
_MANY = re.compile(
    r"\d ?: ?\d|\b\d+ (?:child|adult|pupil|young|student)|\bone[- ]to[- ]one\b", re.I
)
_WHO = re.compile(
    r"\b(?:teach\w+|assistant|TA|SENCO|therapist|psychologist|nurse|tutor|worker|trained)\b", re.I
)


# "The therapist also gives 6 hours a year for training staff": no time with the child.
_ASIDE = re.compile(
    r"[^.;,]*\b\w+ (?:hours?|days?) (?:a|per|each) (?:year|term)\b[^.;]*"
    r"\b(?:training|reports?|planning|liaison|reviews?)\b[^.;]*",
    re.IGNORECASE,
)


def told_role(role: str, label: str, text: str) -> str:
    """Under a heading that names how often and how long, file the words by what they say."""
    both = {"how_often", "how_long"}
    if role in both and both <= {found for found, finder in _TELLING if finder.search(label)}:
        return "how_often" if _OFTEN.search(_ASIDE.sub("", text)) else "how_long"
    return role


def role_of_words(text: str) -> str | None:
    """What words under a heading that tells nothing say of a line of provision, if anything."""
    by = (("how_often", _OFTEN), ("how_long", _LONG), ("group_size", _MANY), ("who", _WHO))
    return next((role for role, finder in by if finder.search(text)), None)


_LABEL = re.compile(r"^\s*([A-Z][^:\n]{1,60}?)\s*:\s*")


def label_of(text: str) -> tuple[str, int] | None:
    """'How often: twice a week' gives its role and where the words begin."""
    found = _LABEL.match(text)
    if not found:
        return None
    label = found.group(1)
    role = role_of(label) or _joined_role(label)
    return (told_role(role, label, text[found.end() :]), found.end()) if role else None


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

"""What a check answers with: what it found and how much that weighs, or why it could not look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs, as in the catalogue."""

    BLOCKS = "B"  # a legal minimum is missing, or somebody could be harmed
    ALARM = "B (alarm)"  # as grave, but holding the plan back would make it worse
    MAJOR = "M"  # likely unlawful or unusable: a manager's recorded reason
    MINOR = "m"  # quality
    NOTE = "i"  # for information


class CannotCheck(Exception):
    """The facts a check needs are not there; the message says which, for the reader."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check found. Empty words mean: the words of the check itself."""

    section: str
    quote: str = ""
    why: str = ""
    fix: str = ""
    severity: Severity | None = None

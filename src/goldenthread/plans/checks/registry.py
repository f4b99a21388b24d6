"""What a check is, what it says, and the list that every check joins."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from goldenthread.plans.checks.hits import Hit, Severity
from goldenthread.plans.checks.look import Look


class Accepts(StrEnum):
    """Who may let a plan go on in spite of a finding."""

    NOBODY = "nobody"
    NAMED_MANAGER = "a named manager, whose reason is shown to the family and counted"
    MANAGER = "a manager, with a recorded reason"
    WRITER = "the writer"
    NEVER_BLOCKS = "never blocks: it calls for action"


YIELDS_TO_NAMED_MANAGER = frozenset({"L18", "L48", "L70", "L91", "L92"})
NEVER_YIELDS = frozenset({"L01", "L02", "L03", "L06"})  # identity and privacy


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at. `quote` stands in the plan letter for letter, or is empty."""

    check: str
    severity: str
    section: str
    quote: str
    why: str
    fix: str


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A check that could not be made, and what was missing."""

    check: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks say about one plan, worst first in the order of the catalogue."""

    findings: tuple[Finding, ...]
    not_checked: tuple[NotChecked, ...]


Looker = Callable[[Look], Iterable[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule of the catalogue. `stage` is D draft, F final, R review, * all."""

    id: str
    name: str
    severity: Severity
    stage: str
    source: str
    sentence: str
    fix: str
    look: Looker = field(repr=False)
    version: int = 1
    in_force_from: date = date(2014, 9, 1)
    in_force_to: date | None = None
    needs: str = "plan"

    @property
    def accepted_by(self) -> Accepts:
        """Who may accept a finding of this check, by the standing rules of the desk."""
        if self.id in NEVER_YIELDS:
            return Accepts.NOBODY
        if self.id in YIELDS_TO_NAMED_MANAGER or self.id == "L90":
            return Accepts.NAMED_MANAGER
        return {
            Severity.BLOCKS: Accepts.NOBODY,
            Severity.ALARM: Accepts.NEVER_BLOCKS,
            Severity.MAJOR: Accepts.MANAGER,
            Severity.MINOR: Accepts.WRITER,
            Severity.NOTE: Accepts.WRITER,
        }[self.severity]

    def applies_on(self, day: date) -> bool:
        """Whether this version of the rule is in force on a day."""
        return self.in_force_from <= day and (self.in_force_to is None or day <= self.in_force_to)


_joined: dict[str, Check] = {}


def check(
    check_id: str,
    name: str,
    severity: Severity,
    *,
    source: str,
    sentence: str,
    fix: str,
    stage: str = "*",
    needs: str = "plan",
    version: int = 1,
) -> Callable[[Looker], Looker]:
    """Add a function to the catalogue under its id."""

    def join(look: Looker) -> Looker:
        if check_id in _joined:
            raise ValueError(f"Two checks claim the id {check_id}.")
        _joined[check_id] = Check(
            id=check_id,
            name=name,
            severity=severity,
            stage=stage,
            source=source,
            sentence=sentence,
            fix=fix,
            look=look,
            needs=needs,
            version=version,
        )
        return look

    return join


def joined() -> dict[str, Check]:
    """Every check that has joined, by id, in the order of its number."""
    return dict(sorted(_joined.items(), key=lambda item: int(item[0][1:])))

"""What a board looks at on a day: one row a finding, and each partner's open promises side by side.

Plain values, from which the page, the pack and the public report are all drawn. Done and felt are
two lists in a row, and nothing here ever makes one of them (S132).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.strategy.rules.effect import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One action as it stood on the day."""

    id: int
    title: str
    state: str  # not started, under way, done, stopped
    owner: str
    body: str
    planned_start: date
    planned_end: date
    started: date | None = None
    done: date | None = None
    stopped: date | None = None
    requirements: tuple[int, ...] = ()
    cost_pence: int = 0

    def days_late(self, on: date) -> int:
        """Return how many days the action is past its planned start or end; 0 when it is not."""
        if self.state == "not started":
            return max(0, (on - self.planned_start).days)
        return max(0, (on - self.planned_end).days) if self.state == "under way" else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effected:
    """What can be said of one expected effect."""

    action_id: int
    action: str
    measure: str  # its key
    title: str
    verdict: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """An open promise: a step of an action, or an answer owed."""

    what: str
    owner: str
    body: str
    due: date
    first_due: date | None = None
    days_late: int = 0
    action_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """One finding: what was said, what was done, what changed, what is felt, what is owed."""

    id: int
    kind_key: str  # as it is kept
    kind: str  # in words
    number: int
    said: str
    requirements: tuple[str, ...]
    bodies: tuple[str, ...]
    acts: tuple[Act, ...] = ()
    changed: tuple[Effected, ...] = ()
    felt: tuple[Effected, ...] = ()
    owed: tuple[Promised, ...] = ()

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The requirements that no action answers yet."""
        answered = {at for act in self.acts if act.state != "stopped" for at in act.requirements}
        return tuple(text for at, text in enumerate(self.requirements) if at not in answered)

    @property
    def done_words(self) -> str:
        """Say how far the actions are, in words that claim no effect."""
        if not self.acts:
            return "No action yet."
        counts = Counter(act.state for act in self.acts)
        words = ("done", "under way", "not started", "stopped")
        return ", ".join(f"{counts[word]} {word}" for word in words if counts[word])


@dataclass(frozen=True, slots=True)
class Balance:
    """One partner's open promises, and how many of them are late (S113)."""

    body: str
    open: int
    late: int
    next: Promised


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything a board looks at for one area on one day."""

    area: str
    day: date
    findings: tuple[FindingRow, ...]
    promises: tuple[Promised, ...]

    @property
    def balance(self) -> tuple[Balance, ...]:
        """Each partner's open promises side by side, the most late first."""
        return balance(self.promises)

    @property
    def late_acts(self) -> tuple[Act, ...]:
        """The actions past their day, the latest first."""
        found = [act for row in self.findings for act in row.acts if act.days_late(self.day)]
        return tuple(sorted(found, key=lambda act: -act.days_late(self.day)))

    @property
    def effects(self) -> tuple[Effected, ...]:
        """What can be said of every effect promised."""
        return tuple(each for row in self.findings for each in row.changed)

    @property
    def not_worked(self) -> tuple[Effected, ...]:
        """The effects of which nothing was seen, or the opposite."""
        silent = (Verdict.NO_EFFECT, Verdict.WORSE)
        return tuple(
            each
            for row in self.findings
            for each in (*row.changed, *row.felt)
            if each.verdict in silent
        )

    def counted(self) -> dict[str, int]:
        """Return how many effects stand at each verdict, every verdict named."""
        counts = Counter(each.verdict for each in self.effects)
        return {str(verdict): counts[verdict] for verdict in Verdict}


def balance(promises: Iterable[Promised]) -> tuple[Balance, ...]:
    """Gather open promises by body."""
    by_body: dict[str, list[Promised]] = {}
    for promise in promises:
        by_body.setdefault(promise.body, []).append(promise)
    found = [
        Balance(
            body,
            len(own),
            sum(promise.days_late > 0 for promise in own),
            min(own, key=lambda promise: promise.due),
        )
        for body, own in by_body.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.late, -each.open, each.body)))


def late_words(days: int) -> str:
    """Say how late something is; nothing when it is not."""
    return f"{days} day{'s' if days != 1 else ''} late" if days else ""


def next_owed(promises: Sequence[Promised]) -> Promised | None:
    """Return the promise that is due first."""
    return min(promises, key=lambda promise: promise.due, default=None)

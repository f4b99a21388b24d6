"""The report of a feed's rows: what became of each, and why. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from goldenthread.directory.rules.feed import Read


class Outcome(StrEnum):
    """What became of one service of a feed."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    CLOSED = "closed"  # not in the feed any more
    CAN_BE_TAKEN = "can be taken"  # checked, and not kept


@dataclass(frozen=True, slots=True)
class RowReport:
    """One service of a feed, what became of it, and each reason."""

    path: str
    id: str
    name: str
    outcome: Outcome
    notes: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return the row as plain values, to be kept or printed."""
        return {
            "path": self.path,
            "id": self.id,
            "name": self.name,
            "outcome": self.outcome.value,
            "notes": list(self.notes),
        }


def read_only(each: Read) -> RowReport:
    """Report one row of a feed that was only checked: it can be taken, or why not."""
    faults = each.faults if each.row is None else each.changed
    outcome = Outcome.REFUSED if each.row is None else Outcome.CAN_BE_TAKEN
    notes = tuple(f"{fault.path} {fault.message}" for fault in faults)
    return RowReport(each.path, each.id, each.name, outcome, notes)

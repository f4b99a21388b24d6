"""What can be wrong with a return: a fault in a row, or a file that cannot be read at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """An error refuses the file; a query asks for a note."""

    ERROR = "error"
    QUERY = "query"


class UnreadableReturn(Exception):
    """The file cannot be read as a SEN2 return. The message is a sentence that names the place."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in one place. `person` is the position in the file, never an identifier."""

    rule: str
    severity: Severity
    module: str
    row: int  # line of the XML file, or row of the table, where the record starts
    field: str | None
    value: str | None
    message: str
    person: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Give the fault under the keys the dry run prints."""
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "person": self.person,
            "module": self.module,
            "row": self.row,
            "field": self.field,
            "value": self.value,
            "message": self.message,
        }

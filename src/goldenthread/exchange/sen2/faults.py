"""What can be wrong with a return: a fault in a row, or a file that cannot be read at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """An error refuses the file; a query asks for a note."""

    ERROR = "error"
    QUERY = "query"


# What reading itself can find, whatever the rules say. Numbers are ours, as those of the rules.
READING_RULES: Mapping[str, str] = {
    "100": "reference date missing or not the survey day",
    "S2-90": "a date that is not a real day written year-month-day",
    "S2-91": "an element, column, table or text that we do not know; it is not used",
    "S2-92": "the header's LEA is not a local authority of that year",
    "S2-93": "an item or module given more often than it may be",
    "S2-94": "an item that is not part of that year's return; it is not used",
    "S2-95": "a module in the wrong place, or a row whose parent row is not there",
    "S2-96": "two rows of a table with one id, or a row with none that needs one",
    "S2-97": "a return that holds no person",
    "S2-98": "a spreadsheet cell that holds a formula or an error",
    "S2-99": "a row with more cells than there are headings",
}


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

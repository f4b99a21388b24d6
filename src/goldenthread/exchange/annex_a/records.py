"""What one row of a list says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

ERROR = "error"  # the file is not clean until this is mended
QUERY = "query"  # may be right: look, and mend or explain


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One child or young person as a list gives them. Codes are those of `columns`.

    None where the cell was empty or could not be read. `absence` is a percentage of half-days;
    `suspensions` and `exclusions` count the six months before the request.
    """

    list_name: str
    unique_id: str | None = None
    upn: str | None = None
    uln: str | None = None
    born: date | None = None
    gender: str | None = None
    ethnicity: str | None = None
    first_issued: date | None = None
    updated: date | None = None
    reviewed: date | None = None
    need: str | None = None
    urn: str | None = None
    phase: str | None = None
    second_phase: str | None = None
    home_educated: bool | None = None
    suspensions: int | None = None
    exclusions: int | None = None
    absence: float | None = None
    pupil_premium: bool | None = None
    social_care: bool | None = None
    social_care_team: str | None = None
    disabled: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record with where it stood and the words it was read from."""

    number: int  # of the spreadsheet; the headings are row 1
    record: Record
    given: Mapping[str, str]  # column key -> text of each cell that was not empty

    def has(self, key: str) -> bool:
        """Say whether anything was written in a cell, readable or not."""
        return key in self.given


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing wrong with one cell (or row, or list) of the file."""

    list_name: str
    row: int
    rule: str
    field: str
    value: str
    severity: str
    message: str

    def as_json(self) -> dict[str, str | int]:
        return {
            "rule": self.rule,
            "severity": self.severity,
            "list": self.list_name,
            "row": self.row,
            "field": self.field,
            "value": self.value,
            "message": self.message,
        }

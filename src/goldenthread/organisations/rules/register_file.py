"""Reading the register from the CSV files that Get Information About Schools publishes.

Columns are found by the register's own headings, in any order. What cannot be taken from a row
is reported with its row, field and value.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from goldenthread.organisations.rules.register import (
    Link,
    Register,
    RegisterFault,
    RegisterUnreadable,
    Setting,
)
from goldenthread.organisations.rules.types import establishment_type, placement_group

Source = Path | str | bytes | BinaryIO

MAX_BYTES = 400_000_000
NEEDED = ("URN", "EstablishmentName", "TypeOfEstablishment (code)")
# What cannot be answered when an expected column is not in the file.
EXPECTED = {
    "UKPRN": "settings named only by UKPRN will not be found",
    "LA (code)": "the local authority of a setting will not be known",
    "EstablishmentStatus (code)": "only closing dates will show that a setting has closed",
    "OpenDate": "settings will be taken to have been open always",
    "CloseDate": "the day a setting closed will not be known",
}
_SEN_TYPES = tuple(f"SEN{number} (name)" for number in range(1, 14))
_DAY_FIRST = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")


def read_register(source: Source, *, max_bytes: int = MAX_BYTES) -> Register:
    """Read a register of settings from its CSV file, UTF-8 or Windows-1252.

    :raises RegisterUnreadable: if it is not a CSV file, is too large, or lacks a needed column
    """
    table = _Table(source, NEEDED, max_bytes)
    faults = [
        RegisterFault(
            row=1,
            field=name,
            value="",
            rule="GR-02",
            message=f"There is no column '{name}': {loss}.",
            severity="query",
        )
        for name, loss in EXPECTED.items()
        if name not in table.headings
    ]
    reader = _SettingReader(table.headings, faults)
    settings = [s for row, cells in table if (s := reader.read(row, cells)) is not None]
    if not settings and not any(f.severity == "error" for f in faults):
        raise RegisterUnreadable("The register has headings but no settings below them.")
    return Register(tuple(settings), tuple(faults))


def read_links(source: Source, *, max_bytes: int = MAX_BYTES) -> tuple[Link, ...]:
    """Read the register's file of predecessors and successors; each pair comes out once.

    :raises RegisterUnreadable: if it is not that file, or a row of it has no two URNs
    """
    table = _Table(source, ("URN", "LinkURN", "LinkType"), max_bytes)
    found: dict[tuple[str, str], Link] = {}
    for row, cells in table:
        link = _link(
            row, {name: text.strip() for name, text in zip(table.headings, cells, strict=False)}
        )
        if link is not None:
            known = found.setdefault((link.predecessor, link.successor), link)
            if known.on is None:
                found[link.predecessor, link.successor] = link
    return tuple(found.values())


def _link(row: int, cells: dict[str, str]) -> Link | None:
    urn, other = cells.get("URN", ""), cells.get("LinkURN", "")
    on, readable = _day(cells.get("LinkEstablishedDate", ""))
    if not (_is_urn(urn) and _is_urn(other) and readable):
        raise RegisterUnreadable(
            f"Row {row} of the links file needs two six-digit URNs and a day-month-year date."
        )
    kind = cells.get("LinkType", "")
    if kind.casefold().startswith("successor"):
        return Link(predecessor=urn, successor=other, kind=kind, on=on)
    if kind.casefold().startswith("predecessor"):
        return Link(predecessor=other, successor=urn, kind=kind, on=on)
    return None  # other kinds do not say who followed whom


class _Table:
    """The rows of a CSV file, each as long as its headings."""

    def __init__(self, source: Source, needed: Sequence[str], max_bytes: int) -> None:
        raw = _bytes_of(source, max_bytes)
        if raw[:2] == b"PK":
            raise RegisterUnreadable("This is a zip or Excel file. Unpack it, or save it as CSV.")
        self._lines = csv.reader(io.StringIO(_text_of(raw), newline=""))
        names = [name.strip() for name in next(self._guarded(), [])]
        self.headings = {name: place for place, name in enumerate(names)}
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise RegisterUnreadable(f"The first row has the column '{twice[0]}' more than once.")
        missing = [name for name in needed if name not in self.headings]
        if missing:
            listed = ", ".join(f"'{name}'" for name in missing)
            raise RegisterUnreadable(f"The first row has no column {listed}.")

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        for row, cells in enumerate(self._guarded(), start=2):
            if any(cells):
                yield row, cells

    def _guarded(self) -> Iterator[list[str]]:
        try:
            yield from self._lines
        except csv.Error as problem:
            line = self._lines.line_num
            raise RegisterUnreadable(f"Line {line} is not CSV: {problem}.") from None


def _bytes_of(source: Source, max_bytes: int) -> bytes:
    if isinstance(source, bytes):
        raw = source
    elif isinstance(source, (str, Path)):
        with Path(source).open("rb") as file:
            raw = file.read(max_bytes + 1)
    else:
        raw = source.read(max_bytes + 1)
    if len(raw) > max_bytes:
        raise RegisterUnreadable(f"The file is larger than {max_bytes // 1_000_000} MB.")
    return raw


def _text_of(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError as problem:
            line = raw.count(b"\n", 0, problem.start) + 1
    raise RegisterUnreadable(f"Line {line} is neither UTF-8 nor Windows-1252 text.")


@dataclass(slots=True)
class _SettingReader:
    """Makes a Setting of each row, and says what it could not take."""

    headings: dict[str, int]
    faults: list[RegisterFault]
    _first_seen: dict[str, int] = field(default_factory=dict)
    _row: int = 0
    _cells: list[str] = field(default_factory=list)

    def read(self, row: int, cells: list[str]) -> Setting | None:
        self._row, self._cells = row, cells
        urn = self._usable_urn()
        if urn is None:
            return None
        self._check_number("UKPRN", r"1\d{7}", "GR-09", "A UKPRN is eight digits starting with 1.")
        self._check_number("LA (code)", r"\d{1,3}", "GR-10", "An authority number is three digits.")
        opened, closed = self._opened_and_closed()
        type_code = self._type_code()
        la_code = self._text("LA (code)")
        return Setting(
            urn=urn,
            ukprn=self._text("UKPRN"),
            name=self._text("EstablishmentName") or "",
            la_code=la_code.zfill(3) if la_code else None,
            establishment_number=self._text("EstablishmentNumber"),
            type_code=type_code,
            placement_group=placement_group(type_code),
            status_code=self._text("EstablishmentStatus (code)"),
            opened=opened,
            closed=closed,
            phase=self._text("PhaseOfEducation (name)"),
            low_age=self._number("StatutoryLowAge"),
            high_age=self._number("StatutoryHighAge"),
            sen_types=self._sen_types(),
            unit_on_roll=self._number("SenUnitOnRoll"),
            unit_capacity=self._number("SenUnitCapacity"),
            resourced_on_roll=self._number("ResourcedProvisionOnRoll"),
            resourced_capacity=self._number("ResourcedProvisionCapacity"),
            capacity=self._number("SchoolCapacity"),
            postcode=self._text("Postcode"),
            town=self._text("Town"),
            section_41=(self._text("Section41Approved (name)") or "").casefold() == "approved",
        )

    def _usable_urn(self) -> str | None:
        if len(self._cells) != len(self.headings):
            message = "The row has more or fewer values than there are headings. Row left out."
            self._fault("URN", "GR-01", message, "error")
            return None
        urn = self._text("URN")
        if not urn or not _is_urn(urn):
            self._fault("URN", "GR-03", "A URN is a number of six digits. Row left out.", "error")
            return None
        first = self._first_seen.setdefault(urn, self._row)
        if first != self._row:
            message = f"The same URN stands in row {first}. Row left out."
            self._fault("URN", "GR-04", message, "error")
        return urn if first == self._row else None

    def _type_code(self) -> str:
        name = "TypeOfEstablishment (code)"
        code = (self._text(name) or "").lstrip("0")
        if establishment_type(code) is None:
            message = "This type of establishment is not in the type table; counted as 'other'."
            self._fault(name, "GR-05", message)
        return code

    def _opened_and_closed(self) -> tuple[date | None, date | None]:
        opened, closed = self._day("OpenDate"), self._day("CloseDate")
        if opened and closed and closed < opened:
            self._fault("CloseDate", "GR-08", "It closed before it opened. Neither date used.")
            return None, None
        return opened, closed

    def _check_number(self, name: str, pattern: str, rule: str, message: str) -> None:
        text = self._text(name)
        if text is not None and not re.fullmatch(pattern, text, re.ASCII):
            self._fault(name, rule, f"{message} Not used.")
            self._cells[self.headings[name]] = ""

    def _text(self, name: str) -> str | None:
        place = self.headings.get(name)
        if place is None or place >= len(self._cells):
            return None
        return self._cells[place].strip() or None

    def _day(self, name: str) -> date | None:
        day, readable = _day(self._text(name) or "")
        if not readable:
            self._fault(name, "GR-06", "This is not a date written day-month-year. Not used.")
        return day

    def _number(self, name: str) -> int | None:
        text = self._text(name)
        if text is None:
            return None
        if text.isascii() and text.isdigit() and len(text) < 7:
            return int(text)
        self._fault(name, "GR-07", "This is not a whole number. Not used.")
        return None

    def _sen_types(self) -> tuple[str, ...]:
        texts = (self._text(name) for name in _SEN_TYPES)
        return tuple(
            text.partition(" - ")[0].strip().upper()
            for text in texts
            if text and text.casefold() not in ("not applicable", "none")
        )

    def _fault(self, name: str, rule: str, message: str, severity: str = "query") -> None:
        self.faults.append(
            RegisterFault(
                row=self._row,
                field=name,
                value=self._text(name) or "",
                rule=rule,
                message=message,
                severity=severity,
            )
        )


def _is_urn(text: str) -> bool:
    return len(text) == 6 and text.isascii() and text.isdigit()


@lru_cache(maxsize=65536)
def _day(text: str) -> tuple[date | None, bool]:
    """Return a day-first date and whether the text could be read; blank is readable."""
    if not text:
        return None, True
    match = _DAY_FIRST.fullmatch(text)
    try:
        return (date(int(match[3]), int(match[2]), int(match[1])), True) if match else (None, False)
    except ValueError:
        return None, False

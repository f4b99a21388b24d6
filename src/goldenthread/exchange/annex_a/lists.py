"""Reading both lists of a workbook: sheets, headings, rows, and everything wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from goldenthread.exchange.annex_a.cells import take, text_of
from goldenthread.exchange.annex_a.checks import check_lists
from goldenthread.exchange.annex_a.columns import (
    LIST_1,
    LIST_2,
    LISTS,
    Column,
    columns_of,
    loosely,
)
from goldenthread.exchange.annex_a.records import ERROR, QUERY, Fault, Record, Row
from goldenthread.exchange.annex_a.workbook import Source, WorkbookRefused, opened, rows_of
from goldenthread.organisations.rules import Register

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """Both lists of one workbook, as on the day of the request, and the faults found in them."""

    as_of: date
    list_1: tuple[Row, ...]
    list_2: tuple[Row, ...]
    faults: tuple[Fault, ...]

    @property
    def records(self) -> tuple[Record, ...]:
        return tuple(row.record for row in (*self.list_1, *self.list_2))

    @property
    def is_clean(self) -> bool:
        """Say whether nothing is wrong but queries."""
        return not any(fault.severity == ERROR for fault in self.faults)


def read_lists(
    source: Source, *, as_of: date, register: Register | None = None, name: str | None = None
) -> Lists:
    """Read a workbook and check every row of both lists as on `as_of`, the day of the request.

    With a register of settings, main establishments are looked up in it. Give the `name` a file
    came with when it is not read from a path: it must be that of an .xlsx file too.

    :raises WorkbookRefused: if it is no workbook of the two lists, or is not safe to open
    """
    faults: list[Fault] = []
    rows: dict[str, tuple[Row, ...]] = {}
    with opened(source, name) as book:
        sheets = _sheets(book, faults)
        readers = {
            list_: _SheetReader(list_, book[title], faults) for list_, title in sheets.items()
        }
        missing = [problem for reader in readers.values() for problem in reader.missing]
        if missing:
            raise WorkbookRefused(" ".join(missing))
        for list_, reader in readers.items():
            rows[list_] = tuple(reader.rows())
    faults += check_lists(rows[LIST_1], rows[LIST_2], as_of=as_of, register=register)
    return Lists(
        as_of=as_of, list_1=rows[LIST_1], list_2=rows[LIST_2], faults=tuple(sorted(faults))
    )


def _sheets(book: Workbook, faults: list[Fault]) -> dict[str, str]:
    """Return the sheet that holds each list; a name that is nearly right is a fault."""
    worksheets = [sheet.title for sheet in book.worksheets]
    found: dict[str, str] = {}
    for name in LISTS:
        near = [title for title in worksheets if loosely(title) == loosely(name)]
        if name in worksheets:
            found[name] = name
        elif near:
            found[name] = near[0]
            message = f"The sheet must be named '{name}' exactly."
            faults.append(_fault(name, 1, "AA-14", "", near[0], ERROR, message))
    if missing := [name for name in LISTS if name not in found]:
        listed = " and ".join(f"'{name}'" for name in missing)
        raise WorkbookRefused(f"The workbook has no sheet named {listed}.")
    return found


def _fault(
    name: str, row: int, rule: str, field: str, value: str, severity: str, message: str
) -> Fault:
    return Fault(
        list_name=name,
        row=row,
        rule=rule,
        field=field,
        value=value,
        severity=severity,
        message=message,
    )


class _SheetReader:
    """One sheet: its headings matched to columns, then a row at a time."""

    def __init__(self, name: str, sheet: Any, faults: list[Fault]) -> None:
        self.name, self._faults = name, faults
        self._rows = rows_of(sheet)
        self._cells: tuple[Any, ...] = ()
        number, self._cells = next(self._rows, (0, ()))
        self.places: dict[Column, int] = {}
        self.missing = [] if number == 1 else [f"{name} has no headings in row 1."]
        if number == 1:
            self._match(dict(enumerate(text_of_heading(cell) for cell in self._cells)))

    def _match(self, headings: dict[int, str]) -> None:
        headings = {place: text for place, text in headings.items() if text.strip()}
        for nearly in (False, True):
            for column in columns_of(self.name):
                if column not in self.places:
                    self._place(column, headings, nearly)
        lost = [c.heading for c in columns_of(self.name) if c not in self.places]
        if lost:
            listed = ", ".join(f"'{heading}'" for heading in lost)
            self.missing.append(f"{self.name} has no column headed {listed}.")
        for text in headings.values():
            message = "The list has no such column. It was not read."
            self._note(1, "AA-15", text, text, QUERY, message)

    def _place(self, column: Column, headings: dict[int, str], nearly: bool) -> None:
        even = loosely if nearly else str
        places = [p for p, text in headings.items() if even(text) == even(column.heading)]
        if len(places) > 1:
            self.missing.append(f"{self.name} has two columns headed '{column.heading}'.")
        if places:
            self.places[column] = places[0]
            text = headings.pop(places[0])
            for extra in places[1:]:
                headings.pop(extra)
            if nearly:
                message = f"The heading must be '{column.heading}', character for character."
                self._note(1, "AA-14", column.heading, text, ERROR, message)

    def rows(self) -> Iterator[Row]:
        empty = True
        for number, cells in self._rows:
            if row := self._row(number, cells):
                empty = False
                yield row
        if empty:
            self._note(1, "AA-23", "", "", QUERY, "The list has headings but no children below.")

    def _row(self, number: int, cells: tuple[Any, ...]) -> Row | None:
        given: dict[str, str] = {}
        values: dict[str, Any] = {}
        for column, place in self.places.items():
            text = text_of(cells[place])
            if not text:
                continue
            given[column.key] = text
            value, objection = take(cells[place], column)
            values[column.key] = value
            if objection is not None:
                self._note(
                    number,
                    objection.rule,
                    column.heading,
                    text,
                    objection.severity,
                    objection.message,
                )
        if not given:
            return None
        return Row(number=number, record=Record(list_name=self.name, **values), given=given)

    def _note(
        self, row: int, rule: str, field: str, value: str, severity: str, message: str
    ) -> None:
        self._faults.append(_fault(self.name, row, rule, field, value, severity, message))


def text_of_heading(cell: Any) -> str:
    """Return a heading exactly as it stands, so that a stray space is seen."""
    return "" if cell.value is None else str(cell.value)

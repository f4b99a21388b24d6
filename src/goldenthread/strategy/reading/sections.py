"""Which part of a report each line and table row belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from goldenthread.strategy.reading.blocks import Block, Row
from goldenthread.strategy.reading.bodies import is_whole
from goldenthread.strategy.reading.geometry import Cell, Line, lines_of
from goldenthread.strategy.reading.headings import (
    Part,
    heading,
    is_authority,
    is_board,
    is_body_heading,
    plain,
)
from goldenthread.strategy.reading.prose import Mender, marker_of

TABLED = ("priority", "improvement")
LATE = (*TABLED, "details", "about_inspection", "team")


@dataclass(slots=True)
class Finding:
    """One row of an "areas for ..." table, made whole where a page end broke it."""

    body: list[Line]
    action: list[Line]
    page: int
    table: int
    last: bool
    body_spans: bool  # the body's cell covers more rows than this one


@dataclass(slots=True)
class Sections:
    """The report, part by part."""

    lines: dict[Part, list[Line]] = field(default_factory=dict)
    findings: dict[Part, list[Finding]] = field(default_factory=dict)
    details: list[Row] = field(default_factory=list)

    def of(self, part: Part) -> list[Line]:
        """Return the lines of a part that stand outside its table."""
        return self.lines.get(part, [])


def divide(blocks: list[Block], mender: Mender) -> Sections:
    """Give every line and table row to its part of the report."""
    divider = _Divider(mender)
    skip = False
    for block, after in pairwise([*blocks, None]):
        if skip:
            skip = False
        elif isinstance(block, Row):
            divider.row(block)
        elif isinstance(block, Line):
            skip = divider.line(block, after if isinstance(after, Line) else None)
    return divider.found


class _Divider:
    """Walks through the report, keeping in mind which part it is in."""

    def __init__(self, mender: Mender) -> None:
        self.mender = mender
        self.found = Sections()
        self.part: Part = "front"
        self.body_span: tuple[float, float] | None = None  # the body column, left to right
        self.headed: int | None = None  # the table whose heading row has just gone by

    def line(self, line: Line, after: Line | None) -> bool:
        """Take one line; True if the line after it was the second half of a heading."""
        whole = heading(line.text)
        if whole:
            self._enter(whole)
            return False
        if after is not None and after.page == line.page and not marker_of(after):
            joined = heading(f"{line.text} {after.text}")
            if joined and joined != "end" and not line.text.rstrip().endswith("."):
                self._enter(joined)
                return True
        self.found.lines.setdefault(self.part, []).append(line)
        return False

    def _enter(self, part: Part) -> None:
        if self.part == "end" or (part == "end" and self.part not in LATE):
            return
        if part != self.part:
            self.body_span = None
        self.part = part
        self.found.lines.setdefault(part, [])

    def row(self, row: Row) -> None:
        """Take one row of a ruled table."""
        if not row.text:
            return
        kind = self._table_heading(row)
        first = row.first or self.headed == row.table
        self.headed = row.table if kind and first else None
        if kind == "details":
            self._enter("details")
            self.found.details.append(row)
        elif kind:
            self._enter(kind)
        elif self.part in TABLED:
            self._finding(row, first=first)
        elif self.part == "details":
            self.found.details.append(row)
        elif self.part in ("team", "about_inspection"):
            self._across(row)
        else:
            self._down(row)

    def _table_heading(self, row: Row) -> Part | None:
        cells = [cell for cell in row.cells if cell.text]
        texts = [plain(cell.text) for cell in cells]
        boards = any(is_board(text) for text in texts)
        if any(is_authority(text) for text in texts) and (boards or self.part not in TABLED):
            return "details"
        parts = [heading(cell.text) for cell in cells]
        bodies = [is_body_heading(text) for text in texts]
        if not all(part or body for part, body in zip(parts, bodies, strict=True)):
            return None
        for cell, body in zip(cells, bodies, strict=True):
            if body:
                self.body_span = (cell.box.x0, cell.box.x1)
        named = next((part for part in parts if part), None)
        if named in (None, "priority", "improvement"):
            return named or ("improvement" if self.part == "improvement" else "priority")
        return None

    def _across(self, row: Row) -> None:
        """Keep a row's words as lines that run across its cells (lists in columns)."""
        words = {word for cell in row.cells for line in cell.lines for word in line.words}
        for line in lines_of(words, row.page, row.cells[-1].box.x1):
            self.line(line, None)

    def _down(self, row: Row) -> None:
        """Keep a row's words cell by cell (a frame round prose)."""
        lines = [line for cell in row.cells if cell.row == row.cells[0].row for line in cell.lines]
        skip = False
        for line, after in pairwise([*lines, None]):
            skip = line is not None and not skip and self.line(line, after)

    def _finding(self, row: Row, *, first: bool) -> None:
        body, action = self._columns(row)
        if action is None or (not action.lines and body is None):
            return
        rows = self.found.findings.setdefault(self.part, [])
        spans = body is not None and body.last_row > body.row
        new = Finding(
            list(body.lines) if body else [],
            list(action.lines),
            row.page,
            row.table,
            row.last,
            spans,
        )
        before = rows[-1] if rows else None
        if before and first and before.last and row.page == before.page + 1:
            if self._continues(before, new):
                before.body += new.body
                before.action += new.action
                before.page, before.table, before.last = new.page, new.table, new.last
                return
            if not new.body and before.body_spans:
                new.body = list(before.body)
        if new.action:
            rows.append(new)

    def _columns(self, row: Row) -> tuple[Cell | None, Cell | None]:
        """Return the cell that names bodies, if there is one, and the cell that says what."""
        cells = [cell for cell in row.cells if not re.fullmatch(r"[\d.)( ]{0,4}", cell.text)]
        if self.body_span is None:
            cells = cells or [cell for cell in row.cells if cell.text]
            return None, (cells[-1] if cells else None)
        left, right = self.body_span
        inside = [
            cell for cell in row.cells if left - 4 <= (cell.box.x0 + cell.box.x1) / 2 <= right + 4
        ]
        body = inside[0] if inside else None
        others = [cell for cell in row.cells if cell not in inside]
        texts = [cell for cell in others if cell in cells] or others
        return body, max(texts, key=lambda cell: cell.box.x1 - cell.box.x0, default=None)

    def _continues(self, before: Finding, new: Finding) -> bool:
        """Say whether the first row on a page finishes the last row of the page before."""
        if not new.action:
            return True
        if self.body_span and not new.body:
            return not before.body_spans
        ended = self.mender.join(before.action)
        begins = self.mender.join(new.action)
        marked = marker_of(new.action[0])
        if marked and re.search(r"\d", marked[0]):
            return False
        if marked:
            headed = marker_of(before.action[0])
            numbered = headed is not None and re.search(r"\d", headed[0]) is not None
            return headed is None or numbered or not ended.endswith(".")
        if not re.search(r"[.?!][’”\")]?$", ended) or begins[0].islower():
            return True
        return bool(self.body_span) and self._body_cut(before, new)

    def _body_cut(self, before: Finding, new: Finding) -> bool:
        return not is_whole(self.mender.join(before.body)) and is_whole(
            self.mender.join([*before.body, *new.body])
        )


def details_columns(rows: list[Row]) -> Iterator[tuple[str, list[Cell]]]:
    """Yield each column of the partnership's details: its heading and the cells below."""
    if not rows:
        return
    heads = [cell for cell in rows[0].cells if cell.text]
    for head in heads:
        middle = (head.box.x0 + head.box.x1) / 2
        below = [
            cell
            for row in rows[1:]
            for cell in row.cells
            if cell.box.x0 <= middle <= cell.box.x1 and cell.row == row.cells[0].row
        ]
        yield plain(head.text), below

"""The running order of a report: lines and table rows, page after page, footers taken out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from goldenthread.strategy.reading.geometry import (
    Box,
    Cell,
    Line,
    Page,
    Table,
    Word,
    gutters_of,
    lines_of,
    tables_of,
)
from goldenthread.strategy.reading.headings import heading, heads_columns

HEAD_ZONE = 0.09  # share of the page's height where running heads stand
FOOT_ZONE = 0.85  # below this share of the page's height running feet stand
_FOOTER = re.compile(
    r"^((area send )?(full |monitoring )?inspection report\b.*|page \d+( of \d+)?|\d{1,3}"
    r"|\d{1,2}[^.]{0,40}\b20\d\d\s+\d{1,3})$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a ruled table: its cells from left to right."""

    cells: tuple[Cell, ...]
    page: int
    table: int  # counts tables through the report
    first: bool  # first row of its table
    last: bool  # last row of its table

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.cells if cell.text)


Block = Line | Row


def page_lines(pages: Iterable[Page]) -> dict[int, list[Line]]:
    """Return each page's lines with running heads and feet taken out."""
    pages = list(pages)
    gutters = gutters_of(pages)
    drawn = {page.number: _lines(page, gutters.get(page.number)) for page in pages}
    edges = {page.number: _edge_lines(page, drawn[page.number]) for page in pages}
    if len(drawn) == 1:
        return drawn
    counts = Counter(key for number in drawn for key in {_key(line) for line in edges[number]})
    often = {key for key, count in counts.items() if count >= max(2, len(drawn) // 2)}
    return {
        number: [line for line in lines if not _runs(line, edges[number], often)]
        for number, lines in drawn.items()
    }


def _lines(page: Page, gutter: float | None) -> list[Line]:
    right = min(max((word.box.x1 for word in page.words), default=page.width), page.width)
    if gutter is None:
        return lines_of(page.words, page.number, right)
    before = [word for word in page.words if word.box.x0 < gutter]
    after = [word for word in page.words if word.box.x0 >= gutter]
    return [*lines_of(before, page.number, gutter), *lines_of(after, page.number, right)]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.lower().split()))


def _edge_lines(page: Page, lines: list[Line]) -> list[Line]:
    """Return the lines that stand where running heads and feet do."""
    if not page.drawn:
        return [*lines[:1], *lines[-3:]]
    head, foot = HEAD_ZONE * page.height, FOOT_ZONE * page.height
    return [line for line in lines if line.box.bottom < head or line.box.top > foot]


def _runs(line: Line, edges: list[Line], often: set[str]) -> bool:
    if heads_columns(line.text) or heading(line.text) not in (None, "end"):
        return False  # a table's heading row, printed again on each page
    if _key(line) in often and (line in edges or len(line.text) > 25):
        return True
    return line in edges and bool(_FOOTER.match(line.text.strip()))


def blocks_of(pages: list[Page]) -> list[Block]:
    """Return the report's lines and table rows in the order a person reads them."""
    kept, gutters = page_lines(pages), gutters_of(pages)
    found: list[Block] = []
    tables = 0
    for page in pages:
        lines = kept[page.number]
        words = [word for line in lines for word in line.words]
        ruled = tables_of(page, words)
        held = _words_in(ruled)
        loose = _loose(lines, held)
        split = gutters.get(page.number, 0.0)
        parts: list[tuple[tuple[bool, float], list[Block]]] = [
            (_place(line.box, split), [line]) for line in loose
        ]
        for table in ruled:
            tables += 1
            parts.append((_place(table.box, split), list(_rows(table, tables))))
        found += [block for _, part in sorted(parts, key=lambda each: each[0]) for block in part]
    return found


def _place(box: Box, gutter: float) -> tuple[bool, float]:
    """Return where a block comes on its page: by its column, if there are two, then its height."""
    return bool(gutter) and box.x0 >= gutter, box.top


def _words_in(tables: list[Table]) -> set[Word]:
    return {
        word
        for table in tables
        for cell in table.cells
        for line in cell.lines
        for word in line.words
    }


def _loose(lines: list[Line], held: set[Word]) -> list[Line]:
    found = []
    for line in lines:
        words = tuple(word for word in line.words if word not in held)
        if words:
            found.append(Line(words, line.page, line.right_limit))
    return found


def _rows(table: Table, number: int) -> Iterator[Row]:
    """Yield the rows; a cell that spans several rows stands in each of them."""
    starts = sorted({cell.row for cell in table.cells})
    last = max(cell.last_row for cell in table.cells)
    for row in starts:
        cells = tuple(
            sorted(
                (cell for cell in table.cells if cell.row <= row <= cell.last_row),
                key=lambda cell: cell.column,
            )
        )
        ends = any(cell.last_row == last for cell in cells)
        yield Row(cells, table.page, number, row == starts[0], ends)

"""Shapes on a page: words, lines of text, ruling lines and the cells they enclose.

All lengths are in PDF points (1/72 inch), measured from the top left corner of the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

SNAP = 3.0  # points: rules nearer than this are the same rule
TEXT_HEIGHT = 12.0  # points given to a line of a plain text file, which has none of its own
FRAME = 0.87  # share of the page's height from which a single box is a frame round the page
EDGE = 0.09  # share of the page's height at its head and foot that running lines may take
PROSE_LINES = 12  # lines a column of prose has at least
COVERED = 0.6  # share of a cell's side that must be ruled for it to be a side


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page."""

    x0: float
    top: float
    x1: float
    bottom: float

    def around(self, other: Box) -> Box:
        """Return the smallest box that holds both."""
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )

    def holds(self, x: float, y: float) -> bool:
        """Say whether a point lies inside."""
        return self.x0 - 1 <= x <= self.x1 + 1 and self.top - 1 <= y <= self.bottom + 1

    @property
    def middle(self) -> float:
        """Return the height of the middle, from the top of the page."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word and where it stands."""

    text: str
    box: Box
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, with the page it stands on (from 1)."""

    words: tuple[Word, ...]
    page: int
    right_limit: float = 0.0  # how far a line may run here: the cell's or the page's edge

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        return box_around(word.box for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def row(self) -> int:
        """Return the line's number on its page, from 1: true of plain text files only."""
        return int(self.box.top / TEXT_HEIGHT) + 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruled line, level or upright."""

    level: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a ruled table, by the grid rows and columns it covers."""

    box: Box
    row: int
    last_row: int
    column: int
    last_column: int
    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table on one page; its cells are in reading order."""

    box: Box
    page: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What is drawn on one page."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]
    pictures: int = 0
    drawn: bool = True  # False where the source was plain text, with no true positions


def box_around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds all of them (at least one must be given)."""
    found = list(boxes)
    return Box(
        min(box.x0 for box in found),
        min(box.top for box in found),
        max(box.x1 for box in found),
        max(box.bottom for box in found),
    )


def lines_of(words: Iterable[Word], page: int, right_limit: float) -> list[Line]:
    """Gather words into lines, top to bottom, each line from left to right.

    A word joins a line when its middle lies within the line's height, so that a bullet or a
    raised letter in another font does not break the line.
    """
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda each: (each.box.middle, each.box.x0)):
        if rows and _same_line(rows[-1], word):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [
        Line(tuple(sorted(row, key=lambda each: each.box.x0)), page, right_limit) for row in rows
    ]


def gutters_of(pages: Iterable[Page]) -> dict[int, float]:
    """Return, by page, where the white between two columns of prose lies, if there are two.

    Ruled tables and tables without rules are not columns of prose: a column's lines mostly run
    to its edge, on both sides. Once one page is so divided, so is any other whose words leave
    the same place white (a last page half filled).
    """
    drawn = [page for page in pages if page.drawn]
    sure = {page.number: at for page in drawn if (at := _gutter(page)) is not None}
    if not sure:
        return {}
    shares = {at / page.width for page in drawn if (at := sure.get(page.number))}
    for page in drawn:
        if page.number not in sure:
            for share in sorted(shares):
                if _white(page, share * page.width):
                    sure[page.number] = share * page.width
    return sure


def _gutter(page: Page) -> float | None:
    for share in (0.5, 0.48, 0.52, 0.46, 0.54):
        at = share * page.width
        body = _body(page)
        sides = [word for word in body if word.box.x0 < at], [w for w in body if w.box.x0 >= at]
        if _white(page, at) and all(_is_prose(side, page.number) for side in sides):
            return at
    return None


def _body(page: Page) -> list[Word]:
    top, bottom = EDGE * page.height, (1 - EDGE) * page.height
    return [word for word in page.words if top < word.box.middle < bottom]


def _white(page: Page, at: float) -> bool:
    """Say whether no word and no ruling line stands at a place, from head to foot."""
    ruled = any(
        rule.start < at < rule.end if rule.level else abs(rule.at - at) < 4 for rule in page.rules
    )
    return not ruled and not any(word.box.x0 - 3 < at < word.box.x1 + 3 for word in _body(page))


def _is_prose(words: list[Word], page: int) -> bool:
    lines = lines_of(words, page, 0.0)
    if len(lines) < PROSE_LINES:
        return False
    left, right = min(w.box.x0 for w in words), max(w.box.x1 for w in words)
    full = sum(line.box.x1 - left > 0.8 * (right - left) for line in lines)
    return full > len(lines) / 3


def _same_line(row: list[Word], word: Word) -> bool:
    tallest = max(row, key=lambda each: each.size)
    reach = 0.35 * max(tallest.size, word.size)
    return abs(tallest.box.middle - word.box.middle) <= reach


# ---- cells from ruling lines ------------------------------------------------------------


@dataclass(slots=True)
class _Grid:
    """The rows and columns that the rules of one table mark out."""

    xs: list[float]
    ys: list[float]
    level: list[Rule] = field(default_factory=list)
    upright: list[Rule] = field(default_factory=list)

    def closed_below(self, row: int, column: int) -> bool:
        return _covered(self.level, self.ys[row + 1], self.xs[column], self.xs[column + 1])

    def closed_right(self, row: int, column: int) -> bool:
        return _covered(self.upright, self.xs[column + 1], self.ys[row], self.ys[row + 1])


def _covered(rules: list[Rule], at: float, start: float, end: float) -> bool:
    ruled = sum(
        max(0.0, min(rule.end, end) - max(rule.start, start))
        for rule in rules
        if abs(rule.at - at) <= SNAP
    )
    return ruled >= COVERED * (end - start)


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Join rules that lie along the same line and touch."""
    done: list[Rule] = []
    for rule in sorted(rules, key=lambda each: (round(each.at / SNAP), each.start)):
        for index, other in enumerate(done):
            touches = rule.start <= other.end + SNAP and rule.end >= other.start - SNAP
            if abs(other.at - rule.at) <= SNAP and touches:
                start, end = min(other.start, rule.start), max(other.end, rule.end)
                done[index] = Rule(rule.level, other.at, start, end)
                break
        else:
            done.append(rule)
    return done


def _meet(one: Rule, other: Rule) -> bool:
    if one.level == other.level:
        return False
    return (
        one.start - SNAP <= other.at <= one.end + SNAP
        and other.start - SNAP <= one.at <= other.end + SNAP
    )


def _connected(rules: list[Rule]) -> list[list[Rule]]:
    """Group the rules that meet, directly or through others: each group is one table."""
    groups: list[list[Rule]] = []
    for rule in rules:
        met = [group for group in groups if any(_meet(rule, other) for other in group)]
        joined = [rule, *(other for group in met for other in group)]
        groups = [group for group in groups if group not in met] + [joined]
    return groups


def _distinct(values: Iterable[float]) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > SNAP:
            kept.append(value)
    return kept


def _closed_sides(level: list[Rule], upright: list[Rule]) -> list[Rule]:
    """Return the outer uprights that a table ruled only level leaves out."""
    left, right = min(rule.start for rule in level), max(rule.end for rule in level)
    top, bottom = min(rule.at for rule in level), max(rule.at for rule in level)
    present = [rule.at for rule in upright]
    return [
        Rule(False, at, top, bottom)
        for at in (left, right)
        if not any(abs(at - each) <= SNAP for each in present)
    ]


def _grid_of(rules: list[Rule]) -> _Grid | None:
    level = [rule for rule in rules if rule.level]
    upright = [rule for rule in rules if not rule.level]
    if len(level) < 2 or not upright:
        return None
    upright = upright + _closed_sides(level, upright)
    xs, ys = _distinct(rule.at for rule in upright), _distinct(rule.at for rule in level)
    if len(xs) < 2 or len(ys) < 2:
        return None
    return _Grid(xs, ys, level, upright)


def _cells_of(grid: _Grid) -> list[Cell]:
    """Join neighbouring grid squares that have no rule between them into cells."""
    home = {
        (row, column): (row, column)
        for row in range(len(grid.ys) - 1)
        for column in range(len(grid.xs) - 1)
    }

    def root(square: tuple[int, int]) -> tuple[int, int]:
        while home[square] != square:
            square = home[square]
        return square

    for row, column in list(home):
        if row + 2 < len(grid.ys) and not grid.closed_below(row, column):
            home[root((row + 1, column))] = root((row, column))
        if column + 2 < len(grid.xs) and not grid.closed_right(row, column):
            home[root((row, column + 1))] = root((row, column))
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for square in home:
        groups.setdefault(root(square), []).append(square)
    return [_cell(grid, squares) for squares in groups.values()]


def _cell(grid: _Grid, squares: list[tuple[int, int]]) -> Cell:
    rows, columns = [row for row, _ in squares], [column for _, column in squares]
    box = Box(
        grid.xs[min(columns)],
        grid.ys[min(rows)],
        grid.xs[max(columns) + 1],
        grid.ys[max(rows) + 1],
    )
    return Cell(box, min(rows), max(rows), min(columns), max(columns))


def tables_of(page: Page, words: Iterable[Word]) -> list[Table]:
    """Find the ruled tables of a page and put each word into the cell that holds it.

    A table with no word in it is a drawing, and is left out.
    """
    words = list(words)
    rules = _merged(rule for rule in page.rules if rule.level)
    rules += _merged(rule for rule in page.rules if not rule.level)
    drawn = [_cells_of(grid) for group in _connected(rules) if (grid := _grid_of(group))]
    boxes = [box_around(cell.box for cell in cells) for cells in drawn]
    found = []
    for cells, box in zip(drawn, boxes, strict=True):
        if len(cells) == 1 and _frames(box, boxes, page.height):
            continue
        ordered = sorted(cells, key=lambda each: (each.row, each.column))
        filled = tuple(_filled(cell, words, page.number) for cell in ordered)
        if any(cell.lines for cell in filled):
            found.append(Table(box, page.number, filled))
    return sorted(found, key=lambda table: table.box.top)


def _frames(box: Box, others: list[Box], height: float) -> bool:
    """Say whether a single box is a frame round the page or round other tables."""
    if box.bottom - box.top > FRAME * height:
        return True
    return any(
        other != box and box.holds(other.x0, other.top) and box.holds(other.x1, other.bottom)
        for other in others
    )


def _filled(cell: Cell, words: list[Word], page: int) -> Cell:
    inside = [
        word for word in words if cell.box.holds((word.box.x0 + word.box.x1) / 2, word.box.middle)
    ]
    lines = tuple(lines_of(inside, page, cell.box.x1))
    return Cell(cell.box, cell.row, cell.last_row, cell.column, cell.last_column, lines)

"""Several tables of the same children, published side by side (trust rule 46).

One table on its own gives no hidden count away. Two of the same children may: where all four
needs of an area are hidden and its settings show 30, there are at least 28 children, so each
hidden need is 7. `given_away` finds such counts, so that those tables do not go out together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goldenthread.measures.rules.release import (
    LARGEST_HIDDEN,
    ROUND_TO,
    Column,
    Released,
    Row,
)

Bounds = tuple[int, int]  # least and most that a count can be


def bounds_of(shown: int | None) -> Bounds:
    """Give what a published cell says of the true count behind it."""
    if shown is None:
        return (1, LARGEST_HIDDEN)
    near = ROUND_TO // 2
    return (0, 0) if shown == 0 else (max(shown - near, LARGEST_HIDDEN + 1), shown + near)


def children_in(cells: Sequence[Bounds]) -> Bounds:
    """Give how many children the cells of a row can hold together."""
    return sum(least for least, _ in cells), sum(most for _, most in cells)


def narrowed(cell: Bounds, row: Bounds, known: Bounds) -> Bounds:
    """Give what a cell can be when its row's children are known from elsewhere too."""
    least_elsewhere = known[0] - (row[1] - cell[1])
    most_elsewhere = known[1] - (row[0] - cell[0])
    return max(cell[0], least_elsewhere), min(cell[1], most_elsewhere)


def given_away(
    tables: Mapping[str, Released[Row, Column]],
) -> list[tuple[str, Row, Column]]:
    """Name the hidden counts that could be worked out from all these tables together.

    The tables are of the same children, and a row of one is the same children as that row of
    another. Empty: they may stand side by side.
    """
    rows = {row for table in tables.values() for row, _ in table.cells}
    return [found for row in rows for found in _given_away_in(row, tables)]


def _given_away_in(
    row: Row, tables: Mapping[str, Released[Row, Column]]
) -> list[tuple[str, Row, Column]]:
    parts = {
        name: {column: bounds_of(n) for (r, column), n in table.cells.items() if r == row}
        for name, table in tables.items()
    }
    wholes = {name: children_in(list(cells.values())) for name, cells in parts.items() if cells}
    known = max(low for low, _ in wholes.values()), min(high for _, high in wholes.values())
    found = []
    for name, whole in wholes.items():
        for column, cell in parts[name].items():
            least, most = narrowed(cell, whole, known)
            if tables[name].cells[row, column] is None and least == most:
                found.append((name, row, column))
    return found

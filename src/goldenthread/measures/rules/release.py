"""What of a table of counts may leave the casework roles (trust rule 46).

Counts of 1 to 7 are hidden; every other count is rounded to the nearest 5; every total is the
sum of the released cells; rates come from released counts only. So nothing that is published
depends on a hidden count: any number from 1 to 7 in its place gives the same release. Two
releases of the same children are another matter: see `together`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from goldenthread.measures.rules.counts import percentage

LARGEST_HIDDEN = 7
ROUND_TO = 5
# Ours, not law: below this many children a rate of 0 or 100 says something of each of them.
SMALL_GROUP = 30

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


class NotACount(ValueError):
    """A table of counts holds something else."""


def released_count(count: int) -> int | None:
    """Give a count as it may be published; None when it must be hidden.

    :raises NotACount: if it is less than nought
    """
    if count < 0:
        raise NotACount("A count cannot be less than nought.")
    if 0 < count <= LARGEST_HIDDEN:
        return None
    return (count + ROUND_TO // 2) // ROUND_TO * ROUND_TO


@dataclass(frozen=True, slots=True)
class Released(Generic[Row, Column]):
    """A table as it may be published. A hidden cell is None; a total leaves it out."""

    cells: Mapping[tuple[Row, Column], int | None]
    row_totals: Mapping[Row, int]
    column_totals: Mapping[Column, int]
    total: int

    def hides(self, row: Row) -> bool:
        """Say whether a cell of a row is hidden, so that its total leaves children out."""
        return any(count is None for (r, _), count in self.cells.items() if r == row)

    def rate(self, row: Row, part: Column) -> Decimal | None:
        """Give one cell as a percentage of its row's released total; None when it must not show.

        It must not when the cell is hidden, when any other cell of the row is (the total would
        leave children out unseen), or when 0 or 100 would tell of everyone in a small group.
        """
        if self.hides(row):
            return None
        count, whole = self.cells[row, part], self.row_totals[row]
        if count is None or (whole < SMALL_GROUP and count in (0, whole)):
            return None
        return percentage(count, whole)


def release(table: Mapping[tuple[Row, Column], int]) -> Released[Row, Column]:
    """Make a table of counts fit to publish.

    :raises NotACount: if a count is less than nought
    """
    cells = {key: released_count(count) for key, count in table.items()}
    row_totals: dict[Row, int] = {}
    column_totals: dict[Column, int] = {}
    for (row, column), count in cells.items():
        row_totals[row] = row_totals.get(row, 0) + (count or 0)
        column_totals[column] = column_totals.get(column, 0) + (count or 0)
    return Released(cells, row_totals, column_totals, sum(row_totals.values()))

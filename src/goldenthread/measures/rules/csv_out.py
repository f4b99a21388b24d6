"""Tables as CSV that no spreadsheet program runs (trust rule 42)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")

Cell = str | int | float | None


def neutral(text: str) -> str:
    """Return text that a spreadsheet program takes for text."""
    kept = text.replace("\0", "")
    return f"'{kept}" if text.startswith(DANGEROUS) else kept


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a table as CSV text: text neutralised, numbers as they are, none as an empty cell."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([neutral(column) for column in columns])
    for row in rows:
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()

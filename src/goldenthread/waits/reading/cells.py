"""Columns of cells as bytes, and the quick reading of whole columns of dates.

A column is one buffer and, for each row, where its cell begins and ends. The two commonest ways
to write a date are read for all rows at once; each other cell is read by itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from goldenthread.waits.reading import dates
from goldenthread.waits.reading.dates import Cell
from goldenthread.waits.rules.lists import Days, Mask

Bytes: TypeAlias = npt.NDArray[np.uint8]

ZERO, DASH, SLASH, NEWLINE, RETURN, QUOTE = b'0-/\n\r"'
WIDTH = 10
NO_COLUMN = -1
MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a block: the bytes, and where each row's cell begins and ends."""

    buffer: bytes
    starts: Days
    ends: Days

    def cell(self, row: int) -> bytes:
        return self.buffer[self.starts[row] : self.ends[row]]

    def cells(self) -> list[bytes]:
        ends = self.ends.tolist()
        return [self.buffer[a:b] for a, b in zip(self.starts.tolist(), ends, strict=True)]


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a file: the asked columns, the row numbers, and fields more or fewer."""

    columns: list[Column]
    numbers: Days  # the heading is row 1; blank rows are counted too
    short: Mask  # fewer fields than headings
    long: Mask  # more fields than headings, something in them
    padded: Mask  # more fields than headings, all empty
    records: int  # rows in the block, blank ones included


def split_plain(
    block: bytes, delimiter: int, wanted: Sequence[int], width: int, base: int
) -> Block:
    """Split a block whose quotation marks, if any, are tidy. It must end with a newline.

    ``wanted`` are places of columns; ``width`` is how many headings there are; ``base`` is the
    number of the row before the block.
    """
    codes = np.frombuffer(block, dtype=np.uint8)
    outside = _outside_quotes(codes)
    breaks = np.flatnonzero((codes == NEWLINE) & outside)
    starts = np.concatenate(([0], breaks[:-1] + 1))
    ends = breaks - ((breaks > starts) & (codes[breaks - 1] == RETURN))
    numbers = np.arange(base + 1, base + 1 + len(starts))
    full = ends > starts
    starts, ends, numbers = starts[full], ends[full], numbers[full]
    marks = np.flatnonzero((codes == delimiter) & outside)
    first, last = np.searchsorted(marks, starts), np.searchsorted(marks, ends)
    fields = last - first + 1
    bounds = np.concatenate((marks, [len(codes)]))
    columns = [
        _unquoted(_column(block, place, (starts, ends), first, fields, bounds), codes)
        for place in wanted
    ]
    extra = fields > width
    padded = extra
    if extra.any():
        padded = extra & _only_marks(codes, bounds, first, ends, width, delimiter)
    return Block(columns, numbers, fields < width, extra & ~padded, padded, len(breaks))


def _column(
    block: bytes, place: int, lines: tuple[Days, Days], first: Days, fields: Days, bounds: Days
) -> Column:
    """Find one column's cells; a row too short for it has an empty cell there."""
    starts, ends = lines
    last = len(bounds) - 1
    here = place < fields
    begin = starts if place == 0 else bounds[np.minimum(first + place - 1, last)] + 1
    stop = np.where(place == fields - 1, ends, bounds[np.minimum(first + place, last)])
    return Column(block, np.where(here, begin, ends), np.where(here, stop, ends))


def _outside_quotes(codes: Bytes) -> Mask:
    """Say of each byte whether it lies outside quotation marks; true for all where none are."""
    quotes = codes == QUOTE
    if not quotes.any():
        return np.ones(1, dtype=np.bool_)
    # The lowest bit of a running count says odd or even, and a byte may wrap without harm.
    outside: Mask = (np.cumsum(quotes, dtype=np.uint8) & 1) == 0
    return outside


def tidy(block: bytes, delimiter: int) -> bool:
    """Say whether each quotation mark opens or closes a whole field, or is doubled inside one."""
    if b'"' not in block:
        return True
    codes = np.frombuffer(block, dtype=np.uint8)
    places = np.flatnonzero(codes == QUOTE)
    if len(places) % 2:
        return False
    opening, closing = places[::2], places[1::2]
    before = np.where(opening > 0, codes[opening - 1], NEWLINE)
    after = codes[np.minimum(closing + 1, len(codes) - 1)]
    starts = np.isin(before, (delimiter, NEWLINE, QUOTE))
    stops = np.isin(after, (delimiter, NEWLINE, RETURN, QUOTE))
    return bool(starts.all() and stops.all())


def _unquoted(column: Column, codes: Bytes) -> Column:
    """Leave out the quotation marks round a cell."""
    starts, ends = column.starts, column.ends
    quoted = (ends - starts >= 2) & (codes[np.minimum(starts, len(codes) - 1)] == QUOTE)
    return Column(column.buffer, starts + quoted, ends - quoted)


def _only_marks(
    codes: Bytes, bounds: Days, first: Days, ends: Days, width: int, delimiter: int
) -> Mask:
    """Say of each row whether nothing but delimiters follows its last headed field."""
    solid = np.concatenate(([0], np.cumsum((codes != delimiter) & (codes != RETURN))))
    tail = np.minimum(bounds[np.minimum(first + width - 1, len(bounds) - 1)], ends)
    empty: Mask = solid[ends] == solid[tail]
    return empty


def split_quoted(
    block: bytes, delimiter: int, wanted: Sequence[int], width: int, base: int
) -> Block:
    """Split a block with untidy quotation marks, as :func:`split_plain` splits one without.

    :raises csv.Error: if a quotation mark is out of place, or a field is longer than 128 KB
    """
    # Latin-1 gives every byte a letter, so nothing in other columns can stop the reading.
    text = io.StringIO(block.decode("latin-1"), newline="")
    # Strict, or a mark that is never closed would swallow the rows after it without a word.
    rows = list(csv.reader(text, delimiter=chr(delimiter), strict=True))
    full = np.array([bool(row) for row in rows], dtype=np.bool_)
    numbers = np.arange(base + 1, base + 1 + len(rows))[full]
    kept = [row for row in rows if row]
    fields = np.array([len(row) for row in kept], dtype=np.int64)
    columns = [_joined([row[place : place + 1] for row in kept]) for place in wanted]
    spare = np.array([any(row[width:]) for row in kept], dtype=np.bool_)
    extra = fields > width
    return Block(columns, numbers, fields < width, extra & spare, extra & ~spare, len(rows))


def _joined(cells: Sequence[Sequence[str]]) -> Column:
    texts = [cell[0] if cell else "" for cell in cells]
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
    starts = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    return Column("".join(texts).encode("latin-1"), starts, ends)


def marks_of(column: Column) -> Days:
    """Return a 64-bit mark of each cell, nought for an empty one, to tell equal cells by."""
    cells = (cell.strip() for cell in column.cells())
    marks = (hash(cell) if cell else 0 for cell in cells)
    return np.fromiter(marks, dtype=np.int64, count=len(column.starts))


def read_dates(column: Column) -> tuple[Days, Bytes]:
    """Return each row's day, in days since 1970, and what its cell is (see ``Cell``)."""
    days = np.zeros(len(column.starts), dtype=np.int64)
    kinds = np.full(len(days), Cell.UNREADABLE, dtype=np.uint8)
    lengths = column.ends - column.starts
    kinds[lengths == 0] = Cell.BLANK
    rest = lengths > 0
    ten = np.flatnonzero(lengths == WIDTH)
    if len(ten):
        letters = np.frombuffer(column.buffer, dtype=np.uint8)
        letters = letters[column.starts[ten][:, None] + np.arange(WIDTH)]
        for marks, year, month, day, mark in (((4, 7), 0, 5, 8, DASH), ((2, 5), 6, 3, 0, SLASH)):
            on, good = _fixed(letters, marks, mark, (year, month, day))
            rows = ten[good]
            days[rows], rest[rows] = on[good], False
            kinds[rows] = Cell.PLAIN if mark == DASH else _slashed(letters[good])
    for row in np.flatnonzero(rest).tolist():
        days[row], kinds[row] = dates.read(column.cell(row))
    return days, kinds


def _slashed(letters: Bytes) -> Bytes:
    """Say of dates with slashes whether they could be read month first as well."""
    day, month = _number(letters, 0, 2), _number(letters, 3, 2)
    return np.where((day <= 12) & (day != month), Cell.DAY_FIRST, Cell.OTHER_FORMAT).astype(
        np.uint8
    )


def _number(letters: Bytes, place: int, width: int) -> Days:
    total = np.zeros(len(letters), dtype=np.int64)
    for column in range(place, place + width):
        total = total * 10 + letters[:, column] - ZERO
    return total


def _fixed(
    letters: Bytes, marks: tuple[int, int], mark: int, places: tuple[int, int, int]
) -> tuple[Days, Mask]:
    """Read dates of ten letters with the given shape; say which have it and exist."""
    digits = [place for place in range(WIDTH) if place not in marks]
    good = (letters[:, list(marks)] == mark).all(axis=1)
    good &= ((letters[:, digits] - ZERO) <= 9).all(axis=1)  # below nought wraps to above 9
    year, month, day = (
        np.where(good, _number(letters, place, width), 1)
        for place, width in zip(places, (4, 2, 2), strict=True)
    )
    good &= (year >= dates.FIRST_YEAR) & (year <= dates.LAST_YEAR) & (month >= 1) & (month <= 12)
    leap = (month == 2) & (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    good &= (day >= 1) & (day <= MONTH_DAYS[np.where(good, month, 1)] + leap)
    return _days(year, month, day), good


def _days(year: Days, month: Days, day: Days) -> Days:
    """Count days since 1970 in the calendar, taking March as the first month of a year."""
    early = month <= 2
    years = year - early
    in_year = (153 * (month + np.where(early, 9, -3)) + 2) // 5 + day - 1
    total: Days = 365 * years + years // 4 - years // 100 + years // 400 + in_year - 719468
    return total

"""A waiting list from a CSV file: block by block, every row accounted for."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np

from goldenthread.waits.reading import cells
from goldenthread.waits.reading.cells import Block, Column

BLOCK_BYTES = 1 << 23
LONGEST_ROW_BYTES = 1 << 20
MOST_ROWS = 30_000_000
DELIMITERS = ",;\t|"

# Headings, letters and digits only, that are taken without being told.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "referral": (
        "referral",
        "referraldate",
        "dateofreferral",
        "datereferred",
        "referred",
        "referredon",
        "referralreceived",
        "referralreceiveddate",
        "referralrequestreceiveddate",
    ),
    "removal": (
        "removal",
        "removaldate",
        "dateofremoval",
        "dateremoved",
        "removed",
        "removedon",
        "seen",
        "seendate",
        "dateseen",
    ),
    "withdrawal": ("withdrawal", "withdrawaldate", "dateofwithdrawal", "withdrawn", "withdrawnon"),
    "id": (
        "id",
        "referralid",
        "localreferralid",
        "servicerequestid",
        "pathwayid",
        "childid",
        "patientid",
        "localpatientid",
        "nhsnumber",
    ),
}
NEEDED = ("referral", "removal")


class Unreadable(ValueError):
    """The file cannot be read as a waiting list; the message says why and where."""


@dataclass(frozen=True, slots=True)
class Headings:
    """Which column holds what, by its name in the file, and the columns that are not read."""

    names: tuple[str, ...]
    found: Mapping[str, int]
    delimiter: str

    @property
    def not_read(self) -> list[str]:
        used = set(self.found.values())
        return [name for place, name in enumerate(self.names) if place not in used]


@dataclass(slots=True)
class Raw:
    """The blocks of a file as read, before any row is judged."""

    headings: Headings
    days: dict[str, list[cells.Days]] = field(default_factory=dict)
    kinds: dict[str, list[cells.Bytes]] = field(default_factory=dict)
    ids: list[cells.Days] = field(default_factory=list)  # a number made of each child's number
    numbers: list[cells.Days] = field(default_factory=list)
    short: list[cells.Mask] = field(default_factory=list)
    long: list[cells.Mask] = field(default_factory=list)
    padded: list[cells.Mask] = field(default_factory=list)
    records: int = 1  # the heading

    def add(self, block: Block) -> None:
        for name, column in zip(self.headings.found, block.columns, strict=True):
            self._add_column(name, column)
        self.numbers.append(block.numbers)
        self.short.append(block.short)
        self.long.append(block.long)
        self.padded.append(block.padded)
        self.records += block.records

    def _add_column(self, name: str, column: Column) -> None:
        if name == "id":
            self.ids.append(cells.marks_of(column))
            return
        days, kinds = cells.read_dates(column)
        self.days.setdefault(name, []).append(days)
        self.kinds.setdefault(name, []).append(kinds)


def read_file(path: Path, named: Mapping[str, str], wanted: tuple[str, ...]) -> Raw:
    """Read the wanted columns of a file; ``named`` gives headings for some of them.

    :raises OSError: if it cannot be opened
    :raises Unreadable: if it is not a list, or is too long
    """
    with path.open("rb") as file:
        first = _first_line(file)
        headings = find_headings(first, named, wanted)
        raw = Raw(headings)
        for block in _blocks(file):
            raw.add(_split(block, raw))
            if raw.records > MOST_ROWS:
                raise Unreadable(f"It has more than {MOST_ROWS:,} rows, the most that are read.")
    return raw


def _split(block: bytes, raw: Raw) -> Block:
    headings = raw.headings
    delimiter = ord(headings.delimiter)
    split = cells.split_plain if cells.tidy(block, delimiter) else cells.split_quoted
    places, width = list(headings.found.values()), len(headings.names)
    try:
        return split(block, delimiter, places, width, raw.records)
    except csv.Error as problem:
        raise Unreadable(
            f"After row {raw.records} a quotation mark is out of place or never closed ({problem})."
        ) from None


def _first_line(file: BinaryIO) -> str:
    """Read the row of headings and leave the file at the row after it."""
    start = file.read(LONGEST_ROW_BYTES)
    if not start.strip():
        raise Unreadable("It is empty: there is no row of headings.")
    if start.startswith(b"PK\x03\x04"):
        raise Unreadable("It is a workbook, not a CSV file: save the sheet as CSV (UTF-8).")
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in start[:4096]:
        raise Unreadable("It is not plain text: save it as CSV (UTF-8).")
    found = re.search(rb"\r\n|\n|\r", start)
    if found is None and len(start) == LONGEST_ROW_BYTES:
        raise Unreadable("Row 1 is longer than a megabyte.")
    end = found.end() if found else len(start)
    file.seek(end)
    return start[:end].decode("utf-8-sig", "replace").rstrip("\r\n")


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    """Yield whole rows, some megabytes at a time; each block ends with a newline."""
    left = b""
    while chunk := file.read(BLOCK_BYTES):
        block = left + _plain_breaks(chunk, file)
        cut = _last_break(block)
        if not cut and len(block) > LONGEST_ROW_BYTES + BLOCK_BYTES:
            raise Unreadable(
                "A row is longer than a megabyte, or a quotation mark is never closed."
            )
        if cut:
            yield block[:cut]
        left = block[cut:]
    if left.strip():
        yield left + b"\n"


def _plain_breaks(chunk: bytes, file: BinaryIO) -> bytes:
    """Turn the row ends of old spreadsheets (a return alone) into newlines."""
    if chunk.endswith(b"\r"):
        chunk += file.read(1)
    if chunk.count(b"\r") == chunk.count(b"\r\n"):
        return chunk
    return chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _last_break(block: bytes) -> int:
    """Return where the last whole row ends: after a newline outside quotation marks."""
    if block.count(b'"') % 2 == 0 and block.endswith(b"\n"):
        return len(block)
    codes = np.frombuffer(block, dtype=np.uint8)
    breaks = np.flatnonzero(codes == cells.NEWLINE)
    quotes_before = np.searchsorted(np.flatnonzero(codes == cells.QUOTE), breaks)
    whole = breaks[quotes_before % 2 == 0]
    return int(whole[-1]) + 1 if len(whole) else 0


def find_headings(line: str, named: Mapping[str, str], wanted: tuple[str, ...]) -> Headings:
    """Find the columns by the names given, else by the names known.

    :raises Unreadable: if a needed column is missing, or two columns claim to be it
    """
    delimiter = max(DELIMITERS, key=line.count)
    names = tuple(next(csv.reader([line], delimiter=delimiter), []))
    found = {}
    for column in wanted:
        place = _place(column, named.get(column), names)
        if place is not None:
            found[column] = place
    return Headings(names, found, delimiter)


def _place(column: str, given: str | None, names: tuple[str, ...]) -> int | None:
    if given is not None:
        places = [place for place, name in enumerate(names) if name.strip() == given.strip()]
    else:
        places = _known_places(column, names)
    if len(places) > 1 and column != "id":
        raise Unreadable(f"Row 1 has {len(places)} columns that could hold the {column} date.")
    if places:
        return places[0]
    if column in NEEDED or given is not None:
        heading = given or column
        raise Unreadable(
            f"Row 1 has no column named {heading!r}. Its columns are: {', '.join(names)[:300]}. "
            f"Name the right one with --{column}-column."
        )
    return None


def _known_places(column: str, names: tuple[str, ...]) -> list[int]:
    """Return the places of headings known for a column, the best known name first."""
    tidy = [re.sub(r"[^a-z0-9]", "", name.lower()) for name in names]
    return [place for known in KNOWN[column] for place, name in enumerate(tidy) if name == known]

"""Read a SEN2 return kept as tables: a folder or zip of CSV files, or the sheets of an XLSX.

A file or sheet is known by its table name (`person`, `requests`, `assessment`, `namedplan`,
`plandetail`, `activeplans`, `placementdetail`, `senneed`; `sen2` or `header` for the header), on
its own or after other words, as in `Blade-Export_15-01-2026_person.csv`. Headings match in any
case; spaces, hyphens and underscores do not count.

Keys: each table has its own id, headed `<table>tableid` (COLLECT's way), `<table>id` or `id`,
and its parent's, headed `<parent>tableid` or `<parent>id`. So `assessment` has
`assessmenttableid` and `requeststableid`. A table with nothing below it needs no id of its own.

COLLECT writes dates as 2025-Sep-01 00:00:00 and 0/1 items as true or false; here, but not in
XML, both are read.
"""

from __future__ import annotations

import calendar
import codecs
import csv
import io
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from goldenthread.exchange.sen2.build import BY_NAME, SPELLINGS, Builder
from goldenthread.exchange.sen2.faults import Severity, UnreadableReturn
from goldenthread.exchange.sen2.items import MODULES, Item, Kind, Module
from goldenthread.exchange.sen2.records import Person
from goldenthread.exchange.sen2.xml import HeaderValue

Row = tuple[int, list[str]]
_IGNORED = re.compile(r"nativeid|sourceid|sen2tableid|.*orderseqcolumn|.*tableid")
_COLLECT_DATE = re.compile(r"(\d{4})-(\w{3})-(\d{2})(?: 00:00:00)?")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[ T]00:00:00")
_MONTHS = {name.lower(): f"{number:02d}" for number, name in enumerate(calendar.month_abbr)}
_FLAGS = {"true": "1", "false": "0"}
_STEMS: Mapping[str, tuple[str, ...]] = {
    "Requests": ("requests", "request"),
    "ActivePlans": ("activeplans", "activeplan"),
}


class TableSource(Protocol):
    """Where tables come from: names, and the rows of each with their row numbers."""

    def names(self) -> list[str]: ...

    def rows(self, name: str) -> Iterator[Row]: ...


def plain(text: str) -> str:
    """Bring a heading or name to small letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def table_called(name: str) -> str | None:
    """Say which module (or `header`) a file or sheet name means; None when it means none."""
    called = plain(name)
    for spelling in ("header", "sen2"):
        if called.endswith(spelling):
            return "header"
    for spelling, module in SPELLINGS.items():
        if called.endswith((spelling, f"{spelling}s")):
            return module.name
    return None


# --- Headings ----------------------------------------------------------------------------


@dataclass(slots=True)
class _Columns:
    """What each column of a table is."""

    own: int | None = None
    parent: int | None = None
    items: list[tuple[int, Item]] = field(default_factory=list)
    width: int = 0


def _stems(module: Module) -> tuple[str, ...]:
    return _STEMS.get(module.name, (module.name.lower(),))


def _key_headings(module: Module) -> set[str]:
    return {f"{stem}{end}" for stem in _stems(module) for end in ("tableid", "id")}


_ANY_KEY = frozenset().union(*(_key_headings(module) for module in MODULES))


def _columns(module: Module, where: str, headings: list[str], builder: Builder) -> _Columns:
    headed = [place for place, heading in enumerate(headings, start=1) if heading.strip()]
    found = _Columns(width=max(headed, default=0))
    own = _key_headings(module) | {"id", "tableid"}
    parent = _key_headings(BY_NAME[module.parent]) | {"parentid"} if module.parent else set()
    items = builder.spec.names[module.name]
    seen: set[str] = set()
    for place, heading in enumerate(headings):
        name = plain(heading)
        if name and name in seen:
            raise UnreadableReturn(f"{where} has two columns headed '{heading}'.")
        seen.add(name)
        if name in own:
            found.own = place
        elif name in parent:
            found.parent = place
        elif name in items:
            found.items.append((place, items[name]))
        elif name and name not in _ANY_KEY and not _IGNORED.fullmatch(name):
            builder.not_an_item(module.name, heading.strip(), 1, None)
    return found


# --- Rows --------------------------------------------------------------------------------

Kept = tuple[int, str | None, tuple[str | None, ...]]  # row number, own id, texts of the items


def _value(item: Item, cell: str) -> str | None:
    text = cell.strip() if type(cell) is str else cell
    if not text:
        return None
    if type(text) is not str:
        return text
    if item.kind is Kind.DATE:
        return _day(text)
    if item.kind is Kind.FLAG:
        return _FLAGS.get(text.lower(), text)
    return sys.intern(text) if len(text) < 14 else text


def _day(text: str) -> str:
    if match := _MIDNIGHT.fullmatch(text):
        return sys.intern(match[1])
    match = _COLLECT_DATE.fullmatch(text)
    month = _MONTHS.get(match[2].lower()) if match else None
    return sys.intern(f"{match[1]}-{month}-{match[3]}" if match and month else text)


class TableReader:
    """Gives persons from tables. Child tables are held; the person table is streamed."""

    def __init__(self, source: TableSource, kind: str) -> None:
        self._source = source
        self._kind = kind  # "file" or "sheet", for the words of a refusal
        self._names: dict[str, str] = {}  # module -> file or sheet
        self.unknown: list[str] = []
        for name in source.names():
            self._take(name)
        if "Person" not in self._names:
            raise UnreadableReturn(f"There is no {kind} called 'person' in it.")
        self._columns: dict[str, _Columns] = {}
        self._held: dict[str, dict[str, list[Kept]]] = {}

    def _take(self, name: str) -> None:
        called = table_called(name)
        if called is None:
            self.unknown.append(name)
        elif called in self._names:
            raise UnreadableReturn(
                f"The {self._kind}s '{self._names[called]}' and '{name}' are both for {called}."
            )
        else:
            self._names[called] = name

    def header(self) -> list[HeaderValue]:
        """Give the header table's one row as values; nothing when there is no such table.

        :raises UnreadableReturn: if it has more than one row
        """
        if "header" not in self._names:
            return []
        rows = self._source.rows(self._names["header"])
        _, headings = next(rows, (1, []))
        values = [(number, cells) for number, cells in rows if any(cells)]
        if len(values) > 1:
            raise UnreadableReturn(f"The header {self._kind} has more than one row of values.")
        return [
            HeaderValue(plain(heading), _midnight(cell.strip()), number)
            for number, cells in values
            for heading, cell in zip(headings, cells, strict=False)
            if cell.strip()
        ]

    def persons(self, builder: Builder) -> Iterator[Person]:
        """Give each person in turn; orphans are reported in the builder after the last.

        :raises UnreadableReturn: if a table cannot be read, or lacks its keys
        """
        for name in self.unknown:
            why = f"The {self._kind} '{name}' is not a table that we know. It was not used."
            builder.fault("S2-91", "Message", 1, None, None, why, Severity.QUERY)
        for module in MODULES[1:]:
            self._held[module.name] = self._hold(module, builder)
        person = MODULES[0]
        seen: set[str] = set()
        for row, own, texts in self._rows(person, builder):
            builder.position += 1
            record = self._build(person, (row, own, texts), builder)
            self._check_key(person, row, own, seen, builder)
            record.position = builder.position
            record.faults = builder.take_faults()
            yield record
        builder.position = 0
        self._report_orphans(builder)

    def _hold(self, module: Module, builder: Builder) -> dict[str, list[Kept]]:
        held: dict[str, list[Kept]] = {}
        if module.name not in self._names:
            return held
        seen: set[str] = set()
        for row, own, parent_and_texts in self._rows(module, builder):
            parent, texts = parent_and_texts[0], parent_and_texts[1:]
            if self._has_children(module):
                self._check_key(module, row, own, seen, builder)
            held.setdefault(parent or "", []).append((row, own, texts))
        return held

    def _has_children(self, module: Module) -> bool:
        return any(m.parent == module.name and m.name in self._names for m in MODULES)

    def _check_key(
        self, module: Module, row: int, own: str | None, seen: set[str], builder: Builder
    ) -> None:
        if own is None:
            why = "This row has no id, so nothing below it can be found."
        elif own in seen:
            why = "Another row of this table has the same id."
        else:
            seen.add(own)
            return
        if own is not None or self._has_children(module):
            heading = f"{_stems(module)[0]}tableid"
            builder.fault("S2-96", module.name, row, heading, own, why)

    def _rows(self, module: Module, builder: Builder) -> Iterator[Kept]:
        """Give each row: its number, its id, and its texts (the parent's id before them)."""
        name = self._names[module.name]
        where = f"The {self._kind} '{name}'"
        rows = self._source.rows(name)
        _, headings = next(rows, (1, []))
        columns = self._columns[module.name] = _columns(module, where, headings, builder)
        self._check_headings(module, columns, where)
        for number, cells in rows:
            if not any(cells):
                continue
            if any(cells[columns.width :]):
                why = "This row has more cells than there are headings."
                extra = next(cell for cell in cells[columns.width :] if cell)
                builder.fault("S2-99", module.name, number, None, extra[:100], why)
            yield number, _key(cells, columns.own), self._texts(module, columns, cells)

    @staticmethod
    def _texts(module: Module, columns: _Columns, cells: list[str]) -> tuple[str | None, ...]:
        last = len(cells)
        texts = tuple(
            _value(item, cells[place]) if place < last else None for place, item in columns.items
        )
        return (_key(cells, columns.parent), *texts) if module.parent else texts

    def _check_headings(self, module: Module, columns: _Columns, where: str) -> None:
        if columns.own is None and self._has_children(module):
            raise UnreadableReturn(f"{where} has no column headed '{_stems(module)[0]}tableid'.")
        if module.parent and columns.parent is None:
            parent = _stems(BY_NAME[module.parent])[0]
            raise UnreadableReturn(f"{where} has no column headed '{parent}tableid'.")

    def _build(self, module: Module, kept: Kept, builder: Builder) -> Any:
        row, own, texts = kept
        items = self._columns[module.name].items
        values = [
            (item, text) for (_, item), text in zip(items, texts, strict=True) if text is not None
        ]
        record = builder.record(module, row, values)
        for child in MODULES:
            if child.parent == module.name and own is not None:
                for below in self._held.get(child.name, {}).pop(own, ()):
                    builder.attach(record, child, self._build(child, below, builder))
        return record

    def _report_orphans(self, builder: Builder) -> None:
        for module in MODULES[1:]:
            for parent, rows in self._held[module.name].items():
                heading = f"{_stems(BY_NAME[module.parent or ''])[0]}tableid"
                for row, _, _ in rows:
                    why = f"No row of {module.parent} has this id, so this row was not used."
                    builder.fault("S2-95", module.name, row, heading, parent or None, why)


def _key(cells: list[str], place: int | None) -> str | None:
    text = cells[place].strip() if place is not None and place < len(cells) else ""
    return sys.intern(text) if text else None


def _midnight(text: str) -> str:
    return _day(text) if _COLLECT_DATE.fullmatch(text) or _MIDNIGHT.fullmatch(text) else text


# --- CSV ---------------------------------------------------------------------------------


ENCODINGS = ("utf-8-sig", "cp1252")


class CsvTables:
    """Tables from CSV files, UTF-8 or Windows-1252, opened by name."""

    def __init__(self, names: list[str], opened: Callable[[str], BinaryIO]) -> None:
        self._listed = names
        self._open = opened

    def names(self) -> list[str]:
        """Give the file names without folder or ending."""
        return list(self._listed)

    def rows(self, name: str) -> Iterator[Row]:
        """Give the rows of a file, numbered as a spreadsheet would number them.

        :raises UnreadableReturn: if it is not CSV or not text
        """
        encoding = next((e for e in ENCODINGS if self._is_encoded(name, e)), None)
        if encoding is None:
            raise UnreadableReturn(f"'{name}' is neither UTF-8 nor Windows-1252 text.")
        with self._open(name) as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
            reader = csv.reader(text, strict=True)
            try:
                yield from enumerate(reader, start=1)
            except csv.Error as problem:
                line = reader.line_num
                raise UnreadableReturn(f"'{name}' is not CSV at line {line}: {problem}.") from None

    def _is_encoded(self, name: str, encoding: str) -> bool:
        """Read a file through once to learn whether it can be read so."""
        decoder = codecs.getincrementaldecoder(encoding)()
        with self._open(name) as raw:
            try:
                while data := raw.read(1 << 16):
                    if "\x00" in decoder.decode(data):
                        raise UnreadableReturn(f"'{name}' is not text: it holds NUL characters.")
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                return False
        return True

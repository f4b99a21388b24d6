"""Open a SEN2 return of any kind we know and give its persons one at a time."""

from __future__ import annotations

import gzip
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from goldenthread.exchange.sen2.bounds import (
    BROKEN_ZIP,
    DEFAULT,
    BoundedReader,
    Bounds,
    check_zip,
    open_part,
)
from goldenthread.exchange.sen2.build import Builder, read_date
from goldenthread.exchange.sen2.faults import Fault, Severity, UnreadableReturn
from goldenthread.exchange.sen2.items import OTHER_SURVEY_DAYS, SURVEY_DAYS, YearSpec, spec_for
from goldenthread.exchange.sen2.records import Header, Person
from goldenthread.exchange.sen2.tables import CsvTables, TableReader
from goldenthread.exchange.sen2.xml import HeaderValue, XmlReader
from goldenthread.organisations.rules import is_la_number, local_authorities

Source = str | Path | BinaryIO

HEADER_ITEMS = {
    "collection": "collection",
    "year": "year",
    "referencedate": "reference_date",
    "sourcelevel": "source_level",
    "lea": "lea",
    "softwarecode": "software_code",
    "release": "release",
    "serialno": "serial_no",
    "datetime": "date_time",
    "dmo": "dmo",
    "dco": "dco",
    "dsco": "dsco",
}
_NOT_HEADER = re.compile(r"nativeid|sourceid|.*tableid|.*orderseqcolumn|id")


@dataclass(slots=True)
class Return:
    """A return that has been opened. Use it in a `with`; go through `persons()` once.

    `faults` holds what is wrong outside any person: in the header from the start, after the
    last person only once that has been read.
    """

    header: Header
    spec: YearSpec
    area: str | None  # DfE number of the local authority
    has_header: bool = True  # False: tables without one, whose year was told beside them
    faults: list[Fault] = field(default_factory=list)
    _people: Iterator[Person] = field(default_factory=lambda: iter(()), repr=False)
    _builder: Builder | None = field(default=None, repr=False)
    _open: ExitStack = field(default_factory=ExitStack, repr=False)

    def persons(self) -> Iterator[Person]:
        """Give each person, with its own reading faults in `faults`.

        :raises UnreadableReturn: if the file turns out broken or hostile further on
        """
        any_person = False
        for person in self._people:
            any_person = True
            yield person
        if self._builder is not None:
            self.faults.extend(self._builder.take_faults())
        if not any_person:
            why = "The return holds no person."
            self.faults.append(Fault("S2-97", Severity.ERROR, "Message", 1, None, None, why))

    def __enter__(self) -> Return:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()


def read_return(
    source: Source, *, area: str | None = None, as_of: date | None = None, bounds: Bounds = DEFAULT
) -> Return:
    """Open a return: XML (gzipped or not), a folder or zip of CSV tables, or an XLSX.

    `area` (a DfE number, or a name such as `derbyshire`) and `as_of` (whose latest survey day
    gives the return year) serve where the file does not say; a file that says something else
    than `area` is refused.

    :raises UnreadableReturn: if it cannot be read as a SEN2 return of a year we know
    """
    number = area_number(area) if area else None
    with ExitStack() as stack:
        opening = _Opening(number, as_of, bounds, stack)
        found = opening.open(source)
        found._open = stack.pop_all()
        return found


def area_number(area: str) -> str:
    """Give the DfE number of a local authority from its number or its name.

    :raises UnreadableReturn: if there is none, or more than one, by that name
    """
    text = area.strip()
    if is_la_number(text):
        return text
    wanted = _slug(text)
    found = [la.code for la in local_authorities().values() if _slug(la.name) == wanted]
    if len(found) != 1:
        raise UnreadableReturn(f"'{area}' is not the number or name of a local authority.")
    return found[0]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.lower()).strip("-")


@dataclass(slots=True)
class _Opening:
    """What is known while a file is being opened."""

    area: str | None
    as_of: date | None
    bounds: Bounds
    stack: ExitStack
    made: Return | None = None

    def open(self, source: Source) -> Return:
        if isinstance(source, str | Path):
            path = Path(source)
            if path.is_dir():
                return self._tables(TableReader(_folder(path, self.bounds), "file"))
            return self._stream(self.stack.enter_context(_open_file(path)))
        return self._stream(source)

    def _stream(self, stream: BinaryIO) -> Return:
        start = stream.read(4)
        size = stream.seek(0, 2)
        stream.seek(0)
        if start[:2] == b"\x1f\x8b":
            unpacked = self.stack.enter_context(gzip.GzipFile(fileobj=stream))
            return self._xml(BoundedReader(unpacked, size, self.bounds))  # type: ignore[arg-type]  # GzipFile reads bytes
        if start[:4] == b"PK\x03\x04":
            return self._zip(stream)
        return self._xml(BoundedReader(stream, None, self.bounds))

    def _zip(self, stream: BinaryIO) -> Return:
        try:
            archive = self.stack.enter_context(zipfile.ZipFile(stream))
        except BROKEN_ZIP as problem:
            raise UnreadableReturn(f"The zip is broken off or damaged: {problem}.") from None
        check_zip(archive, self.bounds)
        names = archive.namelist()
        if "xl/workbook.xml" in names:
            from goldenthread.exchange.sen2.workbook import WorkbookTables

            return self._tables(TableReader(WorkbookTables(archive, stream, self.bounds), "sheet"))
        files = [n for n in names if not n.endswith("/") and not n.startswith("__MACOSX/")]
        if len(files) == 1 and files[0].lower().endswith(".xml"):
            return self._xml(open_part(archive, files[0], self.bounds))
        paths = {Path(name).stem: name for name in files if name.lower().endswith(".csv")}
        tables = CsvTables(list(paths), lambda n: open_part(archive, paths[n], self.bounds))
        return self._tables(TableReader(tables, "file"))

    def _xml(self, stream: BoundedReader | BinaryIO) -> Return:
        reader = XmlReader(stream, self._begin, self.bounds)
        reader.start()
        return self._finish(reader.persons())

    def _tables(self, reader: TableReader) -> Return:
        values = reader.header()
        builder = self._begin(1, values)
        found = self._finish(reader.persons(builder))
        found.has_header = bool(values)
        return found

    def _finish(self, people: Iterator[Person]) -> Return:
        assert self.made is not None
        self.made._people = people
        return self.made

    def _begin(self, row: int, values: list[HeaderValue]) -> Builder:
        header, faults = _header(row, values)
        header.year = _year(header, values, self.as_of)
        spec = spec_for(header.year)
        builder = Builder(spec)
        number, more = _whose(header, self.area, spec)
        self.made = Return(header, spec, number, True, [*faults, *more], _builder=builder)
        return builder


def _open_file(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as problem:
        raise UnreadableReturn(f"The file cannot be opened: {problem.strerror}.") from None


def _folder(path: Path, bounds: Bounds) -> CsvTables:
    files = {file.stem: file for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv"}
    if sum(file.stat().st_size for file in files.values()) > bounds.bytes_unpacked:
        raise UnreadableReturn(
            "The files of the folder are too large together. They were not read."
        )
    return CsvTables(list(files), lambda name: files[name].open("rb"))


# --- The header --------------------------------------------------------------------------


def _header(row: int, values: list[HeaderValue]) -> tuple[Header, list[Fault]]:
    header, faults = Header(row=row), []
    for value in values:
        attribute = HEADER_ITEMS.get(value.name.lower())
        if attribute is None:
            if not _NOT_HEADER.fullmatch(value.name.lower()):
                faults.append(_unknown(value))
        elif attribute != "year":
            setattr(header, attribute, value.text)
    return header, faults


def _unknown(value: HeaderValue) -> Fault:
    why = f"{value.name} is not an item of the header that we know. It was not used."
    return Fault("S2-91", Severity.QUERY, "Header", value.row, value.name, value.text, why)


def _year(header: Header, values: list[HeaderValue], as_of: date | None) -> int:
    if header.collection is not None and header.collection.upper() != "SEN2":
        raise UnreadableReturn(
            f"This is not a SEN2 return: its header says the collection is {header.collection}."
        )
    given = next((value for value in values if value.name.lower() == "year"), None)
    if given is not None:
        return _supported(given.text, f"line {given.row} of the header")
    day = read_date(header.reference_date or "")
    if day is not None:
        return _supported(str(day.year), "the reference date")
    if as_of is not None:
        days = {**OTHER_SURVEY_DAYS, **SURVEY_DAYS}
        year = max((y for y, survey in days.items() if survey <= as_of), default=as_of.year)
        return _supported(str(year), "the day given")
    raise UnreadableReturn(
        "The file does not say which year's return it is. Give its survey day with --as-of."
    )


def _supported(text: str, where: str) -> int:
    years = {str(year): year for year in SURVEY_DAYS}
    if text not in years:
        raise UnreadableReturn(
            f"The return year is '{text}' (from {where}). "
            f"Returns of {min(years)} to {max(years)} can be read."
        )
    return years[text]


def _whose(header: Header, area: str | None, spec: YearSpec) -> tuple[str | None, list[Fault]]:
    """Settle whose return it is, from the file and from what was said beside it."""
    if header.lea is None:
        return area, []
    if area is not None and area != header.lea:
        raise UnreadableReturn(f"The file is for authority {header.lea}, not for {area}.")
    if is_la_number(header.lea, spec.survey_day) or is_la_number(header.lea, spec.year_start):
        return header.lea, []
    why = "This is not the number of a local authority in England in that year."
    fault = Fault("S2-92", Severity.ERROR, "Header", header.row, "LEA", header.lea, why)
    return header.lea, [fault]

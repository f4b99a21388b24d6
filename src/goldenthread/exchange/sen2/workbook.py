"""Tables from the sheets of an XLSX file. Values only: a formula is not a value."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any, BinaryIO
from xml.parsers import expat

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from goldenthread.exchange.sen2.bounds import BROKEN_ZIP, DEFAULT, Bounds, open_part
from goldenthread.exchange.sen2.build import NotAValue
from goldenthread.exchange.sen2.faults import UnreadableReturn

MOST_COLUMNS = 200
PAST_HEADINGS = 8  # columns looked at for values with no heading
AT_ONCE = 500  # rows
# What openpyxl and its XML parsers raise, by turns, on parts that are not what they say.
BROKEN = (*BROKEN_ZIP, InvalidFileException, TypeError, AttributeError, SyntaxError)


class WorkbookTables:
    """The sheets of a workbook as tables."""

    def __init__(
        self, archive: zipfile.ZipFile, stream: BinaryIO, bounds: Bounds = DEFAULT
    ) -> None:
        for name in archive.namelist():
            if name.lower().endswith((".xml", ".rels")):
                _check_part(archive, name, bounds)
        stream.seek(0)
        try:
            with _quietly():
                self._book = openpyxl.load_workbook(stream, read_only=True, data_only=False)
        except BROKEN as problem:
            raise UnreadableReturn(f"The workbook cannot be opened: {problem}.") from None

    def names(self) -> list[str]:
        """Give the names of the sheets."""
        return list(self._book.sheetnames)

    def rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """Give the rows of a sheet with their numbers.

        :raises UnreadableReturn: if the sheet is broken
        """
        try:
            sheet = self._book[name]
            lines = enumerate(sheet.iter_rows(max_col=self._width(sheet)), start=1)
            while some := self._some(lines):
                yield from some
        except BROKEN as problem:
            raise UnreadableReturn(f"The sheet '{name}' cannot be read: {problem}.") from None

    @staticmethod
    def _width(sheet: Any) -> int:
        """Find how many columns are worth reading: those with headings, and a few past them."""
        with _quietly():
            first = next(sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS), ())
        headed = [place for place, cell in enumerate(first, start=1) if cell.value is not None]
        return min(max(headed, default=0) + PAST_HEADINGS, MOST_COLUMNS)

    @staticmethod
    def _some(lines: Iterator[tuple[int, Any]]) -> list[tuple[int, list[str]]]:
        with _quietly():
            return [(n, [_text(cell) for cell in cells]) for n, cells in islice(lines, AT_ONCE)]


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep openpyxl's remarks on what it does not know from a reader who cannot act on them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("f", "e"):
        return NotAValue(value if isinstance(value, str) else "formula")
    return _written(value)


def _written(value: object) -> str:
    match value:
        case bool():
            return "1" if value else "0"
        case datetime():
            return value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _check_part(archive: zipfile.ZipFile, name: str, bounds: Bounds) -> None:
    """Read a part through once: refuse a document type, an entity, or broken XML."""

    def hostile(*_: object) -> None:
        raise UnreadableReturn(f"'{name}' in the workbook declares a document type or an entity.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = hostile
    parser.EntityDeclHandler = hostile
    with open_part(archive, name, bounds) as part:
        try:
            while data := part.read(1 << 16):
                parser.Parse(data)
            parser.Parse(b"", True)
        except expat.ExpatError as problem:
            raise UnreadableReturn(
                f"'{name}' in the workbook is broken at line {problem.lineno}."
            ) from None

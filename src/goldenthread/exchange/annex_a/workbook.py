"""Opening a workbook that a stranger sent, without letting it do anything but be read.

Bounds are those of the rule for uploads (`MAX_...`): an .xlsx file by name and by content, no
macros, no password, no document type declarations, and nothing that unpacks to more than it
should.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from xml.etree.ElementTree import ParseError

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

Source = Path | str | BinaryIO

MAX_BYTES = 50_000_000
MAX_UNPACKED = 100_000_000
MAX_RATIO = 100  # unpacked size to packed size
MAX_PARTS = 1_000
MAX_COLUMNS = 60  # three times what the longer list has
MAX_ROWS = 200_000  # rows with something in them
LAST_ROW = 1_048_576  # of any Excel sheet

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SHEET_TYPE = b"spreadsheetml.sheet.main+xml"

# What openpyxl, zipfile and the XML parsers raise on parts that are not what they say.
_BROKEN = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, EOFError),
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ParseError, SyntaxError),
)


class WorkbookRefused(ValueError):
    """The file cannot be read, or is not safe to. The message names the place and the remedy."""


@contextmanager
def opened(source: Source, name: str | None = None) -> Iterator[Workbook]:
    """Open a workbook for reading, once it is known to be one and within bounds.

    :raises WorkbookRefused: if it is not an .xlsx file, or breaks a bound
    """
    content = _content_of(source, name)
    _check_content(content)
    _check_parts(content)
    import openpyxl  # loaded only when a workbook is read: it takes longer than the whole verb

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validation it passes over are no concern
        try:
            book = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False, keep_links=False
            )
        except _BROKEN as problem:
            raise WorkbookRefused("The workbook is damaged and cannot be opened.") from problem
        try:
            yield book
        finally:
            book.close()


def rows_of(sheet: ReadOnlyWorksheet) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Give each row with something in it: its number in the spreadsheet, and its cells.

    What the sheet says of its own size is not believed.

    :raises WorkbookRefused: if the sheet is damaged or too long; names sheet and row
    """
    sheet.reset_dimensions()
    number = filled = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
            if number > LAST_ROW:
                raise WorkbookRefused(f"{sheet.title} goes past row {LAST_ROW:,}.")
            if any(cell.value is not None for cell in cells):
                filled += 1
                if filled > MAX_ROWS:
                    raise WorkbookRefused(f"{sheet.title} has more than {MAX_ROWS:,} rows.")
                yield number, cells
    except WorkbookRefused:
        raise
    except _BROKEN as problem:
        raise WorkbookRefused(f"{sheet.title} is damaged after row {number}.") from problem


def _content_of(source: Source, name: str | None) -> bytes:
    if isinstance(source, (str, Path)):
        name = name or Path(source).name
    if name is not None:
        _check_name(name)
    if isinstance(source, (str, Path)):
        with Path(source).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    else:
        content = source.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise WorkbookRefused(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    return content


def _check_name(name: str) -> None:
    ending = Path(name).suffix.casefold()
    if ending in (".xlsm", ".xltm", ".xlam", ".xlsb"):
        raise WorkbookRefused("The file may hold macros. Save it as an Excel workbook (.xlsx).")
    if ending != ".xlsx":
        raise WorkbookRefused(f"'{name}' is not an Excel workbook: its name must end in .xlsx.")


def _check_content(content: bytes) -> None:
    if not content:
        raise WorkbookRefused("The file is empty.")
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise WorkbookRefused("The workbook has a password. Take it off and save it again.")
        raise WorkbookRefused("This is an old kind of Office file. Save it as .xlsx.")
    if not content.startswith(b"PK\x03\x04"):
        raise WorkbookRefused(
            "The file is not an Excel workbook, whatever its name says (a CSV file, perhaps). "
            "Open it in Excel and save it as .xlsx."
        )


def _check_parts(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_bounds(parts)
            _check_macros(parts)
            _check_declarations(parts)
    except WorkbookRefused:
        raise
    except _BROKEN as problem:
        raise WorkbookRefused("The workbook is damaged or cut short.") from problem


def _check_bounds(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if len(infos) > MAX_PARTS:
        raise WorkbookRefused(f"The workbook has more than {MAX_PARTS:,} parts.")
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 1):
        raise WorkbookRefused("The workbook unpacks to far more than a list of children would.")
    if any(info.flag_bits & 1 for info in infos):
        raise WorkbookRefused("The workbook has a password. Take it off and save it again.")


def _check_macros(parts: zipfile.ZipFile) -> None:
    names = [name.casefold() for name in parts.namelist()]
    if "[content_types].xml" not in names:
        raise WorkbookRefused("This is a zip file, not an Excel workbook.")
    types = parts.read("[Content_Types].xml")
    if any("vbaproject" in name for name in names) or b"macroenabled" in types.lower():
        raise WorkbookRefused("The file holds macros. Save it as an Excel workbook (.xlsx).")
    if _SHEET_TYPE not in types:
        raise WorkbookRefused("This is an Office file, but not an Excel workbook.")


def _check_declarations(parts: zipfile.ZipFile) -> None:
    """Refuse document type declarations in any part, in whatever encoding they are written."""
    for info in parts.infolist():
        if not info.filename.casefold().endswith((".xml", ".rels", ".vml")):
            continue
        with parts.open(info) as part:
            tail = b""
            while chunk := part.read(1 << 20):
                window = (tail + chunk).replace(b"\0", b"")
                if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                    raise WorkbookRefused(f"The part {info.filename} declares a document type.")
                tail = chunk[-40:]

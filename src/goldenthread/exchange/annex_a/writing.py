"""Writing a workbook of both lists, safe to open in any spreadsheet program."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from goldenthread.exchange.annex_a.columns import LISTS, Column, Kind, columns_of
from goldenthread.exchange.annex_a.records import Record

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")
EPOCH = datetime(2000, 1, 1)  # no workbook says when, or by whom, it was made


def write_lists(
    records: Iterable[Record], target: Path | str | BinaryIO, *, watermark: str = ""
) -> None:
    """Write the records to `List_1` and `List_2`, each in the order given.

    Text is typed as text and neutralised if a spreadsheet might run it; the file has no
    formulas, links, macros or author. A watermark stands in the file's description and at the
    head of every printed page, since no cell of the inspectors' format may hold it.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    book.properties.creator = book.properties.lastModifiedBy = ""
    book.properties.created = book.properties.modified = EPOCH
    book.properties.description = watermark or None
    sheets = {name: book.create_sheet(name) for name in LISTS}
    for sheet in sheets.values():
        sheet.oddHeader.center.text = watermark.replace("&", "and") or None

    def typed(name: str, value: Any, number_format: str = "General") -> Any:
        cell = WriteOnlyCell(sheets[name])
        if isinstance(value, str) and neutral(value):
            cell.value = neutral(value)
            cell.data_type, cell.number_format = "s", "@"  # text, even where it looks like more
        elif not isinstance(value, str):
            cell.value = value
            cell.number_format = number_format
        return cell

    for name, sheet in sheets.items():
        sheet.append([typed(name, column.heading) for column in columns_of(name)])
    for record in records:
        name = record.list_name
        sheets[name].append(
            [
                typed(name, _shown(record, c), "DD/MM/YYYY" if c.kind is Kind.DATE else "General")
                for c in columns_of(name)
            ]
        )
    book.save(target)


def neutral(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula, and Excel can store."""
    kept = "".join(c for c in text if c >= " " or c in "\t\n\r\0")
    kept = kept.encode("utf-8", "ignore").decode("utf-8")
    kept = f"'{kept}" if kept.startswith(DANGEROUS) else kept
    return kept.replace("\0", "")


def _shown(record: Record, column: Column) -> str | date | int | float | None:
    value: str | date | int | float | None = getattr(record, column.key)
    if column.kind is not Kind.CHOICE or value is None:
        return value
    choice = ("Yes" if value else "No") if isinstance(value, bool) else value
    return column.lettered("OTH" if choice == "DS" else str(choice))

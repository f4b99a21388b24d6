"""The words of a text PDF, line by line and table by table."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from goldenthread.plans.reading.blocks import Block, FileText, placed
from goldenthread.plans.reading.files import MOST_PAGES, check_words, too_many_pages
from goldenthread.plans.reading.headings import row_code, starts_something
from goldenthread.plans.reading.refusals import CannotRead

FEWEST_LETTERS = 25  # on a page; below it the page is a picture, or empty
MARGIN_POINTS = 60  # top and bottom band where page headers and footers stand
FULL_LINE = 60  # letters; a shorter last line of a page ends its paragraph
ONE_SIZE = 0.5  # points by which lines of one size of type may differ
SAME_PARAGRAPH = 0.75  # gap between lines, in line heights, up to which they belong together


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    top: float
    bottom: float
    bold: bool
    page: int
    height: float


def read_pdf(path: Path) -> FileText:
    """Return the words of a PDF with the pages that could not be read.

    :raises CannotRead: encrypted, damaged, without text, or too long
    """
    from pdfminer.pdfparser import PDFSyntaxError
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages = _count(path)
    try:
        blocks, empty = _read_pages(path)
    except (
        PDFSyntaxError,
        PdfminerException,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
    ) as broken:
        raise CannotRead("The PDF is damaged and cannot be read.") from broken
    if len(empty) == pages:
        raise CannotRead("The PDF has no text, only pictures of pages (a scan): it cannot be read.")
    kept, text = placed(blocks)
    check_words(text)
    unread = tuple(f"page {number}: no text, perhaps a scanned picture" for number in empty)
    return FileText("pdf", kept, text, pages, unread=unread)


def _count(path: Path) -> int:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise CannotRead(
                "The PDF is protected by a password: save it without one and try again."
            )
        pages = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as broken:
        raise CannotRead("The PDF is damaged and cannot be read.") from broken
    if pages >= MOST_PAGES:
        raise too_many_pages(pages)
    if pages == 0:
        raise CannotRead("The PDF has no pages.")
    return pages


def _read_pages(path: Path) -> tuple[list[Block], list[int]]:
    import pdfplumber

    blocks: list[list[Block | _Line]] = []
    empty: list[int] = []
    tables = 0
    with pdfplumber.open(path) as pdf:
        height = float(pdf.pages[0].height)
        for number, page in enumerate(pdf.pages, start=1):
            found, tables = _page(page, number, tables)
            letters = sum(len(item.text) for item in found)
            if letters < FEWEST_LETTERS:
                empty.append(number)
            blocks.append(found)
            page.close()
    margins = _margin_texts(blocks, height)
    _run_on(blocks, margins)
    return list(_joined(blocks, margins)), empty


def _page(page: Any, number: int, tables: int) -> tuple[list[Block | _Line], int]:
    ruled = page.find_tables() if (page.lines or page.rects) else []
    ruled = [table for table in ruled if len(table.rows) > 1 or len(table.rows[0].cells) > 1]
    rest = page
    for table in ruled:
        rest = rest.outside_bbox(_inside(page, table.bbox))
    items: list[tuple[float, list[Block | _Line]]] = [
        (float(raw["top"]), [_line(raw, number)]) for raw in rest.extract_text_lines()
    ]
    for table in ruled:
        tables += 1
        items.append((float(table.bbox[1]), list(_cells(table, number, tables))))
    items.sort(key=lambda item: item[0])
    return [one for _, group in items for one in group], tables


def _inside(page: Any, bbox: tuple[float, ...]) -> tuple[float, ...]:
    left, top, right, bottom = page.bbox
    return max(bbox[0], left), max(bbox[1], top), min(bbox[2], right), min(bbox[3], bottom)


def _line(raw: dict[str, Any], page: int) -> _Line:
    letters = [char for char in raw["chars"] if char["text"].strip()]
    bold = bool(letters) and all("bold" in str(c["fontname"]).lower() for c in letters)
    top, bottom = float(raw["top"]), float(raw["bottom"])
    return _Line(raw["text"], top, bottom, bold, page, bottom - top)


def _cells(table: Any, page: int, number: int) -> Iterator[Block]:
    for row, cells in enumerate(table.extract()):
        for column, text in enumerate(cells):
            if text is None:
                continue
            span = 1
            while column + span < len(cells) and cells[column + span] is None:
                span += 1
            yield Block(
                text=text,
                part=f"page {page}, table {number}, row {row + 1}",
                table=number,
                row=row,
                column=column,
                span=span,
            )


def _margin_texts(pages: list[list[Block | _Line]], height: float) -> set[str]:
    """Lines that come back, but for their numbers, at the edge of most pages."""
    counts: Counter[str] = Counter()
    for items in pages:
        edge = {
            _shape(item.text)
            for item in items
            if isinstance(item, _Line)
            and (item.top < MARGIN_POINTS or item.bottom > height - MARGIN_POINTS)
        }
        counts.update(edge)
    return {shape for shape, count in counts.items() if count >= max(3, len(pages) // 2)}


def _run_on(pages: list[list[Block | _Line]], margins: set[str]) -> None:
    """Make one table again of two that a page end parted: as many columns, nothing between."""
    for before, after in pairwise(pages):
        inner = [item for item in before if not _is_margin(item, margins)]
        first = next((item for item in after if not _is_margin(item, margins)), None)
        last = inner[-1] if inner else None
        if not isinstance(last, Block) or not isinstance(first, Block):
            continue
        above = [item for item in before if isinstance(item, Block) and item.table == last.table]
        below = [item for item in after if isinstance(item, Block) and item.table == first.table]
        if _columns(above) == _columns(below) > 1:
            _append(before, above, after, below)


def _is_margin(item: Block | _Line, margins: set[str]) -> bool:
    return isinstance(item, _Line) and _shape(item.text) in margins


def _columns(cells: list[Block]) -> int:
    return max(cell.column + cell.span for cell in cells)


def _append(
    before: list[Block | _Line], above: list[Block], after: list[Block | _Line], below: list[Block]
) -> None:
    """Number the second part's rows after the first's; a row without its start belongs above."""
    rows = max(cell.row for cell in above) + 1
    heads = [cell.text for cell in above if cell.row == 0]
    repeated = [cell.text for cell in below if cell.row == 0] == heads
    top = [cell for cell in below if cell.row == int(repeated)]
    cut = _cut_row(top, [cell for cell in above if cell.row == rows - 1])
    for cell in below:
        after.remove(cell)
    if cut:
        for cell in top:
            at = max(n for n, item in enumerate(before) if item in above and _under(item, cell))
            old = before[at]
            before[at] = replace(old, text=f"{old.text}\n{cell.text}".strip())
    skipped = int(cut) + int(repeated)
    kept = [
        replace(cell, table=above[0].table, row=cell.row - skipped + rows)
        for cell in below
        if cell.row >= skipped
    ]
    after[:0] = kept


def _under(item: Block | _Line, cell: Block) -> bool:
    return isinstance(item, Block) and item.column == cell.column


def _cut_row(top: list[Block], last: list[Block]) -> bool:
    """Whether a page's first row ends the last row before: its first cell is empty, that one's not.

    Nothing is put together where the cells do not stand under one another, nor with headings.
    """
    columns = {cell.column for cell in last}
    if not top or not last or any(cell.column not in columns for cell in top):
        return False
    if last[0].row == 0 and all(_heads(cell.text) for cell in last):
        return False
    return not top[0].text.strip() and bool(last[0].text.strip())


HEAD_WORDS = 6  # a column's heading is seldom longer


def _heads(text: str) -> bool:
    return len(text.split()) <= HEAD_WORDS and not text.rstrip().endswith(".")


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text.strip())


def _joined(pages: list[list[Block | _Line]], margins: set[str]) -> Iterator[Block]:
    """Put lines back into paragraphs, and the repeated edges apart."""
    told: set[str] = set()
    held: list[_Line] = []
    for items in pages:
        for item in items:
            if isinstance(item, Block):
                yield from _paragraph(held)
                held = []
                yield item
                continue
            shape = _shape(item.text)
            if shape in margins:
                if shape not in told:
                    told.add(shape)
                    yield Block(text=item.text, part="header", margin=True)
                continue
            if held and not _belongs(held[-1], item):
                yield from _paragraph(held)
                held = []
            held.append(item)
    yield from _paragraph(held)


def _belongs(before: _Line, line: _Line) -> bool:
    if before.bold != line.bold:
        return False
    if starts_something(line.text) and not _lists_on(before, line):
        return False
    if before.page != line.page:
        runs_on = len(before.text) >= FULL_LINE or line.text[:1].islower()
        return runs_on and not before.text.rstrip().endswith((".", ":", "!", "?"))
    if line.bold and starts_something(before.text) and not _wraps(before, line):
        return False
    return line.top - before.bottom <= SAME_PARAGRAPH * before.height


_OPEN_END = re.compile(
    r"(?:[,(]|\b(?:and|or|of|the|a|an|to|in|on|by|for|with|which|that|from|their|his|her|any|young))$",
    re.IGNORECASE,
)


def _wraps(before: _Line, line: _Line) -> bool:
    """Whether a heading goes on in the next line: as large, and in the middle of its words."""
    as_large = abs(before.height - line.height) < ONE_SIZE
    open_ended = bool(_OPEN_END.search(before.text.rstrip()))
    return as_large and (line.text[:1].islower() or open_ended)


def _lists_on(before: _Line, line: _Line) -> bool:
    """Whether a number at the start of a line belongs to a list that the line before left open."""
    left_open = before.text.rstrip().endswith((",", "(", " and", " to"))
    return not line.bold and left_open and bool(row_code(line.text + " "))


def _paragraph(lines: list[_Line]) -> Iterator[Block]:
    if lines:
        first = lines[0]
        between = " " if first.bold else "\n"  # a heading is one line, however it is printed
        block = Block(text=between.join(line.text for line in lines), part=f"page {first.page}")
        yield replace(block, bold=first.bold, bullet=first.text.lstrip()[:1] in "•●▪-–*")

"""Opening a report: a PDF or a plain text file becomes pages of words and ruling lines.

A file that cannot be read whole is refused: half a report must never pass for a report.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from goldenthread.strategy.reading.geometry import TEXT_HEIGHT, Box, Page, Rule, Word

LARGEST_BYTES = 50_000_000
MOST_PAGES = 200
THIN = 2.5  # points: a filled rectangle no thicker than this is a rule
SHORT = 4.0  # points: a rule shorter than this is a corner or a full stop
GAP = 0.18  # of the letter size: white wider than this parts two words
SIGN = "•"  # stands for any letter of a font of signs: one may be a bullet coded as "n"
LINE_HYPHEN = "\N{SOFT HYPHEN}"  # stands for a hyphen at a line's end until it is mended
SIGNS = "•◼◾▪■●○◦‣⁃▶►➢➤✓✔❖◆◇"
TAB = 8  # characters: a tab in a plain text file parts columns
TEXT_WIDTH = 5.0  # points given to a character of a plain text file


class Unreadable(Exception):
    """The file cannot be read as an inspection report; the message says why."""


def pages_of(path: Path) -> list[Page]:
    """Read a PDF or text file into pages.

    :raises Unreadable: if it is missing, empty, too large, damaged, locked or a picture
    """
    if not path.is_file():
        raise Unreadable(f"{path.name}: there is no such file.")
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(f"{path.name}: the file is empty.")
    if size > LARGEST_BYTES:
        limit = LARGEST_BYTES // 1_000_000
        raise Unreadable(
            f"{path.name}: the file is larger than {limit} MB, too large for a report."
        )
    data = path.read_bytes()
    if path.suffix.lower() == ".pdf":
        return _pdf_pages(path.name, data)
    if path.suffix.lower() == ".txt":
        return _text_pages(path.name, data)
    raise Unreadable(f"{path.name}: only .pdf and .txt files can be read.")


# ---- PDF ----------------------------------------------------------------------------------


def _pdf_pages(name: str, data: bytes) -> list[Page]:
    if b"%PDF-" not in data[:1024]:
        raise Unreadable(f"{name}: this is not a PDF file, whatever its name says.")
    if b"%%EOF" not in data[-2048:]:
        raise Unreadable(f"{name}: the PDF is cut short; its last part is missing.")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as problem:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "assword" in str(problem):
            raise Unreadable(f"{name}: the PDF is protected by a password.") from None
        raise Unreadable(f"{name}: the PDF is damaged and cannot be opened.") from None
    try:
        return _open_pages(name, document)
    finally:
        document.close()


def _open_pages(name: str, document: pdfium.PdfDocument) -> list[Page]:
    count = len(document)
    if count == 0:
        raise Unreadable(f"{name}: the PDF has no pages.")
    if count > MOST_PAGES:
        raise Unreadable(f"{name}: {count} pages is too long for an inspection report.")
    pages = []
    for index in range(count):
        try:
            page = document[index]
        except pdfium.PdfiumError:
            raise Unreadable(f"{name}: page {index + 1} is damaged.") from None
        pages.append(_page(page, index + 1))
        page.close()
    if sum(len(word.text) for page in pages for word in page.words) < 20 * count:
        if any(page.pictures for page in pages):
            raise Unreadable(
                f"{name}: the pages are pictures (a scan) with no text in them. "
                "Ask for the published PDF."
            )
        raise Unreadable(f"{name}: there is next to no text in this PDF.")
    return pages


@dataclass(frozen=True, slots=True)
class _Sheet:
    """How a page is shown: where its drawing area begins, and how it is turned.

    A PDF draws in its own directions; `turn` quarter turns clockwise bring the page upright.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """Return a drawn rectangle as it stands on the page when it is shown."""
        x0, x1 = left - self.left, right - self.left
        y0, y1 = bottom - self.bottom, top - self.bottom
        wide, tall = self.right - self.left, self.top - self.bottom
        if self.turn == 1:
            return Box(y0, x0, y1, x1)
        if self.turn == 2:
            return Box(wide - x1, y0, wide - x0, y1)
        if self.turn == 3:
            return Box(tall - y1, wide - x1, tall - y0, wide - x0)
        return Box(x0, tall - y1, x1, tall - y0)


def _sheet(page: pdfium.PdfPage) -> _Sheet:
    left, bottom, right, top = page.get_bbox()
    return _Sheet(left, bottom, right, top, page.get_rotation() // 90 % 4)


def _page(page: pdfium.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    sheet = _sheet(page)
    rules: list[Rule] = []
    pictures = 0
    for item in page.get_objects():
        if item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
            rules.extend(_rules(item, sheet))
        elif item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            pictures += 1
    return Page(number, width, height, tuple(_words(page, sheet)), tuple(rules), pictures)


def _rules(item: pdfium.PdfObject, sheet: _Sheet) -> Iterator[Rule]:
    """Yield the straight rules a drawn path stands for.

    A thin filled rectangle is one rule (as Word draws table borders); the sides of a larger
    outlined shape are rules of their own.
    """
    box = sheet.box(*item.get_bounds())
    if box.bottom - box.top <= THIN or box.x1 - box.x0 <= THIN:
        yield from _thin_rule(box)
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(item.raw, fill, stroke)
    if stroke.value:
        yield from _outline(item, sheet)


def _thin_rule(box: Box) -> Iterator[Rule]:
    wide, tall = box.x1 - box.x0, box.bottom - box.top
    if max(wide, tall) < SHORT:
        return
    if wide >= tall:
        yield Rule(True, box.middle, box.x0, box.x1)
    else:
        yield Rule(False, (box.x0 + box.x1) / 2, box.top, box.bottom)


def _outline(item: pdfium.PdfObject, sheet: _Sheet) -> Iterator[Rule]:
    points = list(_points(item, sheet))
    start = points[0][1] if points else (0.0, 0.0)
    last = start
    for kind, point, closes in points:
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield from _side(last, point)
        last = point
        if closes:
            yield from _side(point, start)


def _side(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
    box = Box(
        min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1])
    )
    if box.bottom - box.top <= THIN or box.x1 - box.x0 <= THIN:
        yield from _thin_rule(box)


def _points(
    item: pdfium.PdfObject, sheet: _Sheet
) -> Iterator[tuple[int, tuple[float, float], bool]]:
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium_c.FPDFPath_CountSegments(item.raw)):
        segment = pdfium_c.FPDFPath_GetPathSegment(item.raw, index)
        pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
        placed = matrix.on_point(x.value, y.value)
        closes = bool(pdfium_c.FPDFPathSegment_GetClose(segment))
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        spot = sheet.box(placed[0], placed[1], placed[0], placed[1])
        yield kind, (spot.x0, spot.top), closes


@dataclass(slots=True)
class _Letter:
    text: str
    box: Box
    size: float
    bold: bool


def _words(page: pdfium.PdfPage, sheet: _Sheet) -> Iterator[Word]:
    """Yield the words of a page, in the order they are drawn."""
    held: list[_Letter] = []
    for letter in _letters(page, sheet):
        blank = letter is None or letter.text.isspace()
        if held and (blank or (letter is not None and _parts(held[-1], letter))):
            yield _word(held)
            held = []
        if letter is not None and not blank:
            held.append(letter)
    if held:
        yield _word(held)


def _parts(before: _Letter, after: _Letter) -> bool:
    """Say whether white space, or a jump to another line, parts two letters."""
    apart = after.box.x0 - before.box.x1
    size = max(before.size, after.size, 1.0)
    jumped = abs(after.box.middle - before.box.middle) > 0.4 * size
    return jumped or apart > GAP * size or apart < -size


def _word(letters: list[_Letter]) -> Word:
    box = letters[0].box
    for letter in letters[1:]:
        box = box.around(letter.box)
    text = "".join(letter.text for letter in letters)
    return Word(text, box, letters[0].size, all(letter.bold for letter in letters))


def _letters(page: pdfium.PdfPage, sheet: _Sheet) -> Iterator[_Letter | None]:
    """Yield each letter with its box, and None where the PDF reader breaks a line."""
    text = page.get_textpage()
    rect = pdfium_c.FS_RECTF()
    fonts: dict[bytes, tuple[bool, bool]] = {}
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    for index in range(text.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(text, index)
        if pdfium_c.FPDFText_IsHyphen(text, index) == 1 or code in (2, 0xAD, 0xFFFE):
            character = LINE_HYPHEN
        elif code < 32 or pdfium_c.FPDFText_IsGenerated(text, index) == 1:
            yield None
            continue
        else:
            character = chr(code)
        pdfium_c.FPDFText_GetLooseCharBox(text, index, rect)
        size = pdfium_c.FPDFText_GetFontSize(text, index)
        pdfium_c.FPDFText_GetFontInfo(text, index, name, 128, flags)
        if name.value not in fonts:
            fonts[name.value] = _font(name.value)
        bold, signs = fonts[name.value]
        character = SIGN if signs and not character.isspace() else character
        box = sheet.box(rect.left, rect.bottom, rect.right, rect.top)
        yield _Letter(character, box, size, bold)
    text.close()


def _font(name: bytes) -> tuple[bool, bool]:
    """Say whether a font is bold, and whether its letters are drawn as signs (bullets)."""
    return b"old" in name, any(each in name for each in (b"dings", b"ingbat"))


# ---- plain text -----------------------------------------------------------------------------


def _text_pages(name: str, data: bytes) -> list[Page]:
    if b"\x00" in data:
        raise Unreadable(f"{name}: this is not a text file, whatever its name says.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Unreadable(
            f"{name}: the text is not UTF-8 (byte {problem.start + 1}); save it again as UTF-8."
        ) from None
    pages = text.replace("\r\n", "\n").split("\f")
    if len(pages) > MOST_PAGES:
        raise Unreadable(f"{name}: {len(pages)} pages is too long for an inspection report.")
    return [_text_page(page, number) for number, page in enumerate(pages, 1) if page.strip()]


def _text_page(text: str, number: int) -> Page:
    rows = _bullets_joined(text.split("\n"))
    words = tuple(word for row, line in enumerate(rows) for word in _text_words(line, row))
    widest = max((word.box.x1 for word in words), default=0.0)
    return Page(number, widest, len(rows) * TEXT_HEIGHT, words, (), drawn=False)


def _bullets_joined(rows: list[str]) -> list[str]:
    """Put a bullet that stands alone on its row before the words of the next written row."""
    joined = list(rows)
    for at, row in enumerate(rows):
        after = next((n for n in (at + 1, at + 2) if n < len(rows) and rows[n].strip()), None)
        if row.strip() and row.strip() in SIGNS and after is not None:
            joined[at], joined[after] = "", f"{row.strip()} {rows[after].lstrip()}"
    return joined


def _text_words(line: str, row: int) -> Iterator[Word]:
    line = re.sub(r"(?<=[a-z])-\s*$", LINE_HYPHEN, line)
    at = 0
    for piece in line.replace("\t", " " * TAB).split(" "):
        if piece.strip():
            box = Box(
                at * TEXT_WIDTH,
                row * TEXT_HEIGHT,
                (at + len(piece)) * TEXT_WIDTH,
                (row + 1) * TEXT_HEIGHT - 1,
            )
            yield Word(piece.strip(), box, 10.0, False)
        at += len(piece) + 1

"""The words of a paper somebody else made: a PDF or a Word document. Plain Python."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
import pypdfium2
from docx.opc.exceptions import PackageNotFoundError


class Unreadable(ValueError):
    """A paper whose words cannot be read: broken, locked, or a picture of a page."""


def words_of(content: bytes, kind: str) -> str:
    """Return every word of a paper of kind PDF or DOCX, in the order it has them.

    :raises Unreadable: if it is neither, cannot be opened, or has no words
    """
    readers = {"PDF": _pdf, "DOCX": _docx}
    if kind not in readers:
        raise Unreadable(f"The words of a {kind} cannot be read.")
    text = readers[kind](content)
    if not text.strip():
        raise Unreadable("It has no words that can be read: it may be a picture of a page.")
    return text


def _pdf(content: bytes) -> str:
    try:
        with pypdfium2.PdfDocument(content) as opened:
            return "\n".join(page.get_textpage().get_text_range() for page in opened)
    except pypdfium2.PdfiumError:
        raise Unreadable("The PDF cannot be opened.") from None


def _docx(content: bytes) -> str:
    try:
        opened = docx.Document(BytesIO(content))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError):
        raise Unreadable("The Word document cannot be opened.") from None
    # Every run of text, wherever it stands: body, tables, boxes, headers and footers.
    parts = [opened.element.body]
    for section in opened.sections:
        parts += [section.header._element, section.footer._element]
    lines = [
        "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
        for part in parts
        for paragraph in part.iter(f"{W}p")
    ]
    return "\n".join(lines)


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

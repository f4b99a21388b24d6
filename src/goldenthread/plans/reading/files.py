"""What kind of file it is, by its first bytes, and whether it is safe to open."""

from __future__ import annotations

import zipfile
from pathlib import Path

from goldenthread.plans.reading.refusals import CannotRead

LARGEST_BYTES = 50 * 2**20
LARGEST_UNPACKED_BYTES = 200 * 2**20
LARGEST_RATIO = 150  # unpacked to packed, for any part over a megabyte
MOST_PARTS = 3000
MOST_PAGES = 500
MOST_WORDS = 150_000  # some 500 pages

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS = {".json": "json", ".docx": "docx", ".docm": "docx", ".pdf": "pdf"}


def kind_of(path: Path) -> str:
    """Return json, docx or pdf.

    :raises CannotRead: for anything else, and for a file that is not what its name says
    """
    if not path.is_file():
        raise CannotRead("There is no such file.")
    size = path.stat().st_size
    if size == 0:
        raise CannotRead("The file is empty.")
    if size > LARGEST_BYTES:
        raise CannotRead(
            f"The file is larger than {LARGEST_BYTES // 2**20} MB: no plan needs that."
        )
    with path.open("rb") as opened:
        head = opened.read(8)
    if head == OLE:
        _refuse_ole(path)
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise CannotRead("Only .json, .docx and .pdf files can be read as plans.")
    _agrees(kind, head)
    return kind


def _refuse_ole(path: Path) -> None:
    packed = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in packed:
        raise CannotRead("The file is protected by a password: save it without one and try again.")
    raise CannotRead("This is an old Word file (.doc): save it as .docx and try again.")


def _agrees(kind: str, head: bytes) -> None:
    looks = "docx" if head[:4] == b"PK\x03\x04" else "pdf" if head[:5] == b"%PDF-" else "other"
    if kind in ("docx", "pdf") and looks != kind:
        named = {"docx": "a Word file", "pdf": "a PDF file"}
        is_really = f" but is {named[looks]}" if looks in named else ", or it is damaged"
        raise CannotRead(f"The name says {named[kind]}, and the content is not{is_really}.")
    if kind == "json" and looks != "other":
        raise CannotRead("The name says JSON, and the content is something else.")


def open_docx(path: Path) -> zipfile.ZipFile:
    """Open a Word file when it is safe to.

    :raises CannotRead: damaged, with macros, or unpacking to far more than its size
    """
    try:
        package = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as broken:
        raise CannotRead("The Word file is damaged and cannot be opened.") from broken
    try:
        _safe(package, path)
    except CannotRead:
        package.close()
        raise
    return package


def _safe(package: zipfile.ZipFile, path: Path) -> None:
    parts = package.infolist()
    names = {part.filename.lower() for part in parts}
    if path.suffix.lower() == ".docm" or any(n.endswith("vbaproject.bin") for n in names):
        raise CannotRead("The Word file holds macros: save it as a plain .docx and try again.")
    unpacked = sum(part.file_size for part in parts)
    swollen = any(
        part.file_size > 2**20 and part.file_size > LARGEST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if unpacked > LARGEST_UNPACKED_BYTES or swollen or len(parts) > MOST_PARTS:
        raise CannotRead(
            "The file unpacks to far more than its size (a zip bomb): it was not opened."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise CannotRead("The file is protected by a password: save it without one and try again.")
    if "word/document.xml" not in names:
        raise CannotRead("This is not a Word document.")


def too_many_pages(pages: int) -> CannotRead:
    """The refusal of a file too long to be one plan."""
    return CannotRead(f"The file has {pages} pages; {MOST_PAGES} or more cannot be one plan.")


def check_words(text: str) -> None:
    """:raises CannotRead: when the text is too long to be one plan"""
    words = text.count(" ") + text.count("\n")
    if words > MOST_WORDS:
        raise CannotRead(f"The file has some {words} words, over {MOST_PAGES} pages: not one plan.")

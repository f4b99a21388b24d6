"""Looking inside a file before it is kept: what is dangerous is refused or taken out."""

from __future__ import annotations

import gzip
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeXml
from PIL import Image, ImageOps, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PdfReadError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject

from goldenthread.files.rules import films, sounds, streams
from goldenthread.files.rules.kinds import Kind, Limits, Refused, kind_of

CHUNK = 256 * 1024
SCRIPTED = {
    "/JS": "a script",
    "/JavaScript": "a script",
    "/Launch": "a command to start a program",
    "/EmbeddedFiles": "another file inside it",
    "/EmbeddedFile": "another file inside it",
    "/EF": "another file inside it",
    "/FileAttachment": "another file inside it",
    "/RichMedia": "a film or programme",
    "/XFA": "a form that runs by itself",
}
HIDDEN_IN_PDF = "This PDF has {found} inside. Print it to a new PDF and send that."
MAIN_PART = {Kind.DOCX: "word/document.xml", Kind.XLSX: "xl/workbook.xml"}
MACROS = ("vbaproject", "vbadata", "macrosheets/", "activex/", "/embeddings/", "oleobject")
HARMLESS_OUTSIDE = "/hyperlink"  # a link that a reader chooses to follow


def inspect(file: BinaryIO, name: str, limits: Limits) -> tuple[Kind, bytes | None]:
    """Return the kind of a file and, where something had to come out, what to keep instead.

    :raises Refused: with a sentence its sender can act on
    """
    file.seek(0)
    kind = kind_of(name, file.read(64))
    file.seek(0)
    cleaned = LOOKS[kind](file, name, limits)
    return kind, cleaned


# PDF


def _pdf(file: BinaryIO, name: str, limits: Limits) -> None:
    try:
        reader = PdfReader(file)
        if reader.is_encrypted:
            raise Refused("This PDF is locked with a password. Send it without one.")
        if not len(reader.pages):
            raise Refused("This PDF has no pages.")
        found = _scripted(reader)
    except (PyPdfError, PdfReadError, ValueError, RecursionError, KeyError, TypeError) as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused("This PDF cannot be read. Save it again and send the new one.") from None
    if found:
        raise Refused(
            "This PDF has {found} inside. Print it to a new PDF and send that.", found=found
        )


def _scripted(reader: PdfReader) -> str | None:
    """Return in words the first thing in a PDF that runs or hides something, if any does."""
    waiting: list[PdfObject | None] = [reader.trailer]
    seen: set[tuple[int, int]] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) not in seen:
                seen.add((one.idnum, one.generation))
                waiting.append(one.get_object())
        elif isinstance(one, DictionaryObject):
            said = [
                *one.keys(),
                *(v for k, v in one.items() if k in ("/S", "/Subtype", "/Type")),
            ]
            if found := next((SCRIPTED[str(word)] for word in said if str(word) in SCRIPTED), None):
                return found
            waiting += [value for _, value in one.items()]
        elif isinstance(one, ArrayObject):
            waiting += list(one)
    return None


# Word and Excel


def _office(file: BinaryIO, name: str, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(file) as parts:
            _check_zip(parts, limits)
            _check_office(parts, Kind.DOCX if name.lower().endswith(".docx") else Kind.XLSX)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as problem:
        if isinstance(problem, Refused):
            raise
        raise Refused("This file is damaged. Save it again and send the new one.") from None
    except (ParseError, DefusedXmlException):
        raise Refused("This file is not a Word or Excel file that can be read.") from None


def _check_zip(parts: zipfile.ZipFile, limits: Limits) -> None:
    held = parts.infolist()
    unpacked = sum(part.file_size for part in held)
    packed = max(1, sum(part.compress_size for part in held))
    if len(held) > limits.parts or unpacked > limits.unpacked_bytes:
        raise Refused("This file is too large once unpacked.")
    if unpacked / packed > limits.ratio:
        raise Refused("This file unpacks to far more than its size, which is not safe.")
    for part in held:
        if part.flag_bits & 1:
            raise Refused("This file is locked with a password. Send it without one.")
        if ".." in PurePosixPath(part.filename).parts or part.filename.startswith("/"):
            raise Refused("This file is not made as a Word or Excel file is.")
    if parts.testzip():  # reads each part; none can give more than it declares
        raise Refused("This file is damaged. Save it again and send the new one.")


def _check_office(parts: zipfile.ZipFile, kind: Kind) -> None:
    names = [part.filename for part in parts.infolist()]
    if "[Content_Types].xml" not in names or MAIN_PART[kind] not in names:
        raise Refused("This is not a {kind} file, although its name says so.", kind=kind)
    types = parts.read("[Content_Types].xml").lower()
    inside = [name.lower() for name in names]
    if b"macroenabled" in types or any(m in name for name in inside for m in MACROS):
        raise Refused("This file has macros or other files inside. Save it without them.")
    for name in names:
        if name.endswith(".rels"):
            _check_relations(parts.read(name))


def _check_relations(content: bytes) -> None:
    """:raises Refused: if opening the document would fetch something from elsewhere"""
    for relation in SafeXml.fromstring(content, forbid_dtd=True):
        outside = relation.get("TargetMode", "").lower() == "external"
        if outside and not relation.get("Type", "").endswith(HARMLESS_OUTSIDE):
            raise Refused("This file fetches something from elsewhere. Save it without links.")


# Text


def _csv(file: BinaryIO, name: str, limits: Limits) -> None:
    content = file.read()
    if b"\x00" in content:
        raise Refused("This is not a CSV file, although its name says so.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return
    raise Refused("This CSV file is neither UTF-8 nor Windows text.")


def _xml(file: BinaryIO, name: str, limits: Limits) -> None:
    depth = 0
    try:
        for event, element in SafeXml.iterparse(file, events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > limits.xml_depth:
                raise Refused("This XML file is nested too deep.")
            if event == "end":
                element.clear()
    except ParseError as problem:
        line, column = problem.position
        raise Refused(
            "This XML breaks off at line {line}, column {column}.", line=line, column=column + 1
        ) from None
    except DefusedXmlException:
        raise Refused("This XML declares entities or a document type, which is refused.") from None


def _gzip(file: BinaryIO, name: str, limits: Limits) -> None:
    packed = file.seek(0, io.SEEK_END)
    file.seek(0)
    inner = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=file) as unpacking:
            while chunk := unpacking.read(CHUNK):
                inner.write(chunk)
                size = inner.tell()
                if size > limits.unpacked_bytes or size > limits.ratio * max(packed, 1024):
                    raise Refused("This file unpacks to far more than its size.")
    except (OSError, EOFError, zlib.error):
        raise Refused("This gzip file is damaged. Pack it again and send the new one.") from None
    inside = name[: -len(".gz")]
    inner.seek(0)
    if kind_of(inside, inner.read(64)) not in (Kind.XML, Kind.CSV):
        raise Refused("Only XML and CSV files may be sent packed with gzip.")
    inner.seek(0)
    inspect(inner, inside, limits)


# Pictures


def _picture(file: BinaryIO, name: str, limits: Limits) -> bytes:
    """Draw the picture again, turned the right way up, with no place, camera or words kept."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(file, formats=("PNG", "JPEG"))
        if opened.width * opened.height > limits.pixels:
            raise Refused("This picture has more than 50 million points. Send a smaller one.")
        kind = str(opened.format)
        turned = ImageOps.exif_transpose(opened)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError):
        raise Refused("This picture cannot be read. Save it again and send the new one.") from None
    if kind != ("PNG" if name.lower().endswith(".png") else "JPEG"):
        raise Refused("This is not the kind of picture its name says.")
    bare = Image.new(turned.mode, turned.size)
    if palette := turned.getpalette():
        bare.putpalette(palette)
    bare.paste(turned)
    kept = io.BytesIO()
    bare.save(kept, kind, **({"quality": 92} if kind == "JPEG" else {}))
    return kept.getvalue()


LOOKS: Mapping[Kind, Callable[[BinaryIO, str, Limits], bytes | None]] = {
    Kind.PDF: _pdf,
    Kind.DOCX: _office,
    Kind.XLSX: _office,
    Kind.CSV: _csv,
    Kind.XML: _xml,
    Kind.GZ: _gzip,
    Kind.PNG: _picture,
    Kind.JPEG: _picture,
    Kind.MP3: sounds.mp3,
    Kind.WAV: sounds.wave,
    Kind.OGG: streams.ogg,
    Kind.WEBM: streams.webm,
    Kind.MP4: films.film,
    Kind.THREE_GP: films.film,
    Kind.AMR: sounds.plain,
    Kind.AAC: sounds.plain,
    Kind.CAF: sounds.caf,
    Kind.FLAC: sounds.flac,
}

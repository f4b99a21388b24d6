"""The kinds of file taken, told by name and by their first bytes, and the limits on each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath


class Kind(StrEnum):
    """What may be uploaded; nothing else may."""

    PDF = "PDF"
    DOCX = "DOCX"
    XLSX = "XLSX"
    CSV = "CSV"
    XML = "XML"
    GZ = "GZ"
    PNG = "PNG"
    JPEG = "JPEG"
    MP3 = "MP3"  # sound and film, for what a child says in their own voice
    WAV = "WAV"
    OGG = "OGG"
    MP4 = "MP4"
    WEBM = "WEBM"


class State(StrEnum):
    """Where a file is on its way to being shown."""

    HELD = "HELD"  # not scanned yet: kept, and shown to nobody
    CLEAN = "CLEAN"
    REFUSED = "REFUSED"  # the scanner named something; the content is gone
    NOT_SCANNED_DEMO = "NOT_SCANNED_DEMO"  # the demo, where no scanner is set


CONTENT_TYPES: Mapping[Kind, str] = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "text/csv",
    Kind.XML: "application/xml",
    Kind.GZ: "application/gzip",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.MP3: "audio/mpeg",
    Kind.WAV: "audio/wav",
    Kind.OGG: "audio/ogg",
    Kind.MP4: "video/mp4",
    Kind.WEBM: "video/webm",
}
ENDINGS: Mapping[str, Kind] = {
    ".pdf": Kind.PDF,
    ".docx": Kind.DOCX,
    ".xlsx": Kind.XLSX,
    ".csv": Kind.CSV,
    ".xml": Kind.XML,
    ".gz": Kind.GZ,
    ".png": Kind.PNG,
    ".jpg": Kind.JPEG,
    ".jpeg": Kind.JPEG,
    ".mp3": Kind.MP3,
    ".wav": Kind.WAV,
    ".ogg": Kind.OGG,
    ".oga": Kind.OGG,
    ".mp4": Kind.MP4,
    ".m4a": Kind.MP4,
    ".mov": Kind.MP4,
    ".webm": Kind.WEBM,
}
STARTS: Mapping[Kind, tuple[bytes, ...]] = {
    Kind.PDF: (b"%PDF-",),
    Kind.DOCX: (b"PK\x03\x04",),
    Kind.XLSX: (b"PK\x03\x04",),
    Kind.CSV: (),  # text: judged whole
    Kind.XML: (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<\x00", b"\xfe\xff\x00<"),
    Kind.GZ: (b"\x1f\x8b\x08",),
    Kind.PNG: (b"\x89PNG\r\n\x1a\n",),
    Kind.JPEG: (b"\xff\xd8\xff",),
    Kind.MP3: (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"),
    Kind.WAV: (b"RIFF",),
    Kind.OGG: (b"OggS",),
    Kind.MP4: (b"ftyp",),  # after its first four bytes, which are a length
    Kind.WEBM: (b"\x1aE\xdf\xa3",),
}


class Refused(ValueError):
    """The file cannot be taken; the message is a sentence its sender can act on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of anything a file may hold."""

    bytes: int = 50 * 1024 * 1024
    unpacked_bytes: int = 100 * 1024 * 1024
    ratio: int = 100  # unpacked to packed
    parts: int = 1_000
    pixels: int = 50_000_000
    xml_depth: int = 100


def kind_of(name: str, start: bytes) -> Kind:
    """Return the kind of a file, on which its name and its first bytes must agree.

    :raises Refused: if the kind is not taken, or the content is not what the name says
    """
    kind = ENDINGS.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise Refused(
            "Send a PDF, Word (.docx), Excel (.xlsx), CSV, XML, gzip, PNG or JPEG file, "
            "or a sound or film (MP3, M4A, WAV, OGG, MP4, MOV, WEBM)."
        )
    starts = STARTS[kind]
    looked_at = start.lstrip() if kind is Kind.XML else start
    if kind is Kind.MP4:
        looked_at = start[4:]
    if not start or (starts and not looked_at.startswith(starts)):
        raise Refused(f"This is not a {kind} file, although its name says so.")
    return kind


def safe_name(name: str) -> str:
    """Return a file's name without path, control or direction characters, at most 200 long."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '"<>|:*?;%')
    stem, dot, ending = kept.strip(" .").rpartition(".")
    return f"{(stem or 'file')[: 199 - len(ending)]}{dot or '.'}{ending}"

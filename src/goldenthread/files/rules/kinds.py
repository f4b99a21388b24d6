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
    THREE_GP = "3GP"  # older telephones
    AMR = "AMR"  # voice notes of telephones
    AAC = "AAC"
    CAF = "CAF"  # voice notes of Apple's
    FLAC = "FLAC"


SOUND_OR_FILM = frozenset(
    {
        *(Kind.MP3, Kind.WAV, Kind.OGG, Kind.MP4, Kind.WEBM),
        *(Kind.THREE_GP, Kind.AMR, Kind.AAC, Kind.CAF, Kind.FLAC),
    }
)
# What many telephones and computers cannot play by themselves: kept, and said so.
SELDOM_PLAYED = frozenset({Kind.THREE_GP, Kind.AMR, Kind.CAF})


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
    Kind.THREE_GP: "video/3gpp",
    Kind.AMR: "audio/amr",
    Kind.AAC: "audio/aac",
    Kind.CAF: "audio/x-caf",
    Kind.FLAC: "audio/flac",
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
    ".weba": Kind.WEBM,
    ".opus": Kind.OGG,
    ".ogv": Kind.OGG,
    ".spx": Kind.OGG,
    ".m4v": Kind.MP4,
    ".m4b": Kind.MP4,
    ".qt": Kind.MP4,
    ".3gp": Kind.THREE_GP,
    ".3gpp": Kind.THREE_GP,
    ".3g2": Kind.THREE_GP,
    ".3ga": Kind.THREE_GP,
    ".amr": Kind.AMR,
    ".awb": Kind.AMR,
    ".aac": Kind.AAC,
    ".caf": Kind.CAF,
    ".flac": Kind.FLAC,
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
}
# How a sound or a film begins, whatever its name ends in: telephones and the programs on them
# name the same sound in many ways. The first that fits is its kind.
SOUNDS: tuple[tuple[Kind, re.Pattern[bytes]], ...] = (
    (Kind.THREE_GP, re.compile(rb"(?s).{4}ftyp3g")),
    (Kind.MP4, re.compile(rb"(?s).{4}(?:ftyp|moov|mdat|wide|free|skip)")),
    (Kind.WAV, re.compile(rb"(?s)RIFF.{4}WAVE")),
    (Kind.OGG, re.compile(rb"OggS")),
    (Kind.WEBM, re.compile(rb"\x1aE\xdf\xa3")),
    (Kind.AMR, re.compile(rb"#!AMR")),
    (Kind.CAF, re.compile(rb"caff")),
    (Kind.FLAC, re.compile(rb"fLaC")),
    (Kind.AAC, re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")),
    (Kind.MP3, re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")),
)


LONGEST_NAME, LONGEST_ENDING = 200, 20  # characters
NOT_TAKEN = (
    "Send a PDF, Word (.docx), Excel (.xlsx), CSV, XML, gzip, PNG or JPEG file, "
    "or a sound or film from a phone or computer (such as MP3, M4A, MP4 or MOV)."
)
NOT_A_SOUND = (
    "This is not a sound or film that can be played. Save it again as MP3, M4A or MP4 and send "
    "that."
)


class Refused(ValueError):
    """The file cannot be taken; the message is a sentence its sender can act on.

    `text` with its `gaps` is the same sentence, to be said in another language.
    """

    def __init__(self, text: str, **gaps: str | int) -> None:
        self.text, self.gaps = text, gaps
        super().__init__(text.format_map(gaps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of anything a file may hold."""

    bytes: int = 50 * 1024 * 1024
    unpacked_bytes: int = 100 * 1024 * 1024
    ratio: int = 100  # unpacked to packed
    parts: int = 1_000
    pixels: int = 50_000_000
    xml_depth: int = 100


def sound_of(start: bytes) -> Kind | None:
    """Return the kind of sound or film that begins so; None where it is neither."""
    return next((kind for kind, begins in SOUNDS if begins.match(start)), None)


def kind_of(name: str, start: bytes) -> Kind:
    """Return the kind of a file, on which its name and its first bytes must agree.

    A sound or a film is what its first bytes say: its name need only be that of some sound or
    film, or end in nothing.

    :raises Refused: if the kind is not taken, or the content is not what the name says
    """
    ending = PurePosixPath(name).suffix.lower()
    kind = ENDINGS.get(ending)
    heard = sound_of(start)
    if heard and (kind in SOUND_OR_FILM or not ending):
        return heard
    if kind is None:
        raise Refused(NOT_TAKEN)
    if kind in SOUND_OR_FILM:
        raise Refused(NOT_A_SOUND)
    starts = STARTS[kind]
    looked_at = start.lstrip() if kind is Kind.XML else start
    if not start or (starts and not looked_at.startswith(starts)):
        raise Refused("This is not a {kind} file, although its name says so.", kind=kind)
    return kind


def ended(name: str, kind: Kind) -> str:
    """Return a sound's or a film's name with an ending of the kind it is, to be opened by."""
    if kind not in SOUND_OR_FILM or ENDINGS.get(PurePosixPath(name).suffix.lower()) is kind:
        return name
    ending = f".{kind.lower()}"
    return f"{name[: LONGEST_NAME - len(ending)]}{ending}"


def safe_name(name: str) -> str:
    """Return a file's name without path, control or direction characters, at most 200 long."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '"<>|:*?;%')
    stem, dot, ending = kept.strip(" ").rstrip(". ").rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return (f"{stem}{dot}{ending}" or "file")[:LONGEST_NAME]
    return f"{(stem or 'file')[: LONGEST_NAME - 1 - len(ending)]}.{ending}"

"""Sound and film as they stream: Ogg and WebM, without their notes (trust rule 16)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from goldenthread.files.rules.films import BROKEN
from goldenthread.files.rules.kinds import Limits, Refused

# Ogg: pages, whose segments make packets. The second packet of each stream holds its notes.

# How a stream begins; then how its packet of notes does, which a reader looks for.
CODECS = {
    b"\x01vorbis": b"\x03vorbis",
    b"OpusHead": b"OpusTags",
    b"\x80theora": b"\x81theora",
    b"Speex   ": b"",
}
CRC = 0x04C11DB7
MOST_NOTES = 4 * 1024 * 1024  # bytes: a cover of an album stands among them


def _crc_table() -> tuple[int, ...]:
    rows = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ CRC if value & 0x80000000 else value << 1) & 0xFFFFFFFF
        rows.append(value)
    return tuple(rows)


TABLE = _crc_table()


@dataclass(slots=True)
class _Stream:
    """What is known of one stream so far: how its notes begin, and where they lie."""

    begins: bytes
    packet: int = 0
    notes: list[tuple[int, int]] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)


def ogg(file: BinaryIO, name: str, limits: Limits) -> bytes | None:
    """Return an Ogg sound or film with no notes; None where it had none.

    :raises Refused: if its parts do not fit together, or it holds a kind of sound unknown here
    """
    sent = file.read()
    sound = bytearray(sent)
    streams: dict[int, _Stream] = {}
    at = 0
    while at < len(sound):
        at = _page(sound, at, streams)
    for stream in streams.values():
        _without_notes(sound, stream)
    return None if sound == sent else bytes(sound)


def _page(sound: bytearray, at: int, streams: dict[int, _Stream]) -> int:
    """Note what one page holds of its stream's notes; return where the next begins."""
    if sound[at : at + 4] != b"OggS" or at + 27 > len(sound):
        raise Refused(BROKEN)
    (serial,) = struct.unpack_from("<I", sound, at + 14)
    segments = sound[at + 27 : at + 27 + sound[at + 26]]
    start = at + 27 + sound[at + 26]
    end = start + sum(segments)
    if end > len(sound):
        raise Refused(BROKEN)
    if sound[at + 5] & 2:  # a stream begins
        streams[serial] = _Stream(_notes_of(bytes(sound[start:end])))
    stream = streams.get(serial)
    if stream is None:
        raise Refused(BROKEN)
    if stream.packet <= 1:
        _segments(stream, segments, start, (at, end))
    return end


def _segments(stream: _Stream, segments: bytearray, start: int, page: tuple[int, int]) -> None:
    for size in segments:
        if stream.packet == 1:
            stream.notes.append((start, start + size))
            if stream.pages[-1:] != [page]:
                stream.pages.append(page)
        start += size
        stream.packet += size < 255


def _notes_of(first: bytes) -> bytes:
    """Return how the packet of notes begins in a stream that begins so.

    :raises Refused: if nothing is known of such a stream
    """
    for begins, notes in CODECS.items():
        if first.startswith(begins):
            return notes
    raise Refused("We cannot keep this kind of sound. Save it as MP3 or M4A and send that.")


def _without_notes(sound: bytearray, stream: _Stream) -> None:
    """Write over a stream's notes: one maker, whose name is blanks, and no note."""
    size = sum(end - start for start, end in stream.notes)
    if size > MOST_NOTES:
        raise Refused(BROKEN)
    blank = size - len(stream.begins) - 9  # two counts and the bit that ends the packet
    if blank < 0:
        return
    packet = stream.begins + struct.pack("<I", blank) + b" " * blank + b"\0\0\0\0\x01"
    written = b"".join(sound[start:end] for start, end in stream.notes)
    if not written.startswith(stream.begins):
        raise Refused(BROKEN)
    if written[len(stream.begins) :][4:].strip(b" \0\x01") == b"":
        return
    at = 0
    for start, end in stream.notes:
        sound[start:end] = packet[at : at + end - start]
        at += end - start
    for start, end in stream.pages:
        sound[start + 22 : start + 26] = bytes(4)
        struct.pack_into("<I", sound, start + 22, checksum(sound[start:end]))


def checksum(page: bytes | bytearray) -> int:
    """Return the checksum of an Ogg page whose own is set to nothing."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ TABLE[value >> 24 ^ byte]
    return value


# WebM: elements, each with its number, its length and its content

HEAD, SEGMENT, CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
# Of a segment: what there is, the tracks, where moments lie, the sound and the pictures.
SEGMENT_KEPT = frozenset({0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, CLUSTER, 0xEC})
SEGMENT_HAS = SEGMENT_KEPT | {0x1254C367, 0x1941A469, 0x1043A770}  # notes, papers, chapters
INFO, TITLES = 0x1549A966, frozenset({0x7BA9, 0x7384})
VOID = 0xEC


@dataclass(frozen=True, slots=True)
class _Element:
    number: int
    at: int
    content: int
    end: int


def webm(file: BinaryIO, name: str, limits: Limits) -> bytes | None:
    """Return a WebM film or sound with no notes, papers or title; None where it had none.

    :raises Refused: if its parts do not fit together
    """
    sent = file.read()
    film = bytearray(sent)
    found = False
    for top in _elements(film, 0, len(film)):
        if top.number == SEGMENT:
            found = True
            _clean_segment(film, top)
    if not found:
        raise Refused(BROKEN)
    return None if film == sent else bytes(film)


def _clean_segment(film: bytearray, segment: _Element) -> None:
    for part in _elements(film, segment.content, segment.end):
        if part.number not in SEGMENT_KEPT:
            _void(film, part)
        elif part.number == VOID:
            film[part.content : part.end] = bytes(part.end - part.content)
        elif part.number == INFO:
            for each in _elements(film, part.content, part.end):
                if each.number in TITLES:
                    _void(film, each)


def _void(film: bytearray, part: _Element) -> None:
    """Write an element over with one that says nothing, of the same length."""
    size = part.end - part.at
    wide = 8 if size > 9 else 1
    room = size - 1 - wide
    film[part.at] = VOID
    film[part.at + 1 : part.at + 1 + wide] = (room | 1 << 7 * wide).to_bytes(wide, "big")
    film[part.at + 1 + wide : part.end] = bytes(room)


def _elements(film: bytearray, start: int, end: int) -> Iterator[_Element]:
    """Walk the elements that stand beside each other.

    One whose length is not told (as a browser records) ends where the next of its kind begins.

    :raises Refused: if one does not end where it says
    """
    at = start
    while at < end:
        number, after = _number(film, at, end, keep_mark=True)
        size, content = _number(film, after, end, keep_mark=False)
        if size == (1 << 7 * (content - after)) - 1:
            ends = end if number != CLUSTER else _end_of_cluster(film, content, end)
        else:
            ends = content + size
        if ends > end:
            raise Refused(BROKEN)
        yield _Element(number, at, content, ends)
        at = ends


def _number(film: bytearray, at: int, end: int, *, keep_mark: bool) -> tuple[int, int]:
    """Read a number whose first bits say how long it is; return it and where it ends."""
    first = film[at] if at < end else 0
    wide = 9 - first.bit_length()
    if wide > 8 or at + wide > end:
        raise Refused(BROKEN)
    value = int.from_bytes(film[at : at + wide], "big")
    return (value if keep_mark else value & ((1 << 7 * wide) - 1)), at + wide


def _end_of_cluster(film: bytearray, start: int, end: int) -> int:
    at = start
    while at < end:
        number, after = _number(film, at, end, keep_mark=True)
        if number in SEGMENT_HAS - {VOID}:
            return at
        size, content = _number(film, after, end, keep_mark=False)
        at = content + size
    return min(at, end)

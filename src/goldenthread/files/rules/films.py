"""Films: the pictures and the sound are kept, and everything else is written over (trust rule 16).

A telephone writes where it was into the head of a film, as a note, as a list of notes, as XMP, or
as a track of its own beside the pictures. What is not picture or sound becomes nothing of the same
length, so that every other part stays where the film says it is.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from goldenthread.files.rules.kinds import Limits, Refused

BROKEN = "This sound or film is not whole. Save it again and send the new one."
MORE_THAN_FILM = "This film has more than pictures and sound in it. Save it again and send that."
PLACE_WRITTEN = re.compile(rb"[+-]\d{2,3}\.\d+[+-]\d{2,3}\.\d+(?:[+-]\d+(?:\.\d+)?)?/?")
# What is kept of each box; whatever else stands in it is a note.
KEPT: dict[bytes, frozenset[bytes]] = {
    b"": frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"ssix", b"styp"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
    b"traf": frozenset({b"tfhd", b"tfdt", b"trun", b"sbgp", b"sgpd", b"saiz", b"saio", b"senc"}),
}
MOST = 1 << 33  # more than any number in a table
SEEN_OR_HEARD = frozenset({b"vide", b"soun"})


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a film: its kind, where it begins, where its content begins, and where it ends."""

    kind: bytes
    at: int
    content: int
    end: int


def film(file: BinaryIO, name: str, limits: Limits) -> bytes | None:
    """Return a film without its notes, its place and its other tracks; None where it had none.

    :raises Refused: if its parts do not fit together
    """
    sent = file.read()
    film = bytearray(sent)
    try:
        heads = _clean(film)
        if not any(_only_what_is_seen_or_heard(film, head) for head in heads):
            raise Refused(BROKEN)
    except struct.error:
        raise Refused(BROKEN) from None
    for head in heads:
        kept = film[head.content : head.end]
        film[head.content : head.end] = PLACE_WRITTEN.sub(lambda at: b"0" * len(at[0]), kept)
    return None if film == sent else bytes(film)


def _boxes(film: bytearray, start: int, end: int) -> Iterator[Box]:
    """Walk the boxes that stand beside each other in a stretch of a film.

    :raises Refused: if one does not end where it says
    """
    at = start
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", film, at)
        content = at + 8
        if size == 1:
            size, content = struct.unpack_from(">Q", film, at + 8)[0], at + 16
        ends = end if size == 0 else at + size
        if not content <= ends <= end:
            raise Refused(BROKEN)
        yield Box(kind, at, content, ends)
        at = ends


def _clean(film: bytearray) -> list[Box]:
    """Write over every note of a film, and return its heads."""
    heads: list[Box] = []
    waiting = [Box(b"", 0, 0, len(film))]
    while waiting:
        within = waiting.pop()
        for box in _boxes(film, within.content, within.end):
            if box.kind not in KEPT[within.kind]:
                _blank(film, box)
            elif box.kind in KEPT:
                waiting.append(box)
            if box.kind == b"moov":
                heads.append(box)
    return heads


def _blank(film: bytearray, box: Box) -> None:
    film[box.at + 4 : box.at + 8] = b"free"
    film[box.content : box.end] = bytes(box.end - box.content)


def _only_what_is_seen_or_heard(film: bytearray, head: Box) -> bool:
    """Write over each track of a head that is neither, with all it says. Say if any is left.

    :raises Refused: if what such a track says cannot be found
    """
    left = False
    for track in _named(film, head, b"trak"):
        if _handler(film, track) in SEEN_OR_HEARD:
            left = True
            continue
        if any(_named(film, head, b"mvex")):
            raise Refused(MORE_THAN_FILM)
        for start, end in _said_by(film, track):
            film[start:end] = bytes(end - start)
        _blank(film, track)
    return left


def _named(film: bytearray, within: Box, *path: bytes) -> list[Box]:
    """Return the boxes at the end of a path of kinds, from one box down."""
    found = [within]
    for kind in path:
        found = [
            box
            for each in found
            for box in _boxes(film, each.content, each.end)
            if box.kind == kind
        ]
    return found


def _handler(film: bytearray, track: Box) -> bytes:
    found = _named(film, track, b"mdia", b"hdlr")
    return bytes(film[found[0].content + 8 : found[0].content + 12]) if found else b""


# Where the samples of a track lie


def _said_by(film: bytearray, track: Box) -> Iterator[tuple[int, int]]:
    """Return each stretch of a film that one track says something in.

    :raises Refused: if its tables do not say
    """
    for table in _named(film, track, b"mdia", b"minf", b"stbl"):
        parts = {box.kind: box for box in _boxes(film, table.content, table.end)}
        if not {b"stsc", b"stsz"} <= set(parts) or not {b"stco", b"co64"} & set(parts):
            raise Refused(MORE_THAN_FILM)
        starts = _numbers(film, parts.get(b"stco") or parts[b"co64"], 4, 1)
        runs = sorted(_numbers(film, parts[b"stsc"], 4, 3))
        sizes = _Sizes.read(film, parts[b"stsz"])
        yield from _stretches(starts, runs, sizes, len(film))


def _stretches(
    starts: Sequence[tuple[int, ...]], runs: Sequence[tuple[int, ...]], sizes: _Sizes, most: int
) -> Iterator[tuple[int, int]]:
    """Return where each run of samples begins and ends.

    :raises Refused: if they are longer together than the whole film
    """
    done = told = 0
    for place, (start,) in enumerate(starts, 1):
        run = bisect_right(runs, (place, MOST, MOST)) - 1
        count = runs[run][1] if run >= 0 else 0
        size = sizes.of(done, done + count)
        told, done = told + size, done + count
        if told > most or start + size > most:
            raise Refused(BROKEN)
        yield start, start + size


def _numbers(film: bytearray, box: Box, skipped: int, wide: int) -> list[tuple[int, ...]]:
    """Return the rows of a table of numbers, which stand after their count.

    :raises struct.error: if there are fewer than it says
    """
    at = box.content + skipped
    (count,) = struct.unpack_from(">I", film, at)
    one = "Q" if box.kind == b"co64" else "I"
    row = struct.Struct(f">{wide}{one}")
    rows = film[at + 4 : at + 4 + count * row.size]
    if len(rows) != count * row.size:
        raise struct.error("a table is cut off")
    return list(row.iter_unpack(rows))


@dataclass(frozen=True, slots=True)
class _Sizes:
    """How long each sample of a track is: all the same, or each its own."""

    same: int
    each: tuple[int, ...]

    @classmethod
    def read(cls, film: bytearray, box: Box) -> _Sizes:
        (same,) = struct.unpack_from(">I", film, box.content + 4)
        own = () if same else tuple(size for (size,) in _numbers(film, box, 8, 1))
        return cls(same, own)

    def of(self, first: int, end: int) -> int:
        """Return how long the samples from one to before another are together, in bytes."""
        return self.same * (end - first) if self.same else sum(self.each[first:end])

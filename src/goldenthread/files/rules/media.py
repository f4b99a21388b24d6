"""Sound and film: whole enough to play, and with no place where it was made (trust rule 16).

A telephone writes where it was into the head of a film. That is written over with nothing of the
same length, so that every other part stays where the film says it is.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from goldenthread.files.rules.kinds import Limits, Refused

HEAD = b"moov"  # holds what is said about a film; the pictures themselves lie elsewhere
PLACE_BOXES = (b"\xa9xyz", b"loci")
PLACE_WRITTEN = re.compile(rb"[+-]\d{2,3}\.\d+[+-]\d{2,3}\.\d+(?:[+-]\d+(?:\.\d+)?)?/?")
BROKEN = "This sound or film is not whole. Save it again and send the new one."


def film(file: BinaryIO, name: str, limits: Limits) -> bytes | None:
    """Return an MP4 without the place it was made at; None where it names none.

    :raises Refused: if its parts do not fit together
    """
    content = file.read()
    start, end = _head(content)
    head = content[start:end]
    cleaned = _without_place(head)
    return None if cleaned == head else content[:start] + cleaned + content[end:]


def _head(content: bytes) -> tuple[int, int]:
    """Return where the head of a film begins and ends."""
    at = 0
    while at + 8 <= len(content):
        size, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16], "big")
        end = len(content) if size == 0 else at + size
        if 0 < size < 8 or end > len(content):
            raise Refused(BROKEN)
        if kind == HEAD:
            return at, end
        at = end
    raise Refused(BROKEN)


def _without_place(head: bytes) -> bytes:
    for kind in PLACE_BOXES:
        while (found := head.find(kind)) >= 4:
            size = int.from_bytes(head[found - 4 : found], "big")
            end = min(max(found - 4 + size, found + 4), len(head))
            head = head[:found] + b"free" + b"\0" * (end - found - 4) + head[end:]
    return PLACE_WRITTEN.sub(lambda written: b"0" * len(written[0]), head)


def sound(file: BinaryIO, name: str, limits: Limits) -> None:
    """Take a sound as it is: it was told by its first bytes, and holds no place.

    :raises Refused: if there is nothing after its first bytes
    """
    if file.seek(0, 2) < 64:
        raise Refused(BROKEN)
    file.seek(0)
    if file.read(4) == b"RIFF" and file.read(8)[4:] != b"WAVE":
        raise Refused("This is not a WAV file, although its name says so.")

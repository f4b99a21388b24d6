"""Recorded sounds: whole enough to play, and without their notes (trust rule 16).

A note beside a sound may say where it was made, and its cover may be a photograph. Each kind of
sound has its own place for notes: they are cut off where nothing counts on them, and written over
with nothing of the same length where something does.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

from goldenthread.files.rules.films import BROKEN
from goldenthread.files.rules.kinds import Limits, Refused

SHORTEST = 32  # bytes of a sound, at least
WAVE_KEPT = frozenset({b"fmt ", b"data", b"fact"})
CAF_KEPT = frozenset({b"desc", b"data", b"pakt", b"kuki", b"chan"})
FLAC_KEPT = frozenset({0, 3})  # what the stream is, and where to find a moment in it


def _whole(sound: bytes | bytearray) -> None:
    if len(sound) < SHORTEST:
        raise Refused(BROKEN)


def plain(file: BinaryIO, name: str, limits: Limits) -> None:
    """Take a sound that has no place for notes: AMR, AAC.

    :raises Refused: if there is nothing in it
    """
    _whole(file.read())


def mp3(file: BinaryIO, name: str, limits: Limits) -> bytes | None:
    """Return an MP3 without the notes before and after it; None where it has none."""
    sent = file.read()
    start, end = 0, len(sent)
    while sent[start : start + 3] == b"ID3":
        high, more, most, low = (
            each & 0x7F for each in sent[start + 6 : start + 10].ljust(4, b"\0")
        )
        start += 10 + (high << 21 | more << 14 | most << 7 | low)
    if sent[end - 128 : end - 125] == b"TAG":
        end -= 128
    if sent[end - 32 : end - 24] == b"APETAGEX":
        (size,) = struct.unpack_from("<I", sent, end - 20)
        end -= size + (32 if sent[end - 9] & 0x80 else 0)  # and its head, if it says it has one
    kept = sent[start : max(start, end)]
    _whole(kept)
    return None if len(kept) == len(sent) else kept


def wave(file: BinaryIO, name: str, limits: Limits) -> bytes | None:
    """Return a WAV with its sound and its shape; None where there was nothing else."""
    sent = file.read()
    sound = bytearray(sent)
    if sound[8:12] != b"WAVE":
        raise Refused("This is not a WAV file, although its name says so.")
    _whole(sound)
    at = 12
    while at + 8 <= len(sound):
        kind, size = struct.unpack_from("<4sI", sound, at)
        end = min(at + 8 + size, len(sound))
        if kind not in WAVE_KEPT:
            sound[at : at + 4] = b"JUNK"
            sound[at + 8 : end] = bytes(end - at - 8)
        at = end + size % 2
    return None if sound == sent else bytes(sound)


def caf(file: BinaryIO, name: str, limits: Limits) -> bytes | None:
    """Return an Apple voice note with its sound and its shape; None where nothing else was there.

    :raises Refused: if its parts do not fit together
    """
    sent = file.read()
    sound, at = bytearray(sent), 8
    _whole(sound)
    while at + 12 <= len(sound):
        kind, size = struct.unpack_from(">4sq", sound, at)
        end = len(sound) if size == -1 else at + 12 + size
        if size < -1 or end > len(sound):
            raise Refused(BROKEN)
        if kind not in CAF_KEPT:
            sound[at : at + 4] = b"free"
            sound[at + 12 : end] = bytes(end - at - 12)
        at = end
    return None if sound == sent else bytes(sound)


def flac(file: BinaryIO, name: str, limits: Limits) -> bytes | None:
    """Return a FLAC sound with its notes and its cover written over; None where it had none.

    :raises Refused: if its parts do not fit together
    """
    sent = file.read()
    sound, at, last = bytearray(sent), 4, False
    _whole(sound)
    while not last:
        if at + 4 > len(sound):
            raise Refused(BROKEN)
        last, kind = bool(sound[at] & 0x80), sound[at] & 0x7F
        end = at + 4 + int.from_bytes(sound[at + 1 : at + 4], "big")
        if end > len(sound):
            raise Refused(BROKEN)
        if kind not in FLAC_KEPT:
            sound[at] = (sound[at] & 0x80) | 1  # room left over
            sound[at + 4 : end] = bytes(end - at - 4)
        at = end
    return None if sound == sent else bytes(sound)

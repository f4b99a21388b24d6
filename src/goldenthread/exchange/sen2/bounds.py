"""Bounds on what a file may ask of this machine: size, depth, parts, how far it unpacks."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO, cast

from goldenthread.exchange.sen2.faults import UnreadableReturn

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How large a return may be. The largest council's file is about 100 MB unpacked."""

    bytes_unpacked: int = 400 * MEGABYTE
    ratio: int = 100  # unpacked to packed, once past `ratio_after`
    ratio_after: int = 10 * MEGABYTE
    parts: int = 1_000  # files in a zip
    depth: int = 12  # elements inside elements; a good return needs 8
    text: int = 10_000  # characters in one value


DEFAULT = Bounds()

# What zipfile raises, by turns, on an archive whose inner structure is not what it says.
BROKEN_ZIP = (
    *(zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error),
    *(ValueError, KeyError, IndexError, OverflowError, struct.error),
)


BROKEN_PACKING = (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error)


class BoundedReader:
    """A stream that refuses to give more than its bounds allow."""

    def __init__(self, stream: BinaryIO, packed: int | None, bounds: Bounds) -> None:
        self._stream = stream
        self._packed = packed  # None: the stream is not packed
        self._bounds = bounds
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        """Read as a file does.

        :raises UnreadableReturn: past the bounds, or if the packing is broken
        """
        try:
            data = self._stream.read(size)
        except BROKEN_PACKING as problem:
            raise UnreadableReturn(
                f"The packed file is broken off or damaged after {self._given:,} bytes: {problem}."
            ) from None
        self._given += len(data)
        self._check()
        return data

    def _check(self) -> None:
        bounds = self._bounds
        if self._given > bounds.bytes_unpacked:
            limit = bounds.bytes_unpacked // MEGABYTE
            raise UnreadableReturn(f"The file unpacks to more than {limit} MB. It was not read.")
        if self._packed is None or self._given <= bounds.ratio_after:
            return
        if self._given > bounds.ratio * max(self._packed, 1):
            raise UnreadableReturn(
                f"The file unpacks to more than {bounds.ratio} times its size. It was not read."
            )


def check_zip(archive: zipfile.ZipFile, bounds: Bounds = DEFAULT) -> None:
    """Refuse a zip that has too many parts, unpacks too far, is encrypted, or climbs out.

    :raises UnreadableReturn: naming what is wrong
    """
    parts = archive.infolist()
    if len(parts) > bounds.parts:
        raise UnreadableReturn(f"The zip has {len(parts):,} parts; {bounds.parts:,} is the most.")
    whole = sum(part.file_size for part in parts)
    if whole > bounds.bytes_unpacked:
        limit = bounds.bytes_unpacked // MEGABYTE
        raise UnreadableReturn(f"The zip unpacks to more than {limit} MB. It was not read.")
    for part in parts:
        if part.flag_bits & 1:
            raise UnreadableReturn(f"'{part.filename}' in the zip has a password. Take it off.")
        too_far = part.file_size > bounds.ratio * max(part.compress_size, 1)
        if too_far and part.file_size > bounds.ratio_after:
            raise UnreadableReturn(
                f"'{part.filename}' in the zip unpacks to more than {bounds.ratio} times its size."
            )


def open_part(archive: zipfile.ZipFile, name: str, bounds: Bounds = DEFAULT) -> BinaryIO:
    """Open one part of a zip, bounded by what is really unpacked, not by what it claims.

    :raises UnreadableReturn: if it cannot be opened
    """
    try:
        part = archive.getinfo(name)
        stream = archive.open(part)
    except BROKEN_ZIP as problem:
        raise UnreadableReturn(f"'{name}' in the zip cannot be opened: {problem}.") from None
    binary = cast(BinaryIO, stream)
    return io.BufferedReader(_Raw(BoundedReader(binary, part.compress_size, bounds), binary))


class _Raw(io.RawIOBase):
    """Lets a bounded reader stand where a file object is asked for."""

    def __init__(self, reader: BoundedReader, stream: BinaryIO) -> None:
        self._reader = reader
        self._stream = stream

    def close(self) -> None:
        self._stream.close()
        super().close()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer
        data = self._reader.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

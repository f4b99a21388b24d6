"""A film of 4 GB fills neither the disk nor the memory, and its sender is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldenthread.files.commands import TOO_LARGE, _stream
from goldenthread.files.rules import Refused
from goldenthread.files.uploading import KeepNoMore

CHUNK = bytes(64 * 1024)


def sent(size: int, settings, limit: int):
    """Send so many bytes through the handler as Django's parser does; return the file."""
    settings.FILE_LARGEST_BYTES = limit
    handler = KeepNoMore()
    handler.new_file("file", "film.mp4", "video/mp4", None)
    start = 0
    while start < size:
        part = CHUNK[: size - start]
        assert handler.receive_data_chunk(part, start) is None
        start += len(part)
    return handler.file_complete(size)


def test_of_four_gigabytes_one_byte_past_the_limit_lies_on_the_disk(settings, tmp_path):
    limit = 3 * len(CHUNK)
    with sent(4 * 1024**3, settings, limit) as film:
        film.flush()
        assert Path(film.temporary_file_path()).stat().st_size == limit + 1
        assert film.size == 4 * 1024**3
        with (tmp_path / "kept").open("wb") as kept, pytest.raises(Refused, match="is larger than"):
            _stream(film.chunks(), kept, limit)


@pytest.mark.parametrize("short", [0, 1])
def test_a_film_up_to_the_limit_is_kept_whole(settings, tmp_path, short):
    limit = 3 * len(CHUNK)
    with sent(limit - short, settings, limit) as film, (tmp_path / "kept").open("wb") as kept:
        _stream(film.chunks(), kept, limit)
    assert (tmp_path / "kept").stat().st_size == limit - short


def test_what_to_do_about_it_is_said():
    assert str(Refused(TOO_LARGE, most=50)) == (
        "This file is larger than 50 MB. Make it shorter or send it in parts. If you cannot, tell "
        "us, and we will find another way to take it."
    )

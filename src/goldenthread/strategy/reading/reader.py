"""The way in: one file, read as the kind of document it is."""

from __future__ import annotations

from pathlib import Path

from goldenthread.strategy.reading.letter import looks_like_letter, read_letter
from goldenthread.strategy.reading.model import Reading
from goldenthread.strategy.reading.report import looks_like_report, read_report
from goldenthread.strategy.reading.source import Unreadable, pages_of


def read_file(path: Path) -> Reading:
    """Read an inspection report or a revisit letter.

    :raises Unreadable: if the file cannot be read whole, or is neither
    """
    pages = pages_of(path)
    if looks_like_letter(pages):
        return read_letter(pages, file=path.name)
    if looks_like_report(pages):
        return read_report(pages, file=path.name)
    raise Unreadable(
        f"{path.name}: this is neither an area SEND inspection report nor a revisit letter."
    )

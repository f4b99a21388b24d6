"""The words of a file, block by block, before anybody asks what they mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from goldenthread.plans.content import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph or a table cell, letter for letter. `start` counts in the text of the file."""

    text: str
    part: str
    start: int = 0
    level: int | None = None  # heading level from the style
    bold: bool = False
    bullet: bool = False
    contents: bool = False  # a line of a table of contents
    margin: bool = False  # header or footer
    table: int | None = None
    row: int = 0
    column: int = 0
    span: int = 1
    continues: bool = False  # merged with the cell above

    @property
    def strong(self) -> bool:
        """Looks like a heading: by style, or because all of it is bold."""
        return self.level is not None or self.bold

    def position(self, start: int = 0, end: int | None = None) -> Position:
        stop = len(self.text) if end is None else end
        return Position(part=self.part, start=self.start + start, end=self.start + stop)


@dataclass(frozen=True, slots=True)
class FileText:
    """What was read from one file, and what was not."""

    format: Literal["docx", "pdf"]
    blocks: tuple[Block, ...]
    text: str
    pages: int | None = None
    comments: int = 0
    tracked_changes: int = 0
    unread: tuple[str, ...] = field(default=())


def placed(blocks: Iterable[Block]) -> tuple[tuple[Block, ...], str]:
    """Give each block its offset in the text of the whole file, and return that text."""
    at, out, parts = 0, [], []
    for block in blocks:
        out.append(replace(block, start=at))
        parts.append(block.text)
        at += len(block.text) + 1
    return tuple(out), "\n".join(parts)

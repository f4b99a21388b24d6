"""Cut the blocks of a file into its lettered sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from goldenthread.plans.content import Position, Section
from goldenthread.plans.reading.blocks import Block
from goldenthread.plans.reading.headings import (
    Heading,
    combined_sections,
    is_title_of,
    row_code,
    section_heading,
)
from goldenthread.plans.reading.roles import role_of


@dataclass(slots=True)
class Piece:
    """Words of one section: where they stand, and the cell or paragraph they come from."""

    text: str
    block: Block
    offset: int = 0

    @property
    def position(self) -> Position:
        return self.block.position(self.offset, self.offset + len(self.text))

    def cut(self, start: int, end: int | None = None) -> Piece:
        """A part of the words, its edges trimmed, its place kept."""
        words = self.text[start:end]
        lead = len(words) - len(words.lstrip())
        return Piece(words.strip(), self.block, self.offset + start + lead)


@dataclass(slots=True)
class TableRow:
    """One row of a table inside a section; each cell with the section of its column, if any."""

    cells: list[Piece]
    sections: list[Section | None]


Item = Piece | TableRow


@dataclass(slots=True)
class Part:
    """One section as it stands in the file."""

    section: Section
    heading: Piece
    lettered: bool
    also: tuple[Section, ...] = ()  # sections that the same heading opens
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Sectioned:
    """The whole file: what stands before and around the sections, and each section."""

    front: list[Block] = field(default_factory=list)
    sign_off: list[Block] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    bare_h: bool = False


def cut_into_sections(blocks: tuple[Block, ...]) -> Sectioned:
    """Walk the blocks in order; a heading opens a section, all else belongs to the open one."""
    walk = _Walk()
    at = 0
    while at < len(blocks):
        block = blocks[at]
        if block.table is None or block.margin:
            walk.paragraph(block)
            at += 1
            continue
        row = [block]
        at += 1
        while at < len(blocks) and _same_row(blocks[at], block):
            row.append(blocks[at])
            at += 1
        walk.row(row)
    return walk.done


def _same_row(one: Block, other: Block) -> bool:
    return one.table == other.table and one.row == other.row and not one.margin


_SIGN_OFF = re.compile(r"^\s*(?:plan )?sign(?:ed|ature|[- ]off)\b", re.IGNORECASE)


class _Walk:
    def __init__(self) -> None:
        self.done = Sectioned()
        self.open: Part | None = None
        self.columns: dict[int, Section] = {}
        self.table: int | None = None
        self.signing = False

    def paragraph(self, block: Block) -> None:
        if block.margin or block.contents:
            self.done.front.append(block)
            return
        if _SIGN_OFF.match(block.text):
            self.open, self.signing = None, True
        if self._together(Piece(block.text, block)):
            return
        heading = section_heading(block.text, strong=block.strong)
        if heading:
            self._start(heading, Piece(block.text, block))
        elif self.open is None:
            self._outside(block)
        else:
            self.open.items.append(Piece(block.text, block))

    def _together(self, piece: Piece) -> bool:
        """Open several sections at once when one heading names them."""
        sections = combined_sections(piece.text)
        if len(sections) < 2:
            return False
        self.signing = False
        for section in sections:
            self.open = Part(section, piece, True, also=sections)
            self.done.parts.append(self.open)
        return True

    def _outside(self, block: Block) -> None:
        (self.done.sign_off if self.signing else self.done.front).append(block)

    def _start(self, heading: Heading, piece: Piece) -> None:
        self.signing = False
        if heading.section is None:
            self.done.bare_h = True
            self.open = None
            self.done.front.append(piece.block)
            return
        at = piece.text.find(heading.content) if heading.content else len(piece.text)
        words = piece.cut(0, at)
        self.open = Part(heading.section, words, heading.lettered)
        self.done.parts.append(self.open)
        if heading.content:
            self.open.items.append(piece.cut(at))

    def row(self, row: list[Block]) -> None:
        if row[0].table != self.table:
            self.table, self.columns = row[0].table, {}
        filled = [block for block in row if block.text.strip()]
        if filled and _SIGN_OFF.match(filled[0].text):
            self.open, self.signing = None, True
        if len(filled) == 1 and not self.columns and (len(row) == 1 or not row[0].continues):
            self._lone_cell(filled[0], row)
            return
        heads = [section_heading(block.text, strong=True) for block in row]
        named = [h for h in heads if h and h.section and h.lettered and not h.content]
        if len(named) > 1 and not any(row_code(block.text) for block in row):
            self._column_heads(row, heads)
        elif heads[0] and heads[0].section and _opens(heads[0], row) and not self._shared(heads[0]):
            self.columns = {}
            self._start(heads[0], Piece(row[0].text, row[0]))
            titled = len(row) > 2 and is_title_of(heads[0].section, row[1].text, loose=True)
            self._add(row[2:] if titled else row[1:])
        else:
            self._add(row)

    def _shared(self, heading: Heading) -> bool:
        """'Need (Section B)' as a label, under a heading that opened section B with others."""
        return bool(self.open and heading.section in self.open.also)

    def _lone_cell(self, block: Block, row: list[Block]) -> None:
        if self._together(Piece(block.text, block)):
            return
        heading = section_heading(block.text, strong=block.strong or len(row) == 1)
        if heading and not (row_code(block.text) and heading.content):
            self._start(heading, Piece(block.text, block))
        elif self.open is not None and len(row) == 1:
            self.open.items.append(Piece(block.text, block))
        else:
            self._add(row)

    def _column_heads(self, row: list[Block], heads: list[Heading | None]) -> None:
        named = {b.column: h.section for b, h in zip(row, heads, strict=True) if h and h.section}
        if self.open and set(named.values()) <= {self.open.section, *self.open.also}:
            self.columns = named  # a heading above has opened these sections already
            self._add(row)
            return
        for block, heading in zip(row, heads, strict=True):
            if heading and heading.section:
                self.columns[block.column] = heading.section
                part = Part(heading.section, Piece(block.text, block), heading.lettered)
                self.done.parts.append(part)
        self.open = self.done.parts[-1]
        pieces = [Piece(block.text, block) for block in row]
        self.open.items.append(TableRow(pieces, [self.columns.get(b.column) for b in row]))

    def _add(self, row: list[Block]) -> None:
        if self.open is None:
            for block in row:
                self._outside(block)
            return
        pieces = [Piece(block.text, block) for block in row]
        self.open.items.append(TableRow(pieces, [self.columns.get(b.column) for b in row]))


def _opens(heading: Heading, row: list[Block]) -> bool:
    """'Section B' in the first cell, its words in the next: a section laid out as a table row."""
    others = [block.text for block in row[1:] if block.text.strip()]
    code = row_code(row[0].text)
    if code and heading.content:
        return False
    heads = all(role_of(text) for text in others)
    return bool(others) and not (heads and (len(others) > 1 or heading.title))


def pieces_of(item: Item) -> Iterator[Piece]:
    """The pieces of a paragraph or of each cell."""
    if isinstance(item, Piece):
        yield item
    else:
        yield from item.cells

"""What a letter says, before it is known who reads which copy. Plain Python.

A letter is pieces. A piece says what it gives away, and for whom it is; a copy keeps the pieces
its reader may have (rule 13: per recipient from one source).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from goldenthread.documents.content import (
    Block,
    Blocks,
    Document,
    KeyDate,
    Letterhead,
    Note,
    Part,
    Text,
    key_dates,
)
from goldenthread.letters.rules.recipients import Reader, Recipient, Shows


class Piece(Part):
    """A part of a letter: what it says, what that gives away, for whom, and what stands instead."""

    blocks: Blocks
    shows: Shows = Shows.OPEN
    only_for: tuple[Reader, ...] = ()  # none named: for every reader
    instead: Text = ""  # said to a reader who may not see it; nothing is said of what is not theirs


class Content(Part):
    """A whole letter. `services` are the texts in it that give phones and postcodes of the council,
    of advice services and the like: such a number is nobody's hiding place."""

    title: Text
    pieces: tuple[Piece, ...]
    sender: tuple[Text, ...] = ()
    reference: Text = ""
    language: str = "en-GB"
    easy_read: Blocks = ()
    services: tuple[Text, ...] = ()

    @property
    def dates(self) -> tuple[KeyDate, ...]:
        """Every dated promise in it, in order, whoever reads it."""
        blocks = tuple(block for piece in self.pieces for block in piece.blocks)
        return key_dates(Document(title=self.title, blocks=blocks))


def of(title: str, *blocks: Block, **rest: Any) -> Content:
    """Return a letter every word of which is for every reader."""
    return Content(title=title, pieces=(Piece(blocks=blocks),), **rest)


def read(data: Any) -> Content:
    """Return the letter that JSON data tells.

    :raises pydantic.ValidationError: if it is none
    """
    return Content.model_validate(data)


def redacted(content: Content, sees: Collection[Shows]) -> Content:
    """Return a letter without the pieces that may not be seen; `instead` says so where it can."""
    kept = tuple(piece for each in content.pieces if (piece := _seen(each, sees)) is not None)
    return content.model_copy(update={"pieces": kept})


def _seen(piece: Piece, sees: Collection[Shows]) -> Piece | None:
    if piece.shows in sees:
        return piece
    if not piece.instead:
        return None
    said = Note(words=piece.instead)
    return Piece(blocks=(said,), only_for=piece.only_for)


def copy_for(content: Content, recipient: Recipient) -> Content:
    """Return one reader's own copy: their pieces, with what they may not see taken out."""
    theirs = tuple(
        piece
        for piece in content.pieces
        if not piece.only_for or recipient.reader in piece.only_for
    )
    easy = content.easy_read if recipient.easy_read else ()
    return redacted(
        content.model_copy(update={"pieces": theirs, "easy_read": easy}), recipient.sees
    )


def document(
    content: Content, *, mark: str = "", dated: date | None = None, to: tuple[str, ...] = ()
) -> Document:
    """Return a copy as a document to be drawn; the address stands only where it is given here."""
    blocks = content.easy_read or tuple(b for piece in content.pieces for b in piece.blocks)
    head = Letterhead(sender=content.sender, to=to, dated=dated, reference=content.reference)
    return Document(
        title=content.title, blocks=blocks, language=content.language, mark=mark, letterhead=head
    )

"""What a document says: a tree of blocks that never changes once made. Plain Python.

Words are data, never markup: no renderer reads a sign in them as an instruction. Dates are dates,
so that what a letter promises can be held against the clock it came from.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

# Signs that turn the words after them round, unseen: fit to make a letter say what it does not.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Cc control, Cs half of a pair, Co private, Cn no character at all.
NOT_TEXT = ("Cc", "Cs", "Co", "Cn")
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Z]{2})?$")


def clean(text: str) -> str:
    """Return a text as every renderer can carry it: composed, without signs that show nothing.

    New lines stay; tabs and the other ends of a line become a space or a new line.
    """
    text = unicodedata.normalize("NFC", text).translate(TURNING)
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text).replace("\t", " ")
    return "".join(
        sign for sign in text if sign == "\n" or unicodedata.category(sign) not in NOT_TEXT
    )


def _cleaned(value: object) -> object:
    return clean(value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_cleaned)]


class Part(BaseModel):
    """Never changed once made; a field the model does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Run(Part):
    """A stretch of words that look one way; `link` is an address on the web, or none."""

    text: Text
    strong: bool = False
    emphasis: bool = False
    link: str = Field(default="", pattern=r"^(https?://\S+|mailto:\S+|tel:\S+)?$")


def _runs(value: object) -> object:
    """Read a plain text as one run, and a list of texts and runs as runs."""
    if isinstance(value, str | Run):
        value = (value,)
    if isinstance(value, list | tuple):
        return tuple(Run(text=each) if isinstance(each, str) else each for each in value)
    return value


Words = Annotated[tuple[Run, ...], BeforeValidator(_runs)]


class Heading(Part):
    """A heading under the title, which alone is of level 1."""

    kind: Literal["heading"] = "heading"
    words: Words
    level: int = Field(default=2, ge=2, le=4)


class Paragraph(Part):
    kind: Literal["paragraph"] = "paragraph"
    words: Words


class Bullets(Part):
    kind: Literal["bullets"] = "bullets"
    items: tuple[Words, ...]


class Numbered(Part):
    kind: Literal["numbered"] = "numbered"
    items: tuple[Words, ...]


class Fact(Part):
    label: Text
    words: Words


class Facts(Part):
    """Labels and what is said of each."""

    kind: Literal["facts"] = "facts"
    rows: tuple[Fact, ...]


class KeyDate(Part):
    """One day that matters, and why. `code` names the rule of law it was worked out by."""

    label: Text
    on: date
    note: Text = ""
    code: str = ""


class KeyDates(Part):
    kind: Literal["dates"] = "dates"
    dates: tuple[KeyDate, ...]


class Table(Part):
    """A table with a caption and a header row; with `row_headers` the first cell heads its row."""

    kind: Literal["table"] = "table"
    caption: Text = Field(min_length=1)
    columns: tuple[Text, ...] = Field(min_length=1)
    rows: tuple[tuple[Words, ...], ...]
    row_headers: bool = False
    widths: tuple[int, ...] = ()  # shares of the page's width; none: equal

    @model_validator(mode="after")
    def _is_square(self) -> Table:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("Every row of a table needs a cell for each column.")
        if self.widths and len(self.widths) != len(self.columns):
            raise ValueError("Give a width for each column, or none.")
        return self


class Image(Part):
    """A picture with words that say what it shows. `data` is base64 of an SVG or a PNG."""

    kind: Literal["image"] = "image"
    data: str
    form: Literal["svg", "png"]
    alt: Text = Field(min_length=1)
    width_mm: int = Field(default=60, ge=5, le=170)


class Address(Part):
    kind: Literal["address"] = "address"
    lines: tuple[Text, ...]


class Signature(Part):
    kind: Literal["signature"] = "signature"
    name: Text
    role: Text = ""
    organisation: Text = ""


class PageBreak(Part):
    kind: Literal["break"] = "break"


class Note(Part):
    """Words set apart, with a rule beside them."""

    kind: Literal["note"] = "note"
    words: Words
    title: Text = ""


Block = Annotated[
    Heading
    | Paragraph
    | Bullets
    | Numbered
    | Facts
    | KeyDates
    | Table
    | Image
    | Address
    | Signature
    | PageBreak
    | Note,
    Field(discriminator="kind"),
]
Blocks = tuple[Block, ...]


class Letterhead(Part):
    """What stands above the title of a letter: who writes, to whom, when, about which case."""

    sender: tuple[Text, ...] = ()
    to: tuple[Text, ...] = ()  # name and postal address, where a window envelope shows it
    dated: date | None = None
    reference: Text = ""


class Document(Part):
    """A whole document. `mark` is printed on every page and kept in the file's properties."""

    title: Text = Field(min_length=1)
    blocks: Blocks
    language: str = Field(default="en-GB", pattern=LANGUAGE.pattern)
    mark: Text = ""
    letterhead: Letterhead | None = None

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Document:
        if not any(sign.isalnum() for sign in self.title):
            raise ValueError("A document needs a title.")
        return self


ANY_BLOCK: TypeAdapter[Block] = TypeAdapter(Block)


def canonical(part: Part) -> str:
    """Return a part's one spelling as JSON: the same content gives the same text anywhere."""
    return json.dumps(
        part.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def content_hash(part: Part) -> str:
    """Return the SHA-256 of a part's one spelling, in hexadecimal."""
    return hashlib.sha256(canonical(part).encode()).hexdigest()


def read(data: Any) -> Document:
    """Return the document that JSON data tells.

    :raises pydantic.ValidationError: if it is none
    """
    return Document.model_validate(data)


def key_dates(document: Document) -> tuple[KeyDate, ...]:
    """Return every dated promise in a document, in order."""
    return tuple(
        each for block in document.blocks if isinstance(block, KeyDates) for each in block.dates
    )


def texts(part: object) -> Iterator[str]:
    """Yield every word a reader would see of a part, and what is said of its pictures."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, date):
        yield long_date(part)
    elif isinstance(part, tuple):
        for each in part:
            yield from texts(each)
    elif isinstance(part, Run):
        yield from (part.text, part.link)
    elif isinstance(part, Part):
        for name, value in part:
            if name not in ("kind", "data", "form", "code"):
                yield from texts(value)


def words(document: Document) -> str:
    """Return all that can be read in a document, a line a piece, for scanning and searching.

    The runs of one paragraph are joined, so that a name half in bold is still found.
    """
    return "\n".join(each for part in _lines(document) if (each := part.strip()))


def _lines(part: object) -> Iterator[str]:
    if isinstance(part, tuple) and part and all(isinstance(each, Run) for each in part):
        yield "".join(each.text for each in part)
        yield from (each.link for each in part if each.link)
    elif isinstance(part, tuple):
        for each in part:
            yield from _lines(each)
    elif isinstance(part, Part):
        for name, value in part:
            if name not in ("kind", "data", "form", "code"):
                yield from _lines(value)
    else:
        yield from texts(part)


def long_date(day: date) -> str:
    """Return a day as letters write it: Monday 25 May 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"

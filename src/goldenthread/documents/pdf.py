"""Drawing a document as PDF/UA-1 with Typst. The words go in as data, never as markup."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from pathlib import Path
from threading import local
from typing import Any

import typst

from goldenthread.documents.content import Document, Image, KeyDates, clean, long_date

HERE = Path(__file__).parent
TEMPLATE = HERE / "document.typ"
# Ours first; a machine may have more (Noto Sans and its many scripts, say), and they are used too.
FONTS = HERE.parent / "ui" / "static" / "vendor" / "fonts"
STANDARD = "ua-1"
UNDRAWN = re.compile(r"the text `\"(.*?)\"` could not be displayed", re.DOTALL)
JOINERS = "\u200c\u200d\ufe0e\ufe0f\u20e3"  # show nothing by themselves
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
MOST_TRIES = 500

_here = local()  # a compiler keeps what it has read, and belongs to one thread
_undrawn: dict[int, str] = {}  # characters that no font here has, and what is drawn instead


class NotDrawn(ValueError):
    """A document could not be drawn as PDF."""


def to_pdf(document: Document, *, large_print: bool = False, cover: tuple[str, ...] = ()) -> bytes:
    """Return a document as PDF/UA-1: tagged, in its language, with its title.

    Large print is 18 point. A character that no font here can draw is named in brackets, as in
    "[grinning face]", since a hole in a letter says nothing to anybody. `cover` is an address that
    stands on a first page of its own, where an envelope's window shows it.

    :raises NotDrawn: if Typst cannot draw it; a picture that cannot be read, for one
    """
    told = {**_told(document, large_print=large_print), "cover": [clean(line) for line in cover]}
    for _ in range(MOST_TRIES):
        try:
            drawn: bytes = _compiler().compile(
                format="pdf",
                pdf_standards=[STANDARD],
                sys_inputs={"document": json.dumps(told, ensure_ascii=False).translate(_undrawn)},
            )
            return drawn
        except typst.TypstError as problem:
            _name_the_undrawn(problem)
    raise NotDrawn("This document has more characters that no font here can draw than are tried.")


def _compiler() -> Any:
    found = getattr(_here, "compiler", None)
    if found is None:
        found = typst.Compiler(str(TEMPLATE), root=str(HERE), font_paths=[str(FONTS)])
        _here.compiler = found
    return found


def _name_the_undrawn(problem: typst.TypstError) -> None:
    """Note the characters that could not be drawn. Each is told of once a process.

    :raises NotDrawn: if that was not what was wrong
    """
    found = UNDRAWN.search(str(problem))
    if found is None:
        raise NotDrawn(f"This document could not be drawn: {problem}") from problem
    written = ESCAPED.sub(lambda code: chr(int(code[1], 16)), found[1])
    # A joiner left beside a plain sign upsets that sign: then the joiners go.
    signs = [sign for sign in written if not sign.isascii()] or JOINERS
    new = {ord(sign) for sign in signs} - set(_undrawn)
    if not new:
        raise NotDrawn(f"This document could not be drawn: {problem}") from problem
    _undrawn.update({code: _in_words(chr(code)) for code in new})


def _in_words(sign: str) -> str:
    """Return the name of a character in brackets; nothing of one that only joins others."""
    if unicodedata.category(sign) in ("Cf", "Mn", "Me", "Mc"):
        return ""
    return f"[{unicodedata.name(sign, f'character {ord(sign):X}').lower()}]"


def _told(document: Document, *, large_print: bool) -> dict[str, Any]:
    """Return what the template is told, with dates in words and pictures as bytes."""
    language, _, region = document.language.partition("-")
    return {
        "title": document.title,
        "lang": language,
        "region": region,
        "mark": document.mark,
        "large_print": large_print,
        "page_words": ["Page", "of"],
        "fact_words": ["What", "Details"],
        "date_words": ["What", "When"],
        "reference_word": "Our reference:",
        "letterhead": _letterhead(document),
        "blocks": [_block(block) for block in document.blocks],
    }


def _letterhead(document: Document) -> dict[str, Any] | None:
    head = document.letterhead
    if head is None:
        return None
    said = long_date(head.dated) if head.dated else ""
    return {"sender": head.sender, "to": head.to, "said": said, "reference": head.reference}


def _block(block: Any) -> dict[str, Any]:
    told: dict[str, Any] = block.model_dump(mode="json")
    if isinstance(block, KeyDates):
        for each, day in zip(told["dates"], block.dates, strict=True):
            each["said"] = long_date(day.on)
    if isinstance(block, Image):
        told["bytes"] = list(base64.b64decode(block.data))
        del told["data"]
    return told

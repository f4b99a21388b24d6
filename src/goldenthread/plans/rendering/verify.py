"""Proving that a file is a rendering of one version of a plan, and that its words are unaltered.

The file's mark says which version and which content. With that content at hand, the rendering is
made again, and every word of the file compared with it: a file whose mark was copied onto other
words is found out. Without it, only what the file says of itself can be told, and that is said.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from html.parser import HTMLParser

import docx
import pypdfium2

from goldenthread.plans.content import Plan
from goldenthread.plans.rendering.kinds import ENDINGS, PRINTED, Kind, Mark
from goldenthread.plans.rendering.render import Words, render
from goldenthread.plans.rules.issue import hash_of

NEARBY = 40  # signs shown round the first difference


class NotARendering(ValueError):
    """The file bears no mark of ours, or is of no kind we draw; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found. `belongs` is None where there was no content to hold the file against."""

    kind: Kind
    mark: Mark
    belongs: bool | None
    why: str


def verify(file: bytes, plan: Plan | None = None, easy_words: Words = None) -> Verdict:
    """Judge one file, against the content of the version it claims to be.

    `easy_words` are the Easy Read words that a person changed before they were approved.

    :raises NotARendering: if it is no file we draw, or bears no mark, or several
    """
    ending, words = read_words(file)
    mark, kind = _mark(words)
    if ENDINGS[kind] != ending:
        raise NotARendering(f"Its mark says it is {kind}, which is never a {ending} file.")
    if plan is None:
        said = "Its mark stands whole. Give the version's content to prove its words."
        return Verdict(kind=kind, mark=mark, belongs=None, why=said)
    if hash_of(plan) != mark.content_hash:
        return _no(kind, mark, "Its mark is of other content than this version's.")
    return _compared(words, plan, kind, mark, easy_words)


def _no(kind: Kind, mark: Mark, why: str) -> Verdict:
    return Verdict(kind=kind, mark=mark, belongs=False, why=why)


def _compared(words: str, plan: Plan, kind: Kind, mark: Mark, easy_words: Words) -> Verdict:
    """Compare a file's words with those of the same rendering made anew, plain or large print."""
    found = squeezed(words)
    first = ""
    for large in (False, True):
        _, expected = read_words(render(plan, kind, mark, large_print=large, easy_words=easy_words))
        wanted = squeezed(expected)
        if found == wanted:
            return Verdict(kind=kind, mark=mark, belongs=True, why="Every word is the version's.")
        first = first or _difference(found, wanted)
    why = f"Its words are not the version's: {first}"
    if kind == Kind.EASY_READ and easy_words is None:
        why += ". If a person changed them before they were approved, give those words too."
    return _no(kind, mark, why)


def _difference(found: str, wanted: str) -> str:
    """Say where two texts first part, with what the file has there."""
    at = next(
        (n for n, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b),
        min(len(found), len(wanted)),
    )
    return f"first at “{found[max(at - 10, 0) : at + NEARBY]}”"


def squeezed(words: str) -> str:
    """Return words without spaces and line breaks, which a page's width decides."""
    plain = unicodedata.normalize("NFKC", words)
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "\u00ad\ufffe")


def _mark(words: str) -> tuple[Mark, Kind]:
    """:raises NotARendering: if there is no mark, or there are two that differ"""
    marks = {found.groups() for found in PRINTED.finditer(re.sub(r"\s+", " ", words))}
    if len(marks) != 1:
        raise NotARendering(
            "This file bears no mark of a plan's version."
            if not marks
            else "This file bears the marks of several versions."
        )
    version, kind, content_hash = marks.pop()
    if kind not in list(Kind):
        raise NotARendering(f"This file's mark names no rendering we make: {kind}.")
    return Mark(version=version, content_hash=content_hash), Kind(kind)


# Reading the words of a file --------------------------------------------------------------------


def read_words(file: bytes) -> tuple[str, str]:
    """Return a file's ending and all its words: body, tables and footers, and words for pictures.

    :raises NotARendering: if it is neither PDF, DOCX nor HTML
    """
    if file.startswith(b"%PDF-"):
        return "pdf", _pdf_words(file)
    if file.startswith(b"PK\x03\x04"):
        return "docx", _docx_words(file)
    if file.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "html", _html_words(file)
    raise NotARendering("This is neither a PDF, a DOCX nor an HTML file.")


def _pdf_words(file: bytes) -> str:
    try:
        with pypdfium2.PdfDocument(file) as opened:
            pages = [page.get_textpage().get_text_range() for page in opened]
    except pypdfium2.PdfiumError:
        raise NotARendering("This PDF cannot be read.") from None
    return "\n".join(pages)


def _docx_words(file: bytes) -> str:
    try:
        made = docx.Document(io.BytesIO(file))
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise NotARendering("This DOCX cannot be read.") from None
    parts = [made.element.body, made.sections[0].footer._element]
    texts = [each.text or "" for part in parts for each in part.iter() if each.tag.endswith("}t")]
    return "\n".join(texts)


class _Page(HTMLParser):
    """Reads the words of a page, and those of its pictures; what only styles it is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("style", "script")
        self.words += [value or "" for name, value in attrs if name == "alt"]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def _html_words(file: bytes) -> str:
    page = _Page()
    page.feed(file.decode(errors="replace"))
    page.close()
    return "\n".join(page.words)

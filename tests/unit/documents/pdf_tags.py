"""What a tagged PDF says of itself, read with pikepdf: for every test that draws one."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
import pypdfium2


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of the structure tree."""

    name: str
    alt: str
    scope: str
    children: tuple[Tag, ...] = field(default=(), repr=False)


def _tag(element: pikepdf.Dictionary) -> Tag:
    scope = ""
    attributes = element.get("/A", pikepdf.Array())
    for each in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        scope = str(each.get("/Scope", scope)).lstrip("/")
    children = tuple(_tags(element.get("/K")))
    return Tag(str(element.S).lstrip("/"), str(element.get("/Alt", "")), scope, children)


def _tags(kids: object) -> Iterator[Tag]:
    if isinstance(kids, pikepdf.Array):
        for each in kids:
            yield from _tags(each)
    elif isinstance(kids, pikepdf.Dictionary) and "/S" in kids:
        yield _tag(kids)


def tags(pdf: bytes) -> list[Tag]:
    """Return every tag of a PDF, in reading order."""

    def flat(some: tuple[Tag, ...]) -> Iterator[Tag]:
        for each in some:
            yield each
            yield from flat(each.children)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return list(flat(tuple(_tags(opened.Root.StructTreeRoot.K))))


def check_accessible(pdf: bytes, *, title: str, language: str = "en-GB") -> list[Tag]:
    """Assert what PDF/UA asks that a machine can see, and return the tags.

    It says that it is PDF/UA-1, is marked and tagged, has its language, and shows its title;
    every picture has words, every table a head whose cells say what they head.
    """
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root = opened.Root
        assert str(root.Lang) == language
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with opened.open_metadata() as told:
            assert told["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
            assert told["{http://purl.org/dc/elements/1.1/}title"] == title
            assert "{http://purl.org/dc/elements/1.1/}creator" not in told
        assert str(opened.docinfo["/Title"]) == title
        assert not {"/Author", "/CreationDate"} & set(opened.docinfo.keys())
    found = tags(pdf)
    assert found[0].name == "Document"
    assert [each.name for each in found].count("H1") == 1
    assert all(each.alt for each in found if each.name == "Figure")
    assert all(each.scope == "Column" for each in found if each.name == "TH")
    for table in (each for each in found if each.name == "Table"):
        assert any(part.name == "THead" for part in table.children), "a table without a head"
    return found


def text_of(pdf: bytes) -> str:
    """Return all that can be read in a PDF, with single spaces."""
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [opened[at].get_textpage().get_text_range() for at in range(len(opened))]
    return " ".join(" ".join(pages).split())

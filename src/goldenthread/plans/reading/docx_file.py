"""The words of a Word file: body, tables, content controls, text boxes, headers and footers.

Read from the XML itself, because plans from councils' templates keep much of their text in
content controls and tracked insertions, which the usual library passes over.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from lxml import etree

from goldenthread.plans.reading.blocks import Block, FileText, placed
from goldenthread.plans.reading.files import (
    MOST_PAGES,
    check_words,
    open_docx,
    too_many_pages,
)
from goldenthread.plans.reading.refusals import CannotRead

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = {
    f"{_W}del",
    f"{_W}txbxContent",
    f"{_MC}Fallback",
    f"{_W}pPr",
    f"{_W}rPr",
    f"{_W}moveFrom",
}
_STRUCK = (f"{_W}rPr/{_W}strike", f"{_W}rPr/{_W}dstrike")
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_LEVEL = re.compile(r"heading\s*(\d)", re.IGNORECASE)
Styles = dict[str, tuple[int | None, bool, bool]]


def read_docx(path: Path) -> FileText:
    """Return the words of a Word file with what could not be read.

    :raises CannotRead: when it is not safe, not whole, or too long
    """
    with open_docx(path) as package:
        names = set(package.namelist())
        pages = _pages(package, names)
        if pages is not None and pages >= MOST_PAGES:
            raise too_many_pages(pages)
        body = _xml(package, "word/document.xml")
        styles = _styles(_xml(package, "word/styles.xml")) if "word/styles.xml" in names else {}
        blocks = list(_margins(package, names, styles)) + list(_Body(styles).read(body))
        comments = _comments(package, names)
    breaks = sum(1 for br in body.iter(f"{_W}br") if br.get(f"{_W}type") == "page")
    if breaks >= MOST_PAGES:
        raise too_many_pages(breaks)
    kept, text = placed(blocks)
    check_words(text)
    changes = sum(1 for tag in ("ins", "del") for _ in body.iter(f"{_W}{tag}"))
    unread = tuple(_unread(body, comments, changes))
    return FileText("docx", kept, text, pages, comments, changes, unread)


def _xml(package: zipfile.ZipFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(package.read(name), parser)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, KeyError, EOFError, OSError) as broken:
        raise CannotRead("The Word file is damaged and cannot be read.") from broken


def _pages(package: zipfile.ZipFile, names: set[str]) -> int | None:
    if "docProps/app.xml" not in names:
        return None
    found = re.search(rb"<Pages>(\d{1,6})</Pages>", package.read("docProps/app.xml"))
    pages = int(found.group(1)) if found else 0
    return pages if pages > 1 else None  # templates and libraries write 1 or 0 without counting


def _comments(package: zipfile.ZipFile, names: set[str]) -> int:
    if "word/comments.xml" not in names:
        return 0
    return sum(1 for _ in _xml(package, "word/comments.xml").iter(f"{_W}comment"))


def _unread(body: etree._Element, comments: int, changes: int) -> Iterator[str]:
    pictures = sum(1 for element in body.iter() if str(element.tag).endswith("}blip"))
    if pictures:
        yield f"{pictures} picture{'s' * (pictures > 1)}"
    if comments:
        yield f"{comments} comment{'s' * (comments > 1)} in the margin"
    if changes:
        yield f"{changes} tracked change{'s' * (changes > 1)}, read as if accepted"
    struck = sum(1 for run in body.iter(f"{_W}r") if _is_struck(run))
    if struck:
        yield f"{struck} struck-through passage{'s' * (struck > 1)}, read as taken out"
    objects = sum(1 for element in body.iter() if str(element.tag).endswith("}OLEObject"))
    if objects:
        yield f"{objects} embedded file{'s' * (objects > 1)}"


def _styles(root: etree._Element) -> Styles:
    """Heading level, boldness and contents line of each style, through the styles it builds on."""
    raw = {s.get(f"{_W}styleId", ""): s for s in root.iter(f"{_W}style")}
    return {name: _style(raw, name, 0) for name in raw}


def _style(raw: dict[str, etree._Element], name: str, depth: int) -> tuple[int | None, bool, bool]:
    style = raw.get(name)
    if style is None or depth > 10:
        return None, False, False
    named = style.find(f"{_W}name")
    title = named.get(f"{_W}val", "") if named is not None else ""
    found = _LEVEL.match(title)
    level = int(found.group(1)) if found else (0 if title.lower() == "title" else None)
    outline = style.find(f"{_W}pPr/{_W}outlineLvl")
    if level is None and outline is not None and int(outline.get(f"{_W}val", "9")) < 9:
        level = int(outline.get(f"{_W}val", "0")) + 1
    bold = _on(style.find(f"{_W}rPr/{_W}b"))
    contents = title.lower().startswith("toc")
    based = style.find(f"{_W}basedOn")
    if based is not None:
        parent = _style(raw, based.get(f"{_W}val", ""), depth + 1)
        level = parent[0] if level is None else level
        bold, contents = bold or parent[1], contents or parent[2]
    return level, bold, contents


def _on(flag: etree._Element | None) -> bool:
    return flag is not None and flag.get(f"{_W}val", "true") not in ("0", "false", "off")


def _margins(package: zipfile.ZipFile, names: set[str], styles: Styles) -> Iterator[Block]:
    seen: set[str] = set()
    for name in sorted(n for n in names if re.fullmatch(r"word/(?:header|footer)\d*\.xml", n)):
        place = "header" if "header" in name else "footer"
        for block in _Body(styles).read(_xml(package, name)):
            if block.text.strip() and block.text not in seen:
                seen.add(block.text)
                yield replace(block, part=place, margin=True, table=None)


def _words(element: etree._Element) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _SKIPPED or _is_struck(child):
            continue
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _BREAKS:
            yield _BREAKS[tag]
        else:
            yield from _words(child)


def _is_struck(element: etree._Element) -> bool:
    """Whether a run of words is struck through: in an amended plan they are taken out."""
    return element.tag == f"{_W}r" and any(_on(element.find(path)) for path in _STRUCK)


class _Body:
    """One pass over a body, counting paragraphs and tables for people."""

    def __init__(self, styles: Styles) -> None:
        self.styles, self.paragraphs, self.tables = styles, 0, 0

    def read(self, root: etree._Element) -> Iterator[Block]:
        body = root.find(f"{_W}body")
        yield from self._children(root if body is None else body)

    def _children(self, parent: etree._Element) -> Iterator[Block]:
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag == f"{_W}sdt":
                content = child.find(f"{_W}sdtContent")
                if content is not None:
                    yield from self._children(content)
            elif child.tag in (f"{_W}ins", f"{_W}smartTag", f"{_W}customXml"):
                yield from self._children(child)

    def _paragraph(self, p: etree._Element) -> Iterator[Block]:
        self.paragraphs += 1
        text = "".join(_words(p))
        if text.strip():
            yield self._block(p, text)
        for box in p.iter(f"{_W}txbxContent"):
            if not any(up.tag == f"{_MC}Fallback" for up in box.iterancestors()):
                yield from self._children(box)

    def _block(self, p: etree._Element, text: str) -> Block:
        level, bold, contents = self._look(p)
        return Block(
            text=text,
            part=f"paragraph {self.paragraphs}",
            level=level,
            bold=bold or _all_bold(p),
            contents=contents,
            bullet=p.find(f"{_W}pPr/{_W}numPr") is not None,
        )

    def _look(self, p: etree._Element) -> tuple[int | None, bool, bool]:
        style = p.find(f"{_W}pPr/{_W}pStyle")
        return self.styles.get(
            style.get(f"{_W}val", "") if style is not None else "", (None, False, False)
        )

    def _table(self, table: etree._Element) -> Iterator[Block]:
        self.tables += 1
        number, nested = self.tables, []
        rows = list(_through(table, "tr"))
        for at, row in enumerate(rows):
            column = 0
            for cell in _through(row, "tc"):
                block, inner = self._cell(cell, number, at, column)
                nested += inner
                yield block
                column += block.span
        for inner_table in nested:
            yield from self._table(inner_table)

    def _cell(
        self, cell: etree._Element, number: int, row: int, column: int
    ) -> tuple[Block, list[etree._Element]]:
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        paragraphs = list(_through(cell, "p"))
        texts = ["".join(_words(p)) for p in paragraphs]
        filled = [p for p, text in zip(paragraphs, texts, strict=True) if text.strip()]
        levels = [self._look(p)[0] for p in filled]
        block = Block(
            text="\n".join(texts),
            part=f"table {number}, row {row + 1}",
            table=number,
            row=row,
            column=column,
            span=int(span.get(f"{_W}val", "1")) if span is not None else 1,
            continues=merge is not None and merge.get(f"{_W}val", "continue") == "continue",
            bold=bool(filled) and all(_all_bold(p) or self._look(p)[1] for p in filled),
            level=levels[0] if levels else None,
        )
        return block, list(cell.iterchildren(f"{_W}tbl"))


def _through(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children of one kind, looking through content controls."""
    for child in parent:
        if child.tag == f"{_W}{tag}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _through(child, tag)


def _all_bold(p: etree._Element) -> bool:
    runs = [r for r in p.iter(f"{_W}r") if "".join(_words(r)).strip()]
    return bool(runs) and all(_on(r.find(f"{_W}rPr/{_W}b")) for r in runs)

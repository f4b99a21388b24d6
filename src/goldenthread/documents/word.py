"""Drawing a document as DOCX, for those who must work on it elsewhere."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document as Made
from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as MadeParagraph

from goldenthread.documents.content import (
    Address,
    Bullets,
    Document,
    Facts,
    Heading,
    Image,
    KeyDates,
    Letterhead,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
    long_date,
)

NEUTRAL = datetime(1980, 1, 1, tzinfo=UTC)  # the first day a ZIP can tell: the file says no other
SIZE, LARGE = 12, 18  # points


def to_docx(document: Document, *, large_print: bool = False) -> bytes:
    """Return a document as DOCX: real headings, header rows, its language, nobody's name on it."""
    made = docx.Document()
    _set_up(made, document, LARGE if large_print else SIZE)
    if document.letterhead:
        _letterhead(made, document.letterhead)
    made.add_heading(document.title, level=1)
    for block in document.blocks:
        DRAWN[type(block)](made, block)
    if document.mark:
        made.sections[0].footer.paragraphs[0].text = document.mark
    _drop_picture(made)
    kept = io.BytesIO()
    made.save(kept)
    return _dated_nowhere(kept.getvalue())


def _set_up(made: Made, document: Document, size: int) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    normal: Any = made.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(size)
    for level, share in ((1, 1.5), (2, 1.2), (3, 1.05), (4, 1.0)):
        style: Any = made.styles[f"Heading {level}"]
        style.font.name, style.font.size = "Arial", Pt(round(size * share))
        style.font.italic = False
        # The theme's own letter shapes stand before a named font unless they are taken out.
        for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(name), None)
        colour = style.element.rPr.find(qn("w:color"))
        if colour is not None:
            style.element.rPr.remove(colour)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), document.language)
    normal.element.get_or_add_rPr().append(language)
    told: Any = made.core_properties
    told.title, told.language, told.keywords = document.title, document.language, document.mark
    told.author = told.last_modified_by = told.comments = told.subject = told.category = ""
    told.created = told.modified = told.last_printed = NEUTRAL.replace(tzinfo=None)
    told.revision = 1


def _drop_picture(made: Made) -> None:
    """Leave out the small picture that the library's own empty file carries."""
    package: Any = made.part.package
    for number in [key for key, each in package.rels.items() if "thumbnail" in each.reltype]:
        del package.rels[number]


def _dated_nowhere(package: bytes) -> bytes:
    """Return the package with no moment of making in it, so that one content gives one file."""
    kept = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename), old.read(part), zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _put(paragraph: MadeParagraph, runs: Iterable[Run], *, strong: bool = False) -> None:
    for each in runs:
        if each.link:
            _link(paragraph, each)
            continue
        run = paragraph.add_run(each.text)
        run.bold = each.strong or strong or None
        run.italic = each.emphasis or None


def _link(paragraph: MadeParagraph, run: Run) -> None:
    number = paragraph.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), number)
    paragraph._p.append(link)
    inside = paragraph.add_run(run.text)
    inside.underline = True
    link.append(inside._r)


def _lines(made: Made, lines: Iterable[str]) -> None:
    made.add_paragraph("\n".join(each for each in lines if each))


def _letterhead(made: Made, head: Letterhead) -> None:
    for each in (head.sender, head.to):
        if each:
            _lines(made, each)
    if head.dated:
        made.add_paragraph(long_date(head.dated))
    if head.reference:
        made.add_paragraph(f"Our reference: {head.reference}")


def _heading(made: Made, block: Heading) -> None:
    _put(made.add_heading(level=block.level), block.words)


def _paragraph(made: Made, block: Paragraph) -> None:
    _put(made.add_paragraph(), block.words)


def _bullets(made: Made, block: Bullets) -> None:
    for item in block.items:
        _put(made.add_paragraph(style="List Bullet"), item)


def _numbered(made: Made, block: Numbered) -> None:
    """Number the items in plain figures: Word's own count would run on from the list before."""
    for at, item in enumerate(block.items, 1):
        _put(made.add_paragraph(), (Run(text=f"{at}. "), *item))


def _grid(made: Made, head: Iterable[str], rows: Iterable[Iterable[Iterable[Run]]], *, heads: bool):  # type: ignore[no-untyped-def]  # python-docx has no types for a table
    """Add a table whose first row is a header row, repeated on each page."""
    names = list(head)
    table = made.add_table(rows=1, cols=len(names))
    table.style = "Table Grid"
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        _put(cell.paragraphs[0], (Run(text=name, strong=True),))
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "1" if heads else "0")
    for row in rows:
        for at, (cell, said) in enumerate(zip(table.add_row().cells, row, strict=True)):
            _put(cell.paragraphs[0], said, strong=heads and at == 0)
    made.add_paragraph()
    return table


def _facts(made: Made, block: Facts) -> None:
    rows = [((Run(text=row.label),), row.words) for row in block.rows]
    _grid(made, ("What", "Details"), rows, heads=True)


def _dates(made: Made, block: KeyDates) -> None:
    rows = []
    for each in block.dates:
        note = (Run(text=f"\n{each.note}"),) if each.note else ()
        rows.append(((Run(text=each.label),), (Run(text=long_date(each.on), strong=True), *note)))
    _grid(made, ("What", "When"), rows, heads=True)


def _table(made: Made, block: Table) -> None:
    _put(made.add_paragraph(style="Caption"), (Run(text=block.caption),))
    table = _grid(made, block.columns, block.rows, heads=block.row_headers)
    said = OxmlElement("w:tblCaption")
    said.set(qn("w:val"), block.caption)
    table._tbl.tblPr.append(said)


def _image(made: Made, block: Image) -> None:
    """Add a picture with its words; of an SVG, which old Word cannot draw, the words alone."""
    if block.form == "svg":
        _put(made.add_paragraph(), (Run(text=f"[{block.alt}]", emphasis=True),))
        return
    shape = made.add_picture(io.BytesIO(base64.b64decode(block.data)), width=Mm(block.width_mm))
    shape._inline.docPr.set("descr", block.alt)


def _signature(made: Made, block: Signature) -> None:
    _lines(made, (block.name, block.role, block.organisation))


def _page_break(made: Made, block: PageBreak) -> None:
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _note(made: Made, block: Note) -> None:
    if block.title:
        _put(made.add_paragraph(), (Run(text=block.title, strong=True),))
    made_note = made.add_paragraph()
    made_note.paragraph_format.left_indent = Mm(6)
    _put(made_note, block.words)


DRAWN: dict[type, Callable[[Made, Any], object]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Numbered: _numbered,
    Facts: _facts,
    KeyDates: _dates,
    Table: _table,
    Image: _image,
    Address: lambda made, block: _lines(made, block.lines),
    Signature: _signature,
    PageBreak: _page_break,
    Note: _note,
}

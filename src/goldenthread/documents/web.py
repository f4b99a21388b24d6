"""Drawing a document as HTML: a whole page that stands by itself, or a piece to put in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from typing import Any

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

# The page stands alone: it is sent, kept and opened without us. No script, nothing fetched.
STYLE = (
    "body{font:1.1875rem/1.5 system-ui,Arial,sans-serif;color:#0b0c0c;max-width:44rem;"
    "margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "caption{font-weight:700;text-align:left;padding:.5rem 0}th,td{text-align:left;"
    "vertical-align:top;padding:.5rem;border-bottom:1px solid #b1b4b6}img{max-width:100%}"
    "aside{border-left:4px solid #1a4e8a;padding:.5rem 1rem;margin:1rem 0}"
    "address{font-style:normal}footer{color:#505a5f;margin-top:2rem}"
)


def to_html(document: Document, *, large_print: bool = False) -> str:
    """Return a document as one HTML page; every word in it is escaped."""
    size = " style='font-size:150%'" if large_print else ""
    mark = escape(document.mark, quote=True)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}"{size}>\n<head>\n'
        f'<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f'<meta name="version" content="{mark}">\n<title>{_text(document.title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body(document)}\n</main>\n"
        + (f"<footer><p>{_text(document.mark)}</p></footer>\n" if document.mark else "")
        + "</body>\n</html>\n"
    )


def body(document: Document, *, lowered: int = 0) -> str:
    """Return a document's letterhead, title and blocks as HTML, with no page round them.

    `lowered` says by how many levels its headings stand under those of the page they go into.
    """
    head = _letterhead(document.letterhead) if document.letterhead else []
    top = 1 + lowered
    title = f"<h{top}>{_text(document.title)}</h{top}>"
    blocks = (
        _lower(draw(each), lowered) if isinstance(each, Heading) else draw(each)
        for each in document.blocks
    )
    return "\n".join([*head, title, *blocks])


def _lower(heading: str, by: int) -> str:
    """Return a heading some levels lower; the sixth is the lowest there is."""
    level = min(int(heading[2]) + by, 6)
    return f"<h{level}{heading[3:-2]}{level}>"


def draw(block: Any) -> str:
    """Return one block as HTML."""
    return DRAWN[type(block)](block)


def _text(words: str) -> str:
    return escape(words, quote=False).replace("\n", "<br>")


def _run(run: Run) -> str:
    said = _text(run.text)
    if run.strong:
        said = f"<strong>{said}</strong>"
    if run.emphasis:
        said = f"<em>{said}</em>"
    if run.link:
        said = f'<a href="{escape(run.link, quote=True)}">{said}</a>'
    return said


def _words(runs: Iterable[Run]) -> str:
    return "".join(_run(each) for each in runs)


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(_text(each) for each in lines if each)


def _letterhead(head: Letterhead) -> list[str]:
    parts = [f"<address>{_lines(each)}</address>" for each in (head.sender, head.to) if each]
    if head.dated:
        parts.append(f'<p><time datetime="{head.dated}">{long_date(head.dated)}</time></p>')
    if head.reference:
        parts.append(f"<p>Our reference: {_text(head.reference)}</p>")
    return parts


def _list(tag: str, items: Iterable[Iterable[Run]]) -> str:
    return f"<{tag}>" + "".join(f"<li>{_words(each)}</li>" for each in items) + f"</{tag}>"


def _pairs(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    top = "".join(f'<th scope="col">{each}</th>' for each in head)
    body = "".join(f'<tr><th scope="row">{a}</th><td>{b}</td></tr>' for a, b in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _dates(block: KeyDates) -> str:
    rows = []
    for each in block.dates:
        note = f"<br>{_text(each.note)}" if each.note else ""
        said = f'<time datetime="{each.on}"><strong>{long_date(each.on)}</strong></time>{note}'
        rows.append((_text(each.label), said))
    return _pairs(("What", "When"), rows)


def _cell(words: tuple[Run, ...], *, heads_row: bool) -> str:
    said = _words(words)
    return f'<th scope="row">{said}</th>' if heads_row else f"<td>{said}</td>"


def _table(block: Table) -> str:
    top = "".join(f'<th scope="col">{_text(each)}</th>' for each in block.columns)
    rows = "".join(
        "<tr>"
        + "".join(
            _cell(cell, heads_row=block.row_headers and at == 0) for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in block.rows
    )
    caption = _text(block.caption)
    return (
        f"<table><caption>{caption}</caption><thead><tr>{top}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _image(block: Image) -> str:
    form = "svg+xml" if block.form == "svg" else "png"
    source = f"data:image/{form};base64,{escape(block.data, quote=True)}"
    alt = escape(block.alt, quote=True)
    return f'<p><img src="{source}" alt="{alt}" style="width:{block.width_mm}mm"></p>'


def _note(block: Note) -> str:
    title = f"<p><strong>{_text(block.title)}</strong></p>" if block.title else ""
    return f"<aside>{title}<p>{_words(block.words)}</p></aside>"


DRAWN: dict[type, Callable[[Any], str]] = {
    Heading: lambda b: f"<h{b.level}>{_words(b.words)}</h{b.level}>",
    Paragraph: lambda b: f"<p>{_words(b.words)}</p>",
    Bullets: lambda b: _list("ul", b.items),
    Numbered: lambda b: _list("ol", b.items),
    Facts: lambda b: _pairs(
        ("What", "Details"), ((_text(row.label), _words(row.words)) for row in b.rows)
    ),
    KeyDates: _dates,
    Table: _table,
    Image: _image,
    Address: lambda b: f"<address>{_lines(b.lines)}</address>",
    Signature: lambda b: f"<p>{_lines((b.name, b.role, b.organisation))}</p>",
    PageBreak: lambda b: "<hr>",
    Note: _note,
}

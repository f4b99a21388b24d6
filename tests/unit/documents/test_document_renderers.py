"""The three renderings of one document: all of its words, tagged, neutral, and no markup."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections import Counter
from html.parser import HTMLParser

import docx
import pypdf
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.documents.examples import SAID, everything
from tests.unit.documents.pdf_tags import check_accessible, text_of

from goldenthread.documents import pdf
from goldenthread.documents.content import (
    Bullets,
    Document,
    Heading,
    Image,
    Paragraph,
    Run,
    Table,
    clean,
)
from goldenthread.documents.pdf import NotDrawn, to_pdf
from goldenthread.documents.web import body, to_html
from goldenthread.documents.word import to_docx


class Reader(HTMLParser):
    """Reads the words of a page, and each tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "br":
            self.words.append("\n")

    def handle_data(self, data):
        self.words.append(data)


def html_read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def docx_words(file: bytes) -> str:
    made = docx.Document(io.BytesIO(file))
    texts = [each.text or "" for each in made.element.body.iter() if each.tag.endswith("}t")]
    return " ".join(["".join(texts), *(p.text for p in made.sections[0].footer.paragraphs)])


# PDF


@pytest.mark.parametrize("large_print", [False, True])
def test_pdf_is_tagged_and_says_everything(large_print):
    drawn = to_pdf(everything(), large_print=large_print)
    found = Counter(tag.name for tag in check_accessible(drawn, title=everything().title))
    assert (found["Table"], found["L"], found["Figure"], found["H2"]) == (3, 2, 2, 1)
    assert found["Link"] == 1
    said = text_of(drawn)
    for each in SAID:
        assert each in said


def test_pdf_pictures_carry_their_words():
    tags = check_accessible(to_pdf(everything()), title=everything().title)
    assert {t.alt for t in tags if t.name == "Figure"} == {"A blue circle", "A blue square"}


def test_large_print_is_eighteen_point():
    pages = [to_pdf(everything(), large_print=large) for large in (False, True)]
    assert [max(_sizes(page)) for page in pages] == [18.0, 27.0]
    assert [Counter(_sizes(page)).most_common(1)[0][0] for page in pages] == [12.0, 18.0]


def _sizes(pdf: bytes) -> list[float]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [round(letter["size"], 1) for page in opened.pages for letter in page.chars]


def test_the_same_content_gives_the_same_pdf():
    assert to_pdf(everything()) == to_pdf(everything())


def test_the_mark_is_a_property_and_on_every_page():
    drawn = to_pdf(everything())
    said = text_of(drawn)
    assert said.count("Letter GT-0001, 5f3a9c") == said.count(" of 3 ") + 1 == 3
    assert b"Letter GT-0001, 5f3a9c" in drawn


def test_a_sign_no_font_has_is_named():
    drawn = to_pdf(Document(title="x", blocks=(Paragraph(words="so: \U0001f9bd."),)))
    assert "so: [manual wheelchair]." in text_of(drawn) or "so: \U0001f9bd." in text_of(drawn)


def test_a_picture_that_is_none_is_refused():
    broken = Image(data="bm90IGEgcG5n", form="png", alt="x")
    with pytest.raises(NotDrawn, match="could not be drawn"):
        to_pdf(Document(title="x", blocks=(broken,)))


MARKUP = [
    '#import "x": y',
    "$a^2$ @ref <label> `raw` *b* _i_ = head",
    "- list + enum / term: x",
    "\\ \\u{41} \\# // comment /* more */",
    "<script>alert(1)</script> &amp; ]]> <!-- x -->",
    "{{ x }} {% y %} ${z} %s {0}",
    "'q' \"q\" -- --- ... ~ fi ffl",
    "=1+1 @SUM(A1)",
]


@pytest.mark.parametrize("text", MARKUP)
def test_markup_of_any_kind_comes_out_as_itself(text):
    document = Document(
        title=text,
        mark=text,
        blocks=(
            Paragraph(words=text),
            Bullets(items=(text,)),
            Table(caption=text, columns=(text,), rows=((text,),)),
        ),
    )
    said = text_of(to_pdf(document))
    assert _flat(said).count(_flat(text)) >= 6
    assert html_read(to_html(document)).words.count(text) == 8
    assert docx_words(to_docx(document)).count(text) == 7


def _flat(text: str) -> str:
    return re.sub(r"\s", "", text)


READABLE = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x24F),  # Latin
        st.sampled_from("#$@*_`<>[]{}\\/=-+~'\"&%|^;:"),
        st.characters(min_codepoint=0x5D0, max_codepoint=0x5EA),  # Hebrew
        st.characters(min_codepoint=0x621, max_codepoint=0x63A),  # Arabic
        st.characters(min_codepoint=0x1F600, max_codepoint=0x1F640),  # emoji
        st.characters(min_codepoint=0x391, max_codepoint=0x3C9),  # Greek
        st.characters(min_codepoint=0x410, max_codepoint=0x44F),  # Cyrillic
    ),
    min_size=1,
    max_size=60,
)


MIRRORED = str.maketrans(")]}>»≥⁄", "([{<«≤/")  # drawn the other way round, or plainly


def _signs(text: str) -> Counter[str]:
    """Return how often each sign stands in a text, whatever the order right-to-left gave it.

    A reader of PDF takes joined signs apart, and a soft hyphen shows only where a line breaks.
    """
    hidden = "\u00ad-\u2010\ufffe"
    apart = unicodedata.normalize("NFKD", text).translate(MIRRORED)
    return Counter(sign for sign in apart if not sign.isspace() and sign not in hidden)


@given(READABLE)
@example("العربية عربي")
@example("עברית")
@example("x\u00ady")
@example("\N{GRIMACING FACE}")
@example("\N{HEBREW LETTER ALEF}\N{GRINNING FACE}")
@settings(max_examples=60, deadline=None)
def test_any_text_comes_out_as_itself(text):
    document = Document(title="T", blocks=(Paragraph(words=[Run(text=text, strong=True)]),))
    kept = clean(text)
    # Not with `text_of`: PDFium loses a sign beyond U+FFFF beside one read from the right.
    [page] = pypdf.PdfReader(io.BytesIO(to_pdf(document))).pages
    drawn = _signs(page.extract_text())
    # A sign that the font has not is told in words; which those are is known once it was tried.
    assert drawn - _signs("TPage1of1") == _signs(kept.translate(pdf._undrawn))
    assert kept in "".join(html_read(to_html(document)).words)
    assert docx_words(to_docx(document)).strip() == ("T" + kept.replace("\n", "")).strip()


@given(st.text(max_size=12))
@settings(max_examples=15, deadline=None)
def test_no_text_at_all_can_stop_a_letter(text):
    document = Document(title="T", blocks=(Heading(words=text), Paragraph(words=text)))
    assert to_pdf(document).startswith(b"%PDF-")
    assert docx.Document(io.BytesIO(to_docx(document))).paragraphs[1].text == clean(text)


# DOCX


def test_docx_has_headings_header_rows_a_language_and_nobodys_name():
    made = docx.Document(io.BytesIO(to_docx(everything())))
    styles = {p.style.name for p in made.paragraphs}
    assert {"Heading 1", "Heading 2", "List Bullet", "Caption"} <= styles
    for table in made.tables:
        assert table.rows[0]._tr.trPr.xpath("w:tblHeader")
    told = made.core_properties
    assert (told.title, told.language) == (everything().title, "en-GB")
    assert (told.keywords, told.author, told.last_modified_by) == (everything().mark, "", "")
    assert told.created.year == told.modified.year == 1980
    assert made.styles["Normal"].element.xpath("w:rPr/w:lang/@w:val") == ["en-GB"]


def test_docx_says_everything():
    said = docx_words(to_docx(everything()))
    for each in SAID:
        assert each in said
    assert "[A blue circle]" in said


def test_docx_pictures_carry_their_words():
    file = zipfile.ZipFile(io.BytesIO(to_docx(everything()))).read("word/document.xml").decode()
    assert 'descr="A blue square"' in file


def test_docx_is_the_same_each_time_and_bigger_in_large_print():
    assert to_docx(everything()) == to_docx(everything())
    made = docx.Document(io.BytesIO(to_docx(everything(), large_print=True)))
    assert made.styles["Normal"].font.size.pt == 18


def test_docx_keeps_no_picture_of_another_file():
    names = zipfile.ZipFile(io.BytesIO(to_docx(everything()))).namelist()
    assert "docProps/thumbnail.jpeg" not in names


# HTML


def test_html_says_everything_in_its_language():
    read = html_read(to_html(everything()))
    said = " ".join("".join(read.words).split())
    for each in SAID:
        assert each in said
    tags = Counter(name for name, _ in read.tags)
    assert (tags["h1"], tags["h2"], tags["table"], tags["img"]) == (1, 1, 3, 2)
    assert dict(read.tags)["html"] == {"lang": "en-GB"}
    assert all(attrs["alt"] for name, attrs in read.tags if name == "img")
    scopes = [attrs.get("scope") for name, attrs in read.tags if name == "th"]
    assert scopes.count("row") == 4
    assert None not in scopes


def test_html_piece_has_no_page_round_it():
    piece = body(everything())
    assert piece.count("<h1>") == 1
    assert "<html" not in piece
    assert "<style" not in piece


def test_no_word_can_leave_its_attribute():
    document = Document(
        title='"><script>', mark='" onload="x', blocks=(Image(data="", form="svg", alt='"><b>'),)
    )
    tags = {name for name, _ in html_read(to_html(document)).tags}
    assert tags == {
        *("html", "head", "meta", "title", "style", "body", "main", "h1", "p", "img", "footer")
    }

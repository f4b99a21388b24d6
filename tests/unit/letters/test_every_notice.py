"""Every kind of letter there is: a sound tagged PDF, plain HTML and Word, and the clocks' own days.

The kinds are read from the register of letters: a new one fails here until it has a specimen.
"""

from __future__ import annotations

import pypdfium2
import pytest
from tests.unit.documents.pdf_tags import check_accessible

from goldenthread.documents.pdf import to_pdf
from goldenthread.documents.web import to_html
from goldenthread.documents.word import to_docx
from goldenthread.letters.rules.content import document
from goldenthread.letters.rules.notices import NOTICES, check_content
from goldenthread.ui.words import long_date

from .specimens import last_days, specimens

MADE = specimens()


def words_in(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        text = " ".join(page.get_textpage().get_text_range() for page in opened)
    return " ".join(text.split())


def test_no_kind_is_without_a_specimen_and_none_is_of_a_kind_that_is_not():
    assert set(MADE) == set(NOTICES)


@pytest.mark.parametrize("kind", NOTICES)
def test_every_kind_is_a_sound_pdf_that_prints_the_days_of_its_clocks(kind):
    for place, one in enumerate(MADE.get(kind, ())):
        check_content(NOTICES[kind], one.content)
        due = {(each.rule, each.due) for each in last_days(one.happened)}
        assert {(each.code, each.on) for each in one.content.dates} <= due
        made = document(one.content)
        shown = to_html(made)
        assert all(long_date(each.on) in shown for each in one.content.dates)
        if place == 0 or len(one.content.dates) > len(MADE[kind][0].content.dates):
            drawn(one, made)


def drawn(one, made):
    pdf = to_pdf(made)
    check_accessible(pdf, title=one.content.title)
    text = words_in(pdf)
    for each in one.content.dates:
        assert long_date(each.on) in text, each.code
        assert " ".join(each.note.split()) in text
    assert to_docx(made)


@pytest.mark.parametrize("kind", [code for code, kind in NOTICES.items() if kind.dates])
def test_a_kind_that_must_print_days_was_given_each_of_them(kind):
    for one in MADE[kind]:
        assert {each.code for each in one.content.dates} >= set(NOTICES[kind].dates)

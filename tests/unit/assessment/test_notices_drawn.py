"""Every notice as it is drawn: a sound tagged PDF that prints the very days of the law's clocks."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest
from tests.unit.documents.pdf_tags import check_accessible

from goldenthread.assessment.rules.notices import (
    PLAN_ORDERS_SAID,
    PRINTS,
    WRITERS,
    LastDay,
    Told,
    key_dates,
    write,
)
from goldenthread.assessment.rules.orders import ANSWERS
from goldenthread.assessment.rules.stages import NoticeKind
from goldenthread.documents.pdf import to_pdf
from goldenthread.documents.web import to_html
from goldenthread.documents.word import to_docx
from goldenthread.law.clocks import Event, limits_for, read_clocks
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order
from goldenthread.letters.rules.content import document, of
from goldenthread.ui.words import long_date

N = NoticeKind
ORDERED = date(2026, 11, 2)
EVENTS = {
    "assessment": [
        Event(key="1", kind=K.REQUEST_RECEIVED, on=date(2026, 1, 5)),
        Event(key="2", kind=K.DRAFT_SERVED, on=date(2026, 4, 20)),
    ],
    "appeal": [Event(key="1", kind=K.NOTICE_SENT, on=date(2026, 10, 28))],
}


def days_of(kind: NoticeKind, order: Order) -> list[LastDay]:
    """Return the last days that the law's clocks give for what a notice prints."""
    events = dict(EVENTS)
    if kind is N.ORDER:
        made = Event(key="9", kind=K.ORDER_MADE, on=ORDERED, facts={"order": str(order)})
        events = {"assessment" if order in ANSWERS else "plan": [made]}
    return [
        LastDay(
            rule=each.rule,
            about=each.about.removeprefix(f"{each.rule}, "),
            due=each.due,
            moved_to=each.moved_to,
        )
        for case, happened in events.items()
        for each in read_clocks(limits_for(case), happened)
        if each.due and each.rule in PRINTS.get(kind, ())
    ]


KINDS = [(kind, Order.ASSESS) for kind in WRITERS if kind is not N.ORDER]
KINDS += [(N.ORDER, order) for order in Order]
NO_DAY = (Order.CONTINUE, Order.CEASE)  # at once, or never


def words_in(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as opened:
        text = " ".join(page.get_textpage().get_text_range() for page in opened)
    return " ".join(text.split())


@pytest.mark.parametrize(("kind", "order"), KINDS)
def test_every_notice_is_a_sound_pdf_with_the_days_of_its_clocks(kind, order):
    days = days_of(kind, order)
    assert {each.rule for each in days} >= (
        {"app-limit"} if "app-limit" in PRINTS.get(kind, ()) else set()
    )
    told = Told(
        child="Sam Invented",
        council="Invented council's SEND team",
        decided="Monday 26 October 2026",
        signed="Officer, EHC officer",
        reasons="The reasons as they were typed.",
        dates=key_dates(days),
        order="assess the child's needs",
        said="" if order in ANSWERS else PLAN_ORDERS_SAID[order],
        rule_title="Decision whether to assess",
        law_day="Monday 16 February 2026",
    )
    written = write(kind, told)
    made = document(of(written.title, *written.family))
    pdf = to_pdf(made)
    check_accessible(pdf, title=written.title)
    text = words_in(pdf)
    for each in days:
        assert long_date(each.due) in text, each.rule
        if each.moved_to and each.moved_to != each.due:
            assert long_date(each.moved_to) in text
    assert "Sam Invented" in text or kind in (N.ORDER, N.EXCEPTION, N.LATE)
    assert long_date(days[0].due) in to_html(made) if days else to_html(made)
    assert to_docx(made)


def test_every_kind_that_prints_days_was_given_some():
    for kind, order in KINDS:
        wanted = bool(PRINTS.get(kind)) and not (kind is N.ORDER and order in NO_DAY)
        assert wanted == bool(days_of(kind, order)), (kind, order)

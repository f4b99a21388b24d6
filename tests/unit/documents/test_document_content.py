"""The content object: what it takes in, its one spelling, its dates and its words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.unit.documents.examples import SVG, everything

from goldenthread.documents.content import (
    Document,
    Heading,
    Image,
    KeyDate,
    Paragraph,
    Run,
    Table,
    canonical,
    clean,
    content_hash,
    key_dates,
    long_date,
    read,
    words,
)


def test_text_is_composed_and_loses_what_shows_nothing():
    assert clean("e\u0301") == "é"
    assert clean("a\x00b\x07c\ud800\ufffe") == "abc"
    assert clean("one\r\ntwo\rthree\u2028four\tfive") == "one\ntwo\nthree\nfour five"


def test_signs_that_turn_words_round_unseen_are_taken_out():
    assert clean("pay \u202eevil\u202c now \u2066x\u2069") == "pay evil now x"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)


def test_plain_words_are_one_run_and_a_list_may_mix():
    assert Paragraph(words="hello").words == (Run(text="hello"),)
    mixed = Paragraph(words=["hello ", Run(text="you", strong=True)]).words
    assert mixed == (Run(text="hello "), Run(text="you", strong=True))


def test_its_json_tells_the_same_document():
    made = everything()
    assert read(made.model_dump(mode="json")) == made
    assert content_hash(read(made.model_dump(mode="json"))) == content_hash(made)


def test_one_changed_word_changes_the_hash():
    one, other = Document(title="A", blocks=()), Document(title="B", blocks=())
    assert content_hash(one) != content_hash(other)
    assert len(content_hash(one)) == 64
    assert " " not in canonical(one)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Document(title=" ", blocks=()),
        lambda: Document(title="x", blocks=(), language="english"),
        lambda: Heading(words="x", level=1),
        lambda: Image(data=SVG, form="svg", alt=""),
        lambda: Image(data=SVG, form="gif", alt="x"),
        lambda: Table(caption="", columns=("a",), rows=()),
        lambda: Table(caption="c", columns=("a", "b"), rows=(("1",),)),
        lambda: Table(caption="c", columns=("a", "b"), rows=(), widths=(1,)),
        lambda: Run(text="x", link="javascript:alert(1)"),
        lambda: Run(text="x", link="data:text/html,x"),
        lambda: Paragraph(words="x", colour="red"),
    ],
)
def test_what_cannot_be_drawn_rightly_is_refused(wrong):
    with pytest.raises(ValidationError):
        wrong()


def test_nothing_made_can_be_changed():
    with pytest.raises(ValidationError):
        everything().title = "other"


def test_every_dated_promise_can_be_read_back_with_its_rule():
    assert key_dates(everything()) == (
        KeyDate(label="Appeal by", on=date(2026, 7, 1), note="or later", code="x"),
    )


def test_words_are_joined_within_a_paragraph_and_apart_between_them():
    said = words(everything()).split("\n")
    assert "We decided yes, today. See the rules" in said
    assert "https://example.org/rules" in said
    assert "A blue circle" in said
    assert "Wednesday 1 July 2026" in said
    assert not any(SVG in line for line in said)


def test_dates_are_in_words():
    assert long_date(date(2026, 5, 5)) == "Tuesday 5 May 2026"

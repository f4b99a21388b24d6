"""Reading a text message as GOV.UK Notify hands it on, and what a short text back says."""

from __future__ import annotations

import json
from datetime import date

import pytest

from goldenthread.contact.rules import postcards
from goldenthread.contact.rules.texts import NotAText, number_of, read_text

WHOLE = {
    "id": "e5a1f0c2-0000-4000-8000-000000000001",
    "source_number": "447700900123",
    "destination_number": "447700900999",
    "message": "When does she come?",
    "date_received": "2026-11-21T23:59:30.000000Z",
}


def read(**changed: object):
    return read_text(json.dumps({**WHOLE, **changed}).encode())


def test_it_is_read_as_notify_sends_it():
    text = read()
    assert (text.number, text.words) == ("+447700900123", "When does she come?")
    assert text.mark == f"text/{WHOLE['id']}"
    assert text.came_on(date(2026, 11, 22)) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("2026-07-21T23:30:00.000000Z", date(2026, 7, 22)),  # half past midnight here, in summer
        ("2026-11-21T23:59:30", date(2026, 11, 21)),
        ("2027-01-01T00:00:00Z", date(2026, 7, 22)),  # still to come
        ("2020-01-01T00:00:00Z", date(2026, 7, 22)),  # too far back to be believed
        ("0001-01-01T00:00:00+23:59", date(2026, 7, 22)),
        ("yesterday", date(2026, 7, 22)),
        (None, date(2026, 7, 22)),
    ],
)
def test_the_day_it_came_is_the_carriers_where_that_can_be(said, on):
    today = max(on, date(2026, 7, 22))
    assert read(date_received=said).came_on(today) == on


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"[" * 50_000,
        b'{"id": "1"}',
        json.dumps({**WHOLE, "id": ""}).encode(),
        json.dumps({**WHOLE, "id": 7}).encode(),
        json.dumps({**WHOLE, "source_number": None}).encode(),
        json.dumps({**WHOLE, "source_number": "\x00 "}).encode(),
        json.dumps({**WHOLE, "message": ["no"]}).encode(),
    ],
    ids=range(12),
)
def test_what_is_no_text_message_is_refused(content):
    with pytest.raises(NotAText):
        read_text(content)


def test_words_are_kept_whole_whatever_is_in_them():
    family = "👩‍👧 مرحبا\nline two"
    assert read(message=family).words == family
    assert read(message="a" * 1_600).words == "a" * 1_600
    assert read(message="half \ud83d, nul \x00").words == "half \ufffd, nul"
    assert read(message="").words == read(message=None).words == "(no words)"


def test_a_reference_is_found_however_it_is_typed():
    assert read(message="about abcd-2345 please").reference == "ABCD-2345"
    assert read(message="about nothing").reference == ""


@pytest.mark.parametrize(
    ("written", "one_way", "answerable"),
    [
        ("447700900123", "+447700900123", True),
        ("07700 900123", "+447700900123", True),
        ("+44 (7700) 900-123", "+447700900123", True),
        ("00447700900123", "+447700900123", True),
        ("07624 900123", "+447624900123", True),
        ("07012 345678", "+447012345678", False),  # whoever answers is paid by the caller
        ("01632 960001", "+441632960001", False),
        ("33612345678", "+33612345678", False),
        ("HMRC", "HMRC", False),
        ("60006", "60006", False),
    ],
)
def test_numbers_are_written_one_way_and_only_mobiles_here_are_texted(written, one_way, answerable):
    assert number_of(written) == one_way
    assert read(source_number=written).answerable is answerable


def test_a_short_text_names_nobody_and_gives_no_answer():
    told = postcards.text_words(
        postcards.Says.RECEIVED, reference="ABCD-2345", due=date(2026, 11, 27)
    )
    assert "ABCD-2345" in told
    assert "Friday 27 November 2026" in told
    assert "999" in told
    assert len(told) <= 160  # one text
    waits = postcards.text_words(postcards.Says.ANSWERED, reference="ABCD-2345", due=None)
    assert "ABCD-2345" not in waits
    assert len(waits) <= 160

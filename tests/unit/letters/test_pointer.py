"""What a text or an email says of a letter: where to read it, and nothing of whom it is about."""

from __future__ import annotations

import pytest
from tests.reading_grade import grade

from goldenthread.letters.commands.parcels import language_of, pointer
from goldenthread.letters.models import LetterCopy

# The basic alphabet of text messages (GSM 03.38), as far as English needs it: one part of 160.
GSM = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 @£$_!\"#%&'()*+,-./:;<=>?"
)
ONE_TEXT = 160  # characters
LONGEST_ADDRESS = "https://goldenthread.an-english-county-council-of-long-name.gov.uk/"


def test_it_is_one_text_message_even_with_a_long_address():
    _, said = pointer(LONGEST_ADDRESS)
    assert len(said) <= ONE_TEXT
    assert set(said) <= GSM


def test_it_can_be_read_by_everybody_and_says_nothing_of_a_child():
    said = " ".join(pointer("")).lower()
    assert grade(said) <= 5
    assert not {"child", "send", "plan", "school", "need", "assessment"} & set(said.split())


@pytest.mark.parametrize(
    ("needs", "language"),
    [
        ([], "en-gb"),
        ([{"kind": "LANGUAGE", "detail": " Urdu"}], "ur"),
        ([{"kind": "LANGUAGE", "detail": "Polish"}], "en-gb"),  # no catalogue speaks it yet
        ([{"kind": "LARGE_PRINT", "detail": "urdu"}], "en-gb"),
    ],
)
def test_it_is_in_the_readers_own_language(needs, language):
    assert language_of(LetterCopy(needs=needs)) == language


def test_in_a_further_language_it_says_the_same_and_where_to_go():
    subject, said = pointer("https://site.invalid/", "ur")
    assert said.endswith(" https://site.invalid/")
    assert "letter" not in f"{subject} {said}"
    assert pointer("", "en-gb") == ("You have a new letter", pointer("")[1])

"""What a text or an email says of a letter: where to read it, and nothing of whom it is about."""

from __future__ import annotations

from tests.reading_grade import grade

from goldenthread.letters.commands.parcels import pointer

# The basic alphabet of text messages (GSM 03.38), as far as English needs it: one part of 160.
GSM = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 @£$_!\"#%&'()*+,-./:;<=>?"
)
ONE_TEXT = 160  # characters
LONGEST_ADDRESS = "https://goldenthread.an-english-county-council-of-long-name.gov.uk/"


def test_it_is_one_text_message_even_with_a_long_address():
    said = pointer(LONGEST_ADDRESS)
    assert len(said) <= ONE_TEXT
    assert set(said) <= GSM


def test_it_can_be_read_by_everybody_and_says_nothing_of_a_child():
    said = pointer("").lower()
    assert grade(said) <= 5
    assert not {"child", "send", "plan", "school", "need", "assessment"} & set(said.split())

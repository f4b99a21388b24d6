"""The helper that tells how hard a page is to read."""

from __future__ import annotations

import pytest
from tests.reading_grade import grade, page_grade, sentence_length, sentences, syllables, text_of


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("waiting", 2), ("appointment", 3), ("mother’s", 2), ("Derbyshire", 3)],
)
def test_syllables_come_from_how_a_word_is_said(word, count):
    assert syllables(word) == count


def test_a_word_nobody_has_recorded_is_split_by_hyphens():
    assert syllables("neurodevelopmental") >= 4


def test_short_plain_sentences_are_easy_and_long_ones_are_not():
    easy = "We are late. We are sorry. You can call us."
    hard = (
        "The multidisciplinary neurodevelopmental assessment pathway necessitates comprehensive "
        "consideration of contemporaneous educational documentation prior to confirmation."
    )
    assert grade(easy) < 2 < 12 < grade(hard)


def test_the_formula_is_flesch_and_kincaids():
    # 8 words, 2 sentences, 8 syllables: 0.39 x 4 + 11.8 x 1 - 15.59
    assert grade("The cat sat down. The dog sat down.") == pytest.approx(-2.23)


def test_a_line_is_a_sentence_and_no_words_have_no_grade():
    assert sentences("Help near you\nWho to call") == [
        ["Help", "near", "you"],
        ["Who", "to", "call"],
    ]
    assert sentence_length("Help near you\nWho to call") == 3
    assert grade("") == 0.0 == sentence_length("")


def test_a_page_is_read_as_a_reader_meets_it():
    html = (
        "<head><title>No</title></head><main><h1>Help</h1><p>Call <b>us</b> now.<br>Soon.</p>"
        "<script>no()</script><svg><title>no</title></svg>"
        "<p data-name>Neurodevelopmental Hub</p></main><footer>No</footer>"
    )
    assert text_of(html) == "Help\nCall us now.\nSoon."
    assert page_grade(html) < 3


def test_a_sentence_that_runs_into_the_next_is_refused():
    with pytest.raises(AssertionError, match=r"turn\.This date"):
        page_grade("<main><p>It is our turn.<span>This date is the law.</span></p></main>")
    assert page_grade("<main><p>It is our turn. <span>This date is the law.</span></p></main>") < 5

"""Codes that can be read off paper, and the months a form may be of."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.heard.rules import codes, paper

TODAY = date(2026, 11, 22)


@given(st.binary(min_size=8, max_size=32))
def test_a_code_survives_being_printed_and_typed(luck):
    code = codes.from_bytes(luck)
    assert len(code) == codes.LENGTH
    assert set(code) <= set(codes.SIGNS)
    for typed in (codes.shown(code), codes.shown(code).lower(), f" {code} ", " ".join(code)):
        assert codes.plain(typed) == code


def test_no_sign_of_a_code_can_be_taken_for_another_and_none_is_a_vowel():
    assert not set(codes.SIGNS) & set("AEIOU01L")
    assert codes.from_bytes(b"\0" * 8) != codes.from_bytes(b"\1" * 8)


def test_a_form_is_of_this_month_or_one_of_the_twelve_before():
    found = paper.months(TODAY)
    assert (found[0], found[-1]) == (date(2026, 11, 1), date(2025, 11, 1))
    assert paper.check_month(date(2025, 11, 1), TODAY) == date(2025, 11, 1)
    for wrong in (date(2026, 12, 1), date(2025, 10, 1), date(2026, 11, 2)):
        with pytest.raises(paper.WrongMonth, match="Choose a month from the list"):
            paper.check_month(wrong, TODAY)

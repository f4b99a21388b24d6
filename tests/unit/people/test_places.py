"""Telling whether a text about a restricted person gives their place away (trust rule 18)."""

from __future__ import annotations

import pytest

from goldenthread.people.rules import address_fragments, places_named

KNOWN = {"address": "12 Elmtree Walk\nOakham Hollow", "school": "Larkfield Academy"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Seen at home; settled and eating well.", set()),
        ("Mum has moved to ZZ1 4QX this week.", {"postcode"}),
        ("Mum has moved to zz14qx this week.", {"postcode"}),
        ("Ring 07700 900123 after five.", {"phone number"}),
        ("Ring +44 7700 900 123 after five.", {"phone number"}),
        ("Ring (01632) 960001.", {"phone number"}),
        ("Now at 12  ELMTREE-WALK with gran.", {"address"}),
        ("12 elm-tree walk, ZZ1 4QX", {"address", "postcode"}),
        ("Starts at Larkfield Academy in May.", {"address"}),
        ("Section 19 of the 2014 Act; score 0.12345678901.", set()),
        ("UPN and plan number 830-0000123; born 2016-05-03.", set()),
        ("A 12 week wait for an elm tree.", set()),
    ],
)
def test_a_text_is_told_by_what_it_names(text, kinds):
    assert places_named(text, KNOWN) == kinds


def test_short_words_give_nothing_away():
    assert address_fragments({"address": "Elm, Ely"}) == frozenset()


def test_with_nothing_known_a_postcode_is_still_stopped():
    assert places_named("ZZ1 4QX", {}) == {"postcode"}

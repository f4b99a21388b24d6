"""A pattern is left out only where it could not fit: the checks say the same without that."""

import re

import pytest
from tests.unit.plans.gold.children import AS_OF, CHILDREN
from tests.unit.plans.gold.faults import SCORING, WRITING
from tests.unit.plans.gold.others import OTHERS

from goldenthread.plans.checks import check_plan
from goldenthread.plans.checks.beginnings import DIGIT, beginnings, keys_of, places_of
from goldenthread.plans.checks.look import Look
from goldenthread.plans.checks.words import compiled, quick


@pytest.mark.parametrize(
    ("pattern", "keys"),
    [
        (r"\bregular(?:ly)?\b", {"regula"}),
        (r"\b(?:he|him|his)\b", {"he.", "him.", "his."}),
        (r"(?<![\w-])(?:a\s+)?place\b", {"a.", "place."}),
        (r"\bband \d", {"band."}),
        (r"\d+ minutes", {DIGIT}),
        (r"£ ?\d|\[", {"£", "["}),
        (r"_{4,}|\.{8,}", {"__", ".."}),
        (r"\btop[- ]up\b", {"top."}),
        (r"\bco-operat", {"co."}),
    ],
)
def test_says_what_a_match_can_begin_with(pattern, keys):
    assert beginnings(re.compile(pattern)) == keys


@pytest.mark.parametrize("pattern", [r"regular", r"\w+ing\b", r".{3}", r"(?:\bhe)?\s+is", r"\s+a"])
def test_says_nothing_where_a_match_could_begin_anywhere(pattern):
    assert beginnings(re.compile(pattern)) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Help is given REGULARLY.", True),
        ("An irregular day", False),
        ("regular_", False),
        ("", False),
    ],
)
def test_a_text_without_those_words_cannot_fit(text, found):
    finder = re.compile(r"\bregular(?:ly)?\b", re.IGNORECASE)
    assert bool(finder.search(text)) == found
    assert not found or not beginnings(finder).isdisjoint(keys_of(text))


PARTS = ("to be (?:added|confirmed)", "xx+", "tb[acd]", r"\d+ ?hours?", "as and when", "x ?3")


@pytest.mark.parametrize(
    "text", ["To be  confirmed", "XXX", "TBC.", "in 12hours", "as and\nwhen", "x3"]
)
def test_whatever_fits_holds_one_of_them(text):
    finder = compiled(PARTS)
    assert finder.search(text)
    for each in (finder, quick(finder)):
        assert not beginnings(each).isdisjoint(keys_of(text))


@pytest.mark.parametrize("key", ["he.", "regula", "(", "__", DIGIT])
def test_a_key_is_found_wherever_it_stands_and_nowhere_inside_a_word(key):
    text = "the heat (he) regularly irregular __ 12, he"
    starts = {"he.": [4, 10, 41], "regula": [14], "(": [9], "__": [34], DIGIT: [37, 38]}
    assert list(places_of(key, text)) == starts[key]


def test_each_row_in_whose_words_a_pattern_stands_is_known_and_uses_are_counted():
    look = Look(CHILDREN["amara"](), AS_OF, None, None)
    finder = re.compile(r"\bonce a week\b", re.IGNORECASE)
    assert look.rows_with(finder) == {"F2"}
    assert look.count(re.compile(r"\bAmara\b"), "F") == len(
        re.findall(r"\bAmara\b", look.text("F"))
    )
    with pytest.raises(ValueError, match="anything"):
        look.count(re.compile(r"\s+a"), "F")


def stands(look: Look, pattern: re.Pattern[str], section: str) -> bool:
    return bool(quick(pattern).search(look.text(section).lower()))


def every_row_with(look: Look, pattern: re.Pattern[str]) -> frozenset[str]:
    return frozenset(name for name, text in look.row_small.items() if quick(pattern).search(text))


def test_every_plan_of_the_gold_sets_is_judged_as_without_it(monkeypatch):
    plans = [make() for make in (*CHILDREN.values(), *OTHERS.values())]
    plans += [fault.plan() for fault in (*WRITING, *SCORING)]
    told = [check_plan(plan, AS_OF) for plan in plans]
    monkeypatch.setattr(Look, "may_hold", lambda look, pattern, *sections: True)
    monkeypatch.setattr(Look, "rows_with", every_row_with)
    monkeypatch.setattr(Look, "mentions", stands)
    assert told == [check_plan(plan, AS_OF) for plan in plans]

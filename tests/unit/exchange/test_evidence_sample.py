"""The draw of a sample: the same again from the same seed, and nobody's to steer."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from goldenthread.exchange.annex_a.columns import COLUMNS
from goldenthread.exchange.rules.evidence import ASKED_FOR, NO_SOURCE, blanks, drawn

IDS = [f"D-{number:05d}" for number in range(400)]


def test_the_same_seed_draws_the_same_children_in_whatever_order_they_come():
    first = drawn(IDS, "inspector's choice", 6)
    assert first == drawn(reversed(IDS), "inspector's choice", 6)
    assert len(set(first)) == 6
    assert first != drawn(IDS, "another", 6)


def test_anybody_can_draw_it_again_as_the_page_says():
    by_hand = sorted(IDS, key=lambda one: sha256(b"seed\0" + one.encode()).hexdigest())
    assert drawn(IDS, "seed", 6) == by_hand[:6]


def test_a_child_more_on_the_list_moves_nobody_else():
    before = drawn(IDS, "seed", 30)
    after = drawn([*IDS, "D-NEW"], "seed", 30)
    assert [one for one in after if one != "D-NEW"] == before[: len(after) - ("D-NEW" in after)]


def test_everybody_is_as_likely_as_anybody():
    counts = Counter(one for seed in range(400) for one in drawn(IDS, str(seed), 6))
    assert len(counts) > 380
    assert max(counts.values()) < 22  # 6 expected


def test_a_sample_larger_than_the_list_is_the_list():
    assert sorted(drawn(IDS[:4], "seed", 6)) == IDS[:4]


def test_empty_columns_are_named_with_their_reason_in_the_templates_order():
    found = blanks({"urn": "Kept from you."})
    assert [each.heading for each in found] == [
        column.heading for column in COLUMNS if column.key in {*NO_SOURCE, "urn"}
    ]
    assert all(each.why.endswith(".") for each in found)


def test_each_thing_asked_for_is_somewhere_or_somebodys():
    assert len({each.what for each in ASKED_FOR}) == len(ASKED_FOR) >= 12
    assert all(each.words for each in ASKED_FOR)

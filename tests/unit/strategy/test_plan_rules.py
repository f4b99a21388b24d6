"""What a plan must be: jointly led, free of rings, planned in order."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.strategy.rules.plan import (
    Needed,
    PlanRefused,
    check_follows,
    check_leads,
    pounds,
    ring,
)


def test_two_agencies_and_families_lead():
    check_leads(first_body=1, second_body=2, family_speaks=True)
    with pytest.raises(PlanRefused, match="two different bodies"):
        check_leads(first_body=1, second_body=1, family_speaks=True)
    with pytest.raises(PlanRefused, match="families lead"):
        check_leads(first_body=1, second_body=2, family_speaks=False)


def test_a_ring_is_named_from_end_to_end():
    needs = {2: {3}, 3: {4}, 4: set()}
    assert ring(needs, 4, 2) == [4, 3, 2]
    assert ring(needs, 1, 2) == []
    assert ring(needs, 2, 2) == [2]


PAIRS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=25)


@given(PAIRS)
def test_arrows_added_only_where_no_ring_closes_never_make_one(pairs):
    needs: dict[int, set[int]] = {}
    for action, other in pairs:
        if not ring(needs, action, other):
            needs.setdefault(action, set()).add(other)
    left = {each for pair in pairs for each in pair}
    while ready := {each for each in left if not needs.get(each, set()) & left}:
        left -= ready
    assert not left, "what is left waits for itself"


def test_nothing_starts_before_what_it_waits_for():
    needed = [Needed(title="Agree the form", planned_end=date(2026, 5, 1))]
    check_follows(date(2026, 5, 1), needed)
    with pytest.raises(PlanRefused, match=r"“Agree the form”.*1 May 2026"):
        check_follows(date(2026, 4, 30), needed)


@pytest.mark.parametrize(
    ("pence", "said"), [(0, "£0"), (1250, "£12.50"), (125000000, "£1,250,000")]
)
def test_money(pence, said):
    assert pounds(pence) == said

"""How soon a message is answered, who answers it, and when it may be closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.contact.rules import (
    DAYS,
    KINDS,
    RISES_AFTER,
    Kind,
    Owner,
    Refused,
    Way,
    check_closable,
    has_to_rise,
    new_reference,
    next_owner,
    promised_by,
    spoken_to_by,
    stand_in,
)
from goldenthread.contact.rules.mail import REFERENCE
from goldenthread.law.due import due

FRIDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 22)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "received", "last"),
    [
        (Kind.QUESTION, FRIDAY, date(2026, 11, 27)),
        (Kind.UNHAPPY, FRIDAY, date(2026, 11, 25)),
        (Kind.STRUGGLING, FRIDAY, date(2026, 11, 23)),
        (Kind.NEWS, date(2026, 12, 23), date(2027, 1, 4)),  # Christmas, Boxing Day kept, New Year
    ],
)
def test_the_day_promised(kind, received, last):
    assert promised_by(kind, received) == last


def test_our_own_promise_is_the_rule_families_can_read():
    last = promised_by(Kind.QUESTION, FRIDAY)
    assert due("con-reply", FRIDAY)["last_day"] == last.isoformat()


@pytest.mark.parametrize("days", [0, -1, 21])
def test_a_promise_outside_a_month_is_none(days):
    with pytest.raises(Refused, match="1 to 20"):
        promised_by(Kind.QUESTION, FRIDAY, days)


def test_every_kind_has_its_days_and_its_words():
    assert set(DAYS) == set(KINDS) == set(Kind)


@pytest.mark.parametrize(("received", "day"), [(FRIDAY, FRIDAY), (SUNDAY, date(2026, 11, 23))])
def test_a_struggling_family_is_spoken_to_the_same_working_day(received, day):
    assert spoken_to_by(received) == day


class TestNextOwner:
    KNOWS = Owner(post=1, open=9, caseload=True)
    FREE = Owner(post=2, open=0)
    BUSY = Owner(post=3, open=4)
    MANAGER = Owner(post=4, open=0, manager=True)
    ALL = (BUSY, MANAGER, FREE, KNOWS)

    def test_whoever_knows_the_child_comes_first_however_busy(self):
        assert next_owner(self.ALL) == 1

    def test_then_whoever_holds_least_and_a_manager_last(self):
        assert next_owner(self.ALL, away={1}) == 2
        assert next_owner(self.ALL, away={1, 2}) == 3
        assert next_owner(self.ALL, away={1, 2, 3}) == 4

    def test_what_rises_goes_to_a_manager_and_to_anybody_rather_than_nobody(self):
        assert next_owner(self.ALL, manager=True) == 4
        assert next_owner(self.ALL, away={4}, manager=True) == 2

    def test_who_covers_comes_before_anybody_but_a_manager_where_it_rises(self):
        assert next_owner(self.ALL, covering={3}) == 3
        assert next_owner(self.ALL, covering={3}, away={3}) == 1
        assert next_owner(self.ALL, covering={3}, manager=True) == 4

    @pytest.mark.parametrize(
        ("leave", "who"),
        [({}, None), ({1: 2}, 2), ({1: None}, None), ({1: 2, 2: 3}, 3), ({1: 2, 2: 1}, None)],
    )
    def test_who_stands_in_and_for_whoever_stands_in(self, leave, who):
        assert stand_in(1, leave) == who
        assert stand_in(None, leave) is None

    def test_nobody_only_when_everybody_is_away(self):
        assert next_owner(self.ALL, away={1, 2, 3, 4}) is None
        assert next_owner(()) is None

    @given(
        st.lists(
            st.builds(
                Owner,
                post=st.integers(1, 20),
                open=st.integers(0, 9),
                caseload=st.booleans(),
                manager=st.booleans(),
            ),
            unique_by=lambda each: each.post,
        ),
        st.frozensets(st.integers(1, 20)),
        st.booleans(),
    )
    def test_never_somebody_away_and_never_a_matter_of_order(self, owners, away, manager):
        found = next_owner(owners, away=away, manager=manager)
        assert found not in away
        assert (found is None) == all(each.post in away for each in owners)
        assert found == next_owner(reversed(owners), away=away, manager=manager)


class TestClosing:
    @pytest.mark.parametrize("ways", [[Way.IN], [Way.IN, Way.OUT, Way.IN], [Way.IN, Way.NOTE], []])
    def test_not_before_an_answer(self, ways):
        with pytest.raises(Refused, match="Nobody has answered"):
            check_closable(ways)
        with pytest.raises(Refused, match="Nobody has answered"):
            check_closable(ways, because="  ")

    @pytest.mark.parametrize("ways", [[Way.IN, Way.OUT], [Way.IN, Way.OUT, Way.NOTE]])
    def test_after_one(self, ways):
        check_closable(ways)

    def test_or_with_a_reason_where_it_is_about_no_child_or_was_answered_before(self):
        check_closable([Way.IN], about_a_child=False, because="An advertisement.")
        check_closable([Way.IN, Way.OUT, Way.IN], because="They said thank you.")
        with pytest.raises(Refused, match="Answer it first"):
            check_closable([Way.IN, Way.NOTE], because="An advertisement.")


@pytest.mark.parametrize(
    ("waited", "triaged", "risen", "rises"),
    [
        (RISES_AFTER, False, False, True),
        (RISES_AFTER - timedelta(seconds=1), False, False, False),
        (RISES_AFTER, True, False, False),
        (RISES_AFTER, False, True, False),
    ],
)
def test_what_waits_too_long_rises_once(waited, triaged, risen, rises):
    since = NOON - waited
    assert has_to_rise(urgent_since=since, triaged=triaged, risen=risen, at=NOON) is rises


def test_what_is_not_urgent_does_not_rise():
    assert not has_to_rise(urgent_since=None, triaged=False, risen=False, at=NOON)


def test_references_are_read_back_from_a_subject_and_differ():
    made = {new_reference() for _ in range(200)}
    assert len(made) == 200
    assert all(REFERENCE.search(f"Re: your message {each}").group(1) == each for each in made)

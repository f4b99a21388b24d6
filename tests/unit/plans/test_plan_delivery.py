"""Time owed: worked examples in minutes, and what must hold of every sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from goldenthread.plans.rules.delivery import (
    MOST_MINUTES,
    CannotConfirm,
    Happened,
    Promised,
    Source,
    Told,
    check_told,
    hours,
    monday,
    sheet,
)

W1, W2, W3 = date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)
TODAY = date(2026, 11, 22)
HALF_HOUR = [Promised(from_date=date(2026, 9, 1), minutes=30)]


def told(week: date, source: Source, happened: Happened, minutes: int | None = None) -> Told:
    return Told(week=week, source=source, happened=happened, minutes=minutes)


def counted(*said: Told, promised: list[Promised] = HALF_HOUR, last: date = TODAY):
    return sheet(promised, said, first=W1, last=last)


F, S = Source.FAMILY, Source.SETTING


class TestWhatIsOwed:
    def test_a_week_missed_owes_the_whole_of_it(self):
        found = counted(told(W3, F, Happened.NO))
        assert (found.owed, found.disputed, found.not_told) == (30, 0, 2)

    def test_part_of_it_owes_the_rest(self):
        assert counted(told(W3, F, Happened.PART, 10)).owed == 20

    def test_a_holiday_owes_nothing(self):
        found = counted(told(W3, S, Happened.NOT_DUE), told(W3, F, Happened.NOT_DUE))
        assert (found.owed, found.disputed) == (0, 0)

    def test_where_the_two_differ_the_difference_is_disputed_and_the_rest_owed(self):
        found = counted(told(W3, F, Happened.NO), told(W3, S, Happened.PART, 20))
        assert (found.owed, found.disputed) == (10, 20)
        assert found.weeks[-1].differs
        assert found.weeks[-1].missed

    def test_where_they_agree_nothing_is_disputed(self):
        found = counted(told(W3, F, Happened.NO), told(W3, S, Happened.NO))
        assert (found.owed, found.disputed) == (30, 0)
        assert not found.weeks[-1].differs

    def test_time_made_up_later_is_taken_off(self):
        missed = told(W2, F, Happened.NO), told(W2, S, Happened.NO)
        made_up = told(W3, F, Happened.YES, 50), told(W3, S, Happened.YES, 50)
        assert counted(*missed, *made_up).owed == 10

    def test_time_that_only_one_side_says_was_made_up_is_not_taken_off(self):
        missed = told(W2, F, Happened.NO), told(W2, S, Happened.NO)
        found = counted(*missed, told(W3, F, Happened.YES), told(W3, S, Happened.YES, 60))
        assert found.owed == 30

    def test_a_promise_that_changes_counts_from_its_own_week(self):
        steps = [*HALF_HOUR, Promised(from_date=W3, minutes=60)]
        said = (told(W2, F, Happened.NO), told(W3, F, Happened.NO))
        assert counted(*said, promised=steps).owed == 90

    def test_where_nobody_has_said_how_much_no_minutes_are_made_up(self):
        found = counted(told(W3, F, Happened.NO), promised=[])
        assert (found.owed, found.weeks[-1].promised, found.weeks[-1].missed) == (0, None, True)

    def test_a_week_is_a_week_whatever_day_it_is_asked_on(self):
        assert [each.week for each in counted(last=date(2026, 11, 16)).weeks] == [W1, W2, W3]
        assert monday(date(2026, 11, 22)) == W3


SAID = st.lists(
    st.builds(
        told,
        st.sampled_from([W1, W2, W3]),
        st.sampled_from(Source),
        st.sampled_from(Happened),
        st.none() | st.integers(0, 600),
    ),
    max_size=6,
)


@drawn(SAID, st.integers(0, 600))
def test_owed_and_disputed_are_never_more_than_was_promised(said, minutes):
    found = counted(*said, promised=[Promised(from_date=W1, minutes=minutes)])
    assert 0 <= found.owed <= 3 * minutes
    for week in found.weeks:
        assert 0 <= week.owed + week.disputed <= minutes
        assert week.disputed == 0 or (week.family and week.setting)


@drawn(SAID, st.integers(0, 600))
def test_the_order_of_telling_weeks_changes_nothing(said, minutes):
    latest = {(each.week, each.source): each for each in said}
    promised = [Promised(from_date=W1, minutes=minutes)]
    forward = counted(*latest.values(), promised=promised)
    assert forward == counted(*reversed(latest.values()), promised=promised)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"happened": "MAYBE"}, "Choose whether"),
        ({"week": date(2026, 11, 17)}, "from the list"),
        ({"week": W3 + timedelta(days=7)}, "Choose this week"),
        ({"week": W3 - timedelta(days=7 * 27)}, "Choose this week"),
        ({"happened": "PART", "minutes": None}, "how many minutes"),
        ({"happened": "PART", "minutes": 0}, "how many minutes"),
        ({"minutes": MOST_MINUTES + 1}, "whole number"),
        ({"minutes": -1}, "whole number"),
    ],
)
def test_what_cannot_be_is_refused_in_words(typed, says):
    given = {"week": W3, "happened": "YES", "minutes": None, "today": TODAY} | typed
    with pytest.raises(CannotConfirm, match=says):
        check_told(**given)


def test_minutes_are_said_in_hours():
    assert hours(150) == (2, 30)

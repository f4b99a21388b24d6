"""The figures our pages show: the package's method with its traps mended."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.waits.rules import compat, compat_list, service
from goldenthread.waits.rules.lists import WaitingList, day_number

FIRST = date(2024, 1, 1)


def on(day):
    return FIRST + timedelta(days=day)


def listed(*pairs):
    """Make a list from day numbers counted from 1 January 2024; none is still waiting."""
    return WaitingList.of([(on(a), None if b is None else on(b)) for a, b in pairs])


def view(rows, start=None, end=None):
    return service.windowed(
        rows, *(None if day is None else day_number(on(day)) for day in (start, end))
    )


def values(found):
    return {key: item.value for key, item in found.items()}


ROWS = st.lists(
    st.tuples(st.integers(0, 60), st.one_of(st.none(), st.integers(0, 90))).map(
        lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])
    ),
    min_size=1,
    max_size=25,
)


class TestWindow:
    def test_a_child_who_left_before_it_is_not_counted(self):
        found = view(listed((0, 10), (0, None), (40, None)), start=20)
        assert found.closed_before == 1
        assert found.queue.tolist() == [1] * 20 + [2]

    def test_a_child_referred_after_it_is_not_counted(self):
        found = view(listed((0, None), (40, None), (50, 60)), end=30)
        assert found.referred_after == 2
        assert service.mean_wait_weeks(found).value == pytest.approx(30 / 7)

    def test_a_removal_after_it_is_a_child_still_waiting_and_no_capacity(self):
        found = view(listed((0, 40), (10, 20)), end=30)
        assert values(service.removal_stats(found))["removal_count"] == 1
        assert found.waits.tolist() == [30]

    def test_a_child_who_left_on_its_first_day_was_there(self):
        assert view(listed((0, 20), (25, None)), start=20).closed_before == 0

    def test_it_needs_rows_and_days_that_run_forwards(self):
        with pytest.raises(service.NoWindow, match="no rows"):
            view(listed())
        with pytest.raises(service.NoWindow, match="after the last"):
            view(listed((0, None)), start=5, end=4)

    @given(ROWS, st.integers(0, 80), st.integers(0, 80))
    def test_the_queue_is_who_had_come_and_not_gone(self, pairs, first, more):
        found = view(listed(*pairs), start=first, end=first + more)
        for place, size in enumerate(found.queue.tolist()):
            today = first + place
            there = [a for a, b in pairs if a <= today and (b is None or b > today)]
            assert size == len(there)

    @given(ROWS, st.integers(0, 80), st.integers(0, 80))
    def test_every_row_is_inside_or_named_as_outside(self, pairs, first, more):
        found = view(listed(*pairs), start=first, end=first + more)
        assert len(found.rows) + found.closed_before + found.referred_after == len(pairs)


class TestAgainstThePackage:
    """With sorted rows, nothing outside the window and units put right, both layers agree."""

    @given(ROWS)
    def test_the_same_but_for_units(self, pairs):
        last = max(max(a, b or 0) for a, b in pairs)
        rows = listed(*sorted(pairs, key=lambda pair: pair[0]), (last + 1, None))
        ours = service.stats(view(rows), 4)
        theirs = compat_list.wl_stats(rows, compat_list.window(rows, None, None), 4)
        for key in ("mean_demand", "cv_arrival", "target_queue_size", "queue_size"):
            mine = getattr(ours[key], "value", ours[key])
            assert mine == pytest.approx(theirs[key])
        assert ours["mean_wait"].value == pytest.approx(theirs["mean_wait"] / 7)
        assert ours["pressure"].value == pytest.approx(theirs["pressure"] / 7)
        if ours["mean_capacity"].value is None:
            assert compat.encode(theirs["mean_capacity"]) in ("NaN", "Inf")
        else:
            assert ours["mean_capacity"].value == pytest.approx(theirs["mean_capacity"])

    def test_rows_out_of_order_change_nothing(self):
        pairs = [(0, 9), (4, None), (17, 20), (30, None)]
        straight = service.stats(view(listed(*pairs)), 18)
        assert service.stats(view(listed(*reversed(pairs))), 18) == straight


class TestReasons:
    def test_nobody_left(self):
        found = service.stats(view(listed((0, None), (14, None))), 18)
        for key in ("mean_capacity", "load", "cv_removal", "target_capacity"):
            assert found[key].value is None
            assert "nobody left" in found[key].reason
        assert found["load_too_big"] is None

    def test_each_removal_empties_the_list(self):
        found = service.removal_stats(view(listed((0, 1), (7, 9)), end=14))
        assert found["capacity_weekly"].value is None
        assert "no time passed" in found["capacity_weekly"].reason

    def test_everyone_referred_on_one_day(self):
        found = service.stats(view(listed((0, None), (0, 3))), 18)
        assert found["mean_demand"].value is None
        assert "longer time" in found["mean_demand"].reason
        assert found["queue_too_big"] is None

    def test_nobody_referred_in_the_window(self):
        found = service.referral_stats(view(listed((0, None)), start=10, end=40))
        assert found["demand_weekly"].value is None
        assert "nobody was referred" in found["demand_weekly"].reason

    def test_nobody_waiting(self):
        found = service.stats(view(listed((0, 3), (7, 9)), end=14), 18)
        assert "nobody was waiting" in found["mean_wait"].reason
        assert found["pressure"].value is None
        assert (
            "nobody" in service.waits_now(view(listed((0, 3)), end=5))["longest_wait_weeks"].reason
        )

    def test_relief_and_target_capacity_stand_in_for_each_other(self):
        small = service.stats(view(listed((0, 10), (7, 12), (14, None)), end=28), 18)
        assert small["relief_capacity"].value is None
        assert small["target_capacity"].value > small["mean_demand"].value
        pairs = [(0, None)] * 40 + [(1, 60), (60, None)]
        big = service.stats(view(listed(*pairs), start=1), 1)
        assert big["target_capacity"].value is None
        assert big["relief_capacity"].value > big["mean_demand"].value


def test_leaving_in_another_way_is_capacity_but_shown_apart():
    dates = [(on(0), on(5)), (on(0), on(9)), (on(12), None)]
    rows = WaitingList.of(dates, [True, False, True])
    found = values(service.removal_stats(view(rows)))
    assert (found["removal_count"], found["removed_seen"], found["removed_otherwise"]) == (2, 1, 1)


def test_eighteen_weeks_to_the_day_is_in_time():
    found = service.waits_now(view(listed((0, None), (1, None)), end=127))
    assert found["within_18_weeks_percent"].value == 50
    assert found["longest_wait_weeks"].value == pytest.approx(127 / 7)
    assert found["returned_bands"]["18 to 52 weeks"] == 1


def test_each_row_says_whether_the_child_was_seen_or_none_does():
    with pytest.raises(ValueError, match="one answer a row"):
        WaitingList.of([(on(0), on(5))], [True, False])
    assert WaitingList.of([(on(0), on(5))]).seen.tolist() == [True]

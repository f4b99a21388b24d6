"""The compatible layer gives the published package's own numbers, case by case."""

import statistics
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.waits.nhsr import EXAMPLES, same

from goldenthread.waits.rules import compat, compat_list
from goldenthread.waits.rules.lists import WaitingList, day_number

CHECKS = [(found, check) for found in EXAMPLES["lists"] for check in found["checks"]]


def day(text):
    return None if text is None else date.fromisoformat(text)


def waiting(rows):
    return WaitingList.of([(day(row["referral"]), day(row["removal"])) for row in rows])


def encoded(found):
    return {k: compat.encode(v) if isinstance(v, float) else v for k, v in found.items()}


def stats(rows, *, start=None, end=None, target=4):
    days = compat_list.window(rows, start, end)
    return encoded(compat_list.wl_stats(rows, days, target))


@pytest.mark.parametrize("case", EXAMPLES["cases"], ids=lambda case: case["id"])
def test_formula(case):
    if case.get("error"):
        with pytest.raises(compat.Refused):
            compat.call(case["fn"], case["args"])
    else:
        assert same(compat.encode(compat.call(case["fn"], case["args"])), case["expected"])


@pytest.mark.parametrize(
    ("found", "check"), CHECKS, ids=[f"{c['fn']}-{n}" for n, (_, c) in enumerate(CHECKS)]
)
def test_list(found, check):
    rows, args = waiting(found["data"]), check["args"]
    bounds = [args.get("start_date"), args.get("end_date")]
    days = compat_list.window(rows, *(day_number(day(b)) if b else None for b in bounds))
    work = getattr(compat_list, check["fn"])
    got = work(rows, days, args["target_wait"]) if check["fn"] == "wl_stats" else work(rows, days)
    assert same(encoded(got), check["expected"])


class TestArguments:
    @pytest.mark.parametrize("bad", ["x", True, {}, [1, "x"], [True], 10**400])
    def test_only_numbers_are_taken(self, bad):
        with pytest.raises(compat.Refused, match="demand"):
            compat.call("calc_queue_load", {"demand": bad, "capacity": 1})

    def test_the_texts_for_what_json_cannot_write_are_numbers(self):
        got = compat.call("calc_queue_load", {"demand": ["Inf", "-Inf", "NaN"], "capacity": 2})
        assert compat.encode(got) == ["Inf", "-Inf", "NaN"]

    def test_a_missing_number_stays_missing_in_its_place(self):
        args = {"demand": [30, None], "capacity": 10}
        assert compat.call("calc_queue_load", args) == [3, None]
        assert compat.call("calc_queue_load", {"demand": None, "capacity": 10}) is None

    def test_a_shorter_list_is_repeated(self):
        args = {"demand": [10, 20, 30, 40], "capacity": [10, 20]}
        assert compat.call("calc_queue_load", args) == [1, 1, 3, 2]

    @pytest.mark.parametrize("args", [{"demand": 1}, {"demand": 1, "capacity": 1, "more": 1}])
    def test_names_must_be_the_functions_own(self, args):
        with pytest.raises(compat.Refused, match="argument"):
            compat.call("calc_queue_load", args)

    def test_an_unknown_function_is_refused(self):
        with pytest.raises(compat.Refused, match="no function"):
            compat.call("system", {})

    @pytest.mark.parametrize(
        "more", [{"num_referrals": [1, 2]}, {"num_referrals": None}, {"num_referrals": "NaN"}]
    )
    def test_relief_needs_one_known_count_of_referrals(self, more):
        args = {"demand": 30, "queue_size": 1200, "target_queue_size": 390}
        with pytest.raises(compat.Refused, match="num_referrals"):
            compat.call("calc_relief_capacity", args | more)

    @pytest.mark.parametrize("more", [{"demand": [30, 31]}, {"demand": None}, {"cv_demand": "NaN"}])
    def test_relief_with_a_count_needs_one_known_demand(self, more):
        args = {"demand": 30, "queue_size": 1200, "target_queue_size": 390, "num_referrals": 9}
        with pytest.raises(compat.Refused, match="cv_demand"):
            compat.call("calc_relief_capacity", args | {"cv_demand": 1} | more)

    @pytest.mark.parametrize(
        ("priority", "days"), [(1, 7), (2, 28), (3, 84), (0, 365), (1.5, 365), ("1", 7), ("x", 365)]
    )
    def test_priority(self, priority, days):
        assert compat.call("calc_priority_to_target", {"priority": priority}) == days

    @pytest.mark.parametrize("priority", [None, "NaN", [1, 2]])
    def test_an_unknown_priority_is_refused(self, priority):
        with pytest.raises(compat.Refused):
            compat.call("calc_priority_to_target", {"priority": priority})


class TestTraps:
    """What the package does that our own figures do not; kept, so that both can be compared."""

    LATE = [("2024-01-01", "2024-02-01"), ("2024-01-01", None), ("2024-03-01", None)]

    @staticmethod
    def rows(pairs):
        return WaitingList.of([(day(first), day(last)) for first, last in pairs])

    def at(self, text):
        return day_number(day(text))

    def test_a_child_who_left_before_the_window_still_waits(self):
        got = stats(self.rows(self.LATE), start=self.at("2024-02-15"))
        assert got["queue_size"] == 3

    def test_the_mean_wait_is_in_days_and_the_target_in_weeks(self):
        got = stats(self.rows([("2024-01-01", None), ("2024-01-15", None)]), target=4)
        assert (got["mean_wait"], got["pressure"]) == (7, 3.5)

    def test_a_referral_after_the_end_stops_queue_and_summary_alone(self):
        rows = self.rows(self.LATE)
        days = compat_list.window(rows, None, self.at("2024-02-20"))
        for refused in (
            lambda: compat_list.wl_queue_size(rows, days),
            lambda: compat_list.wl_stats(rows, days, 4),
        ):
            with pytest.raises(compat.Refused, match="after the end"):
                refused()
        assert compat_list.wl_referral_stats(rows, days)["demand_count"] == 3
        assert compat_list.wl_removal_stats(rows, days)["removal_count"] == 1

    def test_removals_after_the_end_are_counted_as_capacity(self):
        rows = self.rows([("2024-01-01", "2024-06-01"), ("2024-01-02", None)])
        days = compat_list.window(rows, None, self.at("2024-02-01"))
        assert compat_list.wl_removal_stats(rows, days)["removal_count"] == 1

    def test_rows_out_of_order_change_the_variation_of_demand_only(self):
        pairs = [("2024-01-01", None), ("2024-01-09", None), ("2024-01-03", None)]
        ordered, mixed = (
            compat_list.wl_referral_stats(rows, compat_list.window(rows, None, None))
            for rows in (self.rows(sorted(pairs)), self.rows(pairs))
        )
        assert ordered["demand_weekly"] == mixed["demand_weekly"]
        assert mixed["demand_cov"] > 2 * ordered["demand_cov"]

    def test_nobody_removed(self):
        got = stats(self.rows([("2024-01-01", None), ("2024-01-15", None)]))
        assert got["mean_capacity"] == got["load"] == got["cv_removal"] == "NaN"
        assert got["load_too_big"] is None

    def test_everyone_on_one_day(self):
        got = stats(self.rows([("2024-01-01", None), ("2024-01-01", "2024-01-05")]))
        assert got["mean_demand"] == "Inf"
        assert got["queue_too_big"] is False

    def test_no_referral_in_the_window_leaves_its_variation_missing(self):
        got = stats(self.rows([("2024-01-01", None)]), start=self.at("2024-02-01"), end=19800)
        assert got["cv_arrival"] is None

    def test_a_child_referred_after_the_end_with_a_removal_waits_less_than_nothing(self):
        rows = self.rows([("2024-01-01", None), ("2024-01-11", "2024-02-01")])
        assert compat_list.mean_wait_days(rows, self.at("2024-01-05")) == (4 - 6) / 2

    def test_an_empty_list_and_a_window_that_runs_backwards_are_refused(self):
        with pytest.raises(compat.Refused, match="no rows"):
            compat_list.window(self.rows([]), None, None)
        rows = self.rows(self.LATE)
        with pytest.raises(compat.Refused, match="before it starts"):
            compat_list.queue(rows, compat_list.Window(20000, 19000))


PAIRS = st.lists(
    st.tuples(st.integers(0, 50), st.one_of(st.none(), st.integers(0, 70))), min_size=1, max_size=20
)


class TestInPlainSteps:
    """Any list, also one with removals before referrals, worked a day and a row at a time."""

    @staticmethod
    def rows(pairs):
        first = date(2024, 1, 1).toordinal()
        return WaitingList.of(
            (date.fromordinal(first + a), None if b is None else date.fromordinal(first + b))
            for a, b in pairs
        )

    @staticmethod
    def queue(pairs, start, end):
        size, sizes = 0, []
        for today in range(start, end + 1):
            size += sum(max(a, start) == today for a, _ in pairs)
            size -= sum(b == today for _, b in pairs)
            sizes.append(size)
        return sizes

    @given(PAIRS, st.integers(0, 50), st.integers(0, 40))
    def test_queue(self, pairs, start, more):
        end = max(max(a for a, _ in pairs), start) + more
        zero = day_number(date(2024, 1, 1))
        days = compat_list.Window(zero + start, zero + end)
        got = compat_list.wl_queue_size(self.rows(pairs), days)
        assert got["queue_size"] == self.queue(pairs, start, end)

    @given(PAIRS, st.integers(0, 50))
    def test_removals(self, pairs, start):
        first, last = min(a for a, _ in pairs), max(a for a, _ in pairs)
        sizes = self.queue(pairs, first, last)
        items = [(first + place, 0) for place, size in enumerate(sizes) if size == 0]
        items = sorted(items + [(b, 1) for _, b in pairs if b is not None])
        before = [start] + [day for day, _ in items]
        gaps = [day - past for (day, kind), past in zip(items, before, strict=False) if kind]
        zero = day_number(date(2024, 1, 1))
        days = compat_list.Window(zero + start, zero + start + 100)
        got = encoded(compat_list.wl_removal_stats(self.rows(pairs), days))
        assert got["removal_count"] == len(gaps)
        if gaps and sum(gaps):
            mean = statistics.mean(gaps)
            spread = statistics.stdev(gaps) if len(gaps) > 1 else 0
            assert got["capacity_weekly"] == pytest.approx(7 / mean)
            assert got["capacity_cov"] == pytest.approx(spread / mean)
        else:
            assert got["capacity_weekly"] == ("Inf" if gaps else "NaN")

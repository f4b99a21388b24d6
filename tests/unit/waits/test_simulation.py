"""Schedules and simulated lists."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.waits.rules import lists, service, simulation
from goldenthread.waits.rules.lists import STILL_WAITING, WaitingList
from goldenthread.waits.rules.simulation import CannotSimulate, Scenario

START = 19723  # 1 January 2024
YEAR = START + 364


def scenario(**changed):
    return Scenario(**{"start": START, "end": YEAR, "demand": 20.0, "capacity": 18.0} | changed)


def one_by_one(referral, slots, leaves=None):
    """The rule in its plainest words, to hold the quick way to."""
    seen = [STILL_WAITING] * len(referral)
    queue = list(range(len(referral)))
    for slot in slots:
        while queue and leaves is not None and leaves[queue[0]] < slot:
            if referral[queue[0]] >= slot:
                break
            queue.pop(0)
        ready = [
            row for row in queue if referral[row] < slot and (leaves is None or leaves[row] >= slot)
        ]
        if ready and (leaves is not None or ready[0] == queue[0]):
            seen[ready[0]] = slot
            queue.remove(ready[0])
    return seen


DAYS = st.lists(st.integers(0, 40), max_size=30)


class TestSchedule:
    def test_the_packages_own_example(self):
        """A slot on the day of referral is no use; one before it is lost."""
        referral = np.array([3, 9, 15])
        assert simulation.schedule(referral, np.array([2, 4, 17])).tolist() == [
            4,
            17,
            STILL_WAITING,
        ]
        assert simulation.schedule(np.array([3]), np.array([3])).tolist() == [STILL_WAITING]

    @given(DAYS, DAYS)
    def test_all_at_once_is_as_one_by_one(self, referral, slots):
        slots = sorted(slots)
        got = simulation.schedule(np.array(referral, dtype=np.int64), np.array(slots))
        assert got.tolist() == one_by_one(referral, slots)

    @given(DAYS, DAYS)
    def test_slots_in_any_order_are_taken_in_the_order_given(self, referral, slots):
        got = simulation.schedule(np.array(referral, dtype=np.int64), np.array(slots, dtype=int))
        assert got.tolist() == one_by_one(referral, slots)

    @given(DAYS, DAYS, st.randoms(use_true_random=False))
    def test_with_withdrawals(self, referral, slots, random):
        referral, slots = sorted(referral), sorted(slots)
        leaves = [day + random.randint(1, 15) for day in referral]
        got = simulation.schedule_with_withdrawals(
            np.array(referral, dtype=np.int64),
            np.array(leaves, dtype=np.int64),
            np.array(slots, dtype=np.int64),
        )
        assert got.tolist() == one_by_one(referral, slots, leaves)

    def test_a_list_keeps_the_dates_it_has(self):
        rows = WaitingList(
            np.array([5, 1, 9]), np.array([STILL_WAITING, 4, STILL_WAITING]), np.ones(3, dtype=bool)
        )
        got = simulation.schedule_list(rows, np.array([3, 7, 12]))
        assert got.referral.tolist() == [1, 5, 9]
        assert got.removal.tolist() == [4, 7, 12]


class TestSlots:
    @pytest.mark.parametrize(
        ("length", "rate", "days"),
        [
            (5, 1, [0, 1, 2, 3, 4]),
            (5, 2, [0, 1, 1, 2, 2, 3, 3, 4, 4]),
            (7, 0.5, [0, 2, 4, 6]),
            (5, 0.75, [0, 2, 3, 4]),
            (5, 0, []),
            (0, 1, []),
        ],
    )
    def test_days_at_a_steady_rate(self, length, rate, days):
        assert simulation.slot_days(START, length, rate).tolist() == [START + day for day in days]

    @given(st.integers(1, 2000), st.floats(0.01, 40))
    def test_as_many_as_the_rate_gives(self, length, rate):
        slots = simulation.slot_days(0, length, rate)
        assert abs(len(slots) - ((length - 1) * rate + 1)) <= 1
        assert slots[0] == 0
        assert slots[-1] <= length - 1


class TestSimulation:
    def test_the_same_seed_gives_the_same_list(self):
        first, again, other = (simulation.simulate(scenario(), seed) for seed in (1, 1, 2))
        assert np.array_equal(first.rows.removal, again.rows.removal)
        assert not np.array_equal(first.rows.referral[:50], other.rows.referral[:50])

    def test_referrals_are_poisson_and_even_over_the_days(self):
        counts = simulation.simulate_many(scenario(), 3, 400).referrals
        expected = 20 * 52
        assert abs(counts.mean() - expected) < 4 * math.sqrt(expected / 400)
        assert counts.var() == pytest.approx(expected, rel=0.3)
        days = np.concatenate(
            [simulation.simulate(scenario(), seed).rows.referral for seed in range(20)]
        )
        assert abs((days - START).mean() - 182) < 4 * 105 / math.sqrt(len(days))

    def test_with_too_little_capacity_the_rest_wait(self):
        """Each slot after the start is used, so those waiting are referrals less slots."""
        out = simulation.simulate_many(scenario(demand=50.0), 5, 300)
        slots = len(simulation.slot_days(START, 364, 18 / 7))
        error = out.still_waiting.std(ddof=1) / math.sqrt(300)
        assert abs(out.still_waiting.mean() - (50 * 52 - slots)) < 3 * error + 3

    @settings(max_examples=20, deadline=None)
    @given(st.integers(0, 10_000), st.floats(5, 80), st.floats(0.8, 1.3))
    def test_littles_law_to_the_day(self, seed, demand, share):
        """The queue added up over the days is the days waited added up over the children."""
        run = simulation.simulate(scenario(demand=demand, capacity=demand * share), seed)
        view = service.windowed(run.rows, START, YEAR)
        left = np.where(view.rows.waiting, YEAR + 1, view.rows.removal)
        assert view.queue.sum() == (left - view.rows.referral).sum()

    @settings(max_examples=8, deadline=None)
    @given(st.integers(0, 10_000), st.floats(15, 60))
    def test_littles_law_on_a_steady_list(self, seed, demand):
        """Once settled, the mean queue is demand times the mean wait of those referred then."""
        length = 364 * 12
        run = simulation.simulate(
            scenario(end=START + length, demand=demand, capacity=demand * 1.04), seed
        )
        first, last = START + 364, START + length - 182
        queue = lists.daily_queue(run.rows, START, START + length)[364:-182]
        middle = (run.rows.referral >= first) & (run.rows.referral <= last) & ~run.rows.waiting
        waits = (run.rows.removal - run.rows.referral)[middle]
        arrivals_a_day = middle.sum() / (last - first + 1)
        assert queue.mean() == pytest.approx(arrivals_a_day * waits.mean(), rel=0.05)

    def test_children_already_waiting_come_first(self):
        before = np.full(100, START - 30)
        run = simulation.simulate(scenario(), 1, before)
        seen = run.rows.removal[:100]
        assert (run.rows.referral[:100] == START - 30).all()
        assert seen.max() <= run.rows.removal[100]

    def test_withdrawn_children_leave_their_place_to_others(self):
        out = simulation.simulate_many(scenario(demand=50.0, withdrawal=0.01), 5, 20)
        plain = simulation.simulate_many(scenario(demand=50.0), 5, 20)
        assert out.withdrawn.mean() > 100
        assert out.still_waiting.mean() + out.withdrawn.mean() == pytest.approx(
            plain.still_waiting.mean(), rel=0.1
        )


class TestScenarios:
    """What a change does, in the direction and about the size it must."""

    @staticmethod
    def waiting(**changed):
        return simulation.simulate_many(scenario(**changed), 11, 60).still_waiting.mean()

    def test_each_change(self):
        plain = self.waiting(capacity=15.0)
        assert plain == pytest.approx(5 * 52, abs=15)
        changed = {
            "more referrals": (self.waiting(capacity=15.0, more_demand=0.12), 0.12 * 20 * 52),
            "triage": (self.waiting(capacity=15.0, diverted=0.1), -2 * 52),
            "two more clinicians": (
                self.waiting(capacity=15.0, clinicians=2.0, slots_a_clinician=1.0),
                -2 * 52,
            ),
            "not brought": (self.waiting(capacity=15.0, not_brought=0.1), 1.5 * 52),
            "a summer closure": (
                self.waiting(capacity=15.0, closed=((START + 200, START + 241),)),
                15 * 6,
            ),
        }
        for name, (now, more) in changed.items():
            assert now - plain == pytest.approx(more, abs=20), name

    def test_referrals_follow_the_months(self):
        quiet = (1.0,) * 7 + (0.0,) + (1.0,) * 4
        run = simulation.simulate(scenario(months=quiet), 1)
        months = {lists.as_date(day).month for day in run.rows.referral}
        assert months == set(range(1, 13)) - {8}

    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"end": START}, "after the first"),
            ({"demand": -1.0}, "below nought"),
            ({"demand": math.nan}, "numbers"),
            ({"capacity": math.inf}, "numbers"),
            ({"clinicians": -9.0, "slots_a_clinician": 9.0}, "below nought"),
            ({"demand": 1e9}, "more than"),
            ({"diverted": 1.5}, "diverted"),
            ({"not_brought": -0.1}, "not brought"),
            ({"withdrawal": 0.0}, "withdrawal"),
            ({"months": (1.0,) * 11}, "Twelve"),
            ({"months": (0.0,) * 12}, "Twelve"),
            ({"end": START + 20, "months": (0.0,) + (1.0,) * 11}, "weight of nought"),
        ],
    )
    def test_what_cannot_be_simulated(self, changed, message):
        with pytest.raises(CannotSimulate, match=message):
            simulation.simulate(scenario(**changed), 1)

    def test_runs_must_be_some_and_not_too_many(self):
        with pytest.raises(CannotSimulate, match="one run"):
            simulation.simulate_many(scenario(), 1, 0)
        with pytest.raises(CannotSimulate, match="All runs"):
            simulation.simulate_many(scenario(demand=1e5), 1, 1000)


def test_a_band_of_nothing_is_none():
    assert set(simulation.band(np.array([math.nan])).values()) == {None}
    one = simulation.band(np.array([3.0]))
    assert (one["mean"], one["standard_error"], one["p90"]) == (3, None, 3)

"""Chance that repeats, and whole numbers that add up."""

from datetime import date

import numpy as np
import pytest

from goldenthread.demo import days
from goldenthread.demo.chance import choose, draw, fit, quota, split, stream
from goldenthread.demo.luck import Luck


class TestStreams:
    def test_repeat_for_the_same_seed_area_and_purpose_only(self):
        first = stream(1, "830", "names").random(5).tolist()
        assert first == stream(1, "830", "names").random(5).tolist()
        for other in (stream(2, "830", "names"), stream(1, "831", "names"), stream(1, "830", "x")):
            assert first != other.random(5).tolist()

    def test_luck_is_spread_evenly_and_differs_by_purpose(self):
        luck = Luck(12345, 1)
        found = [luck.u() for _ in range(4000)]
        assert 0 <= min(found) < max(found) < 1
        assert abs(sum(found) / 4000 - 0.5) < 0.02
        assert Luck(12345, 2).u() != found[0] == Luck(12345, 1).u()

    def test_whole_numbers_keep_to_both_ends(self):
        luck = Luck(9)
        assert {luck.whole(3, 5) for _ in range(200)} == {3, 4, 5}

    def test_an_exponential_wait_has_its_mean(self):
        luck = Luck(4)
        assert 27 < sum(luck.wait(30) for _ in range(5000)) / 5000 < 32


class TestFits:
    def test_rows_and_columns_both_add_up(self):
        rng = np.random.default_rng(3)
        seed = rng.random((12, 7)) * (rng.random((12, 7)) > 0.3)
        wanted = rng.integers(1, 40, (12, 7)) * (seed > 0)
        rows, columns = wanted.sum(1).tolist(), wanted.sum(0).tolist()
        made = fit(seed, rows, columns)
        assert made.sum(1).tolist() == rows
        assert made.sum(0).tolist() == columns
        assert (made >= 0).all()

    def test_an_impossible_cell_stays_empty(self):
        made = fit(np.array([[1.0, 0.0], [1.0, 1.0]]), [10, 10], [12, 8])
        assert made.tolist() == [[10, 0], [2, 8]]

    def test_a_quota_is_kept_to_the_last_one(self):
        found = quota(np.random.default_rng(1), [3, 0, 5])
        assert np.bincount(found, minlength=3).tolist() == [3, 0, 5]

    def test_a_split_adds_up(self):
        assert split([2, 1], 10) == [7, 3]
        assert split([1, 2], 0) == [0, 0]

    def test_choosing_never_repeats_nor_takes_a_weight_of_nothing(self):
        found = choose(np.random.default_rng(1), np.array([0, 1, 1, 0, 5.0]), 9)
        assert sorted(found.tolist()) == [1, 2, 4]

    def test_drawing_follows_the_weights(self):
        found = draw(np.random.default_rng(1), [1, 0, 3], 4000)
        assert set(found.tolist()) == {0, 2}
        assert 0.72 < (found == 2).mean() < 0.78


class TestDays:
    @pytest.mark.parametrize(
        ("day", "after", "before"),
        [
            (date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 20)),  # a Sunday
            (date(2026, 5, 4), date(2026, 5, 5), date(2026, 5, 1)),  # a bank holiday Monday
            (date(2026, 11, 18), date(2026, 11, 18), date(2026, 11, 18)),
        ],
    )
    def test_working_days_pass_weekends_and_bank_holidays(self, day, after, before):
        one = np.array([day.toordinal()])
        assert days.working(one)[0] == after.toordinal() == days.next_working(day.toordinal())
        assert days.working_before(one)[0] == before.toordinal()

    @pytest.mark.parametrize(
        ("born", "age"),
        [(date(2016, 8, 31), 10), (date(2016, 9, 1), 9), (date(2016, 5, 3), 10)],
    )
    def test_school_age_turns_on_31_august(self, born, age):
        assert days.school_age(born.toordinal(), 2026) == age
        assert days.year_at(born.toordinal(), age) == 2026

    def test_a_school_year_starts_in_september(self):
        assert days.school_year(date(2026, 8, 31).toordinal()) == 2025
        assert days.school_year(date(2026, 9, 1).toordinal()) == 2026

"""The sums on single numbers, and the bands of waits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.waits.rules import bands, formulas


class TestWorkedExample:
    """An invented list of 20 referrals a week and an 18-week target, waits like Derby's of 2021."""

    def test_the_target(self):
        assert formulas.target_mean_wait(18) == 4.5
        assert formulas.target_queue_size(20, 18) == 90

    @pytest.mark.parametrize(
        ("waiting", "weeks", "relief"), [(620, 52, 30.1923), (2080, 104, 39.1346)]
    )
    def test_what_would_clear_it(self, waiting, weeks, relief):
        assert formulas.queue_too_big(waiting, 90)
        got = formulas.relief_capacity(20, waiting, 90, weeks)
        assert got == pytest.approx(relief, abs=1e-4)

    def test_what_holds_it_afterwards(self):
        assert formulas.target_capacity(20, 18) == pytest.approx(20.2222, abs=1e-4)

    @pytest.mark.parametrize(("mean", "pressure"), [(31, 3.44), (104, 11.56)])
    def test_pressure(self, mean, pressure):
        assert formulas.pressure(mean, 18) == pytest.approx(pressure, abs=0.01)


def test_twice_the_target_is_not_yet_too_big():
    assert not formulas.queue_too_big(180, 90)
    assert formulas.queue_too_big(181, 90)


@pytest.mark.parametrize(("standard", "factor"), [(0.92, 2.526), (0.95, 2.996)])
def test_the_factor_of_a_standard(standard, factor):
    assert formulas.factor_for(standard) == pytest.approx(factor, abs=5e-4)


@pytest.mark.parametrize("standard", [0, 1, 92, math.nan])
def test_a_standard_is_a_share(standard):
    with pytest.raises(ValueError, match="share"):
        formulas.factor_for(standard)


class TestDoubtInDemand:
    def test_it_raises_relief_while_it_is_small(self):
        got = formulas.guarded_relief_capacity(2, 900, 90, 52, 400, 1)
        assert got.value == pytest.approx(2 / (1 - 0.2) + 810 / 52)

    @pytest.mark.parametrize("referrals", [0, 16, 60])
    def test_relief_is_not_shown_where_it_would_explode_or_switch_off(self, referrals):
        got = formulas.guarded_relief_capacity(2, 900, 90, 52, referrals, 1)
        assert got.value is None
        assert "too few referrals" in got.reason


@given(st.floats(), st.floats())
def test_division_never_raises(top, bottom):
    got = formulas.divide(top, bottom)
    assert math.isnan(got) or bottom == 0 or got == top / bottom


@pytest.mark.parametrize(("top", "got"), [(1, math.inf), (-1, -math.inf)])
def test_division_by_nought(top, got):
    assert formulas.divide(top, 0) == got
    assert math.isnan(formulas.divide(0, 0))


EDGES = [0, 7, 8, 14, 15, 28, 29, 84, 85, 126, 127, 364, 365, 366, 455, 456, 546, 547, 728, 729]


class TestBands:
    def test_every_edge_of_the_return(self):
        named = [bands.band_of(days) for days in EDGES]
        expected = ["0 to 1 week"] * 2 + ["1 to 2 weeks"] * 2 + ["2 to 4 weeks"] * 2
        expected += ["4 to 12 weeks"] * 2 + ["12 to 18 weeks"] * 2 + ["18 to 52 weeks"] * 2
        assert named == expected + ["over 52 weeks"] * 8

    def test_our_own_split_of_the_last(self):
        named = [bands.band_of(days, bands.OURS) for days in (365, 455, 456, 546, 547, 728, 729)]
        assert [name.split()[0] for name in named] == ["52", "52", "65", "65", "78", "78", "over"]

    @given(st.lists(st.integers(0, 3000), max_size=60))
    def test_counts_add_up_and_agree_with_one_by_one(self, waits):
        for split in (bands.RETURNED, bands.OURS):
            counts = bands.count_bands(np.array(waits, dtype=np.int64), split)
            one_by_one = [bands.band_of(days, split) for days in waits]
            assert counts == {band.name: one_by_one.count(band.name) for band in split}

    def test_a_wait_below_nought_is_refused(self):
        with pytest.raises(ValueError, match="below nought"):
            bands.band_of(-1)
        with pytest.raises(ValueError, match="below nought"):
            bands.count_bands(np.array([3, -1]))

"""Whether an action works: worked examples, and how often the verdict cries wolf."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.law.calendar import add_months
from goldenthread.strategy.rules.effect import (
    Expected,
    Month,
    Verdict,
    figure,
    interrupted,
    read_effect,
    signed,
)
from goldenthread.strategy.rules.variation import Rule, Signal, TooFew, limits, signals

STARTED = date(2025, 1, 10)
FIRST = date(2023, 7, 1)  # eighteen months before the start
PROMISED = Expected(up=True, size=10, by=date(2026, 3, 31), started=STARTED)
LATE = date(2026, 6, 15)  # after the day promised
STEADY = [50.0, 52, 49, 51, 50, 48, 51, 50, 52, 49, 50, 51, 49, 50, 52, 48, 50, 51]


def months(values, first=FIRST):
    return [Month(add_months(first, at), value) for at, value in enumerate(values)]


def judged(after, *, today=LATE, expected=PROMISED, before=STEADY, **more):
    """Judge a series: months before, the month of the start, and months after."""
    first = add_months(STARTED.replace(day=1), -len(before))
    found = months([*before, before[-1], *after], first)
    return read_effect(expected, found, today=today, **more)


class TestVerdicts:
    def test_a_rise_as_promised_is_better_and_says_how_much_and_how_sure(self):
        found = judged([60.0, 61, 59, 62, 60, 61, 60, 59, 61, 60], unit=" points")
        assert found.verdict is Verdict.BETTER
        assert found.low < 10 < found.high
        assert found.low > 0
        assert found.sentence.startswith("Better: 10 points up, between ")
        assert "with 95% confidence. 10 points up was promised by March 2026." in found.sentence

    def test_a_fall_where_a_rise_was_promised_is_worse(self):
        found = judged([40.0, 41, 39, 40, 41, 40, 39, 40])
        assert found.verdict is Verdict.WORSE
        assert found.sentence.startswith("Worse: ")
        assert found.change < 0

    def test_a_fall_that_was_promised_is_better(self):
        fewer = Expected(up=False, size=10, by=PROMISED.by, started=STARTED)
        assert judged([40.0, 41, 39, 40, 41, 40, 39, 40], expected=fewer).verdict is Verdict.BETTER

    def test_no_change_after_the_day_promised_says_so(self):
        found = judged([50.0, 51, 49, 52, 50, 48, 50, 51])
        assert found.verdict is Verdict.NO_EFFECT
        assert found.sentence.startswith("No effect seen: 8 months on")
        assert "10 up was promised by March 2026" in found.sentence

    def test_no_change_before_the_day_promised_is_too_early(self):
        found = judged([50.0, 51, 49, 52, 50, 48, 50, 51], today=date(2025, 10, 15))
        assert found.verdict is Verdict.TOO_EARLY

    @pytest.mark.parametrize(
        ("after", "words"), [([], "no whole months are"), ([70.0], "1 whole month is")]
    )
    def test_a_few_months_after_are_too_early_however_far_they_stand(self, after, words):
        found = judged(after)
        assert found.verdict is Verdict.TOO_EARLY
        assert f"{words} known since it started, and 6 are needed" in found.sentence

    def test_a_few_months_before_are_too_early(self):
        found = judged([70.0] * 8, before=STEADY[:7])
        assert found.verdict is Verdict.TOO_EARLY
        assert "7 months are known from before" in found.sentence

    def test_what_has_not_started_is_not_judged(self):
        waiting = Expected(up=True, size=10, by=PROMISED.by, started=None)
        assert judged([70.0] * 8, expected=waiting).verdict is Verdict.NOT_STARTED

    def test_an_improvement_that_was_under_way_is_not_credited(self):
        rising = [30.0 + at + (at % 3) for at in range(18)]
        found = judged([48.0 + at + (at % 3) for at in range(1, 11)], before=rising)
        assert found.verdict is Verdict.NO_EFFECT

    def test_what_happened_elsewhere_too_is_taken_off(self):
        after = [60.0, 61, 59, 62, 60, 61, 60, 59, 61, 60]
        beside = months(
            [*STEADY[::-1], STEADY[0], *after[::-1]], add_months(STARTED.replace(day=1), -18)
        )
        found = judged(after, comparison=[beside])
        assert found.verdict is Verdict.NO_EFFECT
        assert found.compared
        assert "areas chosen for comparison" in found.sentence

    def test_the_month_of_the_start_the_running_month_and_gaps_count_for_nothing(self):
        found = judged([60.0, None, 60, 61, 59, 60, None, 60, 900], today=date(2025, 10, 3))
        assert (found.before, found.after) == (18, 6)

    def test_with_less_than_a_year_before_one_month_outside_is_not_enough(self):
        short = STEADY[:9]
        assert judged([58.0, 50, 50, 50, 50, 50], before=short).verdict is Verdict.NO_EFFECT
        assert judged([60.0, 61, 60, 62, 60, 61], before=short).verdict is Verdict.BETTER

    def test_a_series_with_no_noise_at_all_has_no_width(self):
        before = tuple((at, 5.0) for at in range(12))
        found = interrupted(before, tuple((at, 7.0) for at in range(13, 19)))
        assert (found.change, found.low, found.high) == pytest.approx((2, 2, 2))


class TestFigures:
    @pytest.mark.parametrize(
        ("value", "written"), [(12.34, "12"), (-3.14, "3.1"), (0.04, "0"), (5.0, "5")]
    )
    def test_written_plainly(self, value, written):
        assert figure(value) == written

    def test_a_way_is_said_unless_there_is_none(self):
        assert (signed(-3.14), signed(0.01), signed(2)) == ("3.1 down", "none", "2 up")


class TestVariation:
    def test_limits_are_those_worked_out_by_hand(self):
        # moves 2, 2, 2, 2, 2, 2, 2: mean 2; 3 x 2 / 1.128 = 5.319
        found = limits([10.0, 12, 10, 12, 10, 12, 10, 12])
        assert found.middle == 11
        assert found.upper == pytest.approx(16.319, abs=0.001)
        assert found.lower == pytest.approx(5.681, abs=0.001)

    def test_fewer_than_eight_give_none(self):
        with pytest.raises(TooFew, match="8 points"):
            limits([1.0] * 7)

    def test_each_rule_sees_its_own_sign(self):
        around = limits([10.0, 12, 10, 12, 10, 12, 10, 12])
        assert signals([17.0], around) == (Signal(Rule.OUTSIDE, 0, True),)
        assert signals([11.5] * 8, around) == (Signal(Rule.RUN, 7, True),)
        assert signals([11.5] * 7 + [10.5], around) == ()
        assert signals([7.0, 11, 7], around) == (Signal(Rule.OUTER, 2, False),)

    @given(st.lists(st.floats(-1e3, 1e3), min_size=8, max_size=40), st.floats(-1e3, 1e3))
    @settings(max_examples=60, deadline=None)
    def test_shifting_every_value_shifts_the_limits_and_changes_no_sign(self, values, by):
        here, there = limits(values), limits([value + by for value in values])
        assert there.middle == pytest.approx(here.middle + by, abs=1e-6)
        assert there.sigma == pytest.approx(here.sigma, abs=1e-6)


def series(rng, count, rho):
    """Draw an invented series with a standard deviation of 1 and first-order autocorrelation."""
    noise = rng.normal(0, np.sqrt(1 - rho**2), count)
    values = [rng.normal()]
    for each in noise[1:]:
        values.append(rho * values[-1] + each)
    return values


def verdicts(*, rho, shift, before, after, draws, seed=7):
    rng = np.random.default_rng(seed)
    expected = Expected(up=True, size=2, by=date(2025, 2, 1), started=STARTED)
    first = add_months(STARTED.replace(day=1), -before)
    found = []
    for _ in range(draws):
        values = series(rng, before + 1 + after, rho)
        told = [v + (shift if at > before else 0) for at, v in enumerate(values)]
        end = add_months(STARTED.replace(day=1), after + 1)
        found.append(read_effect(expected, months(told, first), today=end).verdict)
    return found


@pytest.mark.parametrize("rho", [0.0, 0.3])
@pytest.mark.parametrize(("before", "after"), [(9, 6), (12, 6), (24, 12)])
def test_where_nothing_changed_a_change_is_seen_in_fewer_than_one_in_twelve(rho, before, after):
    found = verdicts(rho=rho, shift=0, before=before, after=after, draws=160)
    wrong = sum(v in (Verdict.BETTER, Verdict.WORSE) for v in found)
    assert wrong / 160 <= 1 / 12


def test_a_change_of_three_deviations_is_seen_in_most_and_hardly_ever_the_wrong_way():
    found = verdicts(rho=0.2, shift=3, before=24, after=12, draws=100)
    assert found.count(Verdict.BETTER) >= 80
    assert found.count(Verdict.WORSE) == 0


def test_more_months_see_more():
    short = verdicts(rho=0.2, shift=2, before=12, after=6, draws=80).count(Verdict.BETTER)
    assert verdicts(rho=0.2, shift=2, before=36, after=18, draws=80).count(Verdict.BETTER) > short

"""The sums behind each measure, by hand-made facts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.measures.rules import (
    MEASURES,
    IssuedPlan,
    NoSuchMeasure,
    PlanInForce,
    RequestDecision,
    Timeliness,
    decisions_made,
    last_review_day,
    measure,
    percentage,
    requests_by_outcome,
    review_is_overdue,
    timeliness,
)
from goldenthread.measures.rules.counts import median, rounded

RECEIVED = date(2025, 1, 6)


def plan(days: int | None, **facts: bool) -> IssuedPlan:
    """A plan issued so many days after the request; None: the request's day is not known."""
    received = None if days is None else RECEIVED
    return IssuedPlan(received=received, issued=RECEIVED + timedelta(days=days or 0), **facts)


class TestTimeliness:
    def test_the_140th_day_is_in_time_and_the_next_is_not(self):
        found = timeliness([plan(140), plan(141)], exclude_exceptions=False)
        assert (found.issued, found.within_140_days) == (2, 1)
        assert found.pct_within_140_days == Decimal("50.0")

    def test_weeks_are_days_over_seven_to_two_places(self):
        found = timeliness([plan(140), plan(141), plan(150)], exclude_exceptions=False)
        assert found.mean_weeks == Decimal("20.52")  # 431 / 3 / 7 = 20.523...
        assert found.median_weeks == Decimal("20.14")

    def test_the_median_of_an_even_number_lies_between(self):
        found = timeliness([plan(100), plan(141)], exclude_exceptions=False)
        assert found.median_weeks == Decimal("17.21")  # 120.5 / 7 = 17.214...

    def test_exceptions_leave_top_and_bottom(self):
        plans = [plan(100), plan(200, exception=True), plan(90, exception=True), plan(160)]
        assert timeliness(plans, exclude_exceptions=False).pct_within_140_days == 50
        without = timeliness(plans, exclude_exceptions=True)
        assert (without.issued, without.within_140_days) == (2, 1)

    def test_leaving_exceptions_out_can_lower_the_rate(self):
        plans = [plan(100, exception=True), plan(160)]
        assert timeliness(plans, exclude_exceptions=False).pct_within_140_days == 50
        assert timeliness(plans, exclude_exceptions=True).pct_within_140_days == 0

    def test_a_plan_that_moved_in_is_not_counted(self):
        assert timeliness([plan(50, moved_in=True)], exclude_exceptions=False).issued == 0

    def test_disputed_cases_count_unless_asked_otherwise(self):
        plans = [plan(50, disputed=True), plan(60)]
        assert timeliness(plans, exclude_exceptions=False).issued == 2
        left = timeliness(plans, exclude_exceptions=False, include_disputed=False)
        assert left.issued == 1

    def test_with_no_request_date_it_is_issued_but_not_in_time_nor_averaged(self):
        found = timeliness([plan(None), plan(70)], exclude_exceptions=False)
        assert (found.issued, found.within_140_days) == (2, 1)
        assert found.mean_weeks == Decimal("10.00")

    def test_nothing_issued_has_no_rate(self):
        assert timeliness([], exclude_exceptions=True) == Timeliness(
            issued=0,
            within_140_days=0,
            pct_within_140_days=None,
            mean_weeks=None,
            median_weeks=None,
        )

    @pytest.mark.parametrize(
        ("issued", "in_time", "percent"),
        # Published for 2024: Derby, Derbyshire; with exceptions and without.
        [(442, 62, "14.0"), (377, 62, "16.4"), (1253, 447, "35.7"), (1158, 438, "37.8")],
    )
    def test_published_rates_come_out(self, issued, in_time, percent):
        plans = [plan(140)] * in_time + [plan(141)] * (issued - in_time)
        found = timeliness(plans, exclude_exceptions=False)
        assert found.pct_within_140_days == Decimal(percent)

    @given(st.lists(st.integers(0, 900), min_size=1))
    def test_agrees_with_a_plain_recount(self, days):
        found = timeliness([plan(d) for d in days], exclude_exceptions=False)
        assert found.within_140_days == len([d for d in days if d < 141])
        assert abs(float(found.mean_weeks) - sum(days) / len(days) / 7) <= 0.005001
        half = len(days) / 2
        middle = float(found.median_weeks) * 7
        assert len([d for d in days if d < middle - 0.04]) <= half
        assert len([d for d in days if d > middle + 0.04]) <= half


class TestRounding:
    @pytest.mark.parametrize(
        ("value", "places", "expected"),
        [
            (Fraction(5, 100), 1, "0.1"),
            (Fraction(-5, 100), 1, "-0.1"),
            (Fraction(4, 100), 1, "0.0"),
            (Fraction(2675, 1000), 2, "2.68"),  # binary floats give 2.67
            (Fraction(7), 2, "7.00"),
        ],
    )
    def test_a_half_goes_away_from_nought(self, value, places, expected):
        assert str(rounded(value, places)) == expected

    def test_a_share_of_nothing_is_nothing(self):
        assert percentage(0, 0) is None
        assert percentage(1, 8) == Decimal("12.5")

    def test_nothing_has_no_middle(self):
        with pytest.raises(ValueError, match="no middle"):
            median([])


class TestRequests:
    def test_the_42nd_day_is_in_time(self):
        def told(days: int) -> RequestDecision:
            return RequestDecision(received=RECEIVED, told=RECEIVED + timedelta(days=days))

        unknown = RequestDecision(received=None, told=RECEIVED)
        found = decisions_made([told(42), told(43), told(0), unknown])
        assert (found.made, found.within_42_days) == (4, 2)

    def test_the_total_is_the_four_published_outcomes(self):
        # Derbyshire 2024: 1,514 + 805 + 390 + 4 = 2,713.
        outcomes = ["Y"] * 1514 + ["N"] * 805 + ["A"] * 390 + ["W"] * 4 + ["H", None, "?"]
        assert requests_by_outcome(outcomes) == {
            "total": 2713, "Y": 1514, "N": 805, "A": 390, "W": 4,
        }  # fmt: skip


class TestReviews:
    @pytest.mark.parametrize(
        ("start", "last"),
        [
            (date(2025, 1, 16), date(2026, 1, 15)),
            (date(2025, 1, 1), date(2025, 12, 31)),
            (date(2024, 2, 28), date(2025, 2, 27)),
            (date(2024, 2, 29), date(2025, 2, 27)),  # no such day in 2025: counted from the 28th
            (date(2023, 3, 1), date(2024, 2, 29)),
        ],
    )
    def test_twelve_months_starting_with_the_day(self, start, last):
        assert last_review_day(PlanInForce(started=start, last_review=None)) == last
        reviewed = PlanInForce(started=date(2016, 1, 1), last_review=start)
        assert last_review_day(reviewed) == last

    def test_the_last_day_is_still_in_time(self):
        reviewed = PlanInForce(started=date(2020, 1, 1), last_review=date(2025, 1, 16))
        assert not review_is_overdue(reviewed, on=date(2026, 1, 15))
        assert review_is_overdue(reviewed, on=date(2026, 1, 16))

    def test_with_no_review_it_counts_from_the_start(self):
        new = PlanInForce(started=date(2025, 1, 15), last_review=None)
        assert review_is_overdue(new, on=date(2026, 1, 15))

    def test_with_no_date_it_cannot_be_said(self):
        undated = PlanInForce(started=None, last_review=None)
        assert last_review_day(undated) is None
        assert not review_is_overdue(undated, on=RECEIVED)

    @pytest.mark.parametrize(
        ("start", "overdue"), [(date.max, False), (date.min, True), (date(2014, 8, 31), True)]
    )
    def test_a_day_no_plan_can_have_stops_nothing(self, start, overdue):
        plan = PlanInForce(started=start, last_review=None)
        assert review_is_overdue(plan, on=date(2026, 1, 15)) is overdue


class TestDefinitions:
    def test_each_says_what_it_is(self):
        for entry in MEASURES:
            assert entry.numerator
            assert entry.basis
            assert entry.source
            assert (entry.denominator is not None) == (entry.unit.value.startswith("percent"))

    def test_one_definition_of_a_key_on_a_day(self):
        for entry in MEASURES:
            assert measure(entry.key, on=date(2026, 1, 15)) is entry

    def test_a_key_that_is_none_or_not_yet(self):
        with pytest.raises(NoSuchMeasure, match="no-such-thing"):
            measure("no-such-thing", on=date(2026, 1, 15))
        with pytest.raises(NoSuchMeasure):
            measure("persons", on=date(2022, 1, 20))

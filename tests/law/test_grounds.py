"""The lawful exceptions that turn on dates."""

from datetime import date

import pytest

from goldenthread.law.grounds import Period, absence_excuses, closure_excuses
from goldenthread.law.limits import LawError

D = date
SUMMER = Period(first=D(2026, 7, 23), last=D(2026, 9, 1))  # opens on 2 September


class TestClosure:
    @pytest.mark.parametrize(
        ("asked", "excuses"),
        [
            (D(2026, 7, 15), False),
            (D(2026, 7, 16), True),  # one week before it closes
            (D(2026, 8, 10), True),
            (D(2026, 8, 26), True),  # one week before it opens again
            (D(2026, 8, 27), False),
        ],
    )
    def test_advice_must_be_asked_for_in_the_window(self, asked, excuses):
        assert closure_excuses(asked, SUMMER) is excuses

    @pytest.mark.parametrize(("last", "excuses"), [(D(2026, 8, 18), False), (D(2026, 8, 19), True)])
    def test_the_closure_must_last_four_weeks(self, last, excuses):
        closed = Period(first=D(2026, 7, 23), last=last)
        assert closure_excuses(D(2026, 7, 23), closed) is excuses

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            (D(2026, 10, 24), D(2026, 11, 1)),  # half-term
            (D(2026, 12, 19), D(2027, 1, 3)),  # Christmas
            (D(2027, 3, 26), D(2027, 4, 11)),  # Easter
        ],
    )
    def test_shorter_holidays_never_count(self, first, last):
        assert not closure_excuses(first, Period(first=first, last=last))


class TestAbsence:
    within = Period(first=D(2026, 1, 5), last=D(2026, 5, 25))

    @pytest.mark.parametrize(
        ("ground", "last", "excuses"),
        [
            ("ex-absent-4w", D(2026, 3, 28), False),
            ("ex-absent-4w", D(2026, 3, 29), True),
            ("ex-absent-2w", D(2026, 3, 14), False),
            ("ex-absent-2w", D(2026, 3, 15), True),
        ],
    )
    def test_the_days_away_are_counted_with_both_ends(self, ground, last, excuses):
        away = Period(first=D(2026, 3, 2), last=last)
        assert absence_excuses(ground, away, self.within) is excuses

    def test_only_days_inside_the_period_count(self):
        before = Period(first=D(2025, 12, 1), last=D(2026, 1, 20))
        assert not absence_excuses("ex-absent-4w", before, self.within)
        outside = Period(first=D(2026, 6, 1), last=D(2026, 9, 1))
        assert not absence_excuses("ex-absent-2w", outside, self.within)

    def test_another_ground_is_refused(self):
        with pytest.raises(LawError, match="not a ground about absence"):
            absence_excuses("ex-personal", SUMMER, self.within)


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(LawError, match="cannot end"):
        Period(first=D(2026, 3, 2), last=D(2026, 3, 1))

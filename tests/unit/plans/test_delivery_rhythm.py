"""By the week, the half term, the term or the year: what is promised, owed and may be told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from goldenthread.plans.rules.delivery import (
    CannotConfirm,
    Happened,
    Promised,
    Source,
    Told,
    check_told,
    given,
    sheet,
)
from goldenthread.plans.rules.rhythm import (
    WEEK,
    Rhythm,
    last_week,
    monday,
    next_start,
    periods,
    rhythm_of,
    start_of,
    weeks_in,
)

R, F, S = Rhythm, Source.FAMILY, Source.SETTING
TODAY = date(2026, 11, 22)
HALF = date(2026, 11, 2)  # the second half of the autumn term starts: nine weeks
LONG = [R.HALF_TERM, R.TERM, R.YEAR]
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def told(week, source, happened, minutes=None):
    return Told(week=week, source=source, happened=happened, minutes=minutes)


@pytest.mark.parametrize(
    ("words", "rhythm"),
    [
        ("Once a week, for one hour", R.WEEK),
        ("every school day", R.WEEK),
        ("Once each half term", R.HALF_TERM),
        ("One visit each half-term", R.HALF_TERM),
        ("Two visits a term", R.TERM),
        ("termly", R.TERM),
        ("Weekly in term time", R.WEEK),
        ("Once a year", R.YEAR),
        ("Annually", R.YEAR),
        ("", R.WEEK),
        ("As needed", R.WEEK),
    ],
)
def test_the_words_of_a_line_say_its_rhythm(words, rhythm):
    assert rhythm_of(words) is rhythm


# Derbyshire's own term dates of two years: each of ours starts on the Monday of the week theirs do.
@pytest.mark.parametrize(
    ("their_first_day", "rhythm"),
    [
        (date(2025, 9, 2), R.YEAR), (date(2025, 11, 3), R.HALF_TERM),
        (date(2026, 1, 5), R.TERM), (date(2026, 2, 23), R.HALF_TERM),
        (date(2026, 4, 13), R.TERM), (date(2026, 6, 1), R.HALF_TERM),
    ],
)  # fmt: skip
def test_each_starts_in_the_week_that_schools_go_back(their_first_day, rhythm):
    assert start_of(rhythm, their_first_day) == monday(their_first_day)
    assert start_of(rhythm, monday(their_first_day) - timedelta(days=1)) < monday(their_first_day)


@drawn(DAYS, st.sampled_from(R))
def test_every_day_lies_in_one_and_none_falls_between(day, rhythm):
    start, after = start_of(rhythm, day), next_start(rhythm, day)
    assert start <= day < after
    assert start.weekday() == after.weekday() == 0
    assert start_of(rhythm, start) == start_of(rhythm, after - timedelta(days=1)) == start
    assert start_of(rhythm, after) == after
    assert start <= last_week(rhythm, day) == after - WEEK


@drawn(DAYS)
def test_a_school_year_is_three_terms_and_six_half_terms(day):
    first = start_of(R.YEAR, day)
    last = next_start(R.YEAR, day) - timedelta(days=1)
    for rhythm, number in ((R.TERM, 3), (R.HALF_TERM, 6)):
        found = list(periods(rhythm, first, last))
        assert len(found) == number
        assert found[0] == first
        assert sum(weeks_in(rhythm, each) for each in found) == weeks_in(R.YEAR, first)
    assert min(weeks_in(R.HALF_TERM, each) for each in periods(R.HALF_TERM, first, last)) >= 5


class TestWhatIsOwedByTheHalfTerm:
    def counted(self, *said, promised, first=HALF, last=TODAY):
        return sheet(promised, said, first=first, last=last, rhythm=R.HALF_TERM)

    def test_a_visit_that_did_not_come_owes_the_whole_of_it_once(self):
        promised = [Promised(from_date=date(2026, 9, 1), minutes=60)]
        found = self.counted(told(HALF, F, Happened.NO), promised=promised)
        assert [(each.week, each.promised, each.owed) for each in found.weeks] == [(HALF, 60, 60)]

    def test_a_plan_issued_in_the_middle_promises_the_share_of_its_weeks(self):
        # Issued on a Wednesday in the fourth of nine weeks: that week counts whole, so six of nine.
        issued = HALF + 3 * WEEK + timedelta(days=2)
        promised = [Promised(from_date=issued, minutes=90)]
        found = self.counted(told(HALF, F, Happened.NO), promised=promised)
        assert found.owed == 60

    def test_two_versions_in_one_half_term_promise_together_what_one_would(self):
        # An amendment on a Friday: the old line counts the weeks before, the new that and the rest.
        amended = HALF + 4 * WEEK + timedelta(days=4)
        old = [
            Promised(from_date=date(2026, 9, 1), minutes=90),
            Promised(from_date=amended, minutes=0),
        ]
        new = [Promised(from_date=amended, minutes=90)]
        missed = told(HALF, F, Happened.NO)
        assert (
            self.counted(missed, promised=old).owed + self.counted(missed, promised=new).owed == 90
        )


STEPS = st.lists(
    st.builds(
        Promised,
        from_date=st.dates(date(2026, 8, 1), date(2027, 7, 31)),
        minutes=st.integers(0, 600),
    ),
    max_size=4,
)
SAID = st.lists(
    st.builds(
        told,
        st.sampled_from([date(2026, 8, 31) + number * WEEK for number in range(48)]),
        st.sampled_from(Source),
        st.sampled_from(Happened),
        st.none() | st.integers(0, 900),
    ),
    max_size=12,
)


@drawn(STEPS, SAID, st.sampled_from(R))
def test_what_is_owed_is_what_was_promised_less_what_was_given(steps, said, rhythm):
    found = sheet(steps, said, first=date(2026, 8, 31), last=date(2027, 8, 1), rhythm=rhythm)
    for each in found.weeks:
        promised, sides = each.promised or 0, [s for s in (each.family, each.setting) if s]
        short = [
            0 if s.happened is Happened.NOT_DUE else promised - min(promised, given(s, promised))
            for s in sides
        ]
        assert each.owed == min(short, default=0)
        assert each.owed + each.disputed == max(short, default=0)
        assert not (each.owed and each.extra)  # no time is taken off twice
        if each.family and each.family.happened is Happened.NOT_DUE and each.setting is None:
            assert each.owed == each.extra == 0
    left = sum(each.owed - each.extra for each in found.weeks)
    assert found.owed == max(0, left)


@drawn(STEPS, st.sampled_from(LONG))
def test_no_more_is_promised_in_a_term_than_the_most_that_was(steps, rhythm):
    found = sheet(steps, [], first=date(2026, 8, 31), last=date(2027, 8, 1), rhythm=rhythm)
    most = max((each.minutes for each in steps), default=0)
    assert all(each.promised is None or 0 <= each.promised <= most for each in found.weeks)


@pytest.mark.parametrize("rhythm", LONG)
def test_that_it_did_not_come_is_told_in_the_last_week_and_that_it_did_at_once(rhythm):
    start = start_of(rhythm, TODAY)
    final = last_week(rhythm, TODAY)
    given_now = {"week": start, "minutes": 10, "rhythm": rhythm}
    assert check_told(happened="YES", today=TODAY, **given_now) is Happened.YES
    for happened in ("NO", "PART"):
        with pytest.raises(CannotConfirm, match="It can still come"):
            check_told(happened=happened, today=final - timedelta(days=1), **given_now)
        assert check_told(happened=happened, today=final, **given_now) == happened
    with pytest.raises(CannotConfirm, match="from the list"):
        check_told(happened="YES", today=TODAY, **{**given_now, "week": start + WEEK})
    before = start_of(rhythm, start - timedelta(days=1))
    assert check_told(happened="NO", today=TODAY, **{**given_now, "week": before}) is Happened.NO

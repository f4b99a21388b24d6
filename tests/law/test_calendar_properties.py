"""The counting functions against the slowest and plainest way to count."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.law import bank_holidays
from goldenthread.law import calendar as cal

DAY = timedelta(days=1)
days = st.dates(date(2013, 1, 1), date(2028, 6, 30))
few = settings(max_examples=200, deadline=None)


def plainly_working(day):
    return day.weekday() < 5 and day not in bank_holidays.bundled()


def count_on(day, number, counts):
    """Walk forward a day at a time until `number` counted days have passed."""
    while number:
        day += DAY
        number -= counts(day)
    return day


@few
@given(days, st.integers(1, 65))
def test_working_days(day, number):
    assert cal.is_working_day(day) == plainly_working(day)
    expected = count_on(day, number, plainly_working)
    assert cal.working_days_after(day, number) == expected
    assert cal.working_days_beginning_with(day + DAY, number) == expected


@few
@given(days)
def test_the_working_day_on_or_before_and_after(day):
    before, after = cal.working_day_on_or_before(day), cal.working_day_on_or_after(day)
    assert before <= day <= after
    assert plainly_working(before)
    assert plainly_working(after)
    between = ((before + n * DAY) for n in range(1, (after - before).days))
    assert not any(plainly_working(each) for each in between)


@few
@given(days, st.integers(1, 40))
def test_tribunal_days(day, number):
    def counted(each):
        return plainly_working(each) and not cal.in_tribunal_break(each)

    assert cal.tribunal_working_days_after(day, number) == count_on(day, number, counted)
    last = count_on(day, number, lambda each: not cal.in_tribunal_break(each))
    found = cal.tribunal_days_after(day, number)
    assert found == last or (found > last and not counted(last))
    assert counted(found)


@few
@given(days)
def test_an_appeal_is_never_moved_earlier_or_to_a_day_that_does_not_work(day):
    moved = cal.appeal_moved_to(day)
    assert moved >= day
    assert plainly_working(moved)
    assert moved == day or cal.in_tribunal_break(day) or not plainly_working(day)


@few
@given(days, st.integers(-60, 60))
def test_months_keep_the_date_or_take_the_last_of_the_month(day, months):
    found = cal.add_months(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + DAY).day == 1)


@few
@given(days, st.integers(1, 40), st.data())
def test_school_days(day, number, data):
    term = data.draw(st.lists(st.dates(day - 30 * DAY, day + 90 * DAY), min_size=number + 40))
    school = cal.SchoolCalendar(tuple(term))
    met = set(term)
    later = sorted(each for each in met if each > day)
    if len(later) >= number and school.days[0] - 60 * DAY <= day <= school.days[-1] + 60 * DAY:
        assert school.nth_after(day, number) == later[number - 1]
        assert school.nth_beginning_with(day + DAY, number) == later[number - 1]


@few
@given(st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_school_age_starts_at_five_and_ends_in_the_year_of_sixteen(born):
    starts, leaves = cal.compulsory_school_age_starts(born), cal.leaving_date(born)
    assert cal.age_on(born, starts) == 5
    assert (starts.month, starts.day) in {(3, 31), (8, 31), (12, 31)}
    assert leaves.weekday() == 4
    assert (leaves.month, (leaves + 7 * DAY).month) == (6, 7)
    assert cal.academic_year(leaves) == cal.academic_year(cal.birthday(born, 16))

"""Ages and school years."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.people.rules import (
    academic_age,
    age_on,
    birthday,
    curriculum_year,
    school_year_start,
)

days = st.dates(date(1990, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2010, 5, 4), date(2020, 5, 3), 9),
        (date(2010, 5, 4), date(2020, 5, 4), 10),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2026, 1, 15), date(2026, 1, 15), 0),
        (date(2026, 1, 16), date(2026, 1, 15), -1),
    ],
)
def test_age_in_whole_years(born, on, age):
    assert age_on(born, on) == age


@settings(deadline=None)  # the machine may be busy
@given(days, st.integers(0, 30))
def test_age_goes_up_on_the_birthday_and_not_before(born, age):
    day = birthday(born, age)
    assert age_on(born, day) == age
    assert age_on(born, day - timedelta(days=1)) == age - 1


def test_the_birthday_of_a_leap_day_child():
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("on", "start"),
    [
        (date(2025, 8, 31), date(2024, 9, 1)),
        (date(2025, 9, 1), date(2025, 9, 1)),
        (date(2026, 1, 15), date(2025, 9, 1)),
    ],
)
def test_the_school_year_begins_on_1_september(on, start):
    assert school_year_start(on) == start


@pytest.mark.parametrize(
    ("born", "on", "year"),
    [
        (date(2021, 8, 31), date(2026, 1, 15), 0),  # Reception: 4 on 31 August 2025
        (date(2021, 9, 1), date(2026, 1, 15), -1),
        (date(2014, 9, 1), date(2026, 1, 15), 6),
        (date(2009, 9, 1), date(2026, 1, 15), 11),
        (date(2009, 9, 1), date(2026, 8, 31), 11),
        (date(2009, 9, 1), date(2026, 9, 1), 12),
        (date(2000, 9, 1), date(2026, 1, 15), 20),  # turns 25 in this school year: the last
    ],
)
def test_curriculum_year_is_age_at_31_august_less_four(born, on, year):
    assert curriculum_year(born, on) == year
    assert academic_age(born, on) == year + 4


@settings(deadline=None)  # the machine may be busy
@given(days, days)
def test_curriculum_year_only_changes_on_1_september(born, on):
    tomorrow = on + timedelta(days=1)
    step = curriculum_year(born, tomorrow) - curriculum_year(born, on)
    assert step == (1 if (tomorrow.month, tomorrow.day) == (9, 1) else 0)

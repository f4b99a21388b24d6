"""When rights pass: what opens twelve months, 90 and 30 days before, and whom to ask after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goldenthread.people.transfer import passing

BORN, LAST = date(2010, 9, 10), date(2027, 6, 25)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("on", "steps"),
    [
        (date(2026, 6, 24), None),
        (date(2026, 6, 25), 1),
        (LAST - timedelta(days=91), 1),
        (LAST - timedelta(days=90), 2),
        (LAST - timedelta(days=31), 2),
        (LAST - timedelta(days=30), 3),
        (LAST, 3),
        (LAST + DAY, 0),
    ],
)
def test_each_step_opens_on_its_day_and_none_after_the_rights_passed(on, steps):
    found = passing(BORN, on)
    assert (None if found is None else len(found.steps)) == steps


def test_each_adult_is_asked_about_within_ten_working_days():
    assert passing(BORN, LAST + DAY).ask_by == date(2027, 7, 9)
    assert passing(BORN, LAST + timedelta(days=500)).ask_by is None


@pytest.mark.parametrize(
    ("born", "checked"),
    [(date(2010, 9, 1), True), (date(2010, 9, 7), True), (date(2010, 9, 8), False)],
)
def test_a_birthday_in_the_first_week_of_september_is_for_a_person_to_check(born, checked):
    assert passing(born, LAST).check_term is checked


@pytest.mark.parametrize(
    ("born", "until"), [(date(2010, 8, 31), date(2026, 8, 31)), (date(2010, 5, 1), None)]
)
def test_those_who_are_fifteen_when_the_rights_pass_are_told_apart(born, until):
    assert passing(born, date(2026, 6, 26)).under_sixteen_until == until


def test_without_a_date_of_birth_nothing_is_said():
    assert passing(None, LAST) is None

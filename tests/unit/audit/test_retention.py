"""How long records are kept (trust rule 49)."""

from datetime import date

import pytest

from goldenthread.audit.retention import SCHEDULES, NoSchedule, schedule_for


@pytest.mark.parametrize(
    ("born", "years", "kept_to"),
    [
        (date(2010, 9, 1), None, date(2041, 9, 1)),
        (date(2012, 2, 29), None, date(2043, 3, 1)),  # 2043 has no 29 February
        (date(2012, 2, 29), 32, date(2044, 2, 29)),
        (date(2010, 9, 1), 25, date(2035, 9, 1)),
        (date(2010, 9, 1), 100, date(2110, 9, 1)),
    ],
)
def test_a_childs_record_is_kept_from_birth_leap_days_included(born, years, kept_to):
    assert schedule_for("people.Child").last_day(born, years) == kept_to


@pytest.mark.parametrize("years", [24, 101])
def test_a_council_cannot_set_years_outside_the_limits(years):
    with pytest.raises(ValueError, match="between 25 and 100"):
        SCHEDULES["ehc-record"].last_day(date(2010, 9, 1), years)


def test_a_request_that_led_to_no_plan_is_kept_to_25():
    assert SCHEDULES["not-issued"].last_day(date(2010, 9, 1)) == date(2035, 9, 1)


def test_a_table_of_its_own_name_comes_before_its_package():
    assert schedule_for("audit.AuditRow").key == "access-record"
    assert schedule_for("access.Tie").key == "ehc-record"


def test_a_table_nobody_thought_of_is_refused():
    with pytest.raises(NoSchedule, match=r"access\.Newcomer"):
        schedule_for("access.Newcomer")

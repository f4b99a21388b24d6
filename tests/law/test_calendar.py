"""The calendar conventions, each with the example that settles it."""

from datetime import date, timedelta

import pytest

from goldenthread.law import bank_holidays
from goldenthread.law import calendar as cal
from goldenthread.law.calendar import CalendarError, SchoolCalendar

D = date


class TestWeeksAndDays:
    @pytest.mark.parametrize(
        ("start", "weeks", "last_day"),
        [
            (D(2026, 1, 5), 6, D(2026, 2, 16)),
            (D(2026, 1, 5), 16, D(2026, 4, 27)),
            (D(2026, 1, 5), 20, D(2026, 5, 25)),
            (D(2026, 11, 23), 6, D(2027, 1, 4)),
            (D(2026, 11, 23), 16, D(2027, 3, 15)),
            (D(2026, 11, 23), 20, D(2027, 4, 12)),
            # Review meeting: report, decision, and the final plan at the very latest.
            (D(2026, 11, 18), 2, D(2026, 12, 2)),
            (D(2026, 11, 18), 4, D(2026, 12, 16)),
            (D(2026, 11, 18), 12, D(2027, 2, 10)),
            # A Tribunal's order.
            (D(2026, 11, 2), 2, D(2026, 11, 16)),
            (D(2026, 11, 2), 5, D(2026, 12, 7)),
            (D(2026, 11, 2), 10, D(2027, 1, 11)),
            (D(2026, 11, 2), 11, D(2027, 1, 18)),
            (D(2026, 11, 2), 14, D(2027, 2, 8)),
        ],
    )
    def test_weeks_do_not_count_the_day_they_run_from(self, start, weeks, last_day):
        assert cal.weeks_after(start, weeks) == last_day
        assert last_day.weekday() == start.weekday()

    def test_a_bank_holiday_does_not_move_the_legal_date_but_moves_the_target(self):
        assert cal.working_day_on_or_before(D(2026, 5, 25)) == D(2026, 5, 22)

    def test_beginning_with_counts_the_day_of_service(self):
        assert cal.days_beginning_with(D(2026, 11, 23), 15) == D(2026, 12, 7)

    def test_counting_off_the_calendar_is_refused(self):
        with pytest.raises(CalendarError, match="leaves the calendar"):
            cal.shift(D(9999, 12, 1), 60)
        with pytest.raises(CalendarError, match="leaves the calendar"):
            cal.add_months(D(9999, 12, 1), 2)


class TestMonths:
    @pytest.mark.parametrize(
        ("start", "months", "same_date"),
        [
            (D(2026, 11, 23), 2, D(2027, 1, 23)),
            (D(2026, 12, 31), 2, D(2027, 2, 28)),
            (D(2027, 12, 31), 2, D(2028, 2, 29)),
            (D(2027, 9, 1), -5, D(2027, 4, 1)),
            (D(2027, 1, 31), -2, D(2026, 11, 30)),
        ],
    )
    def test_the_same_date_or_the_last_of_the_month(self, start, months, same_date):
        assert cal.add_months(start, months) == same_date

    @pytest.mark.parametrize(
        ("start", "last_day"),
        [
            (D(2025, 11, 23), D(2026, 11, 22)),
            (D(2027, 3, 1), D(2028, 2, 29)),
            (D(2024, 2, 29), D(2025, 2, 27)),
        ],
    )
    def test_twelve_months_starting_with_a_day_end_before_its_anniversary(self, start, last_day):
        assert cal.months_starting_with(start, 12) == last_day

    def test_before_a_date_makes_the_date_itself_too_late(self):
        assert cal.day_before(2027, 2, 15) == D(2027, 2, 14)
        assert cal.day_before(2028, 3, 1) == D(2028, 2, 29)


class TestWorkingDays:
    def test_weekends_and_bank_holidays_are_not_working_days(self):
        assert not cal.is_working_day(D(2026, 5, 23))
        assert not cal.is_working_day(D(2026, 5, 25))
        assert not cal.is_working_day(D(2026, 4, 3))  # Good Friday
        assert cal.is_working_day(D(2026, 5, 22))

    def test_the_start_is_not_counted(self):
        assert cal.working_days_after(D(2026, 12, 23), 3) == D(2026, 12, 30)
        assert cal.working_days_after(D(2026, 12, 26), 1) == D(2026, 12, 29)

    def test_beginning_with_counts_a_start_that_is_a_working_day(self):
        assert cal.working_days_beginning_with(D(2026, 11, 23), 15) == D(2026, 12, 11)
        assert cal.working_days_beginning_with(D(2026, 11, 21), 15) == D(2026, 12, 11)

    def test_days_outside_what_is_known_are_refused(self):
        with pytest.raises(CalendarError, match="1970 to 2100"):
            cal.working_days_after(D(2100, 12, 30), 20)
        with pytest.raises(CalendarError, match="1970 to 2100"):
            cal.working_day_on_or_before(D(1969, 12, 30))

    def test_the_bundled_list_reaches_eighteen_months_past_today(self):
        # The one test that reads the clock: it must fail in time to renew the list.
        assert max(bank_holidays.bundled()) >= cal.add_months(date.today(), 18)

    def test_the_standing_pattern_agrees_with_the_list_but_for_one_off_days(self):
        odd = {2012, 2020, 2022, 2023}  # jubilees, VE day, a funeral, a coronation
        years = {day.year for day in bank_holidays.bundled()}
        assert len(years) >= 17
        for year in years - odd:
            listed = {day for day in bank_holidays.bundled() if day.year == year}
            assert bank_holidays.standing(year) == listed

    @pytest.mark.parametrize(
        ("year", "sunday"),
        [
            (1981, D(1981, 4, 19)),
            (2008, D(2008, 3, 23)),
            (2026, D(2026, 4, 5)),
            (2038, D(2038, 4, 25)),
            (2049, D(2049, 4, 18)),
            (2076, D(2076, 4, 19)),
        ],
    )
    def test_easter(self, year, sunday):
        assert bank_holidays.easter(year) == sunday


class TestNoticeAndPost:
    def test_two_weeks_notice(self):
        meeting = D(2026, 12, 16)
        assert cal.last_day_to_give_two_weeks_notice(meeting) == D(2026, 12, 2)
        cautious = cal.cautious_day_to_give_two_weeks_notice(meeting)
        assert cautious == D(2026, 12, 1)
        assert cal.earliest_event_after_two_weeks_notice(cautious) == meeting

    @pytest.mark.parametrize(
        ("by", "received"),
        [
            ("first", D(2026, 12, 29)),  # posted on the Wednesday before Christmas
            ("second", D(2026, 12, 31)),
            ("email", D(2026, 12, 23)),
            ("portal", D(2026, 12, 23)),
            ("hand", D(2026, 12, 23)),
        ],
    )
    def test_the_day_a_thing_sent_is_treated_as_received(self, by, received):
        assert cal.delivered(D(2026, 12, 23), by) == received

    def test_an_unknown_way_of_sending_is_refused(self):
        with pytest.raises(CalendarError, match="pigeon"):
            cal.delivered(D(2026, 12, 23), "pigeon")


class TestTribunalDays:
    @pytest.mark.parametrize(
        ("strict", "moved"),
        [
            (D(2026, 8, 3), D(2026, 9, 1)),
            (D(2027, 8, 31), D(2027, 9, 1)),
            (D(2026, 12, 25), D(2027, 1, 4)),
            (D(2027, 1, 1), D(2027, 1, 4)),
            (D(2026, 11, 21), D(2026, 11, 23)),  # a Saturday
            (D(2026, 11, 24), D(2026, 11, 24)),
            (D(2027, 7, 31), D(2027, 8, 2)),  # ends in July, so August does not matter
        ],
    )
    def test_starting_an_appeal(self, strict, moved):
        assert cal.appeal_moved_to(strict) == moved

    def test_another_act_does_not_count_august_or_christmas(self):
        assert cal.tribunal_days_after(D(2026, 7, 30), 3) == D(2026, 9, 2)
        assert cal.tribunal_days_after(D(2026, 12, 23), 2) == D(2027, 1, 4)
        assert cal.tribunal_working_days_after(D(2026, 7, 30), 2) == D(2026, 9, 1)
        assert cal.tribunal_working_days_after(D(2026, 12, 23), 2) == D(2027, 1, 4)


class TestSchoolDays:
    @pytest.fixture
    def school(self):
        terms = [(D(2026, 9, 2), D(2026, 10, 23)), (D(2026, 11, 2), D(2026, 12, 18))]
        return SchoolCalendar.from_terms(terms, [D(2026, 10, 9)])

    def test_terms_less_weekends_and_closed_days(self, school):
        assert school.days[0] == D(2026, 9, 2)
        assert D(2026, 10, 9) not in school.days
        assert D(2026, 9, 5) not in school.days
        assert len(school.days) == 37 + 35

    def test_counting_crosses_half_term(self, school):
        assert school.nth_after(D(2026, 10, 22), 2) == D(2026, 11, 2)
        assert school.nth_beginning_with(D(2026, 10, 22), 2) == D(2026, 10, 23)
        assert school.nth_beginning_with(D(2026, 10, 24), 1) == D(2026, 11, 2)
        assert school.nth_before(D(2026, 11, 3), 2) == D(2026, 10, 23)

    def test_counting_past_the_calendar_is_refused(self, school):
        for count in (
            lambda: school.nth_after(D(2026, 12, 17), 2),
            lambda: school.nth_before(D(2026, 9, 2), 1),
            lambda: school.nth_after(D(2024, 9, 2), 1),
        ):
            with pytest.raises(CalendarError, match="not far enough"):
                count()

    @pytest.mark.parametrize(
        "value",
        [
            ["2026-11-24", "2026-11-23"],
            {"days": ["2026-11-23", "2026-11-24"]},
            {"terms": [["2026-11-21", "2026-11-25"]], "closed": ["2026-11-25"]},
            {"terms": [{"from": "2026-11-23", "to": "2026-11-24"}]},
        ],
    )
    def test_the_ways_to_write_a_calendar(self, value):
        read = cal.read_school_calendar(value)
        assert read.days == (D(2026, 11, 23), D(2026, 11, 24))
        assert cal.read_school_calendar(read) is read

    @pytest.mark.parametrize(
        ("value", "says"),
        [
            ([], "at least one"),
            ("Derby", "as a list"),
            ({"terms": "autumn"}, "terms as a list"),
            ({"terms": [["2026-11-23"]]}, "a first and a last day"),
            ({"terms": [["2026-11-23", "2026-11-20"]]}, "cannot end"),
            (["2026-02-30"], "not a date"),
            ({"days": [20261123]}, "not a date"),
        ],
    )
    def test_a_calendar_that_is_none_is_refused(self, value, says):
        with pytest.raises(CalendarError, match=says):
            cal.read_school_calendar(value)


class TestDates:
    @pytest.mark.parametrize(
        "text", ["20260105", "2026-W02-1", "05/01/2026", "", None, 5, "x" * 10]
    )
    def test_only_year_month_day_is_read(self, text):
        with pytest.raises(CalendarError, match="YYYY-MM-DD"):
            cal.read_date(text)

    def test_a_date_is_read(self):
        assert cal.read_date("2026-01-05") == D(2026, 1, 5) == cal.read_date(D(2026, 1, 5))


class TestAges:
    @pytest.mark.parametrize(
        ("born", "leaves"),
        [
            (D(2010, 8, 31), D(2026, 6, 26)),
            (D(2010, 9, 1), D(2027, 6, 25)),
            (D(2011, 1, 15), D(2027, 6, 25)),
            (D(2012, 2, 29), D(2028, 6, 30)),
        ],
    )
    def test_the_golden_table_of_leaving_dates(self, born, leaves):
        assert cal.leaving_date(born) == leaves

    def test_the_first_week_of_september_is_flagged(self):
        flagged = [
            day
            for day in (D(2010, 8, 30) + timedelta(days=n) for n in range(15))
            if cal.leaving_date_needs_checking(day)
        ]
        assert flagged == [D(2010, 9, day) for day in range(1, 8)]

    @pytest.mark.parametrize(
        ("born", "starts"),
        [
            (D(2021, 3, 31), D(2026, 3, 31)),
            (D(2021, 4, 1), D(2026, 8, 31)),
            (D(2021, 8, 31), D(2026, 8, 31)),
            (D(2021, 9, 1), D(2026, 12, 31)),
            (D(2021, 12, 31), D(2026, 12, 31)),
            (D(2022, 1, 1), D(2027, 3, 31)),
            (D(2020, 2, 29), D(2025, 3, 31)),
        ],
    )
    def test_compulsory_school_age_starts(self, born, starts):
        assert cal.compulsory_school_age_starts(born) == starts

    def test_national_curriculum_year(self):
        born = D(2015, 8, 31)  # the youngest in the year
        assert cal.curriculum_year(born, D(2026, 9, 1)) == 7
        assert cal.curriculum_year(born, D(2026, 8, 31)) == 6
        assert cal.curriculum_year(D(2015, 9, 1), D(2026, 9, 1)) == 6
        assert cal.curriculum_year(D(2022, 1, 1), D(2026, 9, 1)) == 0

    @pytest.mark.parametrize(
        ("born", "ends"),
        [
            (D(2001, 7, 31), D(2026, 7, 31)),
            (D(2001, 8, 1), D(2027, 7, 31)),
            (D(2001, 12, 25), D(2027, 7, 31)),
            (D(2000, 2, 29), D(2025, 7, 31)),
        ],
    )
    def test_a_plan_may_last_to_the_end_of_the_year_of_25(self, born, ends):
        assert cal.plan_may_last_to(born) == ends
        assert cal.plan_may_last_to(born) <= cal.day_before_26(born)

    def test_the_day_before_26(self):
        assert cal.day_before_26(D(2001, 10, 2)) == D(2027, 10, 1)
        assert cal.day_before_26(D(2000, 2, 29)) == D(2026, 2, 28)

    def test_phase_transfers(self):
        transfer = D(2027, 9, 1)
        assert cal.phase_transfer_last_day(transfer, to_post_16=False) == D(2027, 2, 14)
        assert cal.phase_transfer_last_day(transfer, to_post_16=True) == D(2027, 3, 30)

"""The clocks of a plan in force, of waits, orders and other cases."""

from datetime import date

import pytest

from goldenthread.law.calendar import SchoolCalendar
from goldenthread.law.clocks import Event, EventError, State, case_types, limits_for, read_clocks
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order, Phase, Service
from goldenthread.law.limits import Force, LawError, Owner

D = date


def event(kind, on, key=None, **facts):
    more = {name: facts.pop(name) for name in ("corrects", "withdraws") if name in facts}
    return Event(key=key or f"{kind} {on} {facts}", kind=kind, on=on, facts=facts, **more)


def read(case_type, *events, calendar=None):
    return read_clocks(limits_for(case_type), events, calendar)


def of(rule, readings):
    return [reading for reading in readings if reading.rule == rule]


def one(rule, readings):
    (reading,) = of(rule, readings)
    return reading


class TestReviews:
    made = event(K.PLAN_STARTED, D(2024, 11, 23))
    met_1 = event(K.REVIEW_MET, D(2025, 10, 20))
    decided_1 = event(K.REVIEW_DECIDED, D(2025, 11, 10), outcome="keep")
    met_2 = event(K.REVIEW_MET, D(2026, 10, 12))
    decided_2 = event(K.REVIEW_DECIDED, D(2026, 11, 9), outcome="amend")

    def test_the_first_review_is_finished_by_the_decision_not_the_meeting(self):
        first = one("rev-first", read("plan", self.made, self.met_1))
        assert (first.due, first.stopped) == (D(2025, 11, 22), None)
        first = one("rev-first", read("plan", self.made, self.met_1, self.decided_1))
        assert first.stopped == self.decided_1.on

    def test_each_next_review_counts_from_the_earlier_of_meeting_and_decision(self):
        found = read("plan", self.made, self.met_1, self.decided_1, self.met_2, self.decided_2)
        first, second = of("rev-next", found)
        assert (first.started, first.due) == (D(2025, 10, 20), D(2026, 10, 19))
        assert first.state(D(2026, 12, 1)) is State.MET_LATE
        assert (second.started, second.due) == (D(2026, 10, 12), D(2027, 10, 11))
        assert second.state(D(2026, 12, 1)) is State.RUNNING

    def test_a_decision_with_no_meeting_recorded_counts_from_itself(self):
        only = one("rev-next", read("plan", self.made, self.decided_1))
        assert only.started == self.decided_1.on

    def test_two_loads_of_one_decision_count_once(self):
        again = event(K.REVIEW_DECIDED, self.decided_1.on, key="again")
        assert len(of("rev-next", read("plan", self.made, self.decided_1, again))) == 1

    def test_a_review_before_the_recorded_start_shows_it_was_not_the_first(self):
        earlier = event(K.REVIEW_DECIDED, D(2024, 6, 1), outcome="amend")
        found = read("plan", self.made, earlier)
        assert of("rev-first", found) == []
        assert one("rev-next", found).due == D(2025, 5, 31)

    def test_every_meeting_has_its_four_weeks(self):
        found = of("rev-decide", read("plan", self.made, self.met_1, self.met_2, self.decided_2))
        assert [reading.due for reading in found] == [D(2025, 11, 17), D(2026, 11, 9)]
        assert {reading.stopped for reading in found} == {self.decided_2.on}

    def test_ceasing_supersedes_what_runs(self):
        found = read("plan", self.made, event(K.PLAN_CEASED, D(2025, 7, 31)))
        assert one("rev-first", found).state(D(2026, 1, 1)) is State.SUPERSEDED
        assert one("rev-first", found).state(D(2025, 7, 30)) is State.RUNNING


class TestAmendments:
    met = event(K.REVIEW_MET, D(2026, 11, 18))
    amend = event(K.REVIEW_DECIDED, D(2026, 12, 16), outcome="amend")

    def test_the_notice_is_due_in_the_same_four_weeks_from_the_meeting(self):
        notice = one("rev-amend-notice", read("plan", self.met, self.amend))
        assert (notice.started, notice.due) == (self.met.on, D(2026, 12, 16))
        keep = event(K.REVIEW_DECIDED, D(2026, 12, 16), outcome="keep")
        assert of("rev-amend-notice", read("plan", self.met, keep)) == []

    @pytest.mark.parametrize(
        ("noticed", "due"),
        [
            (D(2026, 12, 16), D(2027, 2, 10)),
            (D(2026, 12, 2), D(2027, 1, 27)),  # an early notice ends the eight weeks early
            (D(2027, 1, 20), D(2027, 2, 10)),  # a late one does not move the twelve weeks
        ],
    )
    def test_the_final_plan_in_eight_weeks_and_twelve_from_the_meeting(self, noticed, due):
        found = read("plan", self.met, self.amend, event(K.AMENDMENT_NOTICED, noticed))
        assert one("rev-amend-final", found).due == due

    def test_an_amendment_at_another_time_has_eight_weeks_of_its_own(self):
        found = read(
            "plan",
            self.met,
            self.amend,
            event(K.AMENDMENT_NOTICED, D(2026, 12, 16)),
            event(K.AMENDMENT_FINALISED, D(2027, 2, 1)),
            event(K.AMENDMENT_NOTICED, D(2027, 5, 3)),
        )
        first, second = of("rev-amend-final", found)
        assert first.stopped == D(2027, 2, 1)
        assert (second.due, second.stopped) == (D(2027, 6, 28), None)

    def test_the_familys_fifteen_days_end_and_are_never_late(self):
        found = read("plan", event(K.AMENDMENT_NOTICED, D(2026, 12, 16)))
        days = one("rev-amend-15d", found)
        assert (days.due, days.working_target) == (D(2026, 12, 30), None)
        assert days.limit.owed_by is Owner.FAMILY
        assert days.state(D(2026, 12, 30)) is State.RUNNING
        assert days.state(D(2026, 12, 31)) is State.ENDED
        assert days.days_late(D(2027, 12, 31)) == 0


class TestPhaseTransfers:
    @pytest.mark.parametrize(
        ("phase", "rule", "due"),
        [
            (Phase.SCHOOL, "pt-school", D(2027, 2, 14)),
            ("infant to junior", "pt-school", D(2027, 2, 14)),
            (Phase.POST_16, "pt-post16", D(2027, 3, 30)),
            (Phase.BETWEEN_POST_16, "pt-between-post16", D(2027, 4, 1)),
        ],
    )
    def test_one_limit_applies_and_runs_before_the_transfer(self, phase, rule, due):
        found = read("plan", event(K.PHASE_EXPECTED, D(2027, 9, 1), phase=phase))
        assert [(r.rule, r.due) for r in found] == [(rule, due)]
        assert found[0].state(D(2026, 11, 22)) is State.RUNNING
        assert found[0].state(D(2027, 6, 1)) is State.LATE

    def test_naming_the_setting_stops_it(self):
        found = read(
            "plan",
            event(K.PHASE_EXPECTED, D(2027, 9, 1), phase=Phase.SCHOOL),
            event(K.PHASE_NAMED, D(2027, 2, 14)),
        )
        assert one("pt-school", found).state(D(2027, 3, 1)) is State.MET


def test_a_plan_that_moved_in_is_reviewed_by_the_later_of_two_dates():
    came = event(K.PLAN_RECEIVED, D(2026, 11, 23), reviewed="2026-09-01")
    found = read("plan", came)
    assert one("mov-tell", found).due == D(2027, 1, 4)
    assert one("mov-review", found).due == D(2027, 8, 31)


def test_a_move_ends_the_old_councils_review_clock_and_dates_its_own_from_the_plan():
    made, came = event(K.PLAN_STARTED, D(2026, 9, 1)), event(K.PLAN_RECEIVED, D(2026, 11, 23))
    found = read("plan", made, came)
    assert one("rev-first", found).superseded == came.on
    assert one("mov-review", found).due == D(2027, 8, 31)
    again = event(K.REVIEW_DECIDED, D(2027, 3, 1))
    found = read("plan", made, came, again)
    assert one("mov-review", found).stopped == again.on
    assert one("rev-next", found).due == D(2028, 2, 29)


def test_a_meeting_told_twice_is_one_meeting():
    met = [event(K.REVIEW_MET, D(2026, 11, 18), key=key) for key in ("sen2", "annex-a")]
    assert len(of("rev-decide", read("plan", *met))) == 1


class TestWaits:
    def test_a_diagnosis_does_not_end_the_wait_for_treatment(self):
        child = {"about": Service.COMMUNITY_PAEDIATRICS}
        found = read(
            "wait",
            event(K.REFERRAL_RECEIVED, D(2026, 1, 5), **child),
            event(K.FIRST_CONTACT, D(2026, 4, 6), **child),
            event(K.WAIT_ASSESSMENT_STARTED, D(2026, 4, 6), **child),
        )
        assert one("rtt-18", found).stopped is None
        assert one("rtt-18", found).state(D(2026, 5, 12)) is State.LATE
        assert one("chs-52", found).stopped == D(2026, 4, 6)

    def test_the_service_says_which_standard_applies(self):
        found = read(
            "wait",
            event(K.REFERRAL_RECEIVED, D(2026, 1, 5), about=Service.WHEELCHAIR),
            event(K.REFERRAL_RECEIVED, D(2026, 1, 5), about=Service.AUTISM),
            event(K.EQUIPMENT_DELIVERED, D(2026, 5, 12), about=Service.WHEELCHAIR),
        )
        assert {(r.rule, r.about, r.due) for r in found if r.limit.force is Force.STANDARD} == {
            ("whl-18", "wheelchair", D(2026, 5, 11)),
            ("asd-3m", "autism", D(2026, 4, 5)),
        }
        assert one("whl-18", found).days_late(D(2026, 6, 1)) == 1
        assert one("asd-3m", found).stopped is None

    def test_routine_and_urgent_eating_disorder_treatment(self):
        for service, due in (
            (Service.EATING_DISORDER_URGENT, D(2026, 11, 30)),
            (Service.EATING_DISORDER, D(2026, 12, 21)),
        ):
            referral = event(K.REFERRAL_RECEIVED, D(2026, 11, 23), about=service)
            treated = event(K.TREATMENT_STARTED, D(2026, 11, 27), about=service)
            found = read("wait", referral, treated)
            (reading,) = (r for r in found if r.limit.force is Force.STANDARD)
            assert (reading.rule, reading.due, reading.stopped) == ("cyp-ed", due, treated.on)
            assert reading.about.startswith(service)

    def test_the_older_name_of_the_fact_is_read(self):
        referral = event(K.REFERRAL_RECEIVED, D(2026, 1, 5), service="wheelchair")
        assert one("whl-18", read("wait", referral)).about == "wheelchair"


class TestOrders:
    request = event(K.REQUEST_RECEIVED, D(2026, 1, 5))

    def test_an_order_to_make_a_plan_supersedes_and_starts_a_draft_and_a_final_clock(self):
        order = event(K.ORDER_MADE, D(2026, 11, 2), order=Order.MAKE_PLAN)
        found = read("assessment", self.request, order, event(K.DRAFT_SERVED, D(2026, 12, 1)))
        assert one("plan-final", found).superseded == order.on
        draft, final = of("ord-make-plan", found)
        assert (draft.due, draft.stopped) == (D(2026, 12, 7), D(2026, 12, 1))
        assert (final.about, final.due, final.stopped) == ("final", D(2027, 1, 18), None)
        assert final.limit.title.endswith("the final plan")

    @pytest.mark.parametrize(
        ("order", "dues"),
        [
            (Order.ASSESS, {D(2026, 11, 16), D(2027, 1, 11), D(2027, 2, 8)}),
            (Order.RECONSIDER, {D(2026, 11, 16)}),
            (Order.AMEND, {D(2026, 12, 7)}),
            (Order.SETTING, {D(2026, 11, 16)}),
            (Order.CONTINUE_AMEND, {D(2026, 12, 7)}),
            (Order.CEASE, set()),
        ],
    )
    def test_a_conceded_appeal_runs_as_the_order_would(self, order, dues):
        for kind in (K.ORDER_MADE, K.APPEAL_CONCEDED):
            found = read("appeal", event(kind, D(2026, 11, 2), order=order))
            assert {reading.due for reading in found} == dues

    def test_two_weeks_away_excuses_an_order_and_not_the_twenty_weeks(self):
        excuse = event(
            K.EXCEPTION_RECORDED, D(2026, 12, 1), rule="ord-amend", ground="ex-absent-2w"
        )
        wrong = event(
            K.EXCEPTION_RECORDED, D(2026, 12, 1), rule="plan-final", ground="ex-absent-2w"
        )
        order = event(K.ORDER_MADE, D(2026, 11, 2), order=Order.AMEND)
        found = read("assessment", self.request, order, excuse, wrong)
        assert one("ord-amend", found).lawful_reason == "ex-absent-2w"
        assert one("plan-final", found).lawful_reason is None


def test_an_appeal_shows_the_strict_date_and_where_the_rule_moves_it():
    notice = event(K.NOTICE_SENT, D(2026, 6, 15), certificate="2026-07-01")
    appeal = one("app-limit", read("appeal", notice))
    assert (appeal.due, appeal.moved_to) == (D(2026, 8, 15), D(2026, 9, 1))


class TestSchoolDays:
    excluded = event(K.PERMANENTLY_EXCLUDED, D(2026, 11, 23))

    def test_with_no_calendar_there_is_no_date_and_the_reading_says_why(self):
        (reading,) = read("attendance", self.excluded)
        assert (reading.due, reading.missing) == (None, "calendar")
        assert reading.state(D(2027, 11, 23)) is State.RUNNING

    def test_with_a_calendar_there_is(self):
        term = SchoolCalendar.from_terms([(D(2026, 11, 2), D(2026, 12, 18))])
        (reading,) = read("attendance", self.excluded, calendar=term)
        assert (reading.due, reading.missing) == (D(2026, 11, 30), "")


def test_birth_starts_the_dates_of_a_childhood():
    found = read("child", event(K.CHILD_BORN, D(2011, 1, 15)))
    assert {r.rule: r.due for r in found} == {
        "pfa-rights": D(2027, 6, 25),
        "csa-start": D(2016, 3, 31),
        "age-25-dates": D(2036, 7, 31),
    }
    assert {r.state(D(2040, 1, 1)) for r in found} == {State.ENDED}


def test_a_kind_that_stops_and_starts_a_clock_does_not_stop_its_own():
    days = (D(2024, 3, 1), D(2025, 3, 1))
    first, second = read("area", *(event(K.COMMENTS_PUBLISHED, day) for day in days))
    assert (first.stopped, second.started, second.stopped) == (days[1], days[1], None)


def test_a_complaint_is_acknowledged_and_then_answered():
    complaint = event(K.COMPLAINT_RECEIVED, D(2026, 11, 23), route="corporate-1")
    told = event(K.COMPLAINT_ACKNOWLEDGED, D(2026, 11, 25), route="corporate-1")
    acknowledged, reply = read("complaint", complaint, told)
    assert acknowledged.stopped == told.on
    assert (reply.step, reply.due) == ("reply", D(2026, 12, 9))
    assert reply.limit.force is Force.STANDARD


class TestRefusals:
    def test_two_different_events_with_one_key(self):
        one_way = event(K.PLAN_STARTED, D(2024, 1, 1), key="a")
        other = event(K.PLAN_STARTED, D(2024, 1, 2), key="a")
        with pytest.raises(EventError, match="“a”"):
            read("plan", one_way, other)
        assert read("plan", one_way, one_way) == read("plan", one_way)

    def test_a_ring_of_corrections(self):
        ring = [
            event(K.PLAN_STARTED, D(2024, 1, 1), key="a", corrects="b"),
            event(K.PLAN_STARTED, D(2024, 1, 2), key="b", corrects="a"),
        ]
        with pytest.raises(EventError, match="corrects itself"):
            read("plan", *ring)

    def test_a_case_type_nobody_knows(self):
        with pytest.raises(LawError, match="picnic"):
            limits_for("picnic")


def test_each_case_type_that_cases_use_today_has_clocks():
    expected = {
        "child",
        "assessment",
        "plan",
        "wait",
        "placement",
        "appeal",
        "complaint",
        "attendance",
        "social-care",
    }
    assert expected <= set(case_types())
    for case_type in case_types():
        assert limits_for(case_type)


class TestPausedWhileWeWaitForThem:
    """UK GDPR art 12A: days from asking for proof or meaning until it came are not counted."""

    ASKED = event(K.INFORMATION_ASKED, D(2026, 11, 23), route="subject-access")
    HELD = event(K.INFORMATION_HELD, D(2026, 11, 25))
    CAME = event(K.INFORMATION_RESUMED, D(2026, 12, 5))

    def due(self, *events):
        (only,) = read("information", self.ASKED, *events)
        return only.due, only.missing

    def test_a_month_and_the_days_that_waited(self):
        assert self.due() == (D(2026, 12, 23), "")
        assert self.due(self.HELD, self.CAME) == (D(2027, 1, 2), "")

    def test_while_it_waits_there_is_no_day(self):
        assert self.due(self.HELD) == (None, "what was asked of them")

    def test_twice_adds_both_and_two_things_asked_at_once_add_once(self):
        again = event(K.INFORMATION_HELD, D(2026, 12, 10))
        came = event(K.INFORMATION_RESUMED, D(2026, 12, 11))
        assert self.due(self.HELD, self.CAME, again, came)[0] == D(2027, 1, 3)
        other = event(K.INFORMATION_HELD, D(2026, 11, 28))
        assert self.due(self.HELD, other, self.CAME)[0] == D(2027, 1, 2)

    def test_no_other_request_waits(self):
        asked = event(K.INFORMATION_ASKED, D(2026, 11, 23), route="freedom-of-information")
        (only,) = read("information", asked, self.HELD)
        assert only.due == D(2026, 12, 21)

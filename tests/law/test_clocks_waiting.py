"""The clocks of a wait: the national standards' stops and restarts, and our own promises."""

from __future__ import annotations

from datetime import date

import pytest

from goldenthread.law.clocks import Event, State, limits_for, read_clocks
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service

REFERRED = date(2025, 1, 6)


def read(*told: tuple[K, date], about: Service = Service.COMMUNITY_PAEDIATRICS):
    facts = {"about": str(about)}
    events = [Event(key="0", kind=K.REFERRAL_RECEIVED, on=REFERRED, facts=facts)]
    events += [
        Event(key=str(n), kind=kind, on=on, facts=facts) for n, (kind, on) in enumerate(told, 1)
    ]
    return read_clocks(limits_for("wait"), events)


def of(readings, rule):
    return [each for each in readings if each.rule == rule]


@pytest.mark.parametrize(
    "stop",
    [K.TREATMENT_STARTED, K.MONITORING_STARTED, K.TREATMENT_NOT_NEEDED, K.TREATMENT_DECLINED],
)
def test_treatment_and_the_three_other_stops_stop_the_eighteen_weeks(stop):
    (clock,) = of(read((stop, date(2025, 3, 3))), "rtt-18")
    assert (clock.due, clock.stopped) == (date(2025, 5, 12), date(2025, 3, 3))


@pytest.mark.parametrize("kind", [K.FIRST_CONTACT, K.WAIT_TRIAGED, K.WAIT_ASSESSMENT_STARTED])
def test_being_seen_once_triage_and_assessment_do_not(kind):
    (clock,) = of(read((kind, date(2025, 3, 3))), "rtt-18")
    assert clock.stopped is None
    assert clock.superseded is None


def test_a_first_appointment_missed_sets_the_clock_aside_and_booking_again_starts_a_new_one():
    first, second = of(
        read((K.NOT_BROUGHT_FIRST, date(2025, 3, 3)), (K.APPOINTMENT_REBOOKED, date(2025, 3, 10))),
        "rtt-18",
    )
    assert (first.superseded, first.stopped) == (date(2025, 3, 3), None)
    assert (second.started, second.due) == (date(2025, 3, 10), date(2025, 7, 14))


def test_a_later_appointment_missed_leaves_the_clock_running():
    (clock,) = of(read((K.NOT_BROUGHT, date(2025, 3, 3))), "rtt-18")
    assert clock.state(date(2025, 3, 4)) is State.RUNNING


def test_a_decision_to_treat_after_monitoring_starts_a_new_clock():
    clocks = of(
        read((K.MONITORING_STARTED, date(2025, 3, 3)), (K.TREATMENT_DECIDED, date(2025, 9, 1))),
        "rtt-18",
    )
    assert [clock.started for clock in clocks] == [REFERRED, date(2025, 9, 1)]


class TestContactWhileWaiting:
    def test_at_the_start_at_eighteen_weeks_and_every_twelve_after(self):
        found = read(
            (K.WAIT_CONTACTED, REFERRED),
            (K.WAIT_CONTACTED_AT_18, date(2025, 5, 12)),
            (K.WAIT_CONTACTED_AGAIN, date(2025, 8, 11)),
        )
        assert [c.due for c in of(found, "wait-support")] == [REFERRED]
        assert [c.due for c in of(found, "wait-support-18")] == [date(2025, 5, 12)]
        again = of(found, "wait-support-12")
        assert [c.due for c in again] == [date(2025, 8, 4), date(2025, 11, 3)]
        assert [c.state(date(2025, 8, 20)) for c in again] == [State.MET_LATE, State.RUNNING]

    @pytest.mark.parametrize("end", [K.FIRST_CONTACT, K.TREATMENT_STARTED, K.WAIT_REMOVED])
    def test_nothing_is_owed_once_the_child_is_seen_or_gone(self, end):
        found = read((K.WAIT_CONTACTED, REFERRED), (end, date(2025, 2, 3)))
        (clock,) = of(found, "wait-support-18")
        assert clock.superseded == date(2025, 2, 3)
        assert clock.days_late(date(2026, 2, 3)) == 0


def test_each_worsening_told_starts_a_clock_of_two_working_days():
    found = of(
        read(
            (K.WAIT_UPDATED, date(2025, 2, 6)),
            (K.WAIT_UPDATE_DECIDED, date(2025, 2, 7)),
            (K.WAIT_UPDATED, date(2025, 2, 14)),
        ),
        "wait-update",
    )
    assert [c.due for c in found] == [date(2025, 2, 10), date(2025, 2, 18)]
    assert found[1].days_late(date(2025, 2, 20)) == 2


def test_a_long_wait_is_looked_at_by_a_year_and_each_half_year_after():
    found = read((K.LONG_WAIT_REVIEWED, date(2026, 1, 5)))
    assert [c.due for c in of(found, "wait-long")] == [date(2026, 1, 5)]
    assert [c.due for c in of(found, "wait-long-again")] == [date(2026, 7, 6)]


def test_a_handover_is_answered_within_ten_working_days():
    found = read((K.TRANSFER_ASKED, date(2025, 2, 3)), (K.TRANSFER_ANSWERED, date(2025, 2, 20)))
    (clock,) = of(found, "wait-transfer")
    assert (clock.due, clock.days_late(date(2025, 3, 1))) == (date(2025, 2, 17), 3)


def test_equipment_is_looked_at_again_because_children_grow():
    found = read(
        (K.EQUIPMENT_DELIVERED, date(2025, 3, 3)),
        (K.EQUIPMENT_REVIEWED, date(2025, 9, 1)),
        about=Service.WHEELCHAIR,
    )
    assert [c.due for c in of(found, "whl-review")] == [date(2025, 9, 3), date(2026, 3, 1)]


def test_a_home_visit_by_the_councils_therapists_has_its_own_eighteen_weeks():
    found = read((K.FIRST_CONTACT, date(2025, 5, 20)), about=Service.SOCIAL_CARE_OT)
    (clock,) = of(found, "ot-home-18")
    assert clock.days_late(date(2025, 6, 1)) == 8

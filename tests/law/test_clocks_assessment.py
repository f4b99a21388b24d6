"""The clocks of one needs assessment, read from its events."""

from datetime import date, timedelta

import pytest

from goldenthread.law.clocks import Event, State, limits_for, read_clocks
from goldenthread.law.events import DECIDED_EARLIER, NOT_STATED
from goldenthread.law.events import EventKind as K

RECEIVED = date(2026, 1, 5)
LIMITS = limits_for("assessment")


def happened(kind, after=0, key=None, **more):
    facts = more.pop("facts", {})
    on = RECEIVED + timedelta(days=after)
    return Event(key=key or f"{kind}-{after}-{facts}", kind=kind, on=on, facts=facts, **more)


def read(*events):
    return {(reading.rule, reading.about): reading for reading in read_clocks(LIMITS, events)}


def test_a_request_starts_the_six_sixteen_and_twenty_weeks():
    found = read(happened(K.REQUEST_RECEIVED))
    assert found["ena-decide", ""].due == date(2026, 2, 16)
    assert found["ena-no-plan", ""].due == date(2026, 4, 27)
    assert found["plan-final", ""].due == date(2026, 5, 25)
    assert found["plan-final", ""].working_target == date(2026, 5, 22)
    assert {reading.started for reading in found.values()} == {RECEIVED}


def test_twenty_weeks_run_from_receipt_even_when_the_decision_was_late():
    found = read(happened(K.REQUEST_RECEIVED), happened(K.ASSESSMENT_AGREED, 60))
    assert found["ena-decide", ""].state(date(2026, 6, 1)) is State.MET_LATE
    assert found["ena-decide", ""].days_late(date(2026, 6, 1)) == 60 - 42
    assert found["plan-final", ""].due == date(2026, 5, 25)


@pytest.mark.parametrize(
    ("today", "state", "days_late"),
    [
        (date(2026, 1, 4), State.NOT_STARTED, 0),
        (date(2026, 1, 5), State.RUNNING, 0),
        (date(2026, 2, 16), State.RUNNING, 0),
        (date(2026, 2, 17), State.LATE, 1),
    ],
)
def test_a_running_clock_on_each_day(today, state, days_late):
    reading = read(happened(K.REQUEST_RECEIVED))["ena-decide", ""]
    assert reading.state(today) is state
    assert reading.days_late(today) == days_late


def test_a_refusal_to_assess_ends_what_it_makes_pointless():
    found = read(happened(K.REQUEST_RECEIVED), happened(K.ASSESSMENT_REFUSED, 42))
    assert found["ena-decide", ""].state(date(2026, 6, 1)) is State.MET
    for rule in ("ena-no-plan", "plan-final", "plan-draft"):
        assert found[rule, ""].state(date(2026, 6, 1)) is State.SUPERSEDED


def test_each_adviser_has_a_clock():
    found = read(
        happened(K.ADVICE_REQUESTED, 42, facts={"about": "psychology"}),
        happened(K.ADVICE_REQUESTED, 45, facts={"about": "health"}),
        happened(K.ADVICE_RECEIVED, 60, facts={"about": "health"}),
    )
    assert found["ena-advice-due", "psychology"].stopped is None
    assert found["ena-advice-due", "health"].stopped == RECEIVED + timedelta(days=60)


@pytest.mark.parametrize(
    ("bound", "rules"),
    [
        (None, {"ena-advice-due"}),
        ("must", {"ena-advice-due"}),
        ("should", {"ena-advice-council"}),
        ("local", {"ena-advice-others"}),
        ("invited", set()),
    ],
)
def test_an_advisers_six_weeks_bind_as_the_law_binds_that_adviser(bound, rules):
    """Those of s.31 must, the council's own should, schools are asked, the family is invited."""
    facts = {"about": "x", **({"bound": bound} if bound else {})}
    found = read(
        happened(K.ADVICE_REQUESTED, 42, facts=facts),
        happened(K.ADVICE_RECEIVED, 90, facts={"about": "x"}),
    )
    assert {rule for rule, about in found if about == "x"} == rules
    for reading in found.values():
        assert reading.due == RECEIVED + timedelta(days=42 + 42)
        assert reading.days_late(date(2026, 6, 1)) == 6


def test_a_stop_before_the_start_does_not_stop_it_and_a_second_stop_moves_nothing():
    early, first, second = (happened(K.ASSESSMENT_AGREED, after) for after in (-3, 30, 50))
    request = happened(K.REQUEST_RECEIVED)
    assert read(early, request)["ena-decide", ""].stopped is None
    assert read(early, second, request, first)["ena-decide", ""].stopped == first.on


def test_a_second_request_while_one_runs_changes_nothing():
    found = read_clocks(LIMITS, [happened(K.REQUEST_RECEIVED, after) for after in (9, 0)])
    assert [r.started for r in found if r.rule == "plan-final"] == [RECEIVED]


def test_a_request_after_a_refusal_starts_again():
    events = [
        happened(K.REQUEST_RECEIVED),
        happened(K.ASSESSMENT_REFUSED, 40),
        happened(K.REQUEST_RECEIVED, 200),
    ]
    finals = [r for r in read_clocks(LIMITS, events) if r.rule == "plan-final"]
    assert [bool(r.superseded) for r in finals] == [True, False]


def test_withdrawal_of_the_request_supersedes_what_runs_and_not_what_was_met():
    found = read(
        happened(K.REQUEST_RECEIVED),
        happened(K.ASSESSMENT_AGREED, 30),
        happened(K.REQUEST_WITHDRAWN, 50),
    )
    assert found["ena-decide", ""].superseded is None
    assert found["plan-final", ""].superseded == RECEIVED + timedelta(days=50)


class TestExceptions:
    def test_a_ground_is_shown_and_moves_nothing(self):
        facts = {"rule": "plan-final", "ground": "ex-personal"}
        excuse = happened(K.EXCEPTION_RECORDED, 100, facts=facts)
        plain = read(happened(K.REQUEST_RECEIVED))
        excused = read(happened(K.REQUEST_RECEIVED), excuse)
        assert excused["plan-final", ""].lawful_reason == "ex-personal"
        assert excused["ena-decide", ""].lawful_reason is None
        assert excused["plan-final", ""].due == plain["plan-final", ""].due

    @pytest.mark.parametrize("ground", ["ex-ep-shortage", "ex-covid", "ex-missed-appt", "bogus"])
    def test_a_ground_that_cannot_excuse_this_rule_is_not_shown(self, ground):
        facts = {"rule": "plan-final", "ground": ground}
        found = read(happened(K.REQUEST_RECEIVED), happened(K.EXCEPTION_RECORDED, 100, facts=facts))
        assert found["plan-final", ""].lawful_reason is None

    def test_a_return_that_says_an_exception_applied_but_not_which_is_shown_as_such(self):
        said = Event(
            key="x",
            kind=K.EXCEPTION_RECORDED,
            on=date(2026, 2, 1),
            facts={"rule": "plan-final", "ground": NOT_STATED},
        )
        asked = Event(key="r", kind=K.REQUEST_RECEIVED, on=date(2026, 1, 5))
        by_rule = {each.rule: each for each in read_clocks(limits_for("assessment"), [asked, said])}
        assert by_rule["plan-final"].lawful_reason == NOT_STATED
        assert by_rule["plan-final"].due == date(2026, 5, 25)
        assert by_rule["ena-decide"].lawful_reason is None

    def test_a_request_decided_on_a_day_no_return_gives_has_no_six_week_clock(self):
        facts = {"source": DECIDED_EARLIER}
        asked = Event(key="r", kind=K.REQUEST_RECEIVED, on=date(2026, 1, 5), facts=facts)
        rules = {each.rule for each in read_clocks(limits_for("assessment"), [asked])}
        assert "ena-decide" not in rules
        assert "plan-final" in rules


class TestCorrections:
    request = happened(K.REQUEST_RECEIVED, key="request")
    agreed = happened(K.ASSESSMENT_AGREED, 30, key="agreed")

    def test_a_corrected_date_replaces_the_first(self):
        corrected = happened(K.REQUEST_RECEIVED, 7, key="right", corrects="request")
        assert read(self.request, corrected)["ena-decide", ""].due == date(2026, 2, 23)

    def test_a_withdrawn_stop_reopens_the_clock(self):
        undo = happened(K.ASSESSMENT_AGREED, 31, key="undo", corrects="agreed", withdraws=True)
        assert read(self.request, self.agreed)["ena-decide", ""].stopped
        assert read(self.request, self.agreed, undo)["ena-decide", ""].stopped is None

    def test_a_withdrawn_correction_brings_the_first_date_back(self):
        later = happened(K.ASSESSMENT_AGREED, 50, key="later", corrects="agreed")
        undo = happened(K.ASSESSMENT_AGREED, 51, key="undo", corrects="later", withdraws=True)
        found = read(self.request, self.agreed, later, undo)
        assert found["ena-decide", ""].stopped == self.agreed.on

    def test_a_corrected_correction_keeps_the_last(self):
        second = happened(K.ASSESSMENT_AGREED, 33, key="2", corrects="agreed")
        third = happened(K.ASSESSMENT_AGREED, 35, key="3", corrects="2")
        found = read(third, second, self.agreed, self.request)
        assert found["ena-decide", ""].stopped == third.on

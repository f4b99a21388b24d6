"""What a file would set running, counted before any of it is kept."""

from __future__ import annotations

from datetime import date

from goldenthread.exchange.rules.from_sen2 import child_facts
from goldenthread.exchange.rules.starts import clocks_started, titles, told_of
from goldenthread.exchange.sen2.records import ActivePlan, Assessment, NamedPlan, Person, Request

SURVEY = date(2026, 1, 15)


def facts(*requests):
    return child_facts(Person(surname="Invented", requests=[*requests]), SURVEY)


def test_an_open_request_runs_its_clocks():
    found = clocks_started(facts(Request(received=date(2025, 11, 3), outcome="A")))
    assert found["ena-decide"] == found["plan-final"] == 1
    assert set(found) <= set(titles())


def test_a_plan_runs_its_review_and_one_that_ended_nothing():
    plan = NamedPlan(start=date(2025, 3, 3))
    old = Request(outcome="H", assessment=Assessment(outcome="H", plan=plan), active=ActivePlan())
    assert dict(clocks_started(facts(old))) == {"rev-first": 1}
    plan.cease_date, plan.cease_reason, old.active = date(2025, 7, 1), "4", None
    assert dict(clocks_started(facts(old))) == {}


def test_what_a_file_tells_of_is_counted_by_row():
    plan = NamedPlan(start=date(2025, 3, 3))
    old = Request(outcome="H", assessment=Assessment(outcome="H", plan=plan))
    old.active = ActivePlan(last_review=date(2025, 6, 1))
    assert told_of(facts(old)) == {"Child": 1, "Plan": 1, "Review": 1}

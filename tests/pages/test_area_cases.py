"""Events and clocks of an area's own business, about no child (ADR 0081)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from goldenthread.access import asking
from goldenthread.access.rules import NotAllowed, Role
from goldenthread.law.clocks import State
from goldenthread.law.events import EventKind as K
from goldenthread.timeline.commands import NewEvent, record, record_many
from goldenthread.timeline.models import Clock, Event
from goldenthread.timeline.queries import area_overview, own_promises, worklist
from goldenthread.timeline.rules.facts import BadEvent

from .conftest import NOW, TODAY, person

REPORTED = date(2026, 11, 2)
PLAN_DUE = date(2026, 12, 21)  # 35 working days after 2 November 2026, counted by hand


def keep(who, kind, on, *, area_id=830, case_type="area", case_id=830, **facts):
    return record(
        kind, area_id=area_id, child_id=None, case_type=case_type, case_id=case_id, on=on, by=who,
        at=NOW, facts=facts,
    )  # fmt: skip


@pytest.fixture
def reported(as_service, areas):
    keep(as_service, K.FAILINGS_FOUND, REPORTED)
    return keep(as_service, K.INSPECTION_REPORTED, REPORTED)


@pytest.fixture
def lead(bodies, asker_of):
    return asker_of(person("Lead", Role.IMPROVEMENT_LEAD, bodies.county))


@pytest.fixture
def city_lead(bodies, asker_of):
    return asker_of(person("CityLead", Role.IMPROVEMENT_LEAD, bodies.city))


def test_the_clocks_of_an_inspection_stand_on_the_areas_timeline(reported, lead):
    with asking.stated(lead):
        found = {each.rule: each for each in own_promises(lead, 830, today=TODAY)}
    assert found["insp-pap"].due == PLAN_DUE
    assert found["insp-pap"].state is State.RUNNING
    assert found["insp-monitor"].due == date(2028, 5, 2)  # about eighteen months on
    assert found["insp-monitor"].lapses


def test_a_step_has_the_day_promised_for_it_and_is_late_after_it(as_service, areas, lead):
    step = {"case_type": "improvement", "case_id": 7, "about": "m1"}
    keep(as_service, K.MILESTONE_SET, date(2026, 9, 1), by="2026-10-30", **step)
    with asking.stated(lead):
        (found,) = own_promises(lead, 830, today=TODAY)
    assert (found.due, found.days_late) == (date(2026, 10, 30), 23)


def test_another_areas_business_is_out_of_reach_twice_over(reported, city_lead):
    with asking.stated(city_lead):
        with pytest.raises(NotAllowed):
            own_promises(city_lead, 830, today=TODAY)
        assert not Clock.objects.exists()
        assert not Event.objects.exists()


def test_those_who_see_no_child_see_the_areas_own_rows_and_no_others(sam, as_service, lead):
    record(
        K.REQUEST_RECEIVED, area_id=830, child_id=sam.pk, case_type="assessment", case_id=1,
        on=date(2026, 9, 28), by=as_service, at=NOW,
    )  # fmt: skip
    keep(as_service, K.INSPECTION_REPORTED, REPORTED)
    with asking.stated(lead):
        assert [each.child_id for each in Event.objects.all()] == [None]
        assert {each.child_id for each in Clock.objects.all()} == {None}
        assert not worklist(lead, today=TODAY).rows


def test_a_childs_lists_hold_none_of_it(reported, cast, asker_of):
    officer = asker_of(cast.officer)
    with asking.stated(officer):
        assert worklist(officer, today=TODAY).total == 0
        assert area_overview(officer, 830, today=TODAY) == ()


@pytest.mark.parametrize(("case_type", "child"), [("area", 5), ("assessment", None)])
def test_a_case_is_a_childs_or_is_of_a_type_that_is_nones(as_service, areas, case_type, child):
    new = NewEvent(
        kind=K.CASE_CLOSED, area_id=830, child_id=child, case_type=case_type, case_id=1, on=TODAY
    )
    with pytest.raises(BadEvent, match="about"):
        record_many([new], by=as_service, at=NOW)


def test_the_database_says_so_too(reported):
    event = Event.objects.latest("pk")
    event.pk, event.key, event.child_id = None, "another", 5
    with pytest.raises(IntegrityError, match="event_child_or_area"), transaction.atomic():
        event.save(force_insert=True)


def test_many_at_once_are_kept_once(as_service, areas):
    new = NewEvent(
        kind=K.INSPECTION_REPORTED, area_id=830, child_id=None, case_type="area", case_id=830,
        on=REPORTED,
    )  # fmt: skip
    assert record_many([new], by=as_service, at=NOW).new == 1
    assert record_many([new], by=as_service, at=NOW).already == 1
    assert Clock.objects.get().rule == "insp-pap"

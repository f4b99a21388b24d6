"""Each page asks the database a bounded number of times, rights and audit included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.access.models import Tie
from goldenthread.access.rules import TieKind
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import LocationHolder
from goldenthread.placements.models import Placement
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.reviews.models import Review
from goldenthread.timeline.commands import NewEvent, record_many

from .conftest import NOW, STARTED, TODAY, child

LIMIT = 12


@pytest.fixture
def crowd(as_service, areas, cast, bodies, sam):
    """Forty children with cases, so that a query a row would be seen."""
    events = []
    for number in range(40):
        made = child(areas.derbyshire, f"C-{number}", f"Child{number}", "Crowd")
        Tie.objects.create(
            area=areas.derbyshire,
            child=made,
            kind=TieKind.SCHOOL_PLACE,
            organisation=bodies.school,
            from_date=STARTED,
        )
        events.append(
            NewEvent(
                kind=K.REQUEST_RECEIVED,
                area_id=830,
                child_id=made.pk,
                case_type="assessment",
                case_id=number + 1,
                on=TODAY - timedelta(days=number * 5),
            )
        )
    record_many(events, by=as_service, at=NOW)
    fill(areas.derbyshire, sam, bodies, as_service)
    return sam


def fill(area, sam, bodies, by):
    """Give one child a plan of three versions, reviews, placements and a restricted place."""
    common = {"area": area, "child": sam}
    plan = Plan.objects.create(state="IN_FORCE", start_date=date(2024, 1, 5), **common)
    for number in (1, 2, 3):
        PlanVersion.objects.create(
            plan=plan, number=number, status="FINAL", issued_date=date(2024, number, 5),
            needs=["ASD"], setting=bodies.setting, **common,
        )  # fmt: skip
        Review.objects.create(plan=plan, meeting_date=date(2024, number, 6), **common)
    Placement.objects.create(setting=bodies.setting, entry_date=date(2024, 1, 5), **common)
    sam.postcode, sam.location_restricted = "", True
    sam.save()
    users = LocationHolder.objects
    users.create(
        user_id=Tie.objects.get(child=sam, kind="PARENT").user_id, from_date=STARTED, **common
    )
    events = [
        NewEvent(kind=kind, area_id=830, child_id=sam.pk, case_type="plan", case_id=plan.pk, on=day)
        for kind, day in ((K.PLAN_STARTED, date(2024, 1, 5)), (K.REVIEW_MET, date(2024, 3, 6)))
    ]
    record_many(events, by=by, at=NOW)


PAGES = {
    "desk:work": (),
    "desk:find": (),
    "desk:thread": ("SAM",),
    "desk:record": ("SAM",),
    "desk:team": ("SAM",),
    "desk:looked": ("SAM",),
    "desk:overview": ("derbyshire",),
    "desk:rules": (),
}


@pytest.mark.parametrize("who", ["officer", "dco", "senco", "manager"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_at_most_twelve_times(cast, crowd, name, who, django_assert_max_num_queries):
    client = Client()
    client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse(name, args=[crowd.pk if a == "SAM" else a for a in PAGES[name]])
    client.get(address)
    with django_assert_max_num_queries(LIMIT):
        client.get(address)

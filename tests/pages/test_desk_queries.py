"""Each page asks the database a bounded number of times, rights and audit included."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.access import asking, queries
from goldenthread.access.commands import break_glass
from goldenthread.access.models import Alert, BrokenGlass, Post, Tie
from goldenthread.access.rules import GlassReason, Role, TieKind
from goldenthread.access.today import now
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import LocationHolder
from goldenthread.placements.models import Placement
from goldenthread.plans.models import Plan, PlanVersion
from goldenthread.reviews.models import Review
from goldenthread.timeline.commands import NewEvent, record_many
from goldenthread.timeline.models import Event

from .conftest import NOW, STARTED, TODAY, child, person

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


# Who may open each staff page, and what it is about.
STAFF_PAGES = {
    "desk:posts": ("administrator", ()),
    "desk:appoint": ("administrator", ()),
    "desk:post": ("administrator", ("POST",)),
    "desk:emergency": ("manager", ()),
    "desk:privacy": ("privacy_officer", ()),
    "desk:glass": ("privacy_officer", ("GLASS",)),
    "desk:alert": ("privacy_officer", ("ALERT",)),
}


@pytest.fixture
def busy_staff(crowd, cast, bodies, areas, asker_of, as_service):
    """Forty posts that hold promises, forty emergencies to review, forty alerts."""
    dco = asker_of(cast.dco)
    tied = Tie.objects.filter(organisation=bodies.school).values_list("child_id", flat=True)
    posts = [
        Post.objects.get(user=person(f"Held{number}", Role.EHC_OFFICER, bodies.county))
        for number in range(len(tied))
    ]
    allocated = [
        NewEvent(
            kind=K.CASE_ALLOCATED, area_id=830, child_id=found.child_id, case_type="assessment",
            case_id=found.case_id, on=TODAY, facts={"post": posts[at].pk},
        )
        for at, found in enumerate(Event.objects.filter(kind=K.REQUEST_RECEIVED))
    ]  # fmt: skip
    record_many(allocated, by=as_service, at=NOW)
    for child_id in tied:
        common = {
            "area": areas.derbyshire,
            "user": cast.officer,
            "post": posts[0],
            "raised_at": NOW,
        }
        facts = {"children": 40, "for_role": "PRIVACY_OFFICER"}
        alert = Alert.objects.create(kind="MANY_CHILDREN", facts=facts, **common)
        with asking.stated(dco):
            break_glass(
                child_id=child_id, reason_type=GlassReason.COURT, reason="x" * 30, by=dco, at=NOW
            )
        asking.state(as_service)
    glass = BrokenGlass.objects.order_by("pk").first()
    return {"POST": posts[0].pk, "GLASS": glass.pk, "ALERT": alert.pk}


def test_a_staff_page_asks_at_most_twelve_times(cast, busy_staff, django_assert_max_num_queries):
    for name, (who, arguments) in STAFF_PAGES.items():
        client = Client()
        client.force_login(getattr(cast, who), backend="django.contrib.auth.backends.ModelBackend")
        address = reverse(name, args=[busy_staff[each] for each in arguments])
        assert client.get(address).status_code == 200
        with django_assert_max_num_queries(LIMIT, info=name):
            client.get(address)


def test_a_childs_page_under_emergency_access_asks_no_more(
    cast, busy_staff, crowd, bodies, asker_of, as_service, django_assert_max_num_queries
):
    user = person("CityManager", Role.EHC_MANAGER, bodies.city)
    by = queries.asker(user, now())
    with asking.stated(by):
        break_glass(
            child_id=crowd.pk, reason_type=GlassReason.COURT, reason="x" * 30, by=by, at=now()
        )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("desk:thread", "desk:record", "desk:team"):
        address = reverse(name, args=[crowd.pk])
        assert "Emergency access to one record" in client.get(address).content.decode()
        with django_assert_max_num_queries(LIMIT, info=name):
            client.get(address)

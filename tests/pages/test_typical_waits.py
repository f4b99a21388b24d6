"""What anybody may read of how long children wait: published figures alone, small counts hidden."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.reading_grade import page_grade

from goldenthread.access import asking
from goldenthread.access.rules import Role
from goldenthread.demo import publishing
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service
from goldenthread.measures import commands
from goldenthread.measures.models import Release
from goldenthread.timeline.commands import NewEvent, record_many

from .conftest import NOW, child, person

OCTOBER = date(2026, 10, 31)
DOCTORS = str(Service.COMMUNITY_PAEDIATRICS)
WHAT = ("waiting", "weeks-waited", "waiting-over-18-weeks", "waiting-over-52-weeks")
KEYS = (*(f"{what}-{DOCTORS}" for what in WHAT), "contacted-at-18-weeks")
WEEKS = (*range(2, 14), *range(20, 45), 60, 70, 80)  # 40 children: 28 over 18 weeks, 3 over 52


def page(name: str = "typical-waits", *arguments: str) -> str:
    answer = Client().get(reverse(f"measures:{name}", args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def bare(found: str) -> str:
    return " ".join(found.split())


@pytest.fixture
def waiting(as_service, areas):
    sam = child(areas.derbyshire, "D-7", "Sam", "Invented")
    events = [
        NewEvent(
            kind=K.REFERRAL_RECEIVED, area_id=830, child_id=sam.pk, case_type="wait",
            case_id=number, on=OCTOBER - timedelta(weeks=weeks), facts={"about": DOCTORS},
        )
        for number, weeks in enumerate(WEEKS, start=1)
    ]  # fmt: skip
    record_many(events, by=as_service, at=NOW, backfilled=True)
    return sam


def propose(by, on):
    with asking.stated(by):
        given = {"on": on, "note": "How many children waited, and how long.", "keys": KEYS}
        return commands.propose_release(830, by=by, at=NOW, **given)


def publish(proposed, by):
    with asking.stated(by):
        commands.approve_release(proposed.pk, by=by, at=NOW)


@pytest.fixture
def proposed(waiting, cast, asker_of):
    return propose(asker_of(cast.data_officer), OCTOBER)


def test_before_anything_is_published_it_says_so(areas):
    found = page()
    assert "No waits have been published yet" in found
    assert page_grade(found) <= 5


def test_what_is_proposed_and_not_approved_is_nowhere(proposed):
    assert "No waits have been published yet" in page()


def test_published_waits_are_rounded_and_a_small_count_is_hidden(
    proposed, cast, asker_of, django_assert_max_num_queries
):
    publish(proposed, asker_of(cast.manager))
    with django_assert_max_num_queries(12):
        found = page()
    assert "Derbyshire, Saturday 31 October 2026" in found or "31 October 2026" in found
    assert "Community paediatrics" in found
    assert ">40<" in found.replace(" ", "").replace("\n", "")
    assert "too few to say" in found  # three over a year
    assert "Speech" not in found  # nothing was published of it
    assert page_grade(found) <= 5


class TestAnAreaAsReleased:
    """What those who plan and buy services see: released figures, and no name (rules 7 and 46)."""

    def test_a_planner_is_sent_from_the_areas_true_counts_to_what_was_released(self, cast, areas):
        client = Client()  # the route matrix tries every other planner
        client.force_login(cast.commissioner, backend="django.contrib.auth.backends.ModelBackend")
        answer = client.get(reverse("waits:area", args=["derbyshire"]))
        assert answer.status_code == 302
        assert answer.url == reverse("measures:waits-area", args=["derbyshire"])
        assert client.get(reverse("waits:lists")).url == reverse("measures:typical-waits")
        assert "have been published yet" in client.get(answer.url).content.decode()
        home = client.get(reverse("desk:home"), follow=True).content.decode()
        assert reverse("measures:typical-waits") in home

    def test_it_shows_services_with_small_counts_hidden_and_nobody_named(
        self, proposed, cast, asker_of, django_assert_max_num_queries
    ):
        assert "have been published yet" in page("waits-area", "derbyshire")
        publish(proposed, asker_of(cast.manager))
        with django_assert_max_num_queries(12):
            found = bare(page("waits-area", "derbyshire"))
        assert "As published for 31 October 2026" in found
        assert ">40<" in found
        assert "Too few to say" in found  # three over a year, in the chart's own table
        assert ">3<" not in found
        # 28 have waited over 18 weeks, published as 30; 28 stands once, for the mean weeks.
        assert ">30<" in found
        assert found.count(">28<") == 1
        assert "Sam" not in found
        assert "D-7" not in found

    def test_it_sets_releases_side_by_side_and_says_the_published_change(
        self, proposed, cast, asker_of
    ):
        publish(proposed, asker_of(cast.manager))
        publish(propose(asker_of(cast.data_officer), date(2026, 7, 31)), asker_of(cast.manager))
        found = bare(page("waits-area", "derbyshire"))
        assert "How many waited at each release" in found
        # By 31 July 28 had been referred (30 as published), and 40 by 31 October.
        assert ">30<" in found
        assert ">+10<" in found
        assert ">+12<" not in found

    def test_an_area_nobody_knows_is_not_found(self, areas):
        assert Client().get(reverse("measures:waits-area", args=["atlantis"])).status_code == 404


class TestTheDemosReleases:
    def test_each_is_proposed_by_one_and_approved_by_another_and_anybody_reads_it(
        self, waiting, bodies
    ):
        person(publishing.NAMES["owen"], Role.DATA_OFFICER, bodies.county)
        person(publishing.NAMES["helen"], Role.EHC_MANAGER, bodies.county)
        assert publishing.tell(date(2026, 11, 22)) == 2  # nobody of Derby's is there
        kept = Release.objects.order_by("-on").select_related("decision")
        assert [one.on for one in kept] == [OCTOBER, date(2026, 7, 31)]
        assert all(one.decision.decided_by_id != one.proposed_by_id for one in kept)
        assert "Community paediatrics" in page()

    def test_nothing_is_published_before_the_day_of_its_approval(self, waiting, bodies):
        person(publishing.NAMES["owen"], Role.DATA_OFFICER, bodies.county)
        person(publishing.NAMES["helen"], Role.EHC_MANAGER, bodies.county)
        assert publishing.tell(date(2026, 11, 11)) == 1
        assert [one.on for one in Release.objects.all()] == [date(2026, 7, 31)]

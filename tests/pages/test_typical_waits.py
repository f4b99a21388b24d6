"""What anybody may read of how long children wait: published figures alone, small counts hidden."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.reading_grade import page_grade

from goldenthread.access import asking
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service
from goldenthread.measures import commands
from goldenthread.timeline.commands import NewEvent, record_many

from .conftest import NOW, child

OCTOBER = date(2026, 10, 31)
DOCTORS = str(Service.COMMUNITY_PAEDIATRICS)
KEYS = tuple(f"{key}-{DOCTORS}" for key in ("waiting", "waiting-over-18-weeks",
                                            "waiting-over-52-weeks"))  # fmt: skip
WEEKS = (*range(2, 14), *range(20, 45), 60, 70, 80)  # 40 children: 28 over 18 weeks, 3 over 52


def page() -> str:
    answer = Client().get(reverse("measures:typical-waits"))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def proposed(as_service, areas, cast, asker_of):
    sam = child(areas.derbyshire, "D-7", "Sam", "Invented")
    events = [
        NewEvent(
            kind=K.REFERRAL_RECEIVED, area_id=830, child_id=sam.pk, case_type="wait",
            case_id=number, on=OCTOBER - timedelta(weeks=weeks), facts={"about": DOCTORS},
        )
        for number, weeks in enumerate(WEEKS, start=1)
    ]  # fmt: skip
    record_many(events, by=as_service, at=NOW, backfilled=True)
    by = asker_of(cast.data_officer)
    with asking.stated(by):
        given = {"on": OCTOBER, "note": "How many children waited, and how long.", "keys": KEYS}
        return commands.propose_release(830, by=by, at=NOW, **given)


def test_before_anything_is_published_it_says_so(areas):
    found = page()
    assert "No waits have been published yet" in found
    assert page_grade(found) <= 5


def test_what_is_proposed_and_not_approved_is_nowhere(proposed):
    assert "No waits have been published yet" in page()


def test_published_waits_are_rounded_and_a_small_count_is_hidden(
    proposed, cast, asker_of, django_assert_max_num_queries
):
    by = asker_of(cast.manager)
    with asking.stated(by):
        commands.approve_release(proposed.pk, by=by, at=NOW)
    with django_assert_max_num_queries(12):
        found = page()
    assert "Derbyshire, Saturday 31 October 2026" in found or "31 October 2026" in found
    assert "Community paediatrics" in found
    assert ">40<" in found.replace(" ", "").replace("\n", "")
    assert "too few to say" in found  # three over a year
    assert "Speech" not in found  # nothing was published of it
    assert page_grade(found) <= 5

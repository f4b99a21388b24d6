"""An area's open requests and reviews due: by last day, narrowed, paged, and taken as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.pages import family_world as world

from goldenthread.access.models import Post
from goldenthread.audit.models import AuditRow
from goldenthread.desk import due_page
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Child

from .conftest import TODAY, child

BACKEND = "django.contrib.auth.backends.ModelBackend"
DUE = reverse("desk:due", args=["derbyshire"])
FILE = reverse("desk:due-csv", args=["derbyshire"])


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def open_now(areas, cast, as_service):
    """Three requests, one of them late, and one review due; one child of the next area."""
    made = {}
    for number, (name, days) in enumerate({"Late": 150, "Soon": 130, "New": 10}.items()):
        made[name] = child(areas.derbyshire, f"D-{number + 10}", name, "Invented")
        world.asked(made[name], as_service, days, TODAY)
    made["Review"] = child(areas.derbyshire, "D-20", "Review", "Invented")
    begun = TODAY - timedelta(days=340)
    world.happened(made["Review"], as_service, (K.PLAN_STARTED, begun, {}), case_type="plan")
    made["City"] = child(areas.derby, "C-1", "City", "Invented")
    world.asked(made["City"], as_service, 60, TODAY)
    mine = Post.objects.get(user=cast.officer).pk
    allocated = (K.CASE_ALLOCATED, TODAY - timedelta(days=9), {"post": mine})
    world.happened(made["New"], as_service, allocated)
    return made


def read(user, address=DUE, status=200, **given):
    client = Client()
    client.force_login(user, backend=BACKEND)
    answer = client.get(address, given)
    assert answer.status_code == status
    return answer.content.decode()


def order(page, *names):
    found = sorted((page.index(f"{n} Invented"), n) for n in names if f"{n} Invented" in page)
    return [name for _, name in found]


NAMES = ("Late", "Soon", "New", "Review", "City")


def test_requests_stand_by_their_last_day_and_reviews_apart(open_now, cast):
    assert order(read(cast.officer), *NAMES) == ["Late", "Soon", "New"]
    assert order(read(cast.officer, kind="reviews"), *NAMES) == ["Review"]
    assert "No review waits to be finished." in read(cast.officer, kind="changes")
    assert order(read(cast.officer, kind="no-such"), *NAMES) == ["Late", "Soon", "New"]


def test_it_is_narrowed_by_lateness_and_by_whose_it_is(open_now, cast):
    assert order(read(cast.officer, state="late"), *NAMES) == ["Late"]
    assert order(read(cast.officer, state="due-2"), *NAMES) == ["Soon"]
    assert order(read(cast.officer, owner="me"), *NAMES) == ["New"]
    assert order(read(cast.officer, owner="nobody"), *NAMES) == ["Late", "Soon"]
    nothing = read(cast.manager, owner="me")
    assert "Nothing here is like that." in nothing
    assert "Clear all filters" in nothing


def test_a_sealed_child_is_not_there_and_a_long_list_has_pages(open_now, cast, areas, as_service):
    Child.objects.filter(pk=open_now["Late"].pk).update(sealed=True)
    for number in range(26):
        one = child(areas.derbyshire, f"M-{number}", f"Many{number}", "Invented")
        world.asked(one, as_service, 5, TODAY)
    first, second = read(cast.officer), read(cast.officer, page="2")
    assert order(first, *NAMES) == ["Soon", "New"]
    seen = [n for n in range(26) for page in (first, second) if f"Many{n} Invented" in page]
    assert sorted(seen) == list(range(26))


def test_it_costs_twelve_statements_at_most(open_now, cast, django_assert_max_num_queries):
    client = Client()
    client.force_login(cast.officer, backend=BACKEND)
    client.get(DUE)
    with django_assert_max_num_queries(12):
        client.get(DUE)


def test_a_file_is_for_those_who_may_and_of_few_children(open_now, cast, monkeypatch):
    page = read(cast.manager)
    assert "Take this list as a file" in page
    assert "Take this list as a file" not in read(cast.officer)
    rows = list(csv.reader(io.StringIO(read(cast.manager, FILE, state="late"))))
    assert rows[0] == list(due_page.COLUMNS)
    assert [row[1] for row in rows[1:]] == ["Late Invented"]
    taken = AuditRow.objects.filter(action="export", purpose="due-list")
    assert [row.child_id for row in taken] == [open_now["Late"].pk]
    monkeypatch.setattr(due_page, "MOST_IN_A_FILE", 2)
    assert "Narrow the list" in read(cast.manager, FILE, status=409)

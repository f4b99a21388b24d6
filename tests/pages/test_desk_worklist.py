"""With what a day begins: each person's own part of what is owed, and the rest one link away."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.law.events import EventKind as K
from goldenthread.timeline.commands import record

from .conftest import NOW, TODAY
from .waiting import acting, lists, referred  # noqa: F401 (fixtures)


@pytest.fixture
def owed(sam, referred, as_service):  # noqa: F811 (a fixture)
    """Sam waits for paediatrics, and for the council's answer to a request."""
    record(
        K.REQUEST_RECEIVED, area_id=830, child_id=sam.pk, case_type="assessment", case_id=1,
        on=TODAY, by=as_service, at=NOW,
    )  # fmt: skip


def work(user, query: str = "") -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse("desk:work") + query).content.decode()


def rules(text: str) -> set[str]:
    """Return the rules in the list itself."""
    return set(re.findall(r'href="/rules/([\w-]+)/"', text.partition("<table")[2]))


@pytest.mark.parametrize("who", ["works", "decides"])
def test_a_service_begins_with_its_own_list(owed, lists, who):  # noqa: F811
    user = getattr(lists.doctors, who)
    first = rules(work(user))
    assert "rtt-18" in first
    assert "ena-decide" not in first


def test_a_service_sees_the_rest_when_it_asks(owed, lists):  # noqa: F811
    user = lists.doctors.works
    shown = work(user)
    assert "Kind of case: Health wait" in shown
    everything = work(user, "?case=")
    assert {"rtt-18", "ena-decide"} <= rules(everything)
    assert "Kind of case: Health wait" not in everything


def test_a_manager_begins_with_the_whole_area(owed, cast):
    assert {"rtt-18", "ena-decide"} <= rules(work(cast.manager))


def test_an_officer_begins_with_what_is_theirs(owed, cast):
    assert "Nothing is given to you by name." in work(cast.officer)
    assert {"rtt-18", "ena-decide"} <= rules(work(cast.officer, "?owner="))

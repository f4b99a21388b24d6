"""Two people who decide one request at the same moment, on the real page with real commits."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.rules import Role
from goldenthread.assessment.models import Assessment, Decision
from goldenthread.letters.models import Letter
from goldenthread.organisations.models import LocalArea
from goldenthread.people.models import Adult

from .advice_world import client_of, doing
from .casework import reach_at_once, received
from .conftest import STARTED, TODAY, body, child, person

SERVICE = asking.service("test", [830])
REFUSED = {
    "outcome": "refuse",
    "decided_on": TODAY.isoformat(),
    "test-has-needs": "yes",
    "test-may-need-plan": "no",
    "reasons": "The school can meet what Sam needs.",
    "act": "do",
}
AGREED = {
    **REFUSED,
    "outcome": "agree",
    "test-may-need-plan": "yes",
    "reasons": "Sam may need more than the school can give.",
}


@pytest.fixture
def world(real_db):
    """A request of Sam's, an officer and a manager who may both decide it."""
    area = LocalArea.objects.create(id=830, code="derbyshire", name="Derbyshire")
    county = body("COUNCIL", "Derbyshire County Council", area)
    officer = person("Officer", Role.EHC_OFFICER, county)
    manager = person("Manager", Role.EHC_MANAGER, county)
    with asking.stated(SERVICE):
        sam = child(area, "D-1", "Sam", "Invented")
        adult = Adult.objects.create(area=area, name="Parent Invented", invented=True)
        adult.child_links.create(
            area=area, child=sam, relationship="mother", from_date=STARTED,
            parental_responsibility="YES", may_see_plan="YES", gets_notices="YES",
        )  # fmt: skip
        reach_at_once(sam)
    case = doing(officer, lambda by: received(sam, by, on=TODAY - timedelta(days=35)))
    return case, officer, manager


def test_one_is_recorded_and_the_other_is_told_and_keeps_what_was_typed(world):
    case, officer, manager = world
    address = reverse("assessment:act", args=[case.child_id, "whether-to-assess"])
    gate = threading.Barrier(2)

    def decide(user, said):
        client = client_of(user)
        try:
            gate.wait(timeout=10)
            return client.post(address, {**said, "version": case.version})
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        both = [pool.submit(decide, officer, REFUSED), pool.submit(decide, manager, AGREED)]
    answers = [each.result() for each in both]
    assert sorted(each.status_code for each in answers) == [200, 302]
    late = 0 if answers[0].status_code == 200 else 1
    shown = answers[late].content.decode()
    assert (REFUSED, AGREED)[late]["reasons"] in shown
    assert ("Officer, ", "Manager, ")[1 - late] in shown
    with asking.stated(SERVICE):
        decided = Decision.objects.filter(kind__in=["AGREE_TO_ASSESS", "REFUSE_TO_ASSESS"])
        assert decided.count() == 1
        assert Letter.objects.filter(kind__in=["will-assess", "will-not-assess"]).count() == 1
        assert Assessment.objects.get().version == case.version + 1

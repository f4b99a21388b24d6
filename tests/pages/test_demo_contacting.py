"""The demo's year of messages and complaints: whole, plausible, on the clocks of real ones."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import Count, F, Q

from goldenthread.access import asking
from goldenthread.access.models import Post
from goldenthread.access.rules import Role
from goldenthread.contact import queries
from goldenthread.contact.models import (
    Complaint,
    Contact,
    Explained,
    Learning,
    Message,
    NightCheck,
    Stage,
)
from goldenthread.contact.rules import State, Way
from goldenthread.contact.rules.complaints import FOUND_FAULT
from goldenthread.demo import contacting
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Child
from goldenthread.timeline.commands import NewEvent, record_many
from goldenthread.timeline.models import Clock

from .conftest import NOW, TODAY


@pytest.fixture
def told(as_service, areas, cast, monkeypatch):
    monkeypatch.setattr(contacting, "MESSAGES", 120)
    for area in (830, 831):
        Child.objects.bulk_create(
            Child(
                area_id=area, local_id=f"Z{number}", forename="Zed", surname=f"Invented-{number}",
                birth_date=date(2015, 1, 1), invented=True,
            )
            for number in range(30)
        )  # fmt: skip
    _long_ago()
    contacting.tell(TODAY)
    return asking.service("test", [830, 831])


def _long_ago() -> None:
    """Twenty requests began 200 days ago and one plan 400, and nobody has heard a word since."""
    children = list(Child.objects.filter(area_id=830).order_by("pk")[:21])
    post = Post.objects.filter(role=Role.EHC_OFFICER, organisation__areas=830).first()
    events = []
    for child in children[:20]:
        about = {"area_id": 830, "child_id": child.pk, "case_type": "assessment"}
        about |= {"case_id": child.pk, "on": TODAY - timedelta(days=200)}
        events.append(NewEvent(kind=K.REQUEST_RECEIVED, **about))
        events.append(NewEvent(kind=K.CASE_ALLOCATED, facts={"post": post.pk}, **about))
    events.append(
        NewEvent(kind=K.PLAN_STARTED, area_id=830, child_id=children[20].pk, case_type="plan",
                 case_id=1, on=TODAY - timedelta(days=400))
    )  # fmt: skip
    record_many(events, by=asking.service("test", [830]), at=NOW, backfilled=True)


def test_who_heard_nothing_was_rung_or_the_reason_is_known(told):
    with asking.stated(told):
        nights = {each.area_id: each for each in NightCheck.objects.filter(night=TODAY)}
        reasons = set(Explained.objects.values_list("reason", flat=True))
    assert [each.unexplained for each in nights.values()] == [0, 0]
    assert 0 < nights[830].listed < 12  # of 21: nearly all were rung
    assert contacting.REVIEW_LATE in reasons


def test_it_is_whole_invented_and_as_late_as_families_say(told, asker_of, cast):
    with asking.stated(told):
        asked = Contact.objects.exclude(reference__startswith="R")
        assert asked.count() == 240
        rung = Contact.objects.filter(reference__startswith="R")
        assert 10 <= rung.count() <= 20
        assert not Contact.objects.filter(Q(invented=False) | Q(owner_post=None)).exists()
        assert not Contact.objects.filter(received_date__gt=TODAY).exists()
        answered = Contact.objects.filter(state=State.ANSWERED)
        assert Message.objects.filter(way=Way.OUT).count() == answered.count()
        clocks = Clock.objects.filter(rule="con-reply", known_to__isnull=True)
        clocks = clocks.filter(case_id__in=asked.values("pk"))
        figures = clocks.aggregate(
            all=Count("pk"),
            kept=Count("pk", filter=Q(stopped__lte=F("due"))),
            late=Count("pk", filter=Q(stopped__isnull=True, due__lt=TODAY)),
        )
    assert figures["all"] == 240
    assert 0.5 < figures["kept"] / 240 < 0.75
    assert 0 < figures["late"] < 40
    found = queries.answering(by=asker_of(cast.officer), on=TODAY)
    assert sum(each.answered for each in found) > 0


def test_its_complaints_stand_on_the_laws_clocks_and_some_taught_something(told):
    with asking.stated(told):
        stages = list(Stage.objects.all())
        assert len(stages) == Complaint.objects.count() == 2 * contacting.COMPLAINTS
        assert all(each.received_date <= TODAY for each in stages)
        running = Clock.objects.filter(case_type="complaint", known_to__isnull=True)
        assert running.filter(rule="cmp-s1").exists()
        assert running.filter(rule="cmp-ca-s1").exists()
        for each in stages:
            acknowledged = each.acknowledged_date or each.received_date
            assert each.received_date <= acknowledged <= (each.answered_date or TODAY) <= TODAY
        upheld = {each.complaint_id for each in stages if each.outcome in FOUND_FAULT}
        taught = set(Learning.objects.values_list("complaint_id", flat=True))
        assert taught
        assert taught <= upheld


def test_told_again_of_an_empty_partnership_it_says_nothing(as_service, areas):
    contacting.tell(TODAY)
    with asking.stated(as_service):
        assert not Contact.objects.filter(received_at__lte=NOW).exists()

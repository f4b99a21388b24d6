"""What is written on a list, as the teams that work lists meet it: restricted and sealed children.

The personas who work no list are in `test_canaries.py`.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.people.models import SealHolder
from goldenthread.waits import commands as waits
from goldenthread.waits import queries
from goldenthread.waits.models import Referral

from .conftest import STARTED, TODAY
from .waiting import acting, lists, referred

__all__ = ["acting", "lists", "referred"]
WORDS = ("Poor sleep", "Canwords", "Cannote", "Canhandover")
PLACE = ("CANLOC1", "Canary Lane")


@pytest.fixture(autouse=True)
def the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def listed(referred, lists, sam, cast, acting):
    """Sam on the doctors' list, with words of every kind, and asked of no other list."""
    works = lists.doctors.works
    acting(works, waits.accept, referred.pk)
    acting(works, waits.contact_family, referred.pk, channel="phone", note="Cannote")
    levels = {"distress": "2-MUCH", "safety": "1-SOME"}
    told = {"told_by": "school", "levels": levels, "words": "Canwords"}
    acting(cast.senco, waits.tell_update, referred.pk, **told)
    sam.postcode, sam.address = "CANLOC1", "1 Canary Lane"
    sam.save()
    Referral.objects.update(home="CANLOC1", decile=1)
    return referred


def pages_of(user, sam, row, service) -> str:
    """Every page on which a list or one of its children stands, as one person sees it."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    asked = {
        **dict.fromkeys(("waits:list", "waits:figures", "waits:intake"), service.pk),
        **dict.fromkeys(("waits:referral", "waits:update"), row.pk),
        **dict.fromkeys(("waits:child", "desk:thread", "desk:record", "desk:team"), sam.pk),
    }
    found = [client.get(reverse(name, args=[number])) for name, number in asked.items()]
    found += [client.get(address) for address in (reverse("waits:lists"), "/")]
    assert {answer.status_code for answer in found} <= {200, 302, 403, 404}
    return "\n".join(answer.content.decode() for answer in found)


class TestOnesOwnList:
    def test_its_team_reads_what_is_written_and_a_team_not_asked_reads_nothing(
        self, listed, lists, sam
    ):
        service = lists.doctors.service
        own = pages_of(lists.doctors.works, sam, listed, service)
        assert all(word in own for word in ("Poor sleep", "Canwords", "Cannote"))
        other = pages_of(lists.chairs.works, sam, listed, service)
        assert not any(word in other for word in (*WORDS, *PLACE, "Sam Invented"))

    def test_a_team_that_is_asked_reads_why_and_not_when_it_has_said_no(
        self, listed, lists, sam, acting, settings
    ):
        to = lists.camhs.service
        asked = {"to_service": to.pk, "reason": "Canhandover"}
        made = acting(lists.doctors.works, waits.ask_transfer, listed.pk, **asked)
        assert "Canhandover" in pages_of(lists.camhs.works, sam, listed, to)
        refused = {"accepted": False, "reason": "Seen by the doctors first"}
        acting(lists.camhs.works, waits.answer_transfer, made.pk, **refused)
        settings.TODAY = TODAY + timedelta(days=1)  # the day of the answer is the last
        after = pages_of(lists.camhs.works, sam, listed, to)
        assert [word for word in (*WORDS, *PLACE, "Sam Invented") if word in after] == []


class TestRestricted:
    @pytest.fixture
    def hidden(self, listed, sam):
        sam.location_restricted, sam.address, sam.postcode = True, "", ""
        sam.save()
        return listed

    def test_the_place_is_on_no_page_of_the_list(self, hidden, lists, sam):
        found = pages_of(lists.doctors.works, sam, hidden, lists.doctors.service)
        assert "Sam Invented" in found
        assert not any(place in found for place in PLACE)

    def test_the_home_kept_from_the_referral_is_no_group_of_one(self, hidden, as_service):
        for by in ("home", "decile"):
            (group,) = queries.fairness(830, by=by, on=TODAY)
            assert (group.name, group.waiting) == ("Not recorded", 1)
        (boys,) = queries.fairness(830, by="sex", on=TODAY)
        assert boys.waiting == 1


class TestSealed:
    def test_nothing_of_the_child_is_seen_by_a_team_that_holds_no_seal(
        self, listed, lists, sam, areas
    ):
        sam.sealed = True
        sam.save()
        found = pages_of(lists.doctors.works, sam, listed, lists.doctors.service)
        assert not any(word in found for word in (*WORDS, *PLACE, "Sam Invented"))
        SealHolder.objects.create(
            area=areas.derbyshire, child=sam, user=lists.doctors.works, from_date=STARTED
        )
        assert "Sam Invented" in pages_of(lists.doctors.works, sam, listed, lists.doctors.service)

"""A family's waits: the truth, what is owed, help today, and saying that things are worse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.demo import local_help
from goldenthread.directory.models import Service as Help
from goldenthread.people.models import Answer
from goldenthread.timeline.models import Clock
from goldenthread.waits import commands as waits
from goldenthread.waits.models import PastWait, Referral, Update

from .conftest import TODAY
from .waiting import acting, help_near, lists, referred

__all__ = ["acting", "help_near", "lists", "referred"]


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def mum(sam):
    user = world.account("Mum Invented")
    world.make_family(sam, user)
    return user


def page(user, child, status: int = 200) -> str:
    answer = world.signed_in(user).get(reverse("family:waits", args=[child.pk]))
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def history(lists):
    """Years of a list on which a child waits about two years."""
    start = date(2020, 1, 6)
    PastWait.objects.bulk_create(
        PastWait(
            service=lists.doctors.service,
            referral_date=start + timedelta(days=n),
            left_date=start + timedelta(days=n + 700 + (n * 7) % 60),
        )
        for n in range(1_700)
    )


def two_years(row) -> None:
    Referral.objects.filter(pk=row.pk).update(received_date=TODAY - timedelta(weeks=104))


class TestTheTruth:
    def test_a_two_year_wait_says_what_is_known_and_what_help_there_is_today(
        self, referred, history, help_near, mum, sam
    ):
        two_years(referred)
        found = page(mum, sam)
        assert "You have waited 104 weeks." in found
        assert "Half of children like yours are seen by" in found
        assert "It is not a promise" in found
        assert "such guesses in the past" in found
        known, unknown = found.index("What we know<"), found.index("What we do not know<")
        today = found.index('id="today"')
        assert known < found.index("Half of children") < unknown
        assert unknown < found.index("We do not know the day.") < today < found.index("Sleep line")
        assert 'href="#today"' in found
        assert "Sleep line" in found
        assert not any(name in found for name in local_help.NEEDS_A_DIAGNOSIS)
        assert "01632 960001" in found

    def test_where_the_history_is_thin_it_will_not_guess(self, referred, help_near, mum, sam):
        two_years(referred)
        found = page(mum, sam)
        assert "We will not guess" in found
        assert "Half of children" not in found
        assert "What we know<" not in found
        assert "What we do not know<" in found

    def test_a_promise_of_our_own_that_was_not_kept_is_said_too(self, referred, mum, sam):
        found = page(mum, sam)  # referred on 1 June, and nobody has called
        assert "We should have got in touch by" in found
        assert "We should have called you by" in found
        assert "We should have said by" in found
        assert "We are sorry." in found
        assert page_grade(found) <= 5

    def test_it_is_sorry_for_what_is_late_and_says_what_comes_next(self, referred, mum, sam):
        found = page(mum, sam)
        assert "days late" in found
        assert "We are sorry" in found
        assert "We have not called you yet" in found

    def test_a_day_that_was_offered_stands_for_those_who_may_know_where_the_child_is(
        self, referred, lists, mum, sam, acting
    ):
        acting(lists.doctors.works, waits.accept, referred.pk)
        day = TODAY + timedelta(days=12)
        acting(lists.doctors.works, waits.offer, referred.pk, appointment=day)
        dad = world.account("Dad Invented")
        world.make_family(sam, dad, relationship="father", **world.BARRED)
        assert day.isoformat() in page(mum, sam)
        found = page(dad, sam)
        assert "You have a day to be seen" in found
        assert day.isoformat() not in found

    def test_a_child_who_waits_for_nothing(self, lists, help_near, mum, sam):
        found = page(mum, sam)
        assert "You are on no list that we know of" in found
        assert "What you can do today" in found

    def test_an_empty_directory_says_so(self, referred, mum, sam):
        assert "no help on our list" in page(mum, sam)


class TestHowItReads:
    def test_a_child_of_ten_could_read_it(
        self, referred, history, help_near, mum, sam, lists, acting
    ):
        two_years(referred)
        acting(lists.doctors.works, waits.accept, referred.pk)
        acting(lists.doctors.works, waits.contact_family, referred.pk, channel="phone")
        for found in (page(mum, sam), self.form(mum, referred)):
            assert page_grade(found) <= 5
            assert sentence_length(text_of(found)) <= 15

    def form(self, user, row) -> str:
        answer = world.signed_in(user).get(reverse("family:wait-tell", args=[row.pk]))
        assert answer.status_code == 200
        return answer.content.decode()

    def test_it_asks_at_most_twelve_times(
        self, referred, history, help_near, mum, sam, django_assert_max_num_queries
    ):
        client = world.signed_in(mum)
        client.get(reverse("family:waits", args=[sam.pk]))  # keeps how it is drawn
        with django_assert_max_num_queries(12):
            client.get(reverse("family:waits", args=[sam.pk]))
        with django_assert_max_num_queries(12):
            client.get(reverse("family:wait-tell", args=[referred.pk]))


class TestTelling:
    def tell(self, user, row, **given):
        return world.signed_in(user).post(reverse("family:wait-tell", args=[row.pk]), given)

    def test_a_parent_says_that_it_is_worse_and_a_persons_clock_starts(
        self, referred, lists, mum, sam, as_service
    ):
        worse = {"distress": "2-MUCH", "safety": "1-SOME", "words": "No sleep"}
        for _ in range(2):  # a double click is one telling
            assert self.tell(mum, referred, **worse).status_code == 302
        told = Update.objects.get()
        assert (told.told_by, told.words, told.decided_date) == ("family", "No sleep", None)
        assert Referral.objects.get().worst_told == "2-MUCH"
        assert Clock.objects.filter(rule="wait-update", stopped=None).exists()
        assert "A person will say if you must be seen sooner" in page(mum, sam)
        works = world.signed_in(lists.doctors.works)
        on_list = works.get(reverse("waits:list", args=[lists.doctors.service.pk]))
        assert "nobody has decided yet" in on_list.content.decode()

    def test_what_was_typed_is_kept_when_something_is_missing(self, referred, mum):
        answer = self.tell(mum, referred, distress="2-MUCH", words="Kept words")
        assert answer.status_code == 200
        assert "Kept words" in answer.content.decode()
        assert not Update.objects.exists()

    def test_who_was_seen_is_told_whom_to_tell(self, referred, lists, mum, acting):
        acting(lists.doctors.works, waits.accept, referred.pk)
        acting(lists.doctors.works, waits.see, referred.pk)
        answer = self.tell(mum, referred, distress="2-MUCH", safety="0-NONE")
        assert "no longer waits" in answer.content.decode()

    def test_a_strangers_referral_is_not_there_and_the_desks_page_is_not_a_familys(
        self, referred, mum, areas
    ):
        other = world.account("Other Invented")
        assert self.tell(other, referred).status_code == 404
        desk = world.signed_in(mum).get(reverse("waits:update", args=[referred.pk]))
        assert desk.status_code == 403

    def test_who_may_not_speak_for_the_child_may_not_tell(self, referred, sam):
        gran = world.account("Gran Invented")
        world.make_family(sam, gran, relationship="grandmother", parental_responsibility=Answer.NO)
        assert self.tell(gran, referred, distress="2-MUCH", safety="0-NONE").status_code == 403
        assert not Update.objects.exists()


def test_a_restricted_parent_reads_nothing_of_the_wait(referred, help_near, sam):
    dad = world.account("Dad Invented")
    world.make_family(sam, dad, relationship="father", **world.RESTRICTED)
    assert page(dad, sam, status=302) == ""
    assert Help.objects.exists()

"""The demo's families: told by the commands; each persona at their own door, and at no other's."""

from __future__ import annotations

from datetime import date

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from django.urls import reverse
from tests.conftest import copy_of
from tests.pages import family_world as world
from tests.pages import storybook
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access.models import User
from goldenthread.access.queries import personas
from goldenthread.demo import family
from goldenthread.demo.personas import PERSONAS
from goldenthread.demo.world import DEMO_DAY
from goldenthread.family import urls
from goldenthread.people.models import Child
from goldenthread.timeline.models import Clock

ABOUT = {one.email: one.about for one in PERSONAS if one.about}


@pytest.fixture(scope="module")
def families(django_db_setup, template_database, django_db_blocker):
    """The storybook's families, once for the whole module; the database is copied afresh after."""
    told = override_settings(TODAY=DEMO_DAY, DEMO=True, DEMO_ABOUT=ABOUT)
    with django_db_blocker.unblock(), told:
        storybook.build()
        yield {one.forename: one.pk for one in Child.objects.using("owner").all()}
        connections.close_all()
        copy_of(template_database, settings.TEST_DATABASE)


@pytest.fixture(autouse=True)
def database(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def whole(who: str, name: str, *arguments: int) -> str:
    """Return a page with what families and plans say in it, which `read` leaves out."""
    user = User.objects.get(email=f"{who}@demo.example")
    return world.signed_in(user).get(reverse(name, args=arguments)).content.decode()


def read(who: str, name: str = "family:home", *arguments: int) -> str:
    """Return the words a persona reads on a page, after its status."""
    user = User.objects.get(email=f"{who}@demo.example")
    answer = world.signed_in(user).get(reverse(name, args=arguments or None), follow=True)
    return f"{answer.status_code} {text_of(answer.content.decode())}"


def test_a_mother_reads_first_that_the_council_is_late_and_why(families):
    text = read("ngozi.okafor")
    assert text.index("We are late.") < text.index("There are too few psychologists.")
    assert "Friday 27 November 2026" in text


def test_a_draft_is_read_in_urdu_with_what_was_said_and_answered(families):
    assert "آپ کی باری" in read("nasreen.akhtar")
    text = whole("nasreen.akhtar", "family:draft", families["Bilal"])
    assert "He needs this twice a week, and in Urdu." in text
    assert "She works with an interpreter." in text


def test_a_child_finds_their_pictures_and_therapy_that_was_missed_is_owed(families):
    assert "Robin" not in read("robin.winslow")  # one's own page says "you"
    text = read("kerry.winslow", "family:delivery", families["Robin"])
    # Two weeks missed in the eyes of both, one of which a part came, and one that differs.
    assert "One hour and 55 minutes are owed." in text
    assert "We do not agree on 45 minutes." in text
    fixing = Clock.objects.using("owner").filter(rule="plan-fix", child_id=families["Robin"])
    assert fixing.filter(stopped=None, superseded=None, owner_post_id__isnull=False).exists()


def test_a_barred_father_and_a_hidden_mother_are_told_what_they_may_know(families):
    text = read("tarek.haddad", "family:where", families["Layla"])
    assert "You cannot see this page now." in text
    assert "Linden Rise" not in text
    assert read("tarek.haddad", "family:where", families["Robin"]).startswith("404")
    assert "Thistle" not in read("claire.fearnley")


def test_a_young_person_decides_and_a_mother_sees_the_parts_allowed(families):
    assert read("jamie.ollerton").startswith("200")
    assert "I want to work with engines." in whole(
        "jamie.ollerton", "family:say", families["Jamie"]
    )
    assert read("denise.ollerton", "family:where", families["Jamie"]).startswith("200")


def test_an_advice_worker_sees_one_child_of_the_two(families):
    assert read("grace.adeyemi", "family:where", families["Layla"]).startswith("200")
    assert read("grace.adeyemi", "family:where", families["Noor"]).startswith("404")


def test_each_persona_is_listed_with_who_they_are(families):
    listed = {one.name: one.title for one in personas(on=DEMO_DAY)}
    for one in PERSONAS:
        assert not one.about or listed[one.name] == one.about


def test_nothing_is_told_on_a_day_before_the_story(families):
    before = Clock.objects.using("owner").count()
    family.tell(date(2026, 11, 1))
    assert Clock.objects.using("owner").count() == before


# Who reads each page of the door, and of which child. Two are read in tests of their own.
READERS = {
    "home": ("rana.haddad", None), "look": ("ngozi.okafor", None), "code": ("sam.vale", None),
    "account": ("ngozi.okafor", None), "where": ("ngozi.okafor", "Amara"),
    "unhappy": ("ngozi.okafor", "Amara"), "messages": ("ngozi.okafor", "Amara"),
    "write": ("ngozi.okafor", "Amara"), "looked": ("ngozi.okafor", "Amara"),
    "say": ("kerry.winslow", "Robin"), "delivery": ("kerry.winslow", "Robin"),
    "private": ("robin.winslow", "Robin"), "sharing": ("jamie.ollerton", "Jamie"),
    "waits": ("ngozi.okafor", "Amara"), "complain": ("ngozi.okafor", "Amara"),
    "draft": ("rana.haddad", "Layla"), "say-one": ("robin.winslow", "Robin"),
    "comment": ("rana.haddad", "Layla"), "heard": ("ngozi.okafor", None),
    "heard-thanks": ("ngozi.okafor", None), "heard-mine": ("ngozi.okafor", "Amara"),
    "heard-year": ("ngozi.okafor", None), "heard-did": ("ngozi.okafor", None),
    "phone": ("ngozi.okafor", None), "needs": ("ngozi.okafor", None),
    "letters": ("ngozi.okafor", "Amara"),
    "records": ("ngozi.okafor", "Amara"), "navigator": ("ngozi.okafor", "Amara"),
}  # fmt: skip
MORE = {"say-one": ["likes"], "heard-year": ["derbyshire"], "heard-did": ["derbyshire"]}
# The survey of a link or a step is the year's with other questions; the sheet is a file, and a
# letter has words of its own. A code by text is asked for before anybody is in.
ELSEWHERE = {"join", "message", "complaint", "wait-tell", "heard-link", "heard-asked", "heard-stop",
             "delivery-sheet", "letter", "letter-pdf", "sign-in-by-text"}  # fmt: skip


def test_each_page_of_the_door_is_read_here_or_elsewhere():
    assert {pattern.name for pattern in urls.urlpatterns} == {*READERS, *ELSEWHERE}


@pytest.mark.parametrize("page", READERS)
def test_each_page_of_the_door_reads_at_grade_five(families, page):
    who, name = READERS[page]
    arguments: list[object] = [families[name]] if name else []
    user = User.objects.get(email=f"{who}@demo.example")
    address = reverse(f"family:{page}", args=[*arguments, *MORE.get(page, [])])
    answer = world.signed_in(user).get(address, follow=True)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert page_grade(text) <= 5
    assert sentence_length(text_of(text)) <= 15

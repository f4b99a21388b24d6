"""Who is in a child's life: adding an adult with what shows it, and ending what ties them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.pages import family_world as world
from tests.reading_grade import text_of

from goldenthread.access.models import Tie
from goldenthread.audit.models import AuditRow
from goldenthread.people.models import Adult, AdultLink, SealHolder
from goldenthread.people.relations import RELATIONS

from .conftest import STARTED, TODAY, child

DAY = timedelta(days=1)
WRITING = 20  # statements: read, locked and read again, checked, written, written down
CARER = {
    "name": "Wren Invented", "relationship": "foster carer",
    "responsibility_evidence": "Placement letter of 3 November seen",
    "parental_responsibility": "NO", "lives_with": "YES", "may_see_plan": "YES",
    "may_see_location": "YES", "gets_notices": "YES", "email": "wren@example.invalid",
    "phone": "01632 960 001", "address": "4 Elder Row", "postcode": "ZZ9 9ZZ",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def kit(as_service, areas, cast):
    return child(areas.derbyshire, "F-1", "Kit", "Invented")


@pytest.fixture
def desk(cast):
    return world.signed_in(cast.officer)


def add(desk, kit, act="do", **more):
    return desk.post(reverse("desk:family-add", args=[kit.pk]), CARER | {"act": act} | more)


def end(desk, link, last_day=TODAY):
    parts = {"day": last_day.day, "month": last_day.month, "year": last_day.year}
    given = {f"last_day-{name}": value for name, value in parts.items()}
    return desk.post(reverse("desk:family-end", args=[link.child_id, link.pk]), given)


def told(answer) -> str:
    assert answer.status_code == 200
    text = text_of(answer.content.decode())
    assert "There is a problem" in text
    return text


class TestAdding:
    def test_says_what_they_would_see_before_anything_is_saved(self, desk, kit):
        text = text_of(add(desk, kit, act="check").content.decode())
        assert "Nothing at all, until they open an account with a code that you send." in text
        assert "Where the child lives and goes to school." in text
        assert "Education Act 1996, s.576" in text
        assert not AdultLink.objects.filter(child=kit).exists()
        less = {"may_see_plan": "UNKNOWN", "may_see_location": "NO", "gets_notices": "UNKNOWN"}
        text = text_of(add(desk, kit, act="check", **less).content.decode())
        assert "Not the plan and not its drafts" in text
        assert "No place: not where the child lives" in text
        assert "No notice and no letter" in text

    def test_records_who_they_are_what_shows_it_and_who_checked(self, desk, kit, cast):
        for _ in range(2):  # a double click
            assert add(desk, kit).status_code == 302
        link = AdultLink.objects.get(child=kit)
        assert link.adult.name == "Wren Invented"
        assert link.adult.postcode == "ZZ9 9ZZ"
        assert link.adult.invented
        assert link.relationship == "foster carer"
        assert link.responsibility_evidence == "Placement letter of 3 November seen"
        assert link.checked_by_post_id == cast.officer.posts.get().pk
        assert Adult.objects.filter(name="Wren Invented").count() == 1
        row = AuditRow.objects.filter(child_id=kit.pk, purpose="adult-linked").latest("pk")
        assert (row.action, row.route) == ("write", "desk:family-add")

    def test_a_parent_with_responsibility_and_no_notices_is_warned_of(self, desk, kit):
        given = {"parental_responsibility": "YES", "gets_notices": "NO"}
        warned = text_of(add(desk, kit, act="check", **given).content.decode())
        assert "Here they would get none." in warned
        given["gets_notices"] = "YES"
        assert "Here they would get none." not in text_of(
            add(desk, kit, act="check", **given).content.decode()
        )

    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"name": " "}, "Enter their full name"),
            ({"responsibility_evidence": ""}, "Enter what shows who they are"),
            ({"relationship": ""}, "Select who they are to the child"),
            ({"email": "wren"}, "email"),
            ({"name": "W" * 121}, "120"),
        ],
    )
    def test_bad_input_is_refused_in_words_and_what_was_typed_stays(self, desk, kit, wrong, why):
        answer = add(desk, kit, act="check", **wrong)
        assert why in told(answer)
        assert "4 Elder Row" in answer.content.decode()
        assert not AdultLink.objects.filter(child=kit).exists()

    @pytest.mark.parametrize("name", ["Zoë 🌻 O’Brien", "نسرین اختر", 'a<b>&"c'])
    def test_any_name_is_kept_as_it_was_typed(self, desk, kit, name):
        assert add(desk, kit, name=name).status_code == 302
        assert AdultLink.objects.get(child=kit).adult.name == name
        page = desk.get(reverse("desk:family", args=[kit.pk])).content.decode()
        assert "<b>" not in page
        assert name.partition("<")[0] in page

    def test_changing_an_answer_shows_the_form_again_as_it_was(self, desk, kit):
        page = add(desk, kit, act="change").content.decode()
        assert 'value="Wren Invented"' in page
        assert "There is a problem" not in page

    def test_every_relation_says_what_the_law_says_with_its_source(self, desk, kit):
        for word, relation in RELATIONS.items():
            text = text_of(add(desk, kit, act="check", relationship=word).content.decode())
            assert text_of(relation.law) in text
            assert " s" in relation.source

    def test_each_page_asks_twelve_times_at_most(self, desk, kit):
        for given in ({"act": "check"}, {"act": "do", "name": "Somebody Else"}):
            with CaptureQueriesContext(connection) as asked:
                add(desk, kit, **given)
            ours = [q for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
            assert len(ours) <= (12 if given["act"] == "check" else WRITING)


class TestSomebodyKnown:
    @pytest.fixture
    def known(self, areas, kit):
        sister = child(areas.derbyshire, "F-2", "Sister", "Invented")
        adult = Adult.objects.create(
            area=kit.area, name="Ms wren Invented", phone="01632960001", invented=True
        )
        AdultLink.objects.create(
            area=kit.area, child=sister, adult=adult, relationship="foster carer",
            from_date=STARTED,
        )  # fmt: skip
        return adult

    def test_a_person_says_whether_it_is_them_and_nobody_is_joined_by_a_name(
        self, desk, kit, known
    ):
        page = add(desk, kit, act="check")
        text = text_of(page.content.decode())
        assert "Yes: Ms wren Invented. Same name and phone; in the life of one child now" in text
        assert "Sister" not in text
        told(add(desk, kit))
        assert not AdultLink.objects.filter(child=kit).exists()
        assert add(desk, kit, person=str(known.pk)).status_code == 302
        assert AdultLink.objects.get(child=kit).adult == known
        known.refresh_from_db()
        assert known.email == ""  # what was typed is not written over who was known

    def test_somebody_new_of_the_same_name_is_a_person_of_their_own(self, desk, kit, known):
        for _ in range(2):
            assert add(desk, kit, person="new").status_code == 302
        assert AdultLink.objects.get(child=kit).adult != known

    def test_one_who_is_linked_already_is_refused_and_said_to_be(self, desk, kit, known):
        add(desk, kit, person=str(known.pk))
        text = text_of(add(desk, kit, act="check").content.decode())
        assert "linked to this child already" in text
        other = {"person": str(known.pk), "relationship": "carer"}
        assert "They are linked to this child already." in told(add(desk, kit, **other))

    def test_nobody_is_found_by_a_sealed_record_but_by_its_holders(self, desk, kit, known, cast):
        sister = known.child_links.get().child
        sister.sealed = True
        sister.save()
        assert "Same name" not in add(desk, kit, act="check").content.decode()
        SealHolder.objects.create(area=kit.area, child=sister, user=cast.officer, from_date=STARTED)
        assert "Same name" in add(desk, kit, act="check").content.decode()

    def test_an_adult_of_another_area_is_nobody_here(self, desk, kit, areas):
        far = Adult.objects.create(area=areas.derby, name="Wren Invented", invented=True)
        assert "Same name" not in add(desk, kit, act="check").content.decode()
        add(desk, kit, person=str(far.pk))
        assert AdultLink.objects.get(child=kit).adult != far


class TestWhereAChildIsHidden:
    @pytest.fixture
    def hidden(self, kit):
        kit.location_restricted, kit.location_team = True, "the access team"
        kit.save()
        return kit

    def test_how_to_reach_them_is_refused_unless_the_child_lives_elsewhere(self, desk, hidden):
        assert "Where this child is, is restricted." in told(add(desk, hidden))
        assert not Adult.objects.filter(name="Wren Invented").exists()
        assert add(desk, hidden, lives_with="NO").status_code == 302

    def test_a_place_in_what_shows_it_is_stopped(self, desk, hidden):
        given = {"responsibility_evidence": "Tax bill seen for ZZ9 9ZY", "lives_with": "NO"}
        text = told(add(desk, hidden, **given))
        assert "This names a postcode for" in text


class TestEnding:
    @pytest.fixture
    def link(self, kit):
        return world.make_family(kit, world.account("Mum Invented"))

    @pytest.fixture
    def mum(self, link):
        return world.signed_in(link.adult.user)

    def test_says_what_stops_and_ends_on_the_day_told(self, desk, link, mum):
        address = reverse("desk:family-end", args=[link.child_id, link.pk])
        page = desk.get(address).content.decode()
        assert "no page about this child opens" in page
        assert "in this child&#39;s life: Mum Invented, mother" in page.replace("'", "&#39;")
        here = reverse("family:where", args=[link.child_id])
        assert mum.get(here).status_code == 200
        for _ in range(2):  # a double click
            assert end(desk, link, TODAY - DAY).status_code == 302
        assert mum.get(here).status_code == 404
        link.refresh_from_db()
        assert link.to_date == TODAY - DAY
        assert Tie.objects.get(user=link.adult.user).to_date == TODAY - DAY
        row = AuditRow.objects.filter(purpose="link-ended").latest("pk")
        assert row.child_id == link.child_id

    def test_today_is_theirs_when_it_is_the_last_day(self, desk, link, mum):
        end(desk, link)
        assert mum.get(reverse("family:where", args=[link.child_id])).status_code == 200

    @pytest.mark.parametrize("day", [TODAY + DAY, STARTED - DAY])
    def test_no_day_to_come_and_none_before_the_first(self, desk, link, day):
        told(end(desk, link, day))
        link.refresh_from_db()
        assert link.to_date is None

    def test_they_can_come_back_and_see_nothing_without_a_new_code(self, desk, link, mum):
        end(desk, link, TODAY - DAY)
        again = CARER | {"name": link.adult.name, "person": str(link.adult_id)}
        assert add(desk, link.child, **again).status_code == 302
        assert AdultLink.objects.filter(child=link.child, to_date=None).count() == 1
        assert mum.get(reverse("family:where", args=[link.child_id])).status_code == 404

    def test_nobody_else_of_the_family_or_of_no_tie_reaches_these_pages(self, link, mum, cast):
        pages = [
            reverse("desk:family-add", args=[link.child_id]),
            reverse("desk:family-end", args=[link.child_id, link.pk]),
        ]
        stranger = world.signed_in(world.account("No Body"))
        for page in pages:
            assert mum.post(page, CARER).status_code in (403, 404)
            assert stranger.post(page, CARER).status_code == 404
        assert AdultLink.objects.filter(child=link.child, to_date=None).count() == 1

"""The way in: anybody asks from a phone, staff enter what came otherwise, a person matches it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access import asking as access
from goldenthread.access.asking import service
from goldenthread.access.models import Post
from goldenthread.assessment.commands import asking
from goldenthread.assessment.models import Assessment, Request
from goldenthread.audit.models import AuditRow
from goldenthread.letters.models import Letter, LetterCopy
from goldenthread.people.models import AdultLink, Child, SealHolder
from goldenthread.timeline.models import Clock

from .casework import reach_at_once, received
from .conftest import STARTED, TODAY, child

ASK = "/ask/"
WHO = {"requester": "PARENT", "area": "830"}
ABOUT = {
    "forename": "Sam",
    "surname": "Invented",
    "birth_date-day": "3",
    "birth_date-month": "5",
    "birth_date-year": "2016",
    "setting_name": "Invented Primary School",
}
NEEDS = {"needs": "Sam cannot bear noise.", "tried": "Ear muffs.", "plan_elsewhere": ""}
YOU = {
    "asked_by": "Parent Invented",
    "relationship": "mother",
    "phone": "07700 900123",
    "email": "",
    "address": "1 Invented Road",
    "postcode": "DE0 0AA",
    "hide_place": "no",
}
ALL = {**WHO, **ABOUT, **NEEDS, **YOU, "key": "one", "done": ["who", "child", "needs", "you"]}


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


class Visitor(Client):
    """Somebody who is not signed in; the test's own reach is stated again after each page."""

    def request(self, **given):
        answer = super().request(**given)
        access.state(service("test", [830, 831]))
        return answer


@pytest.fixture
def visitor(as_service, areas) -> Client:
    return Visitor()


@pytest.fixture
def asked(sam, visitor) -> Request:
    """A request sent from a phone about a child who is on record."""
    reach_at_once(sam)
    assert visitor.post(ASK, {**ALL, "act": "do"}).status_code == 200
    return Request.objects.get()


class TestAsking:
    def test_goes_step_by_step_and_sends_only_at_the_end(self, visitor):
        shown = words(visitor.get(ASK))
        assert "You do not need an account." in shown
        typed: dict[str, object] = {"key": "one", "done": []}
        for name, step, after in (
            ("who", WHO, "About your child"),
            ("child", ABOUT, "What is hard for your child?"),
            ("needs", NEEDS, "How can we reach you?"),
            ("you", YOU, "Check what you wrote"),
        ):
            shown = words(visitor.post(ASK, {**typed, **step, "at": name}))
            assert after in shown
            typed = {**typed, **step, "done": [*typed["done"], name]}
        assert "Sam cannot bear noise." in shown
        assert Request.objects.count() == 0
        shown = words(visitor.post(ASK, {**typed, "act": "do"}))
        made = Request.objects.get()
        assert f"R{made.pk}" in shown
        assert (made.channel, made.received_date, made.asked_by) == (
            "PORTAL",
            TODAY,
            "Parent Invented",
        )
        # Sunday 22 November: six and twenty weeks, as the law counts them.
        assert "Sunday 3 January 2027" in shown
        assert "Sunday 11 April 2027" in shown

    def test_a_young_person_asks_for_themself(self, visitor):
        own = {**ALL, "requester": "YOUNG_PERSON", "asked_by": "", "relationship": ""}
        shown = words(visitor.post(ASK, {**own, "act": "go-child"}))
        assert "Your date of birth" in shown
        visitor.post(ASK, {**own, "act": "do"})
        assert Request.objects.get().asked_by == "Sam Invented"

    @pytest.mark.parametrize(
        ("at", "wrong", "says"),
        [
            ("who", {"area": ""}, "Choose your council"),
            ("child", {"birth_date-year": "2031"}, "on or before"),
            ("child", {"surname": " "}, "Write the last name"),
            ("needs", {"needs": ""}, "Write a few words on what is hard"),
            ("you", {"email": "nobody"}, "Write the email like"),
            ("you", {"phone": "", "address": ""}, "Write a phone, an email or an address"),
            ("you", {"hide_place": ""}, "Choose yes or no"),
        ],
    )
    def test_says_what_is_wrong_and_loses_nothing(self, visitor, at, wrong, says):
        for act in ("", "do"):
            shown = words(visitor.post(ASK, {**ALL, **wrong, "at": at, "act": act}))
            assert says in shown
            assert wrong.get("needs", "Sam cannot bear noise.") in shown
            assert "Ear muffs." in shown
        assert Request.objects.count() == 0

    def test_going_back_keeps_what_stands_half_written(self, visitor):
        shown = words(visitor.post(ASK, {**ALL, "at": "you", "phone": "07", "act": "go-needs"}))
        assert "Sam cannot bear noise." in shown
        assert 'name="phone" value="07"' in shown

    def test_sent_twice_it_is_one_request_with_the_same_receipt(self, visitor):
        first, second = (words(visitor.post(ASK, {**ALL, "act": "do"})) for _ in range(2))
        number = f"R{Request.objects.get().pk}"
        assert number in first
        assert number in second

    def test_nothing_tells_whether_the_child_is_on_record(self, sam, visitor):
        known = words(visitor.post(ASK, {**ALL, "act": "do"}))
        other = {**ALL, "key": "two", "forename": "Nobody", "surname": "Known"}
        unknown = words(visitor.post(ASK, {**other, "act": "do"}))
        numbers = re.compile(r"R\d+|/ask/copy/[^/]+/|value=\"[^\"]*\"|nonce=\"[^\"]*\"")
        assert numbers.sub("", known) == numbers.sub("", unknown)

    def test_a_machine_that_floods_is_asked_to_wait_and_what_it_typed_stands(
        self, visitor, monkeypatch
    ):
        monkeypatch.setattr(asking, "MOST_AN_HOUR", 2)
        for key in ("one", "two"):
            assert visitor.post(ASK, {**ALL, "key": key, "act": "do"}).status_code == 200
        third = visitor.post(ASK, {**ALL, "key": "three", "act": "do"})
        assert third.status_code == 429
        assert "Wait an hour" in words(third)
        assert "Sam cannot bear noise." in words(third)
        # The same form sent again is not one more.
        assert visitor.post(ASK, {**ALL, "key": "two", "act": "do"}).status_code == 200
        kept = Request.objects.values_list("origin_hash", flat=True)
        assert all("127.0.0.1" not in mark and len(mark) == 64 for mark in kept)

    def test_what_was_sent_is_shown_once_to_whoever_holds_the_link(self, visitor):
        shown = visitor.post(ASK, {**ALL, "act": "do"}).content.decode()
        (link,) = re.findall(r'href="(/ask/copy/[^"]+)"', shown)
        assert "Sam cannot bear noise." not in words(visitor.get(link))
        assert "Sam cannot bear noise." in words(visitor.post(link))
        assert "has been used" in words(visitor.post(link))

    def test_is_kept_in_no_cache(self, visitor):
        assert "no-store" in visitor.get(ASK)["Cache-Control"]

    def test_reads_as_a_child_of_ten_reads(self, visitor):
        pages = [visitor.get(ASK)]
        pages += [visitor.post(ASK, {**ALL, "act": f"go-{n}"}) for n in ("child", "needs", "you")]
        pages += [visitor.post(ASK, {**ALL, "at": "you"}), visitor.post(ASK, {**ALL, "act": "do"})]
        pages += [visitor.get("/ask/copy/none/"), visitor.post("/ask/copy/none/")]
        for page in pages:
            html = page.content.decode()
            assert page_grade(html) <= 5, text_of(html)
            assert sentence_length(text_of(html)) <= 15


class TestTakingIn:
    FORM = {
        "key": "k1",
        "area": "830",
        "received_date": str(TODAY - timedelta(days=9)),
        "channel": "LETTER",
        "requester": "PARENT",
        "asked_by": "Parent Invented",
        "forename": "Sam",
        "surname": "Invented",
        "birth_date": "2016-05-03",
        "needs": "Cannot bear noise.",
        "family_knows": "",
    }

    def test_a_letter_is_received_the_day_it_reached_any_part_of_the_council(self, sam, cast):
        client, page = signed_in(cast.officer), reverse("assessment:take-in")
        shown = words(client.post(page, self.FORM))
        assert "Check the request" in shown
        assert Request.objects.count() == 0
        for _ in range(2):
            answer = client.post(page, {**self.FORM, "act": "do"})
            assert answer.status_code == 302
        made = Request.objects.get()
        assert (made.received_date, made.channel) == (TODAY - timedelta(days=9), "LETTER")
        assert answer.url == reverse("assessment:match", args=[made.pk])

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"received_date": str(TODAY + timedelta(days=1))}, "must be on or before"),
            ({"received_date": "2016-01-01"}, "date of birth is after the request"),
            ({"upn": "A123"}, "not a unique pupil number"),
            ({"nhs_number": "123"}, "not an NHS number"),
            ({"channel": ""}, "Select how it came"),
        ],
    )
    def test_what_cannot_be_right_is_refused_and_kept(self, sam, cast, wrong, says):
        page = signed_in(cast.officer).post(
            reverse("assessment:take-in"), {**self.FORM, **wrong, "act": "do"}
        )
        assert says in words(page)
        assert "Cannot bear noise." in words(page)
        assert Request.objects.count() == 0

    def test_a_school_sends_its_own_and_learns_nothing_of_records(self, sam, cast):
        client, page = signed_in(cast.senco), reverse("assessment:take-in")
        assert "A health professional" not in words(client.get(page))
        sent = {**self.FORM, "requester": "SETTING", "family_knows": "yes", "act": "do"}
        shown = words(client.post(page, sent))
        assert "Request received" in shown
        access.state(service("test", [830, 831]))
        made = Request.objects.get()
        assert (made.requester, made.channel, made.received_date) == ("SETTING", "PORTAL", TODAY)
        assert client.get(reverse("assessment:match", args=[made.pk])).status_code == 403


def match(asked: Request) -> str:
    return reverse("assessment:match", args=[asked.pk])


class TestMatching:
    def test_the_list_shows_the_oldest_first_with_its_day_and_says_when_empty(self, asked, cast):
        client = signed_in(cast.officer)
        shown = words(client.get(reverse("assessment:requests")))
        assert match(asked) in shown
        assert "3 January 2027" in shown
        assert match(asked) not in words(
            signed_in(cast.city_officer).get(reverse("assessment:requests"))
        )
        access.state(service("test", [830, 831]))
        Request.objects.update(state="SET_ASIDE", settled_at="2026-11-22T10:00Z")
        assert "Every request has been matched." in words(
            client.get(reverse("assessment:requests"))
        )

    def test_shows_who_is_told_and_does_nothing_until_it_is_confirmed(self, asked, sam, cast):
        client, what = signed_in(cast.officer), {"what": f"child-{sam.pk}", "on_record": "yes"}
        shown = words(client.post(match(asked), what))
        assert "Parent Invented: " in shown
        assert "Invented Primary School: For your information" in shown
        assert "Decision whether to assess: by Sunday 3 January 2027" in shown
        assert not Assessment.objects.exists()
        for _ in range(2):
            answer = client.post(match(asked), {**what, "act": "do"})
            assert answer.url.startswith(reverse("assessment:case", args=[sam.pk]))
        assert Assessment.objects.count() == 1
        assert Letter.objects.filter(kind="request-received").count() == 1
        # The mother was on the record already, so she is not put there twice.
        assert AdultLink.objects.filter(child=sam).count() == 1
        assert AuditRow.objects.filter(purpose="match-request").exists()

    def test_a_new_child_gets_a_record_a_parent_with_letters_and_their_clocks(self, visitor, cast):
        visitor.post(ASK, {**ALL, "plan_elsewhere": "Nottinghamshire", "act": "do"})
        asked = Request.objects.get()
        client = signed_in(cast.officer)
        shown = words(client.get(match(asked)))
        assert "No record of this area looks like this child." in shown
        assert "Ask that council for it." in shown
        said = {"what": "new", "on_record": "yes", "responsibility": "yes", "act": "do"}
        shown = words(client.post(match(asked), said))
        assert "Say what shows that they have parental responsibility." in shown
        assert not Child.objects.exists()
        client.post(match(asked), {**said, "evidence": "birth certificate"})
        made = Child.objects.get()
        assert (made.forename, made.postcode) == ("Sam", "DE00AA")
        link = AdultLink.objects.get(child=made)
        assert (link.adult.name, link.gets_notices, link.parental_responsibility) == (
            "Parent Invented",
            "YES",
            "YES",
        )
        assert link.checked_by_post_id == Post.objects.get(user=cast.officer).pk
        copy = LetterCopy.objects.get(letter__kind="request-received")
        assert copy.name == "Parent Invented"
        due = Clock.objects.get(child_id=made.pk, rule="ena-decide", known_to__isnull=True)
        assert (due.started, due.due) == (TODAY, date(2027, 1, 3))

    def test_a_letter_of_last_week_is_told_of_to_a_parent_put_on_record_today(
        self, sam, areas, cast
    ):
        client = signed_in(cast.officer)
        client.post(reverse("assessment:take-in"), {**TestTakingIn.FORM, "act": "do"})
        asked = Request.objects.get()
        client.post(match(asked), {"what": "new", "on_record": "yes", "act": "do"})
        copy = LetterCopy.objects.get(letter__kind="request-received")
        assert copy.name == "Parent Invented"
        due = Clock.objects.get(rule="ena-decide", known_to__isnull=True)
        assert due.started == TODAY - timedelta(days=9)

    def test_with_nobody_to_tell_no_case_opens_and_the_page_says_so(self, asked, cast):
        page = signed_in(cast.officer).post(
            match(asked), {"what": "new", "on_record": "no", "act": "do"}
        )
        assert "There is a problem" in words(page)
        assert not Assessment.objects.exists()
        assert Child.objects.count() == 1

    def test_a_hidden_family_is_restricted_as_the_case_opens(self, visitor, cast):
        visitor.post(ASK, {**ALL, "hide_place": "yes", "act": "do"})
        asked = Request.objects.get()
        client = signed_in(cast.officer)
        shown = words(client.get(match(asked)))
        assert "must not learn where they live" in shown
        said = {"what": "new", "on_record": "yes", "responsibility": "unknown", "hide": "on"}
        client.post(match(asked), {**said, "act": "do"})
        made = Child.objects.get()
        assert (made.location_restricted, made.address, made.postcode) == (True, "", "")
        asked.refresh_from_db()
        assert (asked.address, asked.postcode, asked.phone, asked.setting_name) == ("",) * 4
        assert b"Invented Road" not in bytes(asked.sealed_places)

    def test_what_was_asked_stays_to_be_read_and_a_hidden_place_is_its_holders(self, visitor, cast):
        said = {"hide_place": "yes", "needs": "We hide at 1 Invented Road.", "act": "do"}
        visitor.post(ASK, {**ALL, **said})
        officer = signed_in(cast.officer)
        match_it = {"what": "new", "on_record": "yes", "hide": "on", "act": "do"}
        officer.post(match(Request.objects.get()), match_it)
        access.state(service("test", [830, 831]))
        address = reverse("assessment:asked", args=[Child.objects.get().pk])
        case = reverse("assessment:case", args=[Child.objects.get().pk])
        assert address in words(officer.get(case))
        for user, sees in ((cast.officer, True), (cast.manager, False)):
            shown = words(signed_in(user).get(address))
            assert "Ear muffs." in shown
            assert ("Invented Road" in shown) == sees
            assert ("07700 900123" in shown) == sees

    def test_a_duplicate_joins_the_open_case(self, asked, sam, cast, asker_of):
        case = received(sam, asker_of(cast.officer), on=TODAY)
        client, what = signed_in(cast.officer), {"what": f"child-{sam.pk}", "act": "do"}
        assert "A case is open" in words(client.get(match(asked)))
        assert "Enter why" in words(client.post(match(asked), what))
        client.post(match(asked), {**what, "why": "The school asked first."})
        asked.refresh_from_db()
        assert (asked.state, asked.assessment_id) == ("DUPLICATE", case.pk)
        assert Letter.objects.filter(kind="request-received").count() == 1

    def test_set_aside_it_says_why_and_stays_to_be_read(self, asked, cast):
        client = signed_in(cast.officer)
        said = {"what": "aside", "why": "She wants a school place.", "act": "do"}
        assert client.post(match(asked), said).url.endswith("?done")
        assert "She wants a school place." in words(client.get(match(asked)))

    def test_a_number_nobody_has_is_refused(self, asked, cast):
        page = signed_in(cast.officer).post(match(asked), {"what": "other", "local_id": "X"})
        assert "No child of this area has that record number." in words(page)

    def test_a_sealed_record_is_offered_to_its_holder_alone(self, asked, sam, cast):
        sam.sealed = True
        sam.save()
        assert "No record of this area looks like" in words(
            signed_in(cast.officer).get(match(asked))
        )
        SealHolder.objects.create(area_id=830, child=sam, user=cast.manager, from_date=STARTED)
        assert f"child-{sam.pk}" in words(signed_in(cast.manager).get(match(asked)))

    def test_a_restricted_child_is_never_matched_by_where_they_live(self, asked, sam, cast):
        sam.location_restricted, sam.postcode = True, ""
        sam.save()
        shown = words(signed_in(cast.officer).get(match(asked)))
        assert "Where this child is, is for named people only." in shown
        assert "postcode" not in shown.lower().replace("postcode</dt>", "")

    def test_another_area_is_named_and_nothing_more(self, areas, visitor, cast):
        child(areas.derby, "C-1", "Sam", "Elsewhere", upn="G830200012347")
        visitor.post(ASK, {**ALL, "act": "do"})
        Request.objects.update(upn="G830200012347")
        said = {"what": "new", "on_record": "yes"}
        shown = words(signed_in(cast.officer).post(match(Request.objects.get()), said))
        assert "may be held in Derby. Ask that team" in shown
        assert "Elsewhere" not in shown

    @pytest.mark.parametrize("page", ["requests", "match", "take-in"])
    def test_asks_the_database_twelve_times_at_most(
        self, asked, areas, cast, page, django_assert_max_num_queries
    ):
        for number in range(20):
            child(areas.derbyshire, f"T-{number}", "Sam", "Invented")
        address = reverse(f"assessment:{page}", args=[asked.pk] if page == "match" else [])
        client = signed_in(cast.officer)
        client.get(address)
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200

    def test_what_was_asked_asks_twelve_times_at_most(
        self, asked, sam, cast, django_assert_max_num_queries
    ):
        client = signed_in(cast.officer)
        client.post(match(asked), {"what": f"child-{sam.pk}", "act": "do"})
        address = reverse("assessment:asked", args=[sam.pk])
        client.get(address)
        with django_assert_max_num_queries(12):
            assert "Ear muffs." in words(client.get(address))


def test_who_may_match_requests(asked, cast):
    expected = {
        **dict.fromkeys(("officer", "manager"), 200),
        **dict.fromkeys(("senco", "psychologist", "dco", "data_officer", "parent"), 403),
        "city_officer": 404,
    }
    found = {who: signed_in(getattr(cast, who)).get(match(asked)).status_code for who in expected}
    assert found == expected

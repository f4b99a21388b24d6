"""The pages of letters: who may open them, what they show, and settling what is held."""

from __future__ import annotations

import io

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.unit.documents.pdf_tags import check_accessible, text_of

from goldenthread.access import asking
from goldenthread.access.rules import Permission, Role
from goldenthread.audit.models import AuditRow
from goldenthread.documents.content import Paragraph
from goldenthread.letters.models import Handover, Hold, LetterCopy
from goldenthread.letters.queries import own_letters
from goldenthread.letters.rules.content import Piece
from goldenthread.letters.rules.recipients import Shows
from goldenthread.people.models import Adult, AdultLink, Child
from goldenthread.people.queries import get_child

from .conftest import NOW, TODAY, person
from .letters_support import adult, content, family, send

BACKEND = "django.contrib.auth.backends.ModelBackend"
WHY = "I read it with the team and it gives nothing away."


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def sam(sam):
    AdultLink.objects.filter(child=sam).delete()
    return sam


@pytest.fixture
def letter(officer, sam):
    """A letter whose copy for the barred father is held."""
    family(sam)
    return send(officer, sam, content("The visit is at 14 Canaryelm Walk."))


def as_(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def copy_of(letter, name: str) -> LetterCopy:
    return LetterCopy.objects.get(letter=letter, name=name)


class TestWhoMayOpen:
    @pytest.mark.parametrize(
        ("who", "status"),
        [
            *((who, 200) for who in ("officer", "manager")),
            *((who, 403) for who in ("dco", "psychologist", "senco", "parent", "data_officer")),
            *((who, 404) for who in ("city_officer", "stranger", "commissioner")),
        ],
    )
    def test_a_letter_its_copies_and_what_holds_them(self, cast, letter, as_service, who, status):
        asking.state(as_service)
        copy, hold = copy_of(letter, "Ada Invented"), Hold.objects.get()
        client = as_(getattr(cast, who))
        for address in (
            f"/letters/{letter.pk}/",
            f"/letters/copies/{copy.pk}/pdf/",
            f"/letters/copies/{copy.pk}/docx/",
            f"/letters/holds/{hold.pk}/",
        ):
            assert client.get(address).status_code == status, address


class TestChildsLetters:
    def test_list_says_how_each_stands(self, cast, letter, sam):
        said = as_(cast.officer).get(f"/children/{sam.pk}/letters/").content.decode()
        assert "We will assess" in said
        assert "1 of 2 held" in said

    def test_empty_list_says_so(self, cast, sam):
        said = as_(cast.officer).get(f"/children/{sam.pk}/letters/").content.decode()
        assert "No letter has been written about this child." in said

    def test_one_letter_shows_its_words_copies_and_why_one_is_held(self, cast, letter):
        said = as_(cast.officer).get(f"/letters/{letter.pk}/").content.decode()
        for words in ("14 Canaryelm Walk", "Ada Invented", "Held until somebody looks"):
            assert words in said
        assert said.count("<h1") == 1

    def test_a_copy_is_drawn_for_who_may_have_it_and_the_export_is_audited(
        self, cast, letter, as_service
    ):
        asking.state(as_service)
        copy = copy_of(letter, "Ada Invented")
        client = as_(cast.officer)
        pdf = client.get(f"/letters/copies/{copy.pk}/pdf/")
        check_accessible(pdf.content, title="We will assess")
        assert "Monday 1 February 2027" in text_of(pdf.content)
        assert pdf["Content-Disposition"].startswith("attachment;")
        assert "Ada" not in pdf["Content-Disposition"]
        assert pdf["Cache-Control"] == "no-store, private"
        file = client.get(f"/letters/copies/{copy.pk}/docx/").content
        assert docx.Document(io.BytesIO(file)).core_properties.author == ""
        asking.state(as_service)
        assert AuditRow.objects.filter(purpose="letter-download").count() == 2

    def test_staff_who_may_not_see_the_place_read_the_letter_without_it(
        self, cast, officer, sam, as_service
    ):
        adult(sam, "Ada Invented", parental_responsibility="YES", may_see_location="YES")
        said = content()
        place = Piece(blocks=(Paragraph(words="At Larkfield Academy."),), shows=Shows.LOCATION)
        made = send(officer, sam, said.model_copy(update={"pieces": (*said.pieces, place)}))
        asking.state(as_service)
        Child.objects.filter(pk=sam.pk).update(
            location_restricted=True, address="", postcode="", location_team="safeguarding"
        )
        copy = copy_of(made, "Ada Invented")
        client = as_(cast.officer)
        assert "Larkfield" not in client.get(f"/letters/{made.pk}/").content.decode()
        assert "Larkfield" not in text_of(client.get(f"/letters/copies/{copy.pk}/pdf/").content)


class TestHolds:
    def settle(self, user, hold, answer="let-go", reason=WHY):
        return as_(user).post(f"/letters/holds/{hold.pk}/", {"answer": answer, "reason": reason})

    @pytest.fixture
    def hold(self, letter, as_service):
        asking.state(as_service)
        return Hold.objects.get()

    def test_who_wrote_it_cannot_let_it_go(self, cast, hold, as_service):
        answer = self.settle(cast.officer, hold)
        assert "Somebody else must look" in answer.content.decode()
        asking.state(as_service)
        hold.refresh_from_db()
        assert hold.settled_at is None

    def test_a_second_person_lets_it_go_with_a_reason_and_once(
        self, cast, hold, letter, as_service
    ):
        assert self.settle(cast.manager, hold).status_code == 302
        again = self.settle(cast.manager, hold)
        assert "already" in again.content.decode()
        asking.state(as_service)
        hold.refresh_from_db()
        assert (hold.let_go, hold.reason, hold.settled_by_id) == (True, WHY, cast.manager.pk)
        assert Handover.objects.get(copy__name="Ben Invented").state == "WAITING"

    def test_a_second_person_stops_it(self, cast, hold, as_service):
        assert self.settle(cast.manager, hold, "stop").status_code == 302
        asking.state(as_service)
        assert Handover.objects.get(copy__name="Ben Invented").state == "STOPPED"

    def test_too_short_a_reason_is_refused_and_kept(self, cast, hold):
        said = self.settle(cast.manager, hold, reason="fine by me").content.decode()
        assert "15 letters or more" in said
        assert "fine by me" in said

    def test_the_page_names_a_kind_of_thing_and_never_the_thing(self, cast, hold):
        said = as_(cast.manager).get(f"/letters/holds/{hold.pk}/").content.decode()
        assert "address" in said
        assert "Canaryelm" not in said

    def test_the_list_has_those_of_ones_own_areas(self, cast, hold):
        assert "May tell this reader" in as_(cast.manager).get("/letters/holds/").content.decode()
        said = as_(cast.city_officer).get("/letters/holds/").content.decode()
        assert "No letter is held." in said

    def test_a_sealed_record_is_in_no_list(self, cast, hold, sam, as_service):
        asking.state(as_service)
        Child.objects.filter(pk=sam.pk).update(sealed=True)
        client = as_(cast.manager)
        assert "No letter is held." in client.get("/letters/holds/").content.decode()
        assert "No copy stands here." in client.get("/letters/").content.decode()


class TestOutbox:
    def test_shows_each_state_and_filters_by_it(self, cast, letter):
        client = as_(cast.officer)
        every = client.get("/letters/").content.decode()
        assert "Held until somebody looks (1)" in every
        assert "Waiting to go (1)" in every
        held = client.get("/letters/?state=HELD").content.decode()
        assert "Ben Invented" in held
        assert "Ada Invented" not in held

    def test_the_way_to_what_is_held_is_shown_to_those_who_settle_it(self, cast, letter, bodies):
        way = 'href="/letters/holds/"'
        assert way in as_(cast.officer).get("/letters/").content.decode()
        reads_only = person("Tribunal", Role.TRIBUNAL_OFFICER, bodies.county)
        assert way not in as_(reads_only).get("/letters/").content.decode()

    @pytest.mark.parametrize(
        ("state", "act", "then"),
        [
            ("FAILED", "again", "WAITING"),
            ("UNSURE", "again", "WAITING"),
            ("UNSURE", "went", "SENT"),
            ("FAILED", "went", "FAILED"),
            ("WAITING", "again", "WAITING"),
        ],
    )
    def test_a_stuck_copy_is_answered_for(self, cast, letter, as_service, state, act, then):
        asking.state(as_service)
        over = Handover.objects.get(copy__name="Ada Invented")
        Handover.objects.filter(pk=over.pk).update(state=state, problem="x", tries=1)
        client = as_(cast.officer)
        for _ in range(2):  # pressed twice, it is done once
            assert client.post(f"/letters/stuck/{over.pk}/{act}/").status_code == 302
        asking.state(as_service)
        over.refresh_from_db()
        assert over.state == then

    @pytest.mark.parametrize(("who", "status"), [("city_officer", 404), ("senco", 403)])
    def test_only_by_those_who_may(self, cast, letter, as_service, who, status):
        asking.state(as_service)
        over = Handover.objects.get(copy__name="Ada Invented")
        answer = as_(getattr(cast, who)).post(f"/letters/stuck/{over.pk}/again/")
        assert answer.status_code == status


def test_families_own_letters_are_theirs_and_have_gone(cast, officer, sam, asker_of, as_service):
    for name, user in (("Ada Invented", cast.parent), ("Ben Invented", cast.stranger)):
        link = adult(sam, name, parental_responsibility="YES")
        Adult.objects.filter(pk=link.adult_id).update(user=user)
    send(officer, sam)
    parent = asker_of(cast.parent)
    with asking.stated(parent):
        reached = get_child(sam.pk, by=parent, to=Permission.FAMILY_VIEW, on=TODAY)
        assert own_letters(reached, by=parent) == []
    asking.state(as_service)
    Handover.objects.update(state="SENT", sent_at=NOW)
    with asking.stated(parent):
        (own,) = own_letters(reached, by=parent)
    assert (own.copy.name, own.title) == ("Ada Invented", "We will assess")


@pytest.mark.parametrize(
    "address", ["/children/{child}/letters/", "/letters/{letter}/", "/letters/", "/letters/holds/"]
)
def test_pages_ask_the_database_a_bounded_number_of_times(
    cast, officer, sam, letter, as_service, address
):
    for number in range(30):
        send(officer, sam, content("14 Canaryelm Walk."), key=f"k/{number}")
    client = as_(cast.manager)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = client.get(address.format(child=sam.pk, letter=letter.pk))
    assert answer.status_code == 200
    statements = [
        q["sql"]
        for q in asked.captured_queries
        if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))
    ]
    assert len(statements) <= 12, statements

"""The print room: a batch is taken once, downloaded, said to be posted, and letters come back."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.unit.documents.pdf_tags import text_of

from goldenthread.access import asking
from goldenthread.letters.carriers.folder import Folder
from goldenthread.letters.commands import printing
from goldenthread.letters.commands.handing import hand_over_waiting
from goldenthread.letters.models import Handover
from goldenthread.people.models import Adult, AdultLink, Child

from .advice_world import client_of
from .conftest import NOW, TODAY
from .letters_support import CASE, adult, content, send

DAY = timedelta(days=1)


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def room(settings, tmp_path) -> Folder:
    settings.LETTERS = {"POST": f"folder:{tmp_path}", "EMAIL": "", "TEXT": ""}
    return Folder(tmp_path)


@pytest.fixture
def printed(sam, officer, room):
    """Two letters to Sam's mother that went to the print room."""
    AdultLink.objects.filter(child=sam).delete()
    home = {"address": "14 Canaryelm Walk\nDE0 0AA", "postcode": "DE0 0AA"}
    adult(sam, "Ada Invented", home, parental_responsibility="YES", may_see_location="YES")
    for number in (1, 2):
        send(officer, sam, content(f"Letter {number}."), key=f"print/{number}", case=CASE)
    hand_over_waiting(NOW)
    return list(Handover.objects.order_by("pk"))


@pytest.fixture
def batch(printed, officer):
    with asking.stated(officer):
        return printing.take_batch(by=officer, at=NOW)


def posted(batch, by, on=TODAY, at=NOW):
    with asking.stated(by):
        return printing.say_posted(batch, posted=on, by=by, at=at)


class TestBatches:
    def test_what_gathered_is_taken_once_and_can_be_downloaded_again(
        self, printed, batch, officer, room
    ):
        with asking.stated(officer), pytest.raises(printing.WrongPrint, match="Nothing waits"):
            printing.take_batch(by=officer, at=NOW)
        with asking.stated(officer):
            first, second = (printing.batch_pdf(batch, by=officer, on=TODAY) for _ in range(2))
        for content_ in (first, second):
            with pikepdf.open(io.BytesIO(content_)) as whole:
                assert len(whole.pages) >= 4  # each begins on a sheet of its own
                assert len(whole.pages) % 2 == 0
        assert not list((room.root / "open").glob("GT-*.pdf"))
        lines = (room.root / "ready" / batch / "manifest.csv").read_text().splitlines()
        assert len(lines) == 3
        assert room.close_batch("by-hand") is None

    def test_the_files_gone_from_the_folder_are_said_to_be(self, batch, officer, room):
        for file in (room.root / "open").glob("GT-*.pdf"):
            file.unlink()
        page = client_of(officer_user()).get(f"/letters/print/{batch}/pdf/")
        assert "2 of the letters are not in the print folder" in page.content.decode()

    def test_a_sealed_childs_letters_are_left_to_its_holders(self, printed, sam, officer):
        Child.objects.filter(pk=sam.pk).update(sealed=True)
        with asking.stated(officer), pytest.raises(printing.WrongPrint):
            printing.take_batch(by=officer, at=NOW)

    def test_another_areas_officer_finds_no_such_batch(self, batch, cast):
        client = client_of(cast.city_officer)
        for part in ("", "pdf/"):
            assert client.get(f"/letters/print/{batch}/{part}").status_code == 404


def officer_user():
    from goldenthread.access.models import User

    return User.objects.get(name="Officer")


class TestPosted:
    def test_it_is_said_once(self, batch, officer):
        assert posted(batch, officer) == 2
        assert posted(batch, officer, on=TODAY + DAY, at=NOW + DAY) == 0
        found = set(Handover.objects.values_list("posted_date", "receipt"))
        assert found == {(TODAY, "posted")}

    @pytest.mark.parametrize(
        ("day", "says"),
        [(TODAY + DAY, "posted"), (TODAY - DAY, "before the letters were there")],
    )
    def test_a_day_that_cannot_be_is_refused_and_stays_typed(self, batch, officer, day, says):
        typed = {"posted-day": day.day, "posted-month": day.month, "posted-year": day.year}
        page = client_of(officer_user()).post(f"/letters/print/{batch}/posted/", typed)
        said = page.content.decode()
        assert says in said
        assert f'value="{day.day}"' in said
        assert not Handover.objects.filter(posted_date__isnull=False).exists()


class TestCameBack:
    def back(self, client: Client, one: Handover, batch: str, why: str):
        return client.post(f"/letters/came-back/{one.pk}/", {"why": why, "batch": batch})

    def test_it_waits_for_a_person_and_is_printed_once_more_to_where_its_reader_is_now(
        self, printed, batch, officer, room
    ):
        with asking.stated(officer):
            printing.batch_pdf(batch, by=officer, on=TODAY)
        posted(batch, officer)
        client, one = client_of(officer_user()), printed[0]
        assert self.back(client, one, batch, "GONE_AWAY").status_code == 302
        assert "nobody of that name lives there" in client.get("/letters/print/").content.decode()
        Adult.objects.update(address="2 Newbeech Row\nDE0 0CC", postcode="DE0 0CC")
        for _ in range(2):
            client.post(f"/letters/came-back/{one.pk}/again/")
        one.refresh_from_db()
        assert (one.state, one.batch, one.posted_date, one.came_back) == ("SENT", "", None, False)
        (file,) = (room.root / "open").glob("GT-*.pdf")
        assert file.stem == one.key
        assert "Newbeech" in text_of(file.read_bytes())

    def test_with_no_address_it_does_not_go_again(self, printed, batch, officer):
        posted(batch, officer)
        client, one = client_of(officer_user()), printed[0]
        self.back(client, one, batch, "NO_SUCH_ADDRESS")
        Adult.objects.update(address="", postcode="")
        page = client.post(f"/letters/came-back/{one.pk}/again/").content.decode()
        assert "It cannot go again: No postal address is recorded" in page
        assert Handover.objects.get(pk=one.pk).came_back

    @pytest.mark.parametrize(
        ("why", "says"), [("", "Select why"), ("GONE_AWAY", "Say first on which day")]
    )
    def test_with_no_reason_or_before_it_was_posted_it_is_refused(
        self, printed, batch, officer, why, says
    ):
        page = self.back(client_of(officer_user()), printed[0], batch, why)
        assert says in page.content.decode()
        assert Handover.objects.filter(state="SENT").count() == 2


def test_the_room_says_what_waits_then_that_nothing_does_in_few_statements(printed, officer):
    client = client_of(officer_user())
    assert "2 letters wait" in client.get("/letters/print/").content.decode()
    page = client.post("/letters/print/take/", follow=True)
    assert "It was posted" in page.content.decode()
    again = client.post("/letters/print/take/")
    assert "somebody may have taken it just now" in again.content.decode()
    name = Handover.objects.values_list("batch", flat=True).first()
    for address in ("/letters/print/", f"/letters/print/{name}/"):
        with CaptureQueriesContext(
            connection,
        ) as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= 12, address

"""Handing over: by each carrier, to where the reader is now, once, and what became of it."""

from __future__ import annotations

import csv
import io
import socket
from datetime import timedelta

import pypdfium2
import pytest
from aiosmtpd.controller import Controller
from tests.unit.documents.pdf_tags import text_of

from goldenthread.access import asking
from goldenthread.letters.carriers import chosen
from goldenthread.letters.carriers.folder import Folder
from goldenthread.letters.carriers.notify import Account, Notify
from goldenthread.letters.carriers.parcel import Down, Parcel
from goldenthread.letters.carriers.smtp import Server, Smtp
from goldenthread.letters.commands.handing import hand_over_waiting, read_receipts
from goldenthread.letters.models import Handover, Hold, Letter
from goldenthread.letters.rules.handover import State
from goldenthread.letters.rules.recipients import Channel
from goldenthread.people import commands as people
from goldenthread.people.models import Adult, AdultLink

from .conftest import NOW, TODAY
from .letters_support import adult, content, family, send
from .notify_stand_in import StandIn

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def sam(sam):
    AdultLink.objects.filter(child=sam).delete()
    return sam


@pytest.fixture
def parents(sam):
    return family(sam)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "post")


@pytest.fixture(scope="module")
def notify_service():
    with StandIn() as made:
        yield made


@pytest.fixture
def notify(notify_service):
    notify_service.taken.clear()
    notify_service.status, notify_service.refuse = "created", None
    return notify_service


@pytest.fixture
def hand_over(as_service):
    """Hand over what waits through some carriers, then look again as the tests' own service."""

    def run(carrier, *channels: Channel, at=NOW):
        done = hand_over_waiting(at, dict.fromkeys(channels or (Channel.POST,), carrier))
        asking.state(as_service)
        return done

    return run


def handed(name: str) -> Handover:
    return Handover.objects.select_related("copy").get(copy__name=name)


def listed(batch) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((batch / "manifest.csv").read_text())))


class TestPost:
    def test_a_print_room_gets_each_letter_with_its_address_and_a_list(
        self, officer, sam, parents, folder, hand_over
    ):
        letter = send(officer, sam)
        assert hand_over(folder) == {State.SENT: 2}
        batch = folder.close_batch("2026-11-22")
        assert batch is not None
        rows = listed(batch)
        assert {row["key"] for row in rows} == set(Handover.objects.values_list("key", flat=True))
        said = text_of((batch / f"{handed('Ada Invented').key}.pdf").read_bytes())
        assert "Ada Invented 14 Canaryelm Walk DE0 0AA" in said
        assert "Otherash" not in said
        assert Letter.objects.get(pk=letter.pk).sent_date == TODAY
        assert hand_over(folder, at=LATER) == {}

    def test_large_print_is_drawn_large(self, officer, sam, parents, folder, hand_over):
        with asking.stated(officer):
            people.record_communication_need(
                child_id=sam.pk,
                kind="LARGE_PRINT",
                by=officer,
                on=TODAY,
                adult_id=parents[0].adult_id,
            )
        send(officer, sam)
        hand_over(folder)
        import pdfplumber

        for name, size in (("Ada Invented", 18), ("Ben Invented", 12)):
            with pdfplumber.open(folder.root / "open" / f"{handed(name).key}.pdf") as pdf:
                sizes = [round(letter["size"]) for letter in pdf.pages[0].chars]
            assert max(set(sizes), key=sizes.count) == size

    def test_with_no_address_it_fails_and_says_what_to_do(self, officer, sam, folder, hand_over):
        adult(sam, "Cyd Invented", parental_responsibility="YES")
        send(officer, sam)
        assert hand_over(folder) == {State.FAILED: 1}
        assert handed("Cyd Invented").problem.startswith("No postal address is recorded")

    def test_a_channel_that_nobody_carries_waits(self, officer, sam, parents, settings, as_service):
        settings.LETTERS = {"POST": "", "EMAIL": "", "TEXT": ""}
        send(officer, sam)
        assert hand_over_waiting(NOW) == {}
        asking.state(as_service)
        assert set(Handover.objects.values_list("state", flat=True)) == {"WAITING"}


class TestBatches:
    def parcel(self, at: int) -> Parcel:
        return Parcel(key=f"GT-{at:032d}", channel="POST", pdf=lambda: b"%PDF-x")

    def test_a_key_is_found_in_the_open_folder_and_after_its_batch_was_taken_away(self, folder):
        import shutil

        parcel = self.parcel(1)
        assert folder.find(parcel) is None
        folder.deliver(parcel)
        assert folder.find(parcel) is not None
        shutil.rmtree(folder.close_batch("one"))
        assert folder.find(parcel) is not None
        assert folder.close_batch("two") is None

    def test_a_close_that_was_cut_off_is_finished_by_the_next(self, folder):
        for at in (1, 2):
            folder.deliver(self.parcel(at))
        cut_off = folder.root / "ready" / ".part-one"
        cut_off.mkdir()
        first = next((folder.root / "open").glob("*1.pdf"))
        (folder.root / "taken" / first.stem).touch()
        first.rename(cut_off / first.name)
        folder.close_batch("two")
        found = {
            path.name: [row["key"][-1] for row in listed(path)]
            for path in folder.root.glob("ready/*")
        }
        assert found == {"one": ["1"], "two": ["2"]}

    def test_a_batch_of_the_same_name_is_not_mixed_with_another(self, folder):
        folder.deliver(self.parcel(1))
        assert folder.close_batch("one") is not None
        folder.deliver(self.parcel(2))
        assert folder.close_batch("one") is None
        assert len(list((folder.root / "open").glob("*.pdf"))) == 1


class TestNotify:
    def carrier(self, notify) -> Notify:
        return Notify(Account(**notify.settings))

    def test_letters_go_as_pdf_under_our_key_and_receipts_are_read_back(
        self, officer, sam, parents, notify, hand_over, as_service
    ):
        send(officer, sam)
        carrier = self.carrier(notify)
        assert hand_over(carrier) == {State.SENT: 2}
        (taken,) = notify.taken[handed("Ada Invented").key]
        assert taken["pdf"].startswith(b"%PDF-")
        assert len(pypdfium2.PdfDocument(io.BytesIO(taken["pdf"]))) == 1
        notify.status = "permanent-failure"
        assert read_receipts(LATER, {Channel.POST: carrier}) == {"permanent-failure": 2}
        asking.state(as_service)
        row = handed("Ada Invented")
        assert (row.state, row.receipt, row.receipt_final) == ("SENT", "permanent-failure", True)
        assert row.came_back
        assert read_receipts(LATER, {Channel.POST: carrier}) == {}

    def test_an_email_and_a_text_name_no_child_and_only_say_where_to_sign_in(
        self, officer, cast, sam, notify, hand_over
    ):
        for name, way, user in (("Dee", "email", cast.parent), ("Eve", "text", cast.stranger)):
            link = adult(
                sam,
                f"{name} Invented",
                {"email": "dee@example.invalid", "phone": "07700900009"},
                parental_responsibility="YES",
                contact_preference=way,
            )
            Adult.objects.filter(pk=link.adult_id).update(user=user)
        send(officer, sam)
        done = hand_over(self.carrier(notify), Channel.EMAIL, Channel.TEXT)
        assert done == {State.SENT: 2}
        for rows in notify.taken.values():
            (row,) = rows
            said = str(row)
            assert "Sam" not in said
            assert "sign in at http" in said
            assert not {"content", "pdf", "one_click_unsubscribe_url"} & set(row)
        assert {row["type"] for (row,) in notify.taken.values()} == {"email", "sms"}

    def test_an_answer_that_was_lost_is_found_under_its_key_and_sent_once(
        self, officer, sam, parents, notify, hand_over
    ):
        send(officer, sam)
        notify.lose_answers = 1
        carrier = self.carrier(notify)
        assert hand_over(carrier) == {State.SENT: 1, State.WAITING: 1}
        assert hand_over(carrier, at=LATER) == {State.SENT: 1}
        assert [len(rows) for rows in notify.taken.values()] == [1, 1]

    def test_one_that_is_refused_fails_with_the_kind_of_error_and_nothing_of_anybody(
        self, officer, sam, parents, notify, hand_over
    ):
        send(officer, sam)
        notify.refuse = (400, "ValidationError")
        assert hand_over(self.carrier(notify)) == {State.FAILED: 2}
        row = handed("Ada Invented")
        assert row.problem == "Notify refused it (400): ValidationError"

    def test_one_that_is_busy_is_tried_again_later_and_at_last_left_to_a_person(
        self, officer, sam, notify, parents, hand_over
    ):
        send(officer, sam)
        notify.refuse = (429, "RateLimitError")
        at, carrier = NOW, self.carrier(notify)
        for _ in range(8):
            assert set(hand_over(carrier, at=at)) <= {State.WAITING, State.FAILED}
            at += timedelta(days=1)
        assert set(Handover.objects.values_list("state", "tries")) == {("FAILED", 8)}

    def test_a_wrong_key_is_refused(self, notify):
        wrong = Notify(Account(key="x-" + "3" * 36 + "-" + "4" * 36, url=notify.url))
        parcel = Parcel(key="GT-1", channel="POST", pdf=lambda: b"%PDF")
        with pytest.raises(Exception, match=r"refused it \(403\): AuthError"):
            wrong.deliver(parcel)
        assert not notify.taken


class Mailbox:
    """Keeps what a mail server on this machine takes."""

    def __init__(self) -> None:
        self.messages: list[tuple[list[str], str]] = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append((envelope.rcpt_tos, envelope.content.decode()))
        return "250 OK"


class TestSmtp:
    @pytest.fixture
    def mailbox(self):
        box = Mailbox()
        with socket.create_server(("127.0.0.1", 0)) as free:
            box.port = free.getsockname()[1]
        controller = Controller(box, hostname="127.0.0.1", port=box.port)
        controller.start()
        yield box
        controller.stop()

    @pytest.fixture
    def letter(self, officer, cast, sam):
        link = adult(
            sam,
            "Dee Invented",
            {"email": "dee@example.invalid"},
            parental_responsibility="YES",
            contact_preference="email",
        )
        Adult.objects.filter(pk=link.adult_id).update(user=cast.parent)
        return send(officer, sam)

    def carrier(self, port: int) -> Smtp:
        return Smtp(Server(host="127.0.0.1", port=port, tls=False, seconds=5))

    def test_an_email_carries_the_key_a_neutral_subject_and_no_child(
        self, letter, mailbox, hand_over
    ):
        assert hand_over(self.carrier(mailbox.port), Channel.EMAIL) == {State.SENT: 1}
        ((to, said),) = mailbox.messages
        assert to == ["dee@example.invalid"]
        assert f"Message-ID: <{handed('Dee Invented').key}@localhost>" in said
        assert "Subject: You have a new letter" in said
        assert "Sam" not in said
        assert "attachment" not in said

    def test_one_cut_off_in_the_middle_is_not_sent_again_by_itself(
        self, letter, mailbox, hand_over
    ):
        Handover.objects.update(tries=1)  # a try was counted, and nobody knows how it ended
        assert hand_over(self.carrier(mailbox.port), Channel.EMAIL) == {State.UNSURE: 1}
        assert mailbox.messages == []

    def test_a_server_that_is_away_is_tried_again(self, letter, mailbox, hand_over):
        assert hand_over(self.carrier(1), Channel.EMAIL) == {State.WAITING: 1}
        assert handed("Dee Invented").due_at > NOW


class TestWhereTheReaderIsNow:
    """Nothing goes to an address that was changed or hidden since the letter was written (19)."""

    def hide(self, officer, cast, sam, adult_id, **places):
        with asking.stated(officer):
            people.restrict_location(
                child_id=sam.pk,
                places=places,
                holders=[cast.manager.pk],
                team="safeguarding",
                reason="Refuge",
                by=officer,
                on=TODAY,
                adult_id=adult_id,
            )

    def words_of(self, folder) -> dict[str, str]:
        files = (folder.root / "open").glob("*.pdf")
        return {file.stem: text_of(file.read_bytes()) for file in files}

    def test_a_new_address_is_written_to_and_the_old_one_never(
        self, officer, sam, parents, folder, hand_over
    ):
        send(officer, sam)
        Adult.objects.filter(pk=parents[0].adult_id).update(address="9 New Oak Row", postcode="")
        hand_over(folder)
        said = " ".join(self.words_of(folder).values())
        assert "9 New Oak Row" in said
        assert "Canaryelm" not in said

    def test_somebody_who_hides_is_written_to_where_they_are_with_the_place_on_a_page_of_its_own(
        self, officer, cast, sam, parents, folder, hand_over
    ):
        send(officer, sam)
        self.hide(officer, cast, sam, parents[0].adult_id, address="5 Secretbeech Close, DE0 0CC")
        hand_over(folder)
        said = self.words_of(folder)
        assert not any("Canaryelm" in text for text in said.values())
        assert "Secretbeech" not in said[handed("Ben Invented").key]
        file = folder.root / "open" / f"{handed('Ada Invented').key}.pdf"
        with pypdfium2.PdfDocument(file) as pdf:
            pages = [page.get_textpage().get_text_range() for page in pdf]
        assert ["Secretbeech" in page for page in pages] == [True, False]
        assert "We will assess" in pages[1]

    def test_hidden_with_no_address_holds_the_copy(
        self, officer, cast, sam, parents, folder, hand_over
    ):
        Adult.objects.filter(pk=parents[0].adult_id).update(address="", postcode="")
        send(officer, sam)
        self.hide(officer, cast, sam, parents[0].adult_id, school="Larkfield Academy")
        assert hand_over(folder)[State.HELD] == 1
        assert Hold.objects.get().kind == "RESTRICTED_OLD_ADDRESS"

    def test_a_copy_that_gives_a_place_hidden_since_is_held(
        self, officer, cast, sam, parents, folder, hand_over
    ):
        send(officer, sam, content("He will go to Larkfield Academy."))
        self.hide(officer, cast, sam, None, school="Larkfield Academy")
        hand_over(folder)
        assert (handed("Ben Invented").state, handed("Ada Invented").state) == ("HELD", "SENT")
        assert Hold.objects.get().kind == "BARRED_LOCATION"

    @pytest.mark.parametrize(
        "change",
        [
            {"to_date": TODAY - timedelta(days=1)},
            {"may_see_location": "NO"},
        ],
    )
    def test_a_reader_barred_or_gone_since_is_held(
        self, officer, sam, parents, folder, hand_over, change
    ):
        send(officer, sam)
        AdultLink.objects.filter(pk=parents[0].pk).update(**change)
        hand_over(folder)
        assert handed("Ada Invented").state == "HELD"
        assert Hold.objects.get(copy__name="Ada Invented").kind == "NOT_A_RECIPIENT"

    def test_when_a_hidden_place_cannot_be_read_nothing_goes(
        self, officer, cast, sam, parents, folder, hand_over, settings
    ):
        send(officer, sam)
        self.hide(officer, cast, sam, None, school="Larkfield Academy")
        settings.LOCATION_KEYS = []
        assert hand_over(folder) == {State.HELD: 2}
        assert set(Hold.objects.values_list("kind", flat=True)) == {"NOT_SCANNED"}


class TestSettings:
    @pytest.mark.parametrize(
        ("said", "kind"), [("folder:{}", Folder), ("notify", Notify), ("smtp", Smtp)]
    )
    def test_name_the_carrier(self, settings, tmp_path, said, kind, notify):
        settings.NOTIFY, settings.SMTP = (
            {**settings.NOTIFY, **notify.settings},
            {
                **settings.SMTP,
                "host": "127.0.0.1",
            },
        )
        assert isinstance(chosen.carrier(said.format(tmp_path)), kind)

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ("pigeon", "is no carrier"),
            ("folder:", "is no carrier"),
            ("notify", "GOLDENTHREAD_NOTIFY_KEY"),
            ("smtp", "GOLDENTHREAD_SMTP_HOST"),
        ],
    )
    def test_that_name_none_say_what_may_stand_there(self, said, problem):
        with pytest.raises(chosen.WrongSetting, match=problem):
            chosen.carrier(said)

    def test_a_carrier_that_is_away_is_down(self):
        away = Notify(Account(key="x-" + "3" * 36 + "-" + "4" * 36, url="http://127.0.0.1:1"))
        with pytest.raises(Down):
            away.find(Parcel(key="GT-1", channel="POST"))


class TestCommand:
    def run(self, *words):
        from click.testing import CliRunner

        from goldenthread.letters.cli import letters

        return CliRunner().invoke(letters, [*words])

    def test_hands_over_and_closes_a_batch_whose_list_names_no_child(
        self, officer, sam, parents, settings, tmp_path, as_service
    ):
        send(officer, sam)
        # The tests stand on a day of their own; a copy is due from the moment it was written.
        Handover.objects.update(due_at=NOW - timedelta(days=3650))
        settings.LETTERS = {"POST": f"folder:{tmp_path}", "EMAIL": "", "TEXT": ""}
        ran = self.run("send-waiting", "--json")
        assert (ran.exit_code, ran.output.strip()) == (0, '{"SENT": 2}')
        assert self.run("send-waiting").output.startswith("Nothing waits")
        closed = self.run("close-batch", "2026-11-22")
        assert closed.exit_code == 0
        assert len(listed(tmp_path / "ready" / "2026-11-22")) == 2
        assert "Sam" not in (tmp_path / "ready" / "2026-11-22" / "manifest.csv").read_text()
        assert self.run("close-batch", "../x").exit_code == 2

    def test_says_when_one_could_not_be_sent(self, officer, sam, settings, tmp_path, as_service):
        adult(sam, "Cyd Invented", parental_responsibility="YES")
        send(officer, sam)
        Handover.objects.update(due_at=NOW - timedelta(days=3650))
        settings.LETTERS = {"POST": f"folder:{tmp_path}", "EMAIL": "", "TEXT": ""}
        assert self.run("send-waiting").exit_code == 1

    def test_says_what_to_set(self, settings, db):
        settings.LETTERS = {"POST": "pigeon", "EMAIL": "", "TEXT": ""}
        ran = self.run("send-waiting")
        assert ran.exit_code == 2
        assert "folder:PLACE" in ran.output

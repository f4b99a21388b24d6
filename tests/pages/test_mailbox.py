"""Email fetched from a real mail server in a process of its own: pymap, on this machine alone."""

from __future__ import annotations

import imaplib
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import pytest

from goldenthread.contact import commands, fetching, queries, tasks
from goldenthread.contact.fetching import Mailbox, MailboxClosed, fetch
from goldenthread.contact.models import Contact, Message, Postcard
from goldenthread.contact.rules import Channel, State
from goldenthread.people.models import Adult, AdultLink
from goldenthread.timeline.models import Clock

from .conftest import NOW, STARTED, TODAY
from .family_world import FULL

TRUSTED = "mx.council.example"
# The server, keeping its one invented password with a single round in place of half a million.
SERVER = """
from functools import partial
from pymap import config, main
config.BuiltinHash = partial(config.BuiltinHash, rounds=1)
main.main()
"""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a mailbox on a server that was started for this module."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-c", SERVER, "--host", "127.0.0.1", "--port", str(port), "--no-tls"]
    words += ["dict", "--demo-data", "--demo-user", "box", "--demo-password", "pass"]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = f"imap://box:pass@127.0.0.1:{port}/INBOX"
    _wait_for(port, server)
    yield found
    server.terminate()
    server.wait(timeout=20)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert server.poll() is None, "the mail server did not start"
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the mail server did not answer")


@contextmanager
def opened(address: str) -> Iterator[imaplib.IMAP4]:
    box = Mailbox.at(address)
    server = imaplib.IMAP4(box.host, box.port)
    server.login(box.user, box.password)
    server.select("INBOX")
    yield server
    server.logout()


@pytest.fixture
def box(address, settings, as_service, cast):
    """An empty mailbox of Derbyshire's."""
    with opened(address) as server:
        server.store("1:*", "+FLAGS", r"(\Deleted)")
        server.expunge()
    settings.MAILBOXES, settings.MAIL_TRUSTED = {830: address}, TRUSTED
    return address


def put(address: str, *contents: bytes) -> None:
    with opened(address) as server:
        for content in contents:
            server.append("INBOX", None, None, content)


def flags(address: str) -> list[str]:
    with opened(address) as server:
        _, found = server.fetch("1:*", "(FLAGS)")
    return [" ".join(re.findall(r"Seen|Flagged", str(each))) for each in found if each]


def mail(number: int = 1, words: str = "When?", proven: bool = True, **headers: str) -> bytes:
    message = EmailMessage()
    if proven:
        message["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from=example.invalid"
    message["From"] = headers.pop("From", "mum@example.invalid")
    message["Subject"] = headers.pop("Subject", "Hello")
    message["Message-ID"] = f"<{number}@example.invalid>"
    for name, value in headers.items():
        message[name] = value
    message.set_content(words)
    return message.as_bytes()


def kept() -> list[str]:
    return [
        each.split("\n")[-1]
        for each in Message.objects.order_by("pk").values_list("words", flat=True)
    ]


class TestFetched:
    def test_what_is_new_is_kept_and_marked_and_not_fetched_again(self, box):
        put(box, mail(1, "First"), mail(2, "Second"))
        assert tasks.fetch_all() == 2
        assert kept() == ["First", "Second"]
        assert flags(box) == ["Seen", "Seen"]
        assert tasks.fetch_all() == 0

    def test_the_same_email_twice_is_kept_once(self, box):
        put(box, mail(1), mail(1))
        assert tasks.fetch_all() == 2
        assert kept() == ["When?"]

    def test_another_email_under_the_same_number_is_not_lost(self, box):
        put(box, mail(1, "Mine"), mail(1, "Another's"))
        tasks.fetch_all()
        assert kept() == ["Mine", "Another's"]

    def test_killed_between_keeping_and_marking_it_is_kept_once(self, box, monkeypatch):
        put(box, mail(1, "First"), mail(2, "Second"))
        uid = imaplib.IMAP4.uid

        def dies(server: imaplib.IMAP4, command: str, *given: str) -> object:
            if command == "STORE":
                raise KeyboardInterrupt
            return uid(server, command, *given)

        with monkeypatch.context() as patched:
            patched.setattr(imaplib.IMAP4, "uid", dies)
            with pytest.raises(KeyboardInterrupt):
                tasks.fetch_all()
        assert kept() == ["First"]
        assert tasks.fetch_all() == 2
        assert kept() == ["First", "Second"]

    def test_no_more_than_so_many_at_once_and_the_rest_after(self, box):
        put(box, *[mail(number) for number in range(5)])
        found: list[bytes] = []
        assert fetch(Mailbox.at(box), found.append, most=3) == 3
        assert fetch(Mailbox.at(box), found.append, most=3) == 2

    def test_a_wrong_password_or_folder_or_no_server_loses_nothing(self, box, settings):
        put(box, mail(1))
        port = Mailbox.at(box).port
        for wrong in (
            f"imap://box:wrong@127.0.0.1:{port}/INBOX",
            f"imap://box:pass@127.0.0.1:{port}/Nowhere",
            "imap://box:pass@127.0.0.1:1/INBOX",
        ):
            with pytest.raises(MailboxClosed):
                fetch(Mailbox.at(wrong), pytest.fail)
            settings.MAILBOXES = {830: wrong}
            assert tasks.fetch_all() == 0
        settings.MAILBOXES = {830: box}
        assert tasks.fetch_all() == 1


ZIPPED = EmailMessage()
ZIPPED["From"], ZIPPED["Subject"] = "mum@example.invalid", "A file"
ZIPPED.set_content("See the file.")
ZIPPED.add_attachment(b"PK\x03\x04 not unpacked", "application", "zip", filename="../../secret.zip")
HTML = EmailMessage()
HTML["From"] = "mum@example.invalid"
HTML.set_content(
    "<p>Hello <b>you</b></p><script>alert(1)</script><img src='https://track.example/x'>",
    subtype="html",
)
HOSTILE = {
    "bad parts": b"From: a@example.invalid\nContent-Type: multipart/mixed; boundary=x\n\n--y\nHm",
    "no such encoding": b"From: a@example.invalid\nContent-Type: text/plain; charset=no-such\n\n"
    b"\xff\xfe",
    "a nul": b"From: a@example.invalid\nSubject: x\n\nBefore\x00after",
    "a long number": mail(1, "Long").replace(b"<1@", b"<" + b"1" * 1500 + b"@"),
    "html": HTML.as_bytes(),
    "zip": ZIPPED.as_bytes(),
    "spoofed": mail(7, "I am her mother.", proven=False),
}


class TestHostile:
    @pytest.mark.parametrize("what", HOSTILE)
    def test_it_is_kept_as_far_as_it_can_be_and_stops_none_behind_it(self, what, box):
        put(box, HOSTILE[what], mail(99, "Behind it"))
        assert tasks.fetch_all() == 2
        assert kept()[-1] == "Behind it"
        assert flags(box) == ["Seen", "Seen"]

    def test_no_sender_is_flagged_for_a_person(self, box):
        put(box, b"Subject: nobody\n\nWords", mail(99, "Behind it"))
        assert tasks.fetch_all() == 1
        assert kept() == ["Behind it"]
        assert flags(box) == ["Flagged", "Seen"]
        assert tasks.fetch_all() == 0

    def test_a_huge_one_is_never_read_into_memory(self, box, monkeypatch):
        monkeypatch.setattr(fetching, "MOST_BYTES", 50_000)
        put(box, mail(1, "x" * 60_000), mail(99, "Behind it"))
        assert tasks.fetch_all() == 1
        assert kept() == ["Behind it"]
        assert flags(box) == ["Flagged", "Seen"]

    def test_markup_is_kept_as_words(self, box):
        put(box, HOSTILE["html"])
        tasks.fetch_all()
        (words,) = Message.objects.values_list("words", flat=True)
        assert words.strip() == "Hello you"

    def test_a_file_is_named_and_not_opened(self, box):
        put(box, HOSTILE["zip"])
        tasks.fetch_all()
        assert "secret.zip" in kept()[0]
        assert "stays in the mailbox" in kept()[0]

    def test_a_forged_sender_opens_nothing(self, box):
        put(box, HOSTILE["spoofed"])
        tasks.fetch_all()
        made = Contact.objects.get()
        assert (made.child_id, made.proven, made.sender_user_id) == (None, False, None)


@pytest.fixture
def mum(sam, as_service):
    """The one adult of one child to whom the address of these emails belongs."""
    adult = Adult.objects.create(area_id=830, name="Mum", email="mum@example.invalid")
    AdultLink.objects.create(
        area_id=830, child=sam, adult=adult, relationship="mother", from_date=STARTED, **FULL
    )
    return adult


class TestFlood:
    def test_one_senders_flood_keeps_nobody_else_waiting(self, box, monkeypatch):
        """Eighty from one address, then one family: the family is in the first run."""
        monkeypatch.setattr(fetching, "AT_ONCE", 32)
        flood = [mail(number, f"Flood {number}") for number in range(80)]
        put(box, *flood, mail(999, "Behind it", From="dad@example.invalid"))
        found: list[bytes] = []
        assert fetch(Mailbox.at(box), found.append, most=5) == 5
        assert b"Behind it" in found[1]
        assert b"Flood 0" in found[0]
        assert [b"Flood" in each for each in found] == [True, False, True, True, True]

    def test_all_of_it_is_kept_in_few_conversations_and_stands_behind_the_families(
        self, box, cast, asker_of, mum
    ):
        flood = [mail(n, f"Flood {n}", From="loud@other.invalid") for n in range(30)]
        put(box, *flood, mail(999, "When is it?"))
        assert tasks.fetch_all() == 31
        assert Message.objects.filter(words__contains="Flood").count() == 30
        assert Contact.objects.filter(sender_address="loud@other.invalid").count() == 20
        shown = queries.inbox(
            by=asker_of(cast.officer), show=queries.Show.ALL, on=TODAY, offset=0, most=25
        )
        assert shown.rows[0].from_whom == "Mum"
        assert Postcard.objects.filter(address="mum@example.invalid").count() == 1


FOUND = "Authentication-Results"
FORGED = {
    "no finding": {},
    "dmarc failed": {FOUND: f"{TRUSTED}; dmarc=fail header.from=example.invalid"},
    "spf alone, of another domain": {FOUND: f"{TRUSTED}; spf=pass smtp.mailfrom=evil.invalid"},
    "dkim of another domain": {FOUND: f"{TRUSTED}; dkim=pass header.d=evil.invalid; dmarc=fail"},
    "another's from": {FOUND: f"{TRUSTED}; dmarc=pass header.from=evil.invalid"},
    "a domain within one": {FOUND: f"{TRUSTED}; dmarc=pass header.from=example.invalid.evil"},
    "another server's word": {FOUND: "mx.evil.invalid; dmarc=pass header.from=example.invalid"},
}


class TestForged:
    """Whatever a message says of itself, only our own server's finding links it to a child."""

    def test_none_of_them_links_to_a_child_and_a_proven_one_does(self, box, mum, sam):
        put(box, *[mail(n, what, proven=False, **given) for n, (what, given) in
                   enumerate(FORGED.items())])  # fmt: skip
        put(box, mail(99, "Proven"))
        assert tasks.fetch_all() == len(FORGED) + 1
        found = {each.messages.get().words.split("\n")[-1]: each for each in Contact.objects.all()}
        assert {each: found[each].child_id for each in FORGED} == dict.fromkeys(FORGED)
        assert not any(found[each].proven or found[each].sender_adult_id for each in FORGED)
        assert found["Proven"].child_id == sam.pk
        assert Postcard.objects.count() == 1  # nobody who never wrote is written to


class TestClosed:
    """A reply to what was closed is never lost: it opens it again, or begins its own."""

    def test_by_whoever_began_it_it_is_open_again_with_a_new_day(
        self, box, mum, sam, cast, asker_of
    ):
        put(box, mail(1, "When?"))
        tasks.fetch_all()
        made = Contact.objects.get()
        by = asker_of(cast.officer)
        commands.reply(made.pk, words="In May.", channel=Channel.EMAIL, by=by, at=NOW)
        put(box, mail(2, "And where?", Subject=f"Re: {made.reference}"))
        tasks.fetch_all()
        made.refresh_from_db()
        assert (made.state, Contact.objects.count()) == (State.OPEN, 1)
        clocks = Clock.objects.filter(case_type="contact", known_to__isnull=True, stopped=None)
        assert clocks.count() == 1

    def test_by_anybody_else_it_is_a_new_message_and_tells_them_nothing(
        self, box, mum, sam, cast, asker_of
    ):
        put(box, mail(1, "When?"))
        tasks.fetch_all()
        made = Contact.objects.get()
        by = asker_of(cast.officer)
        commands.reply(made.pk, words="In May.", channel=Channel.PHONE, by=by, at=NOW)
        put(box, mail(2, "Tell me.", From="x@other.invalid", Subject=f"Re: {made.reference}"))
        tasks.fetch_all()
        made.refresh_from_db()
        assert made.state == State.ANSWERED
        other = Contact.objects.get(sender_address="x@other.invalid")
        assert (other.state, other.child_id) == (State.OPEN, None)

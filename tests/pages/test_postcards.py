"""Short emails: once each, to nobody who must not be written to, and the same to whoever writes."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from goldenthread.access.models import User
from goldenthread.contact import commands
from goldenthread.contact.commands.postcards import hand_out, put_out
from goldenthread.contact.models import Message, Postcard
from goldenthread.contact.rules import Channel, Way
from goldenthread.contact.rules.mail import read_mail
from goldenthread.contact.rules.postcards import Says
from goldenthread.letters.carriers.parcel import Down, Parcel, Receipt
from goldenthread.letters.rules.handover import State
from goldenthread.people.models import Adult

from .conftest import NOW
from .family_world import BARRED, FULL, RESTRICTED, account, make_family

TRUSTED = "mx.council.example"


class Post:
    """A carrier that keeps what it takes, and can be struck down before or after taking it."""

    name, at_once = "test", 5

    def __init__(self) -> None:
        self.taken: dict[str, Parcel] = {}
        self.dies = ""
        self.down = False

    def find(self, parcel: Parcel) -> Receipt | None:
        return Receipt(parcel.key, "taken", final=True) if parcel.key in self.taken else None

    def deliver(self, parcel: Parcel) -> Receipt:
        if self.down:
            raise Down("The mail server did not answer.")
        if self.dies == "before":
            raise KeyboardInterrupt
        assert parcel.key not in self.taken, "sent twice"
        self.taken[parcel.key] = parcel
        if self.dies == "after":
            raise KeyboardInterrupt
        return Receipt(parcel.key, "taken", final=True)

    def ask(self, carrier_id: str) -> Receipt:
        return Receipt(carrier_id, "taken", final=True)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def arrives(as_service, cast, sam):
    def arrives(sender="new@example.invalid", number=1, proven=True, at=NOW, **headers):
        message = EmailMessage()
        if proven:
            domain = sender.partition("@")[2]
            message["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from={domain}"
        message["From"], message["Message-ID"] = sender, f"<{number}@example.invalid>"
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content("About Sam: when?")
        mail = read_mail(message.as_bytes(), trusted=TRUSTED)
        return commands.receive_mail(mail, area_id=830, by=as_service, at=at)

    return arrives


def family(sam, email: str, **facts: object) -> User:
    user = account("Mum Invented")
    adult = Adult.objects.create(area_id=830, name="Mum", email=email, user=user, invented=True)
    make_family(sam, user, adult=adult, **(facts or FULL))
    return user


class TestReceived:
    def test_a_known_and_an_unknown_sender_are_told_the_same(self, arrives, post, sam):
        family(sam, "mum@example.invalid")
        known, unknown = arrives("mum@example.invalid", 1), arrives(number=2)
        assert (known.child_id, unknown.child_id) == (sam.pk, None)
        hand_out(NOW, post)
        first, second = post.taken.values()
        assert first.body.replace(known.reference, "") == second.body.replace(unknown.reference, "")
        assert "27 November 2026" in first.body
        for each in (first, second):
            assert not {"Sam", "Invented", "Mum", "Amara"} & set(
                f"{each.subject} {each.body}".split()
            )
            assert not each.pdf()

    @pytest.mark.parametrize("why", ["forged", "a machine"])
    def test_nobody_is_told_who_never_wrote_to_us(self, why, arrives, post):
        if why == "forged":
            arrives(proven=False)
        else:
            arrives(Auto_Submitted="auto-replied")
        hand_out(NOW, post)
        assert not Postcard.objects.exists()

    def test_fetched_twice_it_is_told_once(self, arrives, post):
        arrives()
        arrives()
        hand_out(NOW, post)
        hand_out(NOW + timedelta(hours=1), post)
        assert len(post.taken) == 1

    def test_two_machines_do_not_write_to_each_other_for_ever(self, arrives, post):
        for number in range(12):
            arrives(number=number)
        hand_out(NOW, post)
        assert len(post.taken) == 3
        arrives(number=99, at=NOW + timedelta(hours=2))
        hand_out(NOW + timedelta(hours=2), post)
        assert len(post.taken) == 4

    @pytest.mark.parametrize(
        "why", ["restricted", "barred from the place", "hidden child", "sealed", "hidden address"]
    )
    def test_no_guarded_address_is_written_to(self, why, arrives, post, sam, monkeypatch):
        facts = {"restricted": RESTRICTED, "barred from the place": BARRED}.get(why, FULL)
        family(sam, "" if why == "hidden address" else "mum@example.invalid", **facts)
        if why in ("hidden child", "sealed"):
            sam.postcode, sam.location_restricted = "", why == "hidden child"
            sam.sealed = why == "sealed"
            sam.save()
        if why == "hidden address":
            hide(sam, "Mum@example.invalid", monkeypatch)
        arrives("mum@example.invalid")
        assert hand_out(NOW, post) == {State.STOPPED: 1}
        assert not post.taken

    def test_where_a_hidden_address_cannot_be_read_nobody_is_written_to(
        self, arrives, post, sam, monkeypatch
    ):
        hide(sam, "else@example.invalid", monkeypatch)
        monkeypatch.setattr("goldenthread.people.scanning.decrypted", no_key)
        arrives()
        assert hand_out(NOW, post) == {State.STOPPED: 1}


def no_key(_: object) -> dict[str, str]:
    from goldenthread.people.vault import NoKey

    raise NoKey("no key")


def hide(sam, email: str, monkeypatch) -> None:
    """Keep an address of this child's family in the hidden place alone."""
    from goldenthread.people.models import RestrictedLocation

    RestrictedLocation.objects.create(
        area_id=830, child=sam, sealed_text=b"x", reason="court order",
        from_date=NOW.date(), review_date=NOW.date() + timedelta(days=90),
    )  # fmt: skip
    monkeypatch.setattr("goldenthread.people.scanning.decrypted", lambda _: {"email": email})


class TestAnswered:
    def test_whoever_has_an_account_is_told_that_there_is_an_answer_and_nothing_of_it(
        self, arrives, post, sam, asker_of, cast
    ):
        user = family(sam, "mum@example.invalid")
        made = arrives("mum@example.invalid")
        officer = asker_of(cast.officer)
        for _ in range(2):
            commands.reply(
                made.pk, words="Dr Shah, on Tuesday.", channel=Channel.PORTAL, by=officer, at=NOW,
                once="k",
            )  # fmt: skip
        hand_out(NOW, post)
        (told,) = [each for each in post.taken.values() if each.to == user.email]
        assert "answer for you" in told.body
        assert "Shah" not in f"{told.subject} {told.body}"

    def test_who_was_told_by_phone_is_not_told_again(self, arrives, sam, asker_of, cast):
        family(sam, "mum@example.invalid")
        made = arrives("mum@example.invalid")
        commands.reply(
            made.pk, words="Told them.", channel=Channel.PHONE, by=asker_of(cast.officer), at=NOW
        )
        assert not Postcard.objects.filter(says=Says.ANSWERED).exists()


class TestOnce:
    @pytest.mark.parametrize("when", ["before", "after"])
    def test_killed_while_it_goes_it_still_goes_once(self, when, arrives, post):
        arrives()
        post.dies = when
        with pytest.raises(KeyboardInterrupt):
            hand_out(NOW, post)
        assert Postcard.objects.get().state == State.WAITING
        post.dies = ""
        hand_out(NOW + timedelta(seconds=10), post)  # the lease of the killed one still runs
        later = NOW + timedelta(minutes=10)
        hand_out(later, post)
        row = Postcard.objects.get()
        assert (row.state, row.sent_at, len(post.taken)) == (State.SENT, later, 1)

    def test_a_server_that_is_down_is_tried_again_and_not_for_ever(self, arrives, post):
        arrives()
        post.down, at = True, NOW
        for _ in range(9):
            hand_out(at, post)
            at += timedelta(hours=13)
        assert Postcard.objects.get().state == State.FAILED
        assert not post.taken

    def test_with_no_carrier_it_waits(self, arrives, settings):
        settings.LETTERS = {"EMAIL": ""}
        arrives()
        assert not hand_out(NOW)
        assert Postcard.objects.get().state == State.WAITING

    def test_one_message_is_told_of_once_whoever_asks(self, arrives):
        made = arrives()
        message = Message.objects.get(way=Way.IN)
        put_out(made, message, Says.RECEIVED, "new@example.invalid", NOW)
        assert Postcard.objects.count() == 1

    def test_matched_later_it_is_the_childs_too(self, arrives, sam, asker_of, cast):
        made = arrives()
        commands.match(made.pk, child_id=sam.pk, by=asker_of(cast.officer), at=NOW)
        assert Postcard.objects.get().child_id == sam.pk

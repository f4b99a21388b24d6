"""Text messages: through the door GOV.UK Notify posts to, whose they are, and what goes back."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.audit.models import AuditRow
from goldenthread.contact import commands, queries
from goldenthread.contact.commands.postcards import hand_out
from goldenthread.contact.models import Contact, Message, Postcard
from goldenthread.contact.rules import Channel, State, Way
from goldenthread.contact.rules.texts import read_text
from goldenthread.letters.rules.handover import State as Handed
from goldenthread.people.models import Adult

from .conftest import NOW, TODAY, child
from .contact_world import clock, officer, text
from .family_world import BARRED, FULL, account, make_family, signed_in
from .test_postcards import Post, hide

__all__ = ["officer"]

TOKEN = "an-invented-token-of-derbyshire"
CITY = "an-invented-token-of-derby-city"
MOBILE = "447700900123"


@pytest.fixture(autouse=True)
def tokens(settings):
    settings.TEXT_TOKENS = {830: TOKEN, 831: CITY}


def body(number=1, sender=MOBILE, words="When does she come?", **more):
    return {
        "id": f"invented-{number}",
        "source_number": sender,
        "destination_number": "447700900999",
        "message": words,
        "date_received": "2026-11-22T08:00:00.000000Z",
        **more,
    }


def post(given=None, token=TOKEN, **more):
    """Post as Notify does; bytes go as they are."""
    content = given if isinstance(given, bytes) else json.dumps(given or body(**more))
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client(enforce_csrf_checks=True).post(
        reverse("contact:text-came"), content, content_type="application/json", headers=headers
    )


class TestTheDoor:
    def test_it_keeps_a_text_and_writes_the_audit_as_a_service(self, cast, as_service):
        assert post().status_code == 200
        made = Contact.objects.get()
        assert (made.area_id, made.channel, made.sender_address) == (830, "TEXT", f"+{MOBILE}")
        assert (made.state, made.child_id, made.proven) == (State.OPEN, None, False)
        assert made.owner_post_id is not None
        assert Message.objects.get().words == "When does she come?"
        assert AuditRow.objects.filter(route="contact:text-came", service="contact").exists()

    def test_each_areas_token_reaches_that_area_alone(self, cast, as_service):
        post(token=CITY)
        assert Contact.objects.get().area_id == 831

    def test_without_the_token_nothing_is_kept_or_told(self, cast, as_service, settings):
        for token in ("", "wrong", TOKEN[:-1], f"{TOKEN}x", "\u2603", TOKEN.upper()):
            answer = post(token=token)
            assert (answer.status_code, answer.content) == (401, b"")
        address, given = reverse("contact:text-came"), json.dumps(body())
        for said in (TOKEN, f"Basic {TOKEN}", "Bearer"):
            headers = {"Authorization": said}
            answer = Client().post(address, given, "application/json", headers=headers)
            assert answer.status_code == 401
        settings.TEXT_TOKENS = {}  # an installation with no texts
        assert post(token="").status_code == 401
        assert Client().get(address).status_code == 405
        assert not Contact.objects.exists()

    def test_an_odd_body_is_refused_and_nothing_breaks(self, cast, as_service):
        odd = (b" ", b"{", b"[]", b"\xff", b"[" * 20_000, json.dumps(body(sender=None)).encode())
        assert {post(each).status_code for each in odd} == {400}
        assert post(b" " * 70_000).status_code == 413
        assert not Contact.objects.exists()

    def test_words_of_every_sort_are_kept(self, cast, as_service):
        said = ["👩‍👧 مرحبا", "a" * 1_600, "half \ud83d nul \x00", ""]
        for number, words in enumerate(said):
            assert post(body(number, f"44770090{number:04d}", words)).status_code == 200
        kept = list(Message.objects.order_by("pk").values_list("words", flat=True))
        assert kept == [*said[:2], "half \ufffd nul", "(no words)"]

    def test_handed_over_twice_it_is_kept_and_told_once(self, cast, as_service):
        assert [post().status_code for _ in range(3)] == [200, 200, 200]
        assert (Message.objects.count(), Postcard.objects.count()) == (1, 1)

    def test_if_it_cannot_be_kept_now_it_is_asked_for_again(self, cast, as_service, monkeypatch):
        monkeypatch.setattr("goldenthread.audit.commands.write", _database_gone)
        assert post().status_code == 503  # Notify tries again
        assert not Message.objects.exists()


def _database_gone(*_: object) -> None:
    from django.db import DatabaseError

    raise DatabaseError


@pytest.fixture
def take(as_service, cast):
    def take(number=1, at=NOW, **more):
        told = read_text(json.dumps(body(number, **more)).encode())
        return commands.receive_text(told, area_id=830, by=as_service, at=at)

    return take


@pytest.fixture
def mum(sam, as_service):
    user = account("Mum Invented")
    adult = Adult.objects.create(
        area_id=830, name="Mum", phone="07700 900 123", user=user, invented=True
    )
    make_family(sam, user, adult=adult, **FULL)
    return user


class TestWhose:
    def test_a_known_number_is_matched_and_never_proof(self, take, mum, sam, cast):
        made = take()
        assert (made.child_id, made.sender_user_id, made.proven) == (sam.pk, mum.pk, False)
        assert clock(made)[0].due == date(2026, 11, 27)
        page = signed_in(cast.officer).get(reverse("contact:one", args=[made.pk]))
        assert "Nothing proves that this number wrote it" in text(page)

    def test_nobody_is_signed_in_and_the_answer_is_read_by_its_account_alone(
        self, take, mum, sam, officer, cast
    ):
        made = take()
        answer = post(number=2)
        assert not answer.cookies
        commands.reply(made.pk, words="On Tuesday.", channel=Channel.PORTAL, by=officer, at=NOW)
        address = reverse("family:message", args=[made.pk])
        assert "On Tuesday." in text(signed_in(mum).get(address))
        assert signed_in(cast.parent).get(address).status_code == 404
        assert Client().get(address).status_code in (302, 404)
        assert not Postcard.objects.filter(address=mum.email).exists()  # who texted is texted

    def test_a_number_two_adults_or_two_children_share_waits_for_a_person(
        self, take, mum, sam, areas, officer
    ):
        Adult.objects.create(area_id=830, name="Dad", phone="+447700900123", invented=True)
        assert take().child_id is None
        Adult.objects.get(name="Dad").delete()
        other = child(areas.derbyshire, "D-2", "Other", "Invented")
        make_family(other, mum, adult=Adult.objects.get(name="Mum"), **FULL)
        assert take(2, at=NOW + timedelta(days=30)).child_id is None

    def test_an_unknown_number_waits_and_is_matched_by_a_person(self, take, sam, officer):
        made = take()
        (row,) = queries.inbox(
            by=officer, show=queries.Show.UNMATCHED, on=TODAY, offset=0, most=25
        ).rows
        assert (row.id, row.due) == (made.pk, date(2026, 11, 27))
        commands.match(made.pk, child_id=sam.pk, by=officer, at=NOW + timedelta(days=1))
        assert clock(made)[0].due == date(2026, 11, 27)


class TestConversation:
    def test_asking_again_joins_it_and_puts_no_day_off(self, take, mum, sam):
        first = take()
        again = take(2, words="Hello?", at=NOW + timedelta(days=2), date_received=None)
        assert again.pk == first.pk
        first.refresh_from_db()
        assert first.received_date == TODAY
        assert [each.due for each in clock(first)] == [date(2026, 11, 27), date(2026, 12, 1)]

    def test_a_reply_to_a_closed_one_opens_it_again_and_both_are_told(self, take, mum, officer):
        made = take()
        commands.reply(made.pk, words="Soon.", channel=Channel.PHONE, by=officer, at=NOW)
        take(2, words="Not soon enough", at=NOW + timedelta(hours=2))
        made.refresh_from_db()
        assert (made.state, made.closed_at) == (State.OPEN, None)
        (mine,) = queries.inbox(by=officer, show=queries.Show.ALL, on=TODAY, offset=0, most=5).rows
        assert mine.id == made.pk
        assert Postcard.objects.filter(message__contact=made).count() == 2

    def test_after_a_fortnight_it_is_a_new_one_unless_it_is_named(self, take, officer):
        made = take()
        later = NOW + timedelta(days=20)
        assert take(2, at=later).pk != made.pk
        assert take(3, at=later, words=f"about {made.reference.lower()}").pk == made.pk

    def test_another_number_joins_nothing_whatever_it_names(self, take):
        made = take()
        other = take(2, sender="447700900124", words=made.reference)
        assert other.pk != made.pk

    def test_a_flood_is_kept_whole_in_one_conversation_and_told_little(self, take):
        for number in range(60):
            take(number, words=f"{number}")
        assert (Message.objects.filter(way=Way.IN).count(), Contact.objects.count()) == (60, 1)
        assert Postcard.objects.count() == 1
        take(100, sender="447700900124")
        assert Contact.objects.count() == 2


class TestToldBack:
    def test_known_and_unknown_are_told_the_same_once(self, take, mum):
        known, unknown = take(), take(2, sender="447700900199")
        carrier = Post()
        assert hand_out(NOW, carrier) == {Handed.SENT: 2}
        first, second = sorted(carrier.taken.values(), key=lambda each: each.to)
        assert (first.channel, first.to, first.subject) == ("TEXT", f"+{MOBILE}", "")
        assert first.body.replace(known.reference, "") == second.body.replace(unknown.reference, "")
        assert not {"Sam", "Mum", "Invented"} & set(first.body.split())

    def test_nothing_goes_to_what_is_no_mobile_here(self, take):
        for number, sender in enumerate(("447012345678", "HMRC", "33612345678")):
            take(number, sender=sender)
        assert Message.objects.count() == 3
        assert not Postcard.objects.exists()

    @pytest.mark.parametrize("why", ["barred", "hidden child", "hidden number"])
    def test_no_guarded_number_is_written_to(self, why, take, sam, monkeypatch):
        adult = Adult.objects.create(area_id=830, name="Mum", phone="07700 900123", invented=True)
        user = account("Mum Invented")
        make_family(sam, user, adult=adult, **(BARRED if why == "barred" else FULL))
        if why == "hidden child":
            sam.postcode, sam.location_restricted = "", True
            sam.save()
        if why == "hidden number":
            adult.phone = ""
            adult.save()
            hide(sam, "", monkeypatch)
            monkeypatch.setattr(
                "goldenthread.people.scanning.decrypted", lambda _: {"phone": "07700900123"}
            )
        take()
        assert hand_out(NOW, carrier := Post()) == {Handed.STOPPED: 1}
        assert not carrier.taken

    def test_with_no_carrier_of_texts_they_wait_and_emails_do_not(self, take, settings):
        settings.LETTERS = {"TEXT": ""}
        take()
        assert not hand_out(NOW)
        assert Postcard.objects.get().state == Handed.WAITING

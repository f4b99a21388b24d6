"""Links by each family's own way: to those with no account too, once, and reminded once."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from tests.pages import family_world as world

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.heard import commands
from goldenthread.heard.commands.inviting import hand_out
from goldenthread.heard.commands.rounds import ask_around, remind
from goldenthread.heard.models import Answer, Asked, Invitation, Ticket
from goldenthread.heard.rules.ways import Way
from goldenthread.law.events import EventKind as K
from goldenthread.letters.carriers.parcel import Down, Receipt
from goldenthread.letters.models import Handover, LetterCopy
from goldenthread.letters.rules.handover import State
from goldenthread.letters.rules.recipients import Channel
from goldenthread.people.models import Adult, AdultLink, CommunicationNeed

from .conftest import TODAY

AT = datetime(2026, 11, 22, 5, 30, tzinfo=ZoneInfo("Europe/London"))
LATER = AT.replace(hour=11)


class Carries:
    """A carrier that keeps what it takes."""

    name, at_once = "stand-in", 5

    def __init__(self) -> None:
        self.taken: list = []
        self.down = False

    def find(self, parcel):
        return next((Receipt(p.key, "sent") for p in self.taken if p.key == parcel.key), None)

    def deliver(self, parcel):
        if self.down:
            raise Down("Nobody answered.")
        self.taken.append(parcel)
        return Receipt(parcel.key, "sent")


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def carrier():
    return Carries()


def adult(child, name: str, wants: str = "", *, needs: str = "", **facts: object) -> AdultLink:
    """Link an adult who has no account."""
    one = Adult.objects.create(
        area=child.area, name=name, email=f"{name.split()[0].lower()}@example.invalid",
        phone="07700900123", address="1 Invented Row", postcode="DE4 3AG", invented=True,
    )  # fmt: skip
    if needs:
        CommunicationNeed.objects.create(
            area=child.area, child=child, adult=one, kind=needs, from_date=world.STARTED
        )
    return AdultLink.objects.create(
        area=child.area, child=child, adult=one, relationship="carer", from_date=world.STARTED,
        contact_preference=wants, **{**world.FULL, **facts},
    )  # fmt: skip


@pytest.fixture
def drafted(sam, as_service):
    world.happened(
        sam, as_service,
        (K.REQUEST_RECEIVED, TODAY - timedelta(days=60), {}),
        (K.ASSESSMENT_AGREED, TODAY - timedelta(days=40), {}),
        (K.DRAFT_SERVED, TODAY - timedelta(days=2), {}),
    )  # fmt: skip
    return sam


def round_of(by, at=AT, **when) -> int:
    with asking.stated(by):
        return ask_around([830], by=by, on=at.date(), sending_at=at, **when)


def ways() -> dict[str, str]:
    with asking.stated(asking.service("test", [830])):
        rows = Invitation.objects.filter(reminder=False).select_related("asked__adult")
        return {each.asked.adult.name.split()[0]: each.way for each in rows}


def taken(carrier, at=LATER) -> list:
    hand_out(at, {Channel.EMAIL: carrier, Channel.TEXT: carrier})
    return carrier.taken


def code_in(parcel) -> str:
    return re.search(r"/heard/link/([0-9A-Z]+)/", parcel.body)[1]


class TestEachByTheirOwnWay:
    def test_those_with_no_account_are_asked_as_they_can_be_reached(self, drafted, as_service):
        adult(drafted, "Emma Invented", "email")
        adult(drafted, "Tom Invented", "text")
        adult(drafted, "Pat Invented", needs="LARGE_PRINT")
        adult(drafted, "Ria Invented", "text", needs="PHONE_ONLY")
        adult(drafted, "Nia Invented", "text", gets_notices="NO")
        adult(drafted, "Ben Invented", "text", may_see_location="NO")
        assert round_of(as_service) == 6  # the cast's own parent is asked on their page
        assert ways() == {
            "Emma": Way.EMAIL, "Tom": Way.TEXT, "Pat": Way.POST, "Ria": Way.RING,
        }  # fmt: skip
        assert round_of(as_service) == 0
        assert len(ways()) == 4

    def test_nothing_is_sent_at_night_and_a_message_tells_nothing(
        self, drafted, as_service, carrier
    ):
        link = adult(drafted, "Tom Invented", "text")
        round_of(as_service)
        assert taken(carrier, AT) == []
        (parcel,) = taken(carrier)
        assert len(taken(carrier)) == 1
        assert (parcel.channel, parcel.to) == ("TEXT", "07700900123")
        for secret in (drafted.forename, drafted.surname, link.adult.name, "draft"):
            assert secret.lower() not in (parcel.subject + parcel.body).lower()
        with asking.stated(Asker()):
            assert commands.open_ticket(code_in(parcel), on=TODAY).step == "DRAFT_SENT"
            commands.answer_by_link(
                code_in(parcel), commands.NewAnswer(choices={"heard": "AGREE"}), on=TODAY
            )
        with asking.stated(as_service):
            assert [each.door for each in Answer.objects.all()] == ["LINK"]
            assert parcel.key not in str(list(Ticket.objects.values()))

    def test_a_letter_carries_the_form_in_the_print_they_need(self, drafted, as_service):
        adult(drafted, "Pat Invented", needs="LARGE_PRINT")
        round_of(as_service)
        with asking.stated(as_service):
            copy, over = LetterCopy.objects.get(), Handover.objects.get()
            asked = Asked.objects.get(adult__name="Pat Invented")
        assert (copy.large_print, over.channel, over.state) == (True, "POST", State.WAITING)
        assert f"/heard/link/{commands.code_of(asked)}/" in str(copy.content)
        assert "You listened to us." in str(copy.content)

    def test_one_that_no_carrier_answers_for_waits_and_goes_once(
        self, drafted, as_service, carrier
    ):
        adult(drafted, "Emma Invented", "email")
        round_of(as_service)
        carrier.down = True
        assert taken(carrier) == []
        carrier.down = False
        assert len(taken(carrier, LATER + timedelta(hours=1))) == 1

    @pytest.mark.parametrize("change", ["restricted", "hidden", "answered", "gone"])
    def test_what_changed_meanwhile_stops_it(self, drafted, as_service, carrier, change):
        link = adult(drafted, "Emma Invented", "email")
        round_of(as_service)
        with asking.stated(as_service):
            if change == "restricted":
                AdultLink.objects.filter(pk=link.pk).update(may_see_location="NO")
            elif change == "hidden":
                type(drafted).objects.filter(pk=drafted.pk).update(
                    location_restricted=True, address="", postcode=""
                )
            elif change == "answered":
                Ticket.objects.update(used=True)
            else:
                AdultLink.objects.filter(pk=link.pk).update(to_date=TODAY - timedelta(days=1))
        assert taken(carrier) == []
        with asking.stated(as_service):
            assert [each.state for each in Invitation.objects.all()] == [State.STOPPED]


class TestTheReminder:
    @pytest.fixture
    def sent(self, drafted, as_service, carrier):
        adult(drafted, "Emma Invented", "email")
        round_of(as_service)
        return taken(carrier)[0]

    def again(self, by, carrier, days: int) -> int:
        at = LATER + timedelta(days=days)
        with asking.stated(by):
            found = remind([830], by=by, at=at)
        taken(carrier, at)
        return found

    def test_comes_once_with_the_same_link_and_never_again(self, sent, as_service, carrier):
        assert self.again(as_service, carrier, 13) == 0
        assert self.again(as_service, carrier, 14) == 1
        assert [self.again(as_service, carrier, days) for days in (15, 30)] == [0, 0]
        first, second = carrier.taken
        assert code_in(first) == code_in(second)
        assert "We will not ask about this again." in second.body

    def test_does_not_come_to_those_who_answered_or_want_no_more(self, sent, as_service, carrier):
        with asking.stated(Asker()):
            commands.leave_alone(code_in(sent))
        assert self.again(as_service, carrier, 14) == 0


class TestNoMore:
    def test_whoever_holds_the_link_says_so_and_is_left_alone(self, drafted, as_service, carrier):
        adult(drafted, "Emma Invented", "email")
        before = AT - timedelta(days=38)
        assert round_of(as_service, before) == 2  # of the decision; the cast's parent too
        code = code_in(taken(carrier, before + timedelta(hours=6))[0])
        client = Client()
        stop = reverse("family:heard-stop", args=[code])
        said = {
            re.sub(r"nonce=\S+", "", client.post(address).content.decode())
            for address in (stop, reverse("family:heard-stop", args=["none"]))
        }
        assert len(said) == 1
        assert "We will not ask you again" in said.pop()
        assert round_of(as_service) == 1  # of the draft: the cast's parent, and not Emma

    def test_somebody_signed_in_may_be_asked_again(self, drafted, cast, as_service):
        round_of(as_service)
        client = world.signed_in(cast.parent)
        mine = reverse("family:heard-mine", args=[drafted.pk])
        page = client.get(client.get(mine).url).content.decode()
        stop = re.search(r'action="([^"]*/stop/)"', page)[1]
        assert client.post(stop).status_code == 200
        with asking.stated(as_service):
            Ticket.objects.update(used=True)
        assert "You told us not to ask you." in client.get(mine).content.decode()
        assert "We will ask you again." in client.post(mine, follow=True).content.decode()
        assert not Ticket.objects.filter(no_more=True).exists()


class TestToBeRung:
    def test_an_officer_rings_types_in_what_they_say_and_they_leave_the_list(
        self, drafted, cast, as_service
    ):
        adult(drafted, "Ria Invented", "text", needs="PHONE_ONLY")
        round_of(as_service)
        client = world.signed_in(cast.officer)
        page = reverse("heard:paper", args=["derbyshire"])
        shown = client.get(page).content.decode()
        assert "Ria Invented" in shown
        other_client = world.signed_in(cast.city_officer)
        other = other_client.get(reverse("heard:paper", args=["derby"]))
        assert "Ria Invented" not in other.content.decode()
        address = re.search(r'href="([^"]*/ring/[0-9]+/)"', shown)[1]
        assert "code=" not in shown  # an address is kept by browsers and in logs
        assert other_client.get(address).status_code in (403, 404)
        form = client.get(address).content.decode()
        filled = {
            name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', form)[1]
            for name in ("once", "code")
        }
        told = {**filled, "heard": "AGREE", "month": "2026-11-01", "language": "en-gb"}
        sent = re.search(r'<form method="post" action="([^"]*draft_sent/)"', form)[1]
        assert client.post(sent, told).status_code == 302
        assert client.get(address).status_code == 404
        assert "Nobody is to be rung." in client.get(page).content.decode()
        with asking.stated(as_service):
            assert [each.door for each in Answer.objects.all()] == ["PAPER"]

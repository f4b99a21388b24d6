"""The surveys' pages: anybody answers, nobody twice; staff see shares, named readers the words."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.pages import family_world as world

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.heard import commands, forms
from goldenthread.heard.models import Answer, Confirmation, Ending, Item, Reader, Remark, Ticket
from goldenthread.heard.rules.questions import Step

from .conftest import TODAY

SEEN = asking.service("test", [830, 831])
CHOSEN = {"heard": "AGREE", "given": "SOME"}


@pytest.fixture(autouse=True)
def _the_tests_day(settings):
    settings.TODAY = TODAY


@pytest.fixture
def unhurried(monkeypatch):
    """Let a form be sent as soon as it is opened, as if somebody had read it."""
    monkeypatch.setattr(forms, "FASTEST_SECONDS", -1)


def once(page: str) -> str:
    return re.search(r'name="once" value="([^"]+)"', page)[1]


def answers() -> list[Answer]:
    with asking.stated(SEEN):
        return list(Answer.objects.order_by("on"))


def opened(client: Client, name: str, *arguments: object, status: int = 200) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == status
    return answer.content.decode()


class TestTheYear:
    def test_anybody_answers_and_a_double_click_is_one_answer(self, areas, unhurried):
        client, page = Client(), reverse("family:heard-year", args=["derby"])
        sent = {
            **CHOSEN,
            "words": "Ring back 😀",
            "once": once(opened(client, "family:heard-year", "derby")),
        }
        for _ in range(2):
            assert client.post(page, sent).url == reverse("family:heard-thanks")
        (found,) = answers()
        assert (found.choices, found.door, found.language) == (CHOSEN, "OPEN", "en-gb")
        assert "You told us before. We have it." in opened(client, "family:heard-year", "derby")
        assert 'name="heard"' in client.get(page, {"again": ""}).content.decode()
        assert 'name="heard"' in opened(client, "family:heard-year", "derbyshire")

    def test_one_sent_faster_than_it_can_be_read_is_thanked_and_set_aside(self, areas):
        client, page = Client(), reverse("family:heard-year", args=["derby"])
        sent = {**CHOSEN, "once": once(opened(client, "family:heard-year", "derby"))}
        assert client.post(page, sent).url == reverse("family:heard-thanks")
        assert [each.set_aside for each in answers()] == [True]

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({}, "Answer one question or more."),
            ({"heard": "MAYBE"}, "Choose an answer from the list"),
            ({"words": "x" * 2_001}, "2000"),
            ({"once": "forged", "heard": "AGREE"}, "This page was open for too long."),
        ],
    )
    def test_what_cannot_be_taken_is_told_and_what_was_typed_is_kept(
        self, areas, unhurried, sent, said
    ):
        client = Client()
        number = once(opened(client, "family:heard-year", "derby"))
        kept = {"once": number, "words": "my long words", **sent}
        if not sent:
            kept["words"] = " "
        page = client.post(reverse("family:heard-year", args=["derby"]), kept).content.decode()
        assert said in page
        assert kept["words"][:13].strip() in page
        assert answers() == []

    def test_a_stale_form_is_taken_when_it_is_sent_again(self, areas, unhurried):
        client, page = Client(), reverse("family:heard-year", args=["derby"])
        stale = client.post(page, {**CHOSEN, "once": "forged"}).content.decode()
        assert 'value="AGREE" checked' in stale
        client.post(page, {**CHOSEN, "once": once(stale)})
        assert len(answers()) == 1

    def test_there_is_no_page_for_an_area_that_is_not(self, areas):
        opened(Client(), "family:heard-year", "nowhere", status=404)
        opened(Client(), "family:heard-did", "nowhere", status=404)


class TestALink:
    def test_opens_once_and_then_says_so(self, areas):
        _, code = commands.issue_ticket(831, step=Step.DRAFT_SENT, on=TODAY)
        client, page = Client(), reverse("family:heard-link", args=[code])
        assert "We sent you a draft plan" in client.get(page).content.decode()
        assert "Answer one question" in client.post(page, {"words": ""}).content.decode()
        for _ in range(2):
            assert client.post(page, {"heard": "AGREE"}).status_code in (200, 302)
        assert [(each.step, each.door) for each in answers()] == [("DRAFT_SENT", "LINK")]
        ended = client.get(page).content.decode()
        assert "Each link works once." in ended
        never = client.get(reverse("family:heard-link", args=["never-was"])).content.decode()
        assert re.sub(r"nonce=\S+", "", never) == re.sub(r"nonce=\S+", "", ended)


class TestBeingAsked:
    def test_is_on_the_page_of_the_one_asked_and_goes_when_they_answer(self, sam, as_service):
        mum, dad = world.account("Mum Invented"), world.account("Dad Invented")
        world.make_family(sam, mum)
        world.make_family(sam, dad, relationship="father")
        made, _ = commands.ask(
            sam.pk, mum.pk, step=Step.PLAN_ISSUED, event="e1", by=as_service, on=TODAY
        )
        client, address = world.signed_in(mum), reverse("family:heard-asked", args=[made.pk])
        mine = reverse("family:heard-mine", args=[sam.pk])
        assert mine in opened(client, "family:where", sam.pk)
        assert client.get(mine).url == address
        nothing = opened(world.signed_in(dad), "family:heard-mine", sam.pk)
        assert "We have nothing to ask you now." in nothing
        assert world.signed_in(dad).get(address).status_code == 404
        assert "We sent you the plan" in client.get(address).content.decode()
        assert "Answer one question" in client.post(address, {}).content.decode()
        assert client.post(address, {"clear": "AGREE"}).status_code == 302
        assert "We have nothing to ask you now." in opened(client, "family:heard-mine", sam.pk)
        assert "You told us before." in client.get(address).content.decode()
        assert [each.door for each in answers()] == ["ACCOUNT"]


class TestStaff:
    @pytest.fixture
    def told(self, areas):
        with asking.stated(Asker()):
            for number, choice in enumerate(("AGREE", "AGREE", "DISAGREE")):
                commands.answer_openly(
                    830, commands.NewAnswer(choices={"heard": choice}, words="Nobody rang."),
                    knocking=commands.Knocking(once=f"f{number}", place="192.0.2.1"), on=TODAY,
                )  # fmt: skip
            commands.answer_openly(
                830, commands.NewAnswer(choices={"heard": "AGREE"}),
                knocking=commands.Knocking(once="fast", place="192.0.2.1", too_fast=True), on=TODAY,
            )  # fmt: skip

    def test_shares_stand_with_how_sure_they_are(self, told, cast):
        page = opened(world.signed_in(cast.officer), "heard:answers", "derbyshire")
        row = re.sub(r"<[^>]+>|\s+", " ", page)
        assert re.search(r"Felt heard\s+2\s+3\s+67%\s+21% and 94%", row)
        assert "Nobody rang." not in page
        assert reverse("heard:aside", args=["derbyshire"]) not in page

    def test_an_area_with_no_answers_says_so(self, areas, cast):
        page = opened(world.signed_in(cast.city_officer), "heard:answers", "derby")
        assert "No family has answered in these twelve months." in page
        assert "No link has been sent" in page

    def test_words_are_read_by_somebody_named_until_they_are_not(self, told, cast):
        manager, officer = world.signed_in(cast.manager), world.signed_in(cast.officer)
        opened(officer, "heard:words", "derbyshire", status=403)
        page = reverse("heard:readers", args=["derbyshire"])
        for email, said in (
            ("nobody@example.invalid", "Nobody who works for this area"),
            (cast.city_officer.email, "Nobody who works for this area"),
        ):
            assert said in manager.post(page, {"email": email}).content.decode()
        assert manager.post(page, {"email": cast.officer.email}).status_code == 302
        assert "named already" in manager.post(page, {"email": cast.officer.email}).content.decode()
        assert opened(officer, "heard:words", "derbyshire").count("Nobody rang.") == 3
        reader = Reader.objects.get()
        assert officer.post(reverse("heard:stop-reader", args=[reader.pk])).status_code == 403
        manager.post(reverse("heard:stop-reader", args=[reader.pk]))
        opened(officer, "heard:words", "derbyshire", status=403)
        with asking.stated(SEEN):
            assert Remark.objects.count() == 0  # a service is nobody named

    def test_what_was_set_aside_is_let_in_once(self, told, cast):
        manager = world.signed_in(cast.manager)
        assert "You listened to us. I agree" in opened(manager, "heard:aside", "derbyshire")
        (aside,) = [each for each in answers() if each.set_aside]
        page = reverse("heard:judge", args=[aside.pk])
        assert world.signed_in(cast.officer).post(page, {"counts": "yes"}).status_code == 403
        for counts in ("yes", "no"):
            assert manager.post(page, {"counts": counts}).status_code == 302
        assert "Nothing is set aside." in opened(manager, "heard:aside", "derbyshire")
        shown = re.sub(r"<[^>]+>|\s+", " ", opened(manager, "heard:answers", "derbyshire"))
        assert re.search(r"Felt heard\s+3\s+4\s+75%", shown)

    def test_pages_take_few_statements(self, told, cast, django_assert_max_num_queries):
        client = world.signed_in(cast.manager)
        for name in ("heard:answers", "heard:readers", "heard:aside"):
            with django_assert_max_num_queries(12):
                opened(client, name, "derbyshire")


class TestYouSaidWeDid:
    @pytest.fixture
    def item(self, areas, cast):
        client = world.signed_in(cast.improvement_lead)
        page = reverse("desk:said", args=["derbyshire"])
        written = {"said": "Nobody rings back.", "where_from": "The yearly survey",
                   "said_on-day": "3", "said_on-month": "5", "said_on-year": "2026"}  # fmt: skip
        assert "Enter" in client.post(page, {**written, "said": ""}).content.decode()
        late = client.post(page, {**written, "said_on-year": "2027"}).content.decode()
        assert "has not come yet" in late
        assert client.post(page, written).status_code == 302
        with asking.stated(SEEN):
            return Item.objects.get()

    def act(self, user, item, what, **sent) -> str:
        answer = world.signed_in(user).post(reverse("desk:said-act", args=[item.pk, what]), sent)
        return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)

    def families(self, item, yes: int, no: int) -> None:
        with asking.stated(Asker()):
            for number in range(yes + no):
                commands.confirm(
                    item.pk, "YES" if number < yes else "NO", on=TODAY,
                    knocking=commands.Knocking(once=f"c{number}", place=f"192.0.2.{number}"),
                )  # fmt: skip

    def test_is_told_to_nobody_until_it_is_published(self, item, cast, unhurried):
        assert "Nothing is here yet." in opened(Client(), "family:heard-did", "derbyshire")
        assert self.act(cast.improvement_lead, item, "publish") == "302"
        shown = opened(Client(), "family:heard-did", "derbyshire")
        assert "Nobody rings back." in shown
        assert "We have not said yet what we will do." in shown
        assert self.act(cast.officer, item, "publish") == "403"
        assert self.act(cast.improvement_lead, item, "fly") == "404"

    def test_needs_one_answer_of_two(self, item, cast):
        for sent in ({}, {"did": "a", "why_not": "b"}):
            assert "One of the two." in self.act(cast.forum_rep, item, "answer", **sent)
        assert self.act(cast.forum_rep, item, "answer", why_not="No money this year.") == "302"
        self.act(cast.forum_rep, item, "publish")
        assert "No money this year." in opened(Client(), "family:heard-did", "derbyshire")

    def test_ends_only_when_families_say_that_it_helped_and_two_people_agree(
        self, item, cast, unhurried
    ):
        lead, forum = cast.improvement_lead, cast.forum_rep
        self.act(lead, item, "answer", did="A rota answers each day.")
        assert "not being asked" not in self.act(lead, item, "publish")
        page = reverse("family:heard-did", args=["derbyshire"])
        client = Client()
        shown = opened(client, "family:heard-did", "derbyshire")
        sent = {"item": item.pk, "helped": "YES", "once": once(shown)}
        assert "Choose" in client.post(page, {**sent, "helped": ""}).content.decode()
        for _ in range(2):
            assert client.post(page, sent).status_code == 302
        with asking.stated(asking.service("test", [830])):
            assert Confirmation.objects.count() == 1
        assert "Too few families have said" in self.act(lead, item, "propose")
        self.families(item, yes=40, no=12)
        assert self.act(lead, item, "propose") == "302"
        assert self.act(lead, item, "agree") == "403"
        assert "You said it helped" not in opened(Client(), "family:heard-did", "derbyshire")
        assert self.act(forum, item, "agree") == "302"
        ended = opened(Client(), "family:heard-did", "derbyshire")
        assert "it helped about 40 families. About 10 said" in ended  # 41 and 12, as published
        assert 'name="helped"' not in ended
        assert client.post(page, {**sent, "once": forms.new_once()}).status_code == 404

    def test_does_not_end_when_as_many_say_that_it_did_not_help(self, item, cast):
        self.act(cast.forum_rep, item, "answer", did="A rota answers each day.")
        self.act(cast.forum_rep, item, "publish")
        self.families(item, yes=20, no=20)
        assert "Look at it again." in self.act(cast.forum_rep, item, "propose")
        with asking.stated(SEEN):
            assert not Ending.objects.exists()


def test_a_ticket_never_says_when_it_was_used():
    assert {field.name for field in Ticket._meta.fields} == {
        "id", "area", "survey", "version", "step", "code_hash", "issued_on", "last_day", "used",
        "printed", "no_more",
    }  # fmt: skip

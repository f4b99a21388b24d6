"""What somebody needs is said once and applied to every message to them (trust rule 66).

The ways of answering, the short messages and the needs are read from their registers: a new one of
any is tried here.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse as P

from goldenthread.access.models import Tie, User
from goldenthread.access.rules import TieKind
from goldenthread.contact import commands, queries
from goldenthread.contact.commands import Incoming
from goldenthread.contact.commands.information import (
    Wanted,
    ask_for_information,
    give_information,
    wait_for_them,
)
from goldenthread.contact.commands.postcards import CALLS_ONLY, hand_out, put_out
from goldenthread.contact.forms import ANSWERS
from goldenthread.contact.models import Contact, Message, Postcard
from goldenthread.contact.rules import Channel, Refused, Way, needs
from goldenthread.contact.rules.information import Right, Waiting
from goldenthread.contact.rules.information import State as Outcome
from goldenthread.contact.rules.postcards import Says
from goldenthread.letters.rules.forms import Way as FormWay
from goldenthread.letters.rules.handover import State
from goldenthread.people.models import Adult, AdultLink, CommunicationNeed
from goldenthread.people.rules import NEEDS_DETAIL
from goldenthread.people.rules import CommunicationKind as Need
from goldenthread.timeline.models import Clock

from .conftest import NOW, STARTED, TODAY
from .contact_world import dad, mum, officer, text
from .family_world import account, signed_in
from .test_postcards import Post

__all__ = ["dad", "mum", "officer"]
DUE = date(2026, 11, 27)  # five working days after the tests' day


def needs_it(sam, user, kind: Need, detail: str = "") -> None:
    link = AdultLink.objects.filter(child=sam, adult__user=user).first()
    CommunicationNeed.objects.create(
        area=sam.area, child=sam, adult=link and link.adult, kind=kind, from_date=STARTED,
        detail=detail or ("Polish" if kind in NEEDS_DETAIL else ""),
    )  # fmt: skip


def only_needs(sam, user, kind: Need | None, detail: str = "") -> None:
    CommunicationNeed.objects.filter(child=sam).delete()
    if kind is not None:
        needs_it(sam, user, kind, detail)


def wrote(by, sam, user, **more) -> Contact:
    told = {"area_id": 830, "child_id": sam.pk, "channel": Channel.PORTAL, "words": "When?",
            "sender_user_id": user.pk, "proven": True, **more}  # fmt: skip
    return commands.receive(Incoming(**told), by=by, at=NOW)


def answer(by, contact, channel=Channel.PORTAL) -> Message:
    commands.reply(contact.pk, words="On Tuesday.", channel=channel, by=by, at=NOW)
    return Message.objects.get(contact=contact, way=Way.OUT)


def owed(contact) -> Clock | None:
    rows = Clock.objects.filter(case_type="contact", case_id=contact.pk, known_to__isnull=True)
    return rows.filter(rule="letter-form").first()


def test_every_need_has_a_line_and_every_way_says_what_it_meets():
    assert set(needs.ASKS) == set(Need)
    assert set(needs.MEETS) == set(Channel)


@pytest.mark.parametrize("channel", [Channel(each) for each, _ in ANSWERS])
def test_of_every_way_of_answering_every_need_is_met_refused_or_a_named_persons_task(
    officer, sam, mum, channel
):
    for kind in Need:
        only_needs(sam, mum, kind)
        made = wrote(officer, sam, mum)
        met = kind in needs.MEETS[channel]
        if kind is Need.PHONE_ONLY and not met:
            with pytest.raises(Refused, match="calls only"):
                answer(officer, made, channel)
            assert not Message.objects.filter(contact=made, way=Way.OUT).exists()
            assert owed(made) is None
            continue
        said = answer(officer, made, channel)
        assert said.author_user_id == officer.user_id
        clock = owed(made)
        assert (clock is None) is met, kind
        if clock is not None:
            assert (clock.due, clock.about) == (DUE, f"answer/{said.pk}")
            assert clock.owner_post_id == Contact.objects.get(pk=made.pk).owner_post_id is not None


def told(officer, sam, mum, kind, says, **more) -> tuple[Contact, Postcard, list]:
    """Hand over one short message to an address of its own; return what went."""
    only_needs(sam, mum, kind, "Urdu" if kind is Need.LANGUAGE else "")
    made, post = wrote(officer, sam, mum, **more), Post()
    put_out(made, made.messages.get(), says, f"{kind}@example.invalid", NOW)
    hand_out(NOW, post)
    return made, Postcard.objects.get(message__contact=made), list(post.taken.values())


@pytest.mark.parametrize("says", list(Says))
def test_no_short_message_goes_to_who_is_rung_and_an_account_reads_its_own_language(
    officer, sam, mum, says
):
    for kind in (None, *Need):
        _, row, went = told(officer, sam, mum, kind, says)
        if kind is Need.PHONE_ONLY:
            assert (row.state, row.problem, went) == (State.STOPPED, CALLS_ONLY, [])
            continue
        in_urdu = kind is Need.LANGUAGE and says is not Says.RECEIVED
        assert ("سائن اِن" in went[0].body) is in_urdu, kind
        assert went[0].subject.isascii() is not in_urdu


def test_a_sender_nobody_has_proven_is_told_the_same_whatever_is_recorded(officer, sam, mum):
    for kind in Need:
        made, _, (went,) = told(officer, sam, mum, kind, Says.RECEIVED, proven=False)
        assert went.body.startswith(
            f"We have your message. Its reference is {made.reference}. You have an answer by "
            "Friday 27 November 2026."
        ), kind


def test_only_the_writers_own_needs_count(officer, sam, mum, dad):
    needs_it(sam, mum, Need.BRAILLE)
    needs_it(sam, account("Nobody Here"), Need.SYMBOLS)  # the child's own
    found = {
        "mum": queries.needs_of_writer(wrote(officer, sam, mum), on=TODAY),
        "dad": queries.needs_of_writer(wrote(officer, sam, dad), on=TODAY),
        "call": queries.needs_of_writer(
            wrote(officer, sam, mum, sender_user_id=None, sender_name=" mum INVENTED"), on=TODAY
        ),
        "nobody": queries.needs_of_writer(
            wrote(officer, sam, mum, sender_user_id=None), on=TODAY
        ),
    }  # fmt: skip
    assert {who: [each.kind for each in kinds] for who, kinds in found.items()} == {
        "mum": ["BRAILLE"], "dad": [], "call": ["BRAILLE"], "nobody": [],
    }  # fmt: skip
    young = account("Sam Invented")
    Tie.objects.create(
        area=sam.area, child=sam, kind=TieKind.YOUNG_PERSON, user=young, from_date=STARTED
    )
    (own,) = queries.needs_of_writer(wrote(officer, sam, young), on=TODAY)
    assert own.kind == Need.SYMBOLS


def test_english_needs_nothing_more(officer, sam, mum):
    needs_it(sam, mum, Need.LANGUAGE, "English")
    made = wrote(officer, sam, mum)
    answer(officer, made)
    assert owed(made) is None


def test_who_asked_for_records_hears_of_a_question_and_an_answer_as_of_a_message(officer, sam, mum):
    for kind in (None, *Need):
        only_needs(sam, mum, kind, "Urdu" if kind is Need.LANGUAGE else "")
        User.objects.filter(pk=mum.pk).update(email=f"{kind}@example.invalid")
        adult, post = AdultLink.objects.get(child=sam, adult__user=mum).adult_id, Post()
        wanted = Wanted(child_id=sam.pk, right=Right.OWN, words="All of it.", adult_id=adult)
        made = ask_for_information(wanted, by=officer, at=NOW)
        wait_for_them(made.pk, waiting=Waiting.MEANING, by=officer, at=NOW)
        give_information(made.pk, outcome=Outcome.GIVEN, words="By hand.", by=officer, at=NOW)
        hand_out(NOW, post)
        rows = Postcard.objects.filter(request=made).order_by("pk")
        assert [row.says for row in rows] == [Says.ASKED, Says.ANSWERED], kind
        if kind is Need.PHONE_ONLY:
            assert {row.problem for row in rows} == {CALLS_ONLY}
            assert not post.taken
            continue
        question, answered = (post.taken[row.key] for row in rows)
        assert question.body != answered.body
        for went in (question, answered):
            assert went.to == f"{kind}@example.invalid"
            assert went.subject.isascii() is (kind is not Need.LANGUAGE), kind
            assert not {"Sam", "Amara", "Mum", "By", made.reference} & set(went.body.split())


def test_who_has_no_account_is_sent_no_short_email_about_records(officer, sam):
    adult = sam.adult_links.get().adult
    Adult.objects.filter(pk=adult.pk).update(user=None)
    wanted = Wanted(
        child_id=sam.pk, right=Right.OWN, words="All of it.", known=False, adult_id=adult.pk
    )
    ask_for_information(wanted, by=officer, at=NOW)
    assert not Postcard.objects.exists()


class TestPage:
    @pytest.fixture
    def client(self, cast, settings):
        settings.TODAY = TODAY
        return signed_in(cast.officer)

    def test_it_says_before_they_send_what_is_needed_and_that_they_are_rung(
        self, client, officer, sam, mum
    ):
        for kind in Need:
            needs_it(sam, mum, kind)
        made = wrote(officer, sam, mum)
        page = client.get(P("contact:one", args=[made.pk]))
        for words in needs.ASKS.values():
            assert words.format(detail="Polish") in text(page)
        shown = page.content.decode()
        assert 'value="PHONE"' in shown
        assert 'value="PORTAL"' not in shown
        other = {"answer-words": "Kept words", "answer-channel": "PORTAL"}
        kept = client.post(P("contact:reply", args=[made.pk]), other)
        assert "They asked for calls only." in text(kept)
        assert "Kept words" in text(kept)

    def test_its_owner_says_how_it_was_given_and_the_clock_stops(self, client, officer, sam, mum):
        needs_it(sam, mum, Need.BSL)
        made = wrote(officer, sam, mum)
        answer(officer, made)
        page, act = P("contact:one", args=[made.pk]), P("contact:form-given", args=[made.pk])
        assert "By Friday 27 November 2026." in text(client.get(page))
        assert "Choose how it was given." in text(client.post(act, {"form-way": ""}))
        day = {f"form-on-{part}": getattr(TODAY, part) for part in ("day", "month", "year")}
        early = client.post(act, {"form-way": "signed", **day, "form-on-year": 2025})
        assert "before we answered" in text(early)
        assert owed(made).stopped is None
        for _ in range(2):  # pressed twice, done once
            assert client.post(act, {"form-way": "signed", **day})["Location"] == page
        assert owed(made).stopped == TODAY
        assert "another way" not in text(client.get(page))

    def test_a_conversation_is_not_closed_over_what_is_still_owed(self, officer, sam, mum):
        needs_it(sam, mum, Need.EASY_READ)
        made = wrote(officer, sam, mum)
        answer(officer, made)
        later = NOW + timedelta(hours=1)
        Contact.objects.filter(pk=made.pk).update(state="OPEN", closed_at=None)
        told = {"because": "Thanks.", "by": officer, "at": later}
        with pytest.raises(Refused, match="another way"):
            commands.close(made.pk, **told)
        commands.give_form(made.pk, way=FormWay.EASY_READ, on=TODAY, by=officer, at=later)
        commands.close(made.pk, **told)
        assert owed(made).stopped == TODAY

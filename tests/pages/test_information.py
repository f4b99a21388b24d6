"""Requests for information: their clocks, the pause, who sees them, and both sides' pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse as P
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access import asking
from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.audit.models import AuditRow
from goldenthread.contact.commands import information as commands
from goldenthread.contact.commands.information import Wanted
from goldenthread.contact.models import InformationRequest
from goldenthread.contact.rules import Refused
from goldenthread.contact.rules.information import Right, State, Waiting
from goldenthread.timeline.models import Clock

from .conftest import NOW, TODAY
from .contact_world import dad, mum, officer, text
from .family_world import signed_in

__all__ = ["dad", "mum", "officer"]


@pytest.fixture
def adult(sam):
    """The adult recorded for Sam."""
    return sam.adult_links.get().adult


@pytest.fixture
def asked(officer, sam, adult):
    def asked(right=Right.OWN, at=NOW, **more) -> InformationRequest:
        told = {"child_id": sam.pk, "right": right, "words": "All emails.", "adult_id": adult.pk}
        return commands.ask_for_information(Wanted(**{**told, **more}), by=officer, at=at)

    return asked


def clock(made: InformationRequest) -> Clock:
    return Clock.objects.get(case_type="information", case_id=made.pk, known_to__isnull=True)


class TestClock:
    @pytest.mark.parametrize(
        ("right", "rule", "due"),
        [
            (Right.OWN, "sar", date(2026, 12, 22)),
            (Right.PUBLIC, "foi", date(2026, 12, 18)),
            (Right.PLACE, "eir", date(2026, 12, 18)),
            (Right.SCHOOL, "sar-edu", None),  # nobody knows the school's own days
        ],
    )
    def test_it_runs_from_the_day_it_came_by_its_own_right(self, asked, cast, right, rule, due):
        made = asked(right)
        found = clock(made)
        assert (found.rule, found.started, found.due) == (rule, TODAY, due)
        assert found.owner_post_id is not None

    def test_it_counts_from_the_day_any_part_of_the_council_got_it(self, asked):
        assert clock(asked(asked_date=date(2026, 11, 2))).due == date(2026, 12, 2)

    def test_proof_of_who_asks_holds_it_and_its_coming_starts_it_again(self, asked, officer):
        made = asked(known=False)
        assert (made.state, made.waiting) == (State.HELD, Waiting.IDENTITY)
        assert clock(made).due is None
        later = NOW + timedelta(days=10)
        commands.it_came(made.pk, on=later.date(), by=officer, at=later)
        assert clock(made).due == date(2027, 1, 1)

    def test_only_what_the_law_pauses_waits(self, asked, officer):
        made = asked(Right.PUBLIC, known=False)
        assert made.state == State.OPEN
        with pytest.raises(Refused, match="stops no clock"):
            commands.wait_for_them(made.pk, waiting=Waiting.MEANING, by=officer, at=NOW)

    def test_it_is_put_off_once_in_time_and_no_further_than_the_law_allows(self, asked, officer):
        made = asked()
        put_off = {"because": "A hundred boxes.", "by": officer, "at": NOW}
        for until, why in ((date(2027, 2, 23), "22 February 2027"), (date(2026, 12, 22), "after")):
            with pytest.raises(Refused, match=why):
                commands.take_longer(made.pk, until=until, **put_off)
        late = {**put_off, "at": NOW + timedelta(days=31)}
        with pytest.raises(Refused, match="day has passed"):
            commands.take_longer(made.pk, until=date(2027, 2, 1), **late)
        commands.take_longer(made.pk, until=date(2027, 2, 22), **put_off)
        with pytest.raises(Refused, match="once already"):
            commands.take_longer(made.pk, until=date(2027, 2, 22), **put_off)
        assert clock(made).due == date(2026, 12, 22)  # what was due stays due
        other = asked(Right.PUBLIC)
        with pytest.raises(Refused, match="no more time"):
            commands.take_longer(other.pk, until=date(2027, 1, 5), **put_off)

    @pytest.mark.parametrize("outcome", [State.GIVEN, State.PARTLY, State.REFUSED])
    def test_an_answer_stops_it_and_says_why_not_the_rest(self, asked, officer, outcome):
        made = asked(known=False)
        with pytest.raises(Refused, match="Say what was given"):
            commands.give_information(made.pk, outcome=outcome, words=" ", by=officer, at=NOW)
        commands.give_information(made.pk, outcome=outcome, words="By hand.", by=officer, at=NOW)
        made.refresh_from_db()
        assert (made.state, made.answered_date, made.held_date) == (outcome, TODAY, None)
        assert clock(made).stopped == TODAY
        with pytest.raises(Refused, match="not open"):
            commands.give_information(made.pk, outcome=outcome, words="x", by=officer, at=NOW)

    def test_taken_back_it_runs_no_more(self, asked, officer):
        made = asked()
        commands.take_request_back(made.pk, by=officer, at=NOW)
        assert clock(made).superseded == TODAY
        with pytest.raises(Refused, match="not open"):
            commands.take_request_back(made.pk, by=officer, at=NOW)


class TestWho:
    def test_what_makes_no_sense_is_refused_and_twice_is_once(self, asked, adult):
        for more, why in (
            ({"words": " "}, "Say what"),
            ({"asked_date": TODAY + timedelta(days=1)}, "still to come"),
            ({"adult_id": 0}, "recorded for the child"),
        ):
            with pytest.raises(Refused, match=why):
                asked(**more)
        assert asked(once="k").pk == asked(once="k").pk

    def test_the_same_form_at_one_moment_is_kept_once(self, asked, monkeypatch):
        """Both looked before either had kept it: the second, refused, finds the first."""
        first, looked = asked(once="k"), []

        def late(*told):
            looked.append(told)
            return None if len(looked) == 1 else first

        monkeypatch.setattr(commands, "_sent_before", late)
        assert asked(once="k").pk == first.pk
        assert Clock.objects.filter(case_type="information", known_to__isnull=True).count() == 1

    def test_a_colleague_writes_no_hidden_place_down(self, sam, cast, officer, adult):
        type(sam).objects.filter(pk=sam.pk).update(
            location_restricted=True, address="", postcode=""
        )
        page = P("contact:information-new", args=[sam.pk])
        client = signed_in(cast.officer)
        words = "Send it all to ZZ7 7ZZ"
        given = {"right": "OWN", "words": words, "who": str(adult.pk), "known": "yes",
                 "asked_date-day": TODAY.day, "asked_date-month": TODAY.month,
                 "asked_date-year": TODAY.year}  # fmt: skip
        shown = client.post(page, given).content.decode()
        assert "This names a postcode" in shown
        assert words in shown
        assert not InformationRequest.objects.exists()

    def test_strangers_learn_nothing_and_others_are_refused(self, asked, cast, asker_of, sam):
        made = asked()
        for who, error in (("city_officer", NotFound), ("stranger", NotFound)):
            with pytest.raises(error):
                commands.take_request_back(made.pk, by=asker_of(getattr(cast, who)), at=NOW)
        with pytest.raises(NotAllowed):
            commands.take_request_back(made.pk, by=asker_of(cast.dco), at=NOW)
        with asking.stated(asker_of(cast.city_officer)):
            assert not InformationRequest.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as sql:
            sql.execute("DELETE FROM contact_informationrequest")


class TestFamily:
    def ask(self, user, sam, **more):
        given = {"right": "OWN", "words": "All you wrote of him.", "once": "k1", **more}
        return signed_in(user).post(P("family:records", args=[sam.pk]), given)

    def test_they_ask_and_see_the_laws_day_and_the_answer(self, mum, sam, officer):
        client, address = signed_in(mum), P("family:records", args=[sam.pk])
        pages = [client.get(address)]
        for _ in range(2):
            assert self.ask(mum, sam).status_code == 302
        made = InformationRequest.objects.get()
        assert (made.user_id, made.state) == (mum.pk, State.OPEN)
        pages.append(client.get(address))
        assert "22 December 2026" in text(pages[-1])
        commands.wait_for_them(made.pk, waiting=Waiting.MEANING, by=officer, at=NOW)
        pages.append(client.get(address))
        assert "We asked you for something" in text(pages[-1])
        commands.give_information(
            made.pk, outcome=State.GIVEN, words="Sent by post.", by=officer, at=NOW
        )
        pages.append(client.get(address))
        assert "Sent by post." in text(pages[-1])
        for page in pages:
            words = text_of(page.content.decode())
            assert page_grade(words) <= 5, words
            assert sentence_length(words) <= 15

    def test_the_other_parent_learns_nothing_of_it(self, mum, dad, sam, officer):
        self.ask(mum, sam)
        made = InformationRequest.objects.get()
        for name in ("family:records", "family:where"):
            page = text(signed_in(dad).get(P(name, args=[sam.pk])))
            assert made.reference not in page
            assert "22 December" not in page

    def test_what_was_typed_is_kept_and_emoji_and_late_are_said(self, mum, sam, settings):
        wrong = self.ask(mum, sam, right="NONSENSE", words="Kept 🙏 words")
        assert wrong.status_code == 200
        assert "Kept 🙏 words" in wrong.content.decode()
        self.ask(mum, sam)
        settings.TODAY = TODAY + timedelta(days=40)
        page = signed_in(mum).get(P("family:records", args=[sam.pk]))
        assert "We are late. We are sorry." in text(page)


class TestDesk:
    def test_written_down_listed_and_answered(self, cast, sam, adult):
        client = signed_in(cast.officer)
        given = {"right": "OWN", "who": adult.pk, "words": "All of it.", "known": "no",
                 "asked_date-day": 20, "asked_date-month": 11, "asked_date-year": 2026}  # fmt: skip
        wrong = client.post(P("contact:information-new", args=[sam.pk]), {**given, "words": ""})
        assert "There is a problem" in text(wrong)
        answer = client.post(P("contact:information-new", args=[sam.pk]), given)
        made = InformationRequest.objects.get()
        assert answer["Location"] == P("contact:information-one", args=[made.pk])
        assert "We asked for proof of who they are" in text(client.get(answer["Location"]))
        act = P("contact:information-act", args=[made.pk, "came"])
        client.post(act, {"came-on-day": 22, "came-on-month": 11, "came-on-year": 2026})
        assert "20 December 2026" in text(client.get(answer["Location"]))
        for show, there in (("open", True), ("held", False), ("answered", False)):
            with CaptureQueriesContext(connection) as sent:
                page = text(client.get(P("contact:information"), {"show": show}))
            assert len(sent) <= 12
            assert (made.reference in page) is there
        kept = client.post(P("contact:information-act", args=[made.pk, "answer"]), {})
        assert "There is a problem" in text(kept)
        told = {"answer-outcome": "GIVEN", "answer-words": "Handed over."}
        client.post(P("contact:information-act", args=[made.pk, "answer"]), told)
        assert "Handed over." in text(client.get(answer["Location"]))
        assert made.reference in text(client.get(P("contact:child", args=[sam.pk])))
        assert AuditRow.objects.filter(purpose="information-given", child_id=sam.pk).exists()
        assert (
            client.get(P("contact:information-act", args=[made.pk, "nonsense"])).status_code == 404
        )

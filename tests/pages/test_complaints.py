"""Complaints: on the law's clocks, answered by letter to whoever complained, and learned from."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access import asking
from goldenthread.access.models import Post
from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.contact import commands, queries
from goldenthread.contact.commands import Incoming, Unhappy
from goldenthread.contact.models import Complaint, Stage
from goldenthread.contact.rules import Channel, Kind, Refused
from goldenthread.contact.rules.complaints import Done, Outcome, Sort, State
from goldenthread.letters.models import LetterCopy
from goldenthread.people.models import Adult
from goldenthread.timeline.models import Clock

from .conftest import NOW, TODAY, child
from .contact_world import dad, mum, officer
from .family_world import RESTRICTED, account, make_family, signed_in

__all__ = ["dad", "mum", "officer"]
P = reverse
LATER = NOW + timedelta(days=8)


@pytest.fixture
def manager(cast, asker_of):
    return asker_of(cast.manager)


def adult(user) -> int:
    return Adult.objects.get(user=user).pk


@pytest.fixture
def unhappy(sam, officer, mum):
    def make(sort=Sort.COUNCIL, **more) -> Complaint:
        told = {
            "child_id": sam.pk,
            "sort": sort,
            "words": "Nobody rang back.",
            "adult_id": adult(mum),
        }
        return commands.complain(Unhappy(**told | more), by=officer, at=NOW)

    return make


def clocks(made: Complaint) -> dict[str, tuple[date | None, date | None]]:
    """Return the due and stopped days of a complaint's clocks, by rule and what they are about."""
    rows = Clock.objects.filter(case_type="complaint", case_id=made.pk, known_to__isnull=True)
    return {f"{each.rule} {each.about}".strip(): (each.due, each.stopped) for each in rows}


def answered(
    made: Complaint, by, at=NOW, outcome=Outcome.UPHELD, remedy="We ring weekly."
) -> Stage:
    return commands.answer_complaint(
        made.pk, outcome=outcome, words="You are right.", remedy=remedy, by=by, at=at
    )


def copies(made: Complaint, kind: str) -> list[LetterCopy]:
    return list(
        LetterCopy.objects.filter(letter__case_type="complaint", letter__case_id=made.pk,
                                  letter__kind=kind)
    )  # fmt: skip


class TestClocks:
    def test_the_council_acknowledges_then_replies_from_the_acknowledgement(self, unhappy, manager):
        made = unhappy(known_date=date(2026, 11, 2))
        assert clocks(made) == {
            "cmp-s1 stage-1": (date(2026, 11, 27), None),
            "cmp-lgsco": (date(2027, 11, 2), None),
        }
        commands.acknowledge(made.pk, understood="You waited for a call.", by=manager, at=NOW)
        assert clocks(made)["cmp-s1 stage-1"] == (date(2026, 11, 27), TODAY)
        assert clocks(made)["cmp-s1 stage-1, reply"] == (date(2026, 12, 4), None)
        answered(made, manager, at=LATER)
        assert clocks(made)["cmp-s1 stage-1, reply"] == (date(2026, 12, 4), LATER.date())

    def test_stage_two_has_days_of_its_own(self, unhappy, manager, officer):
        made = unhappy()
        answered(made, manager)
        commands.take_further(made.pk, because="Still nobody.", by=officer, at=LATER)
        assert clocks(made)["cmp-s2 stage-2"] == (date(2026, 12, 7), None)
        assert clocks(made)["cmp-s1 stage-1"][1] == TODAY
        made.refresh_from_db()
        assert made.state == State.OPEN

    def test_the_nhs_has_three_working_days_and_six_months(self, unhappy):
        assert clocks(unhappy(Sort.HEALTH)) == {
            "cmp-nhs stage-1": (date(2026, 11, 25), None),
            "cmp-nhs stage-1, reply": (date(2027, 5, 22), None),
        }

    def test_information_has_thirty_days(self, unhappy):
        assert clocks(unhappy(Sort.DATA)) == {"dp-complaint stage-1": (date(2026, 12, 22), None)}

    def test_social_care_goes_as_far_as_a_panel(self, unhappy, manager, officer):
        made = unhappy(Sort.SOCIAL_CARE)
        assert clocks(made)["cmp-ca-s1 stage-1"] == (date(2026, 12, 4), None)
        answered(made, manager)
        commands.take_further(made.pk, because="No.", by=officer, at=NOW)
        answered(made, manager)
        assert clocks(made)["cmp-ca-s3 stage-3"] == (date(2026, 12, 18), None)
        commands.take_further(made.pk, because="No.", by=officer, at=NOW)
        assert clocks(made)["cmp-ca-s3 stage-3"][1] == TODAY
        with pytest.raises(Refused, match="meets, then it reports"):
            answered(made, manager)
        for step in (Done.PANEL_MET, Done.PANEL_REPORTED):
            commands.panel(made.pk, step=step, on=LATER.date(), by=manager, at=LATER)
        answered(made, manager, at=LATER)
        reply = clocks(made)["cmp-ca-s3 stage-3, reply"]
        assert reply == (date(2026, 12, 21), LATER.date())

    def test_it_is_with_a_manager_from_the_first(self, unhappy, cast):
        made = unhappy()
        owner = Clock.objects.get(case_id=made.pk, rule="cmp-s1", known_to__isnull=True)
        assert owner.owner_post_id == Post.objects.get(user=cast.manager).pk

    def test_withdrawn_nothing_is_owed(self, unhappy, officer):
        made = unhappy()
        commands.withdraw(made.pk, by=officer, at=NOW)
        rows = Clock.objects.filter(case_id=made.pk, case_type="complaint", known_to__isnull=True)
        assert all(each.superseded for each in rows)
        with pytest.raises(Refused, match="waits for an answer"):
            commands.withdraw(made.pk, by=officer, at=NOW)

    def test_the_ombudsman_stops_the_familys_year(self, unhappy, officer):
        made = unhappy(known_date=TODAY)
        commands.gone_to_ombudsman(made.pk, on=TODAY, by=officer, at=NOW)
        assert clocks(made)["cmp-lgsco"] == (date(2027, 11, 22), TODAY)
        with pytest.raises(Refused, match="does not go"):
            commands.gone_to_ombudsman(unhappy(Sort.DATA).pk, on=TODAY, by=officer, at=NOW)


class TestLonger:
    def test_once_with_a_reason_and_the_due_date_stands(self, unhappy, manager):
        made = unhappy()
        commands.acknowledge(made.pk, understood="A call.", by=manager, at=NOW)
        until = date(2026, 12, 18)
        commands.extend(made.pk, until=until, because="We wait for a report.", by=manager, at=NOW)
        assert clocks(made)["cmp-s1 stage-1, reply"] == (date(2026, 12, 4), None)
        (copy,) = copies(made, "complaint-longer")
        assert "2026-12-18" in str(copy.content)
        with pytest.raises(Refused, match="once already"):
            commands.extend(made.pk, until=until, because="Again.", by=manager, at=NOW)

    @pytest.mark.parametrize(
        ("until", "because", "said"),
        [
            (date(2026, 12, 19), "x", "no day after"),
            (date(2026, 12, 18), " ", "Say why"),
            (TODAY, "x", "still to come"),
        ],
    )
    def test_no_further_than_the_rules_allow(self, unhappy, manager, until, because, said):
        made = unhappy()
        commands.acknowledge(made.pk, understood="A call.", by=manager, at=NOW)
        with pytest.raises(Refused, match=said):
            commands.extend(made.pk, until=until, because=because, by=manager, at=NOW)
        assert Stage.objects.get(complaint=made).extended_date is None


class TestLetters:
    def test_each_letter_goes_to_whoever_complained_and_to_nobody_else(
        self, unhappy, manager, mum, dad
    ):
        made = unhappy()
        commands.acknowledge(made.pk, understood="You waited for a call.", by=manager, at=NOW)
        answered(made, manager)
        for kind in ("complaint-received", "complaint-answer"):
            (copy,) = copies(made, kind)
            assert copy.adult_id == adult(mum)

    def test_the_first_prints_the_day_of_the_reply(self, unhappy, manager):
        made = unhappy()
        commands.acknowledge(made.pk, understood="You waited for a call.", by=manager, at=NOW)
        (copy,) = copies(made, "complaint-received")
        assert "2026-12-04" in str(copy.content)
        assert "You waited for a call." in str(copy.content)

    def test_the_answer_prints_the_ombudsmans_year(self, unhappy, manager):
        made = unhappy(known_date=date(2026, 11, 2))
        answered(made, manager)
        (copy,) = copies(made, "complaint-answer")
        assert "2027-11-02" in str(copy.content)
        assert "We ring weekly." in str(copy.content)

    def test_answered_twice_it_is_answered_once(self, unhappy, manager):
        made = unhappy()
        answered(made, manager)
        with pytest.raises(Refused, match="done already"):
            answered(made, manager)
        assert len(copies(made, "complaint-answer")) == 1

    def test_what_was_upheld_is_put_right_or_it_is_no_answer(self, unhappy, manager):
        made = unhappy()
        with pytest.raises(Refused, match="put right"):
            answered(made, manager, remedy=" ")
        assert not copies(made, "complaint-answer")
        answered(made, manager, outcome=Outcome.NOT_UPHELD, remedy="")

    def test_a_barred_parent_may_complain_and_learns_no_place(
        self, unhappy, manager, sam, as_service
    ):
        user = account("Barred Invented")
        make_family(sam, user, relationship="father", **RESTRICTED)
        sam.address = "1 Hidden Lane"
        sam.save()
        made = unhappy(adult_id=adult(user))
        with pytest.raises(Refused, match="would be held back"):
            commands.answer_complaint(
                made.pk, outcome=Outcome.NOT_UPHELD, words="Sam is at 1 Hidden Lane.", remedy="",
                by=manager, at=NOW,
            )  # fmt: skip
        assert Stage.objects.get(complaint=made).answered_date is None


class TestRefused:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"words": " "}, "Say what is wrong"),
            ({"received_date": date(2026, 12, 1)}, "still to come"),
            ({"known_date": date(2026, 11, 30)}, "cannot be after"),
            ({"adult_id": 999_999}, "Choose who complains"),
        ],
    )
    def test_what_makes_no_sense(self, unhappy, given, said):
        with pytest.raises(Refused, match=said):
            unhappy(**given)
        assert not Complaint.objects.exists()

    @pytest.mark.parametrize("who", ["city_officer", "stranger"])
    def test_a_stranger_learns_nothing(self, who, cast, asker_of, unhappy, sam):
        made, by = unhappy(), asker_of(getattr(cast, who))
        with pytest.raises(NotFound):
            commands.complain(Unhappy(child_id=sam.pk, sort=Sort.COUNCIL, words="x"), by=by, at=NOW)
        with pytest.raises(NotFound):
            queries.complaint(made.pk, by=by, on=TODAY)
        with pytest.raises(NotFound):
            commands.withdraw(made.pk, by=by, at=NOW)

    @pytest.mark.parametrize("who", ["dco", "psychologist", "senco", "data_officer"])
    def test_whoever_is_tied_for_another_purpose_is_told_nothing(
        self, who, cast, asker_of, unhappy
    ):
        made = unhappy()
        with pytest.raises((NotAllowed, NotFound)):
            queries.complaint(made.pk, by=asker_of(getattr(cast, who)), on=TODAY)

    def test_an_officer_records_and_a_manager_answers(self, unhappy, officer):
        made = unhappy()
        for act in (
            lambda: commands.acknowledge(made.pk, understood="x", by=officer, at=NOW),
            lambda: answered(made, officer),
            lambda: commands.learn(made.pk, theme="communication", change="x",
                                   by_date=date(2027, 1, 1), by=officer, at=NOW),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                act()

    def test_another_childs_message_is_not_this_ones_complaint(
        self, unhappy, officer, areas, as_service
    ):
        other = child(areas.derbyshire, "D-2", "Other", "Invented")
        told = Incoming(
            area_id=830, child_id=other.pk, channel=Channel.PHONE, words="x", kind=Kind.UNHAPPY
        )
        message = commands.receive(told, by=officer, at=NOW)
        with pytest.raises(Refused, match="another child"):
            unhappy(contact_id=message.pk)

    def test_the_same_form_twice_is_one_complaint_and_so_is_one_message(
        self, unhappy, officer, sam
    ):
        assert unhappy(once="a").pk == unhappy(once="a").pk
        told = Incoming(area_id=830, child_id=sam.pk, channel=Channel.PHONE, words="x")
        message = commands.receive(told, by=officer, at=NOW)
        unhappy(contact_id=message.pk)
        with pytest.raises(Refused, match="already"):
            unhappy(contact_id=message.pk)


class TestLearned:
    def lesson(self, made, manager, **more):
        told = {"theme": "communication", "change": "Ring back the same day.",
                "by_date": date(2026, 12, 10), **more}  # fmt: skip
        return commands.learn(made.pk, **told, by=manager, at=NOW)

    def test_what_it_taught_names_the_action_that_carries_it_out_and_is_counted_there(
        self, unhappy, manager, officer, cast, asker_of
    ):
        made = unhappy()
        answered(made, manager)
        first, second = self.lesson(made, manager), self.lesson(made, manager, change="Say when.")
        for each in (first, second, second):  # said twice, it is kept once
            commands.carried_out_by(each.pk, action_id=7, by=manager, at=NOW)
        commands.learning_done(first.pk, by=manager, at=NOW)
        found = queries.learned_by_action([7, 8], area_id=830, by=officer)
        assert {key: (each.changes, each.done) for key, each in found.items()} == {7: (2, 1)}
        commands.carried_out_by(second.pk, action_id=None, by=manager, at=NOW)
        assert queries.learned_by_action([7], area_id=830, by=officer)[7].changes == 1
        with pytest.raises(NotAllowed):
            commands.carried_out_by(first.pk, action_id=8, by=officer, at=NOW)
        elsewhere = asker_of(cast.city_officer)
        with pytest.raises(NotFound):
            commands.carried_out_by(first.pk, action_id=8, by=elsewhere, at=NOW)
        with pytest.raises((NotAllowed, NotFound)):
            queries.learned_by_action([7], area_id=830, by=elsewhere)

    def test_nothing_is_learned_of_what_was_not_upheld(self, unhappy, manager):
        made = unhappy()
        answered(made, manager, outcome=Outcome.NOT_UPHELD, remedy="")
        with pytest.raises(Refused, match="upheld"):
            self.lesson(made, manager)

    def test_it_is_counted_by_theme_with_what_is_done_and_what_is_late(self, unhappy, manager):
        first, second = unhappy(), unhappy()
        for made in (first, second):
            answered(made, manager)
        done = self.lesson(first, manager)
        self.lesson(first, manager)
        commands.learning_done(done.pk, by=manager, at=NOW)
        found = queries.lessons(by=manager, on=date(2026, 12, 11))
        assert (found.answered, found.upheld, found.without) == (2, 2, 1)
        (theme,) = found.themes
        assert (theme.theme, theme.changes, theme.done, theme.overdue) == ("communication", 2, 1, 1)
        assert len(found.changes) == 1

    def test_a_sealed_childs_complaint_is_in_no_list_and_no_count(
        self, unhappy, manager, sam, as_service
    ):
        made = unhappy()
        answered(made, manager)
        self.lesson(made, manager)
        sam.sealed = True
        sam.save()
        found = queries.lessons(by=manager, on=TODAY)
        assert (found.answered, found.upheld, found.themes, found.changes) == (0, 0, (), ())
        show = queries.ShowComplaints.ANSWERED
        listed = queries.complaints(by=manager, show=show, on=TODAY, offset=0, most=25)
        assert (listed.rows, listed.total) == ((), 0)


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestDesk:
    def test_each_list_says_when_it_is_empty(self, cast, sam):
        client = signed_in(cast.officer)
        for show in (*queries.ShowComplaints, "nonsense"):
            page = text(client.get(P("contact:complaints"), {"show": show}))
            assert re.search(r"No complaint (waits|has been|is with|was)", page)
        assert "Nothing has been learned" in text(client.get(P("contact:lessons")))

    def test_a_message_becomes_a_complaint_with_its_words(self, cast, officer, sam, mum):
        told = Incoming(
            area_id=830, child_id=sam.pk, channel=Channel.PHONE, words="Nobody came on Monday."
        )
        message = commands.receive(told, by=officer, at=NOW)
        client = signed_in(cast.officer)
        link = f"{P('contact:complain', args=[sam.pk])}?message={message.pk}"
        assert link in client.get(P("contact:one", args=[message.pk])).content.decode()
        assert "Nobody came on Monday." in client.get(link).content.decode()
        given = {"sort": "COUNCIL", "who": str(adult(mum)), "words": "Nobody came on Monday.",
                 "received_date-day": "20", "received_date-month": "11", "once": "q",
                 "received_date-year": "2026"}  # fmt: skip
        answer = client.post(link, given)
        made = Complaint.objects.get()
        assert answer["Location"] == P("contact:complaint", args=[made.pk])
        assert (made.contact_id, made.user_id) == (message.pk, mum.pk)
        assert Stage.objects.get().received_date == date(2026, 11, 20)
        page = text(client.get(answer["Location"]))
        assert "Acknowledge by" in page
        assert "27 November 2026" in page
        assert made.reference in text(client.get(P("contact:child", args=[sam.pk])))

    def test_what_makes_no_sense_is_said_and_what_was_typed_is_kept(self, cast, sam, mum):
        answer = signed_in(cast.officer).post(
            P("contact:complain", args=[sam.pk]), {"words": "Kept words", "who": "nobody"}
        )
        assert answer.status_code == 200
        assert "Kept words" in answer.content.decode()
        assert "There is a problem" in text(answer)

    def test_another_childs_message_is_not_found(self, cast, officer, sam, areas, as_service):
        other = child(areas.derbyshire, "D-2", "Other", "Invented")
        told = Incoming(area_id=830, child_id=other.pk, channel=Channel.PHONE, words="Secret.")
        message = commands.receive(told, by=officer, at=NOW)
        address = f"{P('contact:complain', args=[sam.pk])}?message={message.pk}"
        assert signed_in(cast.officer).get(address).status_code == 404

    @pytest.mark.parametrize(
        "what", ["acknowledge", "answer", "longer", "further", "learn", "ombudsman"]
    )
    def test_each_act_says_what_is_missing(self, what, cast, unhappy):
        made = unhappy()
        answer = signed_in(cast.manager).post(P("contact:complaint-act", args=[made.pk, what]), {})
        assert answer.status_code == 200
        assert "There is a problem" in text(answer)

    def test_a_manager_takes_it_from_the_first_day_to_what_was_learned(self, cast, unhappy):
        made = unhappy()
        client = signed_in(cast.manager)

        def act(what: str, **given: str) -> str:
            told = {f"{what}-{name.replace('__', '-')}": value for name, value in given.items()}
            address = P("contact:complaint-act", args=[made.pk, what])
            answer = client.post(address, told)
            assert answer.status_code == 302, text(answer)
            return text(client.get(answer["Location"]))

        assert "How we understand it" not in act("acknowledge", understood="A call.")
        day = {"until__day": "18", "until__month": "12", "until__year": "2026"}
        assert "Put off to 18 December 2026" in act("longer", because="A report.", **day)
        page = act("answer", outcome="UPHELD", words="You are right.", remedy="We ring weekly.")
        assert "We ring weekly." in page
        assert "They take it further" in page
        day = {"by_date__day": "10", "by_date__month": "12", "by_date__year": "2026"}
        page = act("learn", theme="communication", change="Ring back.", **day)
        assert "Communication, and being answered" in page
        done = client.post(P("contact:lesson-done", args=[made.learned.get().pk]))
        assert "Done on 22 November 2026" in text(client.get(done["Location"]))
        assert "Everything has been done." in text(client.get(P("contact:lessons")))

    def test_an_officer_is_offered_nothing_that_only_a_manager_may_do(self, cast, unhappy):
        made = unhappy()
        client = signed_in(cast.officer)
        page = text(client.get(P("contact:complaint", args=[made.pk])))
        assert "Send the answer" not in page
        assert "They withdraw it" in page
        given = {"answer-outcome": "NOT_UPHELD", "answer-words": "No."}
        refused = client.post(P("contact:complaint-act", args=[made.pk, "answer"]), given)
        assert refused.status_code == 403

    def test_no_page_asks_more_of_the_database_as_it_grows(self, cast, unhappy, manager, sam):
        for number in range(8):
            made = unhappy(words=f"Complaint {number}")
            if number < 4:
                answered(made, manager)
                commands.learn(
                    made.pk, theme="communication", change="x", by_date=date(2027, 1, 1),
                    by=manager, at=NOW,
                )  # fmt: skip
        client = signed_in(cast.manager)
        for address in (
            P("contact:complaints"), P("contact:complaints") + "?show=answered",
            P("contact:complaint", args=[made.pk]), P("contact:lessons"),
            P("contact:child", args=[sam.pk]), P("contact:complain", args=[sam.pk]),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as sent:
                assert client.get(address).status_code == 200
            assert len(sent) <= 12, (address, len(sent))


class TestFamily:
    def complain(self, user, sam, **more):
        given = {"sort": "COUNCIL", "words": "Nobody rang back.", "once": "k", **more}
        return signed_in(user).post(P("family:complain", args=[sam.pk]), given)

    def test_from_the_page_that_says_what_to_do_when_unhappy(self, mum, sam):
        page = signed_in(mum).get(P("family:unhappy", args=[sam.pk])).content.decode()
        assert P("family:complain", args=[sam.pk]) in page

    def test_they_are_told_by_when_and_read_the_answer(self, mum, sam, manager):
        answer = self.complain(mum, sam)
        page = text(signed_in(mum).get(answer["Location"]))
        assert "You hear from us by" in page
        assert "27 November" in page
        made = Complaint.objects.get()
        with asking.stated(manager):
            answered(made, manager)
        page = text(signed_in(mum).get(answer["Location"]))
        assert "You were right. We are sorry." in page
        assert "We ring weekly." in page

    def test_and_take_it_further_themselves_once(self, mum, sam, manager):
        answer = self.complain(mum, sam)
        with asking.stated(manager):
            answered(Complaint.objects.get(), manager)
        client = signed_in(mum)
        empty = client.post(answer["Location"], {})
        assert "There is a problem" in text(empty)
        assert client.post(answer["Location"], {"because": "Still nobody."}).status_code == 302
        again = client.post(answer["Location"], {"because": "Still nobody."})
        assert "once this one has been answered" in text(again)
        with asking.stated(manager):
            assert list(Stage.objects.values_list("number", flat=True)) == [1, 2]

    def test_the_other_parent_learns_nothing_of_it(self, mum, dad, sam):
        answer = self.complain(mum, sam, words="About him.")
        client = signed_in(dad)
        assert client.get(answer["Location"]).status_code == 404
        assert client.post(answer["Location"], {"because": "x"}).status_code == 404
        assert (
            "Your complaints"
            not in text(client.get(P("family:complain", args=[sam.pk]))).split("Make a complaint")[
                1
            ]
        )
        assert "complaint" not in text(client.get(P("family:where", args=[sam.pk]))).replace(
            "Make a complaint", ""
        ).lower().replace("how to complain", "")

    def test_sent_twice_it_is_kept_once_and_nothing_typed_is_lost(self, mum, sam, manager):
        assert self.complain(mum, sam)["Location"] == self.complain(mum, sam)["Location"]
        wrong = self.complain(mum, sam, words="Kept words", sort="NONSENSE", once="z")
        assert wrong.status_code == 200
        assert "Kept words" in wrong.content.decode()
        with asking.stated(manager):
            assert Complaint.objects.count() == 1

    def test_every_page_reads_at_grade_five(self, mum, sam, manager):
        client = signed_in(mum)
        form = P("family:complain", args=[sam.pk])
        pages = [client.get(form)]
        one = self.complain(mum, sam, known_date="")["Location"]
        pages += [client.get(one), client.get(form)]
        with asking.stated(manager):
            answered(Complaint.objects.get(), manager)
        pages.append(client.get(one))
        for page in pages:
            words = text_of(page.content.decode())
            assert page_grade(words) <= 5, words
            assert sentence_length(words) <= 15, words


def test_row_level_security_hides_a_complaint_from_another_area(unhappy, manager, cast, asker_of):
    made = unhappy()
    answered(made, manager)
    with asking.stated(asker_of(cast.city_officer)):
        assert not Complaint.objects.exists()
        assert not Stage.objects.exists()

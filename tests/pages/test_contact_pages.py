"""The pages of messages, for families and for those who answer them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access import asking
from goldenthread.audit.models import AuditRow
from goldenthread.contact import commands
from goldenthread.contact.models import Contact, Message
from goldenthread.contact.rules import Channel, Kind, State

from .conftest import NOW
from .contact_world import call, dad, email, mum, officer, text
from .family_world import signed_in

__all__ = ["dad", "mum", "officer"]
P = reverse


class TestFamily:
    def write(self, user, sam, words="When do we meet?", kind="QUESTION", **more):
        given = {"words": words, "kind": kind, "once": "k1", **more}
        return signed_in(user).post(P("family:write", args=[sam.pk]), given)

    def test_they_are_told_who_answers_and_by_when(self, mum, sam, cast):
        answer = self.write(mum, sam)
        page = text(signed_in(mum).get(answer["Location"]))
        assert "We answer by" in page
        assert "Fri 27 Nov" in page or "27 November" in page
        assert "It is with Officer" in page or "It is with Manager" in page

    def test_and_read_the_answer_and_no_colleagues_note(self, mum, sam, officer):
        self.write(mum, sam)
        made = Contact.objects.get()
        commands.note(made.pk, words="Secret note", by=officer, at=NOW)
        commands.reply(made.pk, words="On Tuesday.", channel=Channel.PORTAL, by=officer, at=NOW)
        page = text(signed_in(mum).get(P("family:message", args=[made.pk])))
        assert "On Tuesday." in page
        assert "Secret note" not in page

    def test_another_parent_learns_nothing_of_it(self, mum, dad, sam):
        self.write(mum, sam, words="He must not know.")
        made = Contact.objects.get()
        assert signed_in(dad).get(P("family:message", args=[made.pk])).status_code == 404
        page = text(signed_in(dad).get(P("family:messages", args=[sam.pk])))
        assert "You have not written to us yet." in page

    @pytest.mark.parametrize("page", ["family:home", "family:where", "family:unhappy"])
    def test_nor_does_any_other_page_of_theirs_show_that_it_is_late(self, page, mum, dad, sam):
        arguments = [] if page == "family:home" else [sam.pk]
        client, address = signed_in(dad), P(page, args=arguments)
        before = client.get(address, follow=True)
        everything = asking.service("test", [830])
        with asking.stated(everything):
            call(everything, sam, received_date=date(2026, 11, 2))
        after = client.get(address, follow=True)
        assert (after.status_code, text(after)) == (200, text(before))

    def test_sent_twice_it_is_kept_once_and_what_was_typed_is_kept_on_an_error(self, mum, sam):
        first, second = self.write(mum, sam), self.write(mum, sam)
        assert first["Location"] == second["Location"]
        assert Contact.objects.count() == 1
        wrong = self.write(mum, sam, words="Kept words", kind="NONSENSE")
        assert wrong.status_code == 200
        assert "Kept words" in wrong.content.decode()

    def test_every_page_reads_at_grade_five(self, mum, sam, officer):
        client = signed_in(mum)
        empty = client.get(P("family:messages", args=[sam.pk]))
        self.write(mum, sam, kind="STRUGGLING")
        made = Contact.objects.get()
        pages = [empty, client.get(P("family:write", args=[sam.pk])),
                 client.get(P("family:messages", args=[sam.pk])),
                 client.get(P("family:message", args=[made.pk]))]  # fmt: skip
        commands.reply(made.pk, words="Yes.", channel=Channel.PORTAL, by=officer, at=NOW)
        pages.append(client.get(P("family:message", args=[made.pk])))
        for page in pages:
            words = text_of(page.content.decode())
            assert page_grade(words) <= 5, words
            assert sentence_length(words) <= 15


class TestPages:
    def test_the_inbox_shows_struggling_families_first(self, cast, officer, sam):
        call(officer, sam, words="First.")
        urgent = call(officer, sam, words="Help.", kind=Kind.STRUGGLING)
        page = text(signed_in(cast.officer).get(P("contact:inbox")))
        assert page.index(urgent.reference) < page.index("A question")
        assert "Struggling, not taken on (1)" in page

    @pytest.mark.parametrize("show", ["mine", "all", "urgent", "unmatched", "answered", "nonsense"])
    def test_each_list_says_when_it_is_empty(self, show, cast, sam):
        answer = signed_in(cast.officer).get(P("contact:inbox"), {"show": show})
        assert answer.status_code == 200
        assert re.search(r"Nothing waits|Nobody waits|Every|Nothing has", text(answer))

    def test_a_call_answered_at_once_is_written_down_and_closed(self, cast, sam):
        given = {"channel": "PHONE", "kind": "QUESTION", "words": "When?", "answered": "Tuesday.",
                 "received_date-day": "22", "received_date-month": "11", "once": "z",
                 "received_date-year": "2026"}  # fmt: skip
        client = signed_in(cast.officer)
        answer = client.post(P("contact:call", args=[sam.pk]), given)
        made = Contact.objects.get()
        assert answer["Location"] == P("contact:one", args=[made.pk])
        assert made.state == State.ANSWERED
        assert "We answered, Officer" in text(client.get(answer["Location"]))

    @pytest.mark.parametrize("name", ["reply", "take-on", "note", "give", "close", "match"])
    def test_what_cannot_be_done_is_said_and_what_was_typed_is_kept(self, name, cast, as_service):
        made = commands.receive_mail(
            email(sender="x@example.invalid"), area_id=830, by=as_service, at=NOW
        )
        given = {"match-local_id": "no-such", "none-because": "", "answer-words": ""}
        answer = signed_in(cast.officer).post(P(f"contact:{name}", args=[made.pk]), given)
        assert answer.status_code == 200
        assert "There is a problem" in text(answer)

    def test_written_to_meanwhile_it_is_shown_again_and_then_answered(self, mum, sam, cast):
        made = self.written(mum, sam)
        client, address = signed_in(cast.officer), P("contact:reply", args=[made.pk])
        first = Message.objects.get(contact=made).pk
        Message.objects.create(
            area_id=830, child=sam, contact=made, way="IN", channel="PORTAL", at=NOW, words="Wait!"
        )
        typed = {"answer-words": "Tuesday.", "answer-channel": "PORTAL", "answer-seen": first}
        again = client.post(address, typed).content.decode()
        assert "written again since you opened this" in again
        assert "Wait!" in again
        (seen,) = re.findall(r'name="answer-seen" value="(\d+)"', again)
        assert client.post(address, {**typed, "answer-seen": seen}).status_code == 302

    def written(self, mum, sam) -> Contact:
        told = {"area_id": 830, "child_id": sam.pk, "channel": Channel.PORTAL, "words": "When?"}
        everything = asking.service("test", [830])
        with asking.stated(everything):
            return commands.receive(
                commands.Incoming(**told, sender_user_id=mum.pk), by=everything, at=NOW
            )

    def test_who_has_no_account_is_told_another_way(self, cast, officer, sam):
        made = call(officer, sam)
        page = signed_in(cast.officer).get(P("contact:one", args=[made.pk])).content.decode()
        assert 'value="PORTAL"' not in page
        assert "has no account here" in page
        assert "It needs no answer" not in page  # it is about a child

    def test_matching_by_the_councils_own_number(self, cast, sam, as_service):
        made = commands.receive_mail(
            email(sender="x@example.invalid"), area_id=830, by=as_service, at=NOW
        )
        client = signed_in(cast.officer)
        client.post(P("contact:match", args=[made.pk]), {"match-local_id": sam.local_id})
        made.refresh_from_db()
        assert made.child_id == sam.pk

    def test_reading_a_conversation_is_written_down(self, cast, officer, sam):
        made = call(officer, sam)
        signed_in(cast.officer).get(P("contact:one", args=[made.pk]))
        row = AuditRow.objects.filter(route="contact:one", child_id=sam.pk).first()
        assert row is not None
        assert row.action == "read"

    @pytest.mark.parametrize(
        ("who", "told"),
        [("officer", True), ("manager", True), ("senco", False), ("psychologist", False),
         ("dco", False), ("data_officer", False)],
    )  # fmt: skip
    def test_a_thread_tells_of_messages_those_only_who_answer_them(
        self, who, told, cast, officer, sam
    ):
        call(officer, sam)
        client = signed_in(getattr(cast, who))
        thread = text(client.get(P("desk:thread", args=[sam.pk])))
        assert ("Reply to a message" in thread) is told
        work = text(client.get(P("desk:work"), {"rule": "con-reply", "owner": ""}))
        assert (f"/children/{sam.pk}/" in work or "Sam Invented" in work) is told

    def test_another_areas_officer_finds_no_such_message(self, cast, officer, sam):
        made = call(officer, sam)
        assert signed_in(cast.city_officer).get(P("contact:one", args=[made.pk])).status_code == 404

    def test_no_page_asks_more_of_the_database_as_it_grows(self, cast, officer, sam):
        for number in range(30):
            call(officer, sam, words=f"Call {number}")
        made = call(officer, sam, kind=Kind.STRUGGLING)
        client = signed_in(cast.officer)
        for address in (
            P("contact:inbox") + "?show=all", P("contact:one", args=[made.pk]),
            P("contact:child", args=[sam.pk]), P("contact:gaps"), P("contact:answering"),
        ):  # fmt: skip
            with CaptureQueriesContext(connection) as sent:
                assert client.get(address).status_code == 200
            assert len(sent) <= 12, (address, len(sent))

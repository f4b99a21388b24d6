"""Messages: nobody unanswered, nobody given away, nothing kept twice (S31, S32, S42, D02)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.reading_grade import page_grade, sentence_length, text_of

from goldenthread.access import asking
from goldenthread.access.commands import record_absence
from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import NotAllowed, NotFound, Role, TieKind
from goldenthread.audit.models import AuditRow
from goldenthread.contact import commands, queries
from goldenthread.contact.commands import Incoming
from goldenthread.contact.models import Contact, Message
from goldenthread.contact.rules import Channel, Kind, Refused, State, Way
from goldenthread.contact.rules.mail import read_mail
from goldenthread.people.models import Adult, AdultLink, SealHolder
from goldenthread.timeline.models import Clock

from .conftest import NOW, STARTED, TODAY, child, person
from .family_world import FULL, account, make_family, signed_in

TRUSTED = "mx.council.example"
P = reverse


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def mum(sam, as_service):
    user = account("Mum Invented")
    make_family(sam, user)
    return user


@pytest.fixture
def dad(sam, as_service):
    user = account("Dad Invented")
    make_family(sam, user, relationship="father")
    return user


def call(by, sam, words="Please ring me.", **more) -> Contact:
    told = {"area_id": 830, "child_id": sam.pk, "channel": Channel.PHONE, "words": words, **more}
    return commands.receive(Incoming(**told), by=by, at=NOW)


def clock(contact: Contact, rule: str = "con-reply") -> list[Clock]:
    rows = Clock.objects.filter(
        case_type="contact", case_id=contact.pk, rule=rule, known_to__isnull=True
    )
    return list(rows.order_by("started", "about"))


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


class TestReceived:
    def test_it_has_a_reference_an_owner_and_a_day_to_answer_by(self, officer, sam):
        made = call(officer, sam)
        assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", made.reference)
        assert Post.objects.get(pk=made.owner_post_id).role == Role.EHC_OFFICER
        (owed,) = clock(made)
        assert (owed.started, owed.due) == (TODAY, date(2026, 11, 27))
        assert owed.owner_post_id == made.owner_post_id

    def test_the_answer_is_promised_from_the_day_any_part_of_the_council_got_it(self, officer, sam):
        made = call(officer, sam, received_date=date(2026, 11, 10))
        assert clock(made)[0].due == date(2026, 11, 17)

    def test_an_area_promises_its_own_days_and_old_messages_keep_theirs(
        self, cast, officer, sam, asker_of
    ):
        manager = asker_of(cast.manager)
        old = call(officer, sam)
        commands.set_promise(
            area_id=830, kind=Kind.QUESTION, working_days=2, from_date=TODAY, by=manager
        )
        assert clock(call(officer, sam, words="Again."))[0].due == date(2026, 11, 24)
        assert clock(old)[0].due == date(2026, 11, 27)
        with pytest.raises(NotAllowed):
            commands.set_promise(
                area_id=830, kind=Kind.QUESTION, working_days=2, from_date=TODAY, by=officer
            )
        with pytest.raises(Refused, match="1 to 20"):
            commands.set_promise(
                area_id=830, kind=Kind.QUESTION, working_days=60, from_date=TODAY, by=manager
            )

    @pytest.mark.parametrize(
        ("given", "said"),
        [({"words": "  "}, "Enter what"), ({"received_date": date(2026, 12, 1)}, "still to come")],
    )
    def test_what_makes_no_sense_is_refused(self, officer, sam, given, said):
        with pytest.raises(Refused, match=said):
            call(officer, sam, **given)
        assert not Contact.objects.exists()

    def test_the_same_form_twice_is_kept_once(self, officer, sam):
        first = call(officer, sam, once="abc")
        assert call(officer, sam, once="abc").pk == first.pk
        assert Message.objects.count() == 1

    @pytest.mark.parametrize("who", ["city_officer", "stranger"])
    def test_a_stranger_learns_nothing(self, who, cast, sam, asker_of):
        with pytest.raises(NotFound):
            call(asker_of(getattr(cast, who)), sam)

    @pytest.mark.parametrize("who", ["dco", "psychologist", "senco", "data_officer"])
    def test_somebody_tied_for_another_purpose_is_refused(self, who, cast, sam, asker_of):
        with pytest.raises(NotAllowed):
            call(asker_of(getattr(cast, who)), sam)


class TestOwner:
    def post_of(self, user) -> Post:
        return Post.objects.get(user=user)

    def test_whoever_has_the_child_answers(self, cast, officer, sam, areas, bodies):
        other = self.post_of(person("Other", Role.EHC_OFFICER, bodies.county))
        Tie.objects.create(
            area=areas.derbyshire, child=sam, kind=TieKind.CASELOAD, post=other, from_date=STARTED
        )
        assert call(officer, sam).owner_post_id == other.pk

    def test_nobody_who_is_away_is_given_anything(self, cast, officer, sam):
        post = self.post_of(cast.officer)
        record_absence(post=post, from_date=TODAY, to_date=TODAY, by=officer)
        assert call(officer, sam).owner_post_id == self.post_of(cast.manager).pk

    @pytest.mark.parametrize("gone", ["away", "left", "ended now"])
    def test_what_somebody_holds_moves_on_by_itself(self, gone, cast, officer, sam, as_service):
        made = call(officer, sam)
        post = self.post_of(cast.officer)
        assert made.owner_post_id == post.pk
        if gone == "away":
            record_absence(post=post, from_date=TODAY, to_date=TODAY, by=officer)
        elif gone == "left":
            Post.objects.filter(pk=post.pk).update(to_date=TODAY - timedelta(days=1))
        else:
            Post.objects.filter(pk=post.pk).update(ends_at=NOW)
        commands.move_from_the_absent(by=as_service, at=NOW)
        made.refresh_from_db()
        assert made.owner_post_id == self.post_of(cast.manager).pk
        assert clock(made)[0].owner_post_id == made.owner_post_id

    def test_with_everybody_away_it_stays_where_it_can_be_seen(
        self, cast, officer, sam, as_service
    ):
        made = call(officer, sam)
        for each in Post.objects.filter(role__in=[Role.EHC_OFFICER, Role.EHC_MANAGER]):
            record_absence(post=each, from_date=TODAY, to_date=TODAY, by=as_service)
        commands.move_from_the_absent(by=as_service, at=NOW)
        made.refresh_from_db()
        assert made.owner_post_id == self.post_of(cast.officer).pk

    def test_it_can_be_given_to_a_colleague_and_to_nobody_else(self, cast, officer, sam):
        made = call(officer, sam)
        manager = self.post_of(cast.manager)
        commands.give(made.pk, post_id=manager.pk, by=officer, at=NOW)
        assert clock(made)[0].owner_post_id == manager.pk
        for other in (cast.dco, cast.city_officer):
            with pytest.raises(Refused, match="answers families here"):
                commands.give(made.pk, post_id=self.post_of(other).pk, by=officer, at=NOW)


class TestAnswered:
    def test_an_answer_stops_the_clock_and_closes(self, officer, sam):
        made = call(officer, sam)
        done = commands.reply(
            made.pk, words="On Tuesday.", channel=Channel.PHONE, by=officer, at=NOW
        )
        assert done.state == State.ANSWERED
        assert [each.stopped for each in clock(made)] == [TODAY]

    def test_it_is_not_closed_without_an_answer_or_a_reason(self, officer, sam):
        made = call(officer, sam)
        with pytest.raises(Refused, match="Nobody has answered"):
            commands.close(made.pk, because=" ", by=officer, at=NOW)
        commands.close(made.pk, because="An advertisement.", by=officer, at=NOW)
        made.refresh_from_db()
        assert (made.state, made.closed_because) == (State.NOT_OURS, "An advertisement.")
        assert clock(made)[0].stopped is None
        assert clock(made)[0].superseded is not None or clock(made)[0].lapses

    def test_a_note_between_colleagues_answers_nobody(self, officer, sam):
        made = call(officer, sam)
        commands.note(made.pk, words="Ask Priya.", by=officer, at=NOW)
        made.refresh_from_db()
        assert made.state == State.OPEN
        assert clock(made)[0].stopped is None

    def test_two_clicks_answer_once(self, officer, sam):
        made = call(officer, sam)
        for _ in range(2):
            commands.reply(
                made.pk, words="Yes.", channel=Channel.PORTAL, by=officer, at=NOW, once="k"
            )
        assert Message.objects.filter(way=Way.OUT).count() == 1

    def test_what_was_said_is_never_altered(self, officer, sam):
        made = call(officer, sam)
        with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
            Message.objects.filter(contact=made).update(words="Something else.")
        with pytest.raises(DatabaseError), transaction.atomic():
            Message.objects.filter(contact=made).delete()


class TestStruggling:
    def test_the_same_day_a_named_person(self, officer, sam):
        made = call(officer, sam, kind=Kind.STRUGGLING)
        assert clock(made, "con-urgent")[0].due == date(2026, 11, 23)  # 22 November is a Sunday
        commands.take_on(made.pk, words="Spoke to mum: respite on Friday.", by=officer, at=NOW)
        assert clock(made, "con-urgent")[0].stopped == TODAY
        assert clock(made)[0].stopped is None  # an answer is owed still

    def test_it_rises_by_itself_to_a_manager_once(self, cast, officer, sam, as_service):
        made = call(officer, sam, kind=Kind.STRUGGLING)
        later = NOW + timedelta(hours=2)
        assert commands.raise_the_waiting(by=as_service, at=NOW + timedelta(minutes=119)) == 0
        assert commands.raise_the_waiting(by=as_service, at=later) == 1
        made.refresh_from_db()
        assert made.owner_post_id == Post.objects.get(user=cast.manager).pk
        assert commands.raise_the_waiting(by=as_service, at=later + timedelta(hours=5)) == 0

    def test_taken_on_it_does_not_rise(self, officer, sam, as_service):
        made = call(officer, sam, kind=Kind.STRUGGLING)
        commands.take_on(made.pk, words="Spoke to them.", by=officer, at=NOW)
        assert commands.raise_the_waiting(by=as_service, at=NOW + timedelta(days=1)) == 0

    def test_nothing_to_take_on_where_nobody_said_so(self, officer, sam):
        with pytest.raises(Refused, match="struggling"):
            commands.take_on(call(officer, sam).pk, words="x", by=officer, at=NOW)


class TestLate:
    """What is not answered by its day goes to a manager by itself, once for each promise."""

    def raised(self, as_service, days: int) -> int:
        return commands.raise_the_late(by=as_service, at=NOW + timedelta(days=days))

    def owner(self, made: Contact) -> str:
        made.refresh_from_db()
        return made.owner_post.user.name

    def test_the_day_after_its_promise_and_not_before(self, officer, sam, as_service):
        made = call(officer, sam)  # promised by Friday 27 November
        assert self.raised(as_service, 5) == 0
        assert self.owner(made) == "Officer"
        assert self.raised(as_service, 6) == 1
        assert self.owner(made) == "Manager"
        assert clock(made)[0].owner_post_id == made.owner_post_id
        assert self.raised(as_service, 7) == 0

    def test_that_it_moved_is_written_down(self, officer, sam):
        call(officer, sam)
        everything = asking.service("contact", [830])
        with asking.stated(everything):
            self.raised(everything, 6)
        (row,) = AuditRow.objects.filter(purpose="contact-risen")
        assert row.child_id == sam.pk

    def test_by_the_days_its_area_promised_for_its_kind(self, cast, officer, sam, asker_of):
        commands.set_promise(
            area_id=830, kind=Kind.QUESTION, working_days=1, from_date=TODAY,
            by=asker_of(cast.manager),
        )  # fmt: skip
        call(officer, sam)
        everything = asking.service("contact", [830])
        with asking.stated(everything):
            assert self.raised(everything, 1) == 0
            assert self.raised(everything, 2) == 1

    @pytest.mark.parametrize("done", ["answered", "closed"])
    def test_what_is_done_with_does_not_rise(self, done, officer, sam, as_service):
        made = call(officer, sam)
        if done == "answered":
            commands.reply(made.pk, words="Yes.", channel=Channel.PHONE, by=officer, at=NOW)
        else:
            commands.close(made.pk, because="An advertisement.", by=officer, at=NOW)
        assert self.raised(as_service, 30) == 0

    def test_a_manager_who_has_it_keeps_it_and_with_all_away_it_stays(
        self, cast, officer, sam, as_service
    ):
        made = call(officer, sam)
        for each in Post.objects.filter(role__in=[Role.EHC_OFFICER, Role.EHC_MANAGER]):
            record_absence(
                post=each, from_date=TODAY, to_date=TODAY + timedelta(days=60), by=as_service
            )
        assert self.raised(as_service, 30) == 1
        assert self.owner(made) == "Officer"

    def test_written_again_it_can_be_late_again(self, cast, sam, as_service, officer):
        made = commands.receive_mail(email(), area_id=830, by=as_service, at=NOW)
        assert self.raised(as_service, 9) == 1
        commands.match(made.pk, child_id=sam.pk, by=officer, at=NOW)
        again = email(2, subject=f"Re: {made.reference}")
        later = NOW + timedelta(days=10)
        commands.receive_mail(again, area_id=830, by=as_service, at=later)
        assert self.raised(as_service, 12) == 0
        assert self.raised(as_service, 20) == 1


def email(number=1, sender="mum@example.invalid", proven=True, subject="Hello", words="When?"):
    message = EmailMessage()
    if proven:
        domain = sender.partition("@")[2]
        message["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from={domain}"
    message["From"], message["Subject"] = sender, subject
    message["Message-ID"] = f"<{number}@example.invalid>"
    message.set_content(words)
    return read_mail(message.as_bytes(), trusted=TRUSTED)


class TestEmail:
    @pytest.fixture
    def known(self, sam, as_service):
        adult = Adult.objects.create(area_id=830, name="Mum", email="Mum@example.invalid")
        AdultLink.objects.create(
            area_id=830, child=sam, adult=adult, relationship="mother", from_date=STARTED, **FULL
        )
        return adult

    @pytest.fixture
    def take(self, as_service, cast):
        def take(mail, at=NOW):
            return commands.receive_mail(mail, area_id=830, by=as_service, at=at)

        return take

    def test_a_proven_address_of_one_adult_of_one_child_is_matched(self, take, known, sam):
        made = take(email())
        assert (made.child_id, made.sender_adult_id, made.proven) == (sam.pk, known.pk, True)
        assert clock(made)[0].due == date(2026, 11, 27)

    def test_with_an_account_they_read_the_answer_where_they_read_the_others(
        self, take, known, sam, officer
    ):
        user = account("Mum Invented")
        known.user = user
        known.save()
        Tie.objects.create(
            area_id=830, child=sam, kind=TieKind.PARENT, user=user, from_date=STARTED
        )
        made, forged = take(email()), take(email(2, proven=False))
        commands.reply(made.pk, words="On Tuesday.", channel=Channel.PORTAL, by=officer, at=NOW)
        page = signed_in(user).get(P("family:message", args=[made.pk]))
        assert "On Tuesday." in text(page)
        assert signed_in(user).get(P("family:message", args=[forged.pk])).status_code == 404

    def test_a_forged_address_opens_nothing(self, take, known):
        made = take(email(proven=False))
        assert (made.child_id, made.proven) == (None, False)

    def test_nor_one_that_several_children_or_adults_share(self, take, known, areas, sam):
        other = child(areas.derbyshire, "D-2", "Other", "Invented")
        AdultLink.objects.create(
            area_id=830, child=other, adult=known, relationship="mother", from_date=STARTED, **FULL
        )
        assert take(email()).child_id is None

    def test_an_unknown_sender_is_kept_with_an_owner_and_no_child(self, take, officer):
        made = take(email(sender="new@example.invalid"))
        assert made.child_id is None
        assert made.owner_post_id is not None
        (row,) = queries.inbox(
            by=officer, show=queries.Show.UNMATCHED, on=TODAY, offset=0, most=25
        ).rows
        assert row.due == date(2026, 11, 27)

    def test_matched_later_its_clock_runs_from_the_day_it_came(self, take, officer, sam):
        made = take(email(sender="new@example.invalid"))
        commands.match(made.pk, child_id=sam.pk, by=officer, at=NOW + timedelta(days=3))
        (owed,) = clock(made)
        assert (owed.started, owed.due) == (TODAY, date(2026, 11, 27))
        assert set(Message.objects.values_list("child_id", flat=True)) == {sam.pk}

    def test_it_is_not_matched_across_areas_or_twice(self, take, officer, sam, areas, as_service):
        made = take(email())
        away = child(areas.derby, "C-1", "Away", "Invented")
        with pytest.raises(NotFound):
            commands.match(made.pk, child_id=away.pk, by=officer, at=NOW)
        commands.match(made.pk, child_id=sam.pk, by=officer, at=NOW)
        second = child(areas.derbyshire, "D-2", "Other", "Invented")
        with pytest.raises(Refused, match="matched to a child already"):
            commands.match(made.pk, child_id=second.pk, by=officer, at=NOW)

    def test_fetched_twice_it_is_kept_once(self, take, known):
        assert take(email()).pk == take(email()).pk
        assert Message.objects.count() == 1

    def test_an_answer_opens_a_closed_conversation_again(self, take, known, officer):
        made = take(email())
        commands.reply(made.pk, words="Soon.", channel=Channel.PORTAL, by=officer, at=NOW)
        again = email(2, subject=f"Re: {made.reference}", words="And who comes?")
        later = NOW + timedelta(days=1)
        assert take(again, at=later).pk == made.pk
        made.refresh_from_db()
        assert (made.state, made.closed_at) == (State.OPEN, None)
        first, second = clock(made)
        assert (first.stopped, second.stopped) == (TODAY, None)
        assert second.due == date(2026, 11, 30)

    def test_somebody_else_with_the_reference_joins_nothing(self, take, known):
        made = take(email())
        other = take(email(2, sender="thief@example.invalid", subject=f"Re: {made.reference}"))
        assert other.pk != made.pk
        forged = take(email(3, proven=False, subject=f"Re: {made.reference}"))
        assert forged.pk not in (made.pk, other.pk)
        assert Message.objects.filter(contact=made).count() == 1

    def test_mail_about_a_sealed_child_is_kept_and_seen_by_its_holder_alone(
        self, take, known, sam, cast, asker_of
    ):
        sam.sealed = True
        sam.save()
        SealHolder.objects.create(area_id=830, child=sam, user=cast.manager, from_date=STARTED)
        made = take(email())
        assert made.child_id == sam.pk
        assert made.owner_post.user_id == cast.manager.pk
        for who, told in (("manager", 1), ("officer", 0)):
            found = queries.inbox(
                by=asker_of(getattr(cast, who)), show=queries.Show.ALL, on=TODAY, offset=0, most=25
            )
            assert (found.total, len(found.rows)) == (told, told)

    def test_a_machine_is_not_answered(self, take):
        message = EmailMessage()
        message["From"], message["Auto-Submitted"] = "a@example.invalid", "auto-replied"
        message.set_content("I am away.")
        assert take(read_mail(message.as_bytes(), trusted=TRUSTED)) is None
        assert not Contact.objects.exists()

    def test_a_flood_is_kept_whole_in_few_conversations(self, take):
        for number in range(40):
            take(email(number, sender="flood@example.invalid"))
        assert Message.objects.count() == 40
        assert Contact.objects.count() == 20
        take(email(999, sender="calm@example.invalid"))
        assert Contact.objects.count() == 21


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


def test_row_level_security_hides_a_message_from_another_area(officer, sam, asker_of, cast):
    call(officer, sam)
    with asking.stated(asker_of(cast.city_officer)):
        assert not Contact.objects.exists()
        assert not Message.objects.exists()

"""Messages: nobody unanswered, nobody given away, nothing kept twice (S31, S32, S42, D02)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from goldenthread.access import asking
from goldenthread.access.commands import record_absence
from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import NotAllowed, NotFound, Role, TieKind
from goldenthread.contact import commands
from goldenthread.contact.models import Contact, Message
from goldenthread.contact.rules import Channel, Kind, Refused, State, Way

from .conftest import NOW, STARTED, TODAY, person
from .contact_world import call, clock, officer

__all__ = ["officer"]


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


def _open_one(areas, post, number) -> Contact:
    return Contact(
        area=areas.derbyshire, reference=f"TEST-{number}", kind="NEWS", channel="PHONE",
        state="OPEN", received_date=TODAY, received_at=NOW, owner_post=post,
    )  # fmt: skip


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

    def test_who_covers_has_what_comes_and_what_is_held_meanwhile(
        self, cast, officer, sam, areas, bodies, as_service
    ):
        held = call(officer, sam)
        away, idle = self.post_of(cast.officer), person("Idle", Role.EHC_OFFICER, bodies.county)
        cover = self.post_of(person("Cover", Role.EHC_OFFICER, bodies.county))
        Contact.objects.bulk_create([_open_one(areas, cover, number) for number in range(3)])
        Tie.objects.create(
            area=areas.derbyshire, child=sam, kind=TieKind.CASELOAD, post=away, from_date=STARTED
        )
        record_absence(post=away, cover=cover, from_date=TODAY, to_date=TODAY, by=officer)
        assert call(officer, sam).owner_post_id == cover.pk  # though Idle holds less
        commands.move_from_the_absent(by=as_service, at=NOW)
        held.refresh_from_db()
        assert held.owner_post_id == cover.pk
        record_absence(post=cover, from_date=TODAY, to_date=TODAY, by=as_service)
        assert call(officer, sam).owner_post_id == self.post_of(idle).pk

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


def _writes_again(contact, sam) -> None:
    """The family says something more, and the conversation is open again."""
    Message.objects.create(
        area_id=830, child=sam, contact=contact, way=Way.IN, channel=Channel.PHONE, at=NOW,
        words="And where?",
    )  # fmt: skip
    Contact.objects.filter(pk=contact.pk).update(state=State.OPEN, closed_at=None)


class TestAnswered:
    def test_an_answer_stops_the_clock_and_closes(self, officer, sam):
        made = call(officer, sam)
        done = commands.reply(
            made.pk, words="On Tuesday.", channel=Channel.PHONE, by=officer, at=NOW
        )
        assert done.state == State.ANSWERED
        assert [each.stopped for each in clock(made)] == [TODAY]

    def test_what_is_about_a_child_is_not_closed_without_an_answer(self, officer, sam):
        made = call(officer, sam)
        for because in (" ", "An advertisement."):
            with pytest.raises(Refused, match="Nobody has answered"):
                commands.close(made.pk, because=because, by=officer, at=NOW)
        assert clock(made)[0].superseded is None

    def test_once_it_was_answered_thanks_are_let_be_with_a_reason(self, officer, sam, as_service):
        made = call(officer, sam)
        commands.reply(made.pk, words="Tuesday.", channel=Channel.PHONE, by=officer, at=NOW)
        _writes_again(made, sam)
        with pytest.raises(Refused, match="why it needs no answer"):
            commands.close(made.pk, because=" ", by=officer, at=NOW)
        commands.close(made.pk, because="They said thank you.", by=officer, at=NOW)
        made.refresh_from_db()
        assert (made.state, made.closed_because) == (State.ANSWERED, "They said thank you.")

    def test_a_second_tab_closes_nothing_it_has_not_shown(self, officer, sam, as_service):
        made = call(officer, sam)
        shown = made.messages.get().pk
        _writes_again(made, sam)
        for act in (
            lambda: commands.reply(
                made.pk, words="Yes.", channel=Channel.PHONE, by=officer, at=NOW, seen=shown
            ),
            lambda: commands.close(made.pk, because="Thanks.", by=officer, at=NOW, seen=shown),
        ):
            with pytest.raises(Refused, match="written again since you opened this"):
                act()
        made.refresh_from_db()
        assert made.state == State.OPEN
        assert not Message.objects.filter(way=Way.OUT).exists()

    def test_an_answer_nobody_could_read_is_none(self, officer, sam):
        made = call(officer, sam)
        with pytest.raises(Refused, match="has no account"):
            commands.reply(made.pk, words="Yes.", channel=Channel.PORTAL, by=officer, at=NOW)
        made.refresh_from_db()
        assert made.state == State.OPEN

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
                made.pk, words="Yes.", channel=Channel.PHONE, by=officer, at=NOW, once="k"
            )
        assert Message.objects.filter(way=Way.OUT).count() == 1

    def test_what_was_said_is_never_altered(self, officer, sam):
        made = call(officer, sam)
        with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
            Message.objects.filter(contact=made).update(words="Something else.")
        with pytest.raises(DatabaseError), transaction.atomic():
            Message.objects.filter(contact=made).delete()


def test_row_level_security_hides_a_message_from_another_area(officer, sam, asker_of, cast):
    call(officer, sam)
    with asking.stated(asker_of(cast.city_officer)):
        assert not Contact.objects.exists()
        assert not Message.objects.exists()

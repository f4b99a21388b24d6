"""Email: whose it is, what it joins, what it opens again, and a flood of it (rules 22 and 39)."""

from __future__ import annotations

from datetime import date, timedelta
from email.message import EmailMessage

import pytest
from django.urls import reverse

from goldenthread.access.models import Tie
from goldenthread.access.rules import NotFound, TieKind
from goldenthread.contact import commands, queries
from goldenthread.contact.models import Contact, Message
from goldenthread.contact.rules import Channel, Refused, State
from goldenthread.contact.rules.mail import read_mail
from goldenthread.people.models import Adult, AdultLink, SealHolder

from .conftest import NOW, STARTED, TODAY, child
from .contact_world import TRUSTED, clock, dad, email, mum, officer, text
from .family_world import FULL, account, signed_in

__all__ = ["dad", "mum", "officer"]


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
        page = signed_in(user).get(reverse("family:message", args=[made.pk]))
        assert "On Tuesday." in text(page)
        assert signed_in(user).get(reverse("family:message", args=[forged.pk])).status_code == 404

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
        commands.reply(made.pk, words="Soon.", channel=Channel.PHONE, by=officer, at=NOW)
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

"""A struggling family has a named person the same day; what is late rises by itself (S31, S42)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.commands import record_absence
from goldenthread.access.models import Post
from goldenthread.access.rules import Role
from goldenthread.audit.models import AuditRow
from goldenthread.contact import commands, queries
from goldenthread.contact.commands import Incoming
from goldenthread.contact.models import Contact
from goldenthread.contact.rules import Channel, Kind, Refused, State

from .conftest import NOW, TODAY, person
from .contact_world import call, clock, email, officer
from .family_world import signed_in

__all__ = ["officer"]


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

    def test_whoever_reads_an_email_can_say_so_and_it_rises_like_any_other(
        self, cast, officer, sam, as_service
    ):
        made = commands.receive_mail(email(), area_id=830, by=as_service, at=NOW)
        commands.match(made.pk, child_id=sam.pk, by=officer, at=NOW)
        seen = NOW + timedelta(days=2)
        page, address = signed_in(cast.officer), reverse("contact:one", args=[made.pk])
        assert "This family is struggling" in page.get(address).content.decode()
        for _ in range(2):
            commands.struggling(made.pk, by=officer, at=seen)
        assert [each.due for each in clock(made, "con-urgent")] == [seen.date()]
        (row,) = queries.inbox(
            by=officer, show=queries.Show.URGENT, on=seen.date(), offset=0, most=5
        ).rows
        assert (row.id, row.due) == (made.pk, seen.date())
        assert commands.raise_the_waiting(by=as_service, at=seen + timedelta(hours=2)) == 1
        commands.reply(made.pk, words="Rang.", channel=Channel.PHONE, by=officer, at=seen)
        other = call(officer, sam)
        commands.reply(other.pk, words="Rang.", channel=Channel.PHONE, by=officer, at=seen)
        refused = page.post(reverse("contact:struggling", args=[other.pk]))
        assert "This has been answered" in refused.content.decode()

    @pytest.mark.parametrize(
        ("said", "spoken"),
        [
            (date(2026, 12, 24), date(2026, 12, 24)),  # a Thursday that is worked
            (date(2026, 12, 25), date(2026, 12, 29)),  # Christmas, a weekend, a substitute day
            (date(2027, 3, 26), date(2027, 3, 30)),  # Good Friday: Tuesday, after Easter Monday
            (date(2027, 5, 1), date(2027, 5, 4)),  # a Saturday before a bank holiday
        ],
    )
    def test_over_weekends_and_bank_holidays_by_the_next_day_that_is_worked(
        self, said, spoken, officer, sam, as_service
    ):
        at = datetime.combine(said, NOW.timetz())
        told = Incoming(area_id=830, child_id=sam.pk, channel=Channel.PHONE, words="Help us.",
                        kind=Kind.STRUGGLING)  # fmt: skip
        made = commands.receive(told, by=officer, at=at)
        assert [each.due for each in clock(made, "con-urgent")] == [spoken]
        # It rises after two hours on any day: a family does not struggle in office hours.
        assert commands.raise_the_waiting(by=as_service, at=at + timedelta(hours=2)) == 1

    def test_risen_it_stays_with_a_manager_when_that_one_goes_away(
        self, cast, officer, sam, as_service, bodies
    ):
        made = call(officer, sam, kind=Kind.STRUGGLING)
        commands.raise_the_waiting(by=as_service, at=NOW + timedelta(hours=2))
        second = person("Second", Role.EHC_MANAGER, bodies.county)
        first = Post.objects.get(user=cast.manager)
        record_absence(post=first, from_date=TODAY, to_date=TODAY, by=as_service)
        commands.move_from_the_absent(by=as_service, at=NOW + timedelta(hours=3))
        made.refresh_from_db()
        assert made.owner_post_id == Post.objects.get(user=second).pk


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
        commands.reply(made.pk, words="Yes.", channel=Channel.PHONE, by=officer, at=NOW)
        if done == "closed":  # after they said thank you
            Contact.objects.filter(pk=made.pk).update(state=State.OPEN, closed_at=None)
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

    def test_asking_again_it_stays_late_and_answered_it_can_be_late_again(
        self, cast, sam, as_service, officer
    ):
        made = commands.receive_mail(email(), area_id=830, by=as_service, at=NOW)
        assert self.raised(as_service, 9) == 1
        commands.match(made.pk, child_id=sam.pk, by=officer, at=NOW)
        again = email(2, subject=f"Re: {made.reference}")
        later = NOW + timedelta(days=10)
        commands.receive_mail(again, area_id=830, by=as_service, at=later)
        made.refresh_from_db()
        assert made.received_date == TODAY  # who asks again has waited since the first day
        commands.reply(made.pk, words="Soon.", channel=Channel.PHONE, by=officer, at=later)
        more = email(3, subject=f"Re: {made.reference}")
        commands.receive_mail(more, area_id=830, by=as_service, at=later + timedelta(hours=1))
        assert self.raised(as_service, 12) == 0
        assert self.raised(as_service, 20) == 1

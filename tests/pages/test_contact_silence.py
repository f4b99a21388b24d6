"""The nightly list of children who hear nothing: empty, or explained by somebody until a day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.commands import record_absence
from goldenthread.access.models import Post
from goldenthread.access.rules import NotAllowed, NotFound, Role
from goldenthread.audit.models import AuditRow
from goldenthread.contact import commands, queries, tasks
from goldenthread.contact.commands import Incoming
from goldenthread.contact.models import NightCheck, Silent
from goldenthread.contact.queries import ShowGaps
from goldenthread.contact.rules import Channel, Refused
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Child
from goldenthread.timeline.commands import NewEvent, record_many
from goldenthread.timeline.models import Clock

from .conftest import NOW, TODAY, child
from .family_world import signed_in

LATER = NOW + timedelta(days=91)


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def written(officer, sam):
    """Sam's mother wrote today."""
    told = Incoming(area_id=830, child_id=sam.pk, channel=Channel.PHONE, words="Please ring me.")
    return commands.receive(told, by=officer, at=NOW)


def night(at: datetime) -> dict[int, NightCheck]:
    """Run one night's check of both areas; return what it found by area."""
    everything = asking.service("contact", [830, 831])
    with asking.stated(everything):
        return {
            each.area_id: each for each in commands.check_night([830, 831], on=at.date(), at=at)
        }


def listed(officer, at: datetime, show: ShowGaps = ShowGaps.UNEXPLAINED) -> list[queries.Gap]:
    return list(queries.gaps(by=officer, show=show, on=at.date(), offset=0, most=25).rows)


def explain(officer, sam, at: datetime, reason="Abroad until May.", days=30) -> date:
    until = at.date() + timedelta(days=days)
    commands.explain(child_id=sam.pk, reason=reason, until=until, by=officer, at=at)
    return until


class TestWhoIsOnIt:
    def test_spoken_of_lately_with_an_owner_and_a_day_nobody_is(self, officer, written):
        assert night(NOW)[830].listed == 0
        assert listed(officer, NOW) == []

    def test_a_late_message_has_a_next_step_and_is_not_on_it(self, officer, written):
        late = NOW + timedelta(days=30)
        assert Clock.objects.get(rule="con-reply").due < late.date()
        assert night(late)[830].listed == 0

    def test_after_ninety_days_without_a_word_the_child_is(self, officer, sam, written):
        assert night(LATER - timedelta(days=1))[830].listed == 0
        assert night(LATER)[830].quiet == 1
        (gap,) = listed(officer, LATER)
        assert (gap.child_id, gap.last_contact) == (sam.pk, TODAY)
        assert (gap.no_owner, gap.no_next_step, gap.quiet) == (False, False, True)

    def test_a_note_between_colleagues_is_no_word_to_the_family(self, officer, written):
        commands.note(written.pk, words="Ask Priya.", by=officer, at=LATER - timedelta(days=2))
        assert night(LATER)[830].quiet == 1

    def test_a_meeting_about_the_plan_is(self, officer, sam, written, as_service):
        met = NewEvent(kind=K.REVIEW_MET, area_id=830, child_id=sam.pk, case_type="plan",
                       case_id=1, on=(LATER - timedelta(days=5)).date())  # fmt: skip
        record_many([met], by=as_service, at=LATER, backfilled=True)
        assert night(LATER)[830].quiet == 0

    def test_nobody_to_own_it_and_nothing_owed_by_any_day(self, cast, officer, written, as_service):
        Clock.objects.filter(case_type="contact").update(owner_post_id=None, due=None)
        found = night(NOW)[830]
        assert (found.no_owner, found.no_next_step, found.quiet) == (1, 1, 0)
        (gap,) = listed(officer, NOW)
        assert (gap.no_owner, gap.no_next_step) == (True, True)

    def test_what_everybody_was_too_far_away_to_own_is(self, cast, officer, sam, as_service):
        for post in Post.objects.filter(role__in=[Role.EHC_OFFICER, Role.EHC_MANAGER]):
            record_absence(post=post, from_date=TODAY, to_date=TODAY, by=as_service)
        told = Incoming(area_id=830, child_id=sam.pk, channel=Channel.PHONE, words="Ring me.")
        commands.receive(told, by=officer, at=NOW)
        assert night(NOW)[830].no_owner == 1

    def test_a_plan_alone_is_talked_about_each_year(self, officer, sam, as_service):
        started = NewEvent(kind=K.PLAN_STARTED, area_id=830, child_id=sam.pk, case_type="plan",
                           case_id=1, on=TODAY - timedelta(days=200))  # fmt: skip
        record_many([started], by=as_service, at=NOW, backfilled=True)
        Clock.objects.filter(case_type="plan").update(owner_post_id=1)
        assert night(NOW)[830].listed == 0
        assert night(NOW + timedelta(days=166))[830].quiet == 1
        later = NOW + timedelta(days=166)
        assert listed(officer, later) == []
        assert len(listed(officer, later, ShowGaps.PLAN_ONLY)) == 1

    def test_the_list_is_made_again_each_night(self, officer, sam, written):
        night(LATER)
        commands.reply(written.pk, words="Sorry.", channel=Channel.PHONE, by=officer, at=LATER)
        assert night(LATER + timedelta(days=1))[830].listed == 0
        assert not Silent.objects.exists()


class TestExplained:
    def test_it_says_why_by_whom_and_until_when_and_then_no_more(self, officer, sam, written):
        until = explain(officer, sam, LATER)
        night(LATER)
        (gap,) = listed(officer, LATER, ShowGaps.EXPLAINED)
        assert (gap.explained, gap.explained_by) == ("Abroad until May.", "Officer")
        assert gap.explained_until == until
        assert listed(officer, LATER) == []
        after = datetime.combine(until + timedelta(days=1), NOW.timetz())
        assert night(after)[830].explained == 0
        assert len(listed(officer, after)) == 1

    def test_it_is_recorded_who_explained_it(self, sam, written, cast):
        client = signed_in(cast.officer)
        address = reverse("contact:explain", args=[sam.pk])
        day = TODAY + timedelta(days=9)
        typed = {"reason": "They are away.", "until-day": day.day, "until-month": day.month,
                 "until-year": day.year}  # fmt: skip
        answer = client.post(address, typed)
        assert answer.status_code == 302
        assert AuditRow.objects.filter(purpose="gap-explained", child_id=sam.pk).count() == 1

    @pytest.mark.parametrize(("reason", "days"), [("", 5), ("Why.", 0), ("Why.", 91)])
    def test_no_reason_or_no_near_day_explains_nothing(self, officer, sam, reason, days):
        with pytest.raises(Refused):
            explain(officer, sam, NOW, reason=reason, days=days)

    @pytest.mark.parametrize(("who", "error"), [("city_officer", NotFound), ("senco", NotAllowed)])
    def test_nobody_else_may(self, who, error, sam, cast, asker_of):
        with pytest.raises(error):
            explain(asker_of(getattr(cast, who)), sam, NOW)


class TestSeveral:
    @pytest.fixture
    def quiet(self, officer, areas, as_service, settings):
        """Three children of whom nothing was heard for 91 days."""
        made = [child(areas.derbyshire, f"Q-{n}", "Quiet", f"Invented-{n}") for n in range(3)]
        for each in made:
            told = Incoming(area_id=830, child_id=each.pk, channel=Channel.PHONE, words="Ring me.")
            commands.receive(told, by=officer, at=NOW)
        night(LATER)
        settings.TODAY = LATER.date()
        return made

    def post(self, user, children, *, reason="The school is shut by a flood.", days=30):
        day = LATER.date() + timedelta(days=days)
        typed = {
            "children": [each.pk for each in children],
            "reason": reason,
            **{f"until-{part}": getattr(day, part) for part in ("day", "month", "year")},
        }
        return signed_in(user).post(reverse("contact:explain-several"), typed)

    def test_each_is_kept_and_audited_and_the_rest_stay(self, cast, officer, quiet):
        answer = self.post(cast.officer, quiet[:2])
        page = signed_in(cast.officer).get(answer["Location"]).content.decode()
        assert "2 children are explained." in page
        rows = AuditRow.objects.filter(purpose="gap-explained")
        assert set(rows.values_list("child_id", flat=True)) == {each.pk for each in quiet[:2]}
        found = listed(officer, LATER, ShowGaps.EXPLAINED)
        assert {each.explained for each in found} == {"The school is shut by a flood."}
        assert [each.child_id for each in listed(officer, LATER)] == [quiet[2].pk]

    def test_all_or_none_and_what_was_typed_is_kept(self, cast, officer, quiet, areas, sam):
        client = signed_in(cast.officer)
        with CaptureQueriesContext(connection) as sent:
            shown = client.get(reverse("contact:explain-several")).content.decode()
        assert len(sent) <= 12
        assert shown.count('name="children"') == 3
        assert not re.search(r"select.all", shown, re.IGNORECASE)
        for children, more in (([], {}), (quiet, {"days": 91}), ([quiet[0], sam], {})):
            answer = self.post(cast.officer, children, **more)
            assert "There is a problem" in answer.content.decode()
            assert "shut by a flood" in answer.content.decode()
        assert listed(officer, LATER, ShowGaps.EXPLAINED) == []

    def test_nobody_reaches_another_area_a_sealed_record_or_a_hidden_row(
        self, cast, officer, quiet, asker_of
    ):
        given = {"reason": "Why.", "until": LATER.date() + timedelta(days=5), "at": LATER}
        ids = [each.pk for each in quiet]
        for who, wanted, why in (
            ("city_officer", ids, "no longer on the list"),
            ("officer", range(26), "no more than 25"),
        ):
            with pytest.raises(Refused, match=why):
                commands.explain_several(wanted, by=asker_of(getattr(cast, who)), **given)
        with pytest.raises(NotAllowed):
            commands.explain_several(ids, by=asker_of(cast.senco), **given)
        Child.objects.filter(pk=ids[0]).update(sealed=True)
        with pytest.raises(Refused, match="no longer on the list"):
            commands.explain_several(ids, by=officer, **given)
        assert commands.explain_several(ids[1:], by=officer, **given) == 2


class TestNight:
    def test_the_job_keeps_how_long_the_list_was_once_a_night(self, written, sam, settings):
        settings.TODAY = LATER.date()
        for _ in range(2):
            tasks.check_silence.func(0)
        with asking.stated(asking.service("test", [830, 831])):
            found = {each.area_id: each for each in NightCheck.objects.all()}
        assert (found[830].listed, found[830].unexplained) == (1, 1)
        assert (found[831].listed, found[831].night) == (0, LATER.date())

    def test_what_a_night_found_is_never_taken_away(self, written, as_service):
        night(NOW)
        with pytest.raises(DatabaseError), transaction.atomic():
            NightCheck.objects.all().delete()

    def test_another_area_sees_neither_the_list_nor_how_long_it_is(self, cast, written, asker_of):
        night(LATER)
        with asking.stated(asker_of(cast.city_officer)):
            assert not Silent.objects.exists()
            assert set(NightCheck.objects.values_list("area_id", flat=True)) == {831}


class TestPage:
    def test_empty_it_says_so_and_that_no_night_was_checked(self, cast, areas):
        text = signed_in(cast.officer).get(reverse("contact:gaps")).content.decode()
        assert "or the reason is known" in text
        assert "No night has been checked yet" in text

    def test_it_pages_and_leaves_out_a_sealed_record_count_and_all(
        self, cast, officer, areas, as_service, settings
    ):
        for number in range(27):
            each = child(areas.derbyshire, f"Q-{number}", "Quiet", f"Invented-{number}")
            told = Incoming(area_id=830, child_id=each.pk, channel=Channel.PHONE, words="Ring me.")
            commands.receive(told, by=officer, at=NOW)
        Child.objects.filter(local_id="Q-3").update(sealed=True)
        night(LATER)
        settings.TODAY = LATER.date()
        client = signed_in(cast.officer)
        with CaptureQueriesContext(connection) as sent:
            first = client.get(reverse("contact:gaps")).content.decode()
        assert len(sent) <= 12
        assert "(26)" in first
        assert "Invented-3<" not in first
        second = client.get(reverse("contact:gaps") + "?page=2").content.decode()
        assert second.count("/messages/explain/") == 1
        assert "/messages/silent/explain/?page=2" in second
        assert (
            "No child&#39;s silence"
            in client.get(reverse("contact:gaps") + "?show=explained").content.decode()
        )

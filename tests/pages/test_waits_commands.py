"""Working a list: each act is one event, and nobody falls between two services."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.db import connection

from goldenthread.access import asking
from goldenthread.access.models import Tie
from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.audit.models import AuditRow
from goldenthread.directory.models import Service as Help
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Child
from goldenthread.timeline.models import Clock, Event
from goldenthread.waits import commands as waits
from goldenthread.waits.commands import CannotDo, NewReferral, OfferNeedsDiagnosis
from goldenthread.waits.commands.referring import Unknown
from goldenthread.waits.models import Referral
from goldenthread.waits.rules.stages import Stage, WrongStage

from .conftest import NOW, TODAY, child
from .waiting import acting, help_near, lists, referred

__all__ = ["acting", "help_near", "lists", "referred"]
LATER = date(2026, 10, 5)  # 18 weeks after 1 June


def kinds(row: Referral) -> list[str]:
    return list(
        Event.objects.filter(case_type="wait", case_id=row.pk)
        .order_by("pk")
        .values_list("kind", flat=True)
    )


def clock(row: Referral, rule: str) -> Clock:
    found = Clock.objects.filter(case_type="wait", case_id=row.pk, rule=rule, known_to=None)
    return found.latest("started")


class TestReferral:
    def test_starts_the_clocks_and_ties_the_team_to_the_child(self, referred, lists):
        assert referred.stage == Stage.RECEIVED
        assert clock(referred, "rtt-18").due == LATER
        assert clock(referred, "wait-accept").due == date(2026, 6, 15)
        tie = Tie.objects.get(kind="SERVICE_LIST")
        assert (tie.organisation_id, tie.from_date) == (lists.doctors.team.pk, date(2026, 6, 1))

    def test_again_is_the_same_one(self, referred, lists, sam, cast, acting):
        given = NewReferral(received_date=date(2026, 7, 1))
        again = acting(cast.officer, waits.refer, sam.pk, lists.doctors.service.pk, given)
        assert again.pk == referred.pk
        assert kinds(referred) == [K.REFERRAL_RECEIVED]

    def test_only_by_those_who_may_refer_this_child(self, lists, sam, cast, acting):
        given = NewReferral(received_date=TODAY)
        with pytest.raises(NotAllowed):
            acting(cast.psychologist, waits.refer, sam.pk, lists.camhs.service.pk, given)
        with pytest.raises(NotFound):
            acting(cast.city_officer, waits.refer, sam.pk, lists.camhs.service.pk, given)

    @pytest.mark.parametrize(
        ("day", "says"),
        [(TODAY + timedelta(days=1), "after today"), (date(2015, 1, 1), "before the child was")],
    )
    def test_an_impossible_day_is_refused(self, lists, sam, cast, acting, day, says):
        given = NewReferral(received_date=day)
        with pytest.raises(CannotDo, match=says):
            acting(cast.officer, waits.refer, sam.pk, lists.camhs.service.pk, given)

    def test_a_service_says_whom_it_sees_and_when_it_is_closed(self, lists, sam, cast, acting):
        service = lists.camhs.service
        service.lowest_age = 16
        service.save()
        given = NewReferral(received_date=TODAY)
        with pytest.raises(CannotDo, match="sees ages 16 to 18"):
            acting(cast.officer, waits.refer, sam.pk, service.pk, given)
        service.closed_date = TODAY
        service.save()
        with pytest.raises(CannotDo, match="no more referrals"):
            acting(cast.officer, waits.refer, sam.pk, service.pk, given)

    def test_a_day_on_which_the_child_was_on_the_list_already_is_no_new_referral(
        self, lists, sam, cast, acting
    ):
        early = NewReferral(received_date=TODAY - timedelta(days=30))
        row = acting(cast.officer, waits.refer, sam.pk, lists.camhs.service.pk, early)
        acting(lists.camhs.works, waits.withdraw, row.pk)
        between = NewReferral(received_date=TODAY - timedelta(days=3))
        with pytest.raises(CannotDo, match="was on this list on that day, until"):
            acting(cast.officer, waits.refer, sam.pk, lists.camhs.service.pk, between)
        again = NewReferral(received_date=TODAY)
        new = acting(cast.officer, waits.refer, sam.pk, lists.camhs.service.pk, again)
        assert new.came_from_id == row.pk

    def test_a_diagnosis_is_no_need_and_is_not_kept(self, lists, sam, cast, acting):
        given = NewReferral(received_date=TODAY, needs=("sleep", "autism"))
        row = acting(cast.officer, waits.refer, sam.pk, lists.camhs.service.pk, given)
        assert row.needs == ["sleep"]


WHO = Unknown(
    nhs_number="9990000018", forename="Ivy", surname="Invented", birth_date=date(2017, 2, 3)
)
GIVEN = NewReferral(received_date=date(2026, 11, 2), source="fhir")


class TestReferralOfAChildAnotherSystemNames:
    def test_an_unknown_child_is_taken_in_and_a_known_one_found(self, lists, acting):
        first = acting(
            lists.doctors.works, waits.refer_unknown, WHO, lists.doctors.service.pk, GIVEN
        )
        second = acting(lists.camhs.works, waits.refer_unknown, WHO, lists.camhs.service.pk, GIVEN)
        assert first.child_id == second.child_id
        assert Child.objects.get(pk=first.child_id).nhs_number == "9990000018"

    def test_what_was_stated_before_is_stated_again_after(self, lists, acting, asker_of):
        by = asker_of(lists.doctors.works)
        with asking.stated(by), connection.cursor() as cursor:
            waits.refer_unknown(WHO, lists.doctors.service.pk, GIVEN, by=by, at=NOW, on=TODAY)
            cursor.execute("SELECT gt_areas()")
            assert cursor.fetchone() == ([],)

    def test_another_childs_number_and_a_sealed_record_get_one_answer(self, lists, areas, acting):
        told = []
        for number, facts in (
            ("9990000018", {"birth_date": date(2016, 1, 1)}),
            ("9990000123", {"birth_date": WHO.birth_date, "sealed": True}),
        ):
            child(areas.derbyshire, f"X-{number}", "Other", "Child", nhs_number=number, **facts)
            who = Unknown(**{**asdict(WHO), "nhs_number": number})
            with pytest.raises(CannotDo) as refused:
                acting(
                    lists.doctors.works, waits.refer_unknown, who, lists.doctors.service.pk, GIVEN
                )
            told.append(str(refused.value))
        assert told[0] == told[1]

    def test_only_into_ones_own_list(self, lists, acting):
        with pytest.raises(NotAllowed):
            acting(lists.camhs.works, waits.refer_unknown, WHO, lists.doctors.service.pk, GIVEN)


class TestWorkingTheList:
    def test_from_accepted_to_discharged_each_act_is_an_event(self, referred, lists, acting):
        works, pk = lists.doctors.works, referred.pk
        acting(works, waits.accept, pk)
        acting(works, waits.offer, pk, appointment=TODAY)
        acting(works, waits.see, pk)
        row = acting(works, waits.treat, pk)
        assert (row.stage, row.seen_date) == (Stage.TREATED, TODAY)
        assert clock(row, "rtt-18").stopped == TODAY
        row = acting(works, waits.discharge, pk, ending="done")
        assert (row.stage, row.ended_date, row.left_date) == (Stage.DISCHARGED, TODAY, None)
        assert kinds(row) == [
            *(K.REFERRAL_RECEIVED, K.REFERRAL_ACCEPTED, K.APPOINTMENT_OFFERED, K.FIRST_CONTACT),
            *(K.TREATMENT_STARTED, K.WAIT_REMOVED),
        ]
        assert Tie.objects.get(kind="SERVICE_LIST").to_date == TODAY

    def test_twice_is_refused_and_told_once(self, referred, lists, acting):
        acting(lists.doctors.works, waits.accept, referred.pk)
        with pytest.raises(WrongStage, match="Look again"):
            acting(lists.doctors.works, waits.accept, referred.pk)
        assert kinds(referred).count(K.REFERRAL_ACCEPTED) == 1

    def test_what_is_missing_is_asked_for_and_given_and_the_clock_goes_on(
        self, referred, lists, cast, acting
    ):
        acting(lists.doctors.works, waits.ask_for_more, referred.pk, missing="A sleep diary")
        assert clock(referred, "rtt-18").superseded is None
        row = acting(cast.senco, waits.complete, referred.pk, answer="Diary: wakes at 2")
        assert (row.stage, row.missing) == (Stage.RECEIVED, "")
        assert row.reason.endswith("wakes at 2")

    def test_how_soon_is_a_clinicians_decision_with_a_reason(self, referred, lists, acting):
        with pytest.raises(NotAllowed):
            acting(lists.doctors.works, waits.triage, referred.pk, priority="2-SOON", reason="x")
        with pytest.raises(CannotDo, match="reason"):
            acting(lists.doctors.decides, waits.triage, referred.pk, priority="2-SOON", reason=" ")
        row = acting(
            lists.doctors.decides, waits.triage, referred.pk, priority="2-SOON", reason="Seizures"
        )
        assert (row.priority, row.priority_date) == ("2-SOON", TODAY)

    def test_another_teams_staff_work_nothing_here_though_tied_to_the_child(
        self, referred, lists, cast, sam, acting
    ):
        given = NewReferral(received_date=TODAY)
        acting(cast.officer, waits.refer, sam.pk, lists.camhs.service.pk, given)
        with pytest.raises(NotAllowed, match="own team"):
            acting(lists.camhs.works, waits.accept, referred.pk)
        with pytest.raises(NotFound):
            acting(lists.chairs.works, waits.accept, referred.pk)

    def test_a_first_visit_missed_sets_the_clock_aside_until_booked_again(
        self, referred, lists, acting
    ):
        works, pk = lists.doctors.works, referred.pk
        acting(works, waits.accept, pk)
        acting(works, waits.offer, pk, appointment=date(2026, 9, 1), on=date(2026, 8, 1))
        with pytest.raises(CannotDo, match="if the child is safe"):
            acting(works, waits.miss, pk, clearly_given=True, safe="")
        row = acting(works, waits.miss, pk, clearly_given=True, safe="Rang school: safe")
        assert (row.stage, row.missed_count, row.ended_date) == (Stage.WAITING, 1, None)
        assert clock(row, "rtt-18").superseded == TODAY
        row = acting(works, waits.offer, pk, appointment=TODAY + timedelta(days=9))
        assert clock(row, "rtt-18").started == TODAY

    def test_the_clock_is_set_aside_once_and_a_second_miss_leaves_it_running(
        self, referred, lists, acting
    ):
        works, pk = lists.doctors.works, referred.pk
        acting(works, waits.accept, pk)
        for day in (TODAY - timedelta(days=30), TODAY):
            acting(works, waits.offer, pk, appointment=day, on=day - timedelta(days=10))
            row = acting(works, waits.miss, pk, clearly_given=True, safe="Seen at school", day=day,
                         on=day)  # fmt: skip
        told = kinds(row)
        assert (told.count(K.NOT_BROUGHT_FIRST), told.count(K.NOT_BROUGHT)) == (1, 1)
        row = acting(works, waits.offer, pk, appointment=TODAY + timedelta(days=9))
        # Worked example: booked again on 12 November, so that the 18 weeks are up on 18 March.
        running = clock(row, "rtt-18")
        assert (running.started, running.superseded) == (date(2026, 11, 12), None)
        assert running.due == date(2027, 3, 18)

    def test_a_visit_not_clearly_given_sets_nothing_aside(self, referred, lists, acting):
        works, pk = lists.doctors.works, referred.pk
        acting(works, waits.accept, pk)
        acting(works, waits.offer, pk, appointment=TODAY)
        row = acting(works, waits.miss, pk, clearly_given=False, safe="Seen at school")
        assert K.NOT_BROUGHT in kinds(row)
        assert clock(row, "rtt-18").superseded is None

    def test_no_child_not_brought_is_discharged_without_a_clinicians_check(
        self, referred, lists, acting
    ):
        with pytest.raises(NotAllowed):
            acting(
                lists.doctors.works, waits.discharge, referred.pk, ending="not-brought", safe="x"
            )
        with pytest.raises(CannotDo, match="safe"):
            acting(lists.doctors.decides, waits.discharge, referred.pk, ending="not-brought")

    def test_watched_stops_the_clock_and_a_decision_to_treat_starts_a_new_one(
        self, referred, lists, acting
    ):
        acting(lists.doctors.works, waits.accept, referred.pk)
        acting(lists.doctors.works, waits.monitor, referred.pk, day=date(2026, 8, 3))
        assert clock(referred, "rtt-18").stopped == date(2026, 8, 3)
        acting(lists.doctors.decides, waits.decide_to_treat, referred.pk)
        assert clock(referred, "rtt-18").started == TODAY

    def test_a_family_that_withdraws_left_and_was_not_seen(self, referred, lists, acting):
        row = acting(lists.doctors.works, waits.check_list, referred.pk, still_wanted=False)
        assert (row.stage, row.seen_date, row.left_date) == (Stage.WITHDRAWN, None, TODAY)
        assert kinds(row)[-2:] == [K.LIST_CHECKED, K.WAIT_REMOVED]

    def test_referred_again_is_a_new_wait_that_knows_the_old_one(
        self, referred, lists, sam, cast, acting
    ):
        acting(lists.doctors.works, waits.withdraw, referred.pk)
        given = NewReferral(received_date=TODAY)
        new = acting(cast.senco, waits.refer, sam.pk, lists.doctors.service.pk, given)
        assert new.came_from_id == referred.pk
        assert clock(new, "rtt-18").started == TODAY

    def test_a_stepped_service_must_say_who_holds_the_child_now(self, lists, sam, cast, acting):
        given = NewReferral(received_date=TODAY)
        row = acting(cast.officer, waits.refer, sam.pk, lists.camhs.service.pk, given)
        with pytest.raises(CannotDo, match="who holds this child"):
            acting(lists.camhs.works, waits.discharge, row.pk, ending="wrong-service")
        row = acting(
            lists.camhs.works, waits.discharge, row.pk, ending="wrong-service", next_holder="School"
        )
        assert row.next_holder == "School"

    def test_nobody_unseen_is_discharged_as_done(self, referred, lists, acting):
        with pytest.raises(CannotDo, match="never seen"):
            acting(lists.doctors.works, waits.discharge, referred.pk, ending="done")

    def test_a_long_wait_is_looked_at_by_a_clinician(self, referred, lists, acting):
        with pytest.raises(NotAllowed):
            acting(lists.doctors.works, waits.review_long_wait, referred.pk, finding="Well")
        acting(lists.doctors.decides, waits.review_long_wait, referred.pk, finding="Well")
        assert clock(referred, "wait-long").stopped == TODAY

    def test_every_change_is_in_the_audit_trail(self, referred, lists, acting):
        before = AuditRow.objects.filter(action="write").count()
        acting(lists.doctors.works, waits.accept, referred.pk)
        assert AuditRow.objects.filter(action="write").count() == before + 1

    @pytest.mark.parametrize("day", [date(2026, 5, 1), TODAY + timedelta(days=1)])
    def test_a_day_before_the_referral_or_to_come_is_refused(self, referred, lists, acting, day):
        with pytest.raises(CannotDo):
            acting(lists.doctors.works, waits.accept, referred.pk, day=day)


class TestHandingOver:
    @pytest.fixture
    def asked(self, lists, sam, cast, acting):
        given = NewReferral(received_date=date(2026, 9, 1), needs=("worry",))
        row = acting(cast.officer, waits.refer, sam.pk, lists.school_team.service.pk, given)
        acting(lists.school_team.works, waits.accept, row.pk)
        to = lists.camhs.service.pk
        return acting(
            lists.school_team.works, waits.ask_transfer, row.pk, to_service=to, reason="Worse"
        )

    def test_the_child_stays_until_the_other_service_accepts(self, asked, lists, acting):
        row = asked.referral
        row.refresh_from_db()
        assert (row.stage, row.ended_date) == (Stage.WAITING, None)
        assert clock(row, "wait-transfer").due == date(2026, 12, 4)
        done = acting(lists.camhs.works, waits.answer_transfer, asked.pk, accepted=True)
        row.refresh_from_db()
        assert row.stage == Stage.MOVED_ON
        assert (done.became.received_date, done.became.stage) == (date(2026, 9, 1), Stage.WAITING)
        assert clock(done.became, "cyp-mh-4w").due == date(2026, 9, 29)
        held = Tie.objects.filter(kind="SERVICE_LIST", to_date=None)
        assert [tie.organisation_id for tie in held] == [lists.camhs.team.pk]

    @pytest.mark.parametrize(
        ("act", "since"), [(waits.see, date(2026, 6, 1)), (waits.treat, TODAY)]
    )
    def test_the_eighteen_weeks_go_on_until_treatment_and_then_begin_anew(
        self, referred, lists, acting, act, since
    ):
        """Worked example: seen is no treatment, so that the days since 1 June still count."""
        works, pk, to = lists.doctors.works, referred.pk, lists.camhs.service.pk
        acting(works, waits.accept, pk)
        acting(works, act, pk)
        asked = acting(works, waits.ask_transfer, pk, to_service=to, reason="Worry is first")
        done = acting(lists.camhs.works, waits.answer_transfer, asked.pk, accepted=True)
        assert done.became.received_date == since
        assert clock(done.became, "cyp-mh-4w").started == since

    def test_refused_the_child_is_where_they_were_and_the_reason_is_told(
        self, asked, lists, acting
    ):
        with pytest.raises(CannotDo, match="why not"):
            acting(lists.camhs.works, waits.answer_transfer, asked.pk, accepted=False)
        acting(lists.camhs.works, waits.answer_transfer, asked.pk, accepted=False, reason="Mild")
        row = Referral.objects.get(pk=asked.referral_id)
        assert (row.stage, row.ended_date) == (Stage.WAITING, None)
        held = Tie.objects.filter(kind="SERVICE_LIST", to_date=None)
        assert [tie.organisation_id for tie in held] == [lists.school_team.team.pk]

    def test_only_the_service_that_was_asked_answers_and_once(self, asked, lists, acting):
        with pytest.raises(NotAllowed):
            acting(lists.school_team.works, waits.answer_transfer, asked.pk, accepted=True)
        acting(lists.camhs.works, waits.answer_transfer, asked.pk, accepted=True)
        with pytest.raises(CannotDo, match="already"):
            acting(lists.camhs.works, waits.answer_transfer, asked.pk, accepted=True)

    def test_asked_twice_is_asked_once_and_two_services_are_not_asked_at_once(
        self, asked, lists, acting
    ):
        works, pk = lists.school_team.works, asked.referral_id
        again = acting(
            works, waits.ask_transfer, pk, to_service=lists.camhs.service.pk, reason="Worse"
        )
        assert again.pk == asked.pk
        with pytest.raises(CannotDo, match="has not answered"):
            acting(
                works, waits.ask_transfer, pk, to_service=lists.doctors.service.pk, reason="Other"
            )


LEVELS = {"distress": "2-MUCH", "safety": "0-NONE", "sleep": "1-SOME"}


class TestWorse:
    def test_puts_the_child_before_a_person_and_starts_a_clock(self, referred, cast, acting):
        acting(cast.senco, waits.tell_update, referred.pk, told_by="school", levels=LEVELS)
        row = Referral.objects.get(pk=referred.pk)
        assert (row.worst_told, row.priority) == ("2-MUCH", "3-ROUTINE")
        assert clock(row, "wait-update").due == date(2026, 11, 24)

    def test_told_twice_on_a_day_is_kept_once(self, referred, cast, acting):
        for _ in range(2):
            acting(cast.senco, waits.tell_update, referred.pk, told_by="school", levels=LEVELS)
        assert referred.updates.count() == 1
        assert kinds(referred).count(K.WAIT_UPDATED) == 1

    def test_a_clinician_decides_with_a_reason_and_the_clock_stops(
        self, referred, lists, cast, acting
    ):
        acting(cast.senco, waits.tell_update, referred.pk, told_by="school", levels=LEVELS)
        decide = {"sooner": True, "priority": "1-AT-ONCE", "reason": "Not safe at night"}
        with pytest.raises(NotAllowed):
            acting(lists.doctors.works, waits.decide_update, referred.pk, **decide)
        row = acting(lists.doctors.decides, waits.decide_update, referred.pk, **decide)
        assert (row.worst_told, row.priority) == ("", "1-AT-ONCE")
        assert clock(row, "wait-update").stopped == TODAY
        with pytest.raises(CannotDo, match="Nothing waits"):
            acting(lists.doctors.decides, waits.decide_update, referred.pk, **decide)

    def test_says_what_must_be_told(self, referred, cast, acting):
        levels = {"sleep": "1-SOME"}
        with pytest.raises(CannotDo, match="how the child feels"):
            acting(cast.senco, waits.tell_update, referred.pk, told_by="school", levels=levels)


class TestContact:
    def test_the_first_and_the_eighteenth_week_and_after(self, referred, lists, acting):
        works = lists.doctors.works
        days = (date(2026, 6, 1), LATER - timedelta(days=7), date(2026, 11, 20))
        told = [
            acting(works, waits.contact_family, referred.pk, channel="phone", day=day).which
            for day in days
        ]
        assert told == ["start", "18", "again"]
        assert clock(referred, "wait-support-18").stopped == days[1]
        assert clock(referred, "wait-support-12").started == days[2]
        assert Referral.objects.get(pk=referred.pk).contacts == 3

    def test_a_try_that_reached_nobody_stops_no_clock(self, referred, lists, acting):
        acting(
            lists.doctors.works, waits.contact_family, referred.pk, channel="phone",
            reached_them=False,
        )  # fmt: skip
        assert clock(referred, "wait-support").stopped is None

    def test_no_offer_may_ask_for_a_diagnosis(self, referred, lists, help_near, acting):
        asks = Help.objects.get(eligibility__diagnosis_needed=True)
        with pytest.raises(OfferNeedsDiagnosis, match="open to all"):
            acting(
                lists.doctors.works, waits.contact_family, referred.pk, channel="phone",
                offers=[asks.pk],
            )  # fmt: skip
        assert kinds(referred) == [K.REFERRAL_RECEIVED]

    def test_offers_are_kept_once_with_whether_they_helped(
        self, referred, lists, help_near, acting, asker_of
    ):
        helps = list(Help.objects.filter(eligibility__diagnosis_needed=False)[:2])
        for _ in range(2):
            made = acting(
                lists.doctors.works, waits.contact_family, referred.pk, channel="phone",
                offers=[one.pk for one in helps],
            )  # fmt: skip
        assert made.offers.count() == 2
        assert Referral.objects.get(pk=referred.pk).offers == 2
        by = asker_of(lists.doctors.works)
        with asking.stated(by):
            offer = waits.say_how_it_went(
                made.offers.first().pk, taken_up="YES", helped="YES", by=by, on=TODAY
            )
        assert (offer.taken_up, offer.helped) == ("YES", "YES")


class TestEquipment:
    @pytest.fixture
    def chair(self, lists, sam, cast, acting):
        given = NewReferral(received_date=date(2026, 6, 1))
        row = acting(cast.officer, waits.refer, sam.pk, lists.chairs.service.pk, given)
        acting(lists.chairs.works, waits.accept, row.pk)
        return row

    def test_measured_ordered_handed_over_and_looked_at_as_the_child_grows(
        self, chair, lists, acting
    ):
        works = lists.chairs.works
        for step, day in (
            ("measured", date(2026, 8, 3)),
            ("ordered", date(2026, 8, 10)),
            ("delivered", date(2026, 10, 6)),
        ):
            thing = acting(
                works, waits.change_equipment, chair.pk, kind="seating", step=step, day=day
            )
        row = Referral.objects.get(pk=chair.pk)
        assert (row.seen_date, row.stage) == (date(2026, 10, 6), Stage.TREATED)
        assert clock(row, "whl-18").stopped == date(2026, 10, 6)
        assert clock(row, "whl-review").due == date(2027, 4, 6)
        acting(works, waits.look_again, thing.pk, pain=True, outgrown=True)
        thing.refresh_from_db()
        assert (thing.pain, thing.outgrown_date) == (True, TODAY)

    def test_steps_out_of_order_are_refused(self, chair, lists, acting):
        works = lists.chairs.works
        with pytest.raises(CannotDo, match="not been handed over"):
            acting(works, waits.change_equipment, chair.pk, kind="chair", step="outgrown")
        acting(works, waits.change_equipment, chair.pk, kind="chair", step="measured")
        with pytest.raises(CannotDo, match="before the child was measured"):
            acting(
                works, waits.change_equipment, chair.pk, kind="chair", step="delivered",
                day=date(2026, 7, 1),
            )  # fmt: skip

    def test_a_service_without_equipment_hands_out_none(self, referred, lists, acting):
        with pytest.raises(CannotDo, match="no equipment"):
            acting(
                lists.doctors.works, waits.change_equipment, referred.pk, kind="chair",
                step="measured",
            )  # fmt: skip


def test_with_nobody_stated_no_list_shows_a_row(referred, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('gt.areas', '', true), set_config('gt.children', '', true)"
        )
        for table in (
            "referral",
            "update",
            "supportcontact",
            "supportoffer",
            "equipment",
            "transfer",
        ):
            cursor.execute(f"SELECT count(*) FROM waits_{table}")
            assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM waits_referralevent")
        assert cursor.fetchone() == (0,)

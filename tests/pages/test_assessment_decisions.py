"""Each decision of an assessment: what it moves, records, sends and starts; what it refuses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from goldenthread.access.rules import NotAllowed, NotFound
from goldenthread.assessment import commands, queries
from goldenthread.assessment.models import Assessment, Decision
from goldenthread.assessment.rules import (
    Basis,
    Channel,
    ReasonsMissing,
    Requester,
    Stage,
    TestNotAnswered,
    WrongDate,
    WrongStage,
)
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order
from goldenthread.letters.commands import NobodyToTell
from goldenthread.letters.models import Letter, LetterCopy
from goldenthread.letters.rules.content import read as read_letter
from goldenthread.people.models import AdultLink
from goldenthread.plans.commands import WrongPaper
from goldenthread.plans.models import Plan
from goldenthread.timeline.models import Clock, Event

from .casework import (
    BOTH,
    NEITHER,
    NOT_NEEDED,
    RECEIVED,
    a_file,
    advised,
    agreed,
    agreed_to_issue,
    at_version,
    drafted,
    dues,
    moment,
    reach_at_once,
    received,
    states,
)

DAY = timedelta(days=1)
DECIDED = date(2026, 2, 10)


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def manager(cast, asker_of):
    return asker_of(cast.manager)


@pytest.fixture
def case(sam, officer):
    """A request for Sam, whose parent gets notices by email, received on 5 January 2026."""
    reach_at_once(sam)
    return received(sam, officer)


def refuse(case, by, *, on=DECIDED, version=None, reasons="The school can meet this.", **more):
    return commands.refuse_to_assess(
        case.pk,
        decided_on=on,
        reasons=reasons,
        tests=more.pop("tests", NEITHER),
        learned=more.pop("learned", "A quiet place and a visual timetable help."),
        version=version or at_version(case).version,
        by=by,
        at=more.pop("at", moment(on)),
        **more,
    )


class TestReceiving:
    def test_starts_the_laws_clocks_from_the_day_it_came(self, case, officer):
        found = dues(case, officer, RECEIVED)
        assert found["ena-decide", ""] == date(2026, 2, 16)
        assert found["ena-no-plan", ""] == date(2026, 4, 27)
        assert found["plan-final", ""] == date(2026, 5, 25)

    def test_tells_the_family_and_those_whom_regulation_4_names(self, case, cast):
        letters = {letter.kind: letter for letter in Letter.objects.filter(case_id=case.pk)}
        assert set(letters) == {"request-received", "message"}
        told = LetterCopy.objects.filter(letter=letters["message"])
        assert {copy.name for copy in told} == {"Invented Primary School", "Dco"}
        family = LetterCopy.objects.get(letter=letters["request-received"])
        assert family.user_id == cast.parent.pk

    def test_a_second_request_meets_the_open_case(self, case, officer):
        with pytest.raises(commands.AlreadyOpen, match="duplicate"):
            received(case.child, officer)
        assert Assessment.objects.count() == 1

    def test_a_child_with_a_plan_in_force_is_assessed_again_instead(self, sam, officer, areas):
        Plan.objects.create(area=areas.derbyshire, child=sam, state="IN_FORCE")
        with pytest.raises(WrongStage, match="15 days"):
            received(sam, officer)

    def test_nobody_to_tell_records_nothing(self, sam, officer):
        AdultLink.objects.filter(child=sam).update(gets_notices="NO")
        with pytest.raises(NobodyToTell), transaction.atomic():
            received(sam, officer)
        assert not Assessment.objects.exists()
        assert not Event.objects.filter(kind=K.REQUEST_RECEIVED).exists()

    def test_a_request_from_the_future_is_refused(self, sam, officer):
        with pytest.raises(WrongDate, match="still to come"):
            commands.receive_request(
                sam.pk,
                received_date=RECEIVED + DAY,
                requester=Requester.PARENT,
                channel=Channel.HAND,
                by=officer,
                at=moment(RECEIVED),
            )


class TestAgreeingToAssess:
    def test_moves_on_and_leaves_a_record_of_who_and_why(self, case, officer):
        agreed(case, officer, on=DECIDED)
        case.refresh_from_db()
        assert (case.stage, case.version, case.decided_date) == ("ASSESSING", 2, DECIDED)
        made = Decision.objects.get(assessment=case, kind="AGREE_TO_ASSESS")
        assert made.decided_by_name == "Officer, EHC officer"
        assert made.tests == BOTH

    def test_stops_the_six_weeks_and_says_whose_turn_it_is(self, case, officer):
        agreed(case, officer, on=DECIDED)
        assert states(case, officer, DECIDED)["ena-decide"] == "met"
        final = Clock.objects.get(case_id=case.pk, rule="plan-final", known_to__isnull=True)
        assert final.waiting_on == "advice giver"

    def test_a_late_decision_moves_no_later_date(self, case, officer):
        agreed(case, officer, on=date(2026, 3, 20))
        assert states(case, officer, date(2026, 3, 20))["ena-decide"] == "met late"
        assert dues(case, officer, date(2026, 3, 20))["plan-final", ""] == date(2026, 5, 25)

    def test_needs_every_question_of_the_act_answered_with_yes(self, case, officer):
        with pytest.raises(TestNotAnswered, match="no ground"):
            commands.agree_to_assess(
                case.pk, decided_on=DECIDED, reasons="Yes.", tests=NEITHER, version=1,
                by=officer, at=moment(DECIDED),
            )  # fmt: skip


class TestRefusingToAssess:
    def test_prints_the_last_days_for_mediation_and_appeal_that_the_clocks_have(
        self, case, officer
    ):
        made = refuse(case, officer)
        printed = {
            each.code: each.on
            for each in read_letter(Letter.objects.get(kind="will-not-assess").content).dates
        }
        clocks = Clock.objects.filter(
            case_type="appeal", case_id=made.appeal_case_id, known_to__isnull=True
        )
        assert printed == {clock.rule: clock.due for clock in clocks}
        assert printed == {"med-contact": date(2026, 4, 10), "app-limit": date(2026, 4, 10)}

    def test_gives_the_school_what_was_learned_and_not_the_familys_reasons(self, case, officer):
        refuse(case, officer, reasons="Private to the family.", learned="Use a timetable.")
        shown = str(Letter.objects.get(kind="message", key__endswith="/2/bodies").content)
        assert "Use a timetable." in shown
        assert "Private to the family." not in shown

    @pytest.mark.parametrize("reasons", ["", "  \n "])
    def test_is_refused_without_reasons(self, case, officer, reasons):
        with pytest.raises(ReasonsMissing, match="family will read them"):
            refuse(case, officer, reasons=reasons)
        assert at_version(case).stage == Stage.REQUESTED

    def test_is_refused_where_the_act_obliges_the_council(self, case, officer):
        with pytest.raises(TestNotAnswered, match="obliges the council"):
            refuse(case, officer, tests=BOTH)

    def test_is_refused_with_a_question_left_open(self, case, officer):
        with pytest.raises(TestNotAnswered, match="Answer the question"):
            refuse(case, officer, tests={"has-needs": True})


class TestDates:
    @pytest.mark.parametrize(
        ("on", "at", "says"),
        [
            (RECEIVED - DAY, DECIDED, "before the request"),
            (DECIDED + DAY, DECIDED, "still to come"),
        ],
    )
    def test_a_date_that_cannot_be_is_refused_and_nothing_is_kept(
        self, case, officer, on, at, says
    ):
        with pytest.raises(WrongDate, match=says):
            refuse(case, officer, on=on, at=moment(at))
        assert Decision.objects.filter(assessment=case).count() == 1

    def test_nothing_is_decided_before_the_stage_was_reached(self, case, officer):
        agreed(case, officer, on=DECIDED)
        with pytest.raises(WrongDate, match="came to this stage"):
            commands.put_to_issue(
                case.pk, decided_on=DECIDED - DAY, version=2, by=officer, at=moment(DECIDED)
            )


class TestTwoPeople:
    def test_a_double_click_is_one_decision(self, case, officer):
        first = refuse(case, officer, version=1)
        again = refuse(case, officer, version=1)
        assert again == first
        assert Decision.objects.filter(kind="REFUSE_TO_ASSESS").count() == 1
        assert Letter.objects.filter(kind="will-not-assess").count() == 1
        assert Event.objects.filter(kind=K.NOTICE_SENT).count() == 1

    def test_the_second_of_two_people_is_told_who_decided_what(self, case, officer, manager):
        agreed(case, manager, on=DECIDED)
        with pytest.raises(commands.SomebodyElse, match=r"Manager.*Agreed to assess.*kept below"):
            refuse(case, officer, version=1)
        assert at_version(case).stage == Stage.ASSESSING

    def test_a_decision_that_was_made_is_never_rewritten(self, case, officer):
        made = refuse(case, officer)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE assessment_decision SET reasons = 'else' WHERE id = %s", [made.pk]
            )


class TestWhoMay:
    @pytest.mark.parametrize("who", ["psychologist", "senco", "dco", "data_officer", "parent"])
    def test_somebody_tied_but_no_decider_is_refused(self, case, cast, asker_of, who):
        with pytest.raises(NotAllowed):
            refuse(case, asker_of(getattr(cast, who)))

    @pytest.mark.parametrize("who", ["city_officer", "stranger", "commissioner"])
    def test_a_stranger_learns_nothing(self, case, cast, asker_of, who):
        with pytest.raises(NotFound):
            refuse(case, asker_of(getattr(cast, who)))

    def test_a_sealed_case_is_not_found(self, case, officer):
        case.child.sealed = True
        case.child.save(update_fields=["sealed"])
        with pytest.raises(NotFound):
            refuse(case, officer)


class TestDrafts:
    @pytest.fixture
    def drafting(self, case, officer):
        agreed(case, officer, on=DECIDED)
        advised(case, officer, on=DECIDED)
        agreed_to_issue(case, officer, on=date(2026, 4, 13))
        return case

    def test_a_draft_gives_the_family_fifteen_days_with_the_day_it_is_served(
        self, drafting, officer
    ):
        drafted(drafting, officer, on=date(2026, 4, 20))
        assert dues(drafting, officer, date(2026, 4, 20))["plan-draft-15d", ""] == date(2026, 5, 4)
        printed = read_letter(Letter.objects.get(kind="draft-plan").content).dates
        assert [(each.code, each.on) for each in printed] == [
            ("plan-draft-15d", date(2026, 5, 4)),
            ("plan-final", date(2026, 5, 25)),
        ]

    def test_a_posted_draft_starts_no_clock_before_it_is_served(self, drafting, officer):
        AdultLink.objects.filter(child=drafting.child).update(contact_preference="")
        drafted(drafting, officer, on=date(2026, 4, 20))
        assert ("plan-draft-15d", "") not in dues(drafting, officer, date(2026, 4, 20))
        commands.record_served(
            drafting.pk, served=date(2026, 4, 22), by=officer, at=moment(date(2026, 4, 22))
        )
        assert dues(drafting, officer, date(2026, 4, 22))["plan-draft-15d", ""] == date(2026, 5, 6)
        printed = read_letter(Letter.objects.get(kind="draft-plan").content).dates
        assert printed[0].on == date(2026, 5, 6)

    def test_the_plan_waits_for_the_familys_time_unless_it_is_done(self, drafting, officer):
        drafted(drafting, officer, on=date(2026, 4, 20))
        with pytest.raises(commands.FamilyStillHasTime, match="Monday 4 May 2026"):
            finalise(drafting, officer, on=date(2026, 5, 4))
        commands.family_commented(
            drafting.pk, said_on=date(2026, 4, 30), by=officer, at=moment(date(2026, 4, 30))
        )
        finalise(drafting, officer, on=date(2026, 5, 1))
        assert at_version(drafting).stage == Stage.FINALISING

    @pytest.mark.parametrize(
        ("file", "says"),
        [
            ({"state": "HELD"}, "checked for viruses"),
            ({"kind": "PNG"}, "PDF or a Word"),
        ],
    )
    def test_a_paper_that_is_no_plan_is_refused(self, drafting, officer, file, says):
        kept = a_file(drafting.child, officer, **file)
        with pytest.raises(WrongPaper, match=says), transaction.atomic():
            commands.send_draft(
                drafting.pk,
                paper=commands.PlanPaper(file_id=kept.pk),
                version=at_version(drafting).version,
                by=officer,
                at=moment(date(2026, 4, 20)),
            )
        assert at_version(drafting).stage == Stage.DRAFTING


def finalise(case, by, *, on):
    return commands.finalise(case.pk, version=at_version(case).version, by=by, at=moment(on))


def issue(case, by, bodies, *, on):
    file = a_file(case.child, by)
    paper = commands.PlanPaper(
        file_id=file.pk, needs=["ASD"], setting_id=bodies.setting.pk, why_setting="You asked."
    )
    return commands.issue_plan(
        case.pk, paper=paper, version=at_version(case).version, by=by, at=moment(on)
    )


class TestIssuing:
    ISSUED = date(2026, 5, 20)

    @pytest.fixture
    def finalising(self, case, officer):
        agreed(case, officer, on=DECIDED)
        advised(case, officer, on=DECIDED, who=("education", "health", "educational-psychology"))
        agreed_to_issue(case, officer, on=date(2026, 4, 13))
        drafted(case, officer, on=date(2026, 4, 20))
        finalise(case, officer, on=date(2026, 5, 6))
        return case

    def test_stops_while_an_adviser_is_silent(self, finalising, officer, bodies):
        with pytest.raises(commands.AdviserSilent, match="social care"):
            issue(finalising, officer, bodies, on=self.ISSUED)
        assert at_version(finalising).stage == Stage.FINALISING

    def test_goes_once_a_named_manager_says_why_and_the_family_reads_it(
        self, finalising, officer, manager, bodies
    ):
        why = {"reason": "Social care did not answer.", "what_next": "We have asked again."}
        at = moment(self.ISSUED)
        with pytest.raises(NotAllowed):
            commands.accept_silence(finalising.pk, adviser="social-care", by=officer, at=at, **why)
        commands.accept_silence(finalising.pk, adviser="social-care", by=manager, at=at, **why)
        issue(finalising, officer, bodies, on=self.ISSUED)
        shown = str(Letter.objects.get(kind="final-plan").content)
        assert "Social care: Social care did not answer. We have asked again." in shown
        counted = queries.silent_plans([830], first=self.ISSUED, last=self.ISSUED)
        assert (counted.issued, counted.with_silence) == (1, 1)

    def test_stops_the_twenty_weeks_starts_the_reviews_and_the_appeal(
        self, finalising, officer, bodies
    ):
        advised(finalising, officer, on=date(2026, 5, 7), who=("social-care",))
        made = issue(finalising, officer, bodies, on=self.ISSUED)
        finalising.refresh_from_db()
        assert (finalising.stage, finalising.issue_decided_date) == ("PLAN_ISSUED", self.ISSUED)
        assert states(finalising, officer, self.ISSUED)["plan-final"] == "met"
        plan = Clock.objects.get(case_type="plan", rule="rev-first", known_to__isnull=True)
        assert (plan.case_id, plan.due) == (finalising.plan_id, date(2027, 5, 19))
        appeal = Clock.objects.filter(case_type="appeal", case_id=made.appeal_case_id)
        assert {row.rule for row in appeal} >= {"med-contact", "app-limit"}


class TestOrders:
    def test_an_order_to_assess_has_its_two_ten_and_fourteen_weeks(self, case, officer):
        refuse(case, officer)
        ordered = date(2026, 11, 2)  # the law file's own example
        commands.apply_order(
            case.pk, order=Order.ASSESS, basis=Basis.ORDER, made_on=ordered,
            version=at_version(case).version, by=officer, at=moment(ordered),
        )  # fmt: skip
        found = dues(case, officer, ordered)
        assert found["ord-assess-tell", ""] == date(2026, 11, 16)
        assert found["ord-assess-noplan", ""] == date(2027, 1, 11)
        assert found["ord-assess-plan", ""] == date(2027, 2, 8)
        commands.begin_ordered(
            case.pk, version=at_version(case).version, by=officer, at=moment(ordered + DAY)
        )
        assert at_version(case).stage == Stage.ASSESSING
        assert states(case, officer, ordered + DAY)["ord-assess-tell"] == "met"

    def test_a_concession_about_a_plan_goes_straight_to_drafting(self, case, officer):
        agreed(case, officer, on=DECIDED)
        commands.refuse_to_issue(
            case.pk, decided_on=date(2026, 4, 20), reasons="Met without one.", tests=NOT_NEEDED,
            learned="", version=2, by=officer, at=moment(date(2026, 4, 20)),
        )  # fmt: skip
        told = date(2026, 11, 2)
        commands.concede(
            case.pk, order=Order.MAKE_PLAN, told_on=told, version=3, by=officer, at=moment(told)
        )
        found = dues(case, officer, told)
        assert found["ord-make-plan", ""] == date(2026, 12, 7)
        assert found["ord-make-plan", "final"] == date(2027, 1, 18)
        commands.begin_ordered(case.pk, version=4, by=officer, at=moment(told))
        assert at_version(case).stage == Stage.DRAFTING

    def test_an_order_that_answers_another_decision_is_refused(self, case, officer):
        refuse(case, officer)
        with pytest.raises(WrongStage, match="which decision was appealed"):
            commands.concede(
                case.pk, order=Order.MAKE_PLAN, told_on=date(2026, 11, 2), version=2,
                by=officer, at=moment(date(2026, 11, 2)),
            )  # fmt: skip

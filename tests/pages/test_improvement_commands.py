"""From an inspector's sentence to a plan: read, judged, confirmed, led jointly, stated first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from goldenthread.access import asking
from goldenthread.access.rules import NotAllowed, NotFound, Role
from goldenthread.law.clocks import State
from goldenthread.strategy.commands import boards, inspections, plan, steps
from goldenthread.strategy.commands.inspections import Judgement, ReportRefused
from goldenthread.strategy.models import (
    ActionNeed,
    Decision,
    EffectReading,
    Expectation,
    Figure,
    Inspection,
    Workstream,
)
from goldenthread.strategy.rules.plan import PlanRefused
from goldenthread.timeline.queries import own_promises

from . import improvement as made
from .conftest import NOW, TODAY, person


@pytest.fixture
def held(cast):
    return made.posts(cast)


@pytest.fixture
def lead(cast, asker_of):
    """The improvement lead, stated to the database."""
    asker = asker_of(cast.improvement_lead)
    with asking.stated(asker):
        yield asker


def clocks(by, on=TODAY):
    return {each.rule: each for each in own_promises(by, 830, today=on)}


class TestInspection:
    def test_a_report_is_read_once_with_every_sentence_to_be_judged(self, lead):
        found = made.read(lead)
        assert made.read(lead).pk == found.pk
        rows = found.sentences.filter(kind="PRIORITY_ACTION", item=1)
        assert [row.part for row in rows.order_by("order")] == [
            *("LEAD_IN", "LEAD_IN", "BULLET", "BULLET", "BODY", "BODY")
        ]
        assert all(row.page == 2 and len(row.box) == 4 for row in rows)
        assert {row.decision for row in found.sentences.all()} == {"PENDING"}

    def test_confirming_makes_findings_and_starts_the_clocks(self, lead):
        found = made.confirmed(lead)
        first = found.findings.get(kind="PRIORITY_ACTION", number=1)
        assert first.requirements == [
            "agree who owns each part of it;",
            "tell families each month what has changed.",
        ]
        assert first.bodies == ["Derbyshire County Council", "NHS Derby and Derbyshire ICB"]
        assert found.findings.count() == 3
        promised = clocks(lead)
        assert promised["insp-pap"].due == made.DUE
        assert promised["insp-pap"].state is State.LATE
        assert promised["insp-monitor"].due == date(2026, 3, 6)  # 18 months from 6 September 2024

    def test_nothing_counts_until_every_sentence_is_judged(self, lead):
        found = made.read(lead)
        with pytest.raises(PlanRefused, match="still to be checked"):
            inspections.confirm(found.pk, by=lead, at=NOW)
        assert not found.findings.exists()
        assert clocks(lead) == {}

    def test_a_sentence_changed_or_refused_needs_a_reason_and_keeps_what_was_read(self, lead):
        found = made.read(lead)
        row = found.sentences.filter(part="BULLET").first()
        for decision in ("CORRECTED", "REJECTED"):
            with pytest.raises(PlanRefused, match="Give a reason"):
                inspections.judge(
                    found.pk,
                    [Judgement(sentence_id=row.pk, decision=decision, text="x")],
                    by=lead,
                    at=NOW,
                )
        right = Judgement(
            sentence_id=row.pk, decision="CORRECTED", text="agree who leads", reason="Misread"
        )
        inspections.judge(found.pk, [right], by=lead, at=NOW)
        row.refresh_from_db()
        assert (row.text_read, row.text_now) == (
            "agree who owns each part of it;",
            "agree who leads",
        )

    def test_a_report_of_another_area_is_refused(self, lead):
        found = made.judge_all(made.read(lead), lead)
        row = found.sentences.get(name="area")
        wrong = Judgement(sentence_id=row.pk, decision="CORRECTED", text="Rutland", reason="Test")
        inspections.judge(found.pk, [wrong], by=lead, at=NOW)
        with pytest.raises(PlanRefused, match="about Rutland, not Derbyshire"):
            inspections.confirm(found.pk, by=lead, at=NOW)

    def test_a_file_that_is_no_report_is_refused_by_its_own_name(self, lead):
        with pytest.raises(ReportRefused, match=r"minutes\.pdf"):
            inspections.read_report(
                chunks=[b"%PDF-1.4 nothing"], name="minutes.pdf", area_id=830, by=lead, at=NOW
            )

    def test_a_reading_put_aside_may_be_read_again(self, lead):
        found = made.read(lead)
        inspections.put_aside(found.pk, by=lead)
        assert made.read(lead).pk != found.pk

    def test_others_cannot_and_another_area_knows_nothing(self, cast, lead, asker_of, bodies):
        found = made.read(lead)
        board = asker_of(cast.board_member)
        with asking.stated(board), pytest.raises(NotAllowed):
            inspections.confirm(found.pk, by=board, at=NOW)
        city = asker_of(person("CityLead", Role.IMPROVEMENT_LEAD, bodies.city))
        with asking.stated(city):
            assert not Inspection.objects.exists()
            with pytest.raises(NotFound):
                inspections.confirm(found.pk, by=city, at=NOW)


class TestWorkstream:
    def test_two_agencies_and_families_lead_it(self, lead, held):
        stream = made.workstream(made.confirmed(lead), held, lead)
        assert stream.lead_body_id != stream.second_body_id

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"second_post": "board_member"}, "two different bodies"),
            ({"family_post": "commissioner"}, "families lead"),
            ({"lead_post": "officer"}, "works on this area's plan"),
            ({"name": " "}, "a name"),
        ],
    )
    def test_or_it_cannot_be_opened(self, lead, held, changes, words):
        found = made.confirmed(lead)
        given = {k: getattr(held, v) if k.endswith("post") else v for k, v in changes.items()}
        with pytest.raises(PlanRefused, match=words):
            made.workstream(found, held, lead, **given)
        assert not Workstream.objects.exists()

    def test_the_database_says_so_too(self, lead, held):
        stream = made.workstream(made.confirmed(lead), held, lead)
        stream.second_body_id = stream.lead_body_id
        with pytest.raises(IntegrityError, match="two_agencies"), transaction.atomic():
            stream.save()
        stream.refresh_from_db()
        stream.family_post_id = stream.lead_post_id
        with pytest.raises(IntegrityError, match="family_lead"), transaction.atomic():
            stream.save()


@pytest.fixture
def planned(lead, held):
    """A confirmed report, a workstream and one action of it."""
    found = made.confirmed(lead)
    stream = made.workstream(found, held, lead)
    finding = found.findings.get(kind="PRIORITY_ACTION", number=1)
    return finding, stream, made.action(finding, stream, held, lead)


class TestAction:
    def test_nothing_starts_before_its_effect_is_stated(self, lead, planned):
        action = planned[2]
        with pytest.raises(PlanRefused, match="before it starts"):
            plan.start_action(action.pk, on=made.STARTED, today=TODAY, by=lead)
        action.state, action.started_date = "STARTED", made.STARTED
        with pytest.raises(DatabaseError, match="no effect was stated"), transaction.atomic():
            action.save()

    def test_an_effect_stands_as_stated_once_the_action_starts(self, lead, planned):
        action = planned[2]
        stated = made.effect(action, lead)
        made.effect(action, lead, size=Decimal(20))
        plan.start_action(action.pk, on=made.STARTED, today=TODAY, by=lead)
        with pytest.raises(PlanRefused, match="stands as it was said"):
            made.effect(action, lead, size=Decimal(1))
        stated.size = 1
        with pytest.raises(DatabaseError, match="has started"), transaction.atomic():
            stated.save()
        with pytest.raises(DatabaseError, match="has started"), transaction.atomic():
            stated.delete()
        assert Expectation.objects.get().size == 20

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"size": Decimal(0)}, "more than nought"),
            ({"measure": "happiness"}, "from the list"),
            ({"by_date": made.STARTED}, "after the action starts"),
            ({"comparison_areas": [830]}, "other areas"),
        ],
    )
    def test_an_effect_that_could_not_be_judged_is_refused(self, lead, planned, changes, words):
        with pytest.raises(PlanRefused, match=words):
            made.effect(planned[2], lead, **changes)

    def test_actions_that_would_wait_for_each_other_are_refused(self, lead, planned, held):
        finding, stream, first = planned
        later = {"planned_start": date(2025, 7, 1), "planned_end": date(2025, 12, 31)}
        second = made.action(finding, stream, held, lead, title="New letters", **later)
        plan.wait_for(second.pk, first.pk, by=lead)
        with pytest.raises(PlanRefused, match=r"wait for each other: “.+”, “.+”"):
            plan.wait_for(first.pk, second.pk, by=lead)
        assert ActionNeed.objects.count() == 1
        made.effect(second, lead)
        with pytest.raises(PlanRefused, match="which is not done"):
            plan.start_action(second.pk, on=date(2025, 7, 1), today=TODAY, by=lead)

    def test_done_is_the_owners_word_and_needs_its_steps(self, lead, planned, held, cast, asker_of):
        action = planned[2]
        made.effect(action, lead)
        plan.start_action(action.pk, on=made.STARTED, today=TODAY, by=lead)
        step = made.step(action, held, lead)
        day = date(2025, 5, 9)
        with pytest.raises(PlanRefused, match="steps are open"):
            plan.finish_action(action.pk, on=day, today=TODAY, by=lead)
        manager = asker_of(cast.manager)
        with asking.stated(manager):
            steps.reach_milestone(step.pk, on=day, today=TODAY, by=manager, at=NOW)
            done = plan.finish_action(action.pk, on=day, today=TODAY, by=manager)
        assert done.state == "DONE"

    def test_stopping_needs_a_reason(self, lead, planned):
        with pytest.raises(PlanRefused, match="why"):
            plan.stop_action(planned[2].pk, on=TODAY, today=TODAY, reason=" ", by=lead)
        stopped = plan.stop_action(planned[2].pk, on=TODAY, today=TODAY, reason="Cost", by=lead)
        assert stopped.state == "STOPPED"


class TestSteps:
    def test_a_steps_clock_runs_is_late_and_stops(self, lead, planned, held):
        step = made.step(planned[2], held, lead)
        assert clocks(lead)["imp-milestone"].days_late == (TODAY - date(2025, 4, 30)).days
        steps.reach_milestone(step.pk, on=date(2025, 5, 9), today=TODAY, by=lead, at=NOW)
        found = clocks(lead)["imp-milestone"]
        assert (found.state, found.days_late) == (State.MET_LATE, 9)

    def test_a_step_that_moves_keeps_the_day_first_promised_and_says_why(self, lead, planned, held):
        step = made.step(planned[2], held, lead)
        with pytest.raises(PlanRefused, match="why the step moves"):
            steps.move_milestone(step.pk, due=date(2025, 9, 1), reason="", by=lead, at=NOW)
        for due in (date(2025, 9, 1), date(2025, 10, 1)):
            steps.move_milestone(step.pk, due=due, reason="No applicants", by=lead, at=NOW)
        step.refresh_from_db()
        assert (step.first_due_date, step.due_date) == (date(2025, 4, 30), date(2025, 10, 1))
        assert clocks(lead)["imp-milestone"].due == date(2025, 10, 1)

    def test_a_dropped_step_is_not_met(self, lead, planned, held):
        step = made.step(planned[2], held, lead)
        steps.drop_milestone(step.pk, on=TODAY, reason="Not needed", by=lead, at=NOW)
        assert clocks(lead)["imp-milestone"].state is State.SUPERSEDED
        with pytest.raises(PlanRefused, match="reached or dropped before"):
            steps.reach_milestone(step.pk, on=TODAY, today=TODAY, by=lead, at=NOW)

    def test_the_same_step_promised_twice_is_one(self, lead, planned, held):
        first = made.step(planned[2], held, lead)
        assert made.step(planned[2], held, lead).pk == first.pk


class TestEvidence:
    def add(self, action, by, **changes):
        given = {"title": "Payroll", "where": "Shared folder 4", "strength": 2, "dated": TODAY}
        given |= {"today": TODAY, "by": by, "at": NOW}
        return steps.add_evidence(action.pk, **{**given, **changes})

    def test_is_checked_by_another_body(self, lead, planned, cast, asker_of):
        found = self.add(planned[2], lead)
        with pytest.raises(PlanRefused, match="another body"):
            steps.check_evidence(found.pk, strength=5, finding="Right", by=lead, at=NOW)
        health = asker_of(cast.icb_lead)
        with asking.stated(health):
            steps.check_evidence(found.pk, strength=5, finding="Ten of twelve", by=health, at=NOW)
        found.refresh_from_db()
        assert (found.strength, found.check_finding) == (5, "Ten of twelve")

    def test_nobody_rates_their_own_as_checked(self, lead, planned):
        with pytest.raises(PlanRefused, match="outside check"):
            self.add(planned[2], lead, strength=5)


def test_a_decision_names_who_spoke_for_families_and_is_never_altered(lead, held, bodies):
    made.confirmed(lead)
    given = {
        "what": "Fund twelve officers",
        "reasons": "Plans are late",
        "bodies": (bodies.county.pk, bodies.icb.pk),
        "family_post": held.forum_rep,
        "family_said": "Ask for a named officer for each family",
        "made": TODAY, "today": TODAY, "by": lead, "at": NOW,
    }  # fmt: skip
    with pytest.raises(PlanRefused, match="spoke for families"):
        steps.record_decision(830, **{**given, "family_post": held.commissioner})
    with pytest.raises(PlanRefused, match="said for families"):
        steps.record_decision(830, **{**given, "family_said": " "})
    steps.record_decision(830, **given)
    with pytest.raises(DatabaseError), transaction.atomic():
        Decision.objects.update(what="Something else")


def test_what_is_commissioned_is_decided_by_both_bodies_and_looked_at_again(lead, held, bodies):
    given = {
        "what": "Two more therapists", "reasons": "Half wait over 18 weeks", "need": "SLCN",
        "bodies": (bodies.county.pk, bodies.icb.pk), "family_post": held.forum_rep,
        "family_said": "Come to the school", "review": date(2027, 5, 1),
        "made": TODAY, "today": TODAY, "by": lead, "at": NOW,
    }  # fmt: skip
    wrong = {"need": "XX"}, {"bodies": (bodies.county.pk,)}, {"review": None}, {"review": TODAY}
    for change in wrong:
        with pytest.raises(PlanRefused):
            steps.record_decision(830, **{**given, **change})
    assert not Decision.objects.exists()
    first = steps.record_decision(830, **given)
    assert steps.record_decision(830, **given).pk == first.pk
    assert (first.need, first.review_date) == ("SLCN", date(2027, 5, 1))


def test_a_question_is_answered_by_whoever_owes_it_by_the_day(lead, held, cast, asker_of):
    day, due = date(2026, 10, 1), date(2026, 10, 30)
    meeting = boards.open_meeting(
        830, title="Autumn", held=day, attended=[held.forum_rep, held.icb_lead], by=lead
    )
    rep = asker_of(cast.forum_rep)
    with asking.stated(rep):
        asked = boards.ask(
            meeting.pk, question="Why do we wait?", owed_post=held.dco, due=due, by=rep, at=NOW
        )
        with pytest.raises(NotAllowed):
            boards.answer(asked.pk, words="x", on=TODAY, by=rep, at=NOW)
    assert clocks(lead)["imp-challenge"].days_late == 23
    dco = asker_of(cast.dco)
    with asking.stated(dco):
        boards.answer(asked.pk, words="Two posts were empty", on=TODAY, by=dco, at=NOW)
    asking.state(lead)
    assert clocks(lead)["imp-challenge"].state is State.MET_LATE


class TestSelfEvaluation:
    WRITERS = {"EDUCATION": "manager", "HEALTH": "dco", "CARE": "manager", "FAMILIES": "forum_rep"}

    def write(self, found, part, cast, asker_of):
        by = asker_of(getattr(cast, self.WRITERS[part]))
        with asking.stated(by):
            row = boards.write_part(found.pk, part, text=f"{part} says", by=by, at=NOW)
            boards.claim(row.pk, text="We are faster", measure="plans-in-20-weeks", by=by)

    def test_needs_every_part_and_a_figure_in_each(self, lead, cast, asker_of):
        found = boards.open_evaluation(830, title="2026", as_of=TODAY, by=lead)
        made.figures([60.0])
        for part in ("EDUCATION", "CARE"):
            self.write(found, part, cast, asker_of)
        with pytest.raises(PlanRefused, match="Health, Families"):
            boards.finish_evaluation(found.pk, on=TODAY, by=lead)
        for part in ("HEALTH", "FAMILIES"):
            self.write(found, part, cast, asker_of)
        assert boards.finish_evaluation(found.pk, on=TODAY, by=lead).finished_date == TODAY

    def test_a_part_is_written_by_those_who_may_speak_for_it(self, lead, cast, asker_of):
        found = boards.open_evaluation(830, title="2026", as_of=TODAY, by=lead)
        with pytest.raises(NotAllowed, match="may speak for it"):
            boards.write_part(found.pk, "FAMILIES", text="x", by=lead, at=NOW)

    def test_a_claim_without_a_figure_is_refused(self, lead, cast, asker_of):
        found = boards.open_evaluation(830, title="2026", as_of=TODAY, by=lead)
        with pytest.raises(PlanRefused, match="must rest on one"):
            self.write(found, "HEALTH", cast, asker_of)


def test_what_is_told_in_public_is_signed_by_both_bodies_and_never_by_its_maker(
    lead, cast, asker_of, bodies
):
    kept = boards.make_progress(830, as_of=TODAY, content={"a": 1}, by=lead, at=NOW)
    health = person("IcbDirector", Role.BOARD_MEMBER, bodies.icb)
    for user in (cast.board_member, health):
        by = asker_of(user)
        with asking.stated(by):
            kept = boards.sign_progress(kept.pk, by=by, at=NOW)
            with pytest.raises(PlanRefused, match="each once"):
                boards.sign_progress(kept.pk, by=by, at=NOW)
    assert kept.published_at == NOW
    with pytest.raises(NotAllowed):
        boards.sign_progress(kept.pk, by=lead, at=NOW)
    with pytest.raises(PlanRefused, match="signed already"):
        boards.make_progress(830, as_of=TODAY, content={"a": 2}, by=lead, at=NOW)


@pytest.mark.parametrize("model", [Figure, EffectReading])
def test_figures_and_verdicts_are_never_altered(lead, model):
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().delete()

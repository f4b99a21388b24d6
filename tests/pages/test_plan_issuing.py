"""Sending, answering and issuing: what stops a plan, what is recorded, what can never be edited."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from goldenthread.access import asking
from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import NotAllowed
from goldenthread.law.calendar import delivered
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order
from goldenthread.law.limits import time_limit
from goldenthread.letters.commands import NobodyToTell
from goldenthread.letters.models import Letter
from goldenthread.letters.rules.content import Content as LetterContent
from goldenthread.organisations.models import Setting
from goldenthread.plans import commands
from goldenthread.plans.commands.answering import Given, NewComment
from goldenthread.plans.commands.issuing import GateShut, family_last_day, read_by_plan_cases
from goldenthread.plans.commands.reaching import CannotWrite
from goldenthread.plans.content import PlanStatus
from goldenthread.plans.models import (
    DraftSection,
    IssuedFigures,
    IssuedNeed,
    IssuedProvision,
    Override,
    PassageAnswer,
    Plan,
    PlanVersion,
)
from goldenthread.plans.queries import gate_of, plans_of, read_draft, version_page
from goldenthread.plans.rules.advisers import LAWFUL_ADVISERS
from goldenthread.plans.rules.gate import Weight
from goldenthread.plans.rules.issue import canonical, hash_of
from goldenthread.timeline.commands import record
from goldenthread.timeline.models import Clock, Event

from .conftest import NOW, TODAY, child
from .letters_support import adult
from .plan_parts import SCHOOL, begin, named, sound_plan, statements

LATER = TODAY + timedelta(days=16)


@pytest.fixture
def amara(as_service, areas, cast, sam):
    """A child of the gold plan's name, age and pronouns, whom the psychologist advises."""
    Setting.objects.create(
        urn="900001", la_code="830", name=SCHOOL, type_code="1", placement_group="x", invented=True
    )
    made = child(
        areas.derbyshire, "D-9", "Amara", "Okafor", birth_date=date(2016, 5, 3), pronouns="she/her"
    )
    Tie.objects.create(
        kind="ADVISER",
        post=Post.objects.get(user=cast.psychologist),
        area=areas.derbyshire,
        child=made,
        from_date=date(2024, 9, 1),
    )
    return made


@pytest.fixture
def steps(amara, cast, asker_of):
    return begin(amara, cast.officer, asker_of, sound_plan(), assessment_id=77)


def reason_for(steps, cast, status=PlanStatus.DRAFT):
    """Record the manager's reason for everything that yields, and return what does not."""
    by = steps.asker(cast.officer)
    with asking.stated(by):
        passed = gate_of(steps.draft, steps.child, TODAY, status)
    yielding = [each for each in passed.gate.stopping if each.weight is not Weight.NEVER]
    if yielding:
        steps("give_reasons", yielding, "The trust has nobody to ask this month.", who=cast.manager)
    return [each for each in passed.gate.stopping if each.weight is Weight.NEVER]


def serve(steps, cast, on=TODAY):
    reason_for(steps, cast)
    return steps("serve_draft", who=cast.officer, on=on)


def place(steps, cast, on=TODAY):
    section = DraftSection.objects.get(draft=steps.draft, section="I")
    steps(
        "save_statement",
        who=cast.officer,
        section="I",
        kind="placement",
        row="placement",
        values=named(),
        answers=None,
        over_version=section.version,
        on=on,
    )


def accept_all(steps, cast, on=TODAY):
    given = {row.pk: Given("ACCURATE") for row in PassageAnswer.objects.filter(answer="")}
    return steps("answer_passages", given, who=cast.officer, on=on)


def advised(steps, kind, *abouts):
    """Record in the draft's own case what was asked for, came, or was not waited for."""
    service = asking.service("test", [830])
    with asking.stated(service):
        for about in abouts:
            record(
                kind, area_id=830, child_id=steps.child.pk, case_type="assessment",
                case_id=steps.draft.assessment_id, on=TODAY, by=service, at=NOW,
                facts={"about": about},
            )  # fmt: skip


def ready(steps, cast, advice=tuple(LAWFUL_ADVISERS)):
    """A draft sent, answered by everybody, with the school named, and the family done: the advice
    of every lawful adviser is in."""
    advised(steps, K.ADVICE_RECEIVED, *advice)
    serve(steps, cast)
    accept_all(steps, cast)
    place(steps, cast)
    done = {"child_id": steps.child.pk, "today": TODAY, "at": NOW}
    by = steps.asker(cast.officer)
    with asking.stated(by):
        commands.family_done(steps.draft.pk, on=TODAY, by=by, **done)


class TestSending:
    def test_goes_without_a_school_hashed_and_on_the_timeline(self, steps, cast):
        version = serve(steps, cast)
        assert (version.number, version.status) == (1, "DRAFT")
        assert version.content["placement"] is None
        content = version_page(steps.child, 1, version.plan_id).content
        assert version.content_hash == hash_of(content)
        event = Event.objects.get(kind=K.DRAFT_SERVED)
        assert (event.case_type, event.case_id, event.on) == ("assessment", 77, TODAY)
        assert event.facts == {"record": version.pk}
        steps.draft.refresh_from_db()
        assert (steps.draft.stage, steps.draft.served_date) == ("SERVED", TODAY)

    def test_sent_twice_is_sent_once(self, steps, cast):
        first = serve(steps, cast)
        assert steps("serve_draft", who=cast.officer).pk == first.pk
        assert PlanVersion.objects.count() == 1
        assert Event.objects.filter(kind=K.DRAFT_SERVED).count() == 1

    def test_asks_every_adviser_of_every_passage_and_the_family_of_none(self, steps, cast):
        serve(steps, cast)
        asked = PassageAnswer.objects.filter(draft=steps.draft)
        assert set(asked.values_list("evidence", flat=True)) == {"K2", "K3", "K4", "K5", "K6"}
        psychology = asked.filter(evidence="K4").values_list("row", flat=True)
        assert set(psychology) == {"B1", "B3", "F3", ""}
        assert asked.get(evidence="K4", row="B1").plan_words.startswith("Amara")

    def test_a_placeholder_stops_it(self, steps, cast):
        section = DraftSection.objects.get(draft=steps.draft, section="B")
        steps(
            "save_statement",
            who=cast.officer,
            section="B",
            kind="need",
            row="B1",
            values={"text": "XX needs [insert need]."},
            answers=None,
            over_version=section.version,
        )
        with pytest.raises(GateShut) as shut:
            serve(steps, cast)
        assert "L03" in {each.check for each in shut.value.gate.stopping}
        assert PlanVersion.objects.count() == 0

    @pytest.mark.parametrize("who", ["psychologist", "dco"])
    def test_is_for_the_ehc_team(self, steps, cast, who):
        with pytest.raises(NotAllowed):
            steps("serve_draft", who=getattr(cast, who))


class TestAccuracy:
    def passage(self, **facts):
        return PassageAnswer.objects.get(**{"evidence": "K4", "row": "B1", **facts})

    def answer(self, steps, who, answer, words=""):
        given = {self.passage().pk: Given(answer, words)}
        return steps("answer_passages", given, who=who)

    def test_an_adviser_answers_for_their_own_words_only(self, steps, cast, asker_of):
        serve(steps, cast)
        post = asker_of(cast.psychologist).posts[0].id
        with pytest.raises(NotAllowed, match="another adviser"):
            self.answer(steps, cast.psychologist, "ACCURATE")
        PassageAnswer.objects.filter(evidence="K4").update(adviser_post_id=post)
        assert self.answer(steps, cast.psychologist, "ACCURATE") == 1
        assert self.passage().answered_by_id == cast.psychologist.pk
        assert self.answer(steps, cast.psychologist, "ACCURATE") == 0

    def test_a_correction_says_how_it_should_read(self, steps, cast):
        serve(steps, cast)
        with pytest.raises(CannotWrite, match="how it should read"):
            self.answer(steps, cast.officer, "CORRECT", " ")

    def test_an_unsettled_correction_stops_the_final_plan_until_it_is_settled(self, steps, cast):
        ready(steps, cast)
        self.answer(steps, cast.officer, "CORRECT", "She loses the third step.")
        with pytest.raises(GateShut) as shut:
            steps("issue_final", who=cast.officer, role="EHC officer")
        assert "correction" in {each.check for each in shut.value.gate.stopping}
        settle = {"how": "EXPLAINED", "words": "Her report of May says the second step."}
        with pytest.raises(NotAllowed, match="manager"):
            steps("settle", self.passage().pk, who=cast.officer, **settle)
        steps("settle", self.passage().pk, who=cast.manager, **settle)
        reason_for(steps, cast, PlanStatus.FINAL)
        assert steps("issue_final", who=cast.officer, role="EHC officer").number == 2

    def test_a_silent_adviser_yields_to_a_named_managers_reason(self, steps, cast):
        serve(steps, cast)
        place(steps, cast)
        with pytest.raises(GateShut) as shut:
            steps("issue_final", who=cast.officer, role="EHC officer", on=LATER)
        silent = [each for each in shut.value.gate.stopping if each.check == "silent"]
        assert {each.weight for each in silent} == {Weight.NAMED}
        assert len(silent) == 5

    def test_there_must_be_something_to_settle(self, steps, cast):
        serve(steps, cast)
        with pytest.raises(CannotWrite, match="no correction"):
            steps("settle", self.passage().pk, who=cast.officer, how="CHANGED", words="x")

    def test_a_new_draft_keeps_answers_given_and_asks_again(self, steps, cast):
        serve(steps, cast)
        self.answer(steps, cast.officer, "CORRECT", "She loses the third step.")
        section = DraftSection.objects.get(draft=steps.draft, section="B")
        steps(
            "save_statement",
            who=cast.officer,
            section="B",
            kind="need",
            row="B1",
            values={"text": "Amara loses the third of three spoken steps."},
            answers=None,
            over_version=section.version,
        )
        steps("settle", self.passage().pk, who=cast.officer, how="CHANGED", words="B1 changed.")
        second = serve(steps, cast)
        assert second.number == 2
        assert PassageAnswer.objects.filter(evidence="K4", row="B1").count() == 2
        assert self.passage(version=second).answer == ""


class TestFamily:
    def comment(self, steps, cast, **more):
        facts = {
            "section": "F",
            "row": "F2",
            "voice": "PARENT",
            "said_by": "Ngozi Okafor",
            "said_date": TODAY,
            "text": "Twice a week would help her more.",
            **more,
        }
        return steps("add_comment", NewComment(**facts), who=cast.officer)

    def change(self, steps, cast, **values):
        section = DraftSection.objects.get(draft=steps.draft, section="F")
        steps(
            "save_statement",
            who=cast.officer,
            section="F",
            kind="provision",
            row="F2",
            values=values,
            answers=None,
            over_version=section.version,
        )

    def test_a_comment_is_kept_once_and_only_the_ehc_team_records_the_familys(self, steps, cast):
        first = self.comment(steps, cast)
        assert self.comment(steps, cast).pk == first.pk
        with pytest.raises(NotAllowed, match="EHC team"):
            steps(
                "add_comment",
                NewComment(
                    section="B", voice="PARENT", said_by="Mum", said_date=TODAY, text="Hello"
                ),
                who=cast.psychologist,
            )

    def test_a_comment_of_tomorrow_or_of_nothing_is_refused(self, steps, cast):
        with pytest.raises(CannotWrite, match="today or in the past"):
            self.comment(steps, cast, said_date=TODAY + timedelta(days=1))
        with pytest.raises(CannotWrite, match="Enter the comment"):
            self.comment(steps, cast, text=" ")

    def test_taken_in_it_names_what_changed_and_not_taken_in_it_says_why(self, steps, cast):
        comment = self.comment(steps, cast)
        with pytest.raises(CannotWrite, match="statement that was changed"):
            steps("answer_comment", comment.pk, who=cast.officer, taken_in=True, words="")
        with pytest.raises(CannotWrite, match="why"):
            steps("answer_comment", comment.pk, who=cast.officer, taken_in=False, words="")

    def test_a_change_nobody_asked_for_stops_the_final_plan_and_the_familys_own_does_not(
        self, steps, cast
    ):
        ready(steps, cast)
        self.change(steps, cast, how_often="Twice a week")
        with pytest.raises(GateShut) as shut:
            steps("issue_final", who=cast.officer, role="EHC officer")
        assert "L21" in {each.check for each in shut.value.gate.stopping}
        comment = self.comment(steps, cast)
        steps(
            "answer_comment",
            comment.pk,
            who=cast.officer,
            taken_in=True,
            words="Agreed with the therapist.",
            changed_row="F2",
        )
        reason_for(steps, cast, PlanStatus.FINAL)
        version = steps("issue_final", who=cast.officer, role="EHC officer")
        page = version_page(steps.child, version.number, version.plan_id)
        assert "F2: how often said “Once a week” and now says “Twice a week”" in [
            each.sentence for each in page.changed
        ]

    def test_a_comment_without_an_answer_stops_the_final_plan(self, steps, cast):
        ready(steps, cast)
        reason_for(steps, cast, PlanStatus.FINAL)
        comment = self.comment(steps, cast)
        with pytest.raises(CannotWrite, match="1 comment has no answer yet"):
            steps("issue_final", who=cast.officer, role="EHC officer")
        said = "The therapist advises once a week."
        steps("answer_comment", comment.pk, who=cast.officer, taken_in=False, words=said)
        assert steps("issue_final", who=cast.officer, role="EHC officer").status == "FINAL"

    def test_has_fifteen_days_counted_by_the_law_unless_it_says_it_is_done(self, steps, cast):
        serve(steps, cast)
        accept_all(steps, cast)
        place(steps, cast)
        with pytest.raises(CannotWrite, match="The family has until 6 December 2026"):
            steps("issue_final", who=cast.officer, role="EHC officer")
        ready(steps, cast)
        assert Event.objects.get(kind=K.FAMILY_COMMENTED).case_type == "assessment"


class TestIssuing:
    def issue(self, steps, cast):
        ready(steps, cast)
        reason_for(steps, cast, PlanStatus.FINAL)
        return steps("issue_final", who=cast.officer, role="EHC officer")

    def test_the_first_final_plan_is_in_force_counted_and_on_the_timeline(self, steps, cast):
        version = self.issue(steps, cast)
        plan = Plan.objects.get(pk=version.plan_id)
        assert (plan.state, plan.first_issued_date, plan.start_date) == ("IN_FORCE", TODAY, TODAY)
        assert (version.status, version.number) == ("FINAL", 2)
        assert version.content["signature"]["name"] == "Officer"
        kinds = set(Event.objects.filter(child_id=steps.child.pk).values_list("case_type", "kind"))
        assert {
            ("assessment", K.PLAN_ISSUED),
            ("plan", K.PLAN_STARTED),
            ("plan", K.PROVISION_OWED),
            ("appeal", K.NOTICE_SENT),
        } <= kinds
        assert IssuedNeed.objects.filter(version=version).count() == 3
        assert IssuedProvision.objects.filter(version=version, section="F").count() == 4
        figures = IssuedFigures.objects.get(version=version)
        assert (figures.provision_lines, figures.silent_sections) == (4, 0)

    def test_its_provision_is_owed_and_looked_at_on_the_laws_days(self, steps, cast):
        self.issue(steps, cast)
        clocks = Clock.objects.filter(child_id=steps.child.pk, rule__startswith="plan-secure")
        assert sorted(clocks.values_list("due", flat=True)) == [
            TODAY,
            TODAY + timedelta(days=1),
            TODAY + timedelta(weeks=2),
            TODAY + timedelta(weeks=6),
        ]
        appeal = Clock.objects.filter(child_id=steps.child.pk, case_type="appeal")
        assert {"med-contact", "app-limit"} <= set(appeal.values_list("rule", flat=True))

    def test_issued_twice_is_issued_once(self, steps, cast):
        first = self.issue(steps, cast)
        assert steps("issue_final", who=cast.officer, role="EHC officer").pk == first.pk
        assert Event.objects.filter(kind=K.PLAN_ISSUED).count() == 1

    def test_what_is_issued_cannot_be_edited(self, steps, cast):
        version = self.issue(steps, cast)
        for act in (
            lambda: PlanVersion.objects.filter(pk=version.pk).update(content={}),
            lambda: IssuedProvision.objects.filter(version=version).update(what="less"),
            lambda: Override.objects.all().update(reason="another"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_the_draft_must_have_gone_out_first(self, steps, cast):
        with pytest.raises(CannotWrite, match="Send the draft"):
            steps("issue_final", who=cast.officer, role="EHC officer")

    def test_without_a_school_the_final_plan_is_stopped(self, steps, cast):
        serve(steps, cast)
        accept_all(steps, cast, LATER)
        with pytest.raises(GateShut) as shut:
            steps("issue_final", who=cast.officer, role="EHC officer", on=LATER)
        assert "L13" in {each.check for each in shut.value.gate.stopping}

    def amend(self, steps, cast, asker_of, amara):
        """Issue a plan, and start an amendment of one line of it."""
        self.issue(steps, cast)
        again = begin(amara, cast.officer, asker_of)
        assert again.draft.amends.status == "FINAL"
        section = DraftSection.objects.get(draft=again.draft, section="F")
        again(
            "save_statement",
            who=cast.officer,
            section="F",
            kind="provision",
            row="F2",
            values={"how_often": "Twice a week"},
            answers=None,
            over_version=section.version,
        )
        return again

    def test_an_amendment_ends_in_an_amended_final_of_the_same_plan_and_is_told(
        self, steps, cast, asker_of, amara, as_service
    ):
        again = self.amend(steps, cast, asker_of, amara)
        adult(
            amara, "Ada Invented", {"email": "ada@example.invalid", "user": cast.parent},
            parental_responsibility="YES", contact_preference="EMAIL", lives_with="YES",
        )  # fmt: skip
        version = serve(again, cast)
        assert version.status == "AMENDED_DRAFT"
        noticed = Event.objects.get(kind=K.AMENDMENT_NOTICED)
        assert noticed.case_type == "plan"
        notice = Letter.objects.get(kind="amendment-notice")
        assert (notice.case_type, notice.case_id) == ("plan", again.draft.plan_id)
        said = LetterContent.model_validate(notice.content)
        dates = {each.code: each.on for each in said.dates}
        # served today by email: today is day one of fifteen; eight weeks for the changed plan
        assert dates == {
            "rev-amend-15d": date(2026, 12, 6),
            "rev-amend-final": Clock.objects.get(rule="rev-amend-final", known_to=None).due,
        }
        assert "F2: how often said “Once a week” and now says “Twice a week”" in str(said)
        ready(again, cast, advice=())  # an amendment waits for nobody of an assessment
        reason_for(again, cast, PlanStatus.FINAL)
        final = again("issue_final", who=cast.officer, role="EHC officer")
        assert (final.status, final.number) == ("AMENDED_FINAL", 4)
        assert Event.objects.filter(kind=K.AMENDMENT_FINALISED).count() == 1
        told = LetterContent.model_validate(Letter.objects.get(kind="final-plan").content)
        assert {each.code for each in told.dates} == {"med-contact", "app-limit"}
        assert {each.on for each in told.dates} == {date(2027, 1, 22)}
        (row,) = plans_of(amara)
        assert [each.number for each in row.versions] == [4, 3, 2, 1]

    def test_an_amendment_that_nobody_would_be_told_of_does_not_go(
        self, steps, cast, asker_of, amara
    ):
        again = self.amend(steps, cast, asker_of, amara)
        with pytest.raises(NobodyToTell, match="Nobody is recorded"):
            serve(again, cast)
        assert not Event.objects.filter(kind=K.AMENDMENT_NOTICED).exists()
        assert PlanVersion.objects.filter(status="AMENDED_DRAFT").count() == 0

    def test_days_by_post_are_counted_from_the_day_it_is_served(
        self, steps, cast, asker_of, amara, as_service
    ):
        again = self.amend(steps, cast, asker_of, amara)
        adult(
            amara, "Ada Invented",
            {"address": "14 Canaryelm Walk\nDE0 0AA", "postcode": "DE0 0AA"},
            parental_responsibility="YES", contact_preference="POST", lives_with="YES",
        )  # fmt: skip
        serve(again, cast)
        said = LetterContent.model_validate(Letter.objects.get(kind="amendment-notice").content)
        (last,) = [each.on for each in said.dates if each.code == "rev-amend-15d"]
        served = delivered(TODAY, "first")
        assert last == time_limit("rev-amend-15d", on=served).last_day(served) > date(2026, 12, 6)
        again.draft.refresh_from_db()
        assert family_last_day(again.draft) == last


def test_a_first_plan_ends_the_twenty_weeks_of_the_case_that_owes_it(
    amara, cast, asker_of, as_service
):
    record(
        K.REQUEST_RECEIVED,
        area_id=830,
        child_id=amara.pk,
        case_type="assessment",
        case_id=4321,
        on=date(2026, 9, 1),
        by=as_service,
        at=NOW,
    )
    steps = begin(amara, cast.officer, asker_of, sound_plan())
    assert steps.draft.assessment_id == 4321
    ready(steps, cast)
    reason_for(steps, cast, PlanStatus.FINAL)
    steps("issue_final", who=cast.officer, role="EHC officer")
    assert Clock.objects.get(rule="plan-final", known_to=None).stopped == TODAY


class TestAgreementAndApproval:
    def test_the_icb_agrees_to_section_g_as_it_stands_and_to_no_other_words(self, steps, cast):
        agree = {"agreed_by": "Dr Farah Siddiqui", "agreed_date": TODAY, "reference": "DD-7"}
        with pytest.raises(CannotWrite, match="no provision"):
            steps("record_agreement", who=cast.officer, **agree)
        line = {"what": "Physiotherapy, 30 minutes.", "who": "Physiotherapist"}
        common = {"section": "G", "kind": "provision", "answers": ["B1"]}
        steps("save_statement", who=cast.officer, row="", values=line, over_version=1, **common)
        steps("record_agreement", who=cast.dco, **agree)
        assert read_draft(steps.child, steps.draft.pk).agreement.reference == "DD-7"
        changed = {**line, "what": "Physiotherapy, 20 minutes."}
        steps(
            "save_statement", who=cast.officer, row="G1", values=changed, over_version=2, **common
        )
        assert read_draft(steps.child, steps.draft.pk).agreement is None

    def test_a_psychologist_does_not_agree_for_the_icb(self, steps, cast):
        with pytest.raises(NotAllowed):
            steps(
                "record_agreement",
                who=cast.psychologist,
                agreed_by="x",
                agreed_date=TODAY,
                reference="",
            )

    def test_easy_read_words_of_a_final_plan_are_approved_by_name(self, steps, cast):
        ready(steps, cast)
        reason_for(steps, cast, PlanStatus.FINAL)
        version = steps("issue_final", who=cast.officer, role="EHC officer")
        by = steps.asker(cast.officer)
        with asking.stated(by):
            common = {"child_id": steps.child.pk, "by": by, "on": TODAY, "at": NOW}
            kept = commands.approve_easy_read(version.pk, "a" * 64, **common)
            again = commands.approve_easy_read(version.pk, "a" * 64, **common)
            with pytest.raises(CannotWrite):
                commands.approve_easy_read(version.pk, "short", **common)
        assert (kept.pk, kept.by_name) == (again.pk, "Officer")


class TestReasons:
    def test_only_a_manager_gives_one_and_it_must_say_something(self, steps, cast):
        by = steps.asker(cast.officer)
        with asking.stated(by):
            held = [
                each
                for each in gate_of(steps.draft, steps.child, TODAY, PlanStatus.FINAL).gate.held
                if each.stops
            ]
        firm = [each for each in held if each.weight is Weight.NEVER]
        with pytest.raises(NotAllowed):
            steps("give_reasons", held, "A reason long enough to judge.", who=cast.officer)
        with pytest.raises(CannotWrite, match="20 characters"):
            steps("give_reasons", held, "Too short", who=cast.manager)
        assert firm
        with pytest.raises(CannotWrite, match="yields to nobody"):
            steps("give_reasons", firm, "A reason long enough to judge.", who=cast.manager)
        with pytest.raises(CannotWrite, match="at least one"):
            steps("give_reasons", [], "A reason long enough to judge.", who=cast.manager)


def test_the_plans_case_is_told_of_orders_and_not_of_what_it_does_not_read(steps, cast):
    by = steps.asker(cast.officer)
    with asking.stated(by):
        common = {"by": by, "at": NOW, "on": TODAY}
        order = {"facts": {"order": Order.AMEND}, "key": "appeal/1/order"}
        assert commands.tell_plan(steps.draft.plan, K.ORDER_MADE, **order, **common)
        told = {"facts": {}, "key": "appeal/1/contact"}
        assert not commands.tell_plan(steps.draft.plan, K.MEDIATION_CONTACTED, **told, **common)
    clock = Clock.objects.get(case_type="plan", rule="ord-amend")
    assert clock.due == TODAY + timedelta(weeks=5)
    assert {K.APPEAL_CONCEDED, K.MEDIATION_AGREED, K.APPEAL_STARTED} <= read_by_plan_cases()


def test_advice_taken_in_reaches_its_adviser_with_the_draft(steps, cast, asker_of):
    post = asker_of(cast.psychologist).posts[0].id
    steps("take_statements", statements(post), who=cast.officer)
    desk = read_draft(steps.child, steps.draft.pk)
    need = next(each for each in desk.sources if each["section"] == "B")
    steps("place", need["id"], who=cast.officer, section="B", row="B1")
    vague = next(each for each in desk.sources if each["section"] == "F")
    steps("leave_out", vague["id"], who=cast.officer, reason="Asked for again, with numbers.")
    serve(steps, cast)
    asked = PassageAnswer.objects.get(evidence="K7", row="B1")
    assert asked.adviser_post_id == post
    assert asked.advice_words == "On both visits she followed the first step and lost the second."


def test_the_canonical_text_of_a_plan_is_one():
    plan = sound_plan()
    assert canonical(plan) == canonical(type(plan).model_validate_json(canonical(plan)))


class TestNobodySilent:
    """No first plan goes while a lawful adviser is silent (reg 6(1); S04, S05)."""

    THREE = ("education", "ep", "social-care")  # "ep" is an older name of the psychologist

    def issue(self, steps, cast):
        return steps("issue_final", who=cast.officer, role="EHC officer")

    @pytest.mark.parametrize("asked", [(), ("medical",), ("health", "family")])
    def test_it_is_refused_and_says_whose_is_missing(self, asked, steps, cast):
        advised(steps, K.ADVICE_REQUESTED, *asked)
        ready(steps, cast, self.THREE)
        with pytest.raises(CannotWrite, match=r"^Advice is not in: health\. Get it"):
            self.issue(steps, cast)

    def test_anybody_else_once_asked_is_waited_for_too(self, steps, cast):
        advised(steps, K.ADVICE_REQUESTED, "health-2")
        ready(steps, cast)
        with pytest.raises(CannotWrite, match="Advice is not in"):
            self.issue(steps, cast)

    @pytest.mark.parametrize("kind", [K.ADVICE_RECEIVED, K.ADVICE_NOT_AWAITED])
    @pytest.mark.parametrize("name", ["health", "medical"])
    def test_it_goes_once_the_advice_is_in_or_a_manager_wrote_down_why(
        self, kind, name, steps, cast
    ):
        ready(steps, cast, self.THREE)
        advised(steps, kind, name)
        assert self.issue(steps, cast).number == 2

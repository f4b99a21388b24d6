"""A first plan sent and issued at the plan desk moves the case it is written in, and once only."""

import re
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.assessment import commands
from goldenthread.assessment.models import Decision
from goldenthread.desk import plan_facts
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import Setting
from goldenthread.people.models import Child
from goldenthread.placements.models import Consultation, NamedSetting
from goldenthread.plans.commands.issuing import GateShut
from goldenthread.plans.commands.reaching import CannotWrite
from goldenthread.plans.content import PlanStatus
from goldenthread.plans.models import DraftSection, Plan, PlanDraft, PlanVersion
from goldenthread.plans.queries import gate_of, read_draft
from goldenthread.timeline.models import Clock, Event
from goldenthread.waits.models import Referral, Service

from .casework import (
    advised,
    agreed,
    agreed_to_issue,
    at_version,
    moment,
    reach_at_once,
    received,
)
from .conftest import NOW, TODAY
from .plan_parts import SCHOOL, begin, sound_plan
from .test_plan_issuing import accept_all, place, reason_for

ASKED, AGREED, DECIDED = date(2026, 7, 6), date(2026, 8, 10), date(2026, 11, 10)


@pytest.fixture
def officer(cast, asker_of, as_service):
    return asker_of(cast.officer)


@pytest.fixture
def amara(sam):
    """The cast's child under the name of the gold plan, whose parent is told at once."""
    facts = {"forename": "Amara", "surname": "Okafor", "pronouns": "she/her"}
    Child.objects.filter(pk=sam.pk).update(birth_date=date(2016, 5, 3), **facts)
    reach_at_once(sam)
    Setting.objects.create(
        urn="900001", la_code="830", name=SCHOOL, type_code="1", placement_group="x", invented=True
    )
    return Child.objects.get(pk=sam.pk)


@pytest.fixture
def assessing(amara, officer):
    """A case in which it has been agreed to assess, and the advice is in."""
    with asking.stated(officer):
        case = received(amara, officer, on=ASKED)
        agreed(case, officer, on=AGREED)
        advised(case, officer, on=AGREED)
    return case


@pytest.fixture
def case(assessing, officer):
    """The same, and it has been agreed to issue a plan."""
    with asking.stated(officer):
        agreed_to_issue(assessing, officer, on=DECIDED)
    return assessing


@pytest.fixture
def steps(case, amara, cast, asker_of):
    found = begin(amara, cast.officer, asker_of, sound_plan())
    assert found.draft.assessment_id == case.pk
    return found


def send(case, steps, by, *, version=None, on=TODAY, reasons=""):
    with asking.stated(by), transaction.atomic():
        return commands.send_written_draft(
            case.pk,
            draft_id=steps.draft.pk,
            version=version or at_version(case).version,
            by=by,
            at=moment(on),
            reasons=reasons,
        )


def issue(case, steps, by, *, version=None):
    with asking.stated(by), transaction.atomic():
        return commands.issue_written_plan(
            case.pk,
            draft_id=steps.draft.pk,
            role="EHC officer",
            version=version or at_version(case).version,
            by=by,
            at=moment(TODAY),
        )


def kinds(case_type):
    return list(Event.objects.filter(case_type=case_type).values_list("kind", flat=True))


class TestSending:
    def test_moves_the_case_tells_the_family_and_starts_its_days_once(
        self, case, steps, cast, officer
    ):
        reason_for(steps, cast)
        version = at_version(case).version
        made = send(case, steps, officer)
        again = send(case, steps, officer, version=version)
        assert made.pk == again.pk
        assert (at_version(case).stage, made.kind) == ("DRAFT_WITH_FAMILY", "SEND_DRAFT")
        sent = PlanVersion.objects.get()
        assert case.plan_id == sent.plan_id
        event = Event.objects.get(kind=K.DRAFT_SERVED)
        assert (event.case_id, event.facts["record"]) == (case.pk, sent.pk)
        assert Clock.objects.get(rule="plan-draft-15d", known_to=None).due == date(2026, 12, 6)

    def test_waits_for_the_decision_that_there_will_be_a_plan(
        self, assessing, amara, cast, asker_of, officer
    ):
        steps = begin(amara, cast.officer, asker_of, sound_plan())
        reason_for(steps, cast)
        with pytest.raises(commands.PROBLEMS, match="Assessing"):
            send(assessing, steps, officer)
        assert not PlanVersion.objects.exists()
        assert at_version(assessing).stage == "ASSESSING"

    def test_a_gate_that_is_shut_leaves_the_case_where_it_was(self, case, steps, officer):
        DraftSection.objects.filter(draft=steps.draft, section="B").update(
            content={"needs": [{"id": "B1", "section": "B", "text": "XX needs [insert need]."}]}
        )
        with pytest.raises(GateShut):
            send(case, steps, officer)
        assert at_version(case).stage == "DRAFTING"
        assert not Decision.objects.filter(kind="SEND_DRAFT").exists()

    def test_sent_again_it_says_what_was_changed_and_must_have_changed(
        self, case, steps, cast, officer
    ):
        reason_for(steps, cast)
        send(case, steps, officer)
        with pytest.raises(commands.PROBLEMS, match="Enter the reasons"):
            send(case, steps, officer)
        with pytest.raises(commands.PROBLEMS, match="Nothing was changed"):
            send(case, steps, officer, reasons="A word was put right.")
        place_free_change(steps, cast)
        version, why = at_version(case).version, "F2 is now twice a week, as you asked."
        made = send(case, steps, officer, reasons=why)
        assert made.kind == "SEND_AMENDED"
        assert send(case, steps, officer, version=version, reasons=why).pk == made.pk
        assert PlanVersion.objects.count() == 2
        assert Event.objects.filter(kind=K.DRAFT_SERVED).count() == 2


def place_free_change(steps, cast):
    section = DraftSection.objects.get(draft=steps.draft, section="F")
    steps(
        "save_statement", who=cast.officer, section="F", kind="provision", row="F2",
        values={"how_often": "Twice a week"}, answers=None, over_version=section.version,
    )  # fmt: skip


@pytest.fixture
def out(case, steps, cast, officer):
    """The draft is out, everybody has answered, the school is named, the family is done."""
    reason_for(steps, cast)
    send(case, steps, officer)
    accept_all(steps, cast)
    place(steps, cast)
    with asking.stated(officer):
        commands.family_commented(case.pk, said_on=TODAY, by=officer, at=NOW)
    reason_for(steps, cast, PlanStatus.FINAL)
    return case


class TestIssuing:
    def test_goes_by_the_final_plans_own_stage_and_ends_the_case(self, out, steps, officer):
        version = at_version(out).version
        made = issue(out, steps, officer)
        assert at_version(out).stage == "PLAN_ISSUED"
        assert out.issue_decided_date == TODAY
        decided = list(Decision.objects.filter(assessment=out).values_list("kind", flat=True))
        assert decided[-2:] == ["FINALISE", "ISSUE"]
        assert Plan.objects.get(pk=out.plan_id).state == "IN_FORCE"
        assert PlanDraft.objects.get().stage == "FINISHED"
        assert issue(out, steps, officer, version=version).pk == made.pk

    def test_says_each_thing_on_the_timeline_once(self, out, steps, officer):
        issue(out, steps, officer)
        assert kinds("assessment").count(K.PLAN_ISSUED) == 1
        assert kinds("plan").count(K.PLAN_STARTED) == 1
        assert kinds("plan").count(K.PROVISION_OWED) == 1
        assert kinds("appeal").count(K.NOTICE_SENT) == 1
        assert Clock.objects.get(rule="plan-final", known_to=None).stopped == TODAY

    def test_the_case_page_is_enough_to_say_that_the_family_is_done(self, out, steps, officer):
        assert PlanDraft.objects.get().family_done_date is None
        issue(out, steps, officer)
        assert at_version(out).stage == "PLAN_ISSUED"

    def test_waits_for_the_family(self, case, steps, cast, officer):
        reason_for(steps, cast)
        send(case, steps, officer)
        with pytest.raises(commands.PROBLEMS, match="6 December 2026"):
            issue(case, steps, officer)
        assert at_version(case).stage == "DRAFT_WITH_FAMILY"

    def test_what_the_plan_itself_lacks_stops_it_whole(self, case, steps, cast, officer):
        reason_for(steps, cast)
        send(case, steps, officer)
        with asking.stated(officer):
            commands.family_commented(case.pk, said_on=TODAY, by=officer, at=NOW)
        with pytest.raises(CannotWrite):
            issue(case, steps, officer)
        assert at_version(case).stage == "DRAFT_WITH_FAMILY"
        assert not Decision.objects.filter(kind="FINALISE").exists()

    def test_somebody_who_read_an_older_case_is_told(self, out, steps, officer):
        with pytest.raises(commands.SomebodyElse):
            issue(out, steps, officer, version=1)


class TestPage:
    def client(self, cast):
        found = Client()
        found.force_login(cast.officer, backend="django.contrib.auth.backends.ModelBackend")
        return found

    def post(self, steps, cast, **data):
        address = reverse("desk:send_plan", args=[steps.child.pk, steps.draft.pk])
        return self.client(cast).post(address, data)

    def test_is_checked_over_the_case_as_it_was_read_and_goes(self, case, steps, cast):
        reason_for(steps, cast)
        check = self.post(steps, cast, what="draft").content.decode()
        (version,) = re.findall(r'name="version"[^>]*value="(\d+)"', check)
        assert int(version) == at_version(case).version
        went = self.post(steps, cast, what="draft", sure="yes", version=version)
        assert went.status_code == 302
        twice = self.post(steps, cast, what="draft", sure="yes", version=version)
        assert (twice.status_code, twice.url) == (302, went.url)
        assert at_version(case).stage == "DRAFT_WITH_FAMILY"

    def test_a_changed_draft_asks_what_was_changed_and_keeps_what_is_typed(
        self, case, steps, cast, officer
    ):
        reason_for(steps, cast)
        send(case, steps, officer)
        place_free_change(steps, cast)
        check = self.post(steps, cast, what="draft").content.decode()
        assert "F2: how often said" in check
        version = at_version(case).version
        empty = self.post(steps, cast, what="draft", sure="yes", version=version, reasons="")
        assert "Enter what was changed" in empty.content.decode()
        given = {"version": version, "reasons": "Twice a week, as you asked."}
        assert self.post(steps, cast, what="draft", sure="yes", **given).status_code == 302
        assert Decision.objects.get(kind="SEND_AMENDED").reasons == given["reasons"]

    def test_a_refusal_says_why_and_nothing_is_recorded(self, out, steps, cast):
        stale = self.post(steps, cast, what="final", sure="yes", version=1)
        assert stale.status_code == 409
        assert "while you were writing" in stale.content.decode()
        assert at_version(out).stage == "DRAFT_WITH_FAMILY"


class TestFactsForTheGate:
    def wait(self, amara, bodies, **facts):
        team = Service.objects.create(
            area=amara.area, team=bodies.icb, pathway="community-paediatrics",
            name="Invented clinic",
        )  # fmt: skip
        return Referral.objects.create(
            area=amara.area, child=amara, service=team, received_date=TODAY - timedelta(days=90),
            **{"stage": "WAITING", **facts},
        )  # fmt: skip

    def consulted(self, amara, case, answer):
        return Consultation.objects.create(
            area=amara.area, child=amara, case_type="assessment", case_id=case.pk,
            setting=Setting.objects.get(name=SCHOOL), about="900001", asked_by="PARENT",
            state="ANSWERED", sent_date=DECIDED, due_date=TODAY, copy=[], answer=answer,
            grounds=["RESOURCES"], reasons="No room.", answered_date=TODAY,
        )  # fmt: skip

    def found(self, steps, status=PlanStatus.DRAFT):
        desk = read_draft(steps.child, steps.draft.pk)
        passed = gate_of(desk, steps.child, TODAY, status)
        return {each.check: each.why for each in passed.gate.held}, passed.gate.not_checked

    def test_a_wait_the_plan_does_not_speak_of_is_a_note(self, steps, amara, bodies):
        assert "L95" not in self.found(steps)[0]
        self.wait(amara, bodies)
        assert "Community paediatrics" in self.found(steps)[0]["L95"]

    def test_a_wait_that_has_ended_is_none(self, steps, amara, bodies):
        self.wait(amara, bodies, stage="SEEN", seen_date=TODAY)
        assert plan_facts.case_facts(amara, TODAY)["waits"] == ()

    def test_a_school_that_said_no_is_named_only_with_the_councils_reasons(
        self, steps, amara, case, cast
    ):
        place(steps, cast)
        assert "L122" not in {each.check for each in self.found(steps, PlanStatus.FINAL)[1]}
        self.consulted(amara, case, "NO")
        assert "L122" in self.found(steps, PlanStatus.FINAL)[0]
        NamedSetting.objects.create(
            area=amara.area, child=amara, case_type="assessment", case_id=case.pk,
            setting=Setting.objects.get(name=SCHOOL), basis="NO_WISH", named_date=TODAY,
            reasons="The council pays for another classroom.",
        )  # fmt: skip
        assert "L122" not in self.found(steps, PlanStatus.FINAL)[0]

"""The pages of a case: one next step, answers checked before anything is sent, nothing twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.assessment import commands
from goldenthread.assessment.models import Assessment, Decision, SilenceAccepted
from goldenthread.audit.models import AuditRow
from goldenthread.letters.models import Letter
from goldenthread.timeline.models import Clock

from .casework import (
    a_file,
    advised,
    agreed,
    agreed_to_issue,
    at_version,
    drafted,
    moment,
    reach_at_once,
    received,
)
from .conftest import TODAY

RECEIVED = TODAY - timedelta(days=35)
SAID = {
    "outcome": "refuse",
    "decided_on-day": str(TODAY.day),
    "decided_on-month": str(TODAY.month),
    "decided_on-year": str(TODAY.year),
    "test-has-needs": "yes",
    "test-may-need-plan": "no",
    "reasons": "The school can meet what Sam needs.",
    "learned": "A visual timetable helps.",
}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def case(sam, cast, asker_of):
    reach_at_once(sam)
    return received(sam, asker_of(cast.officer), on=RECEIVED)


def address(case, what: str = "") -> str:
    if not what:
        return reverse("assessment:case", args=[case.child_id])
    return reverse("assessment:act", args=[case.child_id, what])


class TestTheCase:
    def test_shows_where_it_stands_whose_turn_and_one_next_step(self, case, cast):
        shown = words(signed_in(cast.officer).get(address(case)))
        assert "Request received" in shown
        assert "Waiting on the council" in shown
        assert "Decision whether to assess: due" in shown
        assert shown.count('class="govuk-button ') == 1

    @pytest.mark.parametrize("who", ["psychologist", "senco", "dco", "data_officer"])
    def test_offers_no_decision_to_those_who_make_none(self, case, cast, who):
        shown = words(signed_in(getattr(cast, who)).get(address(case)))
        assert "Request received" in shown
        assert address(case, "whether-to-assess") not in shown

    def test_with_no_request_it_says_so(self, sam, cast):
        shown = words(signed_in(cast.officer).get(reverse("assessment:case", args=[sam.pk])))
        assert "No request for an assessment is recorded" in shown

    def test_asks_the_database_twelve_times_at_most(
        self, case, cast, asker_of, django_assert_max_num_queries
    ):
        by = asker_of(cast.officer)
        agreed(case, by, on=TODAY)
        advised(case, by, on=TODAY, who=("health",))
        client = signed_in(cast.officer)
        client.get(address(case))
        with django_assert_max_num_queries(12):
            shown = words(client.get(address(case)))
        assert "No advice yet from: the school, college or setting" in shown


def test_my_work_and_the_thread_lead_to_the_case(case, cast):
    client = signed_in(cast.officer)
    for page in (f"{reverse('desk:work')}?owner=", reverse("desk:thread", args=[case.child_id])):
        assert f'href="{address(case)}"' in words(client.get(page))


class TestDeciding:
    def test_shows_who_is_told_and_which_clocks_change_and_does_nothing_yet(self, case, cast):
        page = signed_in(cast.officer).post(
            address(case, "whether-to-assess"), {**SAID, "version": case.version}
        )
        shown = words(page)
        assert "Parent Invented: We will not assess, by email" in shown
        assert "Invented Primary School: For your information: we will not assess" in shown
        assert "Start an appeal: by" in shown
        assert "Decision whether to assess" in shown
        assert at_version(case).stage == "REQUESTED"
        assert not Letter.objects.filter(kind="will-not-assess").exists()

    def test_is_done_once_however_often_it_is_sent(self, case, cast):
        client, said = signed_in(cast.officer), {**SAID, "version": case.version, "act": "do"}
        for _ in range(2):
            answer = client.post(address(case, "whether-to-assess"), said)
            assert answer.status_code == 302
        assert Decision.objects.filter(kind="REFUSE_TO_ASSESS").count() == 1
        assert Letter.objects.filter(kind="will-not-assess").count() == 1
        assert at_version(case).stage == "NOT_ASSESSED"
        written = AuditRow.objects.filter(child_id=case.child_id, action="write")
        assert written.exists()

    def test_a_refusal_gives_the_setting_what_was_learned_and_not_the_familys_reasons(
        self, case, cast
    ):
        said = {**SAID, "version": case.version, "act": "do"}
        assert (
            signed_in(cast.officer).post(address(case, "whether-to-assess"), said).status_code
            == 302
        )
        letter = str(Letter.objects.get(kind="message", key__endswith="/2/bodies").content)
        for shown in (letter, words(signed_in(cast.senco).get(address(case)))):
            assert SAID["learned"] in shown
            assert SAID["reasons"] not in shown
        assert SAID["reasons"] in words(signed_in(cast.officer).get(address(case)))

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"reasons": ""}, "Enter reasons for the decision"),
            ({"test-may-need-plan": "yes"}, "obliges the council"),
            ({"decided_on-year": "2025"}, "before the request"),
            ({"decided_on-year": "2027"}, "must be on or before"),
            ({"outcome": ""}, "Select what is decided"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, case, cast, wrong, says):
        page = signed_in(cast.officer).post(
            address(case, "whether-to-assess"), {**SAID, **wrong, "version": 1, "act": "do"}
        )
        shown = words(page)
        assert says in shown
        assert "A visual timetable helps." in shown
        assert Decision.objects.filter(assessment=case).count() == 1

    def test_the_second_of_two_people_sees_what_the_first_did(self, case, cast, asker_of):
        agreed(case, asker_of(cast.manager), on=TODAY)
        page = signed_in(cast.officer).post(
            address(case, "whether-to-assess"), {**SAID, "version": 1, "act": "do"}
        )
        shown = words(page)
        assert "Manager, EHC team manager recorded" in shown
        assert "The school can meet what Sam needs." in shown

    def test_an_act_the_stage_forbids_is_refused_with_what_is_possible(self, case, cast, asker_of):
        a_file(case.child, asker_of(cast.officer))
        said = {"version": 1, "file": str(case.child.pk), "act": "do"}
        page = signed_in(cast.officer).post(address(case, "finalise"), said)
        assert "From here it can go to" in words(page)
        assert at_version(case).stage == "REQUESTED"


class TestAdviserSilent:
    ISSUE = {  # what is typed; no test alters it
        "need": "ASD",
        "setting_urn": "990001",
        "why_setting": "The family asked for it.",
        "act": "do",
    }
    WHY = {  # what is typed; no test alters it
        "adviser": "social-care",
        "reason": "Social care did not answer three letters.",
        "what_next": "A worker visits on 3 December.",
        "act": "do",
    }

    @pytest.fixture
    def finalising(self, case, cast, asker_of):
        by = asker_of(cast.officer)
        agreed(case, by, on=TODAY - timedelta(days=30))
        heard = ("education", "health", "educational-psychology")
        advised(case, by, on=TODAY - timedelta(days=28), who=heard)
        agreed_to_issue(case, by, on=TODAY - timedelta(days=22))
        drafted(case, by, on=TODAY - timedelta(days=20))
        commands.finalise(
            case.pk, version=at_version(case).version, by=by, at=moment(TODAY - timedelta(days=1))
        )
        return at_version(case)

    def test_no_plan_goes_until_a_named_manager_says_why_where_the_family_reads_and_all_count(
        self, finalising, cast, asker_of
    ):
        officer, manager = signed_in(cast.officer), signed_in(cast.manager)
        file = a_file(finalising.child, asker_of(cast.officer))
        said = {**self.ISSUE, "file": str(file.pk), "version": str(finalising.version)}
        why = {**self.WHY, "version": str(finalising.version)}
        stopped = words(officer.post(address(finalising, "issue"), said))
        assert "There is no advice from: social care" in stopped
        assert self.ISSUE["why_setting"] in stopped
        assert officer.post(address(finalising, "silence"), why).status_code == 403
        half = words(manager.post(address(finalising, "silence"), {**why, "what_next": ""}))
        assert self.WHY["reason"] in half
        for _ in range(2):
            manager.post(address(finalising, "silence"), why)
        assert officer.post(address(finalising, "issue"), said).status_code == 302
        assert at_version(finalising).stage == "PLAN_ISSUED"
        own = words(signed_in(cast.parent).get(reverse("family:where", args=[finalising.child_id])))
        for told in (self.WHY["reason"], self.WHY["what_next"], "Manager, EHC team manager"):
            assert told in own
        counted = words(manager.get(reverse("assessment:days-lost", args=["derbyshire"])))
        assert (
            "1 plan was issued in the last year, 1 of them with a lawful adviser silent" in counted
        )
        assert SilenceAccepted.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "opens"),
    [("whether-to-assess", {"officer", "manager"}), ("reason", {"manager"})],
)
def test_who_may_open_an_act(case, cast, what, opens):
    expected = {
        **dict.fromkeys(("officer", "manager", "senco", "psychologist", "dco", "parent"), 403),
        **dict.fromkeys(("city_officer", "stranger", "administrator"), 404),
        **dict.fromkeys(opens, 200),
    }
    found = {
        who: signed_in(getattr(cast, who)).get(address(case, what)).status_code for who in expected
    }
    assert found == expected


class TestLawfulReasons:
    SAID = {  # what is typed; no test alters it
        "rule": "plan-final|",
        "ground": "ex-personal",
        "from_date": "2026-11-01",
        "why": "There was a death in the family.",
        "evidence": "The mother told us by telephone.",
        "target_date": "2027-03-01",
        "version": "1",
        "act": "do",
    }

    def test_stands_beside_the_date_moves_none_and_is_looked_at_in_seven_days(self, case, cast):
        before = final_date(case)
        client = signed_in(cast.manager)
        assert client.post(address(case, "reason"), self.SAID).status_code == 302
        shown = words(client.get(address(case)))
        assert "There was a death in the family." in shown
        assert "Lawful reason checked again" in shown
        assert "Sun 29 Nov 2026" in shown  # seven days after 22 November
        assert final_date(case) == before
        assert Letter.objects.filter(kind="lawful-exception").count() == 1

    def test_the_page_says_that_a_shortage_is_none(self, case, cast):
        shown = words(signed_in(cast.manager).get(address(case, "reason")))
        assert "A shortage of psychologists, staff or panel dates is no reason in law" in shown
        assert "ex-ep-shortage" not in shown

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"ground": "ex-absent-4w", "to_date": "2026-11-20"}, "at least 28 in a row"),
            ({"ground": "ex-missed-appt"}, "Select a valid choice"),
            ({"target_date": "2026-11-01"}, "today or later"),
            ({"evidence": ""}, "Enter what shows that it is so"),
        ],
    )
    def test_a_reason_the_law_does_not_know_is_refused(self, case, cast, wrong, says):
        page = signed_in(cast.manager).post(address(case, "reason"), {**self.SAID, **wrong})
        assert says in words(page)
        assert not Letter.objects.filter(kind="lawful-exception").exists()


def final_date(case: Assessment) -> date:
    found = Clock.objects.get(case_id=case.pk, rule="plan-final", known_to__isnull=True)
    assert found.due is not None
    return found.due

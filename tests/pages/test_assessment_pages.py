"""The pages of a case: one next step, answers checked before anything is sent, nothing twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.assessment.models import Assessment, Decision
from goldenthread.audit.models import AuditRow
from goldenthread.letters.models import Letter
from goldenthread.timeline.models import Clock

from .casework import a_file, advised, agreed, at_version, reach_at_once, received
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

"""What a return's outcomes mean: where each case stands, and what happened on which day."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from goldenthread.assessment.rules import ENDED, Stage
from goldenthread.exchange.rules.facts import made_up_id, review_happenings, version_happening
from goldenthread.exchange.rules.from_sen2 import child_facts, has_case, stage_of
from goldenthread.exchange.sen2.records import (
    ActivePlan,
    Assessment,
    NamedPlan,
    Need,
    Person,
    Placement,
    PlanDetail,
    Request,
)
from goldenthread.law.clocks import Event, State, limits_for, read_clocks
from goldenthread.law.events import EventKind as K

SURVEY = date(2026, 1, 15)
RECEIVED, TOLD, DECIDED = date(2025, 2, 3), date(2025, 3, 10), date(2025, 7, 1)
PLAN = NamedPlan(start=DECIDED)


def request(outcome="Y", found=None, plan=False, **more) -> Request:
    """A request, its assessment with the outcome found, and maybe its plan."""
    told = TOLD if outcome in ("Y", "N") else None
    asked = Request(received=RECEIVED, outcome=outcome, outcome_date=told, **more)
    if found:
        day = DECIDED if found in ("Y", "N") and (plan or found == "N") else None
        asked.assessment = Assessment(outcome=found, outcome_date=day)
        asked.assessment.plan = PLAN if plan else None
    return asked


def facts_of(*requests: Request):
    return child_facts(Person(surname="Invented", forename="Sam", requests=[*requests]), SURVEY)


def happened(*requests: Request, case="assessment"):
    facts = facts_of(*requests)
    cases = facts.assessments if case == "assessment" else facts.plans
    found = [each for one in cases for each in one.happenings]
    for plan in facts.plans if case == "plan" else []:
        found += [each for review in plan.reviews for each in review_happenings(review)]
    return [(each.kind, each.on) for each in found]


# Request outcome, assessment outcome, a plan: where the case stands; None where there is none.
STANDS = {
    ("Y", None, False): Stage.ASSESSING,
    ("Y", "A", False): Stage.ASSESSING,
    ("Y", "Y", False): Stage.DRAFTING,
    ("Y", "Y", True): Stage.PLAN_ISSUED,
    ("Y", "N", False): Stage.NO_PLAN,
    ("Y", "N", True): Stage.PLAN_ISSUED,  # the refusal was reversed
    ("Y", "W", False): Stage.WITHDRAWN,
    ("N", None, False): Stage.NOT_ASSESSED,
    ("N", "A", False): Stage.ASSESSING,  # reversed
    ("N", "Y", False): Stage.DRAFTING,
    ("N", "Y", True): Stage.PLAN_ISSUED,
    ("N", "N", False): Stage.NO_PLAN,
    ("N", "N", True): Stage.PLAN_ISSUED,
    ("N", "W", False): Stage.WITHDRAWN,
    ("A", None, False): Stage.REQUESTED,
    ("W", None, False): Stage.WITHDRAWN,
    ("H", None, False): None,
    ("H", "H", False): None,
    ("H", "H", True): None,
    ("H", "A", False): Stage.ASSESSING,
    ("H", "Y", False): Stage.DRAFTING,
    ("H", "Y", True): Stage.PLAN_ISSUED,
    ("H", "N", False): Stage.NO_PLAN,
    ("H", "N", True): Stage.PLAN_ISSUED,
    ("H", "W", False): Stage.WITHDRAWN,
}
# What the rules of a return refuse: an assessment with no request agreed, a plan with no yes.
REFUSED = {
    *product("AW", ("A", "Y", "N", "W", "H"), (False, True)),
    *product("YNH", ("A", "W"), (True,)),
    *product("YNAWH", (None,), (True,)),
    *product("YN", ("H",), (False, True)),
}


def test_every_combination_of_outcomes_is_settled_or_refused():
    every = set(product("YNAWH", (None, "Y", "N", "A", "W", "H"), (False, True)))
    assert every == STANDS.keys() | REFUSED
    assert not STANDS.keys() & REFUSED


@pytest.mark.parametrize(("outcomes", "stage"), STANDS.items(), ids=str)
def test_where_a_case_stands(outcomes, stage):
    asked = request(*outcomes)
    assert has_case(asked) is (stage is not None)
    if stage:
        assert stage_of(asked) is stage


@pytest.mark.parametrize("outcomes", [k for k, stage in STANDS.items() if stage], ids=str)
def test_a_case_that_has_ended_runs_no_clock_and_an_open_one_does(outcomes):
    asked = request(*outcomes)
    events = [
        Event(key=str(place), kind=str(kind), on=on)
        for place, (kind, on) in enumerate(happened(asked))
    ]
    readings = read_clocks(limits_for("assessment"), events)
    reversed_ = outcomes[0] == "N" and outcomes[1] is not None
    running = [r for r in readings if r.state(SURVEY) in (State.RUNNING, State.LATE)]
    if stage_of(asked) in ENDED:
        assert running == []
    elif not reversed_:  # a reversed refusal runs by an order whose day no return gives
        assert "plan-final" in {reading.rule for reading in running}


def test_what_happened_when_a_plan_was_issued():
    assert happened(request("Y", "Y", plan=True)) == [
        (K.REQUEST_RECEIVED, RECEIVED),
        (K.ASSESSMENT_AGREED, TOLD),
        (K.PLAN_ISSUED, DECIDED),
    ]


def test_a_withdrawal_is_dated_on_the_survey_day_by_which_it_was_known():
    assert happened(request("W"))[-1] == (K.REQUEST_WITHDRAWN, SURVEY)
    assert happened(request("Y", "W"))[-1] == (K.REQUEST_WITHDRAWN, SURVEY)


def test_a_child_who_moved_away_closes_the_case():
    asked = request("Y", exported="830")
    assert stage_of(asked) is Stage.MOVED_AWAY
    assert happened(asked)[-1] == (K.CASE_CLOSED, SURVEY)


def test_a_decision_to_issue_with_no_plan_yet_was_known_by_the_survey():
    assert happened(request("Y", "Y"))[-1] == (K.ISSUE_AGREED, SURVEY)


def test_an_exception_is_kept_with_no_ground_on_the_day_of_the_outcome():
    asked = request("Y", "Y", plan=True)
    asked.assessment.week20 = True
    said = facts_of(asked).assessments[0].happenings[-1]
    assert (said.kind, said.on) == (K.EXCEPTION_RECORDED, DECIDED)
    assert said.facts == {"rule": "plan-final", "ground": "not-stated"}


def test_a_request_decided_the_year_before_says_so_and_gives_no_day():
    case = facts_of(request("H", "A")).assessments[0]
    assert case.decided_earlier
    assert case.decided_date is None
    assert case.happenings[0].facts == {"source": "decided-earlier"}


def with_plan(**active):
    asked = request("H", "H", plan=True)
    asked.received = None
    asked.active = ActivePlan(**active)
    return asked


class TestPlans:
    def test_a_start_older_than_the_last_decision_is_the_plans_own(self):
        told = date(2025, 9, 1)
        plan = facts_of(with_plan(last_review=told)).plans[0]
        assert version_happening(plan.versions[0], first=True).kind is K.PLAN_STARTED
        assert happened(with_plan(last_review=told), case="plan") == [(K.REVIEW_DECIDED, told)]

    @pytest.mark.parametrize(
        ("told", "said"),
        [(date(2026, 1, 10), {}), (date(2026, 7, 1), {"source": "reviewed-since"})],
    )
    def test_a_review_told_after_the_first_year_may_not_have_been_the_first(self, told, said):
        """Started on 1 July 2025: the first review was to be complete by 30 June 2026."""
        start = facts_of(with_plan(last_review=told)).plans[0].versions[0]
        happening = version_happening(start, first=True)
        assert (happening.kind, happening.facts) == (K.PLAN_STARTED, said)
        event = Event(key="s", kind=K.PLAN_STARTED, on=happening.on, facts=happening.facts)
        rules = {each.rule for each in read_clocks(limits_for("plan"), [event])}
        assert ("rev-first" in rules) is (said == {})

    def test_a_start_after_the_last_decision_is_an_amended_plans(self):
        plan = facts_of(with_plan(last_review=date(2025, 5, 1))).plans[0]
        assert plan.versions[0].amended
        assert version_happening(plan.versions[0], first=True).kind is K.AMENDMENT_FINALISED

    def test_a_second_version_is_always_an_amendment(self):
        plan = facts_of(with_plan()).plans[0]
        assert not plan.versions[0].amended
        assert version_happening(plan.versions[0], first=False).kind is K.AMENDMENT_FINALISED

    def test_needs_come_in_their_rank(self):
        needs = [Need(kind="HI", rank=2), Need(kind="ASD", rank=1)]
        assert facts_of(with_plan(needs=needs)).plans[0].versions[0].needs == ["ASD", "HI"]

    def test_the_setting_of_a_version_is_the_one_ranked_first(self):
        asked = with_plan()
        asked.assessment.plan = NamedPlan(
            start=DECIDED, details=[PlanDetail(setting="EHE", rank=2), PlanDetail(urn="1", rank=1)]
        )
        assert facts_of(asked).plans[0].versions[0].urn == "1"

    def test_the_meeting_the_letter_and_the_draft_are_events(self):
        met, told, draft = date(2025, 8, 1), date(2025, 8, 20), date(2025, 8, 25)
        given = with_plan(
            review_meeting=met, last_review=told, review_draft=draft, review_outcome="A"
        )
        assert happened(given, case="plan") == [
            (K.REVIEW_MET, met),
            (K.REVIEW_DECIDED, told),
            (K.AMENDMENT_NOTICED, draft),
        ]
        said = review_happenings(facts_of(given).plans[0].reviews[0])[1]
        assert said.facts == {"outcome": "amend"}

    @pytest.mark.parametrize(
        ("due", "phase"), [(date(2026, 2, 15), "school"), (date(2026, 3, 31), "post-16")]
    )
    def test_a_move_between_phases_is_in_september(self, due, phase):
        given = with_plan(transfer_due=due, transfer_final=date(2025, 12, 1))
        expected, named = facts_of(given).plans[0].happenings
        assert (expected.kind, expected.on) == (K.PHASE_EXPECTED, date(2026, 9, 1))
        assert expected.facts == named.facts == {"phase": phase}
        assert (named.kind, named.on) == (K.PHASE_NAMED, date(2025, 12, 1))

    @pytest.mark.parametrize(
        ("reason", "state", "kind"),
        [("4", "CEASED", K.PLAN_CEASED), ("5", "TRANSFERRED", K.PLAN_TRANSFERRED)],
    )
    def test_a_plan_that_ended(self, reason, state, kind):
        asked = with_plan()
        asked.active = None
        ended = date(2025, 7, 7)
        asked.assessment.plan = NamedPlan(start=RECEIVED, cease_date=ended, cease_reason=reason)
        plan = facts_of(asked).plans[0]
        assert plan.state == state
        assert [(each.kind, each.on) for each in plan.happenings] == [(kind, ended)]

    def test_a_case_knows_which_of_the_childs_plans_it_led_to(self):
        facts = facts_of(with_plan(), request("Y", "Y", plan=True))
        assert facts.assessments[0].plan == 1


def test_placements_keep_what_the_file_says_and_no_more():
    spell = Placement(row=7, urn="100001", rank=None, entry=RECEIVED, unit=True)
    (place,) = facts_of(with_plan(placements=[spell])).placements
    assert (place.row, place.rank, place.urn, place.in_unit) == (7, 1, "100001", True)
    assert place.residential is None


class TestMadeUpId:
    def test_it_is_the_same_for_the_same_child_and_tells_nothing(self):
        identity = {"surname": "Invented", "forename": "Sam", "birth_date": date(2014, 5, 3)}
        name = made_up_id(identity)
        assert name == made_up_id(dict(identity, surname="INVENTED"))
        assert "sam" not in name.lower()
        assert len(name) <= 20

    def test_a_number_comes_before_the_name(self):
        one = made_up_id({"upn": "X831200112001", "surname": "A"})
        assert one == made_up_id({"upn": "X831200112001", "surname": "B"})
        assert one != made_up_id({"uln": "1234567890", "surname": "A"})

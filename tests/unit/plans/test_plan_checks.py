"""Every check speaks where it should, is silent where it should be, and says what it lacks."""

from datetime import date

import pytest
from tests.unit.plans.gold.children import AS_OF, CHILDREN, amara
from tests.unit.plans.gold.edits import cover, whole
from tests.unit.plans.gold.faults import SCORING, WRITING
from tests.unit.plans.gold.layouts import unmarked
from tests.unit.plans.gold.near import NEAR
from tests.unit.plans.gold.others import OTHERS
from tests.unit.plans.gold.scoring import DAYS, stock_for

from goldenthread.plans.checks import CHECKS, CaseFacts, check_plan
from goldenthread.plans.checks.hits import Severity
from goldenthread.plans.checks.registry import Accepts, check
from goldenthread.plans.checks.voice import compulsory_age_ends
from goldenthread.plans.checks.words import QUOTE_LIMIT
from goldenthread.plans.content import Plan, Provision

IDS = {fault.check for fault in WRITING}


def report_on(fault):
    day = DAYS.get(fault.check, AS_OF)
    return check_plan(unmarked(fault.plan()), day, fault.case, stock_for(fault))


def named(fault) -> str:
    return f"{fault.check}-{fault.child}"


def strings_of(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings_of(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in strings_of(inner)]
    return []


def test_the_catalogue_has_its_92_checks():
    assert len(CHECKS) == 92


@pytest.mark.parametrize("rule", CHECKS.values(), ids=str)
def test_a_check_tells_its_source_its_reason_and_the_way_out(rule):
    assert rule.source
    assert rule.sentence.endswith(".")
    assert rule.fix.endswith(".")
    assert set(rule.stage) <= set("DFR* ")
    assert rule.version >= 1


@pytest.mark.parametrize("rule", CHECKS.values(), ids=lambda rule: rule.id)
def test_every_check_has_a_failing_and_a_passing_example(rule):
    for examples in (WRITING, SCORING, NEAR):
        assert any(fault.check == rule.id for fault in examples)


@pytest.mark.parametrize("fault", WRITING, ids=named)
def test_a_fault_is_found_and_quoted_letter_for_letter(fault):
    report = report_on(fault)
    found = [finding for finding in report.findings if finding.check == fault.check]
    assert found
    words = strings_of(fault.plan().model_dump(mode="json"))
    for finding in report.findings:
        assert any(finding.quote in text for text in words), finding.quote
        assert len(finding.quote) <= QUOTE_LIMIT + 60
        assert finding.why
        assert finding.fix


@pytest.mark.parametrize("fault", NEAR, ids=named)
def test_what_comes_near_a_fault_is_let_pass(fault):
    found = [finding for finding in report_on(fault).findings if finding.check == fault.check]
    assert found == []


@pytest.mark.parametrize("make", [*CHILDREN.values(), *OTHERS.values()])
def test_a_plan_that_is_right_has_no_findings(make):
    assert check_plan(make(), AS_OF).findings == ()


def test_what_could_not_be_checked_is_listed_with_why():
    skipped = {skip.check: skip.why for skip in check_plan(amara(), AS_OF).not_checked}
    assert set(skipped) == {"L07", "L21", "L22", "L90", "L102", "L104", "L122"}
    assert all(why.endswith(".") for why in skipped.values())


def test_case_facts_that_are_not_known_are_not_taken_for_none():
    skipped = {skip.check for skip in check_plan(amara(), AS_OF, CaseFacts()).not_checked}
    assert {"L21", "L22", "L104", "L122"} <= skipped


def test_a_plan_without_name_age_or_status_is_not_called_right():
    plan = cover(child_name="", birth_date=None, year_group=None, status=None)(amara())
    skipped = {skip.check for skip in check_plan(plan, AS_OF).not_checked}
    assert {"L01", "L05", "L12", "L13", "L20", "L72", "L91", "L103", "L105", "L107"} <= skipped


def test_a_plan_that_ties_nothing_to_anything_is_not_blamed_for_its_thread():
    origin = amara().origin.model_copy(update={"links_read": False, "format": "docx"})
    report = check_plan(whole(origin=origin, links=())(amara()), AS_OF)
    assert {"L50", "L51", "L52", "L53"} <= {skip.check for skip in report.not_checked}
    assert not {"L50", "L51", "L52", "L53"} & {finding.check for finding in report.findings}


def test_a_structured_plan_without_links_is():
    report = check_plan(whole(links=())(amara()), AS_OF)
    assert {"L50", "L51", "L52", "L53"} <= {finding.check for finding in report.findings}


def test_an_empty_plan_is_checked_without_breaking():
    report = check_plan(Plan(), AS_OF)
    assert sum(finding.check == "L10" for finding in report.findings) == 12


def test_the_same_plan_and_day_give_the_same_report():
    for fault in WRITING[:20]:
        assert report_on(fault) == report_on(fault)


def test_checks_never_change_the_plan():
    plan = amara()
    before = plan.model_dump_json()
    check_plan(plan, AS_OF)
    assert plan.model_dump_json() == before


def test_only_identity_and_privacy_may_never_be_accepted_by_anybody():
    for check_id in ("L01", "L02", "L03", "L06"):
        assert CHECKS[check_id].accepted_by is Accepts.NOBODY
    for check_id in ("L18", "L48", "L70", "L90", "L91", "L92"):
        assert CHECKS[check_id].accepted_by is Accepts.NAMED_MANAGER


def test_alarms_never_block():
    alarms = {rule.id for rule in CHECKS.values() if rule.severity is Severity.ALARM}
    assert alarms == {"L101", "L102", "L107", "L121"}
    assert {CHECKS[a].accepted_by for a in alarms} == {Accepts.NEVER_BLOCKS}


def test_a_reason_for_flexibility_rests_the_vague_word_checks():
    fault = next(f for f in WRITING if f.check == "L33")
    plan = fault.plan()
    rows = tuple(
        r.model_copy(update={"flexibility_reason": "Ms Quill: her tiredness varies."})
        for r in plan.provision
    )
    found = {f.check for f in check_plan(whole(provision=rows)(plan), AS_OF).findings}
    assert not found & {"L33", "L36", "L37"}


@pytest.mark.parametrize(
    ("how_often", "what", "found"),
    [
        ("Regular", "A language group", True),
        ("Frequent", "A language group", True),
        ("Regular, 3 times a week", "A language group", False),
        ("Regular", "A language group every Tuesday", False),
    ],
)
def test_a_loose_how_often_is_not_made_good_by_how_often_somebody_meets(how_often, what, found):
    who = "A teaching assistant, who meets the therapist each term"
    line = Provision(id="F1", section="F", what=what, how_often=how_often, who=who)
    report = check_plan(Plan(provision=(line,)), AS_OF)
    assert ("L32" in {finding.check for finding in report.findings}) is found


def test_two_checks_cannot_share_an_id():
    join = check("L01", "again", Severity.NOTE, source="x", sentence="x.", fix="x.")
    with pytest.raises(ValueError, match="L01"):
        join(lambda look: [])


@pytest.mark.parametrize(
    ("born", "ends"),
    [
        (date(2010, 9, 1), date(2027, 6, 25)),
        (date(2010, 8, 31), date(2026, 6, 26)),
        (date(2009, 12, 2), date(2026, 6, 26)),
    ],
)
def test_compulsory_school_age_ends_on_the_last_friday_in_june(born, ends):
    assert compulsory_age_ends(born) == ends

"""Every rule fires where it should and is silent next to that.

Each case starts from a person with no fault at all and changes the least that matters.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.unit.exchange.sen2_builders import (
    OTHER_UPN,
    SURVEY,
    UPN,
    Node,
    active,
    detail,
    fired,
    message,
    need,
    old_plan,
    person,
    placement,
    run,
)

from goldenthread.exchange.sen2.checks import RULES, registry
from goldenthread.exchange.sen2.dry_run import dry_run
from goldenthread.exchange.sen2.faults import READING_RULES
from goldenthread.organisations.rules import Register, Setting

Make = Callable[[], Node]


def request_only(outcome: str, **items: str | None) -> Node:
    """Someone whose request has this outcome and led no further."""
    found = person().drop("Assessment").drop("ActivePlans")
    dated = None if outcome in "AWH" else "2025-04-01"
    told = {"RequestOutcome": outcome, "RequestOutcomeDate": dated}
    return found.at("Requests", **{**told, **items})


def refused(**items: str | None) -> Node:
    """Someone assessed and told in time that there will be no plan."""
    found = person().drop("NamedPlan").drop("ActivePlans")
    told = {"AssessmentOutcome": "N", "AssessmentOutcomeDate": "2025-06-20", "Week20": None}
    return found.at("Assessment", **told).at("Assessment", **items)


def ceased(reason: str | None = "2", day: str | None = "2025-06-01", **items: str | None) -> Node:
    """Someone whose old plan ended in the year."""
    found = old_plan().drop("ActivePlans")
    return found.at("NamedPlan", CeaseDate=day, CeaseReason=reason, **items)


def with_setting(code: str, born: str = "2008-05-05", **items: str | None) -> Node:
    """Someone whose placement is a SENsetting code."""
    found = old_plan(PersonBirthDate=born)
    only = {"URN": None, "SENunitIndicator": None, "ResourcedProvisionIndicator": None}
    return found.at("PlacementDetail", **only, SENsetting=code, **items)


def reviewed(meeting: str | None, letter: str | None, outcome: str | None = "M") -> Node:
    """Someone with an old plan and a review."""
    items = {"ReviewMeeting": meeting, "LastReview": letter, "ReviewOutcome": outcome}
    return old_plan().at("ActivePlans", **items)


def two_requests(first: str, second: str) -> Node:
    found = request_only(first)
    return found.add("Person", *request_only(second).children)


FIRES: list[tuple[str, str, str | None, Make]] = [
    ("S2-01", "error", "Surname", lambda: person(Surname=None)),
    ("S2-01", "error", "Forename", lambda: person(Forename=" ")),
    ("S2-01", "error", "PersonBirthDate", lambda: person(PersonBirthDate=None)),
    ("S2-01", "error", "Sex", lambda: person(Sex=None)),
    ("S2-02", "error", "UPNunknown", lambda: person(UPN=None)),
    ("S2-02", "error", "UPNunknown", lambda: person(UPNunknown="UN8")),
    ("S2-03", "error", "Ethnicity", lambda: person(Ethnicity="XXXX")),
    ("S2-03", "error", "Sex", lambda: person(Sex="1")),
    ("S2-03", "error", "RYA", lambda: person().at("Requests", RYA="yes")),
    ("S2-03", "error", "SENtype", lambda: old_plan().at("SENneed", SENtype="NSA")),
    ("S2-03", "error", "PlacementRank", lambda: person().at("PlanDetail", PlacementRank="3")),
    ("S2-03", "query", "DP", lambda: person().at("NamedPlan", PB="1", DP="Z")),
    ("S2-04", "error", "PersonBirthDate", lambda: person(PersonBirthDate="2026-01-16")),
    ("S2-04", "query", "PersonBirthDate", lambda: old_plan(PersonBirthDate="1999-08-31")),
    ("S2-04", "query", "PersonBirthDate", lambda: person(PersonBirthDate="2025-09-01")),
    ("S2-05", "query", "UPNunknown", lambda: person(UPN=None, UPNunknown="UN1")),
    ("S2-06", "error", "UniqueLearnerNumber", lambda: person(UniqueLearnerNumber="1000000063")),
    ("S2-06", "error", "NHSNumber", lambda: person(NHSNumber="9990000018")),
    ("S2-07", "error", None, lambda: person().drop("Requests")),
    ("1510", "error", "UPN", lambda: person(UPN="A831200112001")),
    ("1530", "error", "UPN", lambda: person(UPN="X999200112001")),
    ("1540", "error", "UPN", lambda: person(UPN="X8312001120A1")),
    ("1550", "error", "UPN", lambda: person(UPN="X83120011200S")),
    ("S2-09", "error", "RequestOutcome", lambda: person().at("Requests", RequestOutcome=None)),
    ("S2-09", "error", "ReceivedDate", lambda: person().at("Requests", ReceivedDate=None)),
    ("S2-10", "error", "RequestOutcomeDate", lambda: request_only("N", RequestOutcomeDate=None)),
    (
        "S2-10",
        "error",
        "RequestOutcomeDate",
        lambda: old_plan().at("Requests", RequestOutcomeDate="2019-01-05"),
    ),
    (
        "S2-11",
        "error",
        "RequestOutcomeDate",
        lambda: request_only("N", RequestOutcomeDate="2025-03-02"),
    ),
    ("S2-11", "error", "ReceivedDate", lambda: request_only("A", ReceivedDate="2026-01-16")),
    (
        "S2-12",
        "error",
        "RequestOutcomeDate",
        lambda: request_only("N", ReceivedDate="2024-12-01", RequestOutcomeDate="2024-12-31"),
    ),
    (
        "S2-12",
        "error",
        "RequestOutcomeDate",
        lambda: request_only("N", ReceivedDate="2025-12-01", RequestOutcomeDate="2026-01-01"),
    ),
    (
        "S2-13",
        "query",
        "RequestOutcomeDate",
        lambda: request_only("N", RequestOutcomeDate="2025-04-15"),
    ),
    ("S2-14", "error", "RequestSource", lambda: person().at("Requests", RequestSource=None)),
    ("S2-14", "query", "RequestSource", lambda: person().at("Requests", RequestSource="5")),
    (
        "99003",
        "query",
        "RequestSource",
        lambda: request_only("A", RequestSource=None, ReceivedDate="2024-12-20"),
    ),
    ("S2-15", "error", "RequestMediation", lambda: request_only("A", RequestMediation="1")),
    ("S2-15", "error", "RequestTribunal", lambda: request_only("W", RequestTribunal="1")),
    ("S2-16", "error", None, lambda: person().at("Requests", RequestOutcome="N")),
    (
        "S2-16",
        "error",
        None,
        lambda: refused().at("Requests", RequestOutcome="A", RequestOutcomeDate=None),
    ),
    ("S2-17", "error", "Exported", lambda: request_only("W", Exported="831")),
    ("S2-17", "error", "Exported", lambda: request_only("W", Exported="1")),
    ("S2-17", "error", "Exported", lambda: request_only("W", Exported="909")),
    ("S2-17", "error", "TransferLA", lambda: old_plan().at("ActivePlans", TransferLA="831")),
    (
        "S2-19",
        "error",
        "AssessmentOutcome",
        lambda: refused(AssessmentOutcome=None),
    ),
    ("S2-20", "error", "AssessmentOutcomeDate", lambda: refused(AssessmentOutcomeDate=None)),
    (
        "S2-20",
        "error",
        "AssessmentOutcomeDate",
        lambda: person().at("Assessment", AssessmentOutcomeDate=None),
    ),
    (
        "S2-21",
        "error",
        "AssessmentOutcomeDate",
        lambda: refused(AssessmentOutcomeDate="2025-03-31"),
    ),
    ("S2-22", "error", "Week20", lambda: person().at("Assessment", Week20=None)),
    (
        "S2-23",
        "query",
        "AssessmentOutcomeDate",
        lambda: refused(AssessmentOutcomeDate="2025-06-24"),
    ),
    (
        "S2-24",
        "query",
        "Week20",
        lambda: (
            person()
            .at("Assessment", AssessmentOutcomeDate="2025-07-22")
            .at("NamedPlan", StartDate="2025-07-22")
        ),
    ),
    ("S2-24", "query", "Week20", lambda: person().at("Assessment", Week20="1")),
    ("S2-30", "error", None, lambda: person().at("Assessment", AssessmentOutcome="N")),
    ("S2-30", "error", None, lambda: person().drop("NamedPlan")),
    ("S2-30", "error", None, lambda: old_plan().drop("NamedPlan")),
    ("S2-30", "error", None, lambda: old_plan().drop("Assessment")),
    ("S2-31", "error", "StartDate", lambda: old_plan().at("NamedPlan", StartDate=None)),
    ("S2-31", "error", "StartDate", lambda: old_plan().at("NamedPlan", StartDate="2026-01-16")),
    ("S2-31", "query", "StartDate", lambda: person().at("NamedPlan", StartDate="2025-07-11")),
    ("S2-32", "error", "CeaseReason", lambda: ceased(reason=None)),
    ("S2-32", "error", "CeaseDate", lambda: ceased(day=None)),
    ("S2-32", "error", "CeaseDate", lambda: ceased(StartDate="2025-06-02")),
    ("S2-32", "error", "CeaseDate", lambda: ceased(day="2024-12-31")),
    ("S2-32", "error", "CeaseDate", lambda: ceased(day="2026-01-01")),
    ("S2-33", "error", None, lambda: ceased().add("Requests", active())),
    ("S2-33", "error", None, lambda: old_plan().drop("ActivePlans")),
    ("S2-34", "query", "CeaseReason", lambda: ceased(reason="1")),
    ("S2-34", "query", "CeaseReason", lambda: ceased(reason="9")),
    ("S2-34", "query", "CeaseReason", lambda: ceased(reason="5")),
    ("S2-35", "error", "OA", lambda: old_plan().at("NamedPlan", PB="0", OA="1")),
    ("S2-35", "error", "DP", lambda: old_plan().at("NamedPlan", PB="0", DP="E")),
    ("S2-40", "error", "SENsetting", lambda: old_plan().at("PlanDetail", URN=None)),
    ("S2-40", "error", "SENsetting", lambda: old_plan().at("PlacementDetail", SENsetting="OLA")),
    ("S2-40", "error", "UKPRN", lambda: old_plan().at("PlanDetail", UKPRN="10000001")),
    (
        "S2-42",
        "error",
        "SENunitIndicator",
        lambda: old_plan().at("PlacementDetail", SENunitIndicator=None),
    ),
    (
        "S2-42",
        "error",
        "ResourcedProvisionIndicator",
        lambda: old_plan().at("PlanDetail", SENunitIndicator="1", ResourcedProvisionIndicator="1"),
    ),
    ("S2-43", "error", "PlacementRank", lambda: old_plan().add("NamedPlan", detail())),
    ("S2-43", "error", "PlacementRank", lambda: old_plan().add("ActivePlans", placement())),
    ("S2-43", "error", "PlacementRank", lambda: old_plan().at("PlanDetail", PlacementRank="2")),
    ("S2-43", "query", "PlacementRank", lambda: old_plan().at("PlanDetail", PlacementRank=None)),
    ("S2-44", "error", "SENsetting", lambda: with_setting("NEET", born="2010-01-16")),
    ("S2-44", "query", "SENsettingOther", lambda: with_setting("OTH")),
    ("S2-44", "query", "SENsettingOther", lambda: with_setting("NIEO")),
    ("S2-50", "error", None, lambda: old_plan().drop("PlacementDetail")),
    ("S2-50", "error", None, lambda: old_plan().drop("SENneed")),
    (
        "S2-51",
        "error",
        "LeavingDate",
        lambda: old_plan().at("PlacementDetail", LeavingDate="2019-08-31"),
    ),
    (
        "S2-51",
        "error",
        "EntryDate",
        lambda: old_plan().at("PlacementDetail", EntryDate="2026-01-16"),
    ),
    ("S2-51", "query", None, lambda: old_plan().at("PlacementDetail", LeavingDate="2026-01-15")),
    ("S2-52", "error", "LastReview", lambda: reviewed("2025-06-02", "2025-06-01")),
    ("S2-52", "error", "ReviewMeeting", lambda: reviewed(None, "2025-06-01")),
    ("S2-52", "error", "LastReview", lambda: reviewed("2025-06-01", None)),
    ("S2-53", "query", "LastReview", lambda: reviewed("2025-05-01", "2025-05-30")),
    ("S2-53", "query", "LastReview", lambda: reviewed("2025-01-02", "2025-01-15")),
    ("S2-54", "query", "ReviewDraft", lambda: reviewed("2025-06-01", "2025-06-20", "A")),
    (
        "S2-55",
        "error",
        "PhaseTransferDueDate",
        lambda: old_plan().at("ActivePlans", PhaseTransferFinalDate="2025-02-14"),
    ),
    (
        "S2-55",
        "query",
        "PhaseTransferFinalDate",
        lambda: old_plan().at(
            "ActivePlans",
            PhaseTransferDueDate="2025-02-15",
            PhaseTransferFinalDate="2025-02-16",
        ),
    ),
    ("S2-56", "error", "SENtype", lambda: old_plan().add("ActivePlans", need("ASD", "2"))),
    ("S2-56", "error", "SENtypeRank", lambda: old_plan().add("ActivePlans", need("MLD", "1"))),
    ("S2-56", "error", "SENtypeRank", lambda: old_plan().add("ActivePlans", need("MLD", "3"))),
    ("S2-56", "error", "SENtypeRank", lambda: old_plan().add("ActivePlans", need("MLD", None))),
    ("S2-60", "error", "RequestOutcome", lambda: two_requests("A", "A")),
    ("S2-60", "error", None, lambda: old_plan().add("Person", *old_plan().children)),
    ("S2-61", "query", "SENsetting", lambda: with_setting("EYP", born="2020-08-31")),
]

SILENT: list[tuple[str, Make]] = [
    ("S2-01", person),
    ("S2-02", lambda: person(UPN=None, UniqueLearnerNumber="1000000043")),
    ("S2-02", lambda: person(UPN=None, UPNunknown="UN8")),
    ("S2-03", lambda: person(Ethnicity="WROR")),
    ("S2-03", lambda: old_plan().at("SENneed", SENtype="DS")),
    ("S2-04", lambda: person(PersonBirthDate="2025-08-31")),
    ("S2-04", lambda: old_plan(PersonBirthDate="1999-09-01")),
    (
        "S2-05",
        lambda: person(UPN=None, UPNunknown="UN1", PersonBirthDate="2020-01-16"),
    ),
    ("S2-06", lambda: person(UniqueLearnerNumber="1000000043")),
    ("S2-07", person),
    ("1510", person),
    ("1530", person),
    ("1540", person),
    ("1550", lambda: person(UPN="H83120011200A")),
    ("1520", person),
    ("S2-09", old_plan),
    ("S2-10", lambda: request_only("A")),
    ("S2-11", lambda: request_only("N", RequestOutcomeDate="2025-03-03")),
    ("S2-11", lambda: request_only("A", ReceivedDate="2026-01-15")),
    (
        "S2-12",
        lambda: request_only("N", ReceivedDate="2025-12-01", RequestOutcomeDate="2025-12-31"),
    ),
    (
        "S2-12",
        lambda: request_only("N", ReceivedDate="2024-12-31", RequestOutcomeDate="2025-01-01"),
    ),
    ("S2-13", lambda: request_only("N", RequestOutcomeDate="2025-04-14")),
    ("S2-14", old_plan),
    (
        "S2-14",
        lambda: request_only("A", RequestSource=None, ReceivedDate="2024-12-20"),
    ),
    ("99003", old_plan),
    ("S2-15", lambda: request_only("N", RequestMediation="1")),
    ("S2-16", lambda: refused().at("Requests", RequestOutcome="N", RequestTribunal="1")),
    ("S2-17", lambda: request_only("W", Exported="830")),
    ("S2-17", lambda: request_only("W", Exported="942")),
    ("S2-19", refused),
    (
        "S2-20",
        lambda: (
            person()
            .drop("NamedPlan")
            .drop("ActivePlans")
            .at("Assessment", AssessmentOutcomeDate=None)
        ),
    ),
    ("S2-21", lambda: refused(AssessmentOutcomeDate="2025-04-01")),
    ("S2-22", refused),
    ("S2-23", lambda: refused(AssessmentOutcomeDate="2025-06-23")),
    (
        "S2-24",
        lambda: (
            person()
            .at("Assessment", AssessmentOutcomeDate="2025-07-21")
            .at("NamedPlan", StartDate="2025-07-21")
        ),
    ),
    (
        "S2-24",
        lambda: (
            person()
            .at("Assessment", AssessmentOutcomeDate="2025-07-22", Week20="1")
            .at("NamedPlan", StartDate="2025-07-22")
        ),
    ),
    (
        "S2-30",
        lambda: person().at("Assessment", AssessmentOutcome="N", AssessmentMediation="1"),
    ),
    ("S2-30", lambda: refused()),
    (
        "S2-31",
        lambda: (
            person()
            .at("Assessment", AssessmentTribunal="1")
            .at("NamedPlan", StartDate="2025-09-01")
        ),
    ),
    ("S2-31", lambda: old_plan().at("NamedPlan", StartDate="2026-01-15")),
    ("S2-32", lambda: ceased(day="2025-12-31")),
    ("S2-32", lambda: ceased(day="2025-01-01")),
    ("S2-33", ceased),
    (
        "S2-34",
        lambda: ceased(reason="1").set(PersonBirthDate="2006-06-01"),
    ),
    ("S2-34", lambda: ceased(reason="5").at("Requests", Exported="830")),
    ("S2-35", lambda: old_plan().at("NamedPlan", PB="1", OA="1", DP="E")),
    ("S2-35", lambda: old_plan().at("NamedPlan", PB="0", OA="0")),
    ("S2-40", lambda: with_setting("OLA")),
    ("S2-41", person),
    ("S2-42", lambda: with_setting("OLA")),
    ("S2-43", lambda: old_plan().add("NamedPlan", detail(rank="2"))),
    (
        "S2-43",
        lambda: (
            old_plan()
            .at("PlacementDetail", LeavingDate="2025-08-31")
            .add("ActivePlans", placement(entry="2025-09-01"))
        ),
    ),
    ("S2-44", lambda: with_setting("NEET", born="2010-01-15")),
    ("S2-44", lambda: with_setting("OTH", SENsettingOther="a type of school only")),
    ("S2-50", person),
    ("S2-51", lambda: old_plan().at("PlacementDetail", LeavingDate="2026-01-16")),
    (
        "S2-51",
        lambda: (
            old_plan()
            .at("PlacementDetail", LeavingDate="2025-08-31")
            .add("ActivePlans", placement(entry="2025-09-01"))
        ),
    ),
    ("S2-52", lambda: reviewed("2025-06-01", "2025-06-01")),
    ("S2-53", lambda: reviewed("2025-05-01", "2025-05-29")),
    # 12 months starting with 16 January 2025 end on the survey day itself.
    ("S2-53", lambda: reviewed("2025-01-02", "2025-01-16")),
    (
        "S2-54",
        lambda: reviewed("2025-06-01", "2025-06-20", "A").at(
            "ActivePlans", ReviewDraft="2025-06-20"
        ),
    ),
    (
        "S2-55",
        lambda: old_plan().at(
            "ActivePlans",
            PhaseTransferDueDate="2025-02-15",
            PhaseTransferFinalDate="2025-02-15",
        ),
    ),
    ("S2-56", lambda: old_plan().add("ActivePlans", need("MLD", "2"))),
    ("S2-60", lambda: two_requests("A", "W")),
    ("S2-60", lambda: two_requests("N", "A")),
    ("S2-61", lambda: with_setting("EYP", born="2020-09-01")),
]


@pytest.mark.parametrize("year", SURVEY)
@pytest.mark.parametrize("make", [person, old_plan])
def test_a_good_person_has_no_fault(make, year):
    report = run(make(year), year=year)
    assert report.faults.listed == []
    assert report.clean


@pytest.mark.parametrize(("rule", "severity", "field", "make"), FIRES)
def test_fires(rule, severity, field, make):
    report = run(make())
    found = {(f.rule, f.severity.value, f.field) for f in report.faults.listed}
    assert (rule, severity, field) in found
    assert all(f.person == 1 for f in report.faults.listed)
    assert report.clean == all(f.severity.value == "query" for f in report.faults.listed)


@pytest.mark.parametrize(("rule", "make"), SILENT)
def test_is_silent(rule, make):
    assert rule not in {number for number, _ in fired(run(make()))}


def test_every_rule_has_a_case_of_each_kind():
    of_the_return = {"1520", "S2-41"}  # tested below: they need two persons, or a register
    fires = {rule for rule, *_ in FIRES} | of_the_return
    silent = {rule for rule, _ in SILENT}
    assert {rule.number for rule in RULES} == fires == silent


def test_the_rules_are_those_of_the_return():
    blocks = {0: (1, 7), 1: (0, 7), 2: (0, 4), 3: (0, 5), 4: (0, 4), 5: (0, 6), 6: (0, 1)}
    wanted = {f"S2-{t}{n}" for t, (a, b) in blocks.items() for n in range(a, b + 1)}
    ours = {"S2-09", "S2-19"}  # items that all else rests on
    upn = {"1510", "1520", "1530", "1540", "1550"}
    assert {rule.number for rule in RULES} == wanted | ours | upn | {"99003"}


def test_what_reading_finds_is_listed_and_apart_from_the_rules():
    folder = Path(registry.__file__).parent.parent
    found = {
        number
        for file in folder.glob("*.py")
        if file.name != "faults.py"
        for number in re.findall(r'"(S2-9\d)"', file.read_text(encoding="utf-8"))
    }
    assert found | {"100"} == READING_RULES.keys()
    assert not READING_RULES.keys() & {rule.number for rule in RULES}


def test_the_same_upn_twice_names_the_first():
    report = run(person(), person(UPN=OTHER_UPN), person(UPN=UPN.lower()))
    (fault,) = [f for f in report.faults.listed if f.rule == "1520"]
    assert (fault.person, fault.field, fault.value) == (3, "UPN", UPN.lower())
    assert "Person 1" in fault.message


def test_upn_rules_count_each_slip_once():
    report = run(person(UPN="X9992001X200S"))
    assert [f.rule for f in report.faults.listed] == ["1530", "1540", "1550"]


def test_a_bad_date_is_one_fault_and_not_also_a_missing_one():
    report = run(person(PersonBirthDate="2015-02-30"))
    (fault,) = report.faults.listed
    assert (fault.rule, fault.field, fault.value) == ("S2-90", "PersonBirthDate", "2015-02-30")


@pytest.mark.parametrize("text", ["01/09/2025", "20250901", "2025-9-1", "2025-W01-1", "soon"])
def test_dates_are_year_month_day_only(text):
    report = run(person(PersonBirthDate=text))
    assert [(f.rule, f.value) for f in report.faults.listed] == [("S2-90", text)]


# --- Header --------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2026-01-16", "2026-02-30", ""])
def test_the_reference_date_must_be_the_survey_day(day):
    report = dry_run(io.BytesIO(message(person(), ReferenceDate=day)))
    (fault,) = report.faults.listed
    assert (fault.rule, fault.field, fault.value) == ("100", "ReferenceDate", day or None)
    assert fault.person is None


def test_the_authority_must_be_one():
    report = dry_run(io.BytesIO(message(person(), area="999")))
    assert [(f.rule, f.field, f.value) for f in report.faults.listed] == [("S2-92", "LEA", "999")]


# --- Years differ --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "rule", "make"),
    [
        (2025, "S2-14", lambda: person(2025)),
        (2025, "99003", lambda: person(2025)),
        (
            2025,
            "S2-54",
            lambda: old_plan(2025).at("ActivePlans", ReviewMeeting="2024-05-20", ReviewOutcome="A"),
        ),
    ],
)
def test_a_rule_of_2026_is_silent_before(year, rule, make):
    assert rule not in {number for number, _ in fired(run(make(), year=year))}


@pytest.mark.parametrize(
    ("year", "known"), [(2023, False), (2024, False), (2025, True), (2026, True)]
)
@pytest.mark.parametrize(
    ("module", "items"),
    [
        ("SENneed", {"SENtype": "DS"}),
        (
            "PlacementDetail",
            {
                "SENsetting": "OTH",
                "SENsettingOther": "a type only",
                "URN": None,
                "SENunitIndicator": None,
                "ResourcedProvisionIndicator": None,
            },
        ),
    ],
)
def test_codes_come_in_with_their_year(year, known, module, items):
    report = run(old_plan(year).at(module, **items), year=year)
    assert (("S2-03", "error") not in fired(report)) is known


@pytest.mark.parametrize(
    ("module", "item", "value", "years"),
    [
        ("Person", "GenderCurrent", "2", {2023}),
        ("Person", "Sex", "F", {2024, 2025, 2026}),
        ("ActivePlans", "Res", "A", {2023}),
        ("PlacementDetail", "Res", "A", {2024, 2025, 2026}),
        ("PlacementDetail", "AttendancePattern", "F", {2023}),
        ("ActivePlans", "ReviewMeeting", "2022-05-30", {2024, 2025, 2026}),
        ("Requests", "RequestSource", "1", {2026}),
        ("ActivePlans", "ReviewDraft", "2022-06-10", {2026}),
        ("ActivePlans", "PhaseTransferDueDate", "2022-02-15", {2026}),
        ("ActivePlans", "LastReview", "2022-06-10", {2023, 2024, 2025, 2026}),
    ],
)
def test_an_item_outside_its_years_is_a_query(module, item, value, years):
    asked = {
        year
        for year in SURVEY
        if ("S2-94", "query")
        not in fired(run(old_plan(year).at(module, **{item: value}), year=year))
    }
    assert asked == years


def test_before_2024_gender_stands_for_sex():
    report = run(person(2023, GenderCurrent=None), year=2023)
    assert [(f.rule, f.field) for f in report.faults.listed] == [("S2-01", "GenderCurrent")]


# --- With a register -----------------------------------------------------------------------

REGISTER = Register(
    settings=(
        Setting(urn="100001", ukprn="10000001", name="Invented Primary", type_code="1",
                placement_group="mainstream", status_code="1"),
        Setting(urn="100002", name="Invented Closed", type_code="7", placement_group="special",
                status_code="2", closed=date(2025, 8, 31)),
        Setting(urn="100003", name="Invented College", type_code="18", placement_group="post-16",
                status_code="1"),
        Setting(urn="100004", name="Invented University", type_code="29",
                placement_group="other", status_code="1"),
        Setting(urn="100005", name="Invented Later", type_code="1", placement_group="mainstream",
                status_code="1", opened=date(2026, 9, 1)),
        Setting(urn="100006", name="Invented Unit", type_code="1", placement_group="mainstream",
                status_code="1", unit_on_roll=9, resourced_on_roll=0),
    )
)  # fmt: skip


def at_school(urn: str, born: str = "2015-05-05", **items: str | None) -> set[tuple[str, str]]:
    found = old_plan(PersonBirthDate=born).at("PlacementDetail", URN=urn, **items)
    return fired(run(found, register=REGISTER))


def test_a_known_open_school_is_silent():
    assert at_school("100001") == set()


def test_by_ukprn_too():
    assert at_school(None, UKPRN="10000001") == set()
    assert at_school(None, UKPRN="10000009") == {("S2-41", "error")}


@pytest.mark.parametrize(
    ("urn", "items", "expected"),
    [
        ("999999", {}, {("S2-41", "error")}),
        ("100005", {}, {("S2-41", "error")}),
        ("100002", {}, {("S2-41", "query")}),
        ("100004", {}, {("S2-41", "query")}),
        ("100001", {"SENunitIndicator": "1"}, {("S2-42", "query")}),
        ("100006", {"SENunitIndicator": "1"}, set()),
        ("100006", {"ResourcedProvisionIndicator": "1"}, {("S2-42", "query")}),
        ("100003", {}, {("S2-61", "query")}),
    ],
)
def test_what_the_register_shows(urn, items, expected):
    assert at_school(urn, **items) == expected


def test_a_school_that_closed_after_the_child_left_is_silent():
    found = old_plan().at("PlacementDetail", URN="100002", LeavingDate="2025-08-31")
    found.add("ActivePlans", placement(entry="2025-09-01"))
    assert fired(run(found, register=REGISTER)) == set()


def test_without_a_register_it_says_what_was_not_checked():
    report = run(old_plan().at("PlacementDetail", URN="999999"))
    assert report.faults.listed == []
    assert [n.rule for n in report.not_checked] == ["S2-41", "S2-42", "S2-61"]
    assert run(old_plan(), register=REGISTER).not_checked == []

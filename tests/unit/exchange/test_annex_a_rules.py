"""Each rule of the inspection lists fires when it should and stays silent when it should."""

from datetime import date
from typing import Any

import pytest
from tests.unit.exchange.annex_a_books import AS_OF, book, read, rules_of, sound

from goldenthread.exchange.annex_a import LIST_1, LIST_2, checks, compare_with_sen2
from goldenthread.organisations.rules import Register, Setting

NEVER: dict[str, Any] = {}
NO_SETTING = {"urn": None, "phase": None}
SCHOOL_AGE_FROM, SCHOOL_AGE_TO = date(2021, 1, 15), date(2010, 1, 15)  # 5 and 16 on AS_OF
ONLY_SUBSIDIARY = {**NO_SETTING, "second_phase": "b) Primary"}
NO_PLAN = {"first_issued": None, "updated": None, "reviewed": None}
RECENT = {"first_issued": date(2025, 1, 1), "updated": None, "reviewed": None}


def born(day, **more):
    return {"born": day, **more}


# rule in list 1, rule in list 2, severity, heading it names, cells that fire it, cells that do not
BOTH = [
    ("101a", "201a", "error", "Date of birth", {"born": None}, NEVER),
    ("101b", "201b", "error", "Gender", {"gender": None}, {"gender": "c) Not known"}),
    ("101c", "201c", "error", "Ethnicity", {"ethnicity": "  "}, {"ethnicity": "s) REFU"}),
    ("101d", "201d", "error", "SEN primary need", {"need": None}, {"need": "OTH"}),
    ("102a", "202a", "query", "Date of birth", born(date(2001, 1, 15)), born(date(2001, 1, 16))),
    ("102a", "202a", "query", "Date of birth", born(date(2000, 1, 16)), born(date(2001, 1, 16))),
    ("102b", "202b", "error", "Date of birth", born(date(2000, 1, 15)), born(date(2000, 1, 16))),
    (
        *("103", "203", "error", "Does the child or young person have a disability?"),
        {"disabled": None},
        {"disabled": "No"},
    ),
    (
        *("105a", "205a", "query", "Date of birth"),
        born(date(2026, 1, 16), **NO_PLAN),
        born(date(2026, 1, 15), **NO_PLAN),
    ),
    (
        *("107", "207", "error", "UPN"),
        born(date(2020, 1, 15), upn=None, uln=None),
        born(date(2020, 1, 16), upn=None, uln=None),
    ),
    ("107", "207", "error", "UPN", {"upn": None, "uln": None}, {"upn": "UN8", "uln": None}),
    ("107", "207", "error", "UPN", {"upn": None, "uln": None}, {"upn": None}),
    (
        *("108a", "208a", "error", "Main education establishment – URN"),
        born(SCHOOL_AGE_FROM, **NO_SETTING, **RECENT),
        born(date(2021, 1, 16), **NO_SETTING, **RECENT),
    ),
    (
        *("108a", "208a", "error", "Main education establishment – URN"),
        born(SCHOOL_AGE_TO, **NO_SETTING),
        born(date(2010, 1, 14), **NO_SETTING),
    ),
    (
        *("108b", "208b", "error", "Main education establishment – URN"),
        ONLY_SUBSIDIARY,
        {"second_phase": "b) Primary"},
    ),
    ("AA-01", "AA-01", "error", "UPN", {"upn": "A831200112001"}, {"upn": "h83120011200a"}),
    ("AA-04", "AA-04", "error", "SEN primary need", {"need": "K"}, {"need": "k)"}),
    ("AA-04", "AA-04", "query", "SEN primary need", {"need": "DS"}, {"need": "l) OTH"}),
    ("AA-06", "AA-06", "error", "Absence", {"absence": 100.1}, {"absence": 100}),
    ("AA-06", "AA-06", "error", "Absence", {"absence": -1}, {"absence": 0}),
    ("AA-09", "AA-09", "error", "Gender", {"gender": "b) Male"}, {"gender": "a) Male"}),
    ("AA-09", "AA-09", "query", "Ethnicity", {"ethnicity": "WENG"}, {"ethnicity": "WBRI"}),
    ("AA-10", "AA-10", "error", "Date of birth", born("31/02/2015"), born("28/02/2015")),
    ("AA-10", "AA-10", "query", "Date of birth", born("2015-05-04"), born("04/05/2015")),
    ("AA-11", "AA-11", "error", "Suspensions", {"suspensions": 1.5}, {"suspensions": "3"}),
    ("AA-12", "AA-12", "error", "Absence", {"absence": "=4+1"}, {"absence": "5"}),
    ("AA-13", "AA-13", "error", "ULN", {"uln": "#N/A"}, {"uln": "1234567899"}),
    ("AA-16", "AA-16", "error", "Unique ID", {"unique_id": None}, {"unique_id": 0}),
    ("AA-19", "AA-19", "error", "ULN", {"uln": 1000000063}, {"uln": 1000000043}),
    ("AA-19", "AA-19", "error", "ULN", {"uln": "none"}, {"uln": "UN9"}),
    (
        *("AA-20", "AA-20", "error", "Main education establishment – URN"),
        {"urn": 10001},
        {"urn": 100001.0},
    ),
    (
        *("AA-21", "AA-21", "query", "Which children's social care team?"),
        {"social_care_team": "Family support"},
        {"social_care_team": "Family support", "social_care": "a) Yes"},
    ),
]
LIST_1_ONLY = [
    (
        *("105b", "query", "Date initial EHC plan issued"),
        {"first_issued": date(2026, 1, 16), "updated": None, "reviewed": None},
        {"first_issued": date(2026, 1, 15), "updated": None, "reviewed": None},
    ),
    (
        *("105c", "query", "Date updated EHC plan issued"),
        {"updated": date(2026, 1, 16)},
        {"updated": date(2026, 1, 15)},
    ),
    (
        *("105d", "query", "Date EHC plan last reviewed"),
        {"reviewed": date(2026, 1, 16)},
        {"reviewed": date(2026, 1, 15)},
    ),
    (
        *("106a", "error", "Date initial EHC plan issued"),
        {"updated": date(2020, 3, 1)},
        {"updated": date(2020, 3, 2)},
    ),
    (
        *("106b", "error", "Date initial EHC plan issued"),
        {"reviewed": date(2020, 3, 1)},
        {"reviewed": date(2020, 3, 2)},
    ),
    (
        *("108a", "query", "Main education establishment – URN"),
        {**NO_SETTING, "home_educated": "a) Yes"},
        {**ONLY_SUBSIDIARY, "home_educated": "a) Yes"},
    ),
    (
        *("AA-05", "query", "Elective home education"),
        {"home_educated": "Yes"},
        {"home_educated": "Yes", **NO_SETTING},
    ),
    (
        *("AA-07", "error", "Date updated EHC plan issued"),
        {"first_issued": None},
        {"first_issued": None, "updated": None},
    ),
    (
        *("AA-22", "error", "Date of birth"),
        born(date(2020, 3, 3), updated=None, reviewed=None),
        born(date(2020, 3, 2), updated=None, reviewed=None),
    ),
]
CASES = [
    *((LIST_1, rule, *rest) for rule, _, *rest in BOTH),
    *((LIST_2, rule, *rest) for _, rule, *rest in BOTH),
    *((LIST_1, *rest) for rest in LIST_1_ONLY),
]


def faults_of(name, cells):
    """Return the faults of row 3 of a list, below a sound row."""
    number = 1 if name == LIST_1 else 1001
    rows = [sound(number), sound(number + 1, **cells)]
    lists = read(book(**({"list_1": rows} if name == LIST_1 else {"list_2": rows})))
    assert all((f.list_name, f.row) == (name, 3) for f in lists.faults)
    return lists.faults


@pytest.mark.parametrize(("name", "rule", "severity", "heading", "fires", "silent"), CASES)
def test_a_rule_fires_and_names_its_place(name, rule, severity, heading, fires, silent):
    found = [f for f in faults_of(name, fires) if f.rule == rule]
    assert [(f.field, f.severity) for f in found] == [(heading, severity)]
    assert found[0].message.endswith((".", "?", ")"))
    key = next(c.key for c in checks_columns() if c.heading == heading)
    written = sound(0, **fires)[key]
    assert bool(found[0].value) == (written is not None and str(written).strip() != "")


@pytest.mark.parametrize(("name", "rule", "severity", "heading", "fires", "silent"), CASES)
def test_a_rule_is_silent_when_it_should_be(name, rule, severity, heading, fires, silent):
    assert rule not in [f.rule for f in faults_of(name, silent) if f.field == heading]


def checks_columns():
    from goldenthread.exchange.annex_a.columns import COLUMNS

    return COLUMNS


def test_every_rule_has_a_case():
    tried = {(name, rule) for name, rule, *_ in CASES}
    for rule in checks.ROW_RULES:
        for name in (LIST_1, LIST_2):
            number = rule.number_in(name)
            assert number is None or (name, number) in tried


def test_numbers_missing_in_list_2_belong_to_plans():
    plan_rules = {rule.first for rule in checks.ROW_RULES if rule.second is None}
    assert {"105b", "105c", "105d", "106a", "106b", "AA-05", "AA-07", "AA-22"} <= plan_rules


def test_a_sound_workbook_has_no_faults():
    lists = read(book([sound(n) for n in range(1, 9)], [sound(n) for n in range(1001, 1005)]))
    assert lists.faults == ()
    assert lists.is_clean
    assert (len(lists.list_1), len(lists.list_2)) == (8, 4)


# --- Rules across rows -------------------------------------------------------------------


def test_a_upn_on_two_rows_is_reported_on_both_whoever_they_are():
    upn = sound(1)["upn"]
    lists = read(
        book(
            [sound(1), sound(2, upn=f" {upn.lower()} "), sound(3)],
            [sound(1001), sound(1002), sound(1003, upn=sound(1001)["upn"])],
        )
    )
    assert rules_of(lists) == [
        (LIST_1, 2, "109"),
        (LIST_1, 3, "109"),
        (LIST_2, 2, "209"),
        (LIST_2, 4, "209"),
    ]
    assert "row 3" in lists.faults[0].message
    assert "latest first plan" in lists.faults[0].message


def test_no_upn_and_a_reason_for_none_may_repeat():
    assert read(book([sound(1, upn=None), sound(2, upn=None)])).faults == ()
    assert read(book([sound(1, upn="UN8"), sound(2, upn="un8")])).faults == ()


def test_an_identifier_on_two_rows_is_reported_on_both():
    lists = read(book([sound(1), sound(2, unique_id="inv-1"), sound(3)]))
    assert rules_of(lists) == [(LIST_1, 2, "AA-17"), (LIST_1, 3, "AA-17")]


@pytest.mark.parametrize("same", ["unique_id", "upn"])
def test_a_child_on_both_lists_is_queried_once(same):
    lists = read(book([sound(1)], [sound(1001), sound(1002, **{same: sound(1)[same]})]))
    assert [(f.list_name, f.row, f.rule, f.severity) for f in lists.faults] == [
        (LIST_2, 3, "AA-18", "query")
    ]
    assert "List_1 row 2" in lists.faults[0].message
    assert lists.is_clean


# --- The register ------------------------------------------------------------------------


def setting(**changes):
    base = {
        "urn": "100001",
        "name": "Invented",
        "type_code": "1",
        "placement_group": "mainstream",
        "phase": "Primary",
    }
    return Setting(**base | changes)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (setting(), []),
        (setting(urn="100002"), [("AA-02", "error")]),
        (setting(closed=date(2026, 1, 14)), [("AA-02", "query")]),
        (setting(closed=date(2026, 1, 15)), []),
        (setting(opened=date(2026, 1, 16)), [("AA-02", "query")]),
        (setting(phase="Secondary"), [("AA-03", "query")]),
        (setting(phase="Not applicable"), []),
        (setting(type_code="7", placement_group="special"), [("AA-03", "query")]),
        (setting(type_code="14", placement_group="alternative provision"), [("AA-03", "query")]),
        (setting(type_code="18", placement_group="post-16"), [("AA-03", "query")]),
        (setting(type_code="24", placement_group="other"), []),
    ],
)
def test_the_main_establishment_against_the_register(known, expected):
    register = Register((known, setting(urn="100009")))
    lists = read(book([sound(1)], []), register=register)
    assert [(f.rule, f.severity) for f in lists.faults if f.list_name == LIST_1] == expected


@pytest.mark.parametrize(
    ("type_code", "group", "phase", "agrees"),
    [
        ("7", "special", "g) Special", True),
        ("32", "post-16", "g) Special", True),
        ("32", "post-16", "i) FE college", True),
        ("18", "post-16", "i) FE college", True),
        ("14", "alternative provision", "h) Pupil referral unit/Alternative provision", True),
        ("7", "special", "i) FE college", False),
    ],
)
def test_phases_that_agree_with_the_type(type_code, group, phase, agrees):
    known = setting(type_code=type_code, placement_group=group, phase="Not applicable")
    lists = read(book([sound(1, phase=phase)], []), register=Register((known,)))
    assert ("AA-03" not in [f.rule for f in lists.faults]) is agrees


def test_a_urn_of_the_wrong_shape_is_not_looked_up():
    lists = read(book([sound(1, urn="School")], []), register=Register((setting(),)))
    assert [f.rule for f in lists.faults if f.list_name == LIST_1] == ["AA-20"]


def test_list_1_against_the_plans_of_a_sen2_return():
    rows = read(book()).list_1
    assert compare_with_sen2(rows, active_plans=1) is None
    fault = compare_with_sen2(rows, active_plans=1_200)
    assert (fault.rule, fault.severity, fault.value) == ("AA-08", "query", "1")
    assert "1,200" in fault.message


def test_the_day_of_the_request_decides_and_not_today():
    rows = [sound(1, born=date(2001, 1, 15))]
    assert rules_of(read(book(rows))) == [(LIST_1, 2, "102a")]
    assert rules_of(read(book(rows), as_of=date(2026, 1, 14))) == []
    assert rules_of(read(book(rows), as_of=date(2027, 1, 15))) == [(LIST_1, 2, "102b")]
    assert date(2026, 1, 15) == AS_OF

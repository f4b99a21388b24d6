"""Reading single cells: lettered values, bare codes, numbers, dates, percentages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.exchange.annex_a.cells import take, text_of
from goldenthread.exchange.annex_a.columns import BY_KEY, COLUMNS, Kind, columns_of, loosely


@dataclass
class Cell:
    value: Any
    data_type: str = "s"
    number_format: str = "General"


def taken(key, value, **cell):
    value, objection = take(Cell(value, **cell), BY_KEY[key])
    return value, objection.rule if objection else None


@pytest.mark.parametrize("text", ["a) Male", "A) MALE", "(a) Male", "a)", "Male", "m", 1, "1", 1.0])
def test_one_gender_in_many_spellings(text):
    assert taken("gender", text) == ("Male", None)


@pytest.mark.parametrize(
    ("value", "gender"),
    [(2, "Female"), (3, "Not known"), (0, "Not known"), (4, "Not specified"), (9, "Not specified")],
)
def test_gender_by_number_down_the_list_or_by_the_older_code(value, gender):
    assert taken("gender", value) == (gender, None)


@pytest.mark.parametrize("value", [5, "a", "e) Other", "b) Male", "man", ")", "a) Female"])
def test_genders_refused(value):
    assert taken("gender", value) == (None, "AA-09")


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("ethnicity", "d) WOTH", "WOTH"),
        ("ethnicity", "u) Unknown", "UNKNOWN"),
        ("ethnicity", "wrom", "WROM"),
        ("ethnicity", "a) WBRI White British", "WBRI"),
        ("need", "k) ASD", "ASD"),
        ("need", 11, "ASD"),
        ("need", "l) Oth", "OTH"),
        ("phase", "c) Middle (deemed primary)", "Middle (deemed primary)"),
        ("phase", "FE college", "FE college"),
        ("phase", 9, "FE college"),
        ("home_educated", "a) Yes", True),
        ("home_educated", "N", False),
        ("pupil_premium", True, True),
        ("pupil_premium", 0, False),
        ("pupil_premium", 2, False),
        ("disabled", "YES", True),
    ],
)
def test_other_lists(key, value, read):
    assert taken(key, value) == (read, None)


@pytest.mark.parametrize(
    "column", [c for c in COLUMNS if c.kind is Kind.CHOICE], ids=lambda c: c.key
)
def test_every_choice_reads_back_from_each_of_its_spellings(column):
    for place, choice in enumerate(column.choices, start=1):
        expected = choice == "Yes" if set(column.choices) == {"Yes", "No"} else choice
        for spelling in (column.lettered(choice), choice, choice.upper(), place):
            assert taken(column.key, spelling) == (expected, None)


def test_a_letter_alone_is_not_a_value_since_k_is_also_a_code_for_sen_support():
    assert taken("need", "K") == (None, "AA-04")
    assert taken("need", "k)") == ("ASD", None)


@pytest.mark.parametrize(
    ("text", "read", "rule"),
    [
        ("WENG", "WBRI", "AA-09"),
        ("okrd", "OOTH", "AA-09"),
        ("ABRI", None, "AA-09"),
        ("XXXX", None, "AA-09"),
    ],
)
def test_a_fuller_ethnicity_code_is_rolled_up_and_queried(text, read, rule):
    assert taken("ethnicity", text) == (read, rule)


def test_down_syndrome_is_kept_and_queried():
    assert taken("need", "DS") == ("DS", "AA-04")


@pytest.mark.parametrize(
    ("value", "read", "rule"),
    [
        (datetime(2015, 5, 4), date(2015, 5, 4), None),
        (datetime(2015, 5, 4, 13, 30), date(2015, 5, 4), None),
        ("04/05/2015", date(2015, 5, 4), None),
        ("4/5/2015", date(2015, 5, 4), None),
        ("04/05/2015 00:00:00", date(2015, 5, 4), None),
        (" 29/02/2024 ", date(2024, 2, 29), None),
        ("2015-05-04", date(2015, 5, 4), "AA-10"),
        ("29/02/2023", None, "AA-10"),
        ("05/13/2015", None, "AA-10"),
        ("04/05/15", None, "AA-10"),
        ("00/00/0000", None, "AA-10"),
        (42128, None, "AA-10"),
        ("last May", None, "AA-10"),
        (True, None, "AA-10"),
    ],
)
def test_dates_day_first(value, read, rule):
    assert taken("born", value) == (read, rule)


@pytest.mark.parametrize(
    ("value", "shown", "read", "rule"),
    [
        (12.5, "General", 12.5, None),
        ("12.5%", "General", 12.5, None),
        ("12.5", "General", 12.5, None),
        (0.125, "0.0%", 12.5, None),
        (0.125, "General", 0.125, None),
        (1, "0%", 100.0, None),
        (12.5, '0.0"%"', 12.5, None),  # the sign is only text
        (12.5, "0.0\\%", 12.5, None),
        (1.01, "0%", None, "AA-06"),
        (101, "General", None, "AA-06"),
        (-0.5, "General", None, "AA-06"),
        ("most of it", "General", None, "AA-06"),
        (True, "General", None, "AA-06"),
        (float("nan"), "General", None, "AA-06"),
        ("1e5", "General", None, "AA-06"),
    ],
)
def test_percentages(value, shown, read, rule):
    assert taken("absence", value, number_format=shown) == (read, rule)


@pytest.mark.parametrize(
    ("value", "read", "rule"),
    [
        (0, 0, None),
        (3.0, 3, None),
        ("12", 12, None),
        (-1, None, "AA-11"),
        (2.5, None, "AA-11"),
        ("two", None, "AA-11"),
        ("²", None, "AA-11"),
        (10**9, None, "AA-11"),
    ],
)
def test_counts(value, read, rule):
    assert taken("suspensions", value) == (read, rule)


def test_formulas_and_excel_errors_are_not_values():
    assert taken("urn", "=A1", data_type="f") == (None, "AA-12")
    assert taken("urn", "#REF!", data_type="e") == (None, "AA-13")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  two   words ", "two words"),
        ("\u00a0", ""),
        (100001.0, "100001"),
        (1000000043, "1000000043"),
        (datetime(2015, 5, 4), "04/05/2015"),
        (1.5, "1.5"),
        (float("inf"), "inf"),
    ],
)
def test_the_text_of_a_cell(value, text):
    assert text_of(Cell(value)) == text


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(["a)", "a) ", "1)", "%", "0%", "1/1/1", "99/99/9999"]),
)


@settings(deadline=None)
@given(cells, st.sampled_from(COLUMNS), st.sampled_from(["s", "n", "d", "f", "e", "b"]))
def test_no_cell_makes_it_fall_over(value, column, data_type):
    cell = Cell(value, data_type)
    text = text_of(cell)
    assert isinstance(text, str)
    if text:
        read, objection = take(cell, column)
        assert read is not None or objection is not None


def test_columns_of_each_list_are_those_of_the_template():
    assert len(columns_of("List_1")) == 21
    assert len(columns_of("List_2")) == 17
    plan_only = [c.heading for c in columns_of("List_1") if c not in columns_of("List_2")]
    assert plan_only == [
        "Date initial EHC plan issued",
        "Date updated EHC plan issued",
        "Date EHC plan last reviewed",
        "Elective home education",
    ]
    dashed = [c.heading for c in COLUMNS if " – " in c.heading]
    assert len(dashed) == 3


def test_no_two_headings_are_nearly_alike():
    assert len({loosely(c.heading) for c in COLUMNS}) == len(COLUMNS)

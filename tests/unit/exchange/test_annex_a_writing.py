"""Writing the lists: what is written reads back, is sound, and can do no harm when opened."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.exchange.annex_a_books import AS_OF, book, read, sound

from goldenthread.exchange.annex_a import LIST_1, LIST_2, Record, write_lists
from goldenthread.exchange.annex_a.columns import (
    ETHNICITIES,
    GENDERS,
    LISTS,
    NEEDS,
    PHASES,
    columns_of,
)
from goldenthread.exchange.annex_a.writing import neutral

FIRST = read(book()).list_1[0].record
SECOND = read(book()).list_2[0].record


def written(*records):
    out = io.BytesIO()
    write_lists(records, out)
    return out.getvalue()


def test_what_is_written_reads_back_without_a_fault():
    lists = read(written(FIRST, SECOND))
    assert lists.faults == ()
    assert lists.records == (FIRST, SECOND)


def test_a_thousand_children_on_each_list_stay_sound():
    records = [
        replace(record, unique_id=cells["unique_id"], upn=cells["upn"])
        for record, start in ((FIRST, 1), (SECOND, 5001))
        for cells in (sound(number) for number in range(start, start + 1000))
    ]
    lists = read(written(*records))
    assert lists.faults == ()
    assert lists.records == tuple(records)


def test_to_a_path(tmp_path):
    path = tmp_path / "lists.xlsx"
    write_lists([FIRST], path)
    assert read(path.read_bytes()).list_1[0].record == FIRST


def test_sheets_and_headings_are_those_of_the_template():
    made = openpyxl.load_workbook(io.BytesIO(written(FIRST)))
    assert made.sheetnames == [LIST_1, LIST_2]
    for name in LISTS:
        headings = [cell.value for cell in made[name][1]]
        assert headings == [column.heading for column in columns_of(name)]
        assert made[name].sheet_state == "visible"
    assert made[LIST_1]["E2"].value == "a) Male"
    assert made[LIST_1]["D2"].number_format == "DD/MM/YYYY"


def test_down_syndrome_goes_out_as_other_until_the_template_has_it():
    assert read(written(replace(FIRST, need="DS"))).list_1[0].record.need == "OTH"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\0", "=cmd|' /C calc'!A0"])
def test_text_that_a_spreadsheet_might_run_is_neutralised(start):
    team = f"{start}1+1"
    made = openpyxl.load_workbook(
        io.BytesIO(written(replace(FIRST, social_care=True, social_care_team=team)))
    )
    cell = made[LIST_1]["T2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_text_at_all_is_written_as_text(team):
    record = replace(FIRST, social_care=True, social_care_team=team, unique_id=team)
    made = openpyxl.load_workbook(io.BytesIO(written(record)))
    for place in ("A2", "T2"):
        assert made[LIST_1][place].data_type in {"s", "n"}  # n: an empty cell
        assert not str(made[LIST_1][place].value or "").startswith(("=", "+", "-", "@", "\t"))
    assert not neutral(team).startswith(("=", "+", "-", "@", "\t", "\r", "\0"))


def test_the_file_names_nobody_and_holds_nothing_live():
    content = written(FIRST, SECOND)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = " ".join(parts.namelist()).casefold()
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert not any(word in names for word in ("vba", "externallink", "pivot", "comment"))
    assert b"openpyxl" not in parts_with_properties(content)
    assert b"<f>" not in everything
    assert b'state="hidden"' not in everything
    properties = openpyxl.load_workbook(io.BytesIO(content)).properties
    assert (properties.creator or "", properties.lastModifiedBy or "") == ("", "")


def parts_with_properties(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return parts.read("docProps/core.xml")


days = st.dates(date(2001, 3, 1), AS_OF)
records = st.builds(
    Record,
    list_name=st.just(LIST_1),
    unique_id=st.from_regex(r"[A-Z0-9]{1,12}", fullmatch=True),
    born=days,
    gender=st.sampled_from(GENDERS),
    ethnicity=st.sampled_from(ETHNICITIES),
    first_issued=st.none() | days,
    updated=st.none() | days,
    reviewed=st.none() | days,
    need=st.sampled_from(NEEDS),
    urn=st.none() | st.from_regex(r"[1-9][0-9]{5}", fullmatch=True),
    phase=st.none() | st.sampled_from(PHASES),
    second_phase=st.none() | st.sampled_from(PHASES),
    home_educated=st.none() | st.booleans(),
    suspensions=st.none() | st.integers(0, 60),
    exclusions=st.none() | st.integers(0, 3),
    absence=st.none() | st.integers(0, 1000).map(lambda tenths: tenths / 10),
    pupil_premium=st.none() | st.booleans(),
    social_care=st.none() | st.booleans(),
    social_care_team=st.none() | st.sampled_from(["Children in need", "Family support"]),
    disabled=st.none() | st.booleans(),
)


@given(st.lists(records, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_every_record_survives_writing_and_reading(children):
    assert read(written(*children)).records == tuple(children)

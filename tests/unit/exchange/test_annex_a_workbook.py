"""Workbooks that are not what they should be are refused in a sentence, and never crash."""

import contextlib
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula
from tests.unit.exchange.annex_a_books import (
    AS_OF,
    SHEET_1,
    SOUND,
    book,
    read,
    repacked,
    rules_of,
    sound,
)

from goldenthread.exchange.annex_a import LIST_1, LIST_2, WorkbookRefused, read_lists, workbook

GOOD = book()
FAKE = Path(__file__).parents[4] / "shared/data/annex-a-sen-validator/fake_sen.xlsx"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TYPES = "[Content_Types].xml"


def refusal(content, **options):
    with pytest.raises(WorkbookRefused) as refused:
        read(content, **options)
    said = str(refused.value)
    assert said.endswith(".")
    return said


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def test_the_sound_workbook_these_are_made_from_is_read():
    assert read(GOOD).faults == ()


# --- Not a workbook ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"Unique ID,UPN\nINV-1,X831200112001\n", "not an Excel workbook"),
        (b"<html><table></table></html>", "not an Excel workbook"),
        (OLE, "old kind of Office file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (zipped(a="x"), "zip file"),
        (zipped(**{TYPES: "<Types/>"}), "not an Excel workbook"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
    ],
)
def test_what_is_no_workbook_is_called_by_its_name(content, said):
    assert said in refusal(content)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lists.xlsm", "macros"),
        ("lists.XLSB", "macros"),
        ("lists.xls", "must end in .xlsx"),
        ("lists.csv", "must end in .xlsx"),
        ("lists", "must end in .xlsx"),
    ],
)
def test_the_name_must_be_right_too(tmp_path: Path, name, said):
    path = tmp_path / name
    path.write_bytes(GOOD)
    with pytest.raises(WorkbookRefused, match=said):
        read_lists(path, as_of=AS_OF)


def test_the_name_an_upload_came_with_must_be_right():
    assert read(GOOD, name="lists.xlsx").faults == ()
    assert "macros" in refusal(GOOD, name="lists.xlsm")


def test_a_path_is_read_whatever_the_case_of_its_ending(tmp_path: Path):
    path = tmp_path / "LISTS.XLSX"
    path.write_bytes(GOOD)
    assert read_lists(path, as_of=AS_OF).faults == ()
    assert read_lists(str(path), as_of=AS_OF).faults == ()


# --- Hostile workbooks -------------------------------------------------------------------


def test_macros_are_refused_however_the_file_is_named():
    assert "macros" in refusal(repacked(GOOD, add={"xl/vbaProject.bin": b"x"}))
    kinds = {TYPES: lambda part: part.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")}
    assert "macros" in refusal(repacked(GOOD, kinds))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked(GOOD, add={"xl/media/image1.png": bytes(20_000_000)})
    assert len(bomb) < 50_000
    assert "unpacks to far more" in refusal(bomb)


def test_a_part_that_lies_about_its_size_is_refused():
    content = bytearray(repacked(GOOD, add={"xl/long.xml": b" " * 50_000}))
    place = content.rindex(b"xl/long.xml") - 46 + 24  # unpacked size in the central directory
    assert int.from_bytes(content[place : place + 4], "little") == 50_000
    content[place : place + 4] = (10).to_bytes(4, "little")
    assert "damaged" in refusal(bytes(content))


def test_too_many_parts_are_refused():
    parts = {f"xl/{n}.bin": b"" for n in range(1_001)}
    assert "1,000 parts" in refusal(repacked(GOOD, add=parts))


def test_a_file_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_BYTES", 4_000)
    assert "larger than" in refusal(GOOD)


def test_an_encrypted_part_is_refused():
    content = bytearray(GOOD)
    first = content.index(b"PK\x01\x02")
    content[first + 8] |= 1
    assert "password" in refusal(bytes(content))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("part", [SHEET_1, "xl/workbook.xml", "xl/styles.xml"])
def test_document_types_and_entities_are_refused(part, encoding):
    head = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'
    hostile = {part: lambda xml: (head + xml.decode().partition("?>")[2]).encode(encoding)}
    assert part in refusal(repacked(GOOD, hostile))


def test_what_a_sheet_says_of_its_size_is_not_believed():
    def huge(xml):
        changed = xml.replace(b'<dimension ref="A1:U2"', b'<dimension ref="A1:XFD1048576"')
        assert changed != xml
        return changed

    lists = read(repacked(GOOD, {SHEET_1: huge}))
    assert (len(lists.list_1), lists.faults) == (1, ())


def test_a_row_beyond_the_end_of_any_sheet_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "LAST_ROW", 5_000)  # the true limit, and the same code, sooner
    far = {SHEET_1: lambda xml: xml.replace(b'<row r="2"', b'<row r="99999999999"')}
    assert "List_1 goes past row 5,000" in refusal(repacked(GOOD, far))


def test_too_many_rows_are_refused_and_the_sheet_named(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    many = [sound(n) for n in range(1, 5)]
    assert "List_1 has more than 3 rows" in refusal(book(many))


@given(st.integers(0, len(GOOD) - 1))
@settings(max_examples=40, deadline=None)
def test_a_file_cut_short_anywhere_is_refused(length):
    refusal(GOOD[:length])


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
@settings(max_examples=80, deadline=None)
def test_one_damaged_byte_never_makes_it_fall_over(place, change):
    content = bytearray(GOOD)
    content[place] ^= change
    with contextlib.suppress(WorkbookRefused):
        assert read(bytes(content)).as_of == AS_OF


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET_1, lambda xml: xml[: len(xml) // 2]),
        (SHEET_1, lambda xml: b""),
        (SHEET_1, lambda xml: xml.replace(b'r="A2"', b'r="!!"')),
        ("xl/workbook.xml", lambda xml: b"<workbook/>"),
        ("xl/styles.xml", lambda xml: b"not xml"),
        ("xl/_rels/workbook.xml.rels", lambda xml: b"<Relationships/>"),
    ],
)
def test_a_broken_part_is_refused(part, change):
    refusal(repacked(GOOD, {part: change}))


@pytest.mark.beside
@pytest.mark.parametrize(
    ("part", "change"),
    [
        (SHEET_1, lambda xml: re.sub(rb't="s"><v>\d+</v>', b't="s"><v>999999</v>', xml)),
        ("xl/sharedStrings.xml", lambda xml: b"<sst"),
    ],
)
def test_text_kept_apart_from_its_cells_may_be_broken_too(part, change):
    made_by_excel = FAKE.read_bytes()
    assert len(read(made_by_excel).list_1) == 2
    refusal(repacked(made_by_excel, {part: change}))


# --- Sheets and headings -----------------------------------------------------------------


def test_a_missing_sheet_is_named():
    def without(made):
        del made[LIST_2]

    assert refusal(book(then=without)) == "The workbook has no sheet named 'List_2'."


def test_a_sheet_named_nearly_right_is_read_and_a_fault():
    def renamed(made):
        made[LIST_1].title = "list 1"

    lists = read(book(then=renamed))
    assert [(f.rule, f.severity, f.value) for f in lists.faults] == [("AA-14", "error", "list 1")]
    assert len(lists.list_1) == 1


def test_an_empty_sheet_is_refused_and_named():
    def emptied(made):
        made[LIST_1].delete_rows(1, 10)

    assert refusal(book(then=emptied)) == "List_1 has no headings in row 1."


def test_headings_lower_down_are_refused():
    def lowered(made):
        made[LIST_2].insert_rows(1)

    assert refusal(book(then=lowered)) == "List_2 has no headings in row 1."


def test_headings_and_no_rows_is_a_query():
    lists = read(book([], []))
    assert [(f.list_name, f.rule, f.severity) for f in lists.faults] == [
        (LIST_1, "AA-23", "query"),
        (LIST_2, "AA-23", "query"),
    ]
    assert lists.records == ()


@pytest.mark.parametrize("key", list(SOUND))
def test_each_missing_column_is_named(key):
    from goldenthread.exchange.annex_a.columns import BY_KEY

    said = refusal(book(headings={key: "Something else"}))
    assert f"List_1 has no column headed '{BY_KEY[key].heading}'" in said
    assert (LIST_2 in said) is (LIST_2 in BY_KEY[key].lists)


@pytest.mark.parametrize(
    ("key", "heading"),
    [
        ("urn", "Main education establishment - URN"),
        ("urn", "Main education establishment – URN "),
        ("phase", "Main education establishment—phase"),
        ("born", "Date of Birth"),
        ("born", "Date  of birth"),
        ("disabled", "Does the child or young person have a disability"),
        ("social_care", "Known to children’s social care?"),
        ("unique_id", "UniqueID"),
    ],
)
def test_a_heading_not_right_to_the_character_is_read_and_a_fault(key, heading):
    from goldenthread.exchange.annex_a.columns import BY_KEY

    lists = read(book(headings={key: heading}))
    assert [(f.list_name, f.row, f.rule, f.field, f.value, f.severity) for f in lists.faults] == [
        (name, 1, "AA-14", BY_KEY[key].heading, heading, "error") for name in (LIST_1, LIST_2)
    ]
    assert f"'{BY_KEY[key].heading}'" in lists.faults[0].message
    assert getattr(lists.list_1[0].record, key) is not None


def test_upn_is_never_taken_for_urn_or_uln():
    assert "no column headed 'UPN'" in refusal(book(headings={"upn": "UPNN"}))
    assert "no column headed 'UPN'" in refusal(book(headings={"upn": "URN"}))


def test_a_heading_twice_is_refused():
    assert "two columns headed 'UPN'" in refusal(book(headings={"uln": "UPN"}))


def test_a_stranger_among_the_columns_is_a_query():
    def with_note(made):
        made[LIST_1]["V1"] = "Our own note"
        made[LIST_1]["V2"] = "anything"

    lists = read(book(then=with_note))
    assert [(f.row, f.rule, f.field, f.severity) for f in lists.faults] == [
        (1, "AA-15", "Our own note", "query")
    ]


def test_columns_may_stand_in_any_order():
    def turned(made):
        sheet = made[LIST_2]
        table = [list(row)[::-1] for row in sheet.iter_rows(values_only=True)]
        sheet.delete_rows(1, 5)
        for row in table:
            sheet.append(row)

    assert read(book(then=turned)).records == read(GOOD).records


# --- Rows --------------------------------------------------------------------------------


def test_blank_rows_are_passed_over_and_numbers_are_those_of_the_spreadsheet():
    def gaps(made):
        made[LIST_1].insert_rows(2, 3)
        made[LIST_1]["A9"] = "   "

    lists = read(book([sound(1), sound(2, need="K")], then=gaps))
    assert [row.number for row in lists.list_1] == [5, 6]
    assert rules_of(lists) == [(LIST_1, 6, "AA-04")]


def test_formulas_of_every_kind_are_faults_and_nothing_is_run():
    def formulas(made):
        made[LIST_1]["Q2"] = "=SUM(1,2)"
        made[LIST_1]["O2"] = '=WEBSERVICE("http://example.invalid/")'
        made[LIST_1]["P2"] = ArrayFormula("P2:P2", "=1+1")

    lists = read(book(then=formulas))
    assert [(f.rule, f.field) for f in lists.faults] == [
        ("AA-12", "Absence"),
        ("AA-12", "Permanent exclusions"),
        ("AA-12", "Suspensions"),
    ]
    assert {f.value[0] for f in lists.faults} == {"="}
    assert lists.list_1[0].record.absence is None


def test_dates_of_the_1904_system_are_read_as_they_show():
    def older(made):
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    lists = read(book(then=older))
    assert lists.list_1[0].record.born == date(2015, 5, 4)


def test_numbers_stored_as_numbers_keep_no_decimal_point():
    lists = read(book([sound(1, unique_id=12345, uln=1000000043, urn=100001.0)]))
    record = lists.list_1[0].record
    assert (record.unique_id, record.uln, record.urn) == ("12345", "1000000043", "100001")
    assert lists.faults == ()

"""The open validator's own file of poor data, against rules said again here from their text.

The oracle below reads the file with openpyxl alone and shares no code with the reader.
"""

import re
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from goldenthread.exchange.annex_a import read_lists

pytestmark = pytest.mark.beside
FAKE = Path(__file__).parents[4] / "shared/data/annex-a-sen-validator/fake_sen.xlsx"
URN = "Main education establishment – URN"
MAIN = "Main education establishment – phase"
SUBSIDIARY = "Subsidiary education establishment – phase (dual registration)"
NEED = "SEN primary need"
DISABLED = "Does the child or young person have a disability?"
FIRST = "Date initial EHC plan issued"
UPDATED = "Date updated EHC plan issued"
REVIEWED = "Date EHC plan last reviewed"
NEEDS = ["SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "OTH"]


def rows(sheet):
    """Yield each row that is not blank, with its number in the spreadsheet, by heading."""
    table = list(sheet.iter_rows(values_only=True))
    for number, cells in enumerate(table[1:], start=2):
        if any(cell is not None for cell in cells):
            yield number, dict(zip(table[0], cells, strict=True))


def birthday(born, age):
    return (born.year + age, born.month, born.day)


def day_of(value):
    return value.date() if isinstance(value, datetime) else None


def numbered_rules(number, row, as_of):
    """Section 3's rules that look at one row, birthdays themselves included."""
    plans = number == "1"
    today = (as_of.year, as_of.month, as_of.day)
    born = day_of(row["Date of birth"])
    days = {name: day_of(row.get(name)) for name in (FIRST, UPDATED, REVIEWED)}
    for letter, field in zip("abcd", ("Date of birth", "Gender", "Ethnicity", NEED), strict=True):
        if row[field] is None:
            yield f"01{letter}", field
    if birthday(born, 25) <= today < birthday(born, 26):
        yield "02a", "Date of birth"
    if today >= birthday(born, 26):
        yield "02b", "Date of birth"
    if row[DISABLED] is None:
        yield "03", DISABLED
    if born > as_of:
        yield "05a", "Date of birth"
    for letter, field in zip("bcd", (FIRST, UPDATED, REVIEWED), strict=True):
        if plans and days[field] > as_of:
            yield f"05{letter}", field
    for letter, field in zip("ab", (UPDATED, REVIEWED), strict=True):
        if plans and days[FIRST] > days[field]:
            yield f"06{letter}", FIRST
    if today >= birthday(born, 6) and row["UPN"] is None and row["ULN"] is None:
        yield "07", "UPN"
    if birthday(born, 5) <= today <= birthday(born, 16) and row[URN] is None:
        yield ("08a" if row[SUBSIDIARY] is None else "08b"), URN


def our_rules(row):
    """The extra checks that look at one row; this file has no sound number of any kind."""
    if not re.fullmatch(r"[A-Z]\d{11}[\dA-Z]", row["UPN"], re.IGNORECASE):
        yield "AA-01", "UPN"
    if row[NEED].upper() not in NEEDS:
        yield "AA-04", NEED
    if str(row.get("Elective home education")).upper() == "YES" and row[URN] is not None:
        yield "AA-05", "Elective home education"
    if not 0 <= row["Absence"] <= 100:
        yield "AA-06", "Absence"
    for field, last in (("Gender", 4), (MAIN, 9), (SUBSIDIARY, 9)):
        if row[field] not in range(1, last + 1):
            yield "AA-09", field
    for field in ("Pupil Premium", "Known to children's social care?", DISABLED):
        if str(row[field]).upper() not in ("YES", "NO"):
            yield "AA-09", field
    for field in ("Suspensions", "Permanent exclusions"):
        if not isinstance(row[field], int):
            yield "AA-11", field
    if not re.fullmatch(r"\d{10}", row["ULN"]):
        yield "AA-19", "ULN"
    if not re.fullmatch(r"\d{6}", str(row[URN])):
        yield "AA-20", URN


def oracle(as_of):
    book = openpyxl.load_workbook(FAKE)
    tables = {name: list(rows(book[name])) for name in ("List_1", "List_2")}
    in_list_1 = {row["Unique ID"] for _, row in tables["List_1"]}
    for name, table in tables.items():
        upns = [row["UPN"].upper() for _, row in table]
        assert len(set(upns)) == len(upns), "no pupil number is repeated within a list here"
        for row_number, row in table:
            for rule, field in numbered_rules(name[-1], row, as_of):
                yield name, row_number, name[-1] + rule, field
            for rule, field in our_rules(row):
                yield name, row_number, rule, field
            if name == "List_2" and row["Unique ID"] in in_list_1:
                yield name, row_number, "AA-18", "Unique ID"


@pytest.mark.parametrize(
    "as_of",
    [
        date(2026, 1, 15),
        date(2019, 12, 5),  # the 26th birthday of one of them
        date(2019, 12, 4),
        date(2018, 12, 5),  # and the 25th
        date(2018, 12, 4),
        date(2027, 1, 1),
        date(2005, 6, 1),  # plans and reviews lie in the future
        date(1992, 1, 1),  # so do births
        date(2000, 1, 1),
        date(2009, 12, 5),
    ],
)
def test_the_row_report_is_complete_and_correct(as_of):
    lists = read_lists(FAKE, as_of=as_of)
    found = [(f.list_name, f.row, f.rule, f.field) for f in lists.faults]
    assert sorted(found) == sorted(oracle(as_of))


def test_it_finds_what_the_file_was_made_to_show():
    lists = read_lists(FAKE, as_of=date(2026, 1, 15))
    assert (len(lists.list_1), len(lists.list_2)) == (2, 2)
    assert len(lists.faults) == 27
    by_rule = {(f.list_name, f.row, f.rule): f for f in lists.faults}
    over_age = by_rule["List_1", 2, "102b"]
    assert (over_age.field, over_age.value, over_age.severity) == (
        "Date of birth",
        "05/12/1993",
        "error",
    )
    assert by_rule["List_1", 3, "102a"].severity == "query"
    assert by_rule["List_2", 3, "AA-04"].value == "K"
    assert by_rule["List_2", 2, "AA-18"].value == "will"
    assert not lists.is_clean


def test_poor_values_are_left_out_and_sound_ones_kept():
    first = read_lists(FAKE, as_of=date(2026, 1, 15)).list_1[0]
    assert (first.number, first.record.gender, first.record.phase) == (2, "Male", "Nursery")
    assert first.record.need is None
    assert first.given["need"] == "H5"
    assert (first.record.suspensions, first.record.absence) == (100, 80.0)
    assert first.record.home_educated is False

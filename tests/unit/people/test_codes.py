"""Code lists for need, sex and ethnicity, by return year."""

import csv
from pathlib import Path

import pytest

from goldenthread.people.rules import (
    ETHNICITIES,
    ETHNICITIES_WITHOUT_MAIN,
    EXTENDED_ETHNICITIES,
    NEED_NOT_ASSESSED,
    NEEDS,
    NHS_ETHNIC_CATEGORIES,
    UPN_UNKNOWN,
    BroadArea,
    ethnicity_is_known,
    main_ethnicity,
    needs_in,
    sex_codes_in,
    sex_of,
)

CENSUS = Path(__file__).parents[4] / "shared/data/school-census-synthetic"
BEFORE_2025 = ["SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "OTH"]


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_needs_to_2024(year):
    assert list(needs_in(year)) == BEFORE_2025


@pytest.mark.parametrize("year", [2025, 2026, 2030])
def test_down_syndrome_joins_in_2025(year):
    assert set(needs_in(year)) == {*BEFORE_2025, "DS"}


def test_the_four_broad_areas():
    by_area = {area: {n.code for n in NEEDS.values() if n.area is area} for area in BroadArea}
    assert by_area == {
        BroadArea.COGNITION: {"SPLD", "MLD", "SLD", "PMLD"},
        BroadArea.COMMUNICATION: {"SLCN", "ASD"},
        BroadArea.SEMH: {"SEMH"},
        BroadArea.SENSORY: {"HI", "VI", "MSI", "PD"},
    }
    assert NEED_NOT_ASSESSED.code not in NEEDS


def test_sex_replaced_gender_in_2024():
    assert set(sex_codes_in(2023)) == {"0", "1", "2", "9"}
    assert set(sex_codes_in(2024)) == {"M", "F"}


@pytest.mark.parametrize(
    ("code", "sex"),
    [("M", "M"), (" f ", "F"), ("1", "M"), ("2", "F"), ("0", None), ("9", None), ("", None)],
)
def test_sex_from_either_list(code, sex):
    assert sex_of(code) == sex


@pytest.mark.parametrize(
    ("code", "main"),
    [
        ("WBRI", "WBRI"),
        ("weng", "WBRI"),
        ("WKOS", "WOTH"),
        ("WROR", "WROM"),
        ("MWAP", "MWAS"),
        ("MOTM", "MOTH"),
        ("AKPA", "APKN"),
        ("ASLT", "AOTH"),
        ("BSOM", "BAFR"),
        ("BNAM", "BOTH"),
        ("CSNG", "CHNE"),
        ("OKRD", "OOTH"),
        ("REFU", "REFU"),
        ("ABRI", None),  # a code of the list; where it rolls up to is not known
        ("XXXX", None),
    ],
)
def test_roll_up_of_ethnicity(code, main):
    assert main_ethnicity(code) == main
    assert ethnicity_is_known(code) is (code != "XXXX")


def test_the_ethnicity_lists_do_not_overlap_and_lead_to_main_codes():
    assert len(ETHNICITIES) == 20
    assert not set(EXTENDED_ETHNICITIES) & set(ETHNICITIES)
    assert not ETHNICITIES_WITHOUT_MAIN & (set(EXTENDED_ETHNICITIES) | set(ETHNICITIES))
    assert set(EXTENDED_ETHNICITIES.values()) <= set(ETHNICITIES)
    assert all(len(code) == 4 for code in EXTENDED_ETHNICITIES)


@pytest.mark.beside
def test_every_ethnicity_in_the_synthetic_census_is_known():
    file = CENSUS / "2025_spring_pupilonroll_first400.csv"
    with file.open(encoding="utf-8-sig", newline="") as lines:
        codes = {row["ethnicity"] for row in csv.DictReader(lines)} - {""}
    assert len(codes) > 50
    assert {code for code in codes if not ethnicity_is_known(code)} == set()


def test_other_lists():
    assert len(NHS_ETHNIC_CATEGORIES) == 18
    assert list(UPN_UNKNOWN) == ["UN1", "UN2", "UN3", "UN5", "UN8", "UN9", "UN10"]

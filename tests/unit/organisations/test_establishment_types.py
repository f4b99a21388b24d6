"""Types of establishment and the group each is counted in."""

import csv
from datetime import date
from pathlib import Path

import pytest

from goldenthread.organisations.rules import (
    PLACEMENT_GROUPS,
    establishment_type,
    establishment_types,
    placement_group,
)

TYPES = (
    Path(__file__).parents[4]
    / "shared/data/gias-establishment-types/edubasealldata20250422-establishment-types.csv"
)
GROUPS = {
    "mainstream": [1, 2, 3, 5, 15, 28, 34, 35, 40, 41, 11, 6],
    "special": [7, 8, 10, 12, 33, 44, 36],
    "alternative provision": [14, 42, 43, 38],
    "post-16": [45, 46, 57, 39, 18, 31, 32],
    "other": [29, 30, 24, 25, 26, 27, 37, 49, 56],
}


@pytest.mark.parametrize(
    ("group", "code"), [(group, code) for group, codes in GROUPS.items() for code in codes]
)
def test_each_type_falls_in_its_published_group(group, code):
    assert placement_group(str(code)) == group
    assert placement_group(f"{code:02d}") == group


def test_every_type_of_the_register_is_in_the_table_with_its_own_name():
    with TYPES.open(encoding="utf-8", newline="") as file:
        expected = {
            row["type-of-establishment-code"]: (
                row["type-of-establishment-name"],
                row["establishment-type-group-code"],
                row["establishment-type-group-name"],
            )
            for row in csv.DictReader(file)
        }
    assert {t.code: (t.name, t.group_code, t.group) for t in establishment_types()} == expected
    assert {t.placement_group for t in establishment_types()} == set(PLACEMENT_GROUPS)


def test_an_unknown_type_has_no_entry_and_counts_as_other():
    assert establishment_type("99") is None
    assert placement_group("99") == "other"
    assert establishment_type("7", on=date(2026, 1, 15)).name == "Community special school"

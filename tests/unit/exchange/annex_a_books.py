"""Workbooks of the two inspection lists for tests. Every child in them is invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import openpyxl

from goldenthread.exchange.annex_a import LIST_1, LIST_2, Lists, columns_of, read_lists
from goldenthread.people.rules import upn_check_letter

AS_OF = date(2026, 1, 15)

SOUND: dict[str, Any] = {
    "unique_id": "INV-1",
    "upn": "X831200112001",
    "uln": "1000000043",
    "born": date(2015, 5, 4),
    "gender": "a) Male",
    "ethnicity": "a) WBRI",
    "first_issued": date(2020, 3, 2),
    "updated": date(2024, 5, 1),
    "reviewed": date(2025, 6, 1),
    "need": "k) ASD",
    "urn": "100001",
    "phase": "b) Primary",
    "second_phase": None,
    "home_educated": "b) No",
    "suspensions": 0,
    "exclusions": 0,
    "absence": 4.5,
    "pupil_premium": "a) Yes",
    "social_care": "b) No",
    "social_care_team": None,
    "disabled": "Yes",
}


def sound(number: int, **changes: Any) -> dict[str, Any]:
    """Return the cells of a row with nothing wrong, unlike those of any other number."""
    rest = f"83120011{number:04d}"
    return {
        **SOUND,
        "unique_id": f"INV-{number}",
        "upn": upn_check_letter(rest) + rest,
        **changes,
    }


def book(
    list_1: list[Mapping[str, Any]] | None = None,
    list_2: list[Mapping[str, Any]] | None = None,
    *,
    headings: Mapping[str, str] | None = None,
    then: Callable[[openpyxl.Workbook], None] | None = None,
) -> bytes:
    """Return a workbook of these rows; `headings` changes some, `then` has the last word."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    rows = {
        LIST_1: [sound(1)] if list_1 is None else list_1,
        LIST_2: [sound(1001)] if list_2 is None else list_2,
    }
    for name, cells in rows.items():
        sheet = made.create_sheet(name)
        columns = columns_of(name)
        sheet.append([(headings or {}).get(c.key, c.heading) for c in columns])
        for row in cells:
            sheet.append([row.get(c.key) for c in columns])
    if then is not None:
        then(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(content: bytes, **options: Any) -> Lists:
    return read_lists(io.BytesIO(content), **{"as_of": AS_OF, **options})


def rules_of(lists: Lists) -> list[tuple[str, int, str]]:
    return [(fault.list_name, fault.row, fault.rule) for fault in lists.faults]


def repacked(
    content: bytes,
    change: Mapping[str, Callable[[bytes], bytes]] | None = None,
    add: Mapping[str, bytes] | None = None,
) -> bytes:
    """Return a workbook with some of its parts changed and others added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        assert set(change or {}) <= set(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            changed = (change or {}).get(name, bytes)(part)
            assert name not in (change or {}) or changed != part
            new.writestr(name, changed)
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return out.getvalue()


SHEET_1 = "xl/worksheets/sheet1.xml"

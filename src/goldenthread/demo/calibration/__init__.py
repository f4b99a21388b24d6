"""The published facts the invented partnership is drawn from. See SOURCE.md for where from."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SURVEY_YEAR = 2026  # the January the plans in force are drawn to
FIRST_YEAR = 2023  # calendar years from here on are drawn request by request
LAST_PUBLISHED = 2025  # the last calendar year with published requests and plans issued

AGES = tuple(range(2, 26))  # 2 stands for under 3
KINDS = [
    "MM",
    "MMR",
    "MMU",
    "MA",
    "MAR",
    "MAU",
    "MI",
    "SM",
    "SA",
    "SI",
    "SN",
    "AM",
    "AA",
    "FG",
    "FS",
    "FU",
    "EHE",
    "OLA",
    "OPA",
    "OTH",
    "NEET",
    "NIEC",
    "NIEO",
    "EYP",
]
GROUP_OF = {
    **dict.fromkeys(("MM", "MMR", "MMU", "MA", "MAR", "MAU", "MI"), "mainstream"),
    **dict.fromkeys(("SM", "SA", "SI", "SN"), "special"),
    **dict.fromkeys(("AM", "AA"), "ap"),
    **dict.fromkeys(("FG", "FS", "FU"), "fe"),
    **dict.fromkeys(("EHE", "OLA", "OPA", "OTH", "NEET", "NIEC", "NIEO"), "elsewhere"),
    "EYP": "early",
}
GROUPS = ("mainstream", "special", "ap", "fe", "elsewhere", "early")
NEEDS = ["ASD", "SLCN", "SEMH", "MLD", "SLD", "PD", "SPLD", "HI", "PMLD", "VI", "MSI", "OTH"]
CEASE_REASONS = tuple(range(1, 10))


class UnknownArea(ValueError):
    """No local authority of that name or number is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """One local authority and what was published about it."""

    code: str
    name: str
    slug: str
    ons: str
    region: str
    population: int  # aged 0 to 25
    published: bool  # its own figures, not a share of its region's
    plans: Mapping[int, int]  # each January
    process: Mapping[int, Mapping[str, int]]  # each calendar year
    placements: Mapping[str, int]
    ages: Mapping[int, int]
    needs: Mapping[str, int]
    people: Mapping[str, int]  # plans by ethnicity code and sex
    reviews: Mapping[str, int]
    ceased: Mapping[int, Mapping[int, int]]  # by calendar year, then reason


@cache
def table(name: str) -> tuple[dict[str, str], ...]:
    """Read one of the CSV files beside this module."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _numbers(row: Mapping[str, str]) -> dict[str, int]:
    return {k: int(v) for k, v in row.items() if k not in ("code", "year")}


@cache
def _by_code(name: str) -> dict[str, dict[str, int]]:
    return {row["code"]: _numbers(row) for row in table(name)}


@cache
def _by_year(name: str) -> dict[str, dict[int, dict[str, int]]]:
    found: dict[str, dict[int, dict[str, int]]] = {}
    for row in table(name):
        found.setdefault(row["code"], {})[int(row["year"])] = _numbers(row)
    return found


@cache
def areas() -> tuple[Area, ...]:
    """All 153 local authorities in England, by number."""
    return tuple(_area(row) for row in table("areas"))


def _area(row: Mapping[str, str]) -> Area:
    code = row["code"]
    ceased = _by_year("ceased")[code]
    return Area(
        code=code,
        name=row["name"],
        slug=row["slug"],
        ons=row["ons"],
        region=row["region"],
        population=int(row["population"]),
        published=row["basis"] == "published",
        plans={year: int(row[str(year)]) for year in range(FIRST_YEAR, SURVEY_YEAR + 1)},
        process=_by_year("process")[code],
        placements=_by_code("placements")[code],
        ages={int(age): n for age, n in _by_code("ages")[code].items()},
        needs=_by_code("needs")[code],
        people=_by_code("people")[code],
        reviews=_by_code("reviews")[code],
        ceased={y: {int(k): n for k, n in of.items()} for y, of in ceased.items()},
    )


def area(name: str) -> Area:
    """Find a local authority by number, name or the short name used on the command line.

    :raises UnknownArea: if there is none of that name
    """
    wanted = name.strip().lower()
    for found in areas():
        if wanted in (found.code, found.slug, found.name.lower()):
            return found
    raise UnknownArea(f"No local area in England is called '{name}'.")


@cache
def national(name: str, key: str) -> dict[int, dict[str, int]]:
    """One of England's shapes by single age (2 stands for under 3)."""
    return {int(row[key]): {k: int(v) for k, v in row.items() if k != key} for row in table(name)}


@cache
def need_by_placement() -> dict[str, dict[str, int]]:
    """England's plans by placement group and primary need."""
    return {
        row["group"]: {k: int(v) for k, v in row.items() if k != "group"}
        for row in table("need_by_placement")
    }


# Who asks, by what came of it: calendar 2025, `process_2025`; "not known" stands with "other".
SOURCES: dict[str, dict[str, tuple[float, ...]]] = {
    # parent or young person, school or other setting, health, social care, other
    "830": {"agreed": (454, 777, 2, 8, 50), "refused": (801, 480, 1, 4, 66)},
    "831": {"agreed": (53, 306, 0, 0, 0), "refused": (173, 118, 0, 0, 0)},
    "": {
        "agreed": (21016, 68826, 218, 620, 15382),
        "refused": (23299, 15067, 65, 240, 4618),
    },
}

# Age when the plan was first made: all current plans, England 2026, thousands; 18 is 18 and over.
START_AGES: dict[int, int] = {
    2: 5, 3: 48, 4: 123, 5: 63, 6: 54, 7: 56, 8: 52, 9: 54, 10: 74, 11: 57, 12: 27, 13: 30,
    14: 29, 15: 22, 16: 14, 17: 5, 18: 5,
}  # fmt: skip

# Years a plan was held before it ceased, England 2024 (12 is 12 and over).
YEARS_HELD = (4268, 3522, 3382, 3486, 3615, 3609, 6211, 5560, 4555, 1802, 608, 542, 3702)

# Approximate, from knowledge: how requests fall over the months of a year.
MONTHS = (8.5, 8.5, 10.0, 7.0, 8.5, 9.0, 9.0, 3.0, 7.5, 11.0, 11.5, 6.5)

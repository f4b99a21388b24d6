"""Invented schools, colleges and other settings, shaped like the national register.

Numbers lie in a range the register has not reached (URN 900000 on, UKPRN 19000000 on). Each area
has its own block, so an area's settings are the same whichever other areas are asked for.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from goldenthread.demo.calibration import KINDS, Area, areas
from goldenthread.demo.luck import Luck
from goldenthread.demo.names import PLACES, STREETS
from goldenthread.demo.people import postcode

FIRST_URN, URNS_EACH = 900_000, 640
FIRST_UKPRN = 19_000_000
TYPES = {  # kind: register's type codes and names, and how often each
    "MM": (("1", "Community school", 5), ("2", "Voluntary aided school", 2),
           ("3", "Voluntary controlled school", 2), ("5", "Foundation school", 1)),
    "MA": (("34", "Academy converter", 6), ("28", "Academy sponsor led", 3),
           ("35", "Free schools", 1)),
    "MI": (("11", "Other independent school", 1),),
    "SM": (("7", "Community special school", 4), ("12", "Foundation special school", 1)),
    "SA": (("44", "Academy special converter", 5), ("33", "Academy special sponsor led", 3),
           ("36", "Free schools special", 1)),
    "SI": (("10", "Other independent special school", 1),),
    "SN": (("8", "Non-maintained special school", 1),),
    "AM": (("14", "Pupil referral unit", 1),),
    "AA": (("42", "Academy alternative provision converter", 2),
           ("43", "Academy alternative provision sponsor led", 1),
           ("38", "Free schools alternative provision", 1)),
    "FG": (("18", "Further education", 1),),
    "FS": (("32", "Special post 16 institution", 1),),
    "FU": (("18", "Further education", 1),),
}  # fmt: skip
TYPE_GROUPS = {
    "MM": ("4", "Local authority maintained schools"),
    "MA": ("10", "Academies"),
    "MI": ("3", "Independent schools"),
    "SM": ("5", "Special schools"),
    "SA": ("10", "Academies"),
    "SI": ("3", "Independent schools"),
    "SN": ("5", "Special schools"),
    "AM": ("4", "Local authority maintained schools"),
    "AA": ("10", "Academies"),
    "FG": ("1", "Colleges"),
    "FS": ("6", "Other types"),
    "FU": ("1", "Colleges"),
}
PUPILS_EACH = {"MI": 8, "SM": 110, "SA": 110, "SI": 28, "SN": 45, "AM": 45, "AA": 45,
               "FG": 350, "FS": 40, "FU": 40}  # fmt: skip
PRIMARY_PLANS, SECONDARY_PLANS = 9, 48  # plans a mainstream school has on average
ENDINGS = {
    "special": ("School", "Academy", "Learning Centre"),
    "SI": ("House School", "Grange School", "View School"),
    "ap": ("Centre", "Academy", "Learning Base"),
    "FG": ("College",),
    "FS": ("College",),
    "FU": ("Training", "Skills"),
}
CODE_OF_PHASE = {"Nursery": "1", "Primary": "2", "Secondary": "4", "16 plus": "6",
                 "Not applicable": "0", "All-through": "7"}  # fmt: skip
HEADS = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName",
    "TypeOfEstablishment (code)", "TypeOfEstablishment (name)", "EstablishmentTypeGroup (code)",
    "EstablishmentTypeGroup (name)", "EstablishmentStatus (code)", "EstablishmentStatus (name)",
    "OpenDate", "CloseDate", "PhaseOfEducation (code)", "PhaseOfEducation (name)",
    "StatutoryLowAge", "StatutoryHighAge", "OfficialSixthForm (name)", "Gender (name)",
    "SchoolCapacity", "NumberOfPupils", "UKPRN", "Section41Approved (name)", "SEN1 (name)",
    "TypeOfResourcedProvision (name)", "ResourcedProvisionOnRoll", "ResourcedProvisionCapacity",
    "SenUnitOnRoll", "SenUnitCapacity", "Street", "Locality", "Town", "Postcode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One invented setting. Every one has a URN, learning providers too: the register of the demo
    has to hold each place a plan can name."""

    urn: str
    ukprn: str
    name: str
    area: str
    area_name: str
    kind: str  # one of the plain kinds; units and resourced provision stand in mainstream schools
    type_code: str
    type_name: str
    phase: str
    low: int
    high: int
    capacity: int
    on_roll: int
    street: str
    place: str
    postcode: str
    unit: bool = False
    resourced: bool = False
    section41: bool = False
    invented: bool = True


@dataclass(slots=True)
class Register:
    """One area's settings, found by kind of place and age."""

    settings: tuple[Setting, ...]
    found: dict[tuple[str, bool], list[Setting]] = field(default_factory=dict)

    def choices(self, kind: str, age: int) -> list[Setting]:
        """Settings of a kind for a child of that age on 31 August; [] for a kind that is none."""
        base = PLAIN.get(kind, kind)
        key = (kind, age >= 11)
        if key not in self.found:
            able = [s for s in self.settings if s.kind == base]
            fit = [s for s in able if (s.high > 11 if age >= 11 else s.low < 11)] or able
            part = [s for s in fit if _holds(s, kind)] or fit
            self.found[key] = part
        return self.found[key]


PLAIN = {"MMR": "MM", "MMU": "MM", "MAR": "MA", "MAU": "MA"}


def _holds(setting: Setting, kind: str) -> bool:
    if kind.endswith("R") and kind in PLAIN:
        return setting.resourced
    if kind.endswith("U") and kind in PLAIN:
        return setting.unit
    return True


@cache
def register(area: Area) -> Register:
    """The area's invented settings."""
    luck = Luck(int(area.code), 77)
    block = FIRST_URN + URNS_EACH * [a.code for a in areas()].index(area.code)
    made: list[Setting] = []
    for kind, phase, count in _counts(area):
        for place in range(count):
            made.append(_setting(area, kind, phase, block + len(made), place, luck))
    return Register(tuple(made))


def _counts(area: Area) -> list[tuple[str, str, int]]:
    """How many settings of each kind and phase; a large area's primaries fit into its block."""
    places = area.placements
    found: list[tuple[str, str, int]] = []
    for kind in KINDS:
        if kind in PUPILS_EACH:
            phase = "16 plus" if kind in ("FG", "FS", "FU") else "Not applicable"
            found.append((kind, phase, max(1, round(places[kind] / PUPILS_EACH[kind]))))
    plans = {
        kind: sum(n for k, n in places.items() if PLAIN.get(k, k) == kind) for kind in ("MM", "MA")
    }
    for kind, n in plans.items():
        found.append((kind, "Secondary", max(2, round(n * 0.45 / SECONDARY_PLANS))))
    room = URNS_EACH - sum(n for *_, n in found)
    wanted = {kind: max(2, round(n * 0.55 / PRIMARY_PLANS)) for kind, n in plans.items()}
    share = min(1.0, room / sum(wanted.values()))
    return found + [(kind, "Primary", max(2, int(n * share))) for kind, n in wanted.items()]


def _setting(area: Area, kind: str, phase: str, urn: int, number: int, luck: Luck) -> Setting:
    types = TYPES[kind]
    code, name, _ = types[luck.one([weight for *_, weight in types])]
    low, high = _ages(kind, phase)
    capacity = _capacity(kind, phase, luck)
    where = luck.pick(PLACES)
    mainstream = kind in ("MM", "MA")
    part = {0: 0.1, 1: 0.0}.get(number, luck.u())  # each phase has at least one of either
    return Setting(
        urn=str(urn),
        ukprn=str(FIRST_UKPRN + urn - FIRST_URN),
        name=_name(kind, phase, where, luck),
        area=area.code,
        area_name=area.name,
        kind=kind,
        type_code=code,
        type_name=name,
        phase=phase,
        low=low,
        high=high,
        capacity=capacity,
        on_roll=int(capacity * (0.85 + 0.22 * luck.u())),
        street=f"{luck.pick(STREETS)} Road",
        place=where,
        postcode=postcode(area, luck),
        unit=mainstream and part < 0.06,
        resourced=mainstream and 0.06 <= part < 0.16,
        section41=kind in ("SI", "FS") and luck.likely(0.5),
    )


def _ages(kind: str, phase: str) -> tuple[int, int]:
    if phase == "16 plus":
        return 16, 25
    if phase == "Primary":
        return 3, 11
    if phase == "Secondary":
        return 11, 18
    return (5, 16) if kind in ("AM", "AA") else (3, 19)


def _capacity(kind: str, phase: str, luck: Luck) -> int:
    if phase == "Primary":
        return luck.pick((105, 140, 210, 210, 315, 420))
    if phase == "Secondary":
        return luck.whole(14, 36) * 50
    if kind == "FG":
        return luck.whole(30, 90) * 100
    return luck.whole(6, 18) * 10


def _name(kind: str, phase: str, place: str, luck: Luck) -> str:
    first = luck.pick((place, f"{place} {luck.pick(STREETS)}", f"{luck.pick(STREETS)} {place}"))
    if phase == "Primary":
        end = luck.pick(("Primary School", "Community Primary School", "Church of England School"))
        return f"{first} {'Primary Academy' if kind == 'MA' else end}"
    if phase == "Secondary":
        return f"{first} {'Academy' if kind == 'MA' else 'School'}"
    group = {"AM": "ap", "AA": "ap"}.get(kind, "special")
    return f"{first} {luck.pick(ENDINGS.get(kind, ENDINGS[group]))}"


def row(setting: Setting) -> dict[str, str]:
    """One setting under the register's own headings."""
    group = TYPE_GROUPS[setting.kind]
    flags = {True: "SEN unit", False: "Resourced provision"}
    provision = flags[setting.unit] if setting.unit or setting.resourced else "Not applicable"
    values = (
        setting.urn, setting.area, setting.area_name, setting.urn[-4:], setting.name,
        setting.type_code, setting.type_name, *group, "1", "Open", "01-09-2010", "",
        CODE_OF_PHASE[setting.phase], setting.phase, str(setting.low), str(setting.high),
        "Has a sixth form" if setting.high == 18 else "Does not have a sixth form", "Mixed",
        str(setting.capacity), str(setting.on_roll), setting.ukprn,
        "Approved" if setting.section41 else "Not approved", "Not Applicable", provision,
        "12" if setting.resourced else "", "20" if setting.resourced else "",
        "10" if setting.unit else "", "16" if setting.unit else "",
        setting.street, "", setting.place, setting.postcode,
    )  # fmt: skip
    return dict(zip(HEADS, values, strict=True))


def write_csv(path: Path, settings: Iterable[Setting]) -> int:
    """Write settings as a register file, and return how many rows it has."""
    rows = [row(s) for s in settings]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, HEADS)
        out.writeheader()
        out.writerows(rows)
    return len(rows)

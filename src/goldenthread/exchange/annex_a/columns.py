"""The columns of the two lists: exact headings, and the values each may hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

LIST_1 = "List_1"  # children and young people with an EHC plan
LIST_2 = "List_2"  # children and young people on SEN support
LISTS = (LIST_1, LIST_2)


class Kind(StrEnum):
    """How the text of a cell is to be taken."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    COUNT = "count"
    PERCENT = "percent"


GENDERS = ("Male", "Female", "Not known", "Not specified")
ETHNICITIES = (
    *("WBRI", "WIRI", "WIRT", "WOTH", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN"),
    *("ABAN", "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT", "UNKNOWN"),
)
NEEDS = ("SPLD", "MLD", "SLD", "PMLD", "SEMH", "SLCN", "HI", "VI", "MSI", "PD", "ASD", "OTH")
PHASES = (
    "Nursery",
    "Primary",
    "Middle (deemed primary)",
    "Middle (deemed secondary)",
    "Secondary",
    "All-through",
    "Special",
    "Pupil referral unit/Alternative provision",
    "FE college",
)
YES_NO = ("Yes", "No")

# Other spellings met in councils' files. Numbers 0 and 9 are the DfE's older gender codes; any
# other number counts down the list, so 1 is a) and 2 is b).
GENDER_ALIASES = (("M", "Male"), ("F", "Female"), ("0", "Not known"), ("9", "Not specified"))
YES_NO_ALIASES = (("Y", "Yes"), ("N", "No"), ("TRUE", "Yes"), ("FALSE", "No"), ("0", "No"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its heading, which lists have it, and how to read it."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    lists: tuple[str, ...] = LISTS
    choices: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()  # other spelling -> choice

    def letter_of(self, choice: str) -> str:
        return "abcdefghijklmnopqrstuvwxyz"[self.choices.index(choice)]

    def lettered(self, choice: str) -> str:
        """Return a choice as the template writes it: ``a) Male``."""
        return f"{self.letter_of(choice)}) {choice}"


_PLANS = (LIST_1,)

COLUMNS = (
    Column(key="unique_id", heading="Unique ID"),
    Column(key="upn", heading="UPN"),
    Column(key="uln", heading="ULN"),
    Column(key="born", heading="Date of birth", kind=Kind.DATE),
    Column(
        key="gender",
        heading="Gender",
        kind=Kind.CHOICE,
        choices=GENDERS,
        aliases=GENDER_ALIASES,
    ),
    Column(key="ethnicity", heading="Ethnicity", kind=Kind.CHOICE, choices=ETHNICITIES),
    Column(
        key="first_issued", heading="Date initial EHC plan issued", kind=Kind.DATE, lists=_PLANS
    ),
    Column(key="updated", heading="Date updated EHC plan issued", kind=Kind.DATE, lists=_PLANS),
    Column(key="reviewed", heading="Date EHC plan last reviewed", kind=Kind.DATE, lists=_PLANS),
    Column(key="need", heading="SEN primary need", kind=Kind.CHOICE, choices=NEEDS),
    Column(key="urn", heading="Main education establishment – URN"),
    Column(
        key="phase",
        heading="Main education establishment – phase",
        kind=Kind.CHOICE,
        choices=PHASES,
    ),
    Column(
        key="second_phase",
        heading="Subsidiary education establishment – phase (dual registration)",
        kind=Kind.CHOICE,
        choices=PHASES,
    ),
    Column(
        key="home_educated",
        heading="Elective home education",
        kind=Kind.CHOICE,
        choices=YES_NO,
        aliases=YES_NO_ALIASES,
        lists=_PLANS,
    ),
    Column(key="suspensions", heading="Suspensions", kind=Kind.COUNT),
    Column(key="exclusions", heading="Permanent exclusions", kind=Kind.COUNT),
    Column(key="absence", heading="Absence", kind=Kind.PERCENT),
    Column(
        key="pupil_premium",
        heading="Pupil Premium",
        kind=Kind.CHOICE,
        choices=YES_NO,
        aliases=YES_NO_ALIASES,
    ),
    Column(
        key="social_care",
        heading="Known to children's social care?",
        kind=Kind.CHOICE,
        choices=YES_NO,
        aliases=YES_NO_ALIASES,
    ),
    Column(key="social_care_team", heading="Which children's social care team?"),
    Column(
        key="disabled",
        heading="Does the child or young person have a disability?",
        kind=Kind.CHOICE,
        choices=YES_NO,
        aliases=YES_NO_ALIASES,
    ),
)
BY_KEY: Mapping[str, Column] = MappingProxyType({column.key: column for column in COLUMNS})


@cache
def columns_of(list_name: str) -> tuple[Column, ...]:
    """Return the columns of a list, in the order of the template."""
    return tuple(column for column in COLUMNS if list_name in column.lists)


def heading_of(key: str) -> str:
    return BY_KEY[key].heading


def loosely(text: str) -> str:
    """Return a name with case, spaces, dashes and quote marks evened out, to see near misses."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d_-]", "-", text)
    text = re.sub(r"[\u2018\u2019\u02bc`]", "'", text)
    return re.sub(r"[\s?:*.-]+", "", text)

"""The items of the SEN2 return, by return year: a first list and what each later year changed.

The names are those of the XML elements; `attribute` is where the value stands in `records`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache

from goldenthread.exchange.sen2 import records
from goldenthread.exchange.sen2.codes import UNCONFIRMED, CodeSet, code_sets


class Kind(StrEnum):
    """How the text of an item is read."""

    TEXT = "text"
    DATE = "date"
    FLAG = "flag"
    CODE = "code"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class Item:
    """One item of one module."""

    name: str
    attribute: str
    kind: Kind = Kind.TEXT
    codes: str | None = None  # the code set, for coded items
    also: tuple[str, ...] = ()  # other spellings met in real files


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its element, its record class, and where its records hang on their parent."""

    name: str
    record: type[records.Record]
    parent: str | None
    slot: str  # the parent's attribute that holds these records
    most: int | None = None  # how many one parent may have; None is any number
    also: tuple[str, ...] = ()


MODULES: tuple[Module, ...] = (
    Module("Person", records.Person, None, ""),
    Module("Requests", records.Request, "Person", "requests"),
    Module("Assessment", records.Assessment, "Requests", "assessment", 1, ("assessments",)),
    Module("NamedPlan", records.NamedPlan, "Assessment", "plan", 1),
    Module("PlanDetail", records.PlanDetail, "NamedPlan", "details", 2),
    Module("ActivePlans", records.ActivePlan, "Requests", "active", 1),
    Module("PlacementDetail", records.Placement, "ActivePlans", "placements"),
    Module("SENneed", records.Need, "ActivePlans", "needs", 2),
)
MODULE_OF: Mapping[type[records.Record], str] = {m.record: m.name for m in MODULES}


def _text(name: str, attribute: str) -> Item:
    return Item(name, attribute)


def _date(name: str, attribute: str) -> Item:
    return Item(name, attribute, Kind.DATE)


def _flag(name: str, attribute: str) -> Item:
    return Item(name, attribute, Kind.FLAG)


def _code(name: str, attribute: str, codes: str, *also: str) -> Item:
    return Item(name, attribute, Kind.CODE, codes, also)


_SETTING = (
    _text("URN", "urn"),
    _text("UKPRN", "ukprn"),
    _code("SENsetting", "setting", "setting"),
    _text("SENsettingOther", "setting_other"),
    Item("PlacementRank", "rank", Kind.RANK, "placement_rank"),
    _flag("SENunitIndicator", "unit"),
    _flag("ResourcedProvisionIndicator", "resourced"),
)
_RES = _code("Res", "res", "residential")
_WBP = _code("WBP", "wbp", "work_based", "wpb")

FIRST_YEAR = 2023
FIRST: Mapping[str, tuple[Item, ...]] = {
    "Person": (
        _text("Surname", "surname"),
        _text("Forename", "forename"),
        _date("PersonBirthDate", "born"),
        _code("GenderCurrent", "gender", "gender"),
        _code("Ethnicity", "ethnicity", "ethnicity"),
        _text("PostCode", "postcode"),
        _text("UPN", "upn"),
        _text("UniqueLearnerNumber", "uln"),
        _code("UPNunknown", "upn_unknown", "upn_unknown"),
    ),
    "Requests": (
        _date("ReceivedDate", "received"),
        _flag("RYA", "rya"),
        _date("RequestOutcomeDate", "outcome_date"),
        _code("RequestOutcome", "outcome", "request_outcome"),
        _flag("RequestMediation", "mediation"),
        _flag("RequestTribunal", "tribunal"),
        _text("Exported", "exported"),
    ),
    "Assessment": (
        _code("AssessmentOutcome", "outcome", "assessment_outcome"),
        _date("AssessmentOutcomeDate", "outcome_date"),
        _flag("AssessmentMediation", "mediation"),
        _flag("AssessmentTribunal", "tribunal"),
        _flag("OtherMediation", "other_mediation"),
        _flag("OtherTribunal", "other_tribunal"),
        _flag("Week20", "week20"),
    ),
    "NamedPlan": (
        _date("StartDate", "start"),
        _code("PlanRes", "res", "residential"),
        _code("PlanWBP", "wbp", "work_based"),
        _flag("PB", "pb"),
        _flag("OA", "oa"),
        _code("DP", "dp", "direct_payment"),
        _date("CeaseDate", "cease_date"),
        _code("CeaseReason", "cease_reason", "cease_reason"),
    ),
    "PlanDetail": _SETTING,
    "ActivePlans": (
        _text("TransferLA", "transfer_la"),
        _RES,
        _WBP,
        _date("LastReview", "last_review"),
    ),
    "PlacementDetail": (
        *_SETTING,
        _date("EntryDate", "entry"),
        _date("LeavingDate", "leaving"),
        _text("AttendancePattern", "attendance"),
    ),
    "SENneed": (
        _code("SENtype", "kind", "need"),
        Item("SENtypeRank", "rank", Kind.RANK),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What one year's return did to one module's items (`modify` replaces by name)."""

    add: tuple[Item, ...] = ()
    modify: tuple[Item, ...] = ()
    remove: tuple[str, ...] = ()


CHANGES: Mapping[int, Mapping[str, ItemChange]] = {
    2024: {
        "Person": ItemChange(add=(_code("Sex", "sex", "sex"),), remove=("GenderCurrent",)),
        "ActivePlans": ItemChange(
            add=(
                _date("ReviewMeeting", "review_meeting"),
                _code("ReviewOutcome", "review_outcome", "review_outcome"),
            ),
            remove=("Res", "WBP"),
        ),
        "PlacementDetail": ItemChange(add=(_RES, _WBP), remove=("AttendancePattern",)),
    },
    2026: {
        "Requests": ItemChange(add=(_code("RequestSource", "source", "request_source"),)),
        "ActivePlans": ItemChange(
            add=(
                _date("ReviewDraft", "review_draft"),
                _date("PhaseTransferDueDate", "transfer_due"),
                _date("PhaseTransferFinalDate", "transfer_final"),
            )
        ),
    },
}

# Survey days of the return years that can be read, and of those on either side: 2022 was a pilot
# of another shape, and the items of 2027 are not yet known.
SURVEY_DAYS: Mapping[int, date] = {
    2023: date(2023, 1, 19),
    2024: date(2024, 1, 18),
    2025: date(2025, 1, 16),
    2026: date(2026, 1, 15),
}
OTHER_SURVEY_DAYS: Mapping[int, date] = {2022: date(2022, 1, 20), 2027: date(2027, 1, 21)}


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSpec:
    """Everything the return of one year asks for."""

    year: int
    survey_day: date
    items: Mapping[str, tuple[Item, ...]]  # by module
    codes: Mapping[str, CodeSet]
    names: Mapping[str, Mapping[str, Item]] = field(repr=False)  # module -> spelling -> item
    other_years: Mapping[str, frozenset[str]] = field(repr=False)  # spellings not asked this year
    attributes: Mapping[str, Mapping[str, str]] = field(repr=False)  # module -> name -> attribute

    @property
    def year_start(self) -> date:
        """The first day of the collection year, the calendar year before the survey day."""
        return date(self.year - 1, 1, 1)

    @property
    def year_end(self) -> date:
        """The last day of the collection year."""
        return date(self.year - 1, 12, 31)

    @property
    def age_day(self) -> date:
        """The 31 August before the survey day, on which ages and school years are counted."""
        return date(self.year - 1, 8, 31)

    def in_year(self, day: date | None) -> bool:
        """Say whether a day lies in the collection year."""
        return day is not None and day.year == self.year - 1

    def confirmed(self, codes: str) -> bool:
        """Say whether DfE's own letters for a code set have been seen."""
        return codes not in UNCONFIRMED


def items_for(year: int) -> dict[str, tuple[Item, ...]]:
    """Give each module's items for a year, each year inheriting from the last."""
    found = {module: {item.name: item for item in items} for module, items in FIRST.items()}
    for changed_in in sorted(CHANGES):
        if changed_in > year:
            break
        for module, change in CHANGES[changed_in].items():
            for name in change.remove:
                del found[module][name]
            found[module].update({item.name: item for item in (*change.add, *change.modify)})
    return {module: tuple(items.values()) for module, items in found.items()}


def _spellings(item: Item) -> tuple[str, ...]:
    return (item.name.lower(), *item.also)


@cache
def spec_for(year: int) -> YearSpec:
    """Give the specification of a return year.

    :raises KeyError: if that year's return is not supported (see `SURVEY_DAYS`)
    """
    survey_day = SURVEY_DAYS[year]
    items = items_for(year)
    names = {
        module: {spelling: item for item in listed for spelling in _spellings(item)}
        for module, listed in items.items()
    }
    every = {
        module: {s for y in SURVEY_DAYS for item in items_for(y)[module] for s in _spellings(item)}
        for module in items
    }
    return YearSpec(
        year=year,
        survey_day=survey_day,
        items=items,
        codes=code_sets(year),
        names=names,
        other_years={module: frozenset(every[module] - names[module].keys()) for module in items},
        attributes={m: {item.name: item.attribute for item in its} for m, its in items.items()},
    )

"""The typed records of a return, one class per module.

Dates are `date`, 0/1 items are `bool`, ranks are `int`, codes stay text as they were given. A
missing value is None. `row` is the line (XML) or row (table) where the record starts;
`unreadable` names the attributes whose text was given but could not be read, so that a rule
about a missing value does not report the same mistake twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from goldenthread.exchange.sen2.faults import Fault

NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True, kw_only=True)
class Record:
    """What every record has: where it stands, and which of its values could not be read."""

    row: int = 0
    unreadable: frozenset[str] = NOTHING

    def lacks(self, attribute: str) -> bool:
        """Say whether nothing at all was given for an attribute."""
        return getattr(self, attribute) is None and attribute not in self.unreadable


@dataclass(slots=True, kw_only=True)
class Need(Record):
    """SENneed: one ranked need."""

    kind: str | None = None
    rank: int | None = None


@dataclass(slots=True, kw_only=True)
class PlanDetail(Record):
    """PlanDetail: a setting the plan names."""

    urn: str | None = None
    ukprn: str | None = None
    setting: str | None = None
    setting_other: str | None = None
    rank: int | None = None
    unit: bool | None = None
    resourced: bool | None = None


@dataclass(slots=True, kw_only=True)
class Placement(PlanDetail):
    """PlacementDetail: a setting the child attends, between two dates."""

    entry: date | None = None
    leaving: date | None = None
    res: str | None = None
    wbp: str | None = None
    attendance: str | None = None

    def open_on(self, day: date) -> bool:
        """Say whether the placement had begun and not ended on a day (its last day counts)."""
        begun = self.entry is None or self.entry <= day
        return begun and (self.leaving is None or self.leaving >= day)


@dataclass(slots=True, kw_only=True)
class ActivePlan(Record):
    """ActivePlans: a plan in force on the survey day."""

    transfer_la: str | None = None
    res: str | None = None
    wbp: str | None = None
    review_meeting: date | None = None
    review_outcome: str | None = None
    review_draft: date | None = None
    transfer_due: date | None = None
    transfer_final: date | None = None
    last_review: date | None = None
    placements: list[Placement] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class NamedPlan(Record):
    """NamedPlan: what the plan says."""

    start: date | None = None
    res: str | None = None
    wbp: str | None = None
    pb: bool | None = None
    oa: bool | None = None
    dp: str | None = None
    cease_date: date | None = None
    cease_reason: str | None = None
    details: list[PlanDetail] = field(default_factory=list)

    @property
    def ceased(self) -> bool:
        """True when anything says that the plan has ended."""
        return not (self.lacks("cease_date") and self.lacks("cease_reason"))


@dataclass(slots=True, kw_only=True)
class Assessment(Record):
    """Assessment: one EHC needs assessment and its outcome."""

    outcome: str | None = None
    outcome_date: date | None = None
    mediation: bool | None = None
    tribunal: bool | None = None
    other_mediation: bool | None = None
    other_tribunal: bool | None = None
    week20: bool | None = None  # True: a statutory exception to the 20 weeks applies
    plan: NamedPlan | None = None


@dataclass(slots=True, kw_only=True)
class Request(Record):
    """Requests: one request for an assessment, with all that followed from it."""

    received: date | None = None
    source: str | None = None
    rya: bool | None = None
    outcome_date: date | None = None
    outcome: str | None = None
    mediation: bool | None = None
    tribunal: bool | None = None
    exported: str | None = None
    assessment: Assessment | None = None
    active: ActivePlan | None = None

    @property
    def plan(self) -> NamedPlan | None:
        """The plan this request led to, if any."""
        return self.assessment.plan if self.assessment else None


@dataclass(slots=True, kw_only=True)
class Person(Record):
    """Person: a child or young person, with every request. `position` counts from 1."""

    position: int = 0
    surname: str | None = None
    forename: str | None = None
    born: date | None = None
    sex: str | None = None
    gender: str | None = None
    ethnicity: str | None = None
    postcode: str | None = None
    upn: str | None = None
    uln: str | None = None
    upn_unknown: str | None = None
    requests: list[Request] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)  # met while reading this person


@dataclass(slots=True, kw_only=True)
class Header:
    """Who sends the return, for which year. Text as given; `year` is known good."""

    row: int = 0
    collection: str | None = None
    year: int = 0
    reference_date: str | None = None
    source_level: str | None = None
    lea: str | None = None
    software_code: str | None = None
    release: str | None = None
    serial_no: str | None = None
    date_time: str | None = None
    dmo: str | None = None
    dco: str | None = None
    dsco: str | None = None

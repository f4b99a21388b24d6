"""What the generator says about one child: plain records with no database behind them.

Dates are legal dates. A date that lies after the day asked for is not there yet: the field is
None. Every person carries ``invented=True``; nothing here describes anybody alive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple


class CaseEvent(NamedTuple):
    """One dated thing that happened in a case; `kind` is a name the law knows."""

    case_type: str  # child, assessment, plan or wait
    case_ref: str
    kind: str
    on: date
    facts: dict[str, Any]


@dataclass(slots=True)
class Child:
    """A child or young person."""

    ref: str
    area: str  # three-digit number of the local authority
    surname: str
    forename: str
    preferred_name: str
    pronouns: str
    sex: str  # M or F
    born: date
    ethnicity: str  # school census main code
    language: str
    upn: str | None
    uln: str | None
    upn_unknown: str | None  # why neither number is held
    nhs_number: str | None
    address: str
    postcode: str  # cannot exist: its last two letters are never used in real ones
    communication: tuple[str, ...] = ()
    story: str = ""  # the storybook child this is, or nothing
    restricted: tuple[str, ...] = ()  # address, school: shown only to named people
    invented: bool = True


@dataclass(slots=True)
class Adult:
    """A parent, carer or other adult in a child's life."""

    ref: str
    title: str
    forename: str
    surname: str
    email: str
    phone: str
    address: str
    postcode: str
    language: str = "English"
    communication: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    invented: bool = True


@dataclass(slots=True)
class Link:
    """The facts of one adult's tie to one child, each on its own."""

    adult: str
    child: str
    relationship: str
    parental_responsibility: bool
    lives_with: bool
    barred: bool = False  # must not learn where the child or the other parent is
    since: date | None = None


class Advice(NamedTuple):
    """One adviser asked during an assessment."""

    adviser: str
    asked: date
    received: date | None


@dataclass(slots=True)
class Assessment:
    """A request for an assessment of needs and what came of it."""

    ref: str
    source: int  # 1 parent or young person, 2 school, 3 health, 4 social care, 5 other
    received: date
    outcome: str  # Y assess, N not, A awaited, W withdrawn
    told: date | None  # the day the family was told that outcome
    issue_outcome: str | None = None  # Y, N, A or W once an assessment was agreed
    no_plan_told: date | None = None
    issue_told: date | None = None  # the day the family was told a plan would come
    drafted: date | None = None
    issued: date | None = None
    exception: str | None = None  # id of the lawful exception recorded
    exception_on: date | None = None
    mediation: str = ""  # what it was about: request, assessment or other
    tribunal: str = ""
    withdrawn: date | None = None
    advice: tuple[Advice, ...] = ()
    plan: str | None = None


@dataclass(slots=True)
class Plan:
    """A plan, from the day it was first made until it ceased."""

    ref: str
    first_made: date
    in_force_from: date  # the day this area became responsible for it
    need: str
    second_need: str | None
    ceased: date | None = None
    cease_reason: int | None = None
    moved_in_from: str | None = None  # three-digit number of the authority it came from
    assessment: str | None = None
    residential: str | None = None
    work_based: str | None = None
    personal_budget: bool = False
    organised: bool = False
    direct_payment: str | None = None


@dataclass(slots=True)
class PlanVersion:
    """One issued version of a plan."""

    number: int
    issued: date
    need: str
    second_need: str | None
    urn: str | None
    setting: str | None


@dataclass(slots=True)
class Placement:
    """A spell at one place; `urn` for a registered setting, else `setting`, the return's code."""

    kind: str
    rank: int
    entered: date
    left: date | None
    urn: str | None = None
    setting: str | None = None
    note: str | None = None
    unit: bool = False
    resourced: bool = False


@dataclass(slots=True)
class Review:
    """One annual review."""

    met: date
    reported: date | None
    decided: date | None
    outcome: str | None  # keep, amend or cease
    noticed: date | None
    finalised: date | None


@dataclass(slots=True)
class Transfer:
    """A move from one phase of education to the next."""

    phase: str
    on: date
    due: date
    named: date | None


class Worse(NamedTuple):
    """One telling that a waiting child is worse, and what a clinician made of it."""

    on: date
    by: str  # family or school
    distress: str
    safety: str
    decided: date | None
    sooner: bool

    def known_by(self, last: date) -> Worse:
        """The same as known on a day: not decided where that came later."""
        return self if self.decided and self.decided <= last else self._replace(decided=None)


@dataclass(slots=True)
class Wait:
    """One referral to a health or care service."""

    ref: str
    service: str
    referred: date
    first_contact: date | None
    assessed: date | None
    treated: date | None
    removed: date | None
    reason: str | None
    missed: int = 0  # appointments the child was not brought to
    accepted: date | None = None
    priority: str = "3-ROUTINE"  # a clinician's word on how soon
    offered: date | None = None  # the day on which the appointment to come was given
    appointment: date | None = None  # to come
    asked_on: date | None = None  # another list asked to take the child
    answered_on: date | None = None
    worse: tuple[Worse, ...] = ()


@dataclass(slots=True)
class SchoolFigures:
    """What a school returns about a pupil for the last six months."""

    suspensions: int
    exclusions: int
    absence: float  # percent of half-days missed
    pupil_premium: bool
    social_care: str | None  # team most involved
    disabled: bool


@dataclass(slots=True)
class ChildFacts:
    """Everything the generator says about one child."""

    child: Child
    adults: list[Adult] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    assessments: list[Assessment] = field(default_factory=list)
    plan: Plan | None = None
    versions: list[PlanVersion] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    waits: list[Wait] = field(default_factory=list)
    school: SchoolFigures | None = None
    support: bool = False  # on SEN support, with no plan
    support_need: str = ""
    events: list[CaseEvent] = field(default_factory=list)
    faults: tuple[str, ...] = ()  # what was spoilt on purpose

"""The facts one file gives of one child: identity, cases, placements, and what happened when.

None means that the file does not say; whatever is kept already then stays as it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from goldenthread.law.calendar import add_months
from goldenthread.law.events import REVIEWED_SINCE, EventKind


@dataclass(frozen=True, slots=True)
class Happening:
    """One dated event of a case, before the case has a number."""

    kind: EventKind
    on: date
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class AssessmentFacts:
    """One request for an assessment and what became of it."""

    row: int
    received_date: date | None
    source: str | None = None
    in_youth_accommodation: bool | None = None
    stage: str
    decided_earlier: bool = False  # before the year of the return, which gives no day
    decided_date: date | None = None
    issue_decided_date: date | None = None
    exception: bool | None = None
    request_mediation: bool | None = None
    request_tribunal: bool | None = None
    issue_mediation: bool | None = None
    issue_tribunal: bool | None = None
    exported_to: str | None = None
    plan: int | None = None  # which of the child's plans it led to
    happenings: list[Happening] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class VersionFacts:
    """One version of a plan as far as a file tells it."""

    issued_date: date
    needs: list[str] = field(default_factory=list)
    urn: str = ""
    ukprn: str = ""
    setting_code: str = ""
    amended: bool = False  # it was not the plan's first
    reviewed_since: bool = False  # more than once, for all the file says


@dataclass(slots=True, kw_only=True)
class ReviewFacts:
    """One review: at least one of its dates is known."""

    meeting_date: date | None = None
    decided_date: date | None = None
    outcome: str | None = None
    draft_date: date | None = None
    loose: bool = False  # one day, of the meeting or of the decision: the file does not say which


@dataclass(slots=True, kw_only=True)
class PhaseFacts:
    """One move between phases."""

    due_date: date
    final_date: date | None = None


@dataclass(slots=True, kw_only=True)
class PlanFacts:
    """One plan."""

    row: int
    state: str
    first_issued_date: date | None = None
    start_date: date | None = None
    transferred_from: str | None = None
    personal_budget: bool | None = None
    organised_arrangements: bool | None = None
    direct_payments: str | None = None
    cease_date: date | None = None
    cease_reason: str | None = None
    versions: list[VersionFacts] = field(default_factory=list)
    reviews: list[ReviewFacts] = field(default_factory=list)
    phases: list[PhaseFacts] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)  # not of its versions and reviews


@dataclass(slots=True, kw_only=True)
class PlacementFacts:
    """One spell at a setting, or in a kind of arrangement."""

    row: int
    rank: int = 1
    urn: str = ""
    ukprn: str = ""
    setting_code: str = ""
    entry_date: date | None = None
    leaving_date: date | None = None
    in_unit: bool | None = None
    in_resourced_provision: bool | None = None
    residential: str | None = None
    work_based: str | None = None


@dataclass(slots=True, kw_only=True)
class ChildFacts:
    """One child as a file gives them; `row` says where in the file."""

    row: int
    where: str = "Person"  # the module or list the row is in
    local_id: str = ""  # empty when the file has none of its own
    identity: dict[str, Any] = field(default_factory=dict)  # columns of people.Child
    assessments: list[AssessmentFacts] = field(default_factory=list)
    plans: list[PlanFacts] = field(default_factory=list)
    placements: list[PlacementFacts] = field(default_factory=list)


def made_up_id(identity: Mapping[str, Any]) -> str:
    """Return an identifier for a child whose file gives none: stable, and telling nothing."""
    number = identity.get("upn") or identity.get("uln")
    names = (str(identity.get(name, "")) for name in ("surname", "forename", "birth_date"))
    seed = str(number) if number else "|".join(names)
    return MADE_UP + hashlib.sha256(seed.casefold().encode()).hexdigest()[:16].upper()


MADE_UP = "R-"


def version_happening(version: VersionFacts, *, first: bool) -> Happening:
    """Return the event of a version: the plan started, or was amended.

    `first` says that no other version of the plan is known.
    """
    if version.amended or not first:
        return Happening(EventKind.AMENDMENT_FINALISED, version.issued_date)
    said = {"source": REVIEWED_SINCE} if version.reviewed_since else {}
    return Happening(EventKind.PLAN_STARTED, version.issued_date, said)


def review_happenings(review: ReviewFacts) -> list[Happening]:
    """Return the events of a review: it met, the family was told, changes were proposed."""
    happened: list[Happening] = []
    if review.meeting_date:
        happened.append(Happening(EventKind.REVIEW_MET, review.meeting_date))
    if review.decided_date:
        said = {"outcome": review.outcome.lower()} if review.outcome else {}
        happened.append(Happening(EventKind.REVIEW_DECIDED, review.decided_date, said))
    if review.draft_date:
        happened.append(Happening(EventKind.AMENDMENT_NOTICED, review.draft_date))
    return happened


def is_first_review(start: date, told: date) -> bool:
    """Say whether a review told of is the plan's first: within the 12 months it had to be in.

    A later one may be the second or the tenth, and nobody can say when the first was.
    """
    return told < add_months(start, 12)

"""The inspection lists read as facts: who is on them, and what they say of plan and place.

The lists hold a few days and no history, so these readings are made and kept to:

1. The day a plan was last reviewed is the day the review was complete, unless a meeting or a
   decision on that very day is known already.
2. A plan first issued more than 12 months before its last review had other reviews, on days not
   given: the first has no clock.
3. A child on list 2 has no plan, whatever else is known of them.
4. A place has no entry date. It is the place where the child is known to be already, or, if that
   was elsewhere, one that had begun by the day of the list.
"""

from __future__ import annotations

from datetime import date

from goldenthread.exchange.annex_a import LIST_1, Record, Row
from goldenthread.exchange.rules.facts import (
    ChildFacts,
    PlacementFacts,
    PlanFacts,
    ReviewFacts,
    VersionFacts,
    is_first_review,
)
from goldenthread.people.rules import UPN_UNKNOWN

SEXES = {"Male": "M", "Female": "F"}
NO_ETHNICITY = "UNKNOWN"
HOME = "EHE"


def child_facts(row: Row) -> ChildFacts:
    """Return everything a row of a list says."""
    record = row.record
    facts = ChildFacts(
        row=row.number,
        where=record.list_name,
        local_id=record.unique_id or "",
        identity=_identity(record),
    )
    if record.list_name == LIST_1:
        facts.plans.append(_plan(row.number, record))
    if record.urn:
        facts.placements.append(PlacementFacts(row=row.number, urn=record.urn))
    elif record.home_educated:
        facts.placements.append(PlacementFacts(row=row.number, setting_code=HOME))
    return facts


def _identity(record: Record) -> dict[str, object]:
    upn = (record.upn or "").upper()
    given: dict[str, object | None] = {
        "birth_date": record.born,
        "sex": SEXES.get(record.gender or ""),
        "ethnicity": record.ethnicity if record.ethnicity != NO_ETHNICITY else None,
        "upn": None if upn in UPN_UNKNOWN else upn,
        "upn_unknown": upn if upn in UPN_UNKNOWN else None,
        "uln": record.uln,
        "disabled": record.disabled,
        "pupil_premium": record.pupil_premium,
        "social_care_team": record.social_care_team,
    }
    return {name: value for name, value in given.items() if value is not None and value != ""}


def _plan(number: int, record: Record) -> PlanFacts:
    first, updated, reviewed = record.first_issued, record.updated, record.reviewed
    plan = PlanFacts(row=number, state="IN_FORCE", first_issued_date=first, start_date=updated)
    needs = [record.need] if record.need else []
    for issued in dict.fromkeys(filter(None, (first, updated))):
        plan.versions.append(_version(issued, first, reviewed, record, needs))
    if reviewed:
        plan.reviews.append(ReviewFacts(decided_date=reviewed, loose=True))
    return plan


def _version(
    issued: date, first: date | None, reviewed: date | None, record: Record, needs: list[str]
) -> VersionFacts:
    return VersionFacts(
        issued_date=issued,
        needs=needs,
        urn=record.urn or "",
        setting_code=HOME if record.home_educated and not record.urn else "",
        amended=issued != first,
        reviewed_since=reviewed is not None and not is_first_review(issued, reviewed),
    )

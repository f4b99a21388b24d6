"""The published SEN2 measures of an area, from its events and rows: one definition, two sources.

A dry run counts what a file says; this counts what the database holds, by the same functions of
`measures.rules` and under the same keys. Both are as at one survey day: what happened later is
left out, so that last year's figures stay as they were when this year's return is loaded.

The asker has been stated, and reaches the area; these are true counts, for casework roles only.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from goldenthread.law.events import EventKind as K
from goldenthread.measures.queries.moves import came
from goldenthread.measures.rules import (
    IssuedPlan,
    PlanInForce,
    RequestDecision,
    decisions_made,
    requests_by_outcome,
    review_is_overdue,
    timeliness,
)
from goldenthread.measures.rules.counts import Timeliness

NOT_KNOWN = "not known"
TWENTY_WEEKS = "plan-final"

# One row a case: its days by what happened, of what stands. A plan that came from elsewhere is
# told by the plan it led to.
CASES = f"""
SELECT c.child_id, c.received_date, c.agreed, c.refused, c.issued, c.not_issued, c.withdrawn,
       c.closed, c.exception,
       a.request_mediation OR a.request_tribunal OR a.issue_mediation OR a.issue_tribunal,
       coalesce(p.transferred_from, '') <> ''
FROM (
    SELECT e.case_id, min(e.child_id) AS child_id,
           min(e.on) FILTER (WHERE e.kind = '{K.REQUEST_RECEIVED}') AS received_date,
           min(e.on) FILTER (WHERE e.kind = '{K.ASSESSMENT_AGREED}') AS agreed,
           min(e.on) FILTER (WHERE e.kind = '{K.ASSESSMENT_REFUSED}') AS refused,
           min(e.on) FILTER (WHERE e.kind = '{K.PLAN_ISSUED}') AS issued,
           min(e.on) FILTER (WHERE e.kind = '{K.ISSUE_REFUSED}') AS not_issued,
           min(e.on) FILTER (WHERE e.kind = '{K.REQUEST_WITHDRAWN}') AS withdrawn,
           min(e.on) FILTER (WHERE e.kind = '{K.CASE_CLOSED}') AS closed,
           coalesce(bool_or(e.kind = '{K.EXCEPTION_RECORDED}'
                            AND e.facts->>'rule' = '{TWENTY_WEEKS}'), false) AS exception
    FROM timeline_event e
    WHERE e.area_id = %(area)s AND e.case_type = 'assessment' AND NOT e.withdraws
      AND NOT EXISTS (SELECT FROM timeline_event w
                      WHERE w.area_id = e.area_id AND w.corrects_id = e.id)
    GROUP BY e.case_id
) c
JOIN assessment_assessment a ON a.id = c.case_id AND a.area_id = %(area)s
LEFT JOIN plans_plan p ON p.id = a.plan_id AND p.area_id = %(area)s
"""
# One row a plan in force on the day: the version then current, the last decision told by then,
# and the place ranked first: one open that day before others, the last begun first.
IN_FORCE = f"""
SELECT plan.child_id, version.issued_date, version.needs, review.decided, place.code
FROM plans_plan plan
JOIN LATERAL (
    SELECT v.issued_date, v.needs FROM plans_planversion v
    WHERE v.plan_id = plan.id AND v.issued_date <= %(day)s AND v.status NOT LIKE '%%DRAFT'
    ORDER BY v.issued_date DESC, v.number DESC LIMIT 1
) version ON true
LEFT JOIN LATERAL (
    SELECT max(r.decided_date) AS decided FROM reviews_review r
    WHERE r.plan_id = plan.id AND r.decided_date <= %(day)s
) review ON true
LEFT JOIN LATERAL (
    SELECT coalesce(s.placement_group, nullif(p.setting_code, '')) AS code
    FROM placements_placement p LEFT JOIN organisations_setting s ON s.id = p.setting_id
    WHERE p.area_id = %(area)s AND p.child_id = plan.child_id AND p.rank = 1
      AND coalesce(p.entry_date, '-infinity') <= %(day)s
    ORDER BY coalesce(p.leaving_date, 'infinity') >= %(day)s DESC,
             p.entry_date DESC NULLS LAST, p.id LIMIT 1
) place ON true
LEFT JOIN {came("ARRAY[%(area)s]")} came ON came.plan_id = plan.id
WHERE plan.area_id = %(area)s AND plan.state <> 'DRAFT'
  AND (plan.cease_date IS NULL OR plan.cease_date > %(day)s)
  AND (came.on IS NULL OR came.on <= %(day)s)
"""
CEASED = """
SELECT child_id, cease_reason FROM plans_plan
WHERE area_id = %(area)s AND cease_date BETWEEN %(first)s AND %(last)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request for an assessment, by the days of what happened."""

    child_id: int
    received: date | None
    agreed: date | None
    refused: date | None
    issued: date | None
    not_issued: date | None
    withdrawn: date | None
    closed: date | None
    exception: bool
    disputed: bool
    moved_in: bool

    @property
    def told(self) -> date | None:
        """The first decision whether to assess; a reversal changes neither it nor its day."""
        return min(filter(None, (self.agreed, self.refused)), default=None)

    @property
    def decision(self) -> str:
        """Y or N: what was first decided."""
        return "N" if self.refused is not None and self.refused == self.told else "Y"

    def outcome(self, last: date, day: date) -> str:
        """Return the outcome a return gives: Y or N told by the year's end, W known by the day."""
        if self.told is not None and self.told <= last:
            return self.decision
        return "W" if self.withdrawn is not None and self.withdrawn <= day else "A"

    def ended_before(self, day: date) -> bool:
        """Say whether the case was over before a day."""
        ends = (self.issued, self.not_issued, self.withdrawn, self.closed)
        refused = self.refused if self.refused == self.told and self.issued is None else None
        return any(end is not None and end < day for end in (*ends, refused))


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A return year: the calendar year counted, and the survey day."""

    number: int
    survey_day: date

    @property
    def first(self) -> date:
        return date(self.number - 1, 1, 1)

    @property
    def last(self) -> date:
        return date(self.number - 1, 12, 31)

    def holds(self, on: date | None) -> bool:
        return on is not None and self.first <= on <= self.last


def sen2_figures(
    area_id: int, return_year: int, *, survey_day: date, as_of: date | None = None
) -> dict[str, Any]:
    """Return the figures of a return year, under the keys a dry run prints. Three queries.

    With `as_of`, the reviews overdue on that day are counted as well.
    """
    year = Year(number=return_year, survey_day=survey_day)
    cases = list(_cases(area_id))
    in_force = _in_force(area_id, survey_day)
    ceased = _fetch(CEASED, area=area_id, first=year.first, last=year.last)
    return {
        "persons": len(_people(cases, year, in_force, ceased)),
        **_flow(cases, year),
        "active_plans": _active(in_force),
        "reviews_overdue": _overdue(in_force, survey_day),
        "plans_ceased_in_year": {
            "total": len(ceased),
            "by_reason": dict(sorted(Counter(reason or NOT_KNOWN for _, reason in ceased).items())),
        },
        **_as_of(in_force, as_of, survey_day),
    }


def _fetch(statement: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _cases(area_id: int) -> Iterator[Case]:
    for row in _fetch(CASES, area=area_id):
        yield Case(
            child_id=row[0],
            received=row[1],
            agreed=row[2],
            refused=row[3],
            issued=row[4],
            not_issued=row[5],
            withdrawn=row[6],
            closed=row[7],
            exception=row[8],
            disputed=row[9],
            moved_in=row[10],
        )


@dataclass(frozen=True, slots=True)
class Held:
    """One plan in force on a day."""

    child_id: int
    plan: PlanInForce
    need: str
    setting_type: str


def _in_force(area_id: int, day: date) -> list[Held]:
    held = []
    for child_id, started, needs, reviewed, place in _fetch(IN_FORCE, area=area_id, day=day):
        needs = json.loads(needs) if isinstance(needs, str) else needs
        plan = PlanInForce(started=started, last_review=reviewed)
        held.append(Held(child_id, plan, next(iter(needs), NOT_KNOWN), place or NOT_KNOWN))
    return held


def _people(
    cases: Iterable[Case], year: Year, in_force: Iterable[Held], ceased: Iterable[tuple[Any, ...]]
) -> set[int]:
    """Return the children a return tells of: with a plan, or a case of the year."""
    people = {held.child_id for held in in_force} | {child for child, _ in ceased}
    return people | {case.child_id for case in cases if _is_told(case, year)}


def _is_told(case: Case, year: Year) -> bool:
    days = (case.received, case.told, case.issued, case.not_issued)
    if any(year.holds(on) for on in days):
        return True
    begun = case.received is None or case.received <= year.survey_day
    return begun and not case.ended_before(year.survey_day)


def _flow(cases: Iterable[Case], year: Year) -> dict[str, Any]:
    """Return what happened in the year: requests, decisions and plans."""
    cases = list(cases)
    received = (
        case.outcome(year.last, year.survey_day) for case in cases if year.holds(case.received)
    )
    made = decisions_made(
        RequestDecision(received=case.received, told=case.told)
        for case in cases
        if case.told is not None and year.holds(case.told)
    )
    issued = [
        _issued(case, case.issued) for case in cases if case.issued and year.holds(case.issued)
    ]
    return {
        "requests_received_in_year": requests_by_outcome(received),
        "request_decisions_in_year": {"made": made.made, "within_42_days": made.within_42_days},
        "plans_issued_in_year": {
            "including_exceptions": _timeliness(timeliness(issued, exclude_exceptions=False)),
            "excluding_exceptions": _timeliness(timeliness(issued, exclude_exceptions=True)),
        },
    }


def _issued(case: Case, on: date) -> IssuedPlan:
    return IssuedPlan(
        received=case.received,
        issued=on,
        exception=case.exception,
        moved_in=case.moved_in,
        disputed=case.disputed,
    )


def _timeliness(found: Timeliness) -> dict[str, Any]:
    rounded = (found.pct_within_140_days, found.mean_weeks, found.median_weeks)
    share, mean, middle = (None if value is None else float(value) for value in rounded)
    return {
        "issued": found.issued,
        "within_140_days": found.within_140_days,
        "pct_within_140_days": share,
        "mean_weeks": mean,
        "median_weeks": middle,
    }


def _active(in_force: list[Held]) -> dict[str, Any]:
    return {
        "total": len(in_force),
        "by_primary_need": _by_size(Counter(held.need for held in in_force)),
        "by_setting_type": _by_size(Counter(held.setting_type for held in in_force)),
    }


def _overdue(in_force: Iterable[Held], on: date) -> int:
    return sum(review_is_overdue(held.plan, on=on) for held in in_force)


def _as_of(in_force: Iterable[Held], as_of: date | None, survey_day: date) -> dict[str, Any]:
    if as_of is None or as_of == survey_day:
        return {}
    count = _overdue(in_force, as_of)
    return {"reviews_overdue_as_of": {"on": as_of.isoformat(), "count": count}}


def _by_size(counts: Counter[str]) -> dict[str, int]:
    """Order counts by size, then by name."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

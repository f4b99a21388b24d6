"""The published figures of a return, counted in one pass. Definitions: `measures.rules`."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from goldenthread.exchange.sen2.items import YearSpec
from goldenthread.exchange.sen2.records import (
    ActivePlan,
    NamedPlan,
    Person,
    Placement,
    Request,
)
from goldenthread.measures.rules import (
    IssuedPlan,
    PlanInForce,
    RequestDecision,
    decisions_made,
    requests_by_outcome,
    review_is_overdue,
    timeliness,
)
from goldenthread.organisations.rules import Register

NOT_KNOWN = "not known"


def issued_plan(request: Request, spec: YearSpec) -> IssuedPlan | None:
    """Give the facts of a plan issued in the collection year; None if none was."""
    found = request.assessment
    if found is None or found.outcome != "Y" or found.outcome_date is None:
        return None
    if not spec.in_year(found.outcome_date):
        return None
    disputes = (request.mediation, request.tribunal, found.mediation, found.tribunal)
    return IssuedPlan(
        received=request.received,
        issued=found.outcome_date,
        exception=bool(found.week20),
        moved_in=bool(request.active and request.active.transfer_la),
        disputed=any(disputes),
    )


def request_decision(request: Request, spec: YearSpec) -> RequestDecision | None:
    """Give the facts of a decision whether to assess told in the year; None if none was."""
    told = request.outcome_date
    if request.outcome not in ("Y", "N") or told is None or not spec.in_year(told):
        return None
    return RequestDecision(received=request.received, told=told)


def primary_need(active: ActivePlan) -> str:
    """Give the code of the need ranked 1."""
    first = next((need.kind for need in active.needs if need.rank == 1), None)
    return first or NOT_KNOWN


def primary_placement(active: ActivePlan, day: date) -> Placement | None:
    """Give the placement ranked 1 on a day: one open then before others, the last begun first."""
    ranked = [placement for placement in active.placements if placement.rank == 1]
    return max(ranked, key=lambda p: (p.open_on(day), p.entry or date.min), default=None)


def setting_type(placement: Placement | None, register: Register | None, day: date) -> str:
    """Give the type of setting a placement is counted under."""
    if placement is None:
        return NOT_KNOWN
    if placement.urn or placement.ukprn:
        setting = register and register.find(urn=placement.urn, ukprn=placement.ukprn, on=day)
        return setting.placement_group if setting else NOT_KNOWN
    return placement.setting or NOT_KNOWN


class Figures:
    """Takes persons one at a time; gives the figures at the end."""

    def __init__(
        self, spec: YearSpec, register: Register | None = None, as_of: date | None = None
    ) -> None:
        self._spec = spec
        self._register = register
        self._as_of = as_of
        self._persons = 0
        self._received: Counter[str | None] = Counter()
        self._decisions: list[RequestDecision] = []
        self._issued: list[IssuedPlan] = []
        self._needs: Counter[str] = Counter()
        self._settings: Counter[str] = Counter()
        self._ceased: Counter[str] = Counter()
        self._overdue = 0
        self._overdue_as_of = 0

    def add(self, person: Person) -> None:
        """Count one person."""
        self._persons += 1
        for request in person.requests:
            self._add_request(request)

    def _add_request(self, request: Request) -> None:
        spec = self._spec
        if spec.in_year(request.received):
            self._received[request.outcome] += 1
        if decision := request_decision(request, spec):
            self._decisions.append(decision)
        if issued := issued_plan(request, spec):
            self._issued.append(issued)
        plan = request.plan
        if plan and spec.in_year(plan.cease_date):
            self._ceased[plan.cease_reason or NOT_KNOWN] += 1
        if request.active:
            self._add_active(request.active, plan)

    def _add_active(self, active: ActivePlan, plan: NamedPlan | None) -> None:
        day = self._spec.survey_day
        placement = primary_placement(active, day)
        self._needs[primary_need(active)] += 1
        self._settings[setting_type(placement, self._register, day)] += 1
        in_force = PlanInForce(started=plan.start if plan else None, last_review=active.last_review)
        self._overdue += review_is_overdue(in_force, on=day)
        if self._as_of is not None:
            self._overdue_as_of += review_is_overdue(in_force, on=self._as_of)

    def result(self) -> dict[str, Any]:
        """Give every figure under its published key."""
        made = decisions_made(self._decisions)
        return {
            "persons": self._persons,
            "requests_received_in_year": requests_by_outcome(self._received.elements()),
            "request_decisions_in_year": {
                "made": made.made,
                "within_42_days": made.within_42_days,
            },
            "plans_issued_in_year": {
                "including_exceptions": self._timeliness(exclude_exceptions=False),
                "excluding_exceptions": self._timeliness(exclude_exceptions=True),
            },
            "active_plans": {
                "total": self._needs.total(),
                "by_primary_need": _by_size(self._needs),
                "by_setting_type": _by_size(self._settings),
            },
            "reviews_overdue": self._overdue,
            "plans_ceased_in_year": {
                "total": self._ceased.total(),
                "by_reason": dict(sorted(self._ceased.items())),
            },
            **self._extra(),
        }

    def _timeliness(self, *, exclude_exceptions: bool) -> dict[str, Any]:
        found = timeliness(self._issued, exclude_exceptions=exclude_exceptions)
        return {
            "issued": found.issued,
            "within_140_days": found.within_140_days,
            "pct_within_140_days": _number(found.pct_within_140_days),
            "mean_weeks": _number(found.mean_weeks),
            "median_weeks": _number(found.median_weeks),
        }

    def _extra(self) -> dict[str, Any]:
        if self._as_of is None:
            return {}
        counted = {"on": self._as_of.isoformat(), "count": self._overdue_as_of}
        return {"reviews_overdue_as_of": counted}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _by_size(counts: Counter[str]) -> dict[str, int]:
    """Order counts by size, then by name."""
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

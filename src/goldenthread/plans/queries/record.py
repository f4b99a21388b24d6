"""Questions about the plans of a child who has already been reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from goldenthread.people.models import Child
from goldenthread.plans.models import Plan, PlanState, VersionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of a plan, as the record page shows it."""

    number: int
    status: str
    issued_date: date
    needs: tuple[str, ...]
    setting: str
    structured: bool = False  # its words can be read here


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """One plan and its versions, the newest first."""

    id: int
    state: str
    first_issued_date: date | None
    start_date: date | None
    cease_date: date | None
    cease_reason: str
    versions: tuple[VersionRow, ...]


PLAN = ("pk", "state", "first_issued_date", "start_date", "cease_date", "cease_reason")
VERSION = (
    *("number", "status", "issued_date", "needs", "setting__name", "setting_code"),
    "content_hash",
)


def plans_of(child: Child) -> tuple[PlanRow, ...]:
    """Return a child's plans, the newest first, each with its versions. One query."""
    rows = (
        Plan.objects.filter(area_id=child.area_id, child=child)
        .order_by("-pk", "-versions__number")
        .values_list(*PLAN, *(f"versions__{name}" for name in VERSION))
    )
    plans = groupby(rows, key=lambda row: row[: len(PLAN)])
    return tuple(_plan(plan, (row[len(PLAN) :] for row in versions)) for plan, versions in plans)


def _plan(plan: tuple[Any, ...], versions: Iterable[tuple[Any, ...]]) -> PlanRow:
    number, state, first, start, ceased, reason = plan
    return PlanRow(
        id=number,
        state=PlanState(state).label,
        first_issued_date=first,
        start_date=start,
        cease_date=ceased,
        cease_reason=reason,
        versions=tuple(_version(row) for row in versions if row[0] is not None),
    )


def _version(row: tuple[Any, ...]) -> VersionRow:
    number, status, issued, needs, setting, code, content_hash = row
    return VersionRow(
        number=number,
        status=VersionStatus(status).label,
        issued_date=issued,
        needs=tuple(needs),
        setting=setting or code,
        structured=bool(content_hash),
    )

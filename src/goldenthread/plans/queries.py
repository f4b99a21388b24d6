"""Questions about the plans of a child who has already been reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.people.models import Child
from goldenthread.plans.models import Plan, PlanState, PlanVersion, VersionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """One version of a plan, as the record page shows it."""

    number: int
    status: str
    issued_date: date
    needs: tuple[str, ...]
    setting: str


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


def plans_of(child: Child) -> tuple[PlanRow, ...]:
    """Return a child's plans, the newest first. Two queries."""
    plans = list(Plan.objects.filter(area_id=child.area_id, child=child).order_by("-pk"))
    versions: dict[int, list[VersionRow]] = {plan.pk: [] for plan in plans}
    rows = PlanVersion.objects.filter(area_id=child.area_id, child=child)
    for row in rows.select_related("setting").order_by("-number"):
        versions[row.plan_id].append(_version(row))
    return tuple(
        PlanRow(
            id=plan.pk,
            state=PlanState(plan.state).label,
            first_issued_date=plan.first_issued_date,
            start_date=plan.start_date,
            cease_date=plan.cease_date,
            cease_reason=plan.cease_reason,
            versions=tuple(versions[plan.pk]),
        )
        for plan in plans
    )


def _version(row: PlanVersion) -> VersionRow:
    return VersionRow(
        number=row.number,
        status=VersionStatus(row.status).label,
        issued_date=row.issued_date,
        needs=tuple(row.needs),
        setting=row.setting.name if row.setting else row.setting_code,
    )

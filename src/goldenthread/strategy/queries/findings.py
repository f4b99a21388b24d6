"""The findings of an area's last inspection, each with what is done about it, on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, Subquery

from goldenthread.access.rules import ROLES, Asker, Permission, Role
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy.models import Finding
from goldenthread.strategy.models.inspections import FindingKind
from goldenthread.strategy.queries import reach
from goldenthread.strategy.rules.board import Act, FindingRow

ORDER = {"PRIORITY_ACTION": 0, "WEAKNESS": 1, "IMPROVEMENT": 2}
FINDING = ("pk", "kind", "number", "text", "requirements", "bodies")
ACT = (
    *("pk", "title", "requirements", "planned_start_date", "planned_end_date", "started_date"),
    *("done_date", "stopped_date", "cost_pence"),
    *("owner_post__role", "owner_post__organisation__name"),
)


def findings(area: LocalArea, *, on: date, by: Asker) -> tuple[FindingRow, ...]:
    """Return each finding with its actions as they stood on a day. One query.

    :raises NotAllowed: if `by` may not see the area's plans
    """
    reach.check_area(by, Permission.IMPROVEMENT_VIEW, area.pk)
    rows = Finding.objects.filter(_latest(area.pk, on)).order_by("pk", "actions__pk")
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows.values(*FINDING, *(f"actions__{name}" for name in ACT)):
        found.setdefault(row["pk"], []).append(row)
    return tuple(sorted((_finding(own, on) for own in found.values()), key=_place))


def _latest(area_id: int, on: date) -> Q:
    """Choose the findings of the last inspection reported by a day."""
    newest = Finding.objects.filter(area_id=area_id, inspection__reported_date__lte=on)
    newest = newest.order_by("-inspection__reported_date", "-inspection_id")
    return Q(area_id=area_id, inspection_id=Subquery(newest.values("inspection_id")[:1]))


def _place(row: FindingRow) -> tuple[int, int]:
    return ORDER[FindingKind(row.kind_key)], row.number


def _finding(own: list[Mapping[str, Any]], on: date) -> FindingRow:
    first = own[0]
    return FindingRow(
        id=first["pk"],
        kind_key=first["kind"],
        kind=FindingKind(first["kind"]).label,
        number=first["number"],
        said=first["text"],
        requirements=tuple(first["requirements"]),
        bodies=tuple(first["bodies"]),
        acts=tuple(_act(row, on) for row in own if row["actions__pk"] is not None),
    )


def _act(row: Mapping[str, Any], on: date) -> Act:
    given = {name: row[f"actions__{name}"] for name in ACT}
    started, done, stopped = (
        day if day is not None and day <= on else None
        for day in (given["started_date"], given["done_date"], given["stopped_date"])
    )
    state = "stopped" if stopped else "done" if done else "under way" if started else "not started"
    return Act(
        id=given["pk"],
        title=given["title"],
        state=state,
        owner=role_title(given["owner_post__role"]),
        body=given["owner_post__organisation__name"],
        planned_start=given["planned_start_date"],
        planned_end=given["planned_end_date"],
        started=started,
        done=done,
        stopped=stopped,
        requirements=tuple(given["requirements"]),
        cost_pence=given["cost_pence"],
    )


def role_title(role: str) -> str:
    """Return a post without its holder's name: "EHC team manager"."""
    return ROLES[Role(role)].title

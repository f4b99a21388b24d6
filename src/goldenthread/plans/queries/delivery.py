"""The sheet of each line of a child's plan in force: told, owed, and being put right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from goldenthread.people.models import Child
from goldenthread.plans.models import IssuedProvision
from goldenthread.plans.models.delivery import Confirmation, PromisedTime
from goldenthread.plans.rules.delivery import (
    WEEK,
    Happened,
    Promised,
    Sheet,
    Source,
    Told,
    monday,
    sheet,
)

WEEKS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the plan in force and its sheet."""

    id: int
    plan_id: int
    row: str
    what: str
    how_often: str
    equipment: bool
    issued_date: date
    promised: int | None  # minutes a week now
    sheet: Sheet


def lines_of(child: Child, *, today: date, weeks: int = WEEKS_SHOWN) -> tuple[Line, ...]:
    """Return each line of a child's plan in force, with its last weeks. Three queries.

    Weeks before the plan was issued owe nothing and are left out.
    """
    rows = list(
        IssuedProvision.objects.filter(
            area_id=child.area_id, child=child, version__plan__state="IN_FORCE"
        )
        .select_related("version")
        .order_by("-version__number", "pk")
    )
    newest = rows[0].version_id if rows else None
    rows = [row for row in rows if row.version_id == newest]
    numbers = [row.pk for row in rows]
    promised = list(PromisedTime.objects.filter(provision__in=numbers).order_by("from_date", "pk"))
    said = list(Confirmation.objects.filter(provision__in=numbers).order_by("pk"))
    since = max(
        monday(today) - (weeks - 1) * WEEK,
        monday(rows[0].version.issued_date) if rows else date.min,
    )
    return tuple(_line(row, promised, said, since, today) for row in rows)


def _line(
    row: IssuedProvision,
    promised: Iterable[PromisedTime],
    said: Iterable[Confirmation],
    since: date,
    today: date,
) -> Line:
    steps = [
        Promised(from_date=each.from_date, minutes=each.minutes)
        for each in promised
        if each.provision_id == row.pk
    ]
    told = [
        Told(
            week=each.week,
            source=Source(each.source),
            happened=Happened(each.happened),
            minutes=each.minutes,
        )
        for each in said
        if each.provision_id == row.pk
    ]
    now = [each.minutes for each in steps if each.from_date <= today]
    return Line(
        id=row.pk,
        plan_id=row.version.plan_id,
        row=row.row,
        what=row.what,
        how_often=row.how_often,
        equipment=row.equipment,
        issued_date=row.version.issued_date,
        promised=now[-1] if now else None,
        sheet=sheet(steps, told, first=since, last=max(today, since)),
    )

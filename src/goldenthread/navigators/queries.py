"""Families and their navigators: one's own list, one family's page, an area's figures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import JSONObject

from goldenthread.access.models import Post
from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission, Role
from goldenthread.law.limits import time_limit
from goldenthread.navigators.models import Case, Changed, Contact
from goldenthread.people import queries as people
from goldenthread.people.models import Child

FIRST = "nav-first"
YEAR = timedelta(days=365)


def team_of(area_id: int, *, on: date) -> int | None:
    """Return the body whose navigators serve an area, if it has any."""
    held = Post.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on),
        role=Role.NAVIGATOR,
        from_date__lte=on,
        organisation__areas=area_id,
    )
    return held.order_by("organisation_id").values_list("organisation_id", flat=True).first()


def promised(asked: date) -> date:
    """Return the day by which a navigator is to be in touch, by the partnership's own promise."""
    return time_limit(FIRST, on=asked).last_day(asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One family on a navigator's list."""

    id: int
    child_id: int
    name: str
    asked_date: date
    promised_date: date | None  # until somebody has been in touch
    navigator: str
    next_action: str
    next_date: date | None

    @property
    def due(self) -> date | None:
        """The day that presses: of the promise, or of the next step."""
        return self.promised_date or self.next_date


def own_list(by: Asker, *, whose: str = "mine") -> list[Row]:
    """Return the families of one's own team that are open: mine, nobody's, or all. Two queries.

    :raises NotAllowed: to who is no navigator
    """
    bodies = by.bodies_where(Permission.NAVIGATOR_WORK)
    if not bodies:
        raise NotAllowed("None of your posts allows this.")
    rows = Case.objects.filter(team__in=bodies, ended_date__isnull=True)
    if whose == "mine":
        rows = rows.filter(post__in=[post.id for post in by.posts])
    elif whose == "nobody":
        rows = rows.filter(post__isnull=True)
    found = list(rows.annotate(navigator=F("post__user__name")))
    names = people.named(by, {row.child_id for row in found})
    shown = [_row(row, names[row.child_id].name) for row in found if row.child_id in names]
    return sorted(shown, key=lambda row: (row.due or date.max, row.asked_date, row.id))


def _row(row: Any, name: str) -> Row:
    return Row(
        id=row.pk,
        child_id=row.child_id,
        name=name,
        asked_date=row.asked_date,
        promised_date=promised(row.asked_date) if row.met_date is None else None,
        navigator=row.navigator or "",
        next_action=row.next_action,
        next_date=row.next_date,
    )


def reached(case_id: int, *, by: Asker, on: date) -> tuple[Case, Child]:
    """Return one family's case to a navigator of its team, and the child. Two queries.

    :raises NotFound, NotAllowed: to everybody else
    """
    row = Case.objects.filter(pk=case_id).annotate(navigator=F("post__user__name")).first()
    if row is None:
        raise NotFound("No such record.")
    child = people.get_child(row.child_id, by=by, to=Permission.NAVIGATOR_WORK, on=on)
    if row.team_id not in by.bodies_where(Permission.NAVIGATOR_WORK):
        raise NotAllowed("Only the family's own navigators see this.")
    return row, child


def contacts_of(case: Case) -> list[Contact]:
    """Return each contact, the newest first."""
    return list(case.contacts.order_by("-contact_date", "-pk"))


def changes_of(case: Case) -> list[Changed]:
    """Return what changed, the newest first."""
    return list(case.changes.order_by("-change_date", "-pk"))


def newest_of(child: Child) -> Any:
    """Return a child's newest case with its navigator's name and what changed. One query.

    For a child that was reached: `navigator` and `told` come with the row; none if there is none.
    """
    told = Changed.objects.filter(case=OuterRef("pk")).order_by("-change_date", "-pk")
    rows = Case.objects.filter(area_id=child.area_id, child=child)
    return (
        rows.annotate(
            navigator=F("post__user__name"),
            told=ArraySubquery(
                told.values(told=JSONObject(on="change_date", kind="kind", words="words"))
            ),
        )
        .order_by("-pk")
        .first()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What navigators did in an area over a year: true counts, inside casework."""

    asked: int
    by_whom: dict[str, int]
    seen_in_time: int
    seen_late: int
    not_yet_late: int  # nobody has been in touch, and the promise is past
    waiting: int  # nobody has been in touch, and there is still time
    changed: dict[str, int]  # families with each kind of change
    nothing_said: int  # ended or seen, and nobody wrote what changed
    felt: dict[str, int]
    open_now: int


def figures(by: Asker, area_id: int, *, on: date) -> Figures:
    """Count a year's requests for a navigator by what became of them. Two queries.

    :raises NotAllowed: unless `by` may see the area's true counts
    """
    if area_id not in by.areas_where(Permission.OVERVIEW_VIEW):
        raise NotAllowed("None of your posts opens an area's position.")
    rows = list(
        Case.objects.filter(area_id=area_id, asked_date__gt=on - YEAR, asked_date__lte=on).values(
            "pk", "asked_date", "asked_by", "met_date", "ended_date", "felt"
        )
    )
    kinds: dict[int, set[str]] = {}
    told = Changed.objects.filter(area_id=area_id, case__in=[row["pk"] for row in rows])
    for case_id, kind in told.values_list("case_id", "kind"):
        kinds.setdefault(case_id, set()).add(kind)
    seen = Counter(_seen(row["asked_date"], row["met_date"], on) for row in rows)
    return Figures(
        asked=len(rows),
        by_whom=dict(Counter(row["asked_by"] for row in rows)),
        seen_in_time=seen["in-time"],
        seen_late=seen["late"],
        not_yet_late=seen["overdue"],
        waiting=seen["waiting"],
        changed=dict(Counter(kind for found in kinds.values() for kind in found)),
        nothing_said=sum(row["met_date"] is not None and row["pk"] not in kinds for row in rows),
        felt=dict(Counter(row["felt"] for row in rows if row["felt"])),
        open_now=sum(row["ended_date"] is None for row in rows),
    )


def _seen(asked: date, met: date | None, on: date) -> str:
    last = promised(asked)
    if met is None:
        return "overdue" if last < on else "waiting"
    return "in-time" if met <= last else "late"

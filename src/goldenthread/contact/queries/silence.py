"""Who hears nothing, as the nightly check found: no owner, no next step, or no word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from goldenthread.access.models import Post
from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.contact.models import Explained, NightCheck, Silent
from goldenthread.people import queries as people
from goldenthread.people.queries import NamedChild

P = Permission


class ShowGaps(StrEnum):
    """Which of the children on the nightly list are shown."""

    UNEXPLAINED = "unexplained"
    PLAN_ONLY = "plan"
    EXPLAINED = "explained"


WHICH = {
    ShowGaps.UNEXPLAINED: Q(told=False, pressing=True),
    ShowGaps.PLAN_ONLY: Q(told=False, pressing=False),
    ShowGaps.EXPLAINED: Q(told=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A child about whom something is missing: an owner, a next step, or any word for too long."""

    child_id: int
    child: NamedChild | None
    no_owner: bool
    no_next_step: bool
    last_contact: date | None
    quiet: bool
    explained: str
    explained_by: str
    explained_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """One page of the nightly list, and how many stand in each part of it."""

    rows: tuple[Gap, ...]
    total: int
    counts: Mapping[ShowGaps, int]


def gaps(*, by: Asker, show: ShowGaps, on: date, offset: int, most: int) -> Gaps:
    """Return one page of the children last night's check found, those with no owner first.

    Four queries. An explanation counts from the moment it is given. A child whose record is
    sealed from the asker is left out, count and all.

    :raises NotAllowed: if none of the asker's posts answers families
    """
    check_post(by, P.CONTACT_ANSWER)
    reach = _told(list_in_reach(by, on), on)
    counts = reach.aggregate(**{each: Count("pk", filter=WHICH[each]) for each in ShowGaps})
    found = _with_reasons(reach.filter(WHICH[show]), on).order_by(
        "-no_owner", "-no_next_step", "last_date", "pk"
    )
    rows = list(found[offset : offset + most])
    names = people.named(by, {row.child_id for row in rows})
    return Gaps(
        rows=tuple(_gap(row, names.get(row.child_id)) for row in rows),
        total=counts[show],
        counts={each: counts[each] for each in ShowGaps},
    )


def list_in_reach(by: Asker, on: date) -> QuerySet[Silent]:
    """Return the nightly list where the asker answers families, less what is sealed from them."""
    areas = by.areas_where(P.CONTACT_ANSWER)
    hidden = people.sealed_rows(by, areas=areas, on=on)
    return Silent.objects.filter(area_id__in=list(areas)).exclude(child_id__in=hidden)


def _told(rows: QuerySet[Silent], on: date) -> QuerySet[Silent]:
    return rows.annotate(told=Exists(_explanations(on)))


def _explanations(on: date) -> QuerySet[Explained]:
    return Explained.objects.filter(
        area_id=OuterRef("area_id"), child_id=OuterRef("child_id"), until_date__gte=on
    ).order_by("-at", "-pk")


def _with_reasons(rows: QuerySet[Silent], on: date) -> QuerySet[Silent]:
    told = _explanations(on)
    who = Post.objects.filter(pk=OuterRef("post_id")).values("user__name")
    return rows.annotate(
        why=Subquery(told.values("reason")[:1]),
        until=Subquery(told.values("until_date")[:1]),
        by_whom=Subquery(told.annotate(who=Subquery(who[:1])).values("who")[:1]),
    )


def _gap(row: Silent, child: NamedChild | None) -> Gap:
    found = vars(row)
    return Gap(
        child_id=row.child_id,
        child=child,
        no_owner=row.no_owner,
        no_next_step=row.no_next_step,
        last_contact=row.last_date,
        quiet=row.quiet,
        explained=found["why"] or "",
        explained_by=found["by_whom"] or "",
        explained_until=found["until"],
    )


def night_counts(areas: Iterable[int], on: date) -> dict[int, dict[str, int]]:
    """Count the list of each area as it stands. One query; an empty list is a row of noughts.

    The caller has stated a service that reaches the areas.
    """
    wanted = sorted(areas)
    counted = (
        _told(Silent.objects.filter(area_id__in=wanted), on)
        .values("area_id")
        .annotate(
            listed=Count("pk"),
            explained=Count("pk", filter=Q(told=True)),
            unowned=Count("pk", filter=Q(no_owner=True)),
            undated=Count("pk", filter=Q(no_next_step=True)),
            silent=Count("pk", filter=Q(quiet=True)),
        )
    )
    found = {
        row["area_id"]: {
            "listed": row["listed"],
            "explained": row["explained"],
            "no_owner": row["unowned"],
            "no_next_step": row["undated"],
            "quiet": row["silent"],
        }
        for row in counted
    }
    nothing = dict.fromkeys(("listed", "explained", "no_owner", "no_next_step", "quiet"), 0)
    return {area: found.get(area, dict(nothing)) for area in wanted}


def nights(*, by: Asker, on: date, most: int = 14) -> list[NightCheck]:
    """Return what the last nights' checks of the asker's areas found, the newest first."""
    check_post(by, P.CONTACT_ANSWER)
    rows = NightCheck.objects.filter(
        area_id__in=list(by.areas_where(P.CONTACT_ANSWER)), night__lte=on
    )
    return list(rows.select_related("area").order_by("-night", "area__name")[:most])

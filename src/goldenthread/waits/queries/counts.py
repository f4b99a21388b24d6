"""Counts over an area's lists: who waits how long, who was kept in touch with, who waits longer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q

from goldenthread.access import asking
from goldenthread.access.rules import Asker
from goldenthread.organisations.models import LocalArea
from goldenthread.waits.models import Referral, Service, SupportContact, SupportOffer
from goldenthread.waits.queries.figures import ListFigures, area_services, figures_from, list_of
from goldenthread.waits.rules.bands import OURS, band_of
from goldenthread.waits.rules.fairness import Group, compare
from goldenthread.waits.rules.pathways import PATHWAYS

WITHIN = 126  # 18 weeks, the day itself included
BY = {
    "home": "Home area (first half of postcode)",
    "decile": "Deprivation of home",
    "ethnicity": "Ethnicity",
    "sex": "Sex",
    "looked_after": "Looked after by the council",
}
FIELDS = {
    "home": "home",
    "decile": "decile",
    "ethnicity": "child__ethnicity",
    "sex": "child__sex",
    "looked_after": "looked_after",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaList:
    """One service of an area, with its figures."""

    service: Service
    figures: ListFigures | None


def area_lists(by: Asker, area: LocalArea, *, on: date) -> list[AreaList]:
    """Return an area's lists, the hardest pressed first; the answer is audited.

    Two queries and three a list.
    """
    found = []
    for one in area_services(by, area):
        rows = list_of(one)
        weeks = one.target_weeks or PATHWAYS[one.pathway].target_weeks
        found.append(
            AreaList(service=one, figures=figures_from(rows, weeks, on) if len(rows) else None)
        )
    return sorted(found, key=_pressed)


def _pressed(one: AreaList) -> tuple[float, str]:
    value = one.figures.pressure.value if one.figures else None
    return -(value or 0.0), one.service.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """How families that wait in an area were kept in touch with, over a year."""

    waiting: int
    never: int  # waiting over 18 weeks and never contacted
    contacts: int
    offers: int
    offered: int  # of those waiting, with at least one offer of help
    taken_up: int
    helped: int


def support_counts(area_id: int, *, on: date) -> Support:
    """Count contacts and offers in an area over the year to a day. Three queries."""
    year = on - timedelta(days=365)
    with asking.widened([area_id]):
        waiting = Referral.objects.filter(
            area_id=area_id, seen_date__isnull=True, ended_date__isnull=True
        ).aggregate(
            all=Count("pk"),
            never=Count("pk", filter=Q(contacts=0, received_date__lt=on - timedelta(weeks=18))),
            offered=Count("pk", filter=Q(offers__gt=0)),
        )
        contacts = SupportContact.objects.filter(
            area_id=area_id, reached=True, contact_date__range=(year, on)
        ).count()
        offers = SupportOffer.objects.filter(
            area_id=area_id, contact__contact_date__range=(year, on)
        ).aggregate(
            all=Count("pk"),
            taken=Count("pk", filter=Q(taken_up="YES")),
            helped=Count("pk", filter=Q(helped="YES")),
        )
    return Support(
        waiting=waiting["all"],
        never=waiting["never"],
        contacts=contacts,
        offers=offers["all"],
        offered=waiting["offered"],
        taken_up=offers["taken"],
        helped=offers["helped"],
    )


def fairness(area_id: int, *, by: str, pathway: str = "", on: date) -> list[Group]:
    """Compare groups of those waiting in an area by one characteristic. One query.

    True counts, for casework alone; what is published goes through suppression.
    """
    name = FIELDS[by]
    rows = Referral.objects.filter(area_id=area_id, seen_date__isnull=True, ended_date__isnull=True)
    if pathway:
        rows = rows.filter(service__pathway=pathway)
    with asking.widened([area_id]):
        counted = list(
            rows.values_list(F(name)).annotate(
                n=Count("pk"),
                over=Count("pk", filter=Q(received_date__lt=on - timedelta(days=WITHIN))),
            )
        )
    return compare({_group(by, value): (n, over) for value, n, over in counted})


def _group(by: str, value: object) -> str:
    if value in (None, ""):
        return "Not recorded"
    if by == "looked_after":
        return "Looked after" if value else "Not looked after"
    if by == "decile":
        return f"Tenth {value}" + (" (most deprived)" if value == 1 else "")
    if by == "sex":
        return {"M": "Boys", "F": "Girls"}.get(str(value), "Not recorded")
    return str(value)


def typical(area: LocalArea, *, on: date) -> Mapping[tuple[str, str], int]:
    """Count those waiting by service and band of weeks, true counts: to be released, not shown."""
    found: Counter[tuple[str, str]] = Counter()
    services = Service.objects.filter(area=area, closed_date__isnull=True).order_by("name")
    with asking.widened([area.pk]):
        waiting = Referral.objects.filter(
            service__in=services, seen_date__isnull=True, ended_date__isnull=True,
            received_date__lte=on,
        ).values_list("service__name", "received_date")  # fmt: skip
        for name, received in waiting:
            found[name, band_of((on - received).days, OURS)] += 1
    names = [one.name for one in services]
    return {(name, band.name): found[name, band.name] for name in names for band in OURS}

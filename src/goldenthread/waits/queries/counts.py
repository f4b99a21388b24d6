"""Counts over an area's lists: who waits how long, who was kept in touch with, who waits longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from goldenthread.access.rules import Asker
from goldenthread.organisations.models import LocalArea
from goldenthread.waits.models import Service
from goldenthread.waits.queries.figures import ListFigures, area_services, figures_of, lists_of
from goldenthread.waits.rules.bands import OURS, count_bands
from goldenthread.waits.rules.fairness import Group, compare
from goldenthread.waits.rules.lists import day_number

WITHIN = 126  # 18 weeks, the day itself included
BY = {
    "home": "Home area (first half of postcode)",
    "decile": "Deprivation of home",
    "ethnicity": "Ethnicity",
    "sex": "Sex",
    "looked_after": "Looked after by the council",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaList:
    """One service of an area, with its figures."""

    service: Service
    figures: ListFigures | None


def area_lists(by: Asker, area: LocalArea, *, on: date) -> list[AreaList]:
    """Return an area's lists, the hardest pressed first; the answer is audited.

    Two queries, however many lists.
    """
    services, found = area_services(by, area), []
    dates = lists_of(services)
    for one in services:
        found.append(AreaList(service=one, figures=figures_of(one, dates[one.pk], on)))
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
    """Count contacts and offers in an area over the year to a day. One query."""
    year = on - timedelta(days=365)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM waits_support(%s, %s, %s)", [area_id, year, on])
        waiting, never, offered, contacts, offers, taken_up, helped = cursor.fetchone()
    return Support(
        waiting=waiting,
        never=never,
        contacts=contacts,
        offers=offers,
        offered=offered,
        taken_up=taken_up,
        helped=helped,
    )


def fairness(area_id: int, *, by: str, pathway: str = "", on: date) -> list[Group]:
    """Compare groups of those waiting in an area by one characteristic. One query.

    True counts, for casework alone; what is published goes through suppression.

    :raises KeyError: for a characteristic that is not compared
    """
    if by not in BY:
        raise KeyError(by)
    asked = (area_id, by, on - timedelta(days=WITHIN), pathway)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, waiting, longer FROM waits_groups(%s, %s, %s, %s)", asked)
        rows = cursor.fetchall()
    counted: dict[str, tuple[int, int]] = {}
    for value, n, over in rows:
        name = _group(by, value)
        before = counted.get(name, (0, 0))
        counted[name] = (before[0] + n, before[1] + over)
    return compare(counted)


def _group(by: str, value: str | None) -> str:
    if not value:
        return "Not recorded"
    if by == "looked_after":
        return "Looked after" if value == "true" else "Not looked after"
    if by == "decile":
        return f"Tenth {value}" + (" (most deprived)" if value == "1" else "")
    if by == "sex":
        return {"M": "Boys", "F": "Girls"}.get(value, "Not recorded")
    return value


def typical(area: LocalArea, *, on: date) -> Mapping[tuple[str, str], int]:
    """Count those waiting by service and band of weeks, true counts: to be released, not shown."""
    services = list(Service.objects.filter(area=area, closed_date__isnull=True).order_by("name"))
    dates, today = lists_of(services), day_number(on)
    found: dict[tuple[str, str], int] = {}
    for one in services:
        rows = dates[one.pk]
        waited = today - rows.referral[rows.waiting & (rows.referral <= today)]
        found |= {(one.name, band): n for band, n in count_bands(waited, OURS).items()}
    return found

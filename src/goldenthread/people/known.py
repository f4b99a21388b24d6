"""Who on record may be the adult that somebody is about to enter: a person judges (rule 15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce

from goldenthread.access.rules import Asker
from goldenthread.people.models import Adult, AdultLink, Child
from goldenthread.people.queries import sealed_rows
from goldenthread.people.standing import current

MOST_KNOWN = 8
TEXT = TextField()
TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr"})
NOT_DIGITS = (Value("[^0-9]"), Value(""), Value("g"))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAdult:
    """An adult on record in the area, and what of them is the same."""

    id: int
    name: str
    alike: tuple[str, ...]  # name, email, phone
    children: int  # in whose lives they are now
    here: bool  # in this child's life already


def known_adults(
    child: Child, *, by: Asker, name: str, email: str, phone: str, on: date
) -> tuple[KnownAdult, ...]:
    """Return who on record has the same name, email or phone. One query.

    How to reach them is not shown. Nobody is found by a sealed record that the asker may not find,
    nor by contacts that are kept with a restricted location: those are in no plain row.
    """
    typed = _typed(name, email, phone)
    found = _alike(child, by, typed, on).order_by("name", "pk")[:MOST_KNOWN]
    return tuple(
        KnownAdult(
            id=row.pk,
            name=row.name,
            alike=tuple(what for what, value in _theirs(row).items() if value == typed[what] != ""),
            children=row.children,
            here=row.here,
        )
        for row in found
    )


def earlier_restriction(
    child: Child, *, name: str, email: str = "", phone: str = "", adult_id: int | None = None
) -> AdultLink | None:
    """Return the restriction that somebody alike is, or was to the end, under in a child's life.

    Of each adult on record only the last link counts: what was lifted is no restriction. Alike is
    enough, whoever a colleague says it is: a restriction ends when it is lifted, not when somebody
    is entered a second time. One query.
    """
    spoken = Func(F("adult__phone"), *NOT_DIGITS, function="regexp_replace", output_field=TEXT)
    alike = _same(_typed(name, email, phone), of="adult__") | Q(adult_id=adult_id)
    rows = AdultLink.objects.filter(child=child).annotate(digits=spoken).filter(alike)
    last = {row.adult_id: row for row in rows.select_related("adult").order_by("from_date", "pk")}
    return next((row for row in reversed(last.values()) if row.restriction_reason), None)


def bare(name: str) -> str:
    """Return a name as it is compared: without a title, spaces or capitals."""
    words = name.casefold().replace(".", "").split()
    return " ".join(words[1:] if words[:1] and words[0] in TITLES and words[1:] else words)


def _typed(name: str, email: str, phone: str) -> dict[str, str]:
    return {"name": bare(name), "email": email.strip().casefold(), "phone": _digits(phone)}


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdecimal())


def _theirs(row: Adult) -> dict[str, str]:
    return {
        "name": bare(row.name),
        "email": row.email.casefold(),
        "phone": _digits(row.phone),
    }


def _same(typed: dict[str, str], of: str = "") -> Q:
    """Return what makes a row alike; its telephone's digits are annotated as `digits`."""
    same = Q(**{f"{of}name__iexact": typed["name"]})
    for title in TITLES:  # never by the end of a name alone: a surname would list a town
        same |= Q(**{f"{of}name__iexact": f"{title} {typed['name']}"})
        same |= Q(**{f"{of}name__iexact": f"{title}. {typed['name']}"})
    same |= Q(**{f"{of}email__iexact": typed["email"]}) if typed["email"] else Q()
    same |= Q(digits=typed["phone"]) if typed["phone"] else Q()
    return same


def _alike(child: Child, by: Asker, typed: dict[str, str], on: date) -> QuerySet[Any]:
    links = AdultLink.objects.filter(adult_id=OuterRef("pk"))
    shown = links.exclude(child_id__in=sealed_rows(by, areas=[child.area_id], on=on))
    counted = shown.filter(current(on)).values("adult_id").annotate(n=Count("pk")).values("n")
    spoken = Func(F("phone"), *NOT_DIGITS, function="regexp_replace", output_field=TEXT)
    return (
        Adult.objects.filter(area_id=child.area_id)
        .annotate(digits=spoken)
        .filter(_same(typed))
        .filter(Exists(shown) | ~Exists(links))
        .annotate(
            here=Exists(links.filter(current(on), child=child)),
            children=Coalesce(Subquery(counted), 0),
        )
    )

"""The directory written out in the shape of Open Referral UK version 3, as others read it.

Identifiers that the tables do not keep are made from those they do, so that the same service is
written the same way each time. What the shape has no name for stands under ``local``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Any
from uuid import UUID, uuid5

from django.db.models import Prefetch, Q, QuerySet

from goldenthread.directory.models import (
    CostOption,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)

SPACE = UUID("0d2b6f0e-7d0a-4b53-9d0e-2f3a1c6b9a41")
VERSION = "HSDS-UK-3.0"
PROFILE = "https://docs.openreferraluk.org/"
NATION = "GB"

Shape = dict[str, Any]


def key(*parts: object) -> str:
    """Return an identifier made from others, the same each time."""
    return str(uuid5(SPACE, "/".join(map(str, parts))))


def services() -> QuerySet[Service]:
    """Return what others may read: services that are open, in a settled order."""
    return (
        Service.objects.filter(status="active")
        .select_related("organisation", "eligibility")
        .prefetch_related(
            "areas",
            Prefetch("terms", TaxonomyTerm.objects.select_related("taxonomy").order_by("pk")),
            Prefetch("schedules", Schedule.objects.order_by("pk")),
            Prefetch("costs", CostOption.objects.order_by("pk")),
            Prefetch("places", ServiceAtLocation.objects.select_related("location").order_by("pk")),
        )
        .order_by("name", "pk")
    )


def places() -> QuerySet[ServiceAtLocation]:
    """Return each open service at each of its places."""
    return (
        ServiceAtLocation.objects.filter(service__status="active")
        .select_related("location", "service__organisation", "service__eligibility")
        .order_by("service__name", "pk")
    )


def asked_for(
    rows: QuerySet[Service],
    *,
    search: str = "",
    term: str = "",
    minimum_age: int | None = None,
    maximum_age: int | None = None,
) -> QuerySet[Service]:
    """Narrow services as the shape's own parameters say."""
    for word in search.replace("\x00", " ").split()[:6]:
        rows = rows.filter(Q(name__icontains=word) | Q(description__icontains=word))
    if term:
        wanted = [one.pk for one in TaxonomyTerm.objects.all() if term_key(one) == term]
        rows = rows.filter(terms__in=wanted).distinct()
    ages = Q()
    if minimum_age is not None:
        oldest = "eligibility__maximum_age"
        ages &= Q(**{f"{oldest}__isnull": True}) | Q(**{f"{oldest}__gte": minimum_age})
    if maximum_age is not None:
        youngest = "eligibility__minimum_age"
        ages &= Q(**{f"{youngest}__isnull": True}) | Q(**{f"{youngest}__lte": maximum_age})
    return rows.filter(ages)


def service(one: Service) -> Shape:
    """Write one service with everything about it inside."""
    ages = one.eligibility
    return {
        **brief(one),
        "contacts": _contacts(one),
        "service_areas": [
            {"id": key(one.pk, "area", area.pk), "name": area.name} for area in one.areas.all()
        ],
        "attributes": [
            {
                "id": key(one.pk, "term", each.pk),
                "link_id": str(one.pk),
                "link_entity": "service",
                "taxonomy_term": term(each),
            }
            for each in one.terms.all()
        ],
        "schedules": [_schedule(each, one) for each in one.schedules.all()],
        "cost_options": [_cost(each, n, one) for n, each in enumerate(one.costs.all())],
        "service_at_locations": [
            {"id": str(each.pk), "service_id": str(one.pk), "location": _location(each)}
            for each in one.places.all()
        ],
        "local": {
            "wait_weeks": one.wait_weeks,
            "how_to_ask": one.how_to_ask,
            "diagnosis_needed": ages.diagnosis_needed,
        },
    }


def brief(one: Service) -> Shape:
    """Write what a list of services gives of each."""
    body = one.organisation
    told: Shape = {
        "id": str(one.pk),
        "name": one.name,
        "description": one.description,
        "status": one.status,
        "url": one.url,
        "email": one.email,
        "minimum_age": one.eligibility.minimum_age,
        "maximum_age": one.eligibility.maximum_age,
        "assured_date": _day(one.assured_date),
        "organization": _told(
            {"id": str(body.pk), "name": body.name, "description": body.name, "url": body.url}
        ),
    }
    return _told(told)


def place(each: ServiceAtLocation) -> Shape:
    """Write one service at one place."""
    return {"id": str(each.pk), "service": brief(each.service), "location": _location(each)}


def taxonomy(one: Taxonomy) -> Shape:
    """Write one list of terms."""
    return {"id": key("taxonomy", one.name), "name": one.name, "description": one.name}


def term(one: TaxonomyTerm) -> Shape:
    """Write one term, such as a need."""
    return {
        "id": term_key(one),
        "code": one.code,
        "name": one.name,
        "description": one.name,
        "taxonomy": one.taxonomy.name,
        "taxonomy_detail": taxonomy(one.taxonomy),
    }


def term_key(one: TaxonomyTerm) -> str:
    """Return the identifier by which others ask for a term."""
    return key("term", one.taxonomy.name, one.code)


def page(contents: Sequence[Shape], *, total: int, number: int, size: int) -> Shape:
    """Wrap one page of a list as the shape does."""
    pages = max(1, -(-total // size))
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": list(contents),
    }


def whole() -> Shape:
    """Write the whole directory as one page of a feed. Eight queries at most."""
    found = [service(one) for one in services()]
    return page(found, total=len(found), number=1, size=max(1, len(found)))


def _told(parts: Shape) -> Shape:
    """Leave out what nobody has told us: an empty text is no address."""
    return {name: value for name, value in parts.items() if value not in (None, "")}


def _contacts(one: Service) -> list[Shape]:
    if not one.phone:
        return []
    phones = [{"id": key(one.pk, "phone"), "number": one.phone}]
    return [{"id": key(one.pk, "contact"), "phones": phones}]


def _schedule(each: Schedule, one: Service) -> Shape:
    told = {
        "id": key(one.pk, "schedule", each.freq, each.byday, each.opens_at, each.dtstart),
        "freq": each.freq,
        "interval": each.interval,
        "byday": each.byday,
        "opens_at": _hour(each.opens_at),
        "closes_at": _hour(each.closes_at),
        "dtstart": _day(each.dtstart),
        "description": each.description,
    }
    return _told(told)


def _cost(each: CostOption, number: int, one: Service) -> Shape:
    amount = None if each.amount_pence is None else each.amount_pence / 100
    told = {
        "id": key(one.pk, "cost", number),
        "service_id": str(one.pk),
        "option": each.option,
        "amount": amount,
        "currency": "GBP" if amount is not None else None,
        "amount_description": each.details,
    }
    return _told(told)


def _location(each: ServiceAtLocation) -> Shape:
    here = each.location
    told: Shape = {
        "id": str(here.pk),
        "location_type": here.location_type,
        "name": here.name,
    }
    if here.address or here.city or here.postcode:
        told["addresses"] = [
            {
                "id": key(here.pk, "address"),
                "address_1": here.address,
                "city": here.city,
                "state_province": "",
                "postal_code": here.postcode,
                "country": NATION,
                "address_type": "postal" if here.location_type == "postal" else "physical",
            }
        ]
    return _told(told)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _hour(moment: time | None) -> str | None:
    return None if moment is None else moment.strftime("%H:%M")

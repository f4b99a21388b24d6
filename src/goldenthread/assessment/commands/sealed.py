"""A request that may be about a sealed record: its holders are told, and nobody else (rule 21).

Whoever takes the request in or matches it is shown nothing. The look-up is a named service's.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from goldenthread.access.commands import alert_posts_of
from goldenthread.assessment.models import Request
from goldenthread.assessment.queries.requests import LIKELY, person_of
from goldenthread.assessment.rules import likeness
from goldenthread.people import queries as people
from goldenthread.people.models import Child

KIND = "SEALED_ASKED"


def tell_holders(request: Request, *, at: datetime) -> int:
    """Alert the holders of each sealed record a request may be about; return how many records.

    Called where the request's area is in reach, in the transaction that keeps it. A holder sees
    the request itself among those that wait, with the record beside it.
    """
    same = Q(surname__iexact=request.surname, forename__iexact=request.forename)
    for name in ("upn", "nhs_number", "birth_date"):
        if value := getattr(request, name):
            same |= Q(**{name: value})
    rows = Child.objects.filter(same, area_id=request.area_id, sealed=True, closed_date=None)
    asked, told = person_of(request), 0
    for child in rows.order_by("pk")[:50]:
        if likeness(asked, person_of(child)).score < LIKELY:
            continue
        alert_posts_of(
            people.state_of(child, timezone.localdate(at)).seal_holders,
            kind=KIND,
            area_id=child.area_id,
            child_id=child.pk,
            facts={"request": request.pk},
            at=at,
        )
        told += 1
    return told

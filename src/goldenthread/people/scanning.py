"""What must be known to look through what leaves: where a family is, and who else a text may name.

For `letters` and other packages that let documents out. What is returned is for a comparison that
shows it to nobody; the caller has reached the child already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from goldenthread.people.models import AdultLink, Child
from goldenthread.people.queries import _locations, decrypted


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPlace:
    """Where a child, or one of their adults, can be found. Never shown, logged or kept."""

    value: str = field(repr=False)
    adult_id: int | None = None  # whose it is; none: the child's
    hidden: bool = False


def places_of(child: Child, *, on: date) -> list[FamilyPlace]:
    """Return every place known of a child and their current adults. Two queries, three if hidden.

    :raises vault.NoKey, vault.Unreadable: if a hidden place cannot be read: then nothing may pass
    """
    found = [FamilyPlace(value=each) for each in (child.address, child.postcode) if each]
    links = (
        AdultLink.objects.filter(child=child, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .select_related("adult")
    )
    for link in links:
        one = link.adult
        for value in (one.address, one.postcode, one.phone, one.email):
            if value:
                found.append(FamilyPlace(value=value, adult_id=one.pk))
    for place in _locations(child, on):
        for value in decrypted(place).values():
            found.append(FamilyPlace(value=value, adult_id=place.adult_id, hidden=True))
    return found


def others_like(
    child: Child,
    *,
    upns: Collection[str],
    nhs_numbers: Collection[str],
    local_ids: Collection[str],
    birth_dates: Collection[date],
) -> Iterable[Child]:
    """Return the other children of the same area who have one of some numbers or birth dates.

    Each is found by an index of the area. One query; it reads names, for a comparison in memory.
    """
    return (
        Child.objects.filter(area_id=child.area_id)
        .filter(
            Q(upn__in=upns)
            | Q(nhs_number__in=nhs_numbers)
            | Q(local_id__in=local_ids)
            | Q(birth_date__in=birth_dates)
        )
        .exclude(pk=child.pk)
        .only(
            *("pk", "upn", "nhs_number", "local_id", "forename", "known_as", "surname"),
            "birth_date",
        )
    )


def guarded(child_ids: Iterable[int]) -> frozenset[int]:
    """Return which of some children have a hidden place, or an adult told less. One query."""
    wanted = sorted(set(child_ids))
    hidden = Q(location_restricted=True) | Q(restricted_locations__to_date__isnull=True) & Q(
        restricted_locations__isnull=False
    )
    barred = Q(adult_links__may_see_location="NO") | ~Q(adult_links__restriction_reason="") & Q(
        adult_links__isnull=False
    )
    rows = Child.objects.filter(pk__in=wanted).filter(hidden | barred)
    return frozenset(rows.values_list("pk", flat=True).distinct())

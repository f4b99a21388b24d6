"""What must be known to look through what leaves: where a family is, and who else a text may name.

For `letters` and other packages that let documents out. What is returned is for a comparison that
shows it to nobody; the caller has reached the child already.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Func, Q, Value

from goldenthread.people import vault
from goldenthread.people.models import Adult, AdultLink, Child, RestrictedLocation
from goldenthread.people.queries import _locations, decrypted
from goldenthread.people.rules import plain


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


def is_guarded_address(address: str, *, area_id: int, on: date) -> bool:
    """Say whether an email address or telephone belongs to somebody to whom nothing goes unasked.

    An adult who is told less than others, or must not know where a child is; and anybody of a child
    whose whereabouts are hidden, whose mailbox another may read. Where a hidden address cannot be
    read, every address is. Two queries, three for a telephone.
    """
    whose = Q(adult__email__iexact=address) | Q(adult__user__email__iexact=address)
    if "@" not in address:
        whose = Q(adult__in=adults_with_phone(address, area_id=area_id))
    links = AdultLink.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gte=on), adult__area_id=area_id, from_date__lte=on
    ).filter(whose)
    barred = Q(may_see_location="NO") | ~Q(restriction_reason="")
    hidden = Q(child__location_restricted=True) | Q(child__sealed=True)
    return links.filter(barred | hidden).exists() or is_hidden_address(
        address, area_id=area_id, on=on
    )


def is_hidden_address(address: str, *, area_id: int, on: date) -> bool:
    """Say whether an email address or telephone is kept with a restricted location. One query.

    Where a hidden one cannot be read, every one is.
    """
    places = RestrictedLocation.objects.filter(
        Q(to_date__isnull=True) | Q(to_date__gt=on), area_id=area_id, from_date__lte=on
    )
    try:
        return any(_is_at(address, decrypted(each)) for each in places)
    except (vault.NoKey, vault.Unreadable):
        return True


def _is_at(address: str, place: Mapping[str, str]) -> bool:
    if "@" in address:
        return place.get("email", "").strip().lower() == address.strip().lower()
    return bool(place.get("phone")) and _digits(place["phone"]) == _digits(address)


def adults_with_phone(number: str, *, area_id: int) -> list[Adult]:
    """Return the adults of an area whose telephone it is, however either is written. One query.

    Told apart by their last ten digits, which the country's code stands before.
    """
    wanted = _digits(number)
    if len(wanted) < DIGITS:
        return []
    kept = Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace")
    rows = Adult.objects.filter(area_id=area_id).exclude(phone="").annotate(digits=kept)
    return list(rows.filter(digits__endswith=wanted).order_by("pk"))


DIGITS = 10  # of a telephone here, without the nought or the country's code before it


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)[-DIGITS:]


# Where somebody is written to


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach somebody at this moment. Never kept with what is sent to them."""

    lines: tuple[str, ...] = field(default=(), repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    hidden: bool = False


def links_of(
    child_ids: Collection[int], adult_ids: Collection[int], *, on: date
) -> list[AdultLink]:
    """Return the links that stand on a day between some children and some adults. One query."""
    return list(
        AdultLink.objects.filter(child_id__in=child_ids, adult_id__in=adult_ids, from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gte=on))
        .select_related("adult")
    )


def contacts_of(
    readers: Iterable[tuple[int, int | None]], *, on: date
) -> dict[tuple[int, int | None], Contact]:
    """Return how to reach readers now, each a child and one of their adults (none: the child).

    Whoever hides is reached where they are hidden, and nowhere else. Three queries.

    :raises vault.NoKey, vault.Unreadable: if a hidden place cannot be read
    """
    wanted = set(readers)
    adult_ids = {adult for _, adult in wanted if adult is not None}
    child_ids = {child for child, _ in wanted}
    adults = Adult.objects.in_bulk(adult_ids) if adult_ids else {}
    children = Child.objects.in_bulk({child for child, adult in wanted if adult is None})
    hidden: dict[tuple[int | None, int | None], Contact] = {}
    places = (
        RestrictedLocation.objects.filter(from_date__lte=on)
        .filter(Q(to_date__isnull=True) | Q(to_date__gt=on))
        .filter(Q(adult_id__in=adult_ids) | Q(child_id__in=child_ids, adult__isnull=True))
        .order_by("from_date", "pk")
    )
    for place in places:
        whose = (None, place.adult_id) if place.adult_id is not None else (place.child_id, None)
        hidden[whose] = _contact(decrypted(place), hidden=True)
    found: dict[tuple[int, int | None], Contact] = {}
    for child_id, adult_id in wanted:
        whose = (None, adult_id) if adult_id is not None else (child_id, None)
        row = children.get(child_id) if adult_id is None else adults.get(adult_id)
        plain_ = _contact({name: getattr(row, name, "") for name in KINDS}, hidden=False)
        found[(child_id, adult_id)] = hidden.get(whose, plain_)
    return found


KINDS = ("address", "postcode", "email", "phone")


def _contact(known: Mapping[str, str], *, hidden: bool) -> Contact:
    lines = [line.strip() for line in re.split(r"[\n,]", known.get("address", "")) if line.strip()]
    postcode = known.get("postcode", "").strip()
    if postcode and plain(postcode) not in plain(" ".join(lines)):
        lines.append(postcode)
    return Contact(
        lines=tuple(lines) if known.get("address", "").strip() else (),
        email=known.get("email", ""),
        phone=known.get("phone", ""),
        hidden=hidden,
    )

"""Questions about bodies and areas: reference facts, about nobody's child."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from goldenthread.organisations.models import LocalArea, Organisation, Setting, SettingLink


def area_ids() -> list[int]:
    """Return the number of every local area held here."""
    return list(LocalArea.objects.order_by("pk").values_list("pk", flat=True))


def get_area(code: str) -> LocalArea:
    """Return a local area by its short name ("derbyshire") or its number ("830").

    :raises LocalArea.DoesNotExist: if there is none
    """
    if code.isdigit():
        return LocalArea.objects.get(pk=int(code))
    return LocalArea.objects.get(code=code.strip().lower())


def areas_by_id(numbers: Iterable[int]) -> list[LocalArea]:
    """Return some areas, by name. One query."""
    return list(LocalArea.objects.filter(pk__in=list(numbers)).order_by("name"))


def organisations_of(area_id: int, *, on: date) -> list[Organisation]:
    """Return the bodies that serve an area on a day, by kind and name."""
    return list(
        Organisation.objects.filter(areas=area_id)
        .filter(Q(opened_date__isnull=True) | Q(opened_date__lte=on))
        .filter(Q(closed_date__isnull=True) | Q(closed_date__gte=on))
        .order_by("kind", "name")
    )


def names_of(organisation_ids: set[int]) -> dict[int, str]:
    """Return the names of some bodies, in one query."""
    return dict(Organisation.objects.filter(pk__in=organisation_ids).values_list("pk", "name"))


def setting_now(setting: Setting, *, on: date) -> Setting:
    """Follow a setting's successors to the one that answers for it on a day (S136).

    A setting that has closed with no successor is its own answer; so is one whose successors
    are several, since which of them took a child on is a fact about the child.
    """
    current, seen = setting, {setting.pk}
    while current.closed_date and current.closed_date < on:
        after = list(
            SettingLink.objects.filter(predecessor=current)
            .filter(Q(linked_date__isnull=True) | Q(linked_date__lte=on))
            .select_related("successor")[:2]
        )
        if len(after) != 1 or after[0].successor_id in seen:
            return current
        current = after[0].successor
        seen.add(current.pk)
    return current


def bodies(organisation_ids: Iterable[int]) -> list[Organisation]:
    """Return some bodies, by name. One query."""
    return list(Organisation.objects.filter(pk__in=list(organisation_ids)).order_by("name"))


def body_of_setting(setting_id: int) -> Organisation | None:
    """Return the body whose people answer for a setting here, if any do. One query."""
    return Organisation.objects.filter(setting_id=setting_id).order_by("pk").first()

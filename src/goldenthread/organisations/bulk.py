"""The register of settings in the database: kept from a file, given back as the rules know it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from goldenthread.audit.keeping import Kept, keep
from goldenthread.organisations import rules
from goldenthread.organisations.models import (
    LocalArea,
    Organisation,
    OrganisationKind,
    Setting,
    SettingLink,
)

# Columns that have one name in the rules and another in the table.
RENAMED = {"opened": "opened_date", "closed": "closed_date"}
SAME = (
    *("urn", "ukprn", "name", "la_code", "establishment_number", "type_code", "placement_group"),
    *("status_code", "phase", "low_age", "high_age", "capacity", "unit_on_roll", "unit_capacity"),
    *("resourced_on_roll", "resourced_capacity", "section_41", "town", "postcode"),
)
LINKS = ("predecessor_id", "successor_id")


class TooLong(ValueError):
    """A value of the register does not fit; the message names the URN and the column."""


def register() -> rules.Register | None:
    """Return the register that has been loaded, or None when no setting is held at all."""
    columns = {**{name: name for name in SAME}, **RENAMED}
    rows = Setting.objects.order_by("pk").values_list(*columns.values())
    settings = tuple(
        rules.Setting(**{name: _given(v) for name, v in zip(columns, row, strict=True)})
        for row in rows.iterator(chunk_size=5000)
    )
    if not settings:
        return None
    links = SettingLink.objects.order_by("pk").values_list(
        "predecessor__urn", "successor__urn", "linked_date"
    )
    found = tuple(
        rules.Link(predecessor=before, successor=after, kind="Successor", on=on)
        for before, after, on in links.iterator()
    )
    return rules.Register(settings, (), found)


def _given(value: Any) -> Any:
    return None if value == "" else value


def setting_ids() -> dict[str, int]:
    """Return the number of each setting by its URN."""
    return dict(Setting.objects.values_list("urn", "pk").iterator(chunk_size=5000))


def keep_settings(settings: Iterable[rules.Setting], *, load_id: int | None) -> Kept:
    """Keep the settings a register file tells of, each known by its URN.

    :raises TooLong: if a value does not fit
    """
    rows = [_row(each) for each in settings]
    return keep(Setting, rows, identify=("urn",), among=Q(), load_id=load_id)


def _row(each: rules.Setting) -> dict[str, Any]:
    row = {name: getattr(each, name) for name in SAME}
    row |= {column: getattr(each, name) for name, column in RENAMED.items()}
    row["la_code"] = row["la_code"] or ""
    for name, value in row.items():
        longest = getattr(Setting._meta.get_field(name), "max_length", None)
        if longest and value and len(value) > longest:
            raise TooLong(f"URN {each.urn}: the {name.replace('_', ' ')} is too long to keep.")
    return row


def keep_links(links: Iterable[rules.Link]) -> list[int]:
    """Keep who followed whom, between settings that are held; return the new links' numbers."""
    numbers = setting_ids()
    held = set(SettingLink.objects.values_list(*LINKS).iterator(chunk_size=5000))
    new = []
    for link in links:
        before, after = numbers.get(link.predecessor), numbers.get(link.successor)
        if before is None or after is None or before == after or (before, after) in held:
            continue
        held.add((before, after))
        new.append(SettingLink(predecessor_id=before, successor_id=after, linked_date=link.on))
    SettingLink.objects.bulk_create(new, batch_size=2000)
    return [row.pk for row in new]


def ensure_area(number: int) -> tuple[LocalArea, bool]:
    """Return a local area by its authority's number, opening it and its council if need be.

    :raises KeyError: if there is no local authority of this number
    """
    authority = rules.local_authorities()[f"{number:03}"]
    area, made = LocalArea.objects.get_or_create(
        pk=number,
        defaults={
            "code": re.sub(r"[^a-z]+", "-", authority.name.lower()).strip("-"),
            "name": authority.name,
            "ons_code": authority.ons_code,
            "region": authority.region,
        },
    )
    if made:
        council, _ = Organisation.objects.get_or_create(
            kind=OrganisationKind.COUNCIL, name=f"{authority.name} council"
        )
        council.areas.add(area)
    return area, made

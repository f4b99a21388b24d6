"""English local authorities, by the number the Department for Education gives each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from goldenthread.organisations.rules.tables import data_rows, day_or_none, holds


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAuthority:
    """An English local authority, with the days between which its number was in use."""

    code: str  # Department for Education number, three digits
    name: str
    ons_code: str
    region_code: str
    region: str
    kind: str
    population_0_25: int | None
    neighbours: tuple[str, ...]  # numbers of statistical neighbours, nearest first
    live_from: date | None  # None: since before these records
    live_to: date | None
    note: str

    def is_live(self, on: date) -> bool:
        return holds(self.live_from, self.live_to, on)


@cache
def local_authorities() -> Mapping[str, LocalAuthority]:
    """Return every English local authority known, ended ones too, by number."""
    return MappingProxyType(
        {r["la_code"]: _authority(r) for r in data_rows("local_authorities.csv")}
    )


def _authority(row: dict[str, str]) -> LocalAuthority:
    population = row["population_0_25"]
    return LocalAuthority(
        code=row["la_code"],
        name=row["name"],
        ons_code=row["ons_code"],
        region_code=row["region_code"],
        region=row["region"],
        kind=row["kind"],
        population_0_25=int(population) if population else None,
        neighbours=tuple(row["neighbours"].split()),
        live_from=day_or_none(row["live_from"]),
        live_to=day_or_none(row["live_to"]),
        note=row["note"],
    )


def is_la_number(code: str, on: date | None = None) -> bool:
    """Say whether this is the number of an English local authority (live on a day, if given)."""
    authority = local_authorities().get(code.strip())
    return authority is not None and (on is None or authority.is_live(on))

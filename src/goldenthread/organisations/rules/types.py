"""Types of establishment, and the group each is counted in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from goldenthread.organisations.rules.tables import data_rows, day_or_none, holds

MAINSTREAM = "mainstream"
SPECIAL = "special"
ALTERNATIVE = "alternative provision"
POST_16 = "post-16"
OTHER = "other"
PLACEMENT_GROUPS = (MAINSTREAM, SPECIAL, ALTERNATIVE, POST_16, OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class EstablishmentType:
    """A type code of the register, and the group SEN2 statistics count it in."""

    code: str
    name: str
    group_code: str
    group: str
    placement_group: str
    valid_from: date | None
    valid_to: date | None
    checked_on: date | None


@cache
def establishment_types() -> tuple[EstablishmentType, ...]:
    """Return every dated entry of the type table; a code may have more than one."""
    return tuple(
        EstablishmentType(
            code=row["code"],
            name=row["name"],
            group_code=row["group_code"],
            group=row["group"],
            placement_group=row["placement_group"],
            valid_from=day_or_none(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
            checked_on=day_or_none(row["checked_on"]),
        )
        for row in data_rows("establishment_types.csv")
    )


def establishment_type(code: str, on: date | None = None) -> EstablishmentType | None:
    """Return the entry for a type code, as it stood on a day if one is given."""
    wanted = code.strip().lstrip("0")
    matches = [
        t for t in establishment_types() if t.code == wanted and holds(t.valid_from, t.valid_to, on)
    ]
    return matches[-1] if matches else None


@lru_cache(maxsize=256)
def placement_group(type_code: str, on: date | None = None) -> str:
    """Return the published placement group of a type code; 'other' when it is not known."""
    found = establishment_type(type_code, on)
    return found.placement_group if found else OTHER


# Types the SEN2 guide does not expect a child's placement to be (rule S2-41 asks about them).
UNEXPECTED_TYPES = frozenset({"29", "49", "25", "26", "27", "37"})

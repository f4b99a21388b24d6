"""What a feed's services come to once they are read: plain rows, checked. Plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
LOCATION_TYPES = ("physical", "postal", "virtual")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where in the feed, and what to do about it."""

    path: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRow:
    """When a service is open, in parts of RFC 5545."""

    freq: str
    interval: int
    byday: str
    opens_at: time | None
    closes_at: time | None
    dtstart: date | None
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """One price, in pence; none where it is not a number of pounds."""

    option: str
    amount_pence: int | None
    details: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place where a service is given."""

    id: UUID
    location_id: UUID
    name: str
    location_type: str
    address: str
    city: str
    postcode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One service as it came, checked."""

    id: UUID
    organisation_id: UUID
    organisation_name: str
    organisation_url: str
    name: str
    description: str
    status: str
    url: str
    email: str
    phone: str
    minimum_age: int | None
    maximum_age: int | None
    assured_date: date | None
    wait_weeks: int | None
    how_to_ask: str
    diagnosis_needed: bool
    areas: tuple[str, ...]
    terms: tuple[tuple[str, str, str], ...]  # taxonomy, term, name
    schedules: tuple[ScheduleRow, ...] = ()
    costs: tuple[CostRow, ...] = ()
    places: tuple[PlaceRow, ...] = ()

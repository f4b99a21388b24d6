"""Reading a directory feed in the shape of Open Referral UK version 3. Plain Python.

A feed is a list of services, each with everything about it inside (as one service is given by
``/services/{id}``), alone or as the ``contents`` of pages. Nothing is dropped silently: a service
that cannot be used is refused with the path of each thing wrong with it, and every service is
counted as used or refused. What the shape does not name may come under ``local`` (our own
properties: the wait, how to ask, whether a diagnosis is asked for).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

STATUSES = ("active", "inactive", "defunct", "temporarily closed")
LOCATION_TYPES = ("physical", "postal", "virtual")
FREQUENCIES = ("WEEKLY", "MONTHLY", "")
OLDEST = 25
MOST_SERVICES = 50_000
LONGEST = {"name": 200, "description": 4_000, "phone": 40, "email": 200, "url": 400}
DAY = re.compile(r"-?[1-5]?(MO|TU|WE|TH|FR|SA|SU)")


class NotAFeed(ValueError):
    """The file is no feed of services; the message says what it should be."""


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


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed held: services that can be used, and what was wrong with the others."""

    services: tuple[ServiceRow, ...]
    faults: tuple[Fault, ...]
    read: int

    @property
    def refused(self) -> int:
        return self.read - len(self.services)


def read_feed(given: object) -> Feed:
    """Read a feed: one service, a list of them, or pages with ``contents``.

    :raises NotAFeed: if it is none of these, or holds too many
    """
    services = list(_services(given))
    if len(services) > MOST_SERVICES:
        raise NotAFeed(f"It holds more than {MOST_SERVICES:,} services, the most that are read.")
    used: dict[UUID, ServiceRow] = {}
    faults: list[Fault] = []
    for path, one in services:
        reader = _Reader(path)
        row = reader.service(one)
        if row is not None and row.id in used:
            reader.wrong("id", "is the number of an earlier service too: give each its own.")
        faults += reader.faults
        if row is not None and not reader.faults:
            used[row.id] = row
    return Feed(tuple(used.values()), tuple(faults), len(services))


def _services(given: object) -> Iterator[tuple[str, object]]:
    if isinstance(given, Mapping) and "contents" in given:
        given = given["contents"]
    elif isinstance(given, Mapping) and "services" in given:
        given = given["services"]
    elif isinstance(given, Mapping) and "name" in given:
        given = [given]
    if not isinstance(given, Sequence) or isinstance(given, str):
        raise NotAFeed(
            "It is no feed of services: give one service, a list of services, or a page of them "
            "under “contents”."
        )
    for number, one in enumerate(given):
        if isinstance(one, Mapping) and "contents" in one and "name" not in one:
            for path, inner in _services(one):
                yield f"[{number}].contents{path}", inner
        else:
            yield f"[{number}]", one


@dataclass(slots=True)
class _Reader:
    """Reads one service, and keeps what is wrong with it by path."""

    path: str
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, name: str, message: str) -> None:
        self.faults.append(Fault(f"{self.path}.{name}" if name else self.path, message))

    def service(self, one: object) -> ServiceRow | None:
        if not isinstance(one, Mapping):
            self.wrong("", "is not a service: it must be an object with an id and a name.")
            return None
        body = self.inner(one, "organization")
        local = self.inner(one, "local")
        low, high = self.age(one, "minimum_age"), self.age(one, "maximum_age")
        if low is not None and high is not None and low > high:
            self.wrong("maximum_age", "is below the minimum age.")
        row_id, body_id = self.uuid(one, "id"), self.uuid(body, "id", "organization.")
        row: dict[str, Any] = {
            "organisation_name": self.text(body, "name", must=True, under="organization."),
            "organisation_url": self.link(body, "url", "organization."),
            "name": self.text(one, "name", must=True),
            "description": self.text(one, "description"),
            "status": self.choice(one, "status", STATUSES),
            "url": self.link(one, "url"),
            "email": self.text(one, "email"),
            "phone": self.phone(one),
            "minimum_age": low,
            "maximum_age": high,
            "assured_date": self.day(one, "assured_date"),
            "wait_weeks": self.whole(local, "wait_weeks", 520, "local."),
            "how_to_ask": self.text(local, "how_to_ask", under="local."),
            "diagnosis_needed": self.flag(local, "diagnosis_needed", "local."),
            "areas": self.areas(one),
            "terms": tuple(self.terms(one)),
            "schedules": tuple(self.schedules(one)),
            "costs": tuple(self.costs(one)),
            "places": tuple(self.places(one)),
        }
        if row_id is None or body_id is None:
            return None
        return ServiceRow(id=row_id, organisation_id=body_id, **row)

    def inner(self, one: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found = one.get(name)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            self.wrong(name, "must be an object.")
            return {}
        return found

    def listed(self, one: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        found = one.get(name)
        if found is None:
            return
        if not isinstance(found, list):
            self.wrong(name, "must be a list.")
            return
        for number, each in enumerate(found):
            if isinstance(each, Mapping):
                yield f"{name}[{number}].", each
            else:
                self.wrong(f"{name}[{number}]", "must be an object.")

    def text(
        self, one: Mapping[str, Any], name: str, *, must: bool = False, under: str = ""
    ) -> str:
        found = one.get(name)
        if found is None or found == "":
            if must:
                self.wrong(under + name, "is missing.")
            return ""
        if not isinstance(found, str):
            self.wrong(under + name, "must be text.")
            return ""
        most = LONGEST.get(name, 400)
        if len(found) > most:
            self.wrong(under + name, f"is longer than {most} characters.")
        return " ".join(found.split()) if name != "description" else found.strip()

    def link(self, one: Mapping[str, Any], name: str, under: str = "") -> str:
        found = self.text(one, name, under=under)
        if found and not re.match(r"https?://[^\s]+$", found):
            self.wrong(under + name, "must be an address that starts with http:// or https://.")
        return found

    def uuid(self, one: Mapping[str, Any], name: str, under: str = "") -> UUID | None:
        try:
            return UUID(str(one[name]))
        except KeyError:
            self.wrong(under + name, "is missing.")
        except ValueError:
            self.wrong(under + name, "must be a UUID.")
        return None

    def choice(self, one: Mapping[str, Any], name: str, choices: Sequence[str]) -> str:
        found = one.get(name, choices[0])
        if found not in choices:
            self.wrong(name, f"must be one of: {', '.join(choices)}.")
            return choices[0]
        return str(found)

    def whole(self, one: Mapping[str, Any], name: str, most: int, under: str = "") -> int | None:
        found = one.get(name)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= most:
            self.wrong(under + name, f"must be a whole number from 0 to {most}.")
            return None
        return found

    def age(self, one: Mapping[str, Any], name: str) -> int | None:
        found = one.get(name)
        if isinstance(found, float) and found.is_integer():
            found = int(found)  # the shape allows 4.0
        return self.whole({name: found}, name, 120)

    def flag(self, one: Mapping[str, Any], name: str, under: str) -> bool:
        found = one.get(name, False)
        if not isinstance(found, bool):
            self.wrong(under + name, "must be true or false.")
        return found is True

    def day(self, one: Mapping[str, Any], name: str, under: str = "") -> date | None:
        found = one.get(name)
        if found in (None, ""):
            return None
        try:
            return date.fromisoformat(str(found)[:10])
        except ValueError:
            self.wrong(under + name, "must be a date, written 2026-01-31.")
            return None

    def hour(self, one: Mapping[str, Any], name: str, under: str) -> time | None:
        found = one.get(name)
        if found in (None, ""):
            return None
        try:
            return time.fromisoformat(str(found).removesuffix("Z"))
        except ValueError:
            self.wrong(under + name, "must be a time of day, written 09:30.")
            return None

    def phone(self, one: Mapping[str, Any]) -> str:
        for _, contact in self.listed(one, "contacts"):
            for each in contact.get("phones") or ():
                if isinstance(each, Mapping) and each.get("number"):
                    return self.text({"phone": str(each["number"])}, "phone", under="contacts.")
        return self.text(self.inner(one, "local"), "phone", under="local.")

    def areas(self, one: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(
            name
            for under, area in self.listed(one, "service_areas")
            if (name := self.text(area, "name", under=under))
        )

    def terms(self, one: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
        for under, attribute in self.listed(one, "attributes"):
            term = attribute.get("taxonomy_term")
            if not isinstance(term, Mapping):
                self.wrong(f"{under}taxonomy_term", "must be an object with a name.")
                continue
            name = self.text(term, "name", must=True, under=f"{under}taxonomy_term.")
            code = str(term.get("code") or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-"))
            detail = term.get("taxonomy_detail")
            listing = detail.get("name", "") if isinstance(detail, Mapping) else ""
            yield str(listing or "other")[:80], code[:60], name[:120]

    def schedules(self, one: Mapping[str, Any]) -> Iterator[ScheduleRow]:
        for under, each in self.listed(one, "schedules"):
            freq = each.get("freq") or ""
            byday = str(each.get("byday") or "").upper().replace(" ", "")
            if freq not in FREQUENCIES:
                self.wrong(f"{under}freq", "must be WEEKLY or MONTHLY.")
            if byday and not all(DAY.fullmatch(day) for day in byday.split(",")):
                self.wrong(f"{under}byday", "must be days such as MO,WE or 1TU.")
            yield ScheduleRow(
                freq=freq if freq in FREQUENCIES else "",
                interval=self.whole(each, "interval", 52, under) or 1,
                byday=byday[:40],
                opens_at=self.hour(each, "opens_at", under),
                closes_at=self.hour(each, "closes_at", under),
                dtstart=self.day(each, "dtstart", under),
                description=self.text(each, "description", under=under)[:200],
            )

    def costs(self, one: Mapping[str, Any]) -> Iterator[CostRow]:
        for under, each in self.listed(one, "cost_options"):
            yield CostRow(
                option=self.text(each, "option", under=under)[:120],
                amount_pence=self.pence(each, under),
                details=self.text(each, "amount_description", under=under)[:200],
            )

    def pence(self, one: Mapping[str, Any], under: str) -> int | None:
        found = one.get("amount")
        if found is None:
            return None
        try:
            amount = Decimal(str(found))
        except InvalidOperation:
            amount = Decimal(-1)
        if isinstance(found, bool) or not amount.is_finite() or not 0 <= amount < 100_000:
            self.wrong(f"{under}amount", "must be a number of pounds.")
            return None
        return int(amount * 100)

    def places(self, one: Mapping[str, Any]) -> Iterator[PlaceRow]:
        for under, each in self.listed(one, "service_at_locations"):
            place = self.inner(each, "location")
            row_id = self.uuid(each, "id", under)
            location_id = self.uuid(place, "id", f"{under}location.")
            kind = place.get("location_type", "physical")
            if kind not in LOCATION_TYPES:
                self.wrong(f"{under}location.location_type", "must be physical, postal or virtual.")
                kind = "physical"
            address = next((a for _, a in self.listed(place, "addresses")), {})
            if row_id and location_id:
                yield PlaceRow(
                    id=row_id,
                    location_id=location_id,
                    name=self.text(place, "name", under=f"{under}location."),
                    location_type=str(kind),
                    address=self.text(address, "address_1", under=f"{under}location.addresses[0]."),
                    city=self.text(address, "city", under=f"{under}location.addresses[0]."),
                    postcode=self.text(
                        address, "postal_code", under=f"{under}location.addresses[0]."
                    )[:8],
                )

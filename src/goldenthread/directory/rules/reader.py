"""Reading one service of a feed: what it says, what is wrong, and what was changed on the way in.

What a family could be harmed by is refused or taken out: an address that runs a script, marks of
HTML in a text, signs that no screen shows. What is only untidy is put right, and both are told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from goldenthread.directory.rules.rows import (
    LOCATION_TYPES,
    STATUSES,
    CostRow,
    Fault,
    PlaceRow,
    ScheduleRow,
    ServiceRow,
)

FREQUENCIES = ("WEEKLY", "MONTHLY", "")
LONGEST = {"name": 200, "description": 4_000, "phone": 40, "email": 200, "url": 400}
DAY = re.compile(r"-?[1-5]?(MO|TU|WE|TH|FR|SA|SU)")
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
HIDDEN = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.I | re.S)
MARKS = re.compile(r"</?[a-z][^<>]*>", re.I)
EMAIL = re.compile(r"[^@\s?&<>\"',;]+@[^@\s?&<>\"',;]+\.[a-z]+", re.I)


@dataclass(slots=True)
class Reader:
    """Reads one service, and keeps what is wrong with it, and what was changed, by path."""

    path: str
    faults: list[Fault] = field(default_factory=list)
    changed: list[Fault] = field(default_factory=list)

    def wrong(self, name: str, message: str) -> None:
        self.faults.append(Fault(f"{self.path}.{name}" if name else self.path, message))

    def put_right(self, name: str, message: str) -> None:
        self.changed.append(Fault(f"{self.path}.{name}", message))

    def clean(self, text: str, name: str) -> str:
        """Return a text without marks of HTML and signs that no screen shows."""
        plain = UNSEEN.sub("", MARKS.sub(" ", HIDDEN.sub(" ", text)))
        if plain != text:
            self.put_right(name, "had marks that a page does not show: they were taken out.")
        return plain

    def cut(self, text: str, most: int, name: str) -> str:
        if len(text) > most:
            self.put_right(name, f"was cut to {most} characters.")
        return text[:most]

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
            "email": self.email(one),
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
        found = self.clean(found, under + name)
        if must and not found.strip():
            self.wrong(under + name, "is missing.")
        return " ".join(found.split()) if name != "description" else found.strip()

    def link(self, one: Mapping[str, Any], name: str, under: str = "") -> str:
        found = self.text(one, name, under=under)
        if re.match(r"www\.[^\s:]+$", found):
            self.put_right(under + name, "had no https:// before it: it was put there.")
            return f"https://{found}"
        if found and not re.match(r"https?://[^\s]+$", found):
            self.wrong(under + name, "must be an address that starts with http:// or https://.")
        return found

    def email(self, one: Mapping[str, Any]) -> str:
        found = self.text(one, "email").removeprefix("mailto:")
        if found and not EMAIL.fullmatch(found):
            self.put_right("email", "is no email address: it was left out.")
            return ""
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
        for under, contact in self.listed(one, "contacts"):
            for _, each in self.listed(contact, "phones"):
                if each.get("number"):
                    return self.text({"phone": str(each["number"])}, "phone", under=under)
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
            given = self.clean(str(term.get("code") or ""), f"{under}taxonomy_term.code")
            code = given or re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
            detail = term.get("taxonomy_detail")
            listing = detail.get("name", "") if isinstance(detail, Mapping) else ""
            listing = self.clean(str(listing or "other"), f"{under}taxonomy_term.taxonomy_detail")
            yield (
                self.cut(listing, 80, f"{under}taxonomy_term.taxonomy_detail.name"),
                self.cut(code, 60, f"{under}taxonomy_term.code"),
                self.cut(name, 120, f"{under}taxonomy_term.name"),
            )

    def schedules(self, one: Mapping[str, Any]) -> Iterator[ScheduleRow]:
        for under, each in self.listed(one, "schedules"):
            freq = str(each.get("freq") or "")
            byday = str(each.get("byday") or "").upper().replace(" ", "")
            if freq not in FREQUENCIES:
                self.wrong(f"{under}freq", "must be WEEKLY or MONTHLY.")
            if byday and not all(DAY.fullmatch(day) for day in byday.split(",")):
                self.wrong(f"{under}byday", "must be days such as MO,WE or 1TU.")
            yield ScheduleRow(
                freq=freq if freq in FREQUENCIES else "",
                interval=self.whole(each, "interval", 52, under) or 1,
                byday=self.cut(byday, 40, f"{under}byday"),
                opens_at=self.hour(each, "opens_at", under),
                closes_at=self.hour(each, "closes_at", under),
                dtstart=self.day(each, "dtstart", under),
                description=self.cut(
                    self.text(each, "description", under=under), 200, f"{under}description"
                ),
            )

    def costs(self, one: Mapping[str, Any]) -> Iterator[CostRow]:
        for under, each in self.listed(one, "cost_options"):
            yield CostRow(
                option=self.cut(self.text(each, "option", under=under), 120, f"{under}option"),
                amount_pence=self.pence(each, under),
                details=self.cut(
                    self.text(each, "amount_description", under=under),
                    200,
                    f"{under}amount_description",
                ),
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
            within, at = f"{under}location.", f"{under}location.addresses[0]."
            postcode = self.text(address, "postal_code", under=at)
            if row_id and location_id:
                yield PlaceRow(
                    id=row_id,
                    location_id=location_id,
                    name=self.text(place, "name", under=within),
                    location_type=str(kind),
                    address=self.text(address, "address_1", under=at),
                    city=self.text(address, "city", under=at),
                    postcode=self.cut(postcode, 8, f"{at}postal_code"),
                )

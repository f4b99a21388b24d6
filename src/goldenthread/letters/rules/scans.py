"""Looking through what leaves for what must not leave with it. Plain Python.

The scans take words, and what is known; they say what kind of thing they found, never the thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from goldenthread.people.rules import (
    FRAGMENT_LENGTH,
    PHONE_IN_TEXT,
    POSTCODE_IN_TEXT,
    nhs_number_is_valid,
    plain,
)

# Another child (rule 40)

UPN_IN_TEXT = re.compile(
    r"(?<![A-Z0-9])[A-HJ-NP-RT-Z][\s-]?(?:\d[\s-]?){11}[A-HJ-NP-RT-Z0-9](?![A-Z0-9])", re.I
)
NHS_IN_TEXT = re.compile(r"(?<![\d.])\d{3}[\s.-]?\d{3}[\s.-]?\d{4}(?![\d.]?\d)")
TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9/_.-]{1,18}[A-Za-z0-9]")
MONTHS = {
    name: at
    for at, names in enumerate(
        (
            *(("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr")),
            *(("may",), ("june", "jun"), ("july", "jul"), ("august", "aug")),
            *(("september", "sept", "sep"), ("october", "oct"), ("november", "nov")),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?!\d)")
IN_WORDS = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s\-]+({_MONTH})\.?,?[\s\-]+(\d{{4}}|\d{{2}})(?!\d)",
    re.I,
)
MONTH_FIRST = re.compile(
    rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)", re.I
)


@dataclass(frozen=True, slots=True)
class Marks:
    """What in a text could belong to a child: numbers, and days on which one may be born."""

    upns: frozenset[str] = frozenset()
    nhs_numbers: frozenset[str] = frozenset()
    plan_numbers: frozenset[str] = frozenset()  # any token with a figure in it
    days: frozenset[date] = frozenset()

    @property
    def none(self) -> bool:
        return not (self.upns or self.nhs_numbers or self.plan_numbers or self.days)


def marks_in(text: str) -> Marks:
    """Return what in a text could tell of a child, to be looked up in one go."""
    upns = (re.sub(r"[\s-]", "", each).upper() for each in UPN_IN_TEXT.findall(text))
    numbers = (re.sub(r"\D", "", each) for each in NHS_IN_TEXT.findall(text))
    return Marks(
        upns=frozenset(upns),
        nhs_numbers=frozenset(number for number in numbers if nhs_number_is_valid(number)),
        plan_numbers=frozenset(t for t in TOKEN.findall(text) if any(c.isdigit() for c in t)),
        days=frozenset(days_in(text)),
    )


def days_in(text: str) -> Iterable[date]:
    """Yield every day a text writes, in figures or words; two figures of a year are of our time."""
    for day, month, year in DAY_FIRST.findall(text):
        yield from _day(year, month, day)
    for year, month, day in YEAR_FIRST.findall(text):
        yield from _day(year, month, day)
    for day, name, year in IN_WORDS.findall(text):
        yield from _day(year, str(MONTHS[name.lower()]), day)
    for name, day, year in MONTH_FIRST.findall(text):
        yield from _day(year, str(MONTHS[name.lower()]), day)


def _day(year: str, month: str, day: str) -> Iterable[date]:
    full = int(year) + (2000 if len(year) == 2 else 0)
    try:
        yield date(full, int(month), int(day))
    except ValueError:
        return


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownChild:
    """A child of the area who could be meant by what stands in a text."""

    upn: str
    nhs_number: str
    local_id: str
    forenames: tuple[str, ...]  # as registered, and as known
    surname: str
    birth_date: date | None


def names_child(
    text: str, marks: Marks, child: KnownChild, *, own_birth_date: date | None = None
) -> frozenset[str]:
    """Return by what a text names this child: numbers, or name with date of birth.

    The birth date of the child whom the text is about stands in it by right: of another child born
    on that day, the name must stand beside it.
    """
    found = set()
    if child.upn and child.upn in marks.upns:
        found.add("upn")
    if child.nhs_number and child.nhs_number in marks.nhs_numbers:
        found.add("nhs-number")
    if child.local_id and child.local_id in marks.plan_numbers and _tells(child.local_id):
        found.add("plan-number")
    if child.birth_date in marks.days and _named(
        text, child, beside=child.birth_date == own_birth_date
    ):
        found.add("name-and-birth-date")
    return frozenset(found)


def _tells(local_id: str) -> bool:
    """Say whether a council's number is long enough to mean one child, as "12" is not."""
    return len(plain(local_id)) >= 5


BESIDE = 100  # signs between a name and the day that goes with it


def _named(text: str, child: KnownChild, *, beside: bool) -> bool:
    """Say whether first name and surname stand together, either first, with up to two names
    between them; and, if it must be so, beside the birth date."""
    surname = _loose(child.surname)
    if not surname:
        return False
    between = r"[\s,]+(?:[\w'’.\-]+[\s,]+){0,2}?"
    for forename in {_loose(each) for each in child.forenames} - {""}:
        pair = rf"\b{forename}{between}{surname}\b|\b{surname}[\s,]+{forename}\b"
        for found in re.finditer(pair, text, re.I):
            near = text[max(found.start() - BESIDE, 0) : found.end() + BESIDE]
            if not beside or child.birth_date in set(days_in(near)):
                return True
    return False


def _loose(name: str) -> str:
    """Return a pattern for a name however it is spaced and whichever apostrophe it has."""
    parts = [re.escape(part) for part in re.split(r"[\s'’\-]+", name.strip()) if part]
    return r"[\s'’\-]*".join(parts)


# Where the child is (rules 19 and 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Something that tells where somebody of the family is."""

    value: str = field(repr=False)
    hidden: bool = False  # kept in the encrypted table: the town alone would tell too much


def location_in(
    text: str, places: Iterable[Place], *, services: Iterable[str] = ()
) -> frozenset[str]:
    """Return what kinds of place a text gives away of a family.

    Where a place is hidden, any postcode and any phone number counts that is not one of the
    services' own, since what would be spared otherwise is only what we knew of.
    """
    places = tuple(places)
    whole = plain(text)
    found = {
        kind
        for place in places
        for kind, pieces in fragments(place).items()
        if any(piece in whole for piece in pieces)
    }
    if any(place.hidden for place in places):
        rest = _without(text, services)
        if POSTCODE_IN_TEXT.search(rest):
            found.add("postcode")
        if PHONE_IN_TEXT.search(rest):
            found.add("phone number")
    return frozenset(found)


def _without(text: str, services: Iterable[str]) -> str:
    """Return a text less the postcodes and phone numbers of services, wherever they stand in it."""
    known = " ".join(services)
    theirs = {plain(m[0]) for m in POSTCODE_IN_TEXT.finditer(known)}
    theirs |= {plain(m[0]) for m in PHONE_IN_TEXT.finditer(known)}

    def spared(found: re.Match[str]) -> str:
        return " " if plain(found[0]) in theirs else found[0]

    return PHONE_IN_TEXT.sub(spared, POSTCODE_IN_TEXT.sub(spared, text))


def fragments(place: Place) -> dict[str, frozenset[str]]:
    """Return the pieces of a place that give it away, by kind, as `plain` writes them.

    Of an address in plain, the line with the house and the postcode; of a hidden one, every line.
    """
    postcodes = frozenset(plain(m[0]) for m in POSTCODE_IN_TEXT.finditer(place.value))
    phones = frozenset(_phone(plain(m[0])) for m in PHONE_IN_TEXT.finditer(place.value))
    emails = frozenset(plain(each) for each in re.findall(r"\S+@\S+", place.value))
    rest = PHONE_IN_TEXT.sub("", POSTCODE_IN_TEXT.sub("", place.value))
    rest = re.sub(r"\S+@\S+", "", rest)
    lines = [plain(each) for each in re.split(r"[,;\n]", rest)]
    telling = [line for line in lines if len(line) >= FRAGMENT_LENGTH]
    if not place.hidden:
        telling = telling[:1] + [line for line in telling[1:] if any(c.isdigit() for c in line)]
    return {
        "address": frozenset(telling),
        "postcode": postcodes,
        "phone number": phones,
        "email address": emails,
    }


def _phone(digits: str) -> str:
    """Return a number as it ends, whether it was written with +44 or with 0."""
    return digits[-9:]

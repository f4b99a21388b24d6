"""Referrals from other systems: FHIR R4 ServiceRequest and CSV, judged row by row.

Every row is used or refused, and the two add up; a refusal names the path or the column, and
says what to do. What can be read in one way only is read, and the reader is told how: a file saved
by a spreadsheet in Windows-1252, or parted by semicolons. Plain Python: FHIR's own shape is checked
by ``fhir.resources``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from goldenthread.directory.rules.needs import NEEDS, needs_of_codes

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
LONDON = ZoneInfo("Europe/London")
MOST_ROWS = 20_000
STATUSES = ("active", "draft")
SEX = {"male": "M", "female": "F", "m": "M", "f": "F"}
ALIASES: Mapping[str, tuple[str, ...]] = {
    "nhs_number": ("nhs number", "nhs_number", "nhsnumber", "nhs no"),
    "forename": ("forename", "first name", "given name", "firstname"),
    "surname": ("surname", "last name", "family name", "lastname"),
    "birth_date": ("date of birth", "dob", "birth date", "birth_date"),
    "received": ("received", "referral received", "received date", "referral date"),
    "sex": ("sex", "gender"),
    "postcode": ("postcode", "post code"),
    "needs": ("needs", "sen codes", "need"),
    "reason": ("reason", "reason for referral"),
    "referrer": ("referrer", "referred by"),
    "reference": ("reference", "referral id", "id"),
}
NEEDED = ("nhs_number", "forename", "surname", "birth_date", "received")


class NotReadable(ValueError):
    """The whole file cannot be read as referrals; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One referral as another system told it."""

    place: str  # the path or row it came from
    nhs_number: str
    forename: str
    surname: str
    birth_date: date
    received: date
    sex: str = ""
    postcode: str = ""
    needs: tuple[str, ...] = ()
    reason: str = ""
    referrer: str = ""
    reference: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one referral was refused: where, and what to do."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file of referrals held; used and refused add up to read."""

    used: tuple[Incoming, ...]
    faults: tuple[Fault, ...]
    read: int
    notes: tuple[str, ...] = ()  # how the file was read, where it was not as asked for

    @property
    def refused(self) -> int:
        return self.read - len(self.used)


def nhs_number_fits(text: str) -> bool:
    """Say whether ten digits fit the check digit of an NHS number."""
    if not re.fullmatch(r"\d{10}", text):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(text, range(10, 1, -1), strict=False))
    check = 11 - rest % 11
    return check != 10 and int(text[9]) == check % 11


Resource = Mapping[str, Any]


# FHIR -------------------------------------------------------------------------------------------


def read_fhir(given: object, today: date) -> Intake:
    """Read one ServiceRequest, or a Bundle of them with their patients.

    A patient is found in the bundle by its reference, or inside the request.

    :raises NotReadable: if it is neither
    """
    if not isinstance(given, Mapping):
        raise NotReadable("It is no FHIR resource: give a ServiceRequest, or a Bundle of them.")
    kind = given.get("resourceType")
    others: dict[str, Resource] = {}
    if kind == "ServiceRequest":
        requests: list[tuple[str, Resource]] = [("ServiceRequest", given)]
    elif kind == "Bundle":
        requests, others = _bundle(given)
    else:
        raise NotReadable(f"It is a {kind}: give a ServiceRequest, or a Bundle of them.")
    if not requests:
        raise NotReadable("The bundle holds no ServiceRequest.")
    used: list[Incoming] = []
    faults: list[Fault] = []
    for path, request in requests:
        found = _request(path, request, others, today)
        if isinstance(found, Incoming):
            used.append(found)
        else:
            faults += found
    return Intake(tuple(used), tuple(faults), len(requests))


def _bundle(given: Resource) -> tuple[list[tuple[str, Resource]], dict[str, Resource]]:
    requests: list[tuple[str, Resource]] = []
    others: dict[str, Resource] = {}
    entries = given.get("entry") or []
    if not isinstance(entries, list) or len(entries) > MOST_ROWS:
        raise NotReadable(f"Bundle.entry must be a list of at most {MOST_ROWS:,}.")
    for place, entry in enumerate(entries):
        one = entry.get("resource") if isinstance(entry, Mapping) else None
        if not isinstance(one, Mapping):
            continue
        if one.get("resourceType") == "ServiceRequest":
            requests.append((f"Bundle.entry[{place}].resource", one))
        for name in (entry.get("fullUrl"), f"{one.get('resourceType')}/{one.get('id')}"):
            if name:
                others[str(name)] = one
    return requests, others


def _request(
    path: str, request: Resource, others: Mapping[str, Resource], today: date
) -> Incoming | list[Fault]:
    faults = [Fault(f"{path}.{where}", said) for where, said in shape_faults(request)]
    if faults:
        return faults

    def wrong(where: str, said: str) -> None:
        faults.append(Fault(f"{path}.{where}", said))

    if request.get("status") not in STATUSES:
        wrong("status", "must be active: this request is not one to act on.")
    patient = _patient(request, others)
    if patient is None:
        wrong("subject", "names no patient in this message: send the Patient with it.")
        return faults
    for where, said in shape_faults(patient, "Patient"):
        wrong(f"subject.{where}", said)
    if faults:
        return faults
    number = _nhs_number(patient)
    if not nhs_number_fits(number):
        wrong("subject.identifier", "has no valid NHS number.")
    name: Resource = next(iter(patient.get("name") or []), {})
    forename, surname = " ".join(name.get("given") or []), str(name.get("family") or "")
    if not forename or not surname:
        wrong("subject.name", "must have a given and a family name.")
    born = _day(patient.get("birthDate"))
    if born is None or born > today:
        wrong("subject.birthDate", "must be a date of birth, written 2026-01-31.")
    received = _day(request.get("authoredOn"))
    if received is None:
        wrong("authoredOn", "is missing: it is the day the wait counts from.")
    elif received > today:
        wrong("authoredOn", "is after today.")
    if faults or born is None or received is None:
        return faults
    codes = [str(c.get("code", "")) for r in _codes(request) for c in r.get("coding") or []]
    return Incoming(
        place=path,
        nhs_number=number,
        forename=forename[:80],
        surname=surname[:80],
        birth_date=born,
        received=received,
        sex=SEX.get(str(patient.get("gender", "")).lower(), ""),
        postcode=_postcode(patient),
        needs=_needs(codes),
        reason="; ".join(str(r["text"]) for r in _codes(request) if r.get("text"))[:2_000],
        referrer=str((request.get("requester") or {}).get("display") or "")[:120],
        reference=_reference(request),
        urgent=request.get("priority") in ("urgent", "asap", "stat"),
    )


def shape_faults(resource: Resource, kind: str = "ServiceRequest") -> Iterator[tuple[str, str]]:
    """Yield what FHIR's own rules find wrong with a ServiceRequest or a Patient, by path."""
    from fhir.resources.R4B.patient import Patient
    from fhir.resources.R4B.servicerequest import ServiceRequest
    from pydantic import ValidationError

    model = Patient if kind == "Patient" else ServiceRequest
    try:
        model.model_validate(dict(resource))
    except ValidationError as problem:
        for each in problem.errors():
            yield ".".join(map(str, each["loc"])) or "", f"is not FHIR R4: {each['msg']}."


def _patient(request: Resource, others: Mapping[str, Resource]) -> Resource | None:
    reference = str((request.get("subject") or {}).get("reference") or "")
    if reference.startswith("#"):
        inside = request.get("contained") or []
        return next((one for one in inside if f"#{one.get('id')}" == reference), None)
    found = others.get(reference)
    return found if found and found.get("resourceType") == "Patient" else None


def _nhs_number(patient: Resource) -> str:
    for one in patient.get("identifier") or []:
        if one.get("system") == NHS_NUMBER:
            return str(one.get("value") or "").replace(" ", "")
    return ""


def _codes(request: Resource) -> list[Resource]:
    return [one for one in request.get("reasonCode") or [] if isinstance(one, Mapping)]


def _needs(codes: Sequence[str]) -> tuple[str, ...]:
    """Needs named as ours or by SEN code; anything else, a diagnosis above all, is no need."""
    named = [code for code in codes if code in NEEDS]
    return tuple(dict.fromkeys([*named, *needs_of_codes(codes)]))


def _postcode(patient: Resource) -> str:
    address: Resource = next(iter(patient.get("address") or []), {})
    return str(address.get("postalCode") or "")[:8]


def _reference(request: Resource) -> str:
    one: Resource = next(iter(request.get("identifier") or []), {})
    return str(one.get("value") or request.get("id") or "")[:64]


def _day(value: object) -> date | None:
    """Read a FHIR date or moment; a moment is a day in London."""
    text = str(value or "")
    try:
        if "T" in text:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
            return moment.astimezone(LONDON).date() if moment.tzinfo else moment.date()
        return date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def operation_outcome(faults: Sequence[Fault], *, new: int, already: int) -> dict[str, Any]:
    """Return FHIR's own answer to a message: what became of it, and where each fault lies.

    Names no child: a path and what to do about it.
    """
    issues: list[dict[str, Any]] = [
        {
            "severity": "error",
            "code": "invalid",
            "diagnostics": f"{fault.place} {fault.message}".strip(),
            "expression": [fault.place.split(" ")[0].rstrip(".")],
        }
        for fault in faults
    ]
    said = f"{new} new, {already} on the list already, {len(faults)} found wrong."
    issues.append({"severity": "information", "code": "informational", "diagnostics": said})
    return {"resourceType": "OperationOutcome", "issue": issues}


# CSV --------------------------------------------------------------------------------------------


def read_csv(content: bytes, today: date) -> Intake:
    """Read referrals from a CSV file; each row is used or refused with its number and column.

    Where one row has the month first, dates of that column that could be read both ways are
    refused too: nobody can tell which they are.

    :raises NotReadable: if it is no CSV file, or a needed column is not there
    """
    text, notes = _text(content)
    delimiter = _delimiter(text)
    if delimiter != ",":
        name = {";": "semicolons", "\t": "tabs", "|": "upright bars"}[delimiter]
        notes.append(f"It was read as parted by {name}.")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        raise NotReadable(f"It cannot be read as CSV: {problem}.") from None
    if not rows:
        raise NotReadable("It is empty: there is no row of headings.")
    columns = _columns(rows[0])
    body = [(n, row) for n, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]
    if len(body) > MOST_ROWS:
        raise NotReadable(f"It has more than {MOST_ROWS:,} rows, the most that are read.")
    used, faults = _judged(body, columns, len(rows[0]), today)
    return Intake(tuple(used), tuple(faults), len(body), tuple(notes))


def _judged(
    body: Sequence[tuple[int, list[str]]], columns: Mapping[str, int], width: int, today: date
) -> tuple[list[Incoming], list[Fault]]:
    """Judge each row of a file; of a child told twice the first row is used."""
    mixed = frozenset(
        key
        for key in ("birth_date", "received")
        if any(_month_first(row[columns[key]].strip()) for _, row in body if len(row) == width)
    )
    used: list[Incoming] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, row in body:
        found = _csv_row(number, row, columns, width, today, mixed)
        if isinstance(found, Incoming) and found.nhs_number in seen:
            found = [Fault(f"row {number}", f"is the child of row {seen[found.nhs_number]} again.")]
        if isinstance(found, Incoming):
            used.append(found)
            seen[found.nhs_number] = number
        else:
            faults += found
    return used, faults


def _text(content: bytes) -> tuple[str, list[str]]:
    """Read a file's bytes as text: UTF-8, or Windows-1252 where they can be nothing else.

    :raises NotReadable: if they are neither
    """
    notes: list[str] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise NotReadable(NOT_TEXT) from None
        notes.append("It was read as Windows-1252. Check names with accents, or save it as UTF-8.")
    if any(ord(letter) < 32 and letter not in "\t\r\n" for letter in text):
        raise NotReadable(NOT_TEXT)
    return text, notes


NOT_TEXT = "It is not plain text: save it as CSV (UTF-8)."
DELIMITERS = (",", ";", "\t", "|")


def _delimiter(text: str) -> str:
    """Return what parts the headings: the comma, unless another parts them into more."""
    first = text.lstrip().split("\n", 1)[0]
    return max(DELIMITERS, key=first.count) if first else ","


def _columns(headings: Sequence[str]) -> dict[str, int]:
    tidy = [" ".join(name.lower().split()) for name in headings]
    found = {}
    for key, names in ALIASES.items():
        places = [tidy.index(name) for name in names if name in tidy]
        if places:
            found[key] = places[0]
    if missing := [ALIASES[key][0] for key in NEEDED if key not in found]:
        raise NotReadable(
            f"Row 1 has no column for: {', '.join(missing)}. Its columns are: "
            f"{', '.join(headings)[:300]}."
        )
    return found


def _csv_row(
    number: int,
    row: Sequence[str],
    columns: Mapping[str, int],
    width: int,
    today: date,
    mixed: Container[str] = (),
) -> Incoming | list[Fault]:
    if len(row) != width:
        return [Fault(f"row {number}", f"has {len(row)} fields and the headings {width}.")]
    cell = {key: row[place].strip() for key, place in columns.items()}
    faults: list[Fault] = []

    def wrong(key: str, said: str) -> None:
        faults.append(Fault(f"row {number}, {ALIASES[key][0]}", said))

    number_text = cell["nhs_number"].replace(" ", "")
    if not nhs_number_fits(number_text):
        wrong("nhs_number", "is no NHS number: its check digit does not fit.")
    for key in ("forename", "surname"):
        if not cell[key]:
            wrong(key, "is empty.")
    born, received = _uk_day(cell["birth_date"]), _uk_day(cell["received"])
    for key, day in (("birth_date", born), ("received", received)):
        if day and key in mixed and _either_way(cell[key]):
            wrong(key, "could be read two ways, and another row has the month first.")
    if born is None or born > today:
        wrong("birth_date", "must be a date, written 31/01/2016 or 2016-01-31.")
    if received is None:
        wrong("received", "must be a date, written 31/01/2026 or 2026-01-31.")
    elif received > today or (born and received < born):
        wrong("received", "is after today, or before the child was born.")
    if faults or born is None or received is None:
        return faults
    return Incoming(
        place=f"row {number}",
        nhs_number=number_text,
        forename=cell["forename"][:80],
        surname=cell["surname"][:80],
        birth_date=born,
        received=received,
        sex=SEX.get(cell.get("sex", "").lower(), ""),
        postcode=cell.get("postcode", "")[:8].upper(),
        needs=_needs(re.split(r"[\s,;|]+", cell.get("needs", ""))),
        reason=cell.get("reason", "")[:2_000],
        referrer=cell.get("referrer", "")[:120],
        reference=cell.get("reference", "")[:64],
    )


PARTED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def _month_first(text: str) -> bool:
    """Say whether a day can only be read with its month first, as in America."""
    found = PARTED.fullmatch(text)
    return bool(found and int(found[1]) <= 12 < int(found[2]) <= 31)


def _either_way(text: str) -> bool:
    """Say whether a day could be read with the day or the month first, and mean two days."""
    found = PARTED.fullmatch(text)
    return bool(found and int(found[1]) <= 12 and int(found[2]) <= 12 and found[1] != found[2])


def _uk_day(text: str) -> date | None:
    """Read a day written as in England, day first, or as ISO; nothing else is guessed."""
    if found := PARTED.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text):
        year, month, day = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None

"""Requests as they came in: which wait, and which child each may be about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.assessment.models import Assessment, Request
from goldenthread.assessment.models.requests import PLACES
from goldenthread.assessment.rules import ENDED, Likeness, Person, RequestState, likeness
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.law.clocks import Event as LawEvent
from goldenthread.law.clocks import limits_for, read_clocks
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people import vault
from goldenthread.people.models import Child

CANDIDATES = 10
HIDDEN = "This says where the child is, so it is for named people only."
LIKELY = 30  # of 100: below this a record is not offered


def areas_to_ask(by: Asker) -> frozenset[int]:
    """Return the areas whose council somebody may send a request to, by their posts."""
    return by.areas_where(Permission.REQUEST_MAKE)


def get_request(request_id: int, *, by: Asker, lock: bool = False) -> Request:
    """Return one request to somebody who works the area's cases, and write that they read it.

    :raises NotFound: if there is none within reach
    :raises NotAllowed: if no post of theirs opens cases
    """
    check_post(by, Permission.ASSESSMENT_DECIDE)
    rows = Request.objects.select_for_update(of=("self",)) if lock else Request.objects
    areas = by.areas_where(Permission.ASSESSMENT_DECIDE)
    found = rows.select_related("area").filter(pk=request_id, area_id__in=areas).first()
    if found is None:
        raise NotFound("No such request.")
    audit.note(
        Note(
            action=Action.WRITE if lock else Action.READ,
            child_id=found.child_id,
            area_id=found.area_id,
            classes=(FieldClass.PROFESSIONAL, FieldClass.LOCATION, FieldClass.THIRD_PARTY),
            purpose="request-read",
        )
    )
    return found


DECIDE, FINAL = "ena-decide", "plan-final"


def days_of(received: date) -> dict[str, date]:
    """Return the last days that a request received on a day starts, by rule, as the law reads."""
    event = LawEvent(key="received", kind=K.REQUEST_RECEIVED, on=received)
    found = read_clocks(limits_for("assessment"), [event])
    return {each.rule: each.due for each in found if each.due}


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One page of the requests that wait for a person to match them."""

    rows: tuple[Request, ...]
    total: int


def requests_waiting(*, by: Asker, page: int = 1, per_page: int = 25) -> RequestPage:
    """Return requests that nobody has matched yet, the oldest first: their clock runs already.

    Two queries; audited as one list.

    :raises NotAllowed: if no post of theirs opens cases
    """
    check_post(by, Permission.ASSESSMENT_DECIDE)
    areas = by.areas_where(Permission.ASSESSMENT_DECIDE)
    rows = Request.objects.filter(area_id__in=areas, state=RequestState.NEW)
    total = rows.count()
    start = (max(1, page) - 1) * per_page
    found = tuple(
        rows.select_related("area").order_by("received_date", "pk")[start : start + per_page]
    )
    audit.note(
        Note(
            action=Action.LIST,
            classes=(FieldClass.OPEN_TO_FAMILY,),
            purpose="requests-waiting",
            count=len(found),
        )
    )
    return RequestPage(found, total)


def requests_of(child: Child, *, on: date) -> list[Request]:
    """Return what was asked about a child already reached, the latest first. Two queries at most.

    Of a restricted child the words that would give the place away are left out; where the family
    lives is put back for those who may see it, and left out for everybody else.
    """
    rows = list(
        Request.objects.filter(area_id=child.area_id, child=child).order_by("-received_date", "-pk")
    )
    texts = [text for row in rows for text in (row.needs, row.tried) if text]
    telling = people.texts_naming_a_place(texts, child, on=on) if texts else frozenset()
    sees = child.shows("address")
    for row in rows:
        held = vault.decrypt(row.sealed_places) if sees and row.sealed_places else {}
        for name in PLACES:
            setattr(row, name, held.get(name, getattr(row, name)) if sees else "")
        for name in ("needs", "tried"):
            if getattr(row, name) in telling and not sees:
                setattr(row, name, HIDDEN)
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A record that a request may be about: why it looks so, and whether a case is open."""

    child_id: int
    name: str
    birth_date: date | None
    likeness: Likeness
    has_open_case: bool
    restricted: bool  # where this child is, is for named people only


def candidates(request: Request, *, by: Asker, on: date) -> tuple[Candidate, ...]:
    """Return records of the area that a request may be about, the likeliest first. Two queries.

    A sealed record is among them for its own holders alone. Nothing is decided here: a person
    looks and chooses.
    """
    rows = list(_alike(request, by, on)[:200])
    asked = person_of(request)
    scored = [(likeness(asked, person_of(row)), row) for row in rows]
    likely = sorted((pair for pair in scored if pair[0].score >= LIKELY), key=_likeliest)
    chosen = likely[:CANDIDATES]
    busy = set(
        Assessment.objects.filter(
            area_id=request.area_id, child_id__in=[row.pk for _, row in chosen]
        )
        .exclude(stage__in=sorted(ENDED))
        .values_list("child_id", flat=True)
    )
    audit.note(
        Note(
            action=Action.SEARCH,
            area_id=request.area_id,
            classes=(FieldClass.OPEN_TO_FAMILY,),
            purpose="match-request",
            count=len(chosen),
        )
    )
    return tuple(
        Candidate(
            child_id=row.pk,
            name=f"{row.known_as or row.forename} {row.surname}",
            birth_date=row.birth_date,
            likeness=alike,
            has_open_case=row.pk in busy,
            restricted=row.location_restricted,
        )
        for alike, row in chosen
    )


def _likeliest(pair: tuple[Likeness, Child]) -> tuple[int, int]:
    return -pair[0].score, pair[1].pk


def _alike(request: Request, by: Asker, on: date) -> QuerySet[Child]:
    """Return the records worth comparing: a number, a birth date, or a name is the same."""
    same = Q(surname__iexact=request.surname, forename__iexact=request.forename)
    for name in ("upn", "nhs_number", "birth_date"):
        if value := getattr(request, name):
            same |= Q(**{name: value})
    if request.postcode:
        same |= Q(surname__iexact=request.surname, postcode__iexact=request.postcode)
    hidden = people.sealed_rows(by, areas=[request.area_id], on=on)
    rows = Child.objects.filter(same, area_id=request.area_id).exclude(pk__in=hidden)
    return rows.filter(closed_date__isnull=True).order_by("pk")


def person_of(row: Request | Child) -> Person:
    """Return what a request or a record says of who a child is."""
    return Person(
        forename=row.forename,
        surname=row.surname,
        known_as=getattr(row, "known_as", ""),
        birth_date=row.birth_date,
        postcode=row.postcode,
        upn=row.upn,
        nhs_number=row.nhs_number,
    )


__all__ = [
    "Candidate",
    "RequestPage",
    "areas_to_ask",
    "candidates",
    "get_request",
    "person_of",
    "requests_waiting",
]

"""Questions about requests for information: which are owed, by which day, and one of them whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.contact.models import InformationRequest
from goldenthread.contact.rules.information import ANSWERS, Right, State
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.people.queries import NamedChild
from goldenthread.timeline.models import Clock

P = Permission


class ShowRequests(StrEnum):
    """Which requests a list shows."""

    OPEN = "open"
    HELD = "held"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


WHICH = {
    ShowRequests.OPEN: Q(state=State.OPEN),
    ShowRequests.HELD: Q(state=State.HELD),
    ShowRequests.ANSWERED: Q(state__in=ANSWERS),
    ShowRequests.WITHDRAWN: Q(state=State.WITHDRAWN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """One request in a list."""

    id: int
    reference: str
    child_id: int
    child: NamedChild | None
    right: Right
    state: State
    asked: date
    due: date | None  # none while it waits for them, or where a school's calendar is missing
    extended: date | None
    who: str

    def late(self, on: date) -> bool:
        """Say whether an answer is owed, and its day has passed."""
        return self.state is State.OPEN and self.due is not None and self.due < on


@dataclass(frozen=True, slots=True, kw_only=True)
class Requests:
    """One page of requests, and how many there are of each sort."""

    rows: tuple[RequestRow, ...]
    total: int
    counts: dict[ShowRequests, int]


def requests(*, by: Asker, show: ShowRequests, on: date, offset: int, most: int) -> Requests:
    """Return the requests of the asker's areas, those owed soonest first. Three queries.

    A child whose record is sealed from the asker is left out, count and all.

    :raises NotAllowed: if none of the asker's posts answers families
    """
    check_post(by, P.CONTACT_ANSWER)
    areas = by.areas_where(P.CONTACT_ANSWER)
    hidden = people.sealed_rows(by, areas=areas, on=on)
    reach = InformationRequest.objects.filter(area_id__in=list(areas)).exclude(child_id__in=hidden)
    counts = reach.aggregate(**{each: Count("pk", filter=WHICH[each]) for each in ShowRequests})
    waiting = show in (ShowRequests.OPEN, ShowRequests.HELD)
    order = (F("due").asc(nulls_last=True), "asked_date", "pk") if waiting else ("-made_at", "-pk")
    found = list(_with_due(reach.filter(WHICH[show])).order_by(*order)[offset : offset + most])
    names = people.named(by, {each.child_id for each in found})
    return Requests(
        rows=tuple(_row(each, names.get(each.child_id)) for each in found),
        total=counts[show],
        counts={each: counts[each] for each in ShowRequests},
    )


def _with_due(rows: QuerySet[InformationRequest]) -> QuerySet[InformationRequest]:
    """Add to each request the last day that the law's clock gives it."""
    clocks = Clock.objects.filter(
        area_id=OuterRef("area_id"),
        case_type="information",
        case_id=OuterRef("pk"),
        known_to__isnull=True,
    )
    return rows.annotate(due=Subquery(clocks.values("due")[:1]))


def _row(each: Any, child: NamedChild | None) -> RequestRow:
    return RequestRow(
        id=each.pk,
        reference=each.reference,
        child_id=each.child_id,
        child=child,
        right=Right(each.right),
        state=State(each.state),
        asked=each.asked_date,
        due=each.due,
        extended=each.extended_date,
        who=each.name,
    )


def due_of_request(made: InformationRequest) -> date | None:
    """Return the last day of one request, by the law's clock; None while it waits. One query."""
    found = _with_due(InformationRequest.objects.filter(pk=made.pk)).get()
    due: date | None = vars(found)["due"]
    return due


@dataclass(frozen=True, slots=True, kw_only=True)
class OneRequest:
    """A request, and what a list says of it."""

    made: InformationRequest
    row: RequestRow


def request_for(request_id: int, *, by: Asker, on: date) -> OneRequest:
    """Return one request to somebody who answers families there, and write that they read it.

    :raises NotFound: if there is none in reach
    :raises NotAllowed: if none of their posts answers families
    """
    rows = InformationRequest.objects.filter(pk=request_id, area_id__in=list(by.areas))
    found = _with_due(rows).first()
    if found is None:
        raise NotFound("No such request.")
    child = people.get_child(found.child_id, by=by, to=P.CONTACT_ANSWER, on=on)
    name = NamedChild(id=child.pk, name=people.display_name(child), birth_date=child.birth_date)
    return OneRequest(made=found, row=_row(found, name))


def requests_of_child(child: Child) -> tuple[RequestRow, ...]:
    """Return the requests about a child already reached by somebody who answers families."""
    return tuple(_row(each, None) for each in _about(child))


def own_requests(child: Child, *, by: Asker) -> tuple[OneRequest, ...]:
    """Return what this member of the family asked to see, and nobody else (rule 14)."""
    rows = _about(child).filter(user_id=by.user_id or 0)
    return tuple(OneRequest(made=each, row=_row(each, None)) for each in rows)


def _about(child: Child) -> QuerySet[InformationRequest]:
    found = InformationRequest.objects.filter(area_id=child.area_id, child_id=child.pk)
    return _with_due(found).order_by("-made_at", "-pk")

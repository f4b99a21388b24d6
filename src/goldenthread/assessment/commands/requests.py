"""Somebody decides which child a request is about, and a case is opened.

Law: Children and Families Act 2014 s.36(1); SEND Regulations 2014 reg 4. Trust rule 15: a name and
a birth date that somebody typed link nobody to a record; a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.assessment import queries
from goldenthread.assessment.commands.deciding import say_event, signature
from goldenthread.assessment.commands.telling import tell, tell_joined
from goldenthread.assessment.models import Assessment, Decision, Request
from goldenthread.assessment.models.requests import PLACES
from goldenthread.assessment.rules import (
    ENDED,
    SOURCES,
    TURNS,
    Channel,
    Decided,
    Requester,
    RequestState,
    Stage,
    WrongStage,
    check_date,
)
from goldenthread.assessment.rules.requests import plain
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people import vault
from goldenthread.people.commands import (
    LinkFacts,
    WrongDetail,
    create_child,
    link_adult,
    restrict_location,
)
from goldenthread.people.models import Answer, Child
from goldenthread.plans.queries import plans_of
from goldenthread.timeline import commands as timeline

IN_FORCE = "In force"


class AlreadyOpen(ValueError):
    """The child has an open case already; a second would split the record."""


class AlreadySettled(ValueError):
    """Somebody has decided about this request already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoAsked:
    """What staff know of the person who asked, when they put them on the child's record."""

    responsibility: Answer = Answer.UNKNOWN
    evidence: str = ""


@transaction.atomic
def link_request(
    request_id: int,
    *,
    child_id: int | None,
    by: Asker,
    at: datetime,
    who_asked: WhoAsked | None = None,
    hide: bool = False,
    invented: bool = False,
) -> Assessment:
    """Decide that a request is about a child on record, or a new one, and open the case.

    Everyone whom reg 4 names is told. The clocks run from the day the request was received. With
    `who_asked`, whoever asked joins the child's record and gets its letters. With `hide`, where
    the child lives is from now on for the person who decides alone, until they name others.

    :raises NotFound, NotAllowed: if `by` may not open cases in the area, or for the child
    :raises AlreadySettled: if somebody decided about it otherwise before
    :raises AlreadyOpen: if the child has an open case: settle it as a duplicate instead
    :raises WrongStage: if the child has a plan in force
    :raises WrongLink: if parental responsibility is said with nothing to show it
    :raises NobodyToTell: if nobody on the record gets letters about the child
    """
    asked = queries.get_request(request_id, by=by, lock=True)
    if asked.state != RequestState.NEW:
        return _linked_before(asked, child_id)
    today = timezone.localdate(at)
    if child_id is None:
        child_id = _new_child(asked, by=by, on=today, invented=invented)
    if who_asked is not None:
        _put_on_record(asked, child_id, who_asked, by=by, on=today)
    if hide:
        _hide(child_id, by=by, on=today)
    case = receive_request(
        child_id,
        received_date=asked.received_date,
        requester=Requester(asked.requester),
        channel=Channel(asked.channel),
        by=by,
        at=at,
    )
    asked.child_id, asked.assessment = child_id, case
    _keep_place_hidden(asked, case.child)
    _settle(asked, RequestState.LINKED, "", by, at)
    return case


def _put_on_record(asked: Request, child_id: int, who: WhoAsked, *, by: Asker, on: date) -> None:
    """Link whoever asked to the child, to get its letters; not twice by the same name."""
    child = people.get_child(child_id, by=by, to=Permission.CASE_CHANGE, on=on)
    if plain(asked.asked_by) in {plain(link.adult.name) for link in people.adults_of(child, on=on)}:
        return
    names = ("email", "phone", "address", "postcode")
    link_adult(
        child_id=child_id,
        relationship=(asked.relationship or "asked for the assessment")[:40],
        name=asked.asked_by,
        contacts={}
        if child.location_restricted  # kept sealed with the request: see _keep_place_hidden
        else {name: getattr(asked, name) for name in names if getattr(asked, name)},
        facts=LinkFacts(
            parental_responsibility=who.responsibility,
            responsibility_evidence=who.evidence.strip(),
            gets_notices=Answer.YES,
        ),
        checked_by_post_id=timeline.acting_post(by, child.area_id),
        by=by,
        on=on,
    )


def _hide(child_id: int, *, by: Asker, on: date) -> None:
    child = people.get_child(child_id, by=by, to=Permission.CASE_CHANGE, on=on)
    if child.location_restricted or by.user_id is None:
        return
    restrict_location(
        child_id=child_id,
        places={},
        holders=[by.user_id],
        team=f"the person who took the request in, {by.name}",
        reason="The family asked with the request.",
        by=by,
        on=on,
    )


def _keep_place_hidden(asked: Request, child: Child) -> None:
    """Keep no place in plain beside a child whose whereabouts are restricted (rule 18)."""
    child.refresh_from_db(fields=["location_restricted"])
    if not child.location_restricted:
        return
    known = {name: getattr(asked, name) for name in PLACES if getattr(asked, name)}
    asked.sealed_places = vault.encrypt(known) if known else None
    for name in PLACES:
        setattr(asked, name, "")


def _linked_before(asked: Request, child_id: int | None) -> Assessment:
    same = asked.state == RequestState.LINKED and child_id in (asked.child_id, None)
    if not same or asked.assessment is None:
        raise AlreadySettled("Somebody has settled this request already. Go back to the list.")
    return asked.assessment


def _new_child(asked: Request, *, by: Asker, on: date, invented: bool) -> int:
    names = ("forename", "surname", "birth_date", "upn", "nhs_number", "address", "postcode")
    details = {name: getattr(asked, name) for name in names}
    made = create_child(area_id=asked.area_id, details=details, by=by, on=on, invented=invented)
    return made.pk


@transaction.atomic
def settle_otherwise(
    request_id: int,
    *,
    state: RequestState,
    why: str,
    by: Asker,
    at: datetime,
    child_id: int | None = None,
) -> Request:
    """Settle a request as a duplicate of an open case, or set it aside with the reason.

    A duplicate names the child: what it says joins the case that is open, and no clock starts
    again; the family is told so in a letter. Nothing is set aside in silence: whoever asked is
    owed an answer.

    :raises NotFound, NotAllowed: if `by` may not work the area's cases
    :raises AlreadySettled: if somebody settled it otherwise
    :raises WrongDetail: if nobody says why, or of which child it is a duplicate
    :raises NobodyToTell: if it is a duplicate, and nobody on the record gets letters
    """
    asked = queries.get_request(request_id, by=by, lock=True)
    if asked.state == state:
        return asked
    if asked.state != RequestState.NEW:
        raise AlreadySettled("Somebody has settled this request already. Go back to the list.")
    if not why.strip():
        raise WrongDetail("Enter why, as you would tell the person who asked.")
    if state is RequestState.DUPLICATE:
        case = _join_open_case(asked, child_id, by, timezone.localdate(at))
        tell_joined(asked, case, by=by, at=at)
    _settle(asked, state, why.strip(), by, at)
    return asked


def _join_open_case(asked: Request, child_id: int | None, by: Asker, today: date) -> Assessment:
    if child_id is None:
        raise WrongDetail("Choose the child whose open case this is a duplicate of.")
    child = people.get_child(child_id, by=by, to=Permission.CASE_CHANGE, on=today, lock=True)
    case = queries.case_of(child)
    if case is None or Stage(case.stage) in ENDED:
        raise WrongDetail("That child has no open case, so this is a request of its own.")
    if child.area_id != asked.area_id:
        raise NotFound("No such record.")
    asked.child_id, asked.assessment = child.pk, case
    _keep_place_hidden(asked, child)
    return case


def _settle(asked: Request, state: RequestState, why: str, by: Asker, at: datetime) -> None:
    asked.state, asked.settled_why = state, why
    asked.settled_by_id, asked.settled_at = by.user_id, at
    asked.save()


@transaction.atomic
def receive_request(
    child_id: int,
    *,
    received_date: date,
    requester: Requester,
    channel: Channel,
    by: Asker,
    at: datetime,
) -> Assessment:
    """Open the case of a request for a child on record, and tell everyone whom reg 4 names.

    Law: CFA 2014 s.36(1), (7); SEND Regulations 2014 reg 4(2).

    :raises NotFound, NotAllowed: if `by` may not decide for this child
    :raises AlreadyOpen: if an open case is there, unless it is this same request
    :raises WrongDate: if it was received in the future
    :raises WrongStage: if a plan is in force, which the law assesses again, not anew
    """
    today = timezone.localdate(at)
    child = people.get_child(child_id, by=by, to=Permission.ASSESSMENT_DECIDE, on=today, lock=True)
    check_date(received_date, today=today, received=None)
    before = queries.case_of(child)
    if before and Stage(before.stage) not in ENDED:
        raise AlreadyOpen(
            "This child's request is being considered already. Settle this one as a duplicate, "
            "so that what it says joins the open case."
        )
    _check_no_plan(child)
    case = _open_case(child, received_date, requester)
    made = _first_decision(case, by, at)
    say_event(
        case,
        K.REQUEST_RECEIVED,
        on=received_date,
        by=by,
        at=at,
        facts={"waiting_on": str(TURNS["council"]), "channel": channel.lower()},
        key=f"assessment/{case.pk}/1/{Decided.RECEIVE}",
    )
    tell(made, by=by, at=at)
    return case


def _check_no_plan(child: Child) -> None:
    if any(plan.state == IN_FORCE for plan in plans_of(child)):
        raise WrongStage(
            "This child has a plan in force, so the law assesses again rather than anew. Record "
            "it on the plan, as a request for a re-assessment: the answer is due in 15 days."
        )


def _open_case(child: Child, received_date: date, requester: Requester) -> Assessment:
    try:
        with transaction.atomic():
            case = Assessment.objects.create(
                area_id=child.area_id,
                child=child,
                received_date=received_date,
                source=SOURCES[requester],
                stage=Stage.REQUESTED,
                stage_date=received_date,
            )
    except IntegrityError:
        raise AlreadyOpen("A case was opened for this child a moment ago.") from None
    return case


def _first_decision(case: Assessment, by: Asker, at: datetime) -> Decision:
    day = timezone.localdate(at)
    received = case.received_date or day
    return Decision.objects.create(
        area_id=case.area_id,
        child_id=case.child_id,
        assessment=case,
        kind=Decided.RECEIVE,
        from_stage="",
        to_stage=Stage.REQUESTED,
        version=1,
        decided_date=received,
        told_date=max(day, received),
        decided_by_id=by.user_id,
        post_id=timeline.acting_post(by, case.area_id),
        decided_by_name=signature(by, case.area_id),
        recorded_at=at,
        key=f"assessment/{case.pk}/1",
    )

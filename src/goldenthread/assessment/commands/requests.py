"""A request comes in, somebody decides which child it is about, and a case is opened.

Law: Children and Families Act 2014 s.36(1); SEND Regulations 2014 regs 3 and 4. It is received on
the day any part of the council has it; there is no form it must be on.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from goldenthread.access import asking
from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.assessment import queries
from goldenthread.assessment.commands.deciding import say_event, signature
from goldenthread.assessment.commands.telling import tell
from goldenthread.assessment.models import Assessment, Decision, Request
from goldenthread.assessment.rules import (
    ENDED,
    SOURCES,
    TURNS,
    Channel,
    Decided,
    Requester,
    RequestState,
    Stage,
    WrongDate,
    WrongStage,
    check_date,
)
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.law.events import EventKind as K
from goldenthread.organisations import queries as organisations
from goldenthread.people import queries as people
from goldenthread.people.commands import WrongDetail, create_child
from goldenthread.people.models import Child
from goldenthread.people.rules import nhs_number_is_valid, upn_fault
from goldenthread.plans.queries import plans_of
from goldenthread.timeline import commands as timeline

LINK_DAYS = 14
IN_FORCE = "In force"


class AlreadyOpen(ValueError):
    """The child has an open case already; a second would split the record."""


class AlreadySettled(ValueError):
    """Somebody has decided about this request already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a request says."""

    requester: Requester
    channel: Channel
    received_date: date
    forename: str
    surname: str
    asked_by: str
    birth_date: date | None = None
    postcode: str = ""
    upn: str = ""
    nhs_number: str = ""
    setting_name: str = ""
    relationship: str = ""
    email: str = ""
    phone: str = ""
    needs: str = ""
    tried: str = ""
    family_knows: bool | None = None
    plan_elsewhere: str = ""

    def fields(self) -> dict[str, Any]:
        """Return what is kept, with each number written one way."""
        kept = {name: getattr(self, name) for name in self.__slots__}
        for name in ("upn", "nhs_number", "postcode"):
            kept[name] = kept[name].replace(" ", "").upper()
        return kept


def check_asking(asking_for: Asking, *, today: date) -> None:
    """Check what a request says, as far as anybody can without a record.

    :raises WrongDetail: naming the first thing that cannot be right, and what to do
    :raises WrongDate: if it was received in the future
    """
    if not asking_for.forename.strip() or not asking_for.surname.strip():
        raise WrongDetail("Enter the child's first name and surname.")
    if not asking_for.asked_by.strip():
        raise WrongDetail("Enter the name of the person who asks.")
    if asking_for.received_date > today:
        raise WrongDate("The request was received in the future. Enter the day it reached us.")
    born = asking_for.birth_date
    if born and born > asking_for.received_date:
        raise WrongDetail("The date of birth is after the request. Check both dates.")
    upn = asking_for.upn.replace(" ", "").upper()
    if upn and upn_fault(upn):
        raise WrongDetail("That is not a unique pupil number. Check it, or leave it empty.")
    number = asking_for.nhs_number.replace(" ", "")
    if number and not nhs_number_is_valid(number):
        raise WrongDetail("That is not an NHS number. Check it, or leave it empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request taken in, and the link to it that opens once; empty when it was sent before."""

    request: Request
    link: str


@transaction.atomic
def ask_publicly(asking_for: Asking, *, area_id: int, key: str, at: datetime) -> Received:
    """Take in a request from somebody who is not signed in; nobody is told which child it is.

    The clock starts today, whatever is still to be checked. The same form sent twice is kept once.

    :raises WrongDetail, WrongDate: with what to do
    """
    check_asking(asking_for, today=timezone.localdate(at))
    link = secrets.token_urlsafe(32)
    more = {"link_hash": hash_of(link), "link_until": at + timedelta(days=LINK_DAYS)}
    with asking.widened([area_id]):
        made, new = _keep(asking_for, area_id=area_id, key=key, at=at, by=None, more=more)
    audit.note(Note(action=Action.WRITE, area_id=area_id, purpose="request-received"))
    return Received(request=made, link=link if new else "")


@transaction.atomic
def take_in(asking_for: Asking, *, area_id: int, key: str, by: Asker, at: datetime) -> Request:
    """Enter a request that came by letter, telephone, email or by hand, or that a setting sends.

    :raises NotAllowed: if `by` may not take requests in for the area
    :raises WrongDetail, WrongDate: with what to do
    """
    check_post(by, Permission.REQUEST_MAKE)
    if area_id not in queries.areas_to_ask(by):
        raise NotFound("No such area.")
    check_asking(asking_for, today=timezone.localdate(at))
    with asking.widened([area_id]):
        made, _ = _keep(asking_for, area_id=area_id, key=key, at=at, by=by, more={})
    audit.note(Note(action=Action.WRITE, area_id=area_id, purpose="request-received"))
    return made


def hash_of(link: str) -> str:
    """Return what is kept of a link: never the link itself."""
    return hashlib.sha256(link.encode()).hexdigest()


def _keep(
    asking_for: Asking,
    *,
    area_id: int,
    key: str,
    at: datetime,
    by: Asker | None,
    more: Mapping[str, Any],
) -> tuple[Request, bool]:
    return Request.objects.get_or_create(
        area_id=area_id,
        key=key,
        defaults={
            **asking_for.fields(),
            **more,
            "entered_at": at,
            "entered_by_id": by.user_id if by else None,
        },
    )


@transaction.atomic
def open_link(link: str, *, at: datetime) -> Request:
    """Open an unlinked request once, by the link its sender was given; the link is then spent.

    :raises NotFound: if it was used, is too old, or the request has been linked to a record
    """
    with asking.widened(organisations.area_ids()):
        found = (
            Request.objects.select_for_update()
            .filter(
                link_hash=hash_of(link),
                link_used_at__isnull=True,
                link_until__gte=at,
                child__isnull=True,
            )
            .first()
        )
        if found is None:
            raise NotFound("No such request.")
        found.link_used_at = at
        found.save(update_fields=["link_used_at"])
    audit.note(Note(action=Action.READ, area_id=found.area_id, purpose="request-link-opened"))
    return found


@transaction.atomic
def link_request(
    request_id: int, *, child_id: int | None, by: Asker, at: datetime, invented: bool = False
) -> Assessment:
    """Decide that a request is about a child on record, or a new one, and open the case.

    Everyone whom reg 4 names is told. The clocks run from the day the request was received.

    :raises NotFound, NotAllowed: if `by` may not open cases in the area, or for the child
    :raises AlreadySettled: if somebody decided about it otherwise before
    :raises AlreadyOpen: if the child has an open case: settle it as a duplicate instead
    :raises WrongStage: if the child has a plan in force
    """
    asked = queries.get_request(request_id, by=by, lock=True)
    if asked.state != RequestState.NEW:
        return _linked_before(asked, child_id)
    today = timezone.localdate(at)
    if child_id is None:
        child_id = _new_child(asked, by=by, on=today, invented=invented)
    case = receive_request(
        child_id,
        received_date=asked.received_date,
        requester=Requester(asked.requester),
        channel=Channel(asked.channel),
        by=by,
        at=at,
    )
    asked.child_id, asked.assessment = child_id, case
    _settle(asked, RequestState.LINKED, "", by, at)
    return case


def _linked_before(asked: Request, child_id: int | None) -> Assessment:
    same = asked.state == RequestState.LINKED and child_id in (asked.child_id, None)
    if not same or asked.assessment is None:
        raise AlreadySettled("Somebody has settled this request already. Go back to the list.")
    return asked.assessment


def _new_child(asked: Request, *, by: Asker, on: date, invented: bool) -> int:
    names = ("forename", "surname", "birth_date", "upn", "nhs_number", "postcode")
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
    again. Nothing is set aside in silence: whoever asked is owed an answer.

    :raises NotFound, NotAllowed: if `by` may not work the area's cases
    :raises AlreadySettled: if somebody settled it otherwise
    :raises WrongDetail: if nobody says why, or of which child it is a duplicate
    """
    asked = queries.get_request(request_id, by=by, lock=True)
    if asked.state == state:
        return asked
    if asked.state != RequestState.NEW:
        raise AlreadySettled("Somebody has settled this request already. Go back to the list.")
    if not why.strip():
        raise WrongDetail("Enter why, as you would tell the person who asked.")
    if state is RequestState.DUPLICATE:
        _join_open_case(asked, child_id, by, timezone.localdate(at))
    _settle(asked, state, why.strip(), by, at)
    return asked


def _join_open_case(asked: Request, child_id: int | None, by: Asker, today: date) -> None:
    if child_id is None:
        raise WrongDetail("Choose the child whose open case this is a duplicate of.")
    child = people.get_child(child_id, by=by, to=Permission.CASE_CHANGE, on=today, lock=True)
    case = queries.case_of(child)
    if case is None or Stage(case.stage) in ENDED:
        raise WrongDetail("That child has no open case, so this is a request of its own.")
    if child.area_id != asked.area_id:
        raise NotFound("No such record.")
    asked.child_id, asked.assessment = child.pk, case


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

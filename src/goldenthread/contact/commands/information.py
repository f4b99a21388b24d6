"""A request for information: recorded, paused while we wait for them, put off once, answered.

Each step is one decision: its row, its event and its clock go together or not at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.contact.commands import postcards
from goldenthread.contact.commands.complaint_letters import complainant_of
from goldenthread.contact.commands.owning import answering_manager
from goldenthread.contact.models import InformationRequest
from goldenthread.contact.queries.information import due_of_request
from goldenthread.contact.rules import Refused, new_reference
from goldenthread.contact.rules import information as rules
from goldenthread.contact.rules.information import Right, State, Waiting
from goldenthread.contact.rules.postcards import Says
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.timeline import commands as timeline

P = Permission
CASE = "information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody asks to see, as they or a colleague wrote it down."""

    child_id: int
    right: Right
    words: str
    adult_id: int | None = None  # who asks; none: the young person
    asked_date: date | None = None  # the day any part of the council got it; today when none
    known: bool = True  # we know that they are who they say they are
    once: str = ""


@transaction.atomic
def ask_for_information(wanted: Wanted, *, by: Asker, at: datetime) -> InformationRequest:
    """Record a request for information: its clock runs from the day it came.

    By the family through its own door, where the account was checked when it was linked; or by
    staff for a call, a letter or an email. No special words make a request one. Where we must ask
    for proof of who asks, the clock waits from that day, if the right allows it.

    :raises NotFound, NotAllowed: if `by` may neither speak for this child nor answer families here
    :raises Refused: if nothing is said, a day is still to come, or nobody recorded asks
    :raises NamesAPlace: if a colleague's words would give a hidden place away
    """
    on = timezone.localdate(at)
    own = wanted.child_id in by.own_children
    child = people.get_child(
        wanted.child_id,
        by=by,
        to=P.FAMILY_SPEAK if own else P.CONTACT_ANSWER,
        on=on,
        purpose="information-asked",
    )
    asked = wanted.asked_date or on
    if not wanted.words.strip():
        raise Refused("Say what they want to see.")
    if asked > on:
        raise Refused("The day it came is still to come. Enter the day it came.")
    if already := _sent_before(child, wanted):
        return already
    if not own:  # a family's own words about its own child are its own
        people.check_free_text(wanted.words, child, on=on)
    who = complainant_of(child, wanted.adult_id, by if own else None, on=on)
    new = InformationRequest(
        area_id=child.area_id,
        child=child,
        reference=new_reference(),
        right=wanted.right,
        state=State.OPEN,
        adult_id=who.adult_id,
        user_id=who.user_id,
        name=who.name[:200],
        words=wanted.words.strip(),
        asked_date=asked,
        once=wanted.once,
        made_at=at,
        made_post_id=by.posts[0].id if by.posts else None,
        invented=child.invented,
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:  # the same form, sent twice at one moment
        if already := _sent_before(child, wanted):
            return already
        raise
    _begin(new, wanted, asked, own=own, by=by, at=at)
    return new


def _sent_before(child: Child, wanted: Wanted) -> InformationRequest | None:
    """Return the request that the same form made already."""
    if not wanted.once:
        return None
    return InformationRequest.objects.filter(area_id=child.area_id, once=wanted.once).first()


def _begin(
    made: InformationRequest, wanted: Wanted, asked: date, *, own: bool, by: Asker, at: datetime
) -> None:
    """Start the clock of a request, give it an owner, and hold it where proof is still to come."""
    on = timezone.localdate(at)
    _record(made, K.INFORMATION_ASKED, asked, by, at, route=rules.RIGHTS[wanted.right].route)
    if post := answering_manager(made.area_id, on):
        _record(made, K.CASE_ALLOCATED, on, by, at, post=post)
    if not own and not wanted.known and rules.may_pause(wanted.right, asked):
        _hold(made, Waiting.IDENTITY, by, at)
    _wrote(made, "information-asked")


@transaction.atomic
def wait_for_them(request_id: int, *, waiting: Waiting, by: Asker, at: datetime) -> None:
    """Ask whoever asked for proof of who they are, or for what they mean; the clock waits.

    :raises Refused: if the right has no pause, or the request waits or is done already
    """
    made = _locked(request_id, by, at)
    rules.check_hold(Right(made.right), State(made.state), made.asked_date)
    _hold(made, waiting, by, at)
    _wrote(made, "information-held")


def _hold(made: InformationRequest, waiting: Waiting, by: Asker, at: datetime) -> None:
    on = timezone.localdate(at)
    made.state, made.held_date, made.waiting = State.HELD, on, waiting
    made.save(update_fields=["state", "held_date", "waiting"])
    _record(made, K.INFORMATION_HELD, on, by, at)
    postcards.put_out_of_request(made, Says.ASKED, at)


@transaction.atomic
def it_came(request_id: int, *, on: date, by: Asker, at: datetime) -> None:
    """Record the day on which what we asked for came: the clock goes on from it.

    :raises Refused: if nothing was asked for, or the day cannot be
    """
    made = _locked(request_id, by, at)
    today = timezone.localdate(at)
    rules.check_resume(State(made.state), held=made.held_date, came=on, today=today)
    made.state, made.held_date, made.waiting = State.OPEN, None, ""
    made.save(update_fields=["state", "held_date", "waiting"])
    _record(made, K.INFORMATION_RESUMED, on, by, at)
    _wrote(made, "information-resumed")


@transaction.atomic
def take_longer(request_id: int, *, until: date, because: str, by: Asker, at: datetime) -> None:
    """Put an answer off, once and no further than the right allows; the day that stands is kept.

    :raises Refused: if it was put off before, no reason is given, or the rules do not allow it
    """
    made = _locked(request_id, by, at)
    if made.extended_date is not None:
        raise Refused("This was put off once already.")
    if not because.strip():
        raise Refused("Say why more time is needed. They are told.")
    today = timezone.localdate(at)
    rules.check_longer(
        Right(made.right),
        State(made.state),
        asked=made.asked_date,
        due=due_of_request(made),
        until=until,
        today=today,
    )
    people.check_free_text(because, made.child, on=today)
    made.extended_date, made.extended_because = until, because.strip()
    made.save(update_fields=["extended_date", "extended_because"])
    _wrote(made, "information-put-off")


@transaction.atomic
def give_information(
    request_id: int, *, outcome: State, words: str, by: Asker, at: datetime
) -> None:
    """Answer a request: given, given in part, or refused, with what was given and why not the rest.

    :raises Refused: if it was answered before, or what was given or the reasons are not said
    :raises NamesAPlace: if the words would give a hidden place away
    """
    made = _locked(request_id, by, at)
    rules.check_answer(State(made.state), outcome, words)
    on = timezone.localdate(at)
    people.check_free_text(words, made.child, on=on)
    made.state, made.answered_date, made.answer = outcome, on, words.strip()
    made.held_date, made.waiting = None, ""
    made.save(update_fields=["state", "answered_date", "answer", "held_date", "waiting"])
    _record(made, K.INFORMATION_GIVEN, on, by, at)
    postcards.put_out_of_request(made, Says.ANSWERED, at)
    _wrote(made, "information-given")


@transaction.atomic
def take_request_back(request_id: int, *, by: Asker, at: datetime) -> None:
    """Record that whoever asked wants it no longer.

    :raises Refused: if it was answered or taken back before
    """
    made = _locked(request_id, by, at)
    if State(made.state) not in rules.WAITS:
        raise Refused(f"This request is not open: {rules.STATES[State(made.state)].lower()}.")
    made.state, made.held_date, made.waiting = State.WITHDRAWN, None, ""
    made.save(update_fields=["state", "held_date", "waiting"])
    _record(made, K.CASE_CLOSED, timezone.localdate(at), by, at, ground="withdrawn")
    _wrote(made, "information-withdrawn")


def _locked(request_id: int, by: Asker, at: datetime) -> InformationRequest:
    """Return a request to somebody who answers families there, locked until they are done.

    :raises NotFound: if there is none in reach
    :raises NotAllowed: if none of their posts answers families
    """
    rows = InformationRequest.objects.select_for_update(of=("self",)).select_related("child")
    made = rows.filter(pk=request_id, area_id__in=list(by.areas)).first()
    if made is None:
        raise NotFound("No such request.")
    people.get_child(made.child_id, by=by, to=P.CONTACT_ANSWER, on=timezone.localdate(at))
    return made


def _record(
    made: InformationRequest, kind: K, on: date, by: Asker, at: datetime, **facts: object
) -> None:
    told: Mapping[str, object] = facts
    timeline.record(
        kind,
        area_id=made.area_id,
        child_id=made.child_id,
        case_type=CASE,
        case_id=made.pk,
        on=on,
        by=by,
        at=at,
        facts=told,
    )


def _wrote(made: InformationRequest, purpose: str) -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=made.child_id,
            area_id=made.area_id,
            classes=(FieldClass.PROFESSIONAL,),
            purpose=purpose,
        )
    )

"""Asking once, and taking an answer: without a name, once, and never lost."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.heard.models import Answer, Asked, Knock, Remark, Ticket
from goldenthread.heard.rules import codes
from goldenthread.heard.rules.answers import (
    MOST_KEPT_FROM_ONE_PLACE,
    NotAnswered,
    check_answers,
    is_set_aside,
)
from goldenthread.heard.rules.questions import Door, Step, Survey, survey, survey_for
from goldenthread.people import queries as people

ANSWERS = UUID("6f6a3a1e-52b1-4c0e-9d5c-2f9a7b1f0c11")  # so that one form is one answer
CODE_BYTES = 16  # of luck; the code itself has 57 bits


class LinkEnded(Exception):
    """The link was used, is too old, or never was: the same to whoever holds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """What somebody sends: choices by question, words of their own, the language of the page."""

    choices: Mapping[str, str]
    words: str = ""
    language: str = "en-gb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knocking:
    """What is known of somebody who answers by the open address: enough to stop a machine."""

    once: str  # the number of the form they filled in: sent twice, it is one answer
    place: str = field(repr=False)  # a network address, never kept
    too_fast: bool = False


def code_hash(code: str) -> str:
    """Return what is kept of a link's code, however it was typed: random, so a hash will do."""
    return sha256(codes.plain(code).encode()).hexdigest()


# Asking -----------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    child_id: int,
    user_id: int | None,
    *,
    step: Step,
    event: str,
    by: Asker,
    on: date,
    adult_id: int | None = None,
) -> tuple[Asked, str] | None:
    """Ask one person of a family once after one thing that happened; return the link's code too.

    They are asked by their account, or by who they are to the child where they have none. None
    where they were asked of it already.

    :raises NotAllowed, NotFound: to somebody who may not reach the child
    :raises NoSuchSurvey: if nothing is asked after that step
    """
    child = people.get_child(child_id, by=by, to=Permission.CASE_CHANGE, on=on, lock=True)
    whom = Q(user_id=user_id) if user_id else Q(adult_id=adult_id)
    if Asked.objects.filter(whom, child=child, event=event).exists():
        return None
    made = Asked(
        area_id=child.area_id, child=child, user_id=user_id, adult_id=adult_id, event=event, on=on
    )
    made.ticket, code = issue_ticket(child.area_id, step=step, on=on, code=code_of(made))
    made.save()
    classes = (FieldClass.OPEN_TO_FAMILY,)
    audit.note(
        Note(
            action=Action.WRITE, child_id=child.pk, area_id=child.area_id, classes=classes,
            purpose="heard-asked",
        )
    )  # fmt: skip
    return made, code


def code_of(asked: Asked) -> str:
    """Return the code of the link of one asking: worked out from our key, and kept nowhere."""
    said = f"{asked.child_id}/{asked.event}/{asked.user_id}/{asked.adult_id}"
    luck = salted_hmac("goldenthread.heard.link", said, algorithm="sha256").digest()
    return codes.from_bytes(luck)


def issue_ticket(
    area_id: int, *, step: Step, on: date, code: str = "", printed: bool = False
) -> tuple[Ticket, str]:
    """Make one link to what is asked after a step; the code is told once and only hashed here.

    `code` is given where it can be worked out again; `printed`: for a form given to nobody named.

    :raises NoSuchSurvey: if nothing is asked after that step
    """
    asks = survey_for(step, on)
    code = code or codes.from_bytes(secrets.token_bytes(CODE_BYTES))
    made = Ticket.objects.create(
        area_id=area_id, survey=asks.key, version=asks.version, step=step, issued_on=on,
        last_day=on + timedelta(days=asks.days_open), code_hash=code_hash(code), printed=printed,
    )  # fmt: skip
    return made, code


def open_ticket(code: str, *, on: date) -> Ticket:
    """Return the ticket of a link that can still be used.

    :raises LinkEnded: if it cannot, whatever the reason
    """
    found = Ticket.objects.filter(code_hash=code_hash(code)).select_related("area").first()
    return _usable(found, on)


def _usable(found: Ticket | None, on: date) -> Ticket:
    if found is None or found.used or found.last_day < on:
        raise LinkEnded("This link was used before, or is too old.")
    return found


@transaction.atomic
def leave_alone(code: str) -> None:
    """Send no more surveys to whoever was sent this link, used or not; of any other, do nothing.

    Nobody is told whether there is such a link.
    """
    Ticket.objects.filter(code_hash=code_hash(code)).update(no_more=True)


@transaction.atomic
def ask_again(*, by: Asker) -> None:
    """Let somebody who said no more surveys be asked again: they alone may say so."""
    mine = Asked.objects.filter(user_id=by.user_id or 0, child_id__in=by.own_children)
    Ticket.objects.filter(asked__in=mine, no_more=True).update(no_more=False)


# Answering --------------------------------------------------------------------------------------


@transaction.atomic
def answer_by_link(code: str, new: NewAnswer, *, on: date) -> None:
    """Take the one answer that a link gives.

    :raises LinkEnded: if it was used, is too old, or never was
    :raises NotAnswered: if it cannot be taken as it is
    """
    rows = Ticket.objects.select_for_update().filter(code_hash=code_hash(code))
    _spend(_usable(rows.first(), on), new, Door.LINK, on)


@transaction.atomic
def answer_as_family(asked_id: int, new: NewAnswer, *, by: Asker, on: date) -> None:
    """Take the answer of somebody signed in, who was asked.

    :raises NotFound: if it was not they who were asked
    :raises LinkEnded: if they answered before, or it is too late
    :raises NotAnswered: if it cannot be taken as it is
    """
    asked = Asked.objects.filter(pk=asked_id, user_id=by.user_id or 0).first()
    if asked is None:
        raise NotFound("Nothing was asked.")
    people.get_child(asked.child_id, by=by, to=Permission.FAMILY_VIEW, on=on)
    rows = Ticket.objects.select_for_update().filter(pk=asked.ticket_id)
    _spend(_usable(rows.first(), on), new, Door.ACCOUNT, on)


def _spend(ticket: Ticket, new: NewAnswer, door: Door, on: date) -> None:
    asks = survey(ticket.survey, ticket.version)
    kept = check_answers(asks, new.choices, new.words)
    ticket.used = True
    ticket.save(update_fields=["used"])
    keep(ticket.area_id, asks, Step(ticket.step), door, kept, new, on)


@transaction.atomic
def answer_openly(area_id: int, new: NewAnswer, *, knocking: Knocking, on: date) -> None:
    """Take an answer to the yearly survey by the address that anybody may use.

    What looks like a flood is kept aside for somebody to judge, and the sender is told nothing
    else than anybody: that we have it.

    :raises NotAnswered: if it cannot be taken as it is
    """
    asks = survey_for(Step.YEAR, on)
    kept = check_answers(asks, new.choices, new.words)
    here = knocked(f"{area_id}:{knocking.place}", on)
    if here > MOST_KEPT_FROM_ONE_PLACE:
        raise NotAnswered("Many answers came from here today. Try again tomorrow.")
    aside = is_set_aside(
        from_here_today=here,
        for_area_today=knocked(f"{area_id}", on),
        too_fast=knocking.too_fast,
    )
    number = uuid5(ANSWERS, f"{area_id}:{knocking.once}")
    try:
        with transaction.atomic():
            keep(area_id, asks, Step.YEAR, Door.OPEN, kept, new, on, aside=aside, number=number)
    except IntegrityError:
        return  # the same form, sent twice


def knocked(place: str, on: date) -> int:
    """Count one more answer of this day from a place, and return how many there are now."""
    mark = salted_hmac("goldenthread.heard", f"{on}:{place}", algorithm="sha256").hexdigest()
    Knock.objects.filter(on__lt=on).delete()
    row, made = Knock.objects.get_or_create(mark=mark, defaults={"on": on, "times": 1})
    if made:
        return 1
    Knock.objects.filter(pk=row.pk).update(times=F("times") + 1)
    row.refresh_from_db(fields=["times"])
    return row.times


def keep(
    area_id: int,
    asks: Survey,
    step: Step,
    door: Door,
    kept: Mapping[str, str],
    new: NewAnswer,
    on: date,
    *,
    known_on: date | None = None,
    aside: bool = False,
    number: UUID | None = None,
) -> Answer:
    """Keep the choices and the words as two rows that nothing joins; return the choices."""
    common = {"area_id": area_id, "survey": asks.key, "step": step, "language": new.language}
    named = {"id": number} if number else {}
    made = Answer(
        **common, **named, version=asks.version, door=door, on=on, known_on=known_on or on,
        choices=dict(kept), set_aside=aside,
    )  # fmt: skip
    made.save(force_insert=True)
    if words := new.words.strip():
        Remark.objects.create(**common, month=on.replace(day=1), words=words)
    return made

"""Asking those whom the law names, and others, for advice: each once, with its letter.

Law: Children and Families Act 2014 s.36; SEND Regulations 2014, regs 6 and 8.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.assessment.commands.advice.handing import able, give_to
from goldenthread.assessment.commands.advice.letters import send_requests
from goldenthread.assessment.commands.advice.shared import (
    WrongRequest,
    day_of,
    step,
    tell_clock,
    wrote,
)
from goldenthread.assessment.models import (
    AdviceRequest,
    Assessment,
)
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    ADVISERS,
    AdviceState,
    Adviser,
    Bound,
    about_for,
    lawful_advisers,
)
from goldenthread.assessment.rules.stages import ENDED, UNDECIDED, Stage
from goldenthread.law.events import EventKind as K
from goldenthread.organisations.models import Organisation
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.placements.queries import placements_of

P = Permission


@transaction.atomic
def ask_advisers(assessment_id: int, *, by: Asker, at: datetime) -> tuple[AdviceRequest, ...]:
    """Ask everybody the law names who has not been asked in this assessment (reg 6(1)).

    The school is the one the child is placed at; other services are handed out by those who lead
    them. Each gets the request as a letter, in the same act. Asked again, it asks nobody twice.

    :raises NotFound, NotAllowed: if `by` may not ask for advice about this child
    :raises WrongRequest: if no assessment was agreed, or it has ended
    """
    case, child = _open_case(assessment_id, by, at)
    year = queries.year_of(child, day_of(at))
    there = set(AdviceRequest.objects.filter(assessment=case).values_list("adviser", flat=True))
    asked = tuple(
        _ask(case, child, adviser, by=by, at=at, organisation=_school(child, adviser, at))
        for adviser in lawful_advisers(year)
        if adviser not in there
    )
    send_requests(asked, by=by, at=at)
    return asked


@transaction.atomic
def ask_adviser(
    assessment_id: int,
    *,
    adviser: Adviser,
    by: Asker,
    at: datetime,
    post_id: int | None = None,
    organisation_id: int | None = None,
    service: str = "",
    received: date | None = None,
) -> AdviceRequest:
    """Ask one adviser more: another service, somebody the family asked for.

    `received` is the day it reached them, where that was not today: their six weeks' day 0.

    :raises NotFound, NotAllowed: if `by` may not ask for advice about this child
    :raises WrongRequest: if the case is not being assessed, or the day does not fit
    """
    case, child = _open_case(assessment_id, by, at)
    body = Organisation.objects.filter(pk=organisation_id).first() if organisation_id else None
    made = _ask(
        case, child, adviser, by=by, at=at, organisation=body, service=service, received=received
    )
    if post_id:
        give_to(made, child, able(made, post_id, at), by, at)
    send_requests([made], by=by, at=at)
    return made


def _open_case(assessment_id: int, by: Asker, at: datetime) -> tuple[Assessment, Child]:
    found = Assessment.objects.select_for_update().filter(pk=assessment_id).first()
    if found is None:
        raise NotFound("No such record.")
    child = people.get_child(
        found.child_id, by=by, to=P.ADVICE_ASK, on=day_of(at), purpose="advice-ask"
    )
    if Stage(found.stage) in ENDED:
        raise WrongRequest("This assessment has ended, so no more advice is asked for.")
    if Stage(found.stage) in UNDECIDED:
        raise WrongRequest("Agree to assess first: advice is asked for once that is decided.")
    return found, child


def _school(child: Child, adviser: Adviser, at: datetime) -> Organisation | None:
    if adviser is not Adviser.EDUCATION:
        return None
    names = [row.setting for row in placements_of(child) if row.current(day_of(at)) and row.setting]
    rows = Organisation.objects.filter(kind="SETTING", setting__name__in=names, areas=child.area_id)
    return rows.first()


def _ask(
    case: Assessment,
    child: Child,
    adviser: Adviser,
    *,
    by: Asker,
    at: datetime,
    organisation: Organisation | None = None,
    service: str = "",
    received: date | None = None,
) -> AdviceRequest:
    today, bound = day_of(at), ADVISERS[adviser].bound
    day = received or today
    if day > today or (case.decided_date and day < case.decided_date):
        raise WrongRequest(
            "The day the adviser received it cannot be before the decision to assess, or later"
            " than today."
        )
    taken = AdviceRequest.objects.filter(assessment=case).values_list("about", flat=True)
    made = AdviceRequest.objects.create(
        area_id=case.area_id,
        child=child,
        assessment=case,
        adviser=adviser,
        about=about_for(adviser, taken),
        bound=bound,
        state=AdviceState.INVITED if bound is Bound.INVITED else AdviceState.ASKED,
        organisation=organisation,
        service=service,
        asked_date=min(day, today),
        received_date=day,
    )
    tell_clock(made, K.ADVICE_REQUESTED, day, by, at, {"bound": str(bound)})
    step(made, "asked", key="asked", by=by, at=at)
    wrote(made, "advice-asked")
    return made

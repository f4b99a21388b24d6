"""The council's answers to an answer: sent back, challenged, reused; and requests withdrawn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment.commands.advice.handing import end_ties
from goldenthread.assessment.commands.advice.shared import (
    REASON_LENGTH,
    check_words,
    day_of,
    move,
    step,
    tell_clock,
    wrote,
)
from goldenthread.assessment.models import (
    AdviceRequest,
    AdviceStep,
    Assessment,
)
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    AdviceState,
    WrongAnswer,
)
from goldenthread.files.models import StoredFile
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Child
from goldenthread.timeline import commands as timeline
from goldenthread.timeline.models import Event

P = Permission
READ_ON = timedelta(days=28)  # cfg: how long a withdrawn adviser may still read what they wrote


def asked_by(request_id: int, by: Asker, at: datetime) -> tuple[AdviceRequest, Child]:
    return queries.get_request(request_id, by=by, on=day_of(at), to=P.ADVICE_ASK, lock=True)


def _check_reason(words: str) -> str:
    if len(words.strip()) < REASON_LENGTH:
        raise WrongAnswer(f"Write the reason, in at least {REASON_LENGTH} letters.")
    return words.strip()


@transaction.atomic
def send_back(request_id: int, *, reason: str, by: Asker, at: datetime) -> None:
    """Send advice back as incomplete, with the reason: its clock runs again from where it began.

    :raises NotFound, NotAllowed: if `by` may not ask for this advice
    :raises WrongAnswer: if it was not given, or no reason is written
    """
    request, child = asked_by(request_id, by, at)
    words = _check_reason(reason)
    check_words([words], child, at)
    move(request, AdviceState.SENT_BACK, answered_date=None)
    for event in Event.objects.filter(
        area_id=request.area_id,
        case_type="assessment",
        case_id=request.assessment_id,
        kind=K.ADVICE_RECEIVED,
        facts__about=request.about,
        withdraws=False,
    ).exclude(pk__in=Event.objects.filter(withdraws=True).values("corrects_id")):
        timeline.withdraw(event, reason="incomplete", by=by, at=at)
    number = AdviceStep.objects.filter(request=request, kind="sent-back").count() + 1
    step(request, "sent-back", key=f"sent-back/{number}", by=by, at=at, words=words)
    wrote(request, "advice-sent-back")


@transaction.atomic
def challenge(request_id: int, *, reason: str, by: Asker, at: datetime) -> None:
    """Challenge “not known to us”, saying what the service should look at, and ask again.

    :raises NotFound, NotAllowed: if `by` may not ask for this advice
    :raises WrongAnswer: if that was not the answer, or no reason is written
    """
    request, child = asked_by(request_id, by, at)
    words = _check_reason(reason)
    check_words([words], child, at)
    move(request, AdviceState.CHALLENGED)
    number = AdviceStep.objects.filter(request=request, kind="challenged").count() + 1
    step(request, "challenged", key=f"challenged/{number}", by=by, at=at, words=words)
    wrote(request, "advice-challenged")


@transaction.atomic
def reuse(
    request_id: int,
    *,
    title: str,
    given_on: date,
    adviser_agreed: date | None,
    council_agreed: date | None,
    family_agreed: date | None,
    by: Asker,
    at: datetime,
    file_id: int | None = None,
) -> None:
    """Use advice already on file instead of asking anew: all three must agree (reg 6(4)).

    The advice keeps its own date; the adviser's clock stops on the day the last of them agreed.

    :raises NotFound, NotAllowed: if `by` may not ask for this advice
    :raises WrongAnswer: if a consent is missing, or a date does not fit
    """
    request, child = asked_by(request_id, by, at)
    agreed = [day for day in (adviser_agreed, council_agreed, family_agreed) if day]
    if len(agreed) < 3:
        raise WrongAnswer(
            "Existing advice may be used only if the person who gave it, the council and the "
            "family all agree. Enter the day each agreed, or ask for new advice."
        )
    if not title.strip():
        raise WrongAnswer("Enter what the advice is called.")
    if max(agreed) > day_of(at) or given_on > min(agreed):
        raise WrongAnswer("The advice comes before the agreements, and none is later than today.")
    kept = StoredFile.objects.filter(pk=file_id, child=child).first() if file_id else None
    on = max(*agreed, request.received_date)
    move(
        request,
        AdviceState.REUSED,
        answered_date=on,
        given_in=title.strip(),
        given_on=given_on,
        reuse_file=kept,
        adviser_agreed_date=adviser_agreed,
        council_agreed_date=council_agreed,
        family_agreed_date=family_agreed,
    )
    tell_clock(request, K.ADVICE_RECEIVED, on, by, at, {"source": "reused"})
    step(request, "reused", key="reused", by=by, at=at)
    wrote(request, "advice-reused")


@transaction.atomic
def withdraw_requests(assessment: Assessment, *, by: Asker, at: datetime) -> int:
    """Withdraw every request still waiting in a case that has ended; return how many.

    Called by the command that ends the case, which has checked who asks. Advisers may read what
    they wrote for some weeks more, and no longer the child's record after that.
    """
    found = list(
        queries.open_requests(assessment.pk).select_for_update(of=("self",)).order_by("pk")
    )
    for request in found:
        move(request, AdviceState.WITHDRAWN)
        step(request, "withdrawn", key="withdrawn", by=by, at=at)
        if request.post_id:
            end_ties(request, request.post_id, day_of(at) + READ_ON)
        wrote(request, "advice-withdrawn")
    return len(found)

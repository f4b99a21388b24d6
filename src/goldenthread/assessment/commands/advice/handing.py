"""Giving a request for advice to one person of a service, or from one person to another."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from goldenthread.access.models import Post, Tie
from goldenthread.access.rules import Asker, Permission, TieKind
from goldenthread.assessment.commands.advice.letters import send_requests
from goldenthread.assessment.commands.advice.shared import (
    WrongRequest,
    day_of,
    step,
    wrote,
)
from goldenthread.assessment.models import (
    AdviceRequest,
    AdviceStep,
)
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    AWAITED,
    AdviceState,
)
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Child
from goldenthread.timeline import commands as timeline

P = Permission


@transaction.atomic
def hand_out(request_id: int, *, to_post: int, by: Asker, at: datetime, to: Permission) -> None:
    """Give a request to one person of a service, or from one person to another.

    `to` says in which part `by` acts: leading the service, or asking for the council. Handed to
    whoever holds it already, nothing is done. Who has it now gets the request as a letter.

    :raises NotFound, NotAllowed: if the request is not of their service or area
    :raises WrongRequest: if it is answered, or that post cannot give this advice
    """
    request, child = queries.get_request(request_id, by=by, on=day_of(at), to=to, lock=True)
    if request.post_id == to_post:
        return
    if AdviceState(request.state) not in AWAITED | {AdviceState.NOT_KNOWN}:
        raise WrongRequest("Only a request that still waits for advice can be handed out.")
    give_to(request, child, able(request, to_post, at), by, at)
    request.child = child
    send_requests([request], by=by, at=at, right=to)


def able(request: AdviceRequest, post_id: int, at: datetime) -> Post:
    found = next((p for p in queries.may_take(request, on=day_of(at)) if p.pk == post_id), None)
    if found is None:
        raise WrongRequest("Choose somebody whose post gives advice of this kind in this area.")
    return found


def give_to(request: AdviceRequest, child: Child, post: Post, by: Asker, at: datetime) -> None:
    old = request.post_id
    request.post, request.organisation = post, post.organisation
    request.save(update_fields=["post", "organisation"])
    today = day_of(at)
    if old:
        end_ties(request, old, today)
    ties = Tie.objects.filter(child=child, post=post, kind=TieKind.ADVISER)
    if not ties.filter(to_date__isnull=True).exists():
        Tie.objects.create(
            area_id=child.area_id,
            child=child,
            kind=TieKind.ADVISER,
            post=post,
            from_date=today,
        )
    number = AdviceStep.objects.filter(request=request, kind="handed").count() + 1
    step(request, "handed", key=f"handed/{number}", by=by, at=at, to_post=post)
    timeline.record(
        K.CASE_ALLOCATED,
        area_id=request.area_id,
        child_id=request.child_id,
        case_type="assessment",
        case_id=request.assessment_id,
        on=today,
        by=by,
        at=at,
        facts={"about": request.about, "post": post.pk},
        key=f"advice/{request.pk}/handed/{number}",
    )
    wrote(request, "advice-handed-out")


def end_ties(request: AdviceRequest, post_id: int, last: date) -> None:
    """End a post's tie as adviser, unless another request of theirs about the child stands."""
    others = AdviceRequest.objects.filter(child_id=request.child_id, post_id=post_id)
    if not others.exclude(pk=request.pk).filter(state__in=sorted(AWAITED)).exists():
        Tie.objects.filter(
            child_id=request.child_id,
            post_id=post_id,
            kind=TieKind.ADVISER,
            to_date__isnull=True,
            from_date__lte=last,
        ).update(to_date=last)

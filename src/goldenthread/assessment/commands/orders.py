"""Keeping an order, a concession or an agreement: a new set of dates starts from it.

Law: SEND Regulations 2014 regs 42(2), 44 and 45. The old dates end with it; the new ones run from
the day of the order, of telling the Tribunal, or of the agreement.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment import queries
from goldenthread.assessment.commands.deciding import Saying, begin, finish, say_event
from goldenthread.assessment.commands.requests import AlreadyOpen
from goldenthread.assessment.commands.telling import tell
from goldenthread.assessment.models import Assessment, Decision
from goldenthread.assessment.rules import (
    BASIS_WORDS,
    BEGINS,
    ORDER_WORDS,
    STARTS,
    Basis,
    Decided,
    Stage,
    check_order,
)
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order


def apply_order(
    case_id: int,
    *,
    order: Order,
    basis: Basis,
    made_on: date,
    version: int,
    by: Asker,
    at: datetime,
    set_by: date | None = None,
    set_final_by: date | None = None,
) -> Decision:
    """Open a refused case again, as a Tribunal ordered, the council conceded or both agreed.

    `set_by` and `set_final_by` are days that the Tribunal, or both sides in writing, have set
    instead of the law's own.

    :raises NotAllowed, NotFound, SomebodyElse, WrongDate: as `begin`
    :raises WrongStage: if the order answers another decision than the one the case ended in
    :raises AlreadyOpen: if another case of the child is open
    """
    saying = Saying(
        decided_on=made_on,
        reasons=f"{BASIS_WORDS[basis]}: {ORDER_WORDS[order]}.",
        order=order,
    )
    try:
        with transaction.atomic():
            act = begin(
                case_id,
                Decided.ORDER,
                saying,
                version=version,
                by=by,
                at=at,
                permission=Permission.REDRESS_KEEP,
            )
            if act.already:
                return act.already
            check_order(order, Stage(act.case.stage))
            facts = {"order": str(order), "waiting_on": "council"}
            if basis is Basis.AGREED:
                facts["appealable"] = "yes"
            if set_by:
                facts["by"] = set_by.isoformat()
            if set_final_by:
                facts["final_by"] = set_final_by.isoformat()
            made = finish(act, kind=STARTS[basis], on=made_on, facts=facts)
            tell(made, by=by, at=at)
            return made
    except IntegrityError as problem:
        if "assessment_one_open" not in str(problem):
            raise
        raise AlreadyOpen(
            "Another request for this child is open. Settle that one first, so that the ordered "
            "dates stand on one case."
        ) from None


def concede(
    case_id: int, *, order: Order, told_on: date, version: int, by: Asker, at: datetime
) -> Decision:
    """Give way before the Tribunal decides: reg 45, from the day the Tribunal was told.

    :raises NotAllowed, NotFound, SomebodyElse, WrongStage, WrongDate, AlreadyOpen: as `apply_order`
    """
    return apply_order(
        case_id,
        order=order,
        basis=Basis.CONCEDED,
        made_on=told_on,
        version=version,
        by=by,
        at=at,
    )


@transaction.atomic
def begin_ordered(case_id: int, *, version: int, by: Asker, at: datetime) -> Decision:
    """Begin what was ordered, and tell the family: assess, draft, or decide again.

    :raises NotAllowed, NotFound, SomebodyElse, WrongDate: as `begin`
    :raises WrongStage: if the case is not waiting for an order to be kept
    """
    today = timezone.localdate(at)
    order = queries.order_to_keep(case_id)
    act = begin(
        case_id,
        Decided.BEGIN_ORDERED,
        Saying(decided_on=today, reasons=f"We begin today: {ORDER_WORDS[order]}.", order=order),
        version=version,
        by=by,
        at=at,
        to=BEGINS[order],
    )
    if act.already:
        return act.already
    made = finish(act)
    if order is Order.ASSESS:
        say_event(
            act.case,
            K.ASSESSMENT_TOLD,
            on=today,
            by=by,
            at=at,
            key=f"assessment/{act.case.pk}/{made.version}/told",
        )
    tell(made, by=by, at=at)
    return made


def note_dispute(case_id: int, *, of_request: bool, mediation: bool, tribunal: bool) -> None:
    """Have a case already locked count as one that went to mediation or to the Tribunal.

    A later reversal leaves what was first decided as it was: the yearly return asks for both
    (SEN2 2.5, 2.6 and their like for the decision to issue).
    """
    part = "request" if of_request else "issue"
    wanted = {f"{part}_mediation": mediation, f"{part}_tribunal": tribunal}
    changes = {name: True for name, happened in wanted.items() if happened}
    if changes:
        Assessment.objects.filter(pk=case_id).update(**changes)

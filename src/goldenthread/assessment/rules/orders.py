"""What a Tribunal's order, a conceded appeal or a mediation agreement makes of a case.

Law: SEND Regulations 2014 regs 42(2), 44 and 45. Its dates are the law's own clocks, which start
with the event recorded here; nothing in this module counts a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from goldenthread.assessment.rules.stages import Stage, WrongStage
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order


class Basis(StrEnum):
    """Why the council is bound."""

    ORDER = "ORDER"  # reg 44
    CONCEDED = "CONCEDED"  # reg 45
    AGREED = "AGREED"  # a written mediation agreement on a point with a right of appeal: reg 42(2)


STARTS: Mapping[Basis, K] = {
    Basis.ORDER: K.ORDER_MADE,
    Basis.CONCEDED: K.APPEAL_CONCEDED,
    Basis.AGREED: K.MEDIATION_AGREED,
}
BASIS_WORDS: Mapping[Basis, str] = {
    Basis.ORDER: "The Tribunal ordered it",
    Basis.CONCEDED: "The council gave way",
    Basis.AGREED: "Agreed at mediation",
}
# Orders that bind an assessment, the stage they answer, and the stage they lead to.
ANSWERS: Mapping[Order, Stage] = {
    Order.ASSESS: Stage.NOT_ASSESSED,
    Order.MAKE_PLAN: Stage.NO_PLAN,
    Order.RECONSIDER: Stage.NO_PLAN,
}
BEGINS: Mapping[Order, Stage] = {
    Order.ASSESS: Stage.ASSESSING,
    Order.MAKE_PLAN: Stage.DRAFTING,
    Order.RECONSIDER: Stage.DECIDING_ISSUE,
}
ORDER_WORDS: Mapping[Order, str] = {
    Order.ASSESS: "assess the child's needs",
    Order.MAKE_PLAN: "make and keep a plan",
    Order.RECONSIDER: "think again about whether a plan is needed",
    Order.AMEND: "change the needs or the provision in the plan",
    Order.SETTING: "change the setting that the plan names",
    Order.CONTINUE: "keep the plan as it is",
    Order.CONTINUE_AMEND: "keep the plan and change it",
    Order.CEASE: "the plan may end",
}


def check_order(order: Order, now: Stage) -> None:
    """Check that an order answers the decision in which a case ended.

    :raises WrongStage: if it speaks of another decision, saying where it belongs
    """
    if order not in ANSWERS:
        raise WrongStage(
            f"An order to {ORDER_WORDS[order]} is about a plan in force: record it on the plan."
        )
    if now is not ANSWERS[order]:
        raise WrongStage(
            f"An order to {ORDER_WORDS[order]} answers a refusal, and this case did not end in "
            "that one. Check which decision was appealed."
        )

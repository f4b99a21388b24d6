"""The letters of an order, a concession or an agreement about a plan: what, and by when.

To the family, to the setting that the plan names and to those who serve the child, in the act that
starts the clocks. Law: SEND Regulations 2014 regs 42(2), 44 and 45.
"""

from __future__ import annotations

from goldenthread.assessment.commands.telling import (
    FORM_LATER,
    WouldBeHeld,
    bodies_to_tell,
    held_words,
    named_setting,
)
from goldenthread.assessment.rules import BASIS_WORDS, NoticeKind
from goldenthread.assessment.rules.notices import (
    PLAN_ORDERS_SAID,
    LastDay,
    Told,
    key_dates,
    plan_order_for_bodies,
    write,
)
from goldenthread.documents.content import Block, KeyDate
from goldenthread.law.events import Order
from goldenthread.letters import commands as letters
from goldenthread.letters.queries import default_readers
from goldenthread.letters.rules.content import Content, Piece
from goldenthread.people.queries import display_name
from goldenthread.plans.models import Plan
from goldenthread.redress.commands.shared import BASES, Taking
from goldenthread.redress.queries import named_in
from goldenthread.timeline.queries import clocks_of_case
from goldenthread.ui.words import long_date


def tell_of_order(taking: Taking, plan: Plan, *, key: str) -> None:
    """Tell the family, the plan's setting and those who serve the child what the plan must become.

    :raises NobodyToTell: if nobody is recorded who gets notices about the child
    :raises WouldBeHeld: if a copy of the family's would be held back; nothing is recorded then
    """
    child = taking.child
    order = Order(taking.said.order)
    told = Told(
        child=display_name(child),
        council=_council(taking),
        decided=long_date(taking.said.on),
        signed="",
        reasons=f"{BASIS_WORDS[BASES[taking.step]]}, on {long_date(taking.said.on)}.",
        dates=_dates(taking, plan),
        said=PLAN_ORDERS_SAID[order],
    )
    sent, *_ = letters.send_together(
        [_to_family(taking, plan, told, key), *_to_bodies(taking, plan, told, key)],
        child=child,
        case=letters.CaseRef(type="plan", id=plan.pk),
        decided_date=taking.said.on,
        by=taking.by,
        at=taking.at,
    )
    if sent.held:
        raise WouldBeHeld(held_words(sent.held))


def _to_family(taking: Taking, plan: Plan, told: Told, key: str) -> letters.Outgoing:
    written = write(NoticeKind.ORDER, told)
    family = default_readers(taking.child, on=taking.today)
    return letters.Outgoing(
        kind=NoticeKind.ORDER.value,
        content=_content(taking, plan, written.title, written.family),
        key=f"{key}/order",
        to=family,
        format_reasons={each.key: FORM_LATER for each in family if each.needs},
    )


def _to_bodies(taking: Taking, plan: Plan, told: Told, key: str) -> list[letters.Outgoing]:
    serving = bodies_to_tell(taking.child, on=taking.today)
    bodies = {each.key: each for each in (*named_setting(named_in(plan)), *serving)}
    if not bodies:
        return []
    title = "For your information: what was ordered or agreed about a plan"
    content = _content(taking, plan, title, plan_order_for_bodies(told))
    to = tuple(bodies.values())
    return [letters.Outgoing(kind="message", content=content, key=f"{key}/order/bodies", to=to)]


def _council(taking: Taking) -> str:
    return f"{taking.child.area.name} council's SEND team"


def _content(taking: Taking, plan: Plan, title: str, blocks: tuple[Block, ...]) -> Content:
    return Content(
        title=title,
        pieces=(Piece(blocks=blocks),),
        sender=(_council(taking),),
        reference=f"P{plan.pk}",
    )


def _dates(taking: Taking, plan: Plan) -> tuple[KeyDate, ...]:
    """Return the last days that the order has just started in the plan's own case."""
    rows = clocks_of_case(plan.area_id, "plan", plan.pk, today=taking.today)
    days = [
        LastDay(rule=each.rule, about=each.about.removeprefix(f"{each.rule}, "), due=each.due)
        for each in rows
        if each.rule.startswith("ord-") and each.started == taking.said.on and each.due
    ]
    return key_dates(sorted(days, key=lambda day: day.due))

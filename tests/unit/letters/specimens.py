"""One specimen at least of every kind of letter, written by the product's own words and clocks.

Nobody in them is real. A specimen says in which kind of case its clocks run and what happened in
it, so that a test can read the law again and compare every day that the letter prints.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from goldenthread.assessment.rules.advice import ADVISERS, Adviser, Bound
from goldenthread.assessment.rules.advice_notices import adviser_asked, adviser_chased
from goldenthread.assessment.rules.notices import (
    PLAN_ORDERS_SAID,
    PRINTS,
    WRITERS,
    LastDay,
    key_dates,
    plan_order_for_bodies,
    write,
)
from goldenthread.assessment.rules.notices import Told as Decision
from goldenthread.assessment.rules.orders import ANSWERS
from goldenthread.assessment.rules.request_notices import request_joined
from goldenthread.assessment.rules.stages import NoticeKind
from goldenthread.contact.rules.complaint_letters import Told as Complaint
from goldenthread.contact.rules.complaint_letters import acknowledgement, answer, extension
from goldenthread.contact.rules.complaints import Outcome, Sort
from goldenthread.documents.content import Block, KeyDate
from goldenthread.law.clocks import Event, limits_for, read_clocks
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order
from goldenthread.letters.rules.content import Content, of
from goldenthread.placements.rules.consulting import AskedBy
from goldenthread.placements.rules.notices import TITLE, setting_consulted
from goldenthread.reviews import rules as reviews

N = NoticeKind
DAY = date(2026, 10, 28)  # two months on is 28 December, which the Tribunal moves
Happened = dict[str, list[Event]]  # by kind of case


@dataclass(frozen=True, slots=True, kw_only=True)
class Specimen:
    """A letter of a kind, and what happened in the cases whose clocks it prints."""

    kind: str
    content: Content
    happened: Happened


def event(kind: K, on: date = DAY, **facts: str) -> Event:
    return Event(key=f"{kind}/{on}", kind=kind, on=on, facts=facts)


CASE: Happened = {
    "assessment": [
        event(K.REQUEST_RECEIVED, date(2026, 1, 5)),
        event(K.DRAFT_SERVED, date(2026, 4, 20)),
    ],
    "appeal": [event(K.NOTICE_SENT)],
}


def last_days(happened: Happened) -> Iterator[LastDay]:
    """Yield the last days that the law's own clocks give for what happened."""
    for case, events in happened.items():
        for each in read_clocks(limits_for(case), events):
            if each.due:
                about = each.about.removeprefix(f"{each.rule}, ")
                yield LastDay(rule=each.rule, about=about, due=each.due, moved_to=each.moved_to)


def dated(happened: Happened, labels: dict[str, str]) -> tuple[KeyDate, ...]:
    """Return the days of some rules, each under its words."""
    return tuple(
        KeyDate(label=labels[each.rule], on=each.due, code=each.rule)
        for each in last_days(happened)
        if each.rule in labels
    )


def made(kind: str, title: str, blocks: tuple[Block, ...], happened: Happened) -> Specimen:
    return Specimen(kind=kind, content=of(title, *blocks), happened=happened)


# The notices of a case ---------------------------------------------------------------------------


def told(kind: NoticeKind, happened: Happened, **more: object) -> Decision:
    wanted = PRINTS.get(kind, ())
    days = [each for each in last_days(happened) if each.rule in wanted]
    return Decision(
        child="Sam Invented",
        council="Invented council's SEND team",
        decided="Monday 26 October 2026",
        signed="Officer, EHC officer",
        reasons="The reasons as they were typed.",
        learned="What was learned.",
        dates=key_dates(days),
        rule_title="Decision whether to assess",
        law_day="Monday 16 February 2026",
        **more,
    )


def of_a_case() -> Iterator[Specimen]:
    for kind in WRITERS:
        if kind is not N.ORDER:
            written = write(kind, told(kind, CASE))
            yield made(kind.value, written.title, written.family, CASE)


def of_orders() -> Iterator[Specimen]:
    for order in Order:
        of_plan = order not in ANSWERS
        happened = {"plan" if of_plan else "assessment": [event(K.ORDER_MADE, order=order.value)]}
        said = PLAN_ORDERS_SAID[order] if of_plan else ""
        facts = told(N.ORDER, happened, order="assess the child's needs", said=said)
        written = write(N.ORDER, facts)
        yield made(N.ORDER.value, written.title, written.family, happened)
        if of_plan:
            yield made("message", written.title, plan_order_for_bodies(facts), happened)


# Advice, consultations, requests -----------------------------------------------------------------

ADVICE_RULES = ("ena-advice-due", "ena-advice-council", "ena-advice-others")
ASK = dict.fromkeys((*ADVICE_RULES, "plan-consult"), "Please answer by")


def of_advice() -> Iterator[Specimen]:
    for adviser, spec in ADVISERS.items():
        if spec.bound is Bound.INVITED:
            continue
        asked = event(K.ADVICE_REQUESTED, about=adviser.value, bound=spec.bound.value)
        happened: Happened = {"assessment": [*CASE["assessment"], asked]}
        dates = dated(happened, {r: w for r, w in ASK.items() if r != "plan-consult"})
        blocks = adviser_asked(
            child="Sam Invented",
            title=spec.title,
            asks_for=spec.asks_for,
            letter=spec.letter,
            bound=spec.bound,
            dates=dates,
        )
        yield made("advice-request", "Please give advice", blocks, happened)
        if adviser is Adviser.HEALTH:
            chased = adviser_chased(
                child="Sam Invented",
                adviser=spec.title,
                asked="Wednesday 28 October 2026",
                words="Please ring us.",
                dates=dates,
            )
            yield made("advice-chase", "Your advice is awaited", chased, happened)


def of_consultations() -> Iterator[Specimen]:
    happened: Happened = {"assessment": [event(K.SETTING_CONSULTED, about="900001")]}
    for asked_by in AskedBy:
        dates = dated(happened, ASK)
        blocks = setting_consulted(child="Sam Invented", asked_by=asked_by, dates=dates)
        yield made("consultation", TITLE, blocks, happened)


def of_requests() -> Iterator[Specimen]:
    happened: Happened = {"assessment": [event(K.REQUEST_RECEIVED)]}
    labels = {"ena-decide": "We must tell you if we will assess by",
              "plan-final": "If there is to be a plan, you must have it by"}  # fmt: skip
    days = dated(happened, labels)
    joined = request_joined(child="Sam Invented", came="Wednesday 28 October 2026", dates=days)
    yield made("request-joined", "Another request joins the one we have", joined, happened)


# Reviews -----------------------------------------------------------------------------------------


def of_reviews() -> Iterator[Specimen]:
    def letter(kind: str, title: str, write_: Callable[..., tuple[Block, ...]], happened: Happened,
               **more: object) -> Specimen:  # fmt: skip
        days = dated(happened, reviews.DATE_LABELS)
        facts = reviews.Told(
            child="Sam Invented",
            council="Invented council's SEND team",
            reasons="The reasons as they were typed.",
            dates=days,
        )
        return made(kind, title, write_(facts, **more), happened)

    meeting = date(2026, 12, 16)
    decided = [event(K.REVIEW_MET), event(K.REVIEW_DECIDED, outcome="amend")]
    appeal: Happened = {"appeal": [event(K.NOTICE_SENT)]}
    yield letter("review-invitation", "Invitation to a review meeting", reviews.invitation,
                 {"plan": [event(K.REVIEW_SET, meeting)]}, meeting=meeting,
                 where="at the school")  # fmt: skip
    yield letter("review-decision", "What we decided after the review", reviews.kept, appeal)
    yield letter("review-decision", "What we decided after the review", reviews.to_be_changed,
                 {"plan": decided})  # fmt: skip
    yield letter("amendment-notice", "Changes we propose to the plan", reviews.amendment,
                 {"plan": [event(K.AMENDMENT_NOTICED)]})  # fmt: skip
    yield letter("ceasing", "We have decided to end the plan", reviews.ceasing, appeal)


# Complaints --------------------------------------------------------------------------------------


def of_complaints() -> Iterator[Specimen]:
    came = event(K.COMPLAINT_RECEIVED, about="stage-1", route="council-1")
    rules = ("cmp-s1",)
    happened: Happened = {"complaint": [came]}
    facts = Complaint(
        reference="C-1",
        stage="Stage 1",
        sort=Sort.COUNCIL,
        signed="Officer",
        council="Invented council's SEND team",
        dates=dated(happened, dict.fromkeys(rules, "We answer by")),
    )
    yield made("complaint-received", "We have your complaint",
               acknowledgement(facts, understood="We did not answer you."), happened)  # fmt: skip
    yield made("complaint-longer", "We need longer to answer your complaint",
               extension(facts, because="We wait for a report."), happened)  # fmt: skip
    for outcome in Outcome:
        said = answer(facts, outcome=outcome, words="What we found.", remedy="We put it right.",
                      next_stage="Stage 2")  # fmt: skip
        yield made("complaint-answer", "Our answer to your complaint", said, happened)


MAKERS = (
    *(of_a_case, of_orders, of_advice, of_consultations, of_requests, of_reviews, of_complaints),
)


def specimens() -> dict[str, list[Specimen]]:
    """Return every specimen, by kind of letter."""
    found: dict[str, list[Specimen]] = {}
    for make in MAKERS:
        for each in make():
            found.setdefault(each.kind, []).append(each)
    return found

"""The four tables of a disagreement: what may follow what, whose turn, which event, what is owed.

Law: Children and Families Act 2014 ss.51 to 56; SEND Regulations 2014 regs 32 to 45; the HESC
Chamber's procedure rules. Plain Python, and no day is counted here: the law's own clocks do that,
from the events named below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Order
from goldenthread.law.limits import Owner
from goldenthread.ui.words import plain_date

CASE = "appeal"  # the type of its case on the timeline


# What is disagreed with --------------------------------------------------------------------------


class Topic(StrEnum):
    """Which of the three pairs of indicators a return counts it under."""

    REQUEST = "request"
    ISSUE = "issue"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A decision that can be appealed, and what a Tribunal can make of it."""

    words: str
    topic: Topic
    orders: tuple[Order, ...]
    source: str


PLAN_ORDERS = (Order.AMEND, Order.SETTING)
A_PLAN = About(
    words="the plan: needs, provision or setting",
    topic=Topic.OTHER,
    orders=PLAN_ORDERS,
    source="CFA 2014 s.51(2)(c)",
)
# The fact `decision` of the notice that started the family's time.
ABOUT: Mapping[str, About] = {
    "no-assessment": About(
        words="the refusal to assess",
        topic=Topic.REQUEST,
        orders=(Order.ASSESS,),
        source="CFA 2014 s.51(2)(a)",
    ),
    "no-plan": About(
        words="the refusal to issue a plan",
        topic=Topic.ISSUE,
        orders=(Order.MAKE_PLAN, Order.RECONSIDER),
        source="CFA 2014 s.51(2)(b)",
    ),
    "plan": A_PLAN,
    "plan-issued": A_PLAN,
    "plan-amended": A_PLAN,
    "no-reassessment": About(
        words="the refusal to assess again",
        topic=Topic.OTHER,
        orders=(Order.ASSESS,),
        source="CFA 2014 s.51(2)(d)",
    ),
    "no-change": About(
        words="the decision not to change the plan",
        topic=Topic.OTHER,
        orders=PLAN_ORDERS,
        source="CFA 2014 s.51(2)(e)",
    ),
    "cease": About(
        words="the decision to end the plan",
        topic=Topic.OTHER,
        orders=(Order.CONTINUE, Order.CONTINUE_AMEND, Order.CEASE),
        source="CFA 2014 s.51(2)(f)",
    ),
}
# Decisions about a request for an assessment: their orders open that case again.
OF_ASSESSMENT = frozenset({"no-assessment", "no-plan"})


def about(decision: str) -> About:
    """Return what is known of a decision; one with another name is taken as about the plan."""
    return ABOUT.get(decision, A_PLAN)


# Where it stands, and whose turn it is ----------------------------------------------------------


class Standing(StrEnum):
    """Where a disagreement stands."""

    OPEN = "OPEN"  # the notice is sent; the family may go to mediation or appeal
    MEDIATION = "MEDIATION"  # asked for; the council arranges it
    CERTIFICATE = "CERTIFICATE"  # the mediation adviser owes it
    CERTIFIED = "CERTIFIED"
    APPEAL = "APPEAL"  # the Tribunal has it; the council answers
    TRIBUNAL = "TRIBUNAL"  # answered; the Tribunal decides
    TO_KEEP = "TO_KEEP"  # agreed, conceded or ordered; the council does it
    ENDED = "ENDED"


S = Standing
STANDING_WORDS: Mapping[Standing, str] = {
    S.OPEN: "The family may ask for mediation, or appeal",
    S.MEDIATION: "Mediation to be held",
    S.CERTIFICATE: "Waiting for the mediation certificate",
    S.CERTIFIED: "Certificate issued: the family may appeal",
    S.APPEAL: "Appeal begun: the council answers",
    S.TRIBUNAL: "Answered: the Tribunal decides",
    S.TO_KEEP: "Agreed, conceded or ordered: to be done",
    S.ENDED: "Ended",
}
# Nobody of ours is waited on while the Tribunal decides.
TURNS: Mapping[Standing, Owner | None] = {
    S.OPEN: Owner.FAMILY,
    S.MEDIATION: Owner.COUNCIL,
    S.CERTIFICATE: Owner.MEDIATION,
    S.CERTIFIED: Owner.FAMILY,
    S.APPEAL: Owner.COUNCIL,
    S.TRIBUNAL: None,
    S.TO_KEEP: Owner.COUNCIL,
    S.ENDED: None,
}


def turn_words(standing: Standing) -> str:
    """Return whose turn it is, as a page says it."""
    if standing is S.TRIBUNAL:
        return "the Tribunal"
    owner = TURNS[standing]
    return f"the {owner}" if owner else "nobody"


# What can happen --------------------------------------------------------------------------------


class Step(StrEnum):
    """One thing that happens in a disagreement; the values stand in addresses."""

    CONTACTED = "contacted"
    REFUSED = "will-not-mediate"
    ASKED = "asked-to-mediate"
    HELD = "mediated"
    NOT_HELD = "not-arranged"
    CERTIFIED = "certificate"
    AGREED = "agreed"  # on a point that could be appealed: kept as an order would be
    AGREED_OTHER = "agreed-other"  # on another point, such as health
    KEPT = "agreement-kept"
    HEALTH_TOLD = "health-told-us"
    APPEALED = "appealed"
    ANSWERED = "answered"
    HEARING = "hearing"
    CONCEDED = "conceded"
    ORDERED = "ordered"
    DISMISSED = "dismissed"
    RECOMMENDED = "recommended"
    RECOMMENDATION_ANSWERED = "recommendation-answered"
    PASSED_ON = "passed-on"
    OBEYED = "done"
    UPPER = "upper-tribunal"
    WITHDRAWN = "withdrawn"


T = Step
STEP_WORDS: Mapping[Step, str] = {
    T.CONTACTED: "The family contacted the mediation adviser",
    T.REFUSED: "The family will not mediate",
    T.ASKED: "The family asked for mediation",
    T.HELD: "Mediation took place",
    T.NOT_HELD: "Thirty days passed with no mediation",
    T.CERTIFIED: "Mediation certificate issued",
    T.AGREED: "Agreed at mediation, on what could be appealed",
    T.AGREED_OTHER: "Agreed at mediation, on another point",
    T.KEPT: "The other point agreed was done",
    T.HEALTH_TOLD: "The NHS board told us what it agreed",
    T.APPEALED: "The family appealed",
    T.ANSWERED: "The council answered the appeal",
    T.HEARING: "The Tribunal set a hearing",
    T.CONCEDED: "The council gave way",
    T.ORDERED: "The Tribunal made an order",
    T.DISMISSED: "The Tribunal dismissed the appeal",
    T.RECOMMENDED: "The Tribunal made a recommendation",
    T.RECOMMENDATION_ANSWERED: "The recommendation was answered",
    T.PASSED_ON: "Health's answer was sent to the Secretary of State",
    T.OBEYED: "What was ordered, conceded or agreed was done",
    T.UPPER: "Permission to appeal further was asked for",
    T.WITHDRAWN: "The family withdrew its appeal",
}
BEFORE_APPEAL = frozenset({S.OPEN, S.MEDIATION, S.CERTIFICATE, S.CERTIFIED})
AT_TRIBUNAL = frozenset({S.APPEAL, S.TRIBUNAL})
LIVE = BEFORE_APPEAL | AT_TRIBUNAL
AFTER = frozenset({S.TO_KEEP, S.ENDED})

# 1. From where a step may be taken, and where it leads. ------------------------------------------


def _leads(places: frozenset[Standing], to: Standing) -> dict[Standing, Standing]:
    return dict.fromkeys(places, to)


def _stays(places: frozenset[Standing]) -> dict[Standing, Standing]:
    return {each: each for each in places}


MOVES: Mapping[Step, Mapping[Standing, Standing]] = {
    T.CONTACTED: _stays(frozenset({S.OPEN})),
    T.REFUSED: {S.OPEN: S.CERTIFICATE},
    T.ASKED: {S.OPEN: S.MEDIATION},
    T.HELD: {S.MEDIATION: S.CERTIFICATE},
    T.NOT_HELD: {S.MEDIATION: S.CERTIFICATE},
    # The adviser owes a certificate after an agreement too; it takes nothing back.
    T.CERTIFIED: {
        **_leads(BEFORE_APPEAL - {S.CERTIFIED}, S.CERTIFIED),
        **_stays(AT_TRIBUNAL | {S.TO_KEEP}),
    },
    T.AGREED: _leads(LIVE - {S.OPEN}, S.TO_KEEP),
    T.AGREED_OTHER: _stays(LIVE - {S.OPEN} | AFTER),
    T.KEPT: _stays(LIVE | AFTER),
    T.HEALTH_TOLD: _stays(LIVE | AFTER),
    T.APPEALED: _leads(BEFORE_APPEAL, S.APPEAL),
    T.ANSWERED: {S.APPEAL: S.TRIBUNAL},
    T.HEARING: _stays(AT_TRIBUNAL),
    T.CONCEDED: _leads(AT_TRIBUNAL, S.TO_KEEP),
    T.ORDERED: _leads(AT_TRIBUNAL, S.TO_KEEP),
    T.DISMISSED: _leads(AT_TRIBUNAL, S.ENDED),
    T.RECOMMENDED: _stays(AFTER),
    T.RECOMMENDATION_ANSWERED: _stays(AFTER),
    T.PASSED_ON: _stays(AFTER),
    T.OBEYED: {S.TO_KEEP: S.ENDED},
    T.UPPER: _stays(AFTER),
    T.WITHDRAWN: _leads(AT_TRIBUNAL, S.ENDED),
}
# 2. What must have happened before it, any one of these; a step not named needs nothing. ---------
AFTER_STEPS: Mapping[Step, frozenset[Step]] = {
    T.KEPT: frozenset({T.AGREED_OTHER}),
    T.HEALTH_TOLD: frozenset({T.AGREED_OTHER}),
    T.RECOMMENDED: frozenset({T.ORDERED, T.DISMISSED}),
    T.RECOMMENDATION_ANSWERED: frozenset({T.RECOMMENDED}),
    T.PASSED_ON: frozenset({T.RECOMMENDATION_ANSWERED}),
    T.UPPER: frozenset({T.ORDERED, T.DISMISSED}),
}
ONCE = frozenset({T.CONTACTED, T.KEPT, T.HEALTH_TOLD, T.PASSED_ON, T.UPPER})
# 3. What is recorded of it in the disagreement's own case. ---------------------------------------
EVENTS: Mapping[Step, tuple[K, ...]] = {
    T.CONTACTED: (K.MEDIATION_CONTACTED,),
    T.REFUSED: (K.MEDIATION_REFUSED,),
    T.ASKED: (K.MEDIATION_ASKED,),
    T.HELD: (K.MEDIATION_HELD,),
    T.NOT_HELD: (K.MEDIATION_FAILED,),
    T.CERTIFIED: (K.MEDIATION_CERTIFIED,),
    T.AGREED: (K.MEDIATION_AGREED,),
    T.AGREED_OTHER: (K.MEDIATION_AGREED,),
    T.KEPT: (K.AGREEMENT_KEPT,),
    T.HEALTH_TOLD: (K.AGREEMENT_TOLD,),
    T.APPEALED: (K.APPEAL_STARTED, K.APPEAL_RECEIVED),
    T.ANSWERED: (K.APPEAL_ANSWERED,),
    T.HEARING: (K.STAGE_REACHED,),
    T.CONCEDED: (K.APPEAL_CONCEDED,),
    T.ORDERED: (K.ORDER_MADE, K.TRIBUNAL_DECIDED),
    T.DISMISSED: (K.ORDER_MADE, K.TRIBUNAL_DECIDED),
    T.RECOMMENDED: (K.RECOMMENDATION_MADE,),
    T.RECOMMENDATION_ANSWERED: (K.RECOMMENDATION_ANSWERED,),
    T.PASSED_ON: (K.RECOMMENDATION_PASSED_ON,),
    T.OBEYED: (K.ORDER_OBEYED,),
    T.UPPER: (K.UPPER_TRIBUNAL_ASKED,),
    T.WITHDRAWN: (K.CASE_CLOSED,),
}
# 4. What binds the council: each starts the dates of regs 42, 44 or 45 where they can be kept. ---
BINDS = frozenset({T.AGREED, T.CONCEDED, T.ORDERED})
# Steps by which a return counts the decision as one that went to mediation, or to the Tribunal.
COUNTS_AS_MEDIATION = frozenset({T.HELD, T.AGREED, T.AGREED_OTHER})
COUNTS_AS_TRIBUNAL = frozenset({T.APPEALED})
# What goes without saying: nobody asks to mediate, or refuses to, without speaking to the adviser;
# nobody agrees at a mediation that was not held.
IMPLIES: Mapping[Step, Step] = {
    T.REFUSED: T.CONTACTED,
    T.ASKED: T.CONTACTED,
    T.AGREED: T.HELD,
    T.AGREED_OTHER: T.HELD,
}
REQUIRES_WORDS = frozenset({T.AGREED, T.AGREED_OTHER, T.RECOMMENDED, T.RECOMMENDATION_ANSWERED})
LONGEST = 6000  # characters


class NotNow(ValueError):
    """The disagreement has gone on, or has not come so far; the message says where it stands."""


class WrongDay(ValueError):
    """A date that cannot be; the message says which and why."""


class Missing(ValueError):
    """Something that the law or the family needs was not said."""


def check_step(step: Step, *, now: Standing, done: frozenset[Step]) -> Standing:
    """Return where a step leads from where a disagreement stands.

    :raises NotNow: if it cannot be taken from there, or not before something else
    """
    leads_to = MOVES[step].get(now)
    if leads_to is None:
        raise NotNow(
            f"This stands at “{STANDING_WORDS[now]}”, so “{STEP_WORDS[step]}” cannot be recorded. "
            "Check whether it was recorded already, or whether a step before it is missing."
        )
    needs = AFTER_STEPS.get(step, frozenset())
    if needs and not needs & done:
        first = next(each for each in Step if each in needs)
        raise NotNow(f"Record first: {STEP_WORDS[first][:1].lower()}{STEP_WORDS[first][1:]}.")
    if step in ONCE and step in done:
        raise NotNow(f"“{STEP_WORDS[step]}” is recorded already, and happens once.")
    return leads_to


def possible(*, now: Standing, done: frozenset[Step], binding: bool) -> tuple[Step, ...]:
    """Return what can be recorded next, in order. `binding`: whether this may commit the council.

    `binding` False leaves out giving way, which is for those who decide cases.
    """
    found = []
    for step in Step:
        try:
            check_step(step, now=now, done=done)
        except NotNow:
            continue
        if step is T.CONCEDED and not binding:
            continue
        found.append(step)
    return tuple(found)


def check_day(day: date, *, today: date, notice: date, since: date | None) -> None:
    """Check a legal date against today, the notice and what happened before.

    :raises WrongDay: if it lies ahead, before the notice, or before the step that came first
    """
    if day > today:
        raise WrongDay(
            f"{plain_date(day)} is still to come. Enter the day it happened, today at the latest."
        )
    if day < notice:
        raise WrongDay(
            f"{plain_date(day)} is before the decision was sent ({plain_date(notice)}). Check it."
        )
    if since and day < since:
        raise WrongDay(
            f"{plain_date(day)} is before what was recorded last ({plain_date(since)}). Check "
            "which day is wrong."
        )


def implied(step: Step, *, now: Standing, done: frozenset[Step]) -> Step | None:
    """Return the step that goes without saying before this one, if it was not recorded."""
    found = IMPLIES.get(step)
    if found is None or found in done:
        return None
    if found is T.HELD and now is not S.MEDIATION:
        return None  # held without anybody having been asked: the thirty days never ran
    return found


def check_order(order: str, decision: str) -> Order:
    """Return an order that a Tribunal can make about this decision.

    :raises Missing: if none, or one that answers another decision, was named
    """
    orders = about(decision).orders
    if order not in orders:
        raise Missing("Select what was ordered, conceded or agreed.")
    return Order(order)


def check_words(step: Step, words: str) -> str:
    """Return what was written, with no blanks round it.

    :raises Missing: if nothing was where something is needed, or too much
    """
    said = words.strip()
    if step in REQUIRES_WORDS and not said:
        raise Missing("Enter what was agreed, recommended or answered: the family will read it.")
    if len(said) > LONGEST:
        raise Missing(f"Shorten this to {LONGEST:,} characters; put the rest in a document.")
    return said

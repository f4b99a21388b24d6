"""What each notice of a case says, in plain words, with its reader's rights and every last day.

One content a notice; each reader's own copy is made from it by `letters`. Every date comes from
the law's clocks as a `KeyDate` that names its rule, so that no letter can promise another day.
Plain Python.

Law: SEND Regulations 2014 regs 4, 5, 10, 13, 14, 32, 42, 44 and 45; CFA 2014 ss.36 to 39, 51, 55.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.assessment.rules.stages import NoticeKind
from goldenthread.documents.content import (
    Block,
    Bullets,
    Fact,
    Facts,
    Heading,
    KeyDate,
    KeyDates,
    Note,
    Paragraph,
    Signature,
)
from goldenthread.law.events import Order
from goldenthread.ui.words import long_date

N = NoticeKind
ADVICE = (
    "You can get free advice from the SEND information, advice and support service in your area. "
    "It is not part of our team. It will not tell us what you say unless you ask it to."
)
DISAGREE = (
    "You can also ask for help to settle a disagreement with us. It is free, and you can use it at "
    "any time. It does not stop you going to the Tribunal."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a notice needs to know besides its kind."""

    child: str
    council: str
    decided: str  # the day it was decided, in full
    signed: str
    reasons: str = ""
    learned: str = ""
    dates: tuple[KeyDate, ...] = ()
    silent: tuple[str, ...] = ()  # each adviser who is silent, and why the plan goes all the same
    setting: str = ""
    order: str = ""
    said: str = ""  # the order in a sentence of its own, where "We must" would not do
    what_changed: str = ""
    rule_title: str = ""
    ground: str = ""
    law_day: str = ""  # the day the law gave, in full, for a letter about lateness
    ahead: bool = False  # that day is still to come, and will be missed


Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A notice's title and what it says to the family, and to the bodies told beside it."""

    title: str
    family: Blocks
    bodies: Blocks


def write(kind: NoticeKind, told: Told) -> Written:
    """Return what a notice says. The same facts give the same words."""
    title, body = WRITERS[kind]
    ending = (Signature(name=told.signed or told.council, organisation=told.council),)
    return Written(
        title=title,
        family=(*body(told), *ending),
        bodies=(*_for_bodies(title, told), *ending),
    )


def _for_bodies(title: str, told: Told) -> Blocks:
    """Tell the school, health and social care what was decided, as the regulations ask."""
    said: list[Block] = [
        Facts(
            rows=(
                Fact(label="About", words=told.child),
                Fact(label="What we tell you", words=title),
                Fact(label="Decided", words=told.decided),
            )
        )
    ]
    if told.learned:
        said += [Heading(words="What we learned that you can use"), *paragraphs(told.learned)]
    if told.dates:
        said.append(KeyDates(dates=told.dates))
    said.append(
        Paragraph(words="You are told because the law says so. Reply to us if it is not so.")
    )
    return tuple(said)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return typed words as paragraphs, one for each line that says something."""
    return tuple(Paragraph(words=line.strip()) for line in text.splitlines() if line.strip())


def _say(*sentences: str) -> Paragraph:
    return Paragraph(words=" ".join(sentences))


def _reasons(told: Told, title: str = "Why") -> Blocks:
    return (Heading(words=title), *paragraphs(told.reasons)) if told.reasons else ()


def _learned(told: Told) -> Blocks:
    title = "What can help now"
    return (Heading(words=title), *paragraphs(told.learned)) if told.learned else ()


def _dates(told: Told) -> Blocks:
    return (KeyDates(dates=told.dates),) if told.dates else ()


def _rights(told: Told) -> Blocks:
    """Say how to disagree: mediation, appeal, help; the last days stand in `dates`."""
    steps = (
        "Talk to us. Tell us what you think we got wrong.",
        "Call the mediation adviser. You need a certificate from them before most appeals. You do "
        "not have to go to mediation to get it.",
        "Appeal to the SEND Tribunal. It is free. The Tribunal must have your appeal by the day "
        "below, or within one month of the day on your certificate if that is later.",
    )
    return (
        Heading(words="If you do not agree"),
        Bullets(items=steps),
        *_dates(told),
        _say(DISAGREE),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


def _received(told: Told) -> Blocks:
    return (
        _say(f"We have a request to assess the needs of {told.child}. The clock has started."),
        Heading(words="What happens now"),
        Bullets(
            items=(
                "Tell us what you think, and what you want for your child.",
                "Send us anything that helps: reports, letters, a few lines of your own.",
                "We ask the school, health and social care what they know.",
                "Then we decide if we will assess.",
            )
        ),
        *_dates(told),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


def _will_assess(told: Told) -> Blocks:
    return (
        _say(f"We will assess the needs of {told.child}. We decided this on {told.decided}."),
        *_reasons(told),
        Heading(words="What happens next"),
        Bullets(
            items=(
                "We ask you what you want to say. You can say it in any way you like.",
                "We ask the school, health, an educational psychologist and social care.",
                "You can ask us to hear from somebody else.",
                "When we have their advice we decide if there must be a plan.",
            )
        ),
        *_dates(told),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


def _will_not_assess(told: Told) -> Blocks:
    return (
        _say(f"We will not assess the needs of {told.child}. We decided this on {told.decided}."),
        *_reasons(told),
        *_learned(told),
        *_rights(told),
    )


def _will_issue(told: Told) -> Blocks:
    return (
        _say(f"There will be a plan for {told.child}. We decided this on {told.decided}."),
        *_reasons(told),
        Heading(words="What happens next"),
        _say(
            "We write a draft and send it to you.",
            "You can say what you think of it, and which school you want.",
        ),
        *_dates(told),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


def _will_not_issue(told: Told) -> Blocks:
    return (
        _say(
            f"We have assessed the needs of {told.child}.",
            f"We will not make a plan. We decided this on {told.decided}.",
        ),
        *_reasons(told),
        *_learned(told),
        *_rights(told),
    )


DRAFT_RIGHTS = Bullets(
    items=(
        "Tell us what is wrong, what is missing, and what is good.",
        "Tell us which school or college you want the plan to name.",
        "Ask to meet somebody from our team who can decide.",
        "Ask for a personal budget.",
    )
)


def _draft(told: Told) -> Blocks:
    return (
        _say(
            f"Here is the draft plan for {told.child}, with the advice it was made from.",
            "It is not final. It does not name a school yet: that is for you to ask for.",
        ),
        Heading(words="What you can do"),
        DRAFT_RIGHTS,
        *_dates(told),
        _say("We will not finish the plan before that day, unless you tell us you are done."),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


def _amended(told: Told) -> Blocks:
    return (
        _say(f"We have changed the draft plan for {told.child}. Please read it again."),
        *_reasons(told, "What we changed, and why"),
        Heading(words="What you can do"),
        DRAFT_RIGHTS,
        *_dates(told),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


def _final(told: Told) -> Blocks:
    missing: Blocks = ()
    if told.silent:
        missing = (
            Note(
                title="Some advice is missing",
                words="We made this plan without some of the advice the law asks for. We say here "
                "why, and how we will still get it.",
            ),
            Bullets(items=told.silent),
        )
    return (
        _say(
            f"Here is the plan for {told.child}.",
            "What it says must be done from today. The school it names must take your child.",
        ),
        *_reasons(told, "Why this school or setting"),
        *missing,
        *_rights(told),
        _say(
            "If you only disagree with the school the plan names, or that it names none, you do "
            "not need a mediation certificate."
        ),
    )


def _withdrawn(told: Told) -> Blocks:
    return (
        _say(f"The request to assess {told.child} was withdrawn on {told.decided}."),
        *_reasons(told, "What we were told"),
        _say("You can ask again at any time. Tell us if this is not what you wanted."),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


def _moved(told: Told) -> Blocks:
    return (
        _say(
            f"{told.child} has left our area, so our assessment ends.",
            "Your new council decides what happens next. Ask it as soon as you can.",
        ),
        *_reasons(told, "What we know"),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


def _order(told: Told) -> Blocks:
    return (
        _say(told.said or f"We must {told.order}. This letter says by when."),
        *_reasons(told, "Where this comes from"),
        *_dates(told),
        _say("If we miss a day, tell us, and tell the Tribunal if it made the order."),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


PLAN_ORDERS_SAID: Mapping[Order, str] = {
    Order.ASSESS: "We must assess your child's needs again. This letter says by when.",
    Order.MAKE_PLAN: "We must make and keep a plan. This letter says by when.",
    Order.RECONSIDER: "We must think again about whether a plan is needed.",
    Order.AMEND: "We must change the needs or the provision in the plan. Until then the plan stays "
    "as it is.",
    Order.SETTING: "We must change the school or other setting that the plan names. Until then the "
    "plan stays as it is.",
    Order.CONTINUE: "We must keep the plan as it is. It carries on, with no break.",
    Order.CONTINUE_AMEND: "We must keep the plan, with no break, and change it.",
    Order.CEASE: "The plan may end. Until the appeal is finally over it carries on: we must put in "
    "place all that it says.",
}


def plan_order_for_bodies(told: Told) -> Blocks:
    """Tell the plan's setting, health and social care what an order makes of the plan."""
    rows = (
        Fact(label="About", words=told.child),
        Fact(label="What was ordered or agreed", words=told.said),
        Fact(label="Where this comes from", words=told.reasons),
    )
    return (
        Facts(rows=rows),
        *_dates(told),
        _say(
            "You serve this child, or the plan names you. What the plan says now must be put in",
            "place until the changed plan is issued; we will send it to you that day.",
        ),
        Signature(name=told.council, organisation=told.council),
    )


def _exception(told: Told) -> Blocks:
    return (
        _say(
            f"The law gave us a day for this: {told.rule_title}.",
            "We could not, or cannot, keep to it. The law lists a reason that covers it.",
        ),
        Facts(rows=(Fact(label="The reason", words=told.ground),)),
        *_reasons(told, "How it made that day impractical"),
        *_dates(told),
        _say(
            "The day the law gave us has not moved. We look again every seven days.",
            "If you do not think the reason is right, tell us. You can also complain.",
        ),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


def _late(told: Told) -> Blocks:
    by_when = f"by {told.law_day}" if told.law_day else "by now"
    said = f"We are late. We should have done this {by_when}: {told.rule_title}."
    if told.ahead:
        said = f"We will be late. We must do this {by_when}, and we will not: {told.rule_title}."
    return (
        _say(said, "We are sorry."),
        *_reasons(told),
        *(_dates(told) or (_say("We have no new day yet. We will write again when we have."),)),
        Heading(words="What you can do"),
        _say(
            "You can complain to us.",
            "If you are not happy with our answer, you can ask the Local Government and Social "
            "Care Ombudsman to look at it. That is free.",
        ),
        Heading(words="Who can help you"),
        _say(ADVICE),
    )


WRITERS: Mapping[NoticeKind, tuple[str, Callable[[Told], Blocks]]] = {
    N.REQUEST_RECEIVED: ("We have your request for an assessment", _received),
    N.WILL_ASSESS: ("We will assess", _will_assess),
    N.WILL_NOT_ASSESS: ("We will not assess", _will_not_assess),
    N.WILL_ISSUE: ("We will make a plan", _will_issue),
    N.WILL_NOT_ISSUE: ("We will not make a plan", _will_not_issue),
    N.DRAFT: ("Draft plan", _draft),
    N.AMENDED_DRAFT: ("Changed draft plan", _amended),
    N.FINAL: ("Final plan", _final),
    N.WITHDRAWN: ("The request was withdrawn", _withdrawn),
    N.MOVED_AWAY: ("The case goes to another council", _moved),
    N.ORDER: ("What we do after the Tribunal or the agreement", _order),
    N.EXCEPTION: ("Why we need longer", _exception),
    N.LATE: ("We are late", _late),
}
# Which rules' last days each notice prints: the family's own, and what we owe next.
PRINTS: Mapping[NoticeKind, tuple[str, ...]] = {
    N.REQUEST_RECEIVED: ("ena-decide",),
    N.WILL_ASSESS: ("plan-final",),
    N.WILL_NOT_ASSESS: ("med-contact", "app-limit"),
    N.WILL_ISSUE: ("plan-final",),
    N.WILL_NOT_ISSUE: ("med-contact", "app-limit"),
    N.DRAFT: ("plan-draft-15d", "plan-final"),
    N.AMENDED_DRAFT: ("plan-draft-15d", "plan-final"),
    N.FINAL: ("med-contact", "app-limit"),
    N.ORDER: (
        *("ord-assess-tell", "ord-assess-noplan", "ord-assess-plan", "ord-make-plan"),
        *("ord-reconsider", "ord-amend", "ord-setting", "ord-continue-amend"),
    ),
}
DATE_LABELS: Mapping[str, str] = {
    "ena-decide": "We must tell you if we will assess by",
    "plan-final": "If there is to be a plan, you must have it by",
    "plan-draft-15d": "Tell us what you think by",
    "med-contact": "Call the mediation adviser by",
    "app-limit": "The Tribunal must have your appeal by 5pm on",
    "ord-assess-tell": "We must tell you that we will assess by",
    "ord-assess-noplan": "If we decide against a plan, we must tell you why by",
    "ord-assess-plan": "If there is to be a plan, you must have it by",
    "ord-make-plan": "You must have a draft plan by",
    "ord-make-plan, final": "You must have the final plan by",
    "ord-reconsider": "You must have a draft plan, or our refusal, by",
    "ord-amend": "You must have the changed plan by",
    "ord-setting": "You must have the changed plan, with the new setting, by",
    "ord-continue-amend": "You must have the changed plan by",
    "ord-continue-amend, the plan is kept, with no break": "The plan carries on, with no break, "
    "from",
    "ex-recheck": "We look again at the reason by",
    "target": "We now aim to do it by",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """A last day as the clocks have it."""

    rule: str
    about: str  # the step, the adviser; empty for the only one
    due: date
    moved_to: date | None = None


def key_dates(days: Sequence[LastDay]) -> tuple[KeyDate, ...]:
    """Return dated promises for a letter.

    The strict day is the one to meet; one that a tribunal rule moves is told in a note.
    """
    return tuple(
        KeyDate(
            label=DATE_LABELS.get(f"{each.rule}, {each.about}") or DATE_LABELS[each.rule],
            on=each.due,
            note=_moved_note(each),
            code=each.rule,
        )
        for each in days
    )


def _moved_note(day: LastDay) -> str:
    if day.moved_to is None or day.moved_to == day.due:
        return ""
    return f"Meet this day. The Tribunal would still take it until {long_date(day.moved_to)}."

"""What the letters of a review say: the invitation, the decision, proposed changes, and an end.

Every last day comes from the law's clocks as a `KeyDate` that names its rule. Plain Python.

Law: SEND Regulations 2014 regs 18 to 22, 31 and 32; CFA 2014 ss.44, 45, 51 and 55.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.documents.content import (
    Block,
    Bullets,
    Heading,
    KeyDate,
    KeyDates,
    Paragraph,
    Signature,
)
from goldenthread.ui.words import long_date

Blocks = tuple[Block, ...]
ADVICE = (
    "You can get free advice from the SEND information, advice and support service in your area. "
    "It is not part of our team."
)
RIGHTS = (
    "Talk to us. Tell us what you think we got wrong.",
    "Call the mediation adviser. You need a certificate from them before most appeals, and need "
    "not go to mediation to get it.",
    "Appeal to the SEND Tribunal. It is free. It must have your appeal by the day below, or within "
    "one month of the day on your certificate if that is later.",
)
DATE_LABELS = {
    "rev-papers": "You get everybody's advice by",
    "rev-amend-notice": "We must send you the changes we propose by",
    "rev-amend-15d": "Tell us what you think by",
    "rev-amend-final": "You must have the changed plan by",
    "med-contact": "Call the mediation adviser by",
    "app-limit": "The Tribunal must have your appeal by 5pm on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a letter of a review is told."""

    child: str
    council: str
    reasons: str = ""
    dates: tuple[KeyDate, ...] = ()


def invitation(told: Told, *, meeting: date, where: str) -> Blocks:
    """Invite somebody to a review, at least two weeks before it, and ask for what they know."""
    return (
        _say(f"We are going to look again at the plan of {told.child}. Please come."),
        _say(f"The meeting is on {long_date(meeting)}, {where}."),
        Heading(words="Before the meeting"),
        Bullets(
            items=(
                "Tell us what goes well, what is hard and what should change.",
                f"{told.child} can say it too, in any way they like.",
                "We send everybody what the others wrote.",
            )
        ),
        *_ending(told),
    )


def kept(told: Told) -> Blocks:
    """Say that the plan stays as it is, and how to disagree (CFA 2014 s.51(2)(e))."""
    return (
        _say(f"We have looked again at the plan of {told.child}. We will keep it as it is."),
        *_reasons(told),
        *_rights(told),
    )


def to_be_changed(told: Told) -> Blocks:
    """Say that the plan will be changed after its review."""
    return (
        _say(f"We have looked again at the plan of {told.child}. We will change it."),
        *_reasons(told),
        _say("We send you the changes we propose. The plan stays as it is until then."),
        *_ending(told),
    )


def amendment(told: Told) -> Blocks:
    """Send the changes that are proposed, and ask for the family's views in fifteen days."""
    return (
        _say(f"Here are the changes we propose to the plan of {told.child}, and why."),
        *_reasons(told),
        Heading(words="What you can do"),
        Bullets(
            items=(
                "Tell us what is wrong, what is missing and what is good.",
                "Tell us which school or college you want the plan to name.",
                "Ask to meet somebody from our team who can decide.",
            )
        ),
        *_ending(told),
    )


def ceasing(told: Told) -> Blocks:
    """Say that it was decided to end a plan; it carries on while an appeal may be made."""
    return (
        _say(
            f"We have decided that the plan of {told.child} should end. It does not end now: it "
            "carries on until the time to appeal has passed, and while an appeal is open."
        ),
        *_reasons(told),
        *_rights(told),
    )


def _say(words: str) -> Paragraph:
    return Paragraph(words=words)


def _reasons(told: Told) -> Blocks:
    lines = tuple(_say(line.strip()) for line in told.reasons.splitlines() if line.strip())
    return (Heading(words="Why"), *lines) if lines else ()


def _rights(told: Told) -> Blocks:
    return (Heading(words="If you do not agree"), Bullets(items=RIGHTS), *_ending(told))


def _ending(told: Told) -> Blocks:
    days = (KeyDates(dates=told.dates),) if told.dates else ()
    return (
        *days,
        Heading(words="Who can help you"),
        _say(ADVICE),
        Signature(name=told.council, organisation=told.council),
    )

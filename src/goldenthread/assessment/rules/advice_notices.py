"""What the letters to an adviser say: the request for advice, and the reminder of it.

They name the child, what is asked and by when, and nothing else: who answers signs in to read more.
Plain Python. Law: SEND Regulations 2014 regs 6 and 8; SEND Code of Practice 9.51 and 9.52.
"""

from __future__ import annotations

from collections.abc import Mapping

from goldenthread.assessment.rules.advice import Bound
from goldenthread.documents.content import Block, Bullets, Heading, KeyDate, KeyDates, Paragraph

HOW_LONG: Mapping[Bound, str] = {
    Bound.MUST: "The law gives you six weeks from the day you received this (reg 8(1)). If one of "
    "the reasons in reg 8(2) makes that impractical, tell us which, before the day.",
    Bound.SHOULD: "The statutory guidance asks the council's own services to answer within six "
    "weeks (SEND Code 9.52). Tell us before the day if something is in the way.",
    Bound.LOCAL: "This day is our own: the whole assessment stands under a limit of the law, and "
    "the child waits for all of us. Tell us before the day if something is in the way.",
}
WHAT_TO_SAY = (
    "What is strong and goes well.",
    "Each need, and what it means for the child's everyday life.",
    "What the child should be able to do, by when.",
    "The provision each need calls for: what, by whom, how often, how long each time, in what size "
    "of group, and with what expertise.",
)
NOT_KNOWN = (
    "If this child is not known to you, say that too: we will ask you what you can find out."
)


def adviser_asked(
    *,
    child: str,
    title: str,
    asks_for: str,
    letter: str,
    bound: Bound,
    dates: tuple[KeyDate, ...],
) -> tuple[Block, ...]:
    """Return what the request itself says to one adviser; `letter` is its place in reg 6(1)."""
    asked = f"{title}. {asks_for} (reg 6(1)({letter}))."
    return (
        Paragraph(words=f"We are assessing the needs of {child}, and ask for your advice."),
        Paragraph(words=asked),
        *_by_when(dates),
        Paragraph(words=HOW_LONG[bound]),
        Heading(words="What we ask you to say"),
        Bullets(items=WHAT_TO_SAY),
        Paragraph(words="Sign in to read what the family has shared with you, and to answer."),
        Paragraph(words=NOT_KNOWN),
    )


def adviser_chased(
    *, child: str, adviser: str, asked: str, words: str, dates: tuple[KeyDate, ...]
) -> tuple[Block, ...]:
    """Return what a reminder says; `asked` is the day of asking in full, `words` one's own."""
    return (
        Paragraph(
            words=f"On {asked} we asked for advice about {child}, from {adviser}. We do not have "
            "it."
        ),
        *([Paragraph(words=words)] if words else []),
        *_by_when(dates),
        Paragraph(words=f"Sign in to answer, or to say what is in the way. {NOT_KNOWN}"),
    )


def _by_when(dates: tuple[KeyDate, ...]) -> tuple[KeyDates, ...]:
    return (KeyDates(dates=dates),) if dates else ()

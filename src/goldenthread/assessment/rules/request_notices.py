"""What whoever asked is told: the receipt of a request, and that it joins one we have already.

Plain Python. Law: Children and Families Act 2014 s.36; SEND Regulations 2014 regs 4, 5 and 10.
"""

from __future__ import annotations

from datetime import date

from goldenthread.documents.content import Block, Bullets, Heading, KeyDate, KeyDates, Paragraph
from goldenthread.ui.words import long_date

ADVICE = (
    "You can get free advice from the SEND information, advice and support service in your area. "
    "It is not part of our team."
)


def receipt_email(
    *, reference: str, council: str, received: date, decide: date, final: date
) -> tuple[str, str]:
    """Return the subject and the words of a receipt: they name nobody, and no record."""
    words = (
        f"We have your request for an assessment. Your number is {reference}.",
        f"We received it on {long_date(received)}. The clock of the law runs from that day.",
        f"By {long_date(decide)} you must be told if there will be an assessment.",
        f"If there is to be a plan, it must be there by {long_date(final)}.",
        "You need not answer this email. It names no child, so that nobody else can read of one "
        "here.",
        "If you did not ask for this, you need do nothing: somebody gave your address by mistake.",
        ADVICE,
        council,
    )
    return f"We have your request: {reference}", "\n\n".join(words)


def request_joined(*, child: str, came: str, dates: tuple[KeyDate, ...]) -> tuple[Block, ...]:
    """Tell the family that another request came while one is worked on, and what they may do."""
    days = (KeyDates(dates=dates),) if dates else ()
    return (
        Paragraph(
            words=f"On {came} another request came to assess the needs of {child}. We are already "
            "working on one, so what it says joins that one. No day begins again, and none moves."
        ),
        *days,
        Heading(words="What you can do"),
        Bullets(
            items=(
                "Tell us if this is not about the same child, or if something has changed.",
                "Ask us to show you what was said. You may add to it at any time.",
                "If we refuse, you can appeal. We tell you how with that letter.",
                "If you think we should have begun anew, tell us, or complain. It is free.",
            )
        ),
        Heading(words="Who can help you"),
        Paragraph(words=ADVICE),
    )

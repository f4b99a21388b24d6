"""What the letter to a setting that is consulted says: could it meet the needs, and by when.

It names the child and nothing else of the copy, which is read signed in (trust rule 8). Plain
Python. Law: Children and Families Act 2014 s.39(2) to (4); SEND Code of Practice 9.83.
"""

from __future__ import annotations

from goldenthread.documents.content import Block, Bullets, Heading, KeyDate, KeyDates, Paragraph
from goldenthread.placements.rules.consulting import GROUND_WORDS, AskedBy

TITLE = "Could you meet this child's needs?"
WHY: dict[AskedBy, str] = {
    AskedBy.FAMILY: "The family asked for you. We must name you in the plan unless one of the "
    "grounds below is made out (CFA 2014 s.39(3)).",
    AskedBy.COUNCIL: "We think of naming you in the plan.",
    AskedBy.CURRENT: "The child goes to you now.",
}


def setting_consulted(
    *, child: str, asked_by: AskedBy, dates: tuple[KeyDate, ...]
) -> tuple[Block, ...]:
    """Return what a consultation says; `dates` is the setting's own last day, by its clock."""
    return (
        Paragraph(words=f"We are writing a plan for {child}, and ask you: {TITLE[:1].lower()}"
                        f"{TITLE[1:]}"),
        Paragraph(words=WHY[asked_by]),
        KeyDates(dates=dates),
        Heading(words="How to answer"),
        Paragraph(
            words="Sign in to read what we send you about this child, and to answer. Say what you "
            "would need, and from which day you could begin. It is kept as you type."
        ),
        Heading(words="If your answer is no"),
        Paragraph(
            words="The law knows these grounds and no others. Being full is not one of them. Write "
            "the facts behind the ground."
        ),
        Bullets(items=tuple(GROUND_WORDS.values())),
        Paragraph(
            words="If we have heard nothing by that day we decide without you. You are told what "
            "was decided, and lose this copy some weeks after."
        ),
    )  # fmt: skip

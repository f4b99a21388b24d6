"""What a complaint's letters say, in plain words. Every day in them is the law's clock's own.

Plain Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.contact.rules.complaints import FOUND_FAULT, OUTCOMES, TO_OMBUDSMAN, Outcome, Sort
from goldenthread.documents.content import (
    Block,
    Fact,
    Facts,
    Heading,
    KeyDate,
    KeyDates,
    Paragraph,
    Signature,
)

ADVICE = (
    "You can get free advice from the SEND information, advice and support service in your area. "
    "It is not part of our team."
)
OMBUDSMAN = (
    "If you are still unhappy after our last answer, you can ask the Local Government and Social "
    "Care Ombudsman to look at it. It is free. Ask within a year of the day you learned of it."
)
NHS_OMBUDSMAN = (
    "If you are still unhappy, you can ask the Parliamentary and Health Service Ombudsman to look "
    "at it. It is free."
)
COMMISSIONER = (
    "If you are still unhappy, you can complain to the Information Commissioner. It is free."
)
WHERE_NEXT = {
    Sort.COUNCIL: OMBUDSMAN,
    Sort.SOCIAL_CARE: OMBUDSMAN,
    Sort.HEALTH: NHS_OMBUDSMAN,
    Sort.DATA: COMMISSIONER,
}
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What every letter of a complaint needs to know."""

    reference: str
    stage: str
    sort: Sort
    signed: str
    council: str
    dates: tuple[KeyDate, ...] = ()

    @property
    def facts(self) -> Facts:
        return Facts(
            rows=(
                Fact(label="Our reference", words=self.reference),
                Fact(label="Stage", words=self.stage),
            )
        )

    @property
    def ending(self) -> Blocks:
        days = (KeyDates(dates=self.dates),) if self.dates else ()
        return (*days, Signature(name=self.signed or self.council, organisation=self.council))


def _typed(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(words=line.strip()) for line in text.splitlines() if line.strip())


def _part(title: str, text: str) -> Blocks:
    return (Heading(words=title), *_typed(text)) if text.strip() else ()


def acknowledgement(told: Told, *, understood: str) -> Blocks:
    """Say that the complaint came, how we understand it, and by when it is answered."""
    return (
        Paragraph(words="We have your complaint. Thank you for telling us."),
        told.facts,
        *_part("How we understand it", understood),
        Paragraph(words="Tell us if we have that wrong. " + ADVICE),
        *told.ending,
    )


def extension(told: Told, *, because: str) -> Blocks:
    """Say why an answer takes longer, and the new day."""
    return (
        Paragraph(words="We need longer to answer your complaint. We are sorry."),
        told.facts,
        *_part("Why", because),
        Paragraph(words=OMBUDSMAN if told.sort in TO_OMBUDSMAN else WHERE_NEXT[told.sort]),
        *told.ending,
    )


def answer(told: Told, *, outcome: Outcome, words: str, remedy: str, next_stage: str) -> Blocks:
    """Give the answer, what is put right, and what the family can do next."""
    further = (
        f"If you are not happy with this answer, tell us and it goes to the next stage: "
        f"{next_stage}."
        if next_stage
        else ""
    )
    fault = outcome in FOUND_FAULT
    opening = "You were right to complain. We are sorry." if fault else "We have looked into it."
    return (
        Paragraph(words=opening),
        told.facts,
        Heading(words=f"Our answer: {OUTCOMES[outcome].lower()}"),
        *_typed(words),
        *_part("What we do to put it right", remedy),
        Heading(words="What you can do next"),
        *_typed(further),
        Paragraph(words=WHERE_NEXT[told.sort]),
        Paragraph(words=ADVICE),
        *told.ending,
    )


def services() -> Sequence[str]:
    """Return the texts that name bodies to turn to, which are nobody's hiding place."""
    return (ADVICE, OMBUDSMAN, NHS_OMBUDSMAN, COMMISSIONER)

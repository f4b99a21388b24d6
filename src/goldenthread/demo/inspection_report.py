"""An invented inspection report as a PDF, in the layout of published ones, drawn by Typst.

Every finding, inspector and date in it is made up; only the names of the two areas' bodies are
theirs. It is read by the same reader as a real one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goldenthread.documents.content import (
    Block,
    Bullets,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Table,
)
from goldenthread.documents.pdf import to_pdf

OUTCOME = (
    "There are widespread and/or systemic failings. A monitoring inspection will be carried out "
    "within approximately 18 months. The next full reinspection will be within approximately 3 "
    "years. As a result, HMCI requires the local area partnership to prepare and submit a "
    "priority action plan (area SEND)."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedReport:
    """What an invented report says."""

    area: str
    council: str
    board: str
    inspected: str  # "2 to 6 September 2024", as printed
    before: str
    published: str
    priority: Sequence[tuple[str, Sequence[str]]]  # opening words, bullets
    improvements: Sequence[str]
    strengths: Sequence[str]
    weaknesses: Sequence[str]


def report_pdf(said: InventedReport) -> bytes:
    """Return the report as PDF."""
    return to_pdf(
        Document(
            title=f"Area SEND inspection of {said.area} Local Area Partnership",
            blocks=tuple(_blocks(said)),
            mark="Invented for a demonstration",
        )
    )


def _blocks(said: InventedReport) -> list[Block]:
    return [
        Paragraph(words=f"Inspection dates: {said.inspected}"),
        Paragraph(words=f"Dates of previous inspection: {said.before}"),
        Paragraph(words=f"Published: {said.published}"),
        Heading(words="Inspection outcome"),
        Paragraph(words=OUTCOME),
        Heading(words="Information about the local area partnership"),
        Paragraph(
            words=f"{said.council} and {said.board} are jointly responsible for the planning and "
            f"commissioning of services for children and young people with SEND in {said.area}."
        ),
        Heading(words="What is the area partnership doing that is effective?"),
        Bullets(items=tuple(said.strengths)),
        Heading(words="What does the area partnership need to do better?"),
        Bullets(items=tuple(said.weaknesses)),
        PageBreak(),
        Heading(words="Areas for priority action"),
        Table(
            caption="Areas for priority action",
            columns=("Responsible body", "Areas for priority action"),
            rows=tuple(
                (f"{said.council} and {said.board}", _cell(opening, bullets))
                for opening, bullets in said.priority
            ),
            widths=(3, 7),
        ),
        Heading(words="Areas for improvement"),
        Table(
            caption="Areas for improvement",
            columns=("Areas for improvement",),
            rows=tuple((each,) for each in said.improvements),
        ),
        Heading(words="Local area partnership details"),
        Table(
            caption="Local area partnership details",
            columns=("Local authority", "Integrated care board"),
            rows=((said.council, said.board),),
        ),
        Heading(words="Information about this inspection"),
        Paragraph(words="This inspection is invented, and so is everyone in it."),
        Heading(words="Inspection team"),
        Table(
            caption="Inspection team",
            columns=("Ofsted", "Care Quality Commission"),
            rows=(("Ida Example, HMI, lead inspector", "Noor Invented, lead inspector"),),
        ),
    ]


def _cell(opening: str, bullets: Sequence[str]) -> str:
    return "\n".join([opening, *(f"• {each}" for each in bullets)])

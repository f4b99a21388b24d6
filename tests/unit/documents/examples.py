"""One document with every kind of block, for the tests of each renderer. Nobody in it is real."""

from __future__ import annotations

import base64
import io
from datetime import date

from PIL import Image as Picture

from goldenthread.documents.content import (
    Address,
    Bullets,
    Document,
    Fact,
    Facts,
    Heading,
    Image,
    KeyDate,
    KeyDates,
    Letterhead,
    Note,
    Numbered,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
)

SVG = base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    b'<circle cx="20" cy="20" r="18" fill="#1a4e8a"/></svg>'
).decode()


def png() -> str:
    kept = io.BytesIO()
    Picture.new("RGB", (8, 8), "#1a4e8a").save(kept, "PNG")
    return base64.b64encode(kept.getvalue()).decode()


def everything() -> Document:
    """Return a letter that uses every block there is."""
    return Document(
        title="We will assess Amara's needs",
        mark="Letter GT-0001, 5f3a9c",
        letterhead=Letterhead(
            sender=("Invented County Council", "SEND team"),
            to=("Ada Okafor", "1 Invented Street", "DE1 1AA"),
            dated=date(2026, 5, 25),
            reference="EHC-00012",
        ),
        blocks=(
            Heading(words="What we decided"),
            Paragraph(
                words=[
                    "We decided ",
                    Run(text="yes", strong=True),
                    ", ",
                    Run(text="today", emphasis=True),
                    ". See ",
                    Run(text="the rules", link="https://example.org/rules"),
                ]
            ),
            Bullets(items=("a bullet", "another bullet")),
            Numbered(items=("a first thing", "a second thing")),
            KeyDates(
                dates=(KeyDate(label="Appeal by", on=date(2026, 7, 1), note="or later", code="x"),)
            ),
            Facts(rows=(Fact(label="Who to ask", words="Priya Nair"),)),
            Table(
                caption="Who gives advice",
                columns=("Adviser", "By when"),
                rows=(("Psychologist", "week 12"), ("Doctor", "week 12")),
                row_headers=True,
                widths=(2, 1),
            ),
            Image(data=SVG, form="svg", alt="A blue circle"),
            Image(data=png(), form="png", alt="A blue square", width_mm=20),
            Address(lines=("Invented House", "DE2 2BB")),
            PageBreak(),
            Note(title="Free help", words="The advice service helps you."),
            Signature(name="Priya Nair", role="EHC officer", organisation="Invented Council"),
        ),
    )


# What a reader must find in every rendering of it.
SAID = (
    *("We will assess Amara's needs", "Letter GT-0001, 5f3a9c", "Ada Okafor", "Monday 25 May 2026"),
    *("EHC-00012", "What we decided", "We decided yes, today. See the rules", "a bullet"),
    *("a second thing", "Wednesday 1 July 2026", "or later", "Who to ask", "Who gives advice"),
    *("Psychologist", "Invented House", "Free help", "The advice service helps you."),
    "EHC officer",
)

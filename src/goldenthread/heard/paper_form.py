"""A survey on paper: the questions with boxes to tick, and the code that lets it count once."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from goldenthread.documents.content import (
    Address,
    Block,
    Document,
    Heading,
    Image,
    PageBreak,
    Paragraph,
    Run,
    Table,
)
from goldenthread.documents.pdf import to_pdf
from goldenthread.heard.rules import codes
from goldenthread.heard.rules.questions import STEP_WORDS, Question, Step, survey_for
from goldenthread.organisations.models import LocalArea

BOX = "☐"
UNNAMED = gettext_noop("We do not keep your name with it. Leave out any question you like.")
LINES = 5  # ruled lines for words
ENGLISH = "en-gb"


def link_to(code: str) -> str:
    """Return the address that opens one survey: it names no child and no person."""
    return f"{settings.SITE_ADDRESS}{reverse('family:heard-link', args=[code])}"


def drawn(
    area: LocalArea,
    step: Step,
    tokens: Sequence[str],
    *,
    on: date,
    large: bool = False,
) -> bytes:
    """Draw one form for each code as one PDF, perhaps in large print.

    In English: no font that our drawing has can draw the other language.
    """
    with translation.override(ENGLISH):
        blocks: list[Block] = []
        for each in tokens:
            blocks += [PageBreak()] if blocks else []
            blocks += form_blocks(area.name, step, each, on=on)
        made = Document(title=gettext(survey_for(step, on).title), blocks=tuple(blocks))
    return to_pdf(made, large_print=large)


def form_blocks(area: str, step: Step, code: str, *, on: date) -> tuple[Block, ...]:
    """Return one form: for a print run, or within a letter."""
    asks = survey_for(step, on)
    return (
        Heading(words=_about(area, step)),
        Paragraph(words=gettext(UNNAMED)),
        *(_question(each) for each in asks.questions),
        _words(),
        Heading(words=gettext("Send it back")),
        Paragraph(words=gettext("Give this to the person who gave it to you, or post it to us.")),
        Paragraph(words=gettext("Or answer on a phone or computer. It counts once, either way.")),
        Address(lines=(link_to(code),)),
        Paragraph(words=(Run(text=gettext("The code of this form:") + " "),
                         Run(text=codes.shown(code), strong=True))),
        _square(link_to(code)),
    )  # fmt: skip


def _about(area: str, step: Step) -> str:
    if step is Step.YEAR:
        return gettext("This is about the last year in %(area)s.") % {"area": area}
    return f"{gettext(STEP_WORDS[step])}. {gettext('How was that for you?')}"


def _question(one: Question) -> Table:
    return Table(
        caption=gettext(one.words),
        columns=(gettext("Your answer"), gettext("Tick one")),
        rows=tuple((gettext(words), BOX) for words in one.choices.values()),
        widths=(4, 1),
    )


def _words() -> Table:
    return Table(
        caption=gettext("What should we do better?"),
        columns=(gettext("A few named people read this. Leave out names if you can."),),
        rows=((" ",),) * LINES,
    )


def _square(link: str) -> Image:
    """Return the square that a phone's camera reads the link from."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    picture = qrcode.make(link, image_factory=SvgPathImage, border=2).to_string()
    return Image(
        data=base64.b64encode(picture).decode(),
        form="svg",
        alt=gettext("A square that a phone's camera can read. It opens this survey."),
        width_mm=30,
    )

"""A family told at once, and a case taken as far as a test needs, through the commands."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import cache
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from goldenthread.access.rules import Asker
from goldenthread.assessment import commands, queries
from goldenthread.assessment.models import Assessment
from goldenthread.assessment.rules import Channel, Requester
from goldenthread.documents.content import Document, Paragraph
from goldenthread.documents.pdf import to_pdf
from goldenthread.files.models import StoredFile
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import AdultLink, Child
from goldenthread.timeline.commands import record

RECEIVED = date(2026, 1, 5)  # the law's own worked example: 16 Feb, 27 Apr, 25 May
BOTH = {"has-needs": True, "may-need-plan": True}
NEITHER = {"has-needs": True, "may-need-plan": False}
NEEDED = {"needs-plan": True}
NOT_NEEDED = {"needs-plan": False}
FOUR = ("education", "health", "educational-psychology", "social-care")


def moment(day: date) -> datetime:
    """Return ten in the morning of a day in England."""
    return datetime.combine(day, time(10, 0), ZoneInfo("Europe/London"))


def reach_at_once(child: Child) -> None:
    """Let the child's parent be told by email, so that a notice arrives the day it goes."""
    links = AdultLink.objects.filter(child=child)
    links.update(contact_preference="EMAIL", lives_with="YES")


def received(child: Child, by: Asker, *, on: date = RECEIVED) -> Assessment:
    """Open a case for a request received and taken in on one day."""
    return commands.receive_request(
        child.pk,
        received_date=on,
        requester=Requester.PARENT,
        channel=Channel.LETTER,
        by=by,
        at=moment(on),
    )


def at_version(case: Assessment) -> Assessment:
    case.refresh_from_db()
    return case


def agreed(case: Assessment, by: Asker, *, on: date) -> None:
    """Agree to assess."""
    commands.agree_to_assess(
        case.pk,
        decided_on=on,
        reasons="Sam may have needs that call for a plan.",
        tests=BOTH,
        version=at_version(case).version,
        by=by,
        at=moment(on),
    )


def advised(case: Assessment, by: Asker, *, on: date, who: tuple[str, ...] = FOUR) -> None:
    """Have each adviser asked, and answer, on one day."""
    for adviser in who:
        for kind in (K.ADVICE_REQUESTED, K.ADVICE_RECEIVED):
            record(
                kind,
                area_id=case.area_id,
                child_id=case.child_id,
                case_type="assessment",
                case_id=case.pk,
                on=on,
                by=by,
                at=moment(on),
                facts={"about": adviser},
            )


def agreed_to_issue(case: Assessment, by: Asker, *, on: date) -> None:
    commands.agree_to_issue(
        case.pk,
        decided_on=on,
        reasons="What Sam needs is more than a school can give without a plan.",
        tests=NEEDED,
        version=at_version(case).version,
        by=by,
        at=moment(on),
    )


@cache
def drawn(words: str) -> bytes:
    """Return a PDF that says something."""
    return to_pdf(Document(title="A plan", blocks=(Paragraph(words=words),)))


def a_file(
    child: Child,
    by: Asker,
    *,
    state: str = "CLEAN",
    kind: str = "PDF",
    words: str = "What Sam needs.",
    content: bytes | None = None,
) -> StoredFile:
    """Keep a file of a child, as one that has passed its check."""
    place = f"{child.area_id}/{uuid4().hex}.{kind.lower()}"
    default_storage.save(place, ContentFile(drawn(words) if content is None else content))
    return StoredFile.objects.create(
        area_id=child.area_id,
        child=child,
        place=place,
        name="plan.pdf",
        kind=kind,
        size=1200,
        sha256="0" * 64,
        sent_sha256="0" * 64,
        state=state,
        uploaded_at=moment(RECEIVED),
        scanned_at=moment(RECEIVED) if state == "CLEAN" else None,
        invented=True,
    )


def drafted(case: Assessment, by: Asker, *, on: date) -> None:
    """Send the draft, by a way that arrives the same day."""
    file = a_file(case.child, by)
    commands.send_draft(
        case.pk,
        paper=commands.PlanPaper(file_id=file.pk, needs=["ASD"]),
        version=at_version(case).version,
        by=by,
        at=moment(on),
    )


def dues(case: Assessment, by: Asker, on: date) -> dict[tuple[str, str], date | None]:
    """Return the last day of each clock of a case, by rule and whom it is about."""
    rows = queries.clocks_of(case, by=by, today=on)
    return {(row.rule, row.about): row.due for row in rows}


def states(case: Assessment, by: Asker, on: date) -> dict[str, str]:
    """Return how each clock of a case stands on a day, by rule."""
    return {row.rule: str(row.state) for row in queries.clocks_of(case, by=by, today=on)}

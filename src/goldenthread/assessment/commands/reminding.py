"""The letter of a chase: to the person who holds the request, or else to the service it went to.

Law: SEND Regulations 2014 reg 8. It says what was asked, when, and the day the clock gives; it
names nothing else about the child. Somebody with an account is told by email that it is there.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from goldenthread.access.rules import Asker
from goldenthread.assessment.models import AdviceRequest
from goldenthread.assessment.queries.advisers import adviser_words
from goldenthread.documents.content import KeyDate, KeyDates, Paragraph
from goldenthread.law.clocks import State
from goldenthread.letters import commands as letters
from goldenthread.letters.models import Letter
from goldenthread.letters.queries import professional, setting
from goldenthread.letters.rules.content import Content, Piece
from goldenthread.letters.rules.recipients import Recipient
from goldenthread.people.queries import display_name
from goldenthread.timeline.queries import clocks_of_case
from goldenthread.ui.words import long_date

TITLE = "Your advice is awaited"


def remind(
    request: AdviceRequest, *, key: str, by: Asker, at: datetime, words: str = ""
) -> Letter | None:
    """Send the letter of one chase; `None` when nobody and no service holds the request.

    `key` names the chase: the same one is sent once.
    """
    reader = holder_of(request)
    if reader is None:
        return None
    council = f"{request.child.area.name} council's SEND team"
    asked = (
        f"On {long_date(request.asked_date)} we asked for advice about "
        f"{display_name(request.child)}, from {adviser_words(request.about)}. We do not have it."
    )
    blocks = (
        Paragraph(words=asked),
        *([Paragraph(words=words)] if words else []),
        *_due(request, at),
        Paragraph(
            words="Sign in to answer, or to say what is in the way. If this child is not known to "
            "you, say that too: we will ask you what you can find out."
        ),
    )
    return letters.send(
        kind="advice-chase",
        child=request.child,
        case=letters.CaseRef(type="assessment", id=request.assessment_id),
        content=Content(
            title=TITLE,
            pieces=(Piece(blocks=blocks),),
            sender=(council,),
            reference=f"A{request.assessment_id}",
        ),
        key=f"advice/{request.pk}/{key}",
        decided_date=timezone.localdate(at),
        by=by,
        at=at,
        to=(reader,),
    )


def holder_of(request: AdviceRequest) -> Recipient | None:
    """Return who a chase goes to: the person whose request it is, or the body that was asked."""
    if request.post is not None and request.post.user_id is not None:
        return professional(request.post.user_id, request.post.user.name, by_email=True)
    if request.organisation is not None:
        return setting(request.organisation_id or 0, request.service or request.organisation.name)
    return None


def _due(request: AdviceRequest, at: datetime) -> tuple[KeyDates, ...]:
    """Return the day the adviser's clock gives, where it still runs. One query."""
    today = timezone.localdate(at)
    for clock in clocks_of_case(request.area_id, "assessment", request.assessment_id, today=today):
        open_ = clock.stopped is None and clock.superseded is None
        if open_ and clock.about == request.about and clock.due and "advice" in clock.rule:
            late = clock.state is State.LATE
            label = "It was due by" if late else "It is due by"
            return (KeyDates(dates=(KeyDate(label=label, on=clock.due, code=clock.rule),)),)
    return ()

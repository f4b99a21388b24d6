"""What every command about advice shares: the step kept, the move, the clock, the audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from goldenthread.access.models import Post
from goldenthread.access.rules import Asker
from goldenthread.assessment.models import AdviceRequest, AdviceStep
from goldenthread.assessment.rules.advice import AdviceState, WrongAnswer, check_move
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.law.events import EventKind as K
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.timeline import commands as timeline
from goldenthread.timeline.models import Event
from goldenthread.timeline.rules.history import LONDON

REASON_LENGTH = 10


class WrongRequest(WrongAnswer):
    """Advice cannot be asked for, handed on or used as asked; the message says what to do."""


def day_of(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def wrote(request: AdviceRequest, purpose: str) -> None:
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=request.child_id,
            area_id=request.area_id,
            purpose=purpose,
        )
    )


def step(
    request: AdviceRequest,
    kind: str,
    *,
    key: str,
    by: Asker,
    at: datetime,
    words: str = "",
    to_post: Post | None = None,
) -> bool:
    """Write down one thing done, once for its key; return whether it was new."""
    _, made = AdviceStep.objects.get_or_create(
        request=request,
        key=key,
        defaults={
            "area_id": request.area_id,
            "child_id": request.child_id,
            "kind": kind,
            "on": day_of(at),
            "at": at,
            "post_id": timeline.acting_post(by, request.area_id),
            "to_post": to_post,
            "words": words,
        },
    )
    return made


def move(request: AdviceRequest, to: AdviceState, **fields: object) -> None:
    check_move(AdviceState(request.state), to)
    request.state = to
    for name, value in fields.items():
        setattr(request, name, value)
    request.save(update_fields=["state", *fields])


def tell_clock(
    request: AdviceRequest, kind: K, on: date, by: Asker, at: datetime, facts: Mapping[str, str]
) -> Event:
    return timeline.record(
        kind,
        area_id=request.area_id,
        child_id=request.child_id,
        case_type="assessment",
        case_id=request.assessment_id,
        on=on,
        by=by,
        at=at,
        facts={"about": request.about, **facts},
    )


def check_words(texts: Iterable[str], child: Child, at: datetime) -> None:
    """:raises NamesAPlace: if a text gives away where a restricted child is (rule 18)"""
    people.check_free_text(" ".join(texts), child, on=day_of(at))

"""The letters about advice: the request itself, and each chase, to whoever is to answer.

Law: SEND Regulations 2014 regs 6 and 8. Each says what is asked, and the last day that the
adviser's own clock gives; it names nothing else about the child. Somebody with an account is told
by email that it is there. Where nobody holds a request it goes to the body that was asked, or to
those who lead the service and hand its work out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from goldenthread.access.rules import Asker, Permission
from goldenthread.assessment.commands.advice.shared import day_of
from goldenthread.assessment.models import AdviceRequest
from goldenthread.assessment.queries.advisers import adviser_words, leaders_of
from goldenthread.assessment.rules.advice import ADVISERS, Adviser, Bound
from goldenthread.assessment.rules.advice_notices import adviser_asked, adviser_chased
from goldenthread.documents.content import Block, KeyDate
from goldenthread.law.clocks import State
from goldenthread.letters import commands as letters
from goldenthread.letters.queries import keys_taken, professional, setting
from goldenthread.letters.rules.content import Content, Piece
from goldenthread.letters.rules.recipients import Recipient
from goldenthread.people.queries import display_name
from goldenthread.timeline.queries import ClockRow, clocks_of_case
from goldenthread.ui.words import long_date


def send_requests(
    requests: Sequence[AdviceRequest],
    *,
    by: Asker,
    at: datetime,
    right: Permission = Permission.CASE_CHANGE,
) -> int:
    """Send the request itself to each adviser of some requests of one case; return how many.

    One letter a reader and request: handed on, it goes to the new one; handed back, it does not go
    again. The family is invited by its own notice. A request that nobody holds and no service leads
    waits until it is handed to somebody.
    """
    asked = [each for each in requests if each.bound != Bound.INVITED]
    if not asked:
        return 0
    first, on = asked[0], day_of(at)
    clocks = clocks_of_case(first.area_id, "assessment", first.assessment_id, today=on)
    outgoing = [
        _request_letter(each, reader, _clock(each, clocks))
        for each in asked
        for reader in readers_of(each, on)
    ]
    taken = keys_taken(first.area_id, [each.key for each in outgoing])
    new = [each for each in outgoing if each.key not in taken]
    if new:
        letters.send_together(
            new,
            child=first.child,
            case=letters.CaseRef(type="assessment", id=first.assessment_id),
            decided_date=on,
            by=by,
            at=at,
            right=right,
        )
    return len(new)


def _request_letter(
    request: AdviceRequest, reader: Recipient, clock: ClockRow | None
) -> letters.Outgoing:
    spec = ADVISERS[Adviser(request.adviser)]
    blocks = adviser_asked(
        child=display_name(request.child),
        title=spec.title,
        asks_for=spec.asks_for,
        letter=spec.letter,
        bound=Bound(request.bound),
        dates=_dates(clock, "Please answer by"),
    )
    return letters.Outgoing(
        kind="advice-request",
        content=_content("Please give advice", blocks, request),
        key=f"advice/{request.pk}/request/{reader.key}",
        to=(reader,),
    )


def remind(request: AdviceRequest, *, key: str, by: Asker, at: datetime, words: str = "") -> bool:
    """Send the letter of one chase; False when nobody is there to send it to.

    `key` names the chase: the same one is sent once.
    """
    on = day_of(at)
    readers = readers_of(request, on)
    if not readers:
        return False
    clocks = clocks_of_case(request.area_id, "assessment", request.assessment_id, today=on)
    clock = _clock(request, clocks)
    late = clock is not None and clock.state is State.LATE
    blocks = adviser_chased(
        child=display_name(request.child),
        adviser=adviser_words(request.about),
        asked=long_date(request.asked_date),
        words=words,
        dates=_dates(clock, "It was due by" if late else "It is due by"),
    )
    letters.send(
        kind="advice-chase",
        child=request.child,
        case=letters.CaseRef(type="assessment", id=request.assessment_id),
        content=_content("Your advice is awaited", blocks, request),
        key=f"advice/{request.pk}/{key}",
        decided_date=on,
        by=by,
        at=at,
        to=readers,
    )
    return True


def readers_of(request: AdviceRequest, on: date) -> tuple[Recipient, ...]:
    """Return who a request's letters go to: its holder, else the body asked, else who leads."""
    if request.post is not None and request.post.user_id is not None:
        return (professional(request.post.user_id, request.post.user.name, by_email=True),)
    if request.organisation is not None:
        name = request.service or request.organisation.name
        return (setting(request.organisation_id or 0, name),)
    leaders = leaders_of(Adviser(request.adviser), request.area_id, on=on)
    return tuple(professional(user, name, by_email=True) for user, name in leaders)


def _content(title: str, blocks: tuple[Block, ...], request: AdviceRequest) -> Content:
    return Content(
        title=title,
        pieces=(Piece(blocks=blocks),),
        sender=(f"{request.child.area.name} council's SEND team",),
        reference=f"A{request.assessment_id}",
    )


def _clock(request: AdviceRequest, clocks: Sequence[ClockRow]) -> ClockRow | None:
    """Return the adviser's own clock, where it still runs."""
    for clock in clocks:
        runs = clock.stopped is None and clock.superseded is None and clock.due is not None
        if runs and clock.about == request.about and "advice" in clock.rule:
            return clock
    return None


def _dates(clock: ClockRow | None, label: str) -> tuple[KeyDate, ...]:
    if clock is None or clock.due is None:
        return ()
    return (KeyDate(label=label, on=clock.due, code=clock.rule),)

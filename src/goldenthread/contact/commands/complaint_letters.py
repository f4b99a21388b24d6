"""A complaint's letters: to whoever complained, and to nobody else, with the law's own days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.utils import timezone

from goldenthread.access.rules import Asker
from goldenthread.contact.models import Complaint, Stage
from goldenthread.contact.rules import Refused
from goldenthread.contact.rules import complaints as rules
from goldenthread.contact.rules.complaint_letters import Blocks, Told, services
from goldenthread.contact.rules.complaints import Sort
from goldenthread.documents.content import KeyDate
from goldenthread.letters import commands as letters
from goldenthread.letters.queries.readers import readers_of
from goldenthread.letters.rules.content import Content, Piece
from goldenthread.letters.rules.recipients import Reader, Recipient
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.timeline import queries as spine
from goldenthread.timeline.queries import ClockRow

FORM_LATER = "It goes at once so that no day is lost. The form that is needed follows."


class LastDays(StrEnum):
    """Which last days a letter prints."""

    REPLY = "reply"  # by when this stage is answered
    PUT_OFF = "put-off"
    NEXT = "next"  # by when the family may go further


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One letter to be sent."""

    kind: str
    title: str
    key: str
    blocks: Callable[[Told], Blocks]
    days: LastDays


def complainant_of(child: Child, adult_id: int | None, own: Asker | None, *, on: date) -> Recipient:
    """Return who complains, as the letters know them: an adult of the child, or the young person.

    :raises Refused: if nobody recorded for the child is meant
    """
    everyone = readers_of(child, on=on)
    if own is not None:
        mine = [each for each in everyone if each.user_id and each.user_id == own.user_id]
        if mine:
            return mine[0]
        if own.user_id is None or not child.standing.own:
            raise Refused("We cannot see how you are linked to this child. Write us a message.")
    for each in everyone:
        if adult_id is not None and each.adult_id == adult_id:
            return each
        if adult_id is None and each.reader is Reader.YOUNG_PERSON:
            return each
    raise Refused("Choose who complains from those recorded for the child.")


def send_letter(
    made: Complaint,
    stage: Stage,
    rule: rules.StageRule,
    written: Written,
    *,
    by: Asker,
    at: datetime,
) -> None:
    """Write one letter of a complaint and put it in the outbox, for whoever complained alone.

    :raises Refused: if they are no longer recorded for the child, or the letter would be held
    """
    on = timezone.localdate(at)
    child = made.child
    people.check_free_text(f"{stage.answer}\n{stage.remedy}\n{stage.understood}", child, on=on)
    reader = complainant_of(child, made.adult_id, None, on=on)
    told = Told(
        reference=made.reference,
        stage=rule.title,
        sort=Sort(made.sort),
        signed=by.name,
        council=f"{child.area.name} council's SEND team",
        dates=days_of(made, stage, rule, written.days, today=on),
    )
    sent = letters.send(
        kind=written.kind,
        child=child,
        case=letters.CaseRef(type="complaint", id=made.pk),
        content=Content(
            title=written.title,
            pieces=(Piece(blocks=written.blocks(told)),),
            sender=(told.council,),
            reference=made.reference,
            services=tuple(services()),
        ),
        key=written.key,
        decided_date=on,
        by=by,
        at=at,
        to=(reader,),
        format_reasons={reader.key: FORM_LATER} if reader.needs else {},
    )
    if sent.copies.filter(holds__isnull=False, holds__settled_at__isnull=True).exists():
        raise Refused(
            "The letter would be held back, since its words may give somebody away. Change them "
            "and send it again. Nothing was recorded."
        )


def days_of(
    made: Complaint, stage: Stage, rule: rules.StageRule, wanted: LastDays, *, today: date
) -> tuple[KeyDate, ...]:
    """Return the last days a letter prints: each from a clock, none worked out here."""
    clocks = spine.clocks_of_case(made.area_id, "complaint", made.pk, today=today)
    running = [each for each in clocks if each.due and not each.stopped and not each.superseded]
    here = rules.about(stage.number)
    if wanted is LastDays.PUT_OFF:
        assert stage.extended_date is not None
        return (KeyDate(label="You hear from us by", on=stage.extended_date, code=rule.rule),)
    if wanted is LastDays.REPLY:
        ours = [each for each in running if each.rule == rule.rule and each.about.startswith(here)]
        return _dated("We answer by", ours)
    further = rules.about(stage.number + 1)
    panel = [each for each in running if each.about == further]
    ombudsman = [each for each in running if each.rule == "cmp-lgsco"]
    return (*_dated("Ask for a panel by", panel), *_dated("Ask the Ombudsman by", ombudsman))


def _dated(label: str, clocks: list[ClockRow]) -> tuple[KeyDate, ...]:
    return tuple(
        KeyDate(label=label, on=each.due, code=each.rule) for each in clocks if each.due is not None
    )

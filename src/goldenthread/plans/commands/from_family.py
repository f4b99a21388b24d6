"""What a family says of the draft they were sent, from their own page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.people import queries as people
from goldenthread.plans.commands.reaching import CannotWrite, own, wrote
from goldenthread.plans.models import DraftComment, DraftStage, PlanDraft
from goldenthread.plans.rules.sections import SECTIONS

MOST_WORDS = 4_000  # characters in one comment
CHANNEL = "portal"


class Asks(StrEnum):
    """What a family wants by a comment; both sides read it before the words."""

    COMMENT = "COMMENT"
    CHANGE = "CHANGE"
    WRONG = "WRONG"
    MEETING = "MEETING"
    SETTING = "SETTING"
    BUDGET = "BUDGET"


SAYS: Mapping[Asks, str] = {
    Asks.COMMENT: "",
    Asks.CHANGE: "Please change this.",
    Asks.WRONG: "This is wrong.",
    Asks.MEETING: "I ask for a meeting.",
    Asks.SETTING: "I ask for this school or college.",
    Asks.BUDGET: "I ask about a personal budget.",
}
# What is asked of the plan as a whole stands with the section it belongs to.
STANDS_IN: Mapping[Asks, str] = {Asks.MEETING: "cover", Asks.SETTING: "I", Asks.BUDGET: "J"}


@transaction.atomic
def comment_as_family(
    draft_id: int,
    *,
    child_id: int,
    asks: Asks,
    text: str,
    section: str = "",
    row: str = "",
    by: Asker,
    on: date,
    at: datetime,
) -> DraftComment:
    """Keep what somebody of the family says of the draft that was sent; once, however often sent.

    Law: SEND Regulations 2014, reg 13(1)(a): representations, a meeting, a setting.

    :raises NotAllowed, NotFound: to somebody who may not see this plan or speak of it
    :raises CannotWrite: if nothing is said, or the draft is no longer with the family
    """
    child = people.get_child(
        child_id, by=by, to=Permission.FAMILY_SPEAK, on=on, purpose="plan-comment", lock=True
    )
    if not child.standing.plan or by.user_id is None:
        raise NotAllowed("You do not have permission to do this for this child.")
    draft = PlanDraft.objects.filter(area_id=child.area_id, child=child, pk=draft_id).first()
    if draft is None:
        raise NotFound("No such record.")
    if draft.stage != DraftStage.SERVED:
        raise CannotWrite("This draft is no longer with you. Ask the person you talk to.")
    words = "\n".join(part for part in (SAYS[asks], text.strip()) if part)
    if not words or (asks in (Asks.COMMENT, Asks.CHANGE, Asks.WRONG) and not text.strip()):
        raise CannotWrite("Write what you want to say.")
    if len(words) > MOST_WORDS:
        raise CannotWrite("This is too long. Make it shorter.")
    place = STANDS_IN.get(asks, section)
    if place not in SECTIONS:
        raise CannotWrite("Choose a line of the plan.")
    people.check_free_text(words, child, on=on)
    kept, new = DraftComment.objects.get_or_create(
        **own(draft),
        section=place,
        row=row if asks not in STANDS_IN else "",
        voice=_voice(child.standing.own, by),
        said_by=by.name,
        said_date=on,
        channel=CHANNEL,
        text=words,
        written_by_id=by.user_id,
        defaults={"written_at": at},
    )
    if new:
        wrote(child, "plan-comment")
    return kept


def _voice(own_record: bool, by: Asker) -> str:
    return DraftComment.Voice.YOUNG_PERSON if own_record else DraftComment.Voice.PARENT

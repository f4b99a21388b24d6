"""You said, we did, you confirmed: where an item stands, and when it may end (S51)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from goldenthread.heard.rules.intervals import interval

HALF = 50  # per cent


class Helped(StrEnum):
    """What a family says of what was done."""

    YES = "YES"
    PARTLY = "PARTLY"
    NO = "NO"


HELPED_WORDS: Mapping[Helped, str] = {
    Helped.YES: "Yes, it helped",
    Helped.PARTLY: "It helped a bit",
    Helped.NO: "No, it did not help",
}


class Stands(StrEnum):
    """Where an item stands, as its page says it."""

    OPEN = "OPEN"  # we have not said what we do
    ASKING = "ASKING"  # done, and families are asked whether it helped
    CONFIRMED = "CONFIRMED"  # families said that it helped
    NO_CHANGE = "NO_CHANGE"  # nothing changes, and why is published


STANDS_WORDS: Mapping[Stands, str] = {
    Stands.OPEN: "We have not answered yet",
    Stands.ASKING: "Done. Did it help?",
    Stands.CONFIRMED: "You said it helped",
    Stands.NO_CHANGE: "No change, and why",
}


class NotEnded(ValueError):
    """An item cannot end yet; the message says why."""


def stands(*, did: str, why_not: str, agreed_on: date | None) -> Stands:
    """Say where an item stands. What was done is never enough: families must say it helped."""
    if why_not:
        return Stands.NO_CHANGE
    if not did:
        return Stands.OPEN
    return Stands.CONFIRMED if agreed_on else Stands.ASKING


def check_may_end(*, helped: int | None, others: int | None) -> tuple[int, int]:
    """Check that released counts carry an end: nothing hidden, and surely more than half.

    :raises NotEnded: if they do not
    """
    if helped is None or others is None:
        raise NotEnded("Too few families have said whether it helped.")
    sure = interval(helped, helped + others)
    if sure is None or sure.low <= HALF:
        raise NotEnded("Too few of them say that it helped. Look at it again.")
    return helped, others

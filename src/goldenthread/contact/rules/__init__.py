"""What a message is, how soon it is answered, to whom it goes, and when it may be closed.

Plain Python. The working days are the partnership's own promise; they are counted by `law`.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from goldenthread.law.calendar import working_day_on_or_after, working_days_after


class Channel(StrEnum):
    """How a message came, or went."""

    PORTAL = "PORTAL"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    LETTER = "LETTER"
    TEXT = "TEXT"
    MEETING = "MEETING"


class Kind(StrEnum):
    """What a message is about, which says how soon it is answered."""

    QUESTION = "QUESTION"
    NEWS = "NEWS"
    UNHAPPY = "UNHAPPY"
    STRUGGLING = "STRUGGLING"


class State(StrEnum):
    """Where a message stands, in words both sides see."""

    OPEN = "OPEN"  # we owe an answer
    ANSWERED = "ANSWERED"
    NOT_OURS = "NOT_OURS"  # an advertisement, a machine's answer, a message for somebody else


class Way(StrEnum):
    """Which way one message of a conversation went."""

    IN = "IN"
    OUT = "OUT"
    NOTE = "NOTE"  # between colleagues


CHANNELS: Mapping[Channel, str] = {
    Channel.PORTAL: "This site",
    Channel.EMAIL: "Email",
    Channel.PHONE: "Phone call",
    Channel.LETTER: "Letter",
    Channel.TEXT: "Text message",
    Channel.MEETING: "Meeting",
}
KINDS: Mapping[Kind, str] = {
    Kind.QUESTION: "A question",
    Kind.NEWS: "News about the child",
    Kind.UNHAPPY: "Something is wrong",
    Kind.STRUGGLING: "The family is struggling",
}
STATES: Mapping[State, str] = {
    State.OPEN: "Waiting for our answer",
    State.ANSWERED: "Answered",
    State.NOT_OURS: "Closed without an answer",
}
# Working days until the answer, where the partnership has set none of its own.
DAYS: Mapping[Kind, int] = {
    Kind.QUESTION: 5,
    Kind.NEWS: 5,
    Kind.UNHAPPY: 3,
    Kind.STRUGGLING: 1,
}
# Who wrote, where their number or address is kept with a restricted location (trust rule 17).
HIDDEN_SENDER = "Somebody whose number is restricted: ask the privacy officer"
MOST_DAYS = 20  # a promise later than this is none
RISES_AFTER = timedelta(hours=2)  # a struggling family nobody has taken on goes to a manager
QUIET_AFTER_DAYS = 90  # a child with no contact for this long is on the nightly list
QUIET_PLAN_DAYS = 365  # and one whose only business with us is a plan that is reviewed each year


class Refused(ValueError):
    """This cannot be done with a message; the words say what to do instead."""


def promised_by(kind: Kind, received: date, days: int | None = None) -> date:
    """Return the last day for an answer, so many working days after a message came.

    :raises Refused: if the days are not between 1 and 20
    """
    chosen = DAYS[kind] if days is None else days
    if not 1 <= chosen <= MOST_DAYS:
        raise Refused(f"Promise an answer within 1 to {MOST_DAYS} working days.")
    return working_days_after(received, chosen)


def spoken_to_by(received: date) -> date:
    """Return the day on which a struggling family is spoken to: the same, if it is worked."""
    return working_day_on_or_after(received)


LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that reads like another


def new_reference() -> str:
    """Return a reference that says nothing of anybody, and is read out without mistakes."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Somebody who could be given a message."""

    post: int
    open: int  # messages they hold that wait for an answer
    caseload: bool = False  # the child is theirs already
    manager: bool = False


def stand_in(post: int | None, leave: Mapping[int, int | None]) -> int | None:
    """Return who covers for a post that is away, or for whoever covers for it; None: nobody does.

    `leave` says of each post that is away who covers, if anybody.
    """
    asked = set()
    while post is not None and post in leave and post not in asked:
        asked.add(post)
        post = leave[post]
    return post if asked and post not in asked else None


def next_owner(
    owners: Iterable[Owner],
    *,
    away: Collection[int] = (),
    manager: bool = False,
    covering: Collection[int] = (),
) -> int | None:
    """Choose who answers: who covers, else whoever knows the child, else whoever holds least.

    Nobody who is away. With `manager`, a manager before anybody else. None only when everybody is
    away.
    """
    here = [each for each in owners if each.post not in away]
    order = sorted(
        here,
        key=lambda each: (
            manager and not each.manager,
            each.post not in covering,
            not manager and not each.caseload,
            not manager and each.manager,
            each.open,
            each.post,
        ),
    )
    return order[0].post if order else None


def check_closable(ways: Sequence[Way], *, about_a_child: bool = True, because: str = "") -> None:
    """Check that a conversation may be closed: whoever wrote about a child has been answered.

    Once they have, a further word ("thank you") may be let be, with a reason. What is about no
    child (an advertisement, a message for somebody else) needs a reason alone.

    :raises Refused: if nobody has answered, or no reason is given
    """
    spoken = [way for way in ways if way is not Way.NOTE]
    if spoken and spoken[-1] is Way.OUT:
        return
    if about_a_child and Way.OUT not in spoken:
        raise Refused(
            "Nobody has answered this yet, and it is about a child. Answer it first: that nothing "
            "needs doing is an answer too."
        )
    if not because.strip():
        raise Refused(
            "Nobody has answered this yet. Answer it first, or say why it needs no answer."
        )


def has_to_rise(*, urgent_since: datetime | None, triaged: bool, risen: bool, at: datetime) -> bool:
    """Say whether a struggling family has waited long enough for it to go to a manager."""
    if urgent_since is None or triaged or risen:
        return False
    return at - urgent_since >= RISES_AFTER

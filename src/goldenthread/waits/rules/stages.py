"""Where a referral can stand, what may be done with it there, and whose turn it is.

Plain Python. Each act is one event; the tables below are all that a command asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from goldenthread.law.limits import Owner


class Stage(StrEnum):
    """Where a referral stands."""

    RECEIVED = "RECEIVED"
    RETURNED = "RETURNED"  # something is missing, and was asked for
    WAITING = "WAITING"  # accepted, on the list
    OFFERED = "OFFERED"  # has an appointment
    SEEN = "SEEN"
    TREATED = "TREATED"
    MONITORED = "MONITORED"  # watched, no treatment now
    DISCHARGED = "DISCHARGED"
    WITHDRAWN = "WITHDRAWN"
    MOVED_ON = "MOVED_ON"  # another provider has accepted the child


class Act(StrEnum):
    """What may be done with a referral."""

    ACCEPT = "accept"
    RETURN = "return"
    COMPLETE = "complete"  # what was missing has come
    TRIAGE = "triage"
    OFFER = "offer"
    NOT_BROUGHT = "not-brought"
    SEE = "see"
    TREAT = "treat"
    MONITOR = "monitor"
    DISCHARGE = "discharge"
    WITHDRAW = "withdraw"
    TRANSFER = "transfer"
    CHECK = "check"  # is it still wanted
    REVIEW = "review"  # a clinician looks at a long wait
    CONTACT = "contact"
    EQUIP = "equip"


S = Stage
ON_LIST = frozenset({S.RECEIVED, S.RETURNED, S.WAITING, S.OFFERED})
OPEN = ON_LIST | {S.SEEN, S.TREATED, S.MONITORED}
ENDED = frozenset({S.DISCHARGED, S.WITHDRAWN, S.MOVED_ON})

# From where each act may be done, and where it leads; none leaves the stage as it was.
MOVES: Mapping[Act, tuple[frozenset[Stage], Stage | None]] = {
    Act.ACCEPT: (frozenset({S.RECEIVED}), S.WAITING),
    Act.RETURN: (frozenset({S.RECEIVED}), S.RETURNED),
    Act.COMPLETE: (frozenset({S.RETURNED}), S.RECEIVED),
    Act.TRIAGE: (ON_LIST, None),
    Act.OFFER: (frozenset({S.WAITING, S.OFFERED, S.SEEN, S.MONITORED}), None),
    Act.NOT_BROUGHT: (frozenset({S.OFFERED, S.SEEN, S.MONITORED}), None),
    Act.SEE: (frozenset({S.WAITING, S.OFFERED}), S.SEEN),
    Act.TREAT: (frozenset({S.WAITING, S.OFFERED, S.SEEN, S.MONITORED}), S.TREATED),
    Act.MONITOR: (frozenset({S.WAITING, S.OFFERED, S.SEEN}), S.MONITORED),
    Act.DISCHARGE: (OPEN - {S.RETURNED}, S.DISCHARGED),
    Act.WITHDRAW: (OPEN, S.WITHDRAWN),
    Act.TRANSFER: (OPEN, None),
    Act.CHECK: (ON_LIST, None),
    Act.REVIEW: (ON_LIST, None),
    Act.CONTACT: (OPEN, None),
    Act.EQUIP: (OPEN, None),
}

STAGE_NAMES: Mapping[Stage, str] = {
    S.RECEIVED: "Referral received",
    S.RETURNED: "Waiting for information",
    S.WAITING: "On the list",
    S.OFFERED: "Appointment offered",
    S.SEEN: "Seen",
    S.TREATED: "Being treated",
    S.MONITORED: "Being watched",
    S.DISCHARGED: "Discharged",
    S.WITHDRAWN: "Withdrawn",
    S.MOVED_ON: "With another provider",
}
WAITS_ON: Mapping[Stage, str] = {
    S.RECEIVED: str(Owner.HEALTH),
    S.RETURNED: "referrer",
    S.WAITING: str(Owner.HEALTH),
    S.OFFERED: str(Owner.FAMILY),
    S.SEEN: str(Owner.HEALTH),
    S.TREATED: str(Owner.HEALTH),
    S.MONITORED: str(Owner.HEALTH),
    S.DISCHARGED: "",
    S.WITHDRAWN: "",
    S.MOVED_ON: "",
}


class Priority(StrEnum):
    """How soon a child is to be seen: a clinician's decision, never a sum's."""

    AT_ONCE = "1-AT-ONCE"
    SOON = "2-SOON"
    ROUTINE = "3-ROUTINE"


PRIORITY_NAMES: Mapping[Priority, str] = {
    Priority.AT_ONCE: "At once",
    Priority.SOON: "Soon",
    Priority.ROUTINE: "In turn",
}


class Level(StrEnum):
    """How bad a thing is, as the family or school tells it; kept in order."""

    NONE = "0-NONE"
    SOME = "1-SOME"
    MUCH = "2-MUCH"
    DANGER = "3-DANGER"


LEVEL_NAMES: Mapping[Level, str] = {
    Level.NONE: "No worse",
    Level.SOME: "Harder than before",
    Level.MUCH: "Much harder",
    Level.DANGER: "Not safe",
}
# What an update tells of; the first two put it before a person, the others help to understand it.
UPDATE_PARTS = ("distress", "safety", "sleep", "attendance")


class Ending(StrEnum):
    """Why a referral ended without the child being seen, or after."""

    DONE = "done"
    NOT_NEEDED = "not-needed"
    DECLINED = "declined"
    NOT_WANTED = "not-wanted"
    MOVED_AWAY = "moved-away"
    TOO_OLD = "too-old"
    DUPLICATE = "duplicate"
    NOT_BROUGHT = "not-brought"
    WRONG_SERVICE = "wrong-service"


ENDING_NAMES: Mapping[Ending, str] = {
    Ending.DONE: "The work is done",
    Ending.NOT_NEEDED: "No treatment is needed",
    Ending.DECLINED: "The family said no to treatment",
    Ending.NOT_WANTED: "The family no longer wants it",
    Ending.MOVED_AWAY: "The family has moved away",
    Ending.TOO_OLD: "The young person is now too old for the service",
    Ending.DUPLICATE: "The child is on this list twice",
    Ending.NOT_BROUGHT: "Not brought, and safe to end after a check",
    Ending.WRONG_SERVICE: "Another service is the right one",
}


class WrongStage(ValueError):
    """What was asked cannot be done where the referral stands."""


def after(act: Act, now: Stage) -> Stage:
    """Return where an act leads from a stage.

    :raises WrongStage: if it may not be done there
    """
    allowed, leads = MOVES[act]
    if now not in allowed:
        raise WrongStage(
            f"A referral that is “{STAGE_NAMES[now]}” cannot be given this step. "
            "Look again: somebody may have moved it on."
        )
    return now if leads is None else leads


def acts_at(now: Stage) -> tuple[Act, ...]:
    """Return what may be done with a referral at a stage, in the order of a day's work."""
    return tuple(act for act, (allowed, _) in MOVES.items() if now in allowed)

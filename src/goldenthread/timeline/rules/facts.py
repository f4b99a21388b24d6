"""What an event may say besides its date: codes and references, never words about a child."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any

from goldenthread.law.events import AREA_CASES, DelayCause, EventKind, Order, Phase
from goldenthread.law.limits import Owner, TimeLimit, entries


class BadEvent(ValueError):
    """An event that the timeline will not keep; the message says which part and why."""


CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
CHILD_OR_NONE = {True: "a child: name the child", False: "no child: name none"}
KEY = re.compile(r"[!-\"$-~]{1,200}")  # printable, without blanks and without #


def _is_code(value: object) -> bool:
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def _is_reference(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_day(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


Shape = tuple[str, Callable[[object], bool]]
A_CODE: Shape = ("a code", _is_code)
A_REFERENCE: Shape = ("the number of a record", _is_reference)
A_COUNT: Shape = ("a whole number", _is_count)
A_FLAG: Shape = ("true or false", _is_flag)
A_DAY: Shape = ("a date, written 2026-01-31", _is_day)
A_TURN: Shape = ("one of those who can owe something", frozenset(map(str, Owner)).__contains__)


def one_of(values: type[StrEnum]) -> Shape:
    """Return the shape of a fact with a fixed list of values."""
    return f"one of: {', '.join(values)}", frozenset(map(str, values)).__contains__


# What any event may say. A notice carries four dates: its `on` is the one the law runs from.
COMMON: Mapping[str, Shape] = {
    "about": A_CODE,  # which adviser, setting or service
    "waiting_on": A_TURN,  # whose turn it now is
    "record": A_REFERENCE,  # the row this is about: a letter, a version, a meeting
    "source": A_CODE,  # the form or file it came from
    "channel": A_CODE,  # post, email, portal, hand, telephone
    "decided": A_DAY,
    "sent": A_DAY,
    "served": A_DAY,
    "seen": A_DAY,
    "born": A_DAY,  # what some rules count with, beside the start
    "reviewed": A_DAY,
    "certificate": A_DAY,
    "move": A_DAY,
}
A_PHASE, AN_ORDER = one_of(Phase), one_of(Order)
A_GROUND: Mapping[str, Shape] = {"ground": A_CODE}
A_SET_DAY: Mapping[str, Shape] = {"by": A_DAY, "final_by": A_DAY}
AN_AREA: Mapping[str, Shape] = {"area": A_REFERENCE}
OWN: Mapping[EventKind, Mapping[str, Shape]] = {
    EventKind.ASSESSMENT_REFUSED: A_GROUND,
    EventKind.ISSUE_REFUSED: A_GROUND,
    EventKind.REASSESSMENT_REFUSED: A_GROUND,
    EventKind.SETTING_ANSWERED: {"answer": A_CODE},
    EventKind.EXCEPTION_RECORDED: {
        "rule": A_CODE,
        "ground": A_CODE,
        "approver": A_REFERENCE,
        "evidence": A_REFERENCE,
    },
    EventKind.EXCEPTION_CHECKED: {"rule": A_CODE, "ground": A_CODE},
    EventKind.EXCEPTION_ENDED: {"rule": A_CODE, "ground": A_CODE},
    EventKind.PHASE_EXPECTED: {"phase": A_PHASE},
    EventKind.PHASE_NAMED: {"phase": A_PHASE},
    EventKind.PLAN_CEASED: A_GROUND,
    EventKind.PLAN_TRANSFERRED: AN_AREA,
    EventKind.PLAN_RECEIVED: AN_AREA,
    EventKind.MOVE_KNOWN: AN_AREA,
    EventKind.CHILD_MOVED_IN: AN_AREA,
    EventKind.CHILD_MOVED_OUT: AN_AREA,
    EventKind.NOTICE_SENT: {"decision": A_CODE},
    EventKind.MEDIATION_CERTIFIED: {"decision": A_CODE},
    EventKind.MEDIATION_AGREED: {"order": AN_ORDER, **A_SET_DAY},
    EventKind.APPEAL_RECEIVED: A_SET_DAY,
    EventKind.RECOMMENDATION_MADE: A_SET_DAY,
    EventKind.APPEAL_CONCEDED: {"order": AN_ORDER, **A_SET_DAY},
    EventKind.ORDER_MADE: {"order": AN_ORDER, **A_SET_DAY},
    EventKind.WAIT_REMOVED: A_GROUND,
    EventKind.NAVIGATOR_CHANGED: A_GROUND,
    EventKind.NAVIGATOR_ENDED: A_GROUND,
    EventKind.REFERRAL_RETURNED: A_GROUND,
    EventKind.WAIT_TRIAGED: A_GROUND,
    EventKind.TRANSFER_ANSWERED: A_GROUND,
    EventKind.WAIT_UPDATE_DECIDED: A_GROUND,
    EventKind.LIST_CHECKED: A_GROUND,
    EventKind.CASE_ALLOCATED: {"post": A_REFERENCE},
    EventKind.STAGE_REACHED: {"stage": A_CODE},
    EventKind.CASE_CLOSED: A_GROUND,
    EventKind.MILESTONE_SET: A_SET_DAY,
    EventKind.CHALLENGE_ASKED: A_SET_DAY,
    EventKind.CONTACT_RECEIVED: A_SET_DAY,
    EventKind.CONTACT_URGENT: A_SET_DAY,
    EventKind.DELAY_EXPLAINED: {"rule": A_CODE, "cause": one_of(DelayCause), "expected": A_DAY},
}


@cache
def read_by_law() -> Mapping[str, Mapping[str, Shape]]:
    """Return, for each kind, the facts by which the law's own limits tell cases apart."""
    found: dict[str, dict[str, Shape]] = {}
    limits = (each for each in entries() if isinstance(each, TimeLimit))
    for limit in (clock for each in limits for clock in each.clocks()):
        told = [(kind, wanted[0]) for wanted in (limit.only_if, limit.unless) if wanted
                for kind in limit.starts]  # fmt: skip
        if limit.gate:
            told.append(limit.gate[:2])
        for kind, name in told:
            found.setdefault(str(kind), {})[name] = A_CODE
    return found


WITHDRAWAL: Mapping[str, Shape] = {"reason": A_CODE}
# Things that may be written down before their day.
AHEAD = frozenset(
    {
        EventKind.REVIEW_SET,
        EventKind.PHASE_EXPECTED,
        EventKind.CHILD_MOVED_IN,
        EventKind.CHILD_MOVED_OUT,
        EventKind.OFFSITE_SET,
    }
)


def check_kind(kind: str) -> EventKind:
    """Return the kind of event meant.

    :raises BadEvent: if the law knows no such kind
    """
    try:
        return EventKind(kind)
    except ValueError:
        raise BadEvent(f"There is no kind of event called {kind!r}.") from None


def check_facts(kind: EventKind, facts: Mapping[str, Any], *, withdraws: bool = False) -> None:
    """Check that an event says only what its kind may say, in the right shape.

    :raises BadEvent: naming the fact that is not allowed or has the wrong shape
    """
    if not facts:
        return
    read = read_by_law().get(kind, {})
    allowed = WITHDRAWAL if withdraws else {**read, **COMMON, **OWN.get(kind, {})}
    for name, value in facts.items():
        if name not in allowed:
            raise BadEvent(f"An event {kind} has no fact called {name!r}.")
        wanted, fits = allowed[name]
        if not fits(value):
            raise BadEvent(f"In an event {kind}, {name!r} must be {wanted}.")


def check_day(kind: EventKind, on: date, recorded: date) -> None:
    """Check that a thing is not said to have happened after the day it was recorded.

    :raises BadEvent: if it is; a stop dated ahead would hide a promise that is still open
    """
    if on > recorded and kind not in AHEAD:
        raise BadEvent(f"An event {kind} cannot be dated {on}, after it was recorded ({recorded}).")


def check_key(key: str) -> None:
    """Check that a key is short, plain, and leaves # to the timeline.

    :raises BadEvent: if it is not
    """
    if not KEY.fullmatch(key):
        raise BadEvent("A key is 1 to 200 plain characters, with no blank and no #.")


def check_case(case_type: str, case_id: int, child_id: int | None) -> None:
    """Check that a case is named by a type and a number, and is a child's or of a type that is not.

    :raises BadEvent: if it is not
    """
    if not (_is_code(case_type) and _is_reference(case_id)):
        raise BadEvent("A case is named by its type and its number.")
    if (child_id is None) != (case_type in AREA_CASES):
        raise BadEvent(f"A case of type {case_type} is about {CHILD_OR_NONE[child_id is None]}.")

"""Requests for information: by which right each goes, what may be done next, how long it may take.

Plain Python. The days are the law's (`law.entries.s12_complaints`); none is chosen here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goldenthread.contact.rules import Refused
from goldenthread.law import limits


class Right(StrEnum):
    """By which right somebody asks."""

    OWN = "OWN"
    SCHOOL = "SCHOOL"
    PUBLIC = "PUBLIC"
    PLACE = "PLACE"


class State(StrEnum):
    """Where a request stands."""

    OPEN = "OPEN"
    HELD = "HELD"  # we wait for proof of who asks, or for what they mean
    GIVEN = "GIVEN"
    PARTLY = "PARTLY"  # given, with something left out and the reason said
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class Waiting(StrEnum):
    """What we asked of whoever asked."""

    IDENTITY = "IDENTITY"
    MEANING = "MEANING"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightRule:
    """One right: the law's name for its route, and the rule its clock comes from."""

    route: str
    rule: str
    title: str


RIGHTS: Mapping[Right, RightRule] = {
    Right.OWN: RightRule(
        route="subject-access", rule="sar", title="What we hold about them or the child"
    ),
    Right.SCHOOL: RightRule(
        route="educational-record", rule="sar-edu", title="The child's school record"
    ),
    Right.PUBLIC: RightRule(
        route="freedom-of-information", rule="foi", title="How the council works (FOI)"
    ),
    Right.PLACE: RightRule(
        route="environmental-information", rule="eir", title="Surroundings and buildings (EIR)"
    ),
}
STATES: Mapping[State, str] = {
    State.OPEN: "Waiting for our answer",
    State.HELD: "Waiting for them",
    State.GIVEN: "Given",
    State.PARTLY: "Given in part",
    State.REFUSED: "Refused, with reasons",
    State.WITHDRAWN: "Withdrawn",
}
WAITING: Mapping[Waiting, str] = {
    Waiting.IDENTITY: "Proof of who they are",
    Waiting.MEANING: "What they mean",
}
ANSWERS = (State.GIVEN, State.PARTLY, State.REFUSED)
WAITS = (State.OPEN, State.HELD)


def may_pause(right: Right, on: date) -> bool:
    """Say whether the law stops a right's clock while we wait for whoever asked."""
    return limits.time_limit(RIGHTS[right].rule, on).paused is not None


def longest(right: Right, asked: date) -> date | None:
    """Return the last day to which an answer may be put off, counted from the request; or None."""
    more = limits.time_limit(RIGHTS[right].rule, asked).further
    return more[0].count.last_day(asked) if more else None


def check_hold(right: Right, state: State, on: date) -> None:
    """Check that a request may wait for whoever asked.

    :raises Refused: if the right has no pause, or it waits or is done already
    """
    if not may_pause(right, on):
        raise Refused("The law stops no clock for this kind of request. Answer it by its day.")
    if state is not State.OPEN:
        raise Refused(f"This request is not open: {STATES[state].lower()}.")


def check_resume(state: State, *, held: date | None, came: date, today: date) -> None:
    """Check that what we asked for came, on a day that can be.

    :raises Refused: if nothing was asked for, or the day is before that or still to come
    """
    if state is not State.HELD or held is None:
        raise Refused("Nothing was asked of them. There is nothing to wait for.")
    if not held <= came <= today:
        raise Refused("Enter a day from when we asked until today.")


def check_longer(
    right: Right, state: State, *, asked: date, due: date | None, until: date, today: date
) -> None:
    """Check that an answer may be put off until a day, and that they are told in time.

    :raises Refused: if the right allows no more time or not as much, or its day has passed
    """
    limit = longest(right, asked)
    if limit is None:
        raise Refused("The law allows no more time for this kind of request.")
    if state not in WAITS:
        raise Refused(f"This request is not open: {STATES[state].lower()}.")
    if due is not None and today > due:
        raise Refused("The day has passed: they had to be told before it. Answer now.")
    if until > limit or until <= (due or today):
        raise Refused(f"Choose a day after the one that stands, {limit:%d %B %Y} at the latest.")


def check_answer(state: State, outcome: State, words: str) -> None:
    """Check that a request may be answered so.

    :raises Refused: if it was answered, or what was given or the reasons are not said
    """
    if state not in WAITS:
        raise Refused(f"This request is not open: {STATES[state].lower()}.")
    if outcome not in ANSWERS:
        raise Refused("Choose what was given.")
    if not words.strip():
        raise Refused("Say what was given and how, and the reason for all that was not.")

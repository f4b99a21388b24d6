"""One clock as a person reads it: what is owed, by when, whose turn, under which rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from goldenthread.desk import rules
from goldenthread.law import limits
from goldenthread.law.clocks import State
from goldenthread.timeline.queries import ClockRow
from goldenthread.ui.words import distance, plain_date

OPEN = (State.RUNNING, State.LATE, State.NOT_STARTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A clock in words, for a table row or the "next" box."""

    child_id: int
    owed: str
    about: str
    due: date | None
    state: str
    force: str
    lawful_reason: str
    waiting_on: str
    rule: str
    law: str
    lapses: bool
    open: bool
    undated: str
    ended: str
    turn: str


@cache
def _rule(rule: str, version: date) -> limits.Entry:
    found = [entry for entry in limits.versions(rule) if entry.in_force_from == version]
    return found[0] if found else limits.versions(rule)[-1]


def promise(clock: ClockRow) -> Promise:
    """Say one clock as it stood on the day it was asked about."""
    entry = _rule(clock.rule, clock.version)
    waiting_on = rules.owner_words(clock.waiting_on or str(entry.owed_by))
    return Promise(
        child_id=clock.child_id,
        owed=entry.title,
        about=rules.about_words(clock.about),
        due=clock.due,
        state=str(clock.state),
        force=clock.force,
        lawful_reason=clock.lawful_reason,
        waiting_on=waiting_on,
        rule=clock.rule,
        law=rules.law_words(entry),
        lapses=clock.lapses,
        open=clock.state in OPEN,
        undated=f"No date: {clock.missing} not recorded" if clock.missing else "No date",
        ended=_ended(clock),
        turn=f"Waiting on {waiting_on}.",
    )


def _ended(clock: ClockRow) -> str:
    if clock.stopped and clock.due:
        late = clock.stopped > clock.due and not clock.lapses
        how = distance(clock.due, clock.stopped) if late else "in time"
        return f"{plain_date(clock.stopped)}, {how}"
    ended = clock.stopped or clock.superseded
    return plain_date(ended) if ended else ""

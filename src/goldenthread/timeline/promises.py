"""One clock as a person reads it: what is owed, by when, whose turn, under which rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from goldenthread.access.rules import Asker
from goldenthread.law import limits
from goldenthread.law.clocks import State
from goldenthread.timeline.queries import ClockRow
from goldenthread.timeline.rules import words
from goldenthread.ui.words import distance, plain_date

BINDING = ("MUST", "STANDARD")
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
    harm: int
    open: bool
    undated: str
    ended: str
    turn: str
    case_type: str = ""  # whose page leads on from it

    @property
    def late(self) -> bool:
        """Whether somebody owes this and its last day has passed."""
        return self.state == State.LATE

    @property
    def broken(self) -> bool:
        """Whether a duty or a standard stands broken: the only thing that is red."""
        return self.late and not self.lawful_reason and self.force in BINDING

    @property
    def pressing(self) -> tuple[int, date]:
        """What sorts promises as the worklist does: late MUSTs by harm, the rest by due date."""
        first = self.harm if self.late and self.force == "MUST" else -1
        return -first, self.due or date.max


@cache
def _rule(rule: str, version: date) -> limits.Entry:
    found = [entry for entry in limits.versions(rule) if entry.in_force_from == version]
    return found[0] if found else limits.versions(rule)[-1]


def promise(clock: ClockRow, by: Asker) -> Promise:
    """Say one clock as it stood on the day it was asked about, to somebody whose turn it may be."""
    entry = _rule(clock.rule, clock.version)
    turn = clock.waiting_on or str(entry.owed_by)
    held = next((post for post in by.posts if post.id == clock.owner_post), None)
    yours = held is not None and words.is_turn_of(held.role, turn)
    waiting_on = "you" if yours else words.owner_words(turn)
    return Promise(
        child_id=clock.child_id,
        owed=entry.title,
        about=words.about_words(clock.about),
        due=clock.due,
        state=str(clock.state),
        force=clock.force,
        lawful_reason=clock.lawful_reason,
        waiting_on=waiting_on,
        rule=clock.rule,
        law=words.law_words(entry),
        lapses=clock.lapses,
        harm=clock.harm,
        open=clock.state in OPEN,
        undated=f"No date: {clock.missing} not recorded" if clock.missing else "No date",
        ended=_ended(clock),
        case_type=clock.case_type,
        turn="Your turn." if yours else f"Waiting on {waiting_on}.",
    )


def _ended(clock: ClockRow) -> str:
    if clock.stopped and clock.due:
        late = clock.stopped > clock.due and not clock.lapses
        how = distance(clock.due, clock.stopped) if late else "in time"
        return f"{plain_date(clock.stopped)}, {how}"
    ended = clock.stopped or clock.superseded or (clock.due if clock.lapses else None)
    return plain_date(ended) if ended else ""

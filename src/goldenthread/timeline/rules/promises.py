"""From what the law reads in a case's events to promises: whose each is, and whom it waits on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast

from goldenthread.law.clocks import Event, Reading, standing
from goldenthread.law.events import EventKind
from goldenthread.timeline.rules.history import Promise, Recorded


class Terms(NamedTuple):
    """What a rule says besides its dates."""

    force: str  # MUST, SHOULD, STANDARD or LOCAL
    harm: int  # 1 to 5
    owed_by: str  # who owes it, unless an event says whom it waits on


TermsOf = Mapping[tuple[str, date], Terms]  # by rule and the version's first day in force
LawReader = Callable[[Sequence[Event]], Iterable[Reading]]


class Turns:
    """Who held a case's clocks, and on whom they waited, as its events say."""

    def __init__(self, events: Iterable[Recorded]) -> None:
        ordered = sorted(events, key=lambda one: (one.on, one.recorded_at, one.key))
        self.allocations = [each for each in ordered if each.kind == EventKind.CASE_ALLOCATED]
        self.waits = [each for each in ordered if "waiting_on" in each.facts]
        self.backfilled = {each.key for each in ordered if each.backfilled}

    def owner(self, about: str, until: date) -> int | None:
        """Return the post that owned a clock when it ended, or owns it now.

        A post given one adviser's or setting's clocks comes before the post given the case.
        """
        general: int | None = None
        special: int | None = None
        for each in self.allocations:
            if each.on > until:
                break
            named = each.facts.get("about", "")
            if named == about != "":
                special = each.facts.get("post")
            elif named == "":
                general = each.facts.get("post")
        return general if special is None else special

    def held_by(self, post: int) -> list[str]:
        """Return what a post holds at the end: "" for the case, or an adviser or setting."""
        last: dict[str, int | None] = {}
        for each in self.allocations:
            last[each.facts.get("about", "")] = each.facts.get("post")
        return sorted(about for about, holder in last.items() if holder == post)

    def waiting_on(self, reading: Reading, owed_by: str) -> str:
        """Return whom a running clock waits on: what was last said since it started, or who owes.

        What is said about one adviser or setting is said of that one's clocks only.
        """
        for each in reversed(self.waits):
            if each.on < reading.started:
                break
            if each.facts.get("about", "") == reading.about:
                said: str = each.facts["waiting_on"]
                return said
        return owed_by


def reader(read: LawReader, terms: TermsOf) -> Callable[[Sequence[Recorded]], list[Promise]]:
    """Return the function that says what is promised, given the events known at one moment."""

    def promises(events: Sequence[Recorded]) -> list[Promise]:
        stand = standing_of(events)
        turns = Turns(stand)
        return [_promise(each, turns, terms[each.rule, each.version]) for each in read(stand)]

    return promises


def standing_of(events: Iterable[Recorded]) -> list[Recorded]:
    """Leave out what was withdrawn or replaced, as the law settles it."""
    return cast(list[Recorded], standing(events))  # it gives back what it was given


def _promise(reading: Reading, turns: Turns, terms: Terms) -> Promise:
    ended = [day for day in (reading.stopped, reading.superseded) if day]
    return Promise(
        rule=reading.rule,
        version=reading.version,
        about=reading.about,
        started=reading.started,
        due=reading.due,
        moved_to=reading.moved_to,
        missing=reading.missing,
        working_target=reading.working_target,
        stopped=reading.stopped,
        superseded=reading.superseded,
        lawful_reason=reading.lawful_reason or "",
        force=terms.force,
        harm=terms.harm,
        lapses=reading.lapses,
        owner_post=turns.owner(reading.about, min(ended, default=date.max)),
        waiting_on="" if ended else turns.waiting_on(reading, terms.owed_by),
        backfilled=reading.started_by in turns.backfilled,
    )

"""What was known when: a case's events folded into versions of its promises.

Every event has a moment from which it counts as known. One recorded as it happens is known from
the moment it was recorded. One backfilled from a file counts as known on its legal date (never
later than the day it was loaded), so that a council which loads its files today does not seem to
have learnt of every child this morning.

The case's history is then a function of its set of events alone: in whatever order they were
recorded, the same versions come out. Recording one more live event is the last step of the same
fold, which is why the stored table and a rebuilt one cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from goldenthread.law.clocks import Event

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Event):
    """An event as the timeline keeps it: what the law reads, and when it was written down."""

    recorded_at: datetime
    backfilled: bool = False  # from a file of things that had happened before

    @property
    def known_at(self) -> datetime:
        """The moment from which this counts as known."""
        return min(midnight(self.on), self.recorded_at) if self.backfilled else self.recorded_at


class Promise(NamedTuple):
    """What is true of one clock at one time; lateness is asked of it, never kept."""

    rule: str
    version: date  # the day the version of the rule that was used came into force
    about: str  # which of several: an adviser, a setting; "" when there is one
    started: date
    due: date | None
    moved_to: date | None  # where a tribunal rule moves a strict last day
    missing: str  # the fact without which there is no due date
    working_target: date | None
    stopped: date | None
    superseded: date | None
    lawful_reason: str
    force: str
    harm: int  # 1 to 5: what being late does to a child
    lapses: bool  # nobody owes anything in it: it ends, and is never late
    owner_post: int | None
    waiting_on: str  # "" once the clock has stopped
    backfilled: bool  # the event that started it came from a file


class Version(NamedTuple):
    """A promise as it was known from one moment until another."""

    promise: Promise
    known_from: datetime
    known_to: datetime | None = None


Identity = tuple[str, str, date]  # rule, about, started
Reader = Callable[[Sequence[Recorded]], Iterable[Promise]]
Moments = Callable[[Promise], datetime]  # the moment a change to this promise became known


@lru_cache(maxsize=20_000)
def midnight(day: date) -> datetime:
    """Return the moment a day begins in England and Wales, whatever the server's time zone."""
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)


def identity(promise: Promise) -> Identity:
    """Return what makes two versions versions of the same clock."""
    return promise.rule, promise.about, promise.started


class History:
    """The versions of every promise of one case, oldest first."""

    def __init__(self, versions: Iterable[Version] = ()) -> None:
        self._clocks: dict[Identity, list[Version]] = {}
        for version in sorted(versions, key=lambda one: one.known_from):
            self._clocks.setdefault(identity(version.promise), []).append(version)

    def versions(self) -> list[Version]:
        """Return every version, by clock and then by when it was known."""
        return [each for name in sorted(self._clocks) for each in self._clocks[name]]

    def advance(self, promises: Iterable[Promise], when: Moments) -> None:
        """Move on to what is now read: close what changed or went, open what is new."""
        now = {identity(promise): promise for promise in _one_each(promises)}
        for name, promise in now.items():
            self._put(name, promise, when)
        for name in self._clocks.keys() - now.keys():
            self._put(name, None, when)

    def _put(self, name: Identity, promise: Promise | None, when: Moments) -> None:
        versions = self._clocks.get(name, [])
        open_now = versions[-1].promise if versions and versions[-1].known_to is None else None
        subject = promise or open_now
        if subject is None or open_now == promise:
            return
        moment = when(subject)
        kept = [_until(each, moment) for each in versions if each.known_from < moment]
        if promise is not None:
            if kept and kept[-1][::2] == (promise, moment):  # changed back as soon as changed
                moment = kept.pop().known_from
            kept.append(Version(promise, moment))
        self._clocks[name] = kept


def _until(version: Version, moment: datetime) -> Version:
    """End a version at a moment, unless it had ended before."""
    if version.known_to is not None and version.known_to <= moment:
        return version
    return version._replace(known_to=moment)


def _one_each(promises: Iterable[Promise]) -> list[Promise]:
    """Keep one promise for each clock: of two, the one still open, then the one due first."""
    best: dict[Identity, Promise] = {}
    for promise in promises:
        name = identity(promise)
        if name not in best or _urgency(promise) < _urgency(best[name]):
            best[name] = promise
    return list(best.values())


def _urgency(promise: Promise) -> tuple[bool, date, date]:
    ended = promise.stopped or promise.superseded
    return ended is not None, promise.due or date.max, ended or date.max


def history(events: Iterable[Recorded], read: Reader) -> History:
    """Fold a case's events into what was known of its promises, and when.

    `read` says what the law makes of the events known at one moment.
    """
    live: dict[datetime, list[Recorded]] = {}
    filed: list[Recorded] = []
    for event in events:
        if event.backfilled:
            filed.append(event)
        else:
            live.setdefault(event.recorded_at, []).append(event)
    filed.sort(key=lambda event: event.known_at, reverse=True)
    moments = sorted(live)
    folded, seen = History(), list[Recorded]()
    _backfill(folded, seen, filed, moments[0] if moments else None, read)
    for position, moment in enumerate(moments):
        while filed and filed[-1].known_at <= moment:
            seen.append(filed.pop())
        seen += live[moment]
        folded.advance(read(seen), at(moment))
        until = moments[position + 1] if position + 1 < len(moments) else None
        _backfill(folded, seen, filed, until, read)
    return folded


def at(moment: datetime) -> Moments:
    """Return the rule for a live recording: all of it is known from that moment."""
    return lambda promise: moment


def _backfill(
    folded: History,
    seen: list[Recorded],
    filed: list[Recorded],
    until: datetime | None,
    read: Reader,
) -> None:
    """Add what files say happened before a moment; it was known as it happened.

    One reading is enough for all of it: a clock asked how it stood on a day ignores what stopped
    it later, so one version, known from its start, answers for every day.
    """
    arrived: list[Recorded] = []
    while filed and (until is None or filed[-1].known_at < until):
        arrived.append(filed.pop())
    if not arrived:
        return
    first, last = arrived[0].known_at, arrived[-1].known_at
    seen += arrived
    folded.advance(read(seen), lambda one: max(first, min(midnight(one.started), last)))

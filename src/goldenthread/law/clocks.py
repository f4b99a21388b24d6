"""Reading clocks: which limits a case has started, when each falls due, what stopped it.

Pure: nothing here looks at the system clock or a database. The same events give the same
readings in whatever order they were recorded.

How events are read, in this order:

1. Corrections and withdrawals are settled (`standing`): what was withdrawn never happened,
   what was corrected is replaced, and both may themselves be withdrawn.
2. Each start gives a clock the version of its rule in force that day. While a clock is
   running a second start of the same rule, about the same thing, changes nothing, unless the
   rule has a clock for each start.
3. The first stop on or after the start stops it. A later stop moves nothing.
4. What makes it pointless (a request withdrawn, a case closed, an order that starts a new
   set) supersedes it, if it was not stopped by that day.
5. An exception is written beside the clock it names, when its ground can excuse that rule, or a
   return says that one applied but not which. It moves no date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any

from goldenthread.law.calendar import SchoolCalendar, add_months, read_date
from goldenthread.law.counting import NOTHING, Given
from goldenthread.law.events import NOT_STATED
from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import LawError, TimeLimit, entries, time_limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One dated thing that happened in a case, as the clocks see it."""

    key: str  # unique within the case
    kind: str
    on: date  # the legal date
    facts: Mapping[str, Any] = field(default_factory=dict)
    corrects: str | None = None  # the key of the event this one replaces
    withdraws: bool = False  # with `corrects`: that event never happened


class State(StrEnum):
    """Where a clock stands on a given day."""

    NOT_STARTED = "not started"
    RUNNING = "running"
    LATE = "late"
    MET = "met"
    MET_LATE = "met late"
    SUPERSEDED = "superseded"
    ENDED = "period ended"  # a family's period, or a date that arrived: nobody is late


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One clock of one case. Dates are legal dates; lateness is asked of it, never stored."""

    rule: str
    version: date  # in_force_from of the rule's version that was used
    about: str  # which of several: an adviser, a setting; "" when there is one
    started: date
    started_by: str  # event key
    due: date | None
    working_target: date | None
    stopped: date | None = None
    stopped_by: str | None = None
    superseded: date | None = None
    lawful_reason: str | None = None  # id of the exception recorded against it
    moved_to: date | None = None  # where a tribunal rule moves a strict last day
    lapses: bool = False  # nobody owes anything in it: it ends, and is never late
    step: str = ""  # which step of the rule, where it has several; then also in `about`
    missing: str = ""  # the fact without which there is no due date, such as "calendar"

    def state(self, today: date) -> State:
        """Say how this clock stood at the end of `today`."""
        if today < self.started:
            return State.NOT_STARTED
        if self.superseded and self.superseded <= today:
            return State.SUPERSEDED
        until = self.moved_to or self.due
        if self.stopped and self.stopped <= today:
            if until is None or self.stopped <= until:
                return State.MET
            return State.ENDED if self.lapses else State.MET_LATE
        if until is None or today <= until:
            return State.RUNNING
        return State.ENDED if self.lapses else State.LATE

    def days_late(self, today: date) -> int:
        """Return calendar days past the last lawful day, 0 when it was met or is not late."""
        if self.due is None or self.state(today) not in (State.LATE, State.MET_LATE):
            return 0
        until = self.stopped if self.stopped and self.stopped <= today else today
        return (until - self.due).days

    @property
    def limit(self) -> TimeLimit:
        """The version of the rule that was used: its force, owner, harm and source."""
        found = time_limit(self.rule, self.version)
        return next(each for each in found.clocks() if each.step == self.step)


class EventError(LawError):
    """Events that cannot be read together; the message says why."""


# 1. What stands --------------------------------------------------------------------------------


def standing(events: Iterable[Event]) -> list[Event]:
    """Return the events that stand once corrections and withdrawals are settled, by date.

    An event stands unless it was withdrawn or replaced. A withdrawal or correction that was
    itself withdrawn has no effect; one that was replaced still removes what it named.

    :raises EventError: for two different events with one key, or a ring of corrections
    """
    by_key: dict[str, Event] = {}
    amended = False
    for event in events:
        if by_key.setdefault(event.key, event) != event:
            raise EventError(f"Two different events have the key “{event.key}”.")
        amended = amended or event.corrects is not None
    stand = _settle(by_key) if amended else by_key.values()
    return sorted(stand, key=_BY_DAY)


_BY_DAY = attrgetter("on", "key")


def _settle(by_key: Mapping[str, Event]) -> list[Event]:
    amenders: dict[str, list[Event]] = {}
    for event in by_key.values():
        if event.corrects is not None:
            amenders.setdefault(event.corrects, []).append(event)
    _refuse_rings(by_key)
    undone: dict[str, bool] = {}

    def is_undone(key: str) -> bool:
        if key not in undone:
            undone[key] = any(a.withdraws and not is_undone(a.key) for a in amenders.get(key, ()))
        return undone[key]

    def stands(event: Event) -> bool:
        replaced = any(
            not a.withdraws and not is_undone(a.key) for a in amenders.get(event.key, ())
        )
        return not event.withdraws and not replaced and not is_undone(event.key)

    return [event for event in by_key.values() if stands(event)]


def _refuse_rings(by_key: Mapping[str, Event]) -> None:
    safe: set[str] = set()
    for start in by_key:
        path: dict[str, None] = {}  # keeps its order, and looks up quickly
        at: str | None = start
        while at is not None and at in by_key and at not in safe:
            if at in path:
                raise EventError(f"The event “{at}” corrects itself through others.")
            path[at] = None
            at = by_key[at].corrects
        safe.update(path)


# 2. Which limits a case has --------------------------------------------------------------------

# What supersedes every clock of a case that is still running.
CASE_ENDS: Mapping[str, frozenset[str]] = {
    "child": frozenset({K.CHILD_MOVED_OUT, K.CASE_CLOSED}),
    "assessment": frozenset(
        {K.REQUEST_WITHDRAWN, K.CASE_CLOSED, K.CHILD_MOVED_OUT, K.ORDER_MADE, K.APPEAL_CONCEDED}
    ),
    "plan": frozenset({K.PLAN_CEASED, K.PLAN_TRANSFERRED, K.CASE_CLOSED}),
    "wait": frozenset({K.WAIT_REMOVED, K.CASE_CLOSED, K.CHILD_MOVED_OUT}),
}
ANY_CASE_ENDS = frozenset({str(K.CASE_CLOSED)})

# Older names of the fact `about`, still read.
ABOUT_FACTS = ("about", "adviser", "setting", "service")


@lru_cache(maxsize=64)
def limits_for(case_type: str) -> tuple[TimeLimit, ...]:
    """Return every version of every limit whose clock a case of this type reads.

    :raises LawError: when no limit names the case type
    """
    found = tuple(
        clock
        for entry in entries()
        if isinstance(entry, TimeLimit) and case_type in entry.case_types
        for clock in entry.clocks()
    )
    if not found:
        raise LawError(f"No clock belongs to a case of type “{case_type}”.")
    return found


def case_types() -> tuple[str, ...]:
    """Return the case types that have clocks, in order of first mention."""
    found = (e.case_types for e in entries() if isinstance(e, TimeLimit))
    return tuple(dict.fromkeys(each for types in found for each in types))


_Clock = tuple[str, str]  # a rule's id, and the step of it


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of a rule, made ready for reading."""

    limit: TimeLimit
    starts: frozenset[str]
    stops: frozenset[str]
    ends: frozenset[str]
    lapses: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """The rules of one set of limits, found by the kind of event that starts them."""

    by_start: Mapping[str, tuple[_Clock, ...]]
    versions: Mapping[_Clock, tuple[_Version, ...]]
    order: Mapping[_Clock, int]


@lru_cache(maxsize=64)
def _table(limits: tuple[TimeLimit, ...]) -> _Table:
    versions: dict[_Clock, tuple[_Version, ...]] = {}
    by_start: dict[str, tuple[_Clock, ...]] = {}
    for limit in limits:
        version, clock = _version(limit), (limit.id, limit.step)
        versions[clock] = (*versions.get(clock, ()), version)
        for kind in version.starts:
            by_start[kind] = (*by_start.get(kind, ()), clock)
    return _Table(by_start, versions, {clock: at for at, clock in enumerate(versions)})


def _version(limit: TimeLimit) -> _Version:
    starts = frozenset(str(kind) for kind in limit.starts)
    ends = frozenset(str(kind) for kind in limit.ends) | ANY_CASE_ENDS
    for case_type in limit.case_types:
        ends |= CASE_ENDS.get(case_type, frozenset())
    stops = frozenset(str(kind) for kind in limit.stops)
    return _Version(limit, starts, stops, ends - starts, limit.lapses)


# 3. Reading ------------------------------------------------------------------------------------


def read_clocks(
    limits: Sequence[TimeLimit],
    events: Iterable[Event],
    calendar: SchoolCalendar | None = None,
) -> tuple[Reading, ...]:
    """Read every clock of one case, in order of rule, subject and start.

    A rule that counts school days has no due date without a calendar; its reading says so.

    :raises EventError: when the events cannot be read together
    """
    table = _table(tuple(limits))
    stand = standing(events)
    excused = _grounds(stand)
    happened: dict[str, list[Event]] = {}
    for event in stand:
        happened.setdefault(event.kind, []).append(event)
    started = dict.fromkeys(clock for kind in happened for clock in table.by_start.get(kind, ()))
    readings: list[Reading] = []
    for clock in started:
        readings += _Reader(table.versions[clock], happened, excused, calendar).read()
    order = table.order
    readings.sort(key=lambda r: (order[r.rule, r.step], r.about, r.started, r.started_by))
    return tuple(readings)


# The day of it, the exception, and whom it was recorded about, if it says.
_Ground = tuple[date, str, str]


def _grounds(stand: Iterable[Event]) -> dict[str, list[_Ground]]:
    """Return the grounds recorded against each rule, in order of date."""
    found: dict[str, list[_Ground]] = {}
    for event in stand:
        if event.kind == K.EXCEPTION_RECORDED:
            ground = event.on, str(event.facts.get("ground")), _about(event)
            found.setdefault(str(event.facts.get("rule")), []).append(ground)
    return found


def _about(event: Event) -> str:
    for name in ABOUT_FACTS:
        if name in event.facts:
            return str(event.facts[name])
    return ""


def _has(event: Event, wanted: tuple[str, tuple[str, ...]]) -> bool:
    name, values = wanted
    return (_about(event) if name == "about" else event.facts.get(name)) in values


def _one_decision(notice: Event, certificate: Event) -> bool:
    named = {each.facts.get("decision") for each in (notice, certificate)} - {None}
    return len(named) < 2


@dataclass(frozen=True, slots=True)
class _Start:
    """A day on which a clock starts, and the version of the rule it starts under."""

    day: date
    event: Event
    version: _Version

    @property
    def known(self) -> date:
        """The day from which the clock can be stopped or superseded."""
        return self.event.on if self.version.limit.back_to else self.day


@dataclass(slots=True)
class _Reader:
    """Reads the clocks of one rule in one case."""

    versions: tuple[_Version, ...]
    happened: Mapping[str, list[Event]]
    excused: Mapping[str, list[_Ground]]
    calendar: SchoolCalendar | None

    def read(self) -> list[Reading]:
        """Return this rule's readings."""
        by_subject: dict[str, list[_Start]] = {}
        for start in self._starts():
            about = _about(start.event) if start.version.limit.about else ""
            by_subject.setdefault(about, []).append(start)
        return [r for about, starts in by_subject.items() for r in self._series(about, starts)]

    def _starts(self) -> list[_Start]:
        """Return every start, in order, each under the version in force that day."""
        found = [start for version in self.versions for start in self._starts_under(version)]
        if len(self.versions) > 1:
            found.sort(key=lambda s: (s.day, s.event.key))
            if len({s.event.key for s in found}) < len(found):
                rule = self.versions[0].limit.id
                raise LawError(f"Two versions of {rule} are in force on one day.")
        return found

    def _starts_under(self, version: _Version) -> list[_Start]:
        limit = version.limit
        events = self._of(version.starts)
        if limit.only_if:
            events = [e for e in events if _has(e, limit.only_if)]
        if limit.unless:
            events = [e for e in events if not _has(e, limit.unless)]
        if limit.not_after and (earlier := self._of((limit.not_after,))):
            events = [e for e in events if e.on <= earlier[0].on]
        if limit.gate:
            events = self._gated(events, limit.gate)
        if limit.back_to:
            days = self._backdated(events, limit.back_to)
        elif limit.opens:
            days = [(add_months(e.on, -limit.opens), e) for e in events]
        else:
            days = [(e.on, e) for e in events]
        return [_Start(day, event, version) for day, event in days if limit.in_force(day)]

    def _of(self, kinds: Iterable[str]) -> list[Event]:
        """Return the events of some kinds, by date."""
        found = [self.happened[kind] for kind in kinds if kind in self.happened]
        if len(found) < 2:
            return found[0] if found else []
        return sorted((event for each in found for event in each), key=_BY_DAY)

    def _gated(self, events: list[Event], gate: tuple[K, str, tuple[str, ...]]) -> list[Event]:
        """Keep, for each event that opens the gate, the last start on or before it."""
        kept: dict[str, Event] = {}
        for opener in self._of((gate[0],)):
            before = [e for e in events if e.on <= opener.on]
            if before and _has(opener, gate[1:]):
                kept[before[-1].key] = before[-1]
        return list(kept.values())

    def _backdated(self, events: list[Event], earlier: K) -> list[tuple[date, Event]]:
        """Date each start from the last earlier event since the start before, if there is one.

        Events of one day count once: two loads may both have told us of it.
        """
        marks, starts, since = self._of((earlier,)), [], date.min
        for event in events:
            if event.on == since:
                continue
            met = [m.on for m in marks if since < m.on <= event.on]
            starts.append((met[-1] if met else event.on, event))
            since = event.on
        return starts

    def _series(self, about: str, starts: list[_Start]) -> list[Reading]:
        """Read the clocks about one subject: one at a time, unless each start has its own."""
        readings: list[Reading] = []
        free_from = date.min  # until then an earlier clock of this rule is running
        for start in starts:
            if start.known < free_from and not start.version.limit.each:
                continue
            if readings and readings[-1].started == start.day:
                continue  # one thing, told twice
            readings.append(self._reading(about, start))
            free_from = readings[-1].stopped or readings[-1].superseded or date.max
        limit = starts[0].version.limit
        return self._excused(limit, about, readings) if limit.id in self.excused else readings

    def _excused(self, limit: TimeLimit, about: str, readings: list[Reading]) -> list[Reading]:
        """Write each ground beside the last clock that had started by its day."""
        nexts = [each.started for each in readings[1:]] + [date.max]
        return [
            replace(each, lawful_reason=self._excuse(limit, about, each.started, until))
            for each, until in zip(readings, nexts, strict=True)
        ]

    def _reading(self, about: str, start: _Start) -> Reading:
        limit = start.version.limit
        last_day, missing = self._due(start)
        stop, end = self._stop(about, start), self._end(start)
        if stop and end and end.on < stop.on:
            stop = None
        return Reading(
            rule=limit.id,
            version=limit.in_force_from,
            about=", ".join(filter(None, (about, limit.step))) if limit.step else about,
            step=limit.step,
            started=start.day,
            started_by=start.event.key,
            due=limit.count.late_after(last_day) if last_day else None,
            working_target=limit.working_target(last_day) if last_day else None,
            stopped=stop.on if stop else None,
            stopped_by=stop.key if stop else None,
            superseded=end.on if end and not stop else None,
            moved_to=limit.count.moved_to(last_day) if last_day else None,
            lapses=start.version.lapses,
            missing=missing,
        )

    def _stop(self, about: str, start: _Start) -> Event | None:
        """Return the first stop on or after the start, never the event that started it."""
        limit, known = start.version.limit, start.known
        for event in self._of(start.version.stops):
            if event.on < known or (limit.about and _about(event) != about):
                continue
            if event.kind == start.event.kind and event.on == start.event.on:
                continue  # a kind that starts and stops one clock does not stop its own
            return event
        return None

    def _end(self, start: _Start) -> Event | None:
        known = start.known
        return next((e for e in self._of(start.version.ends) if e.on >= known), None)

    def _due(self, start: _Start) -> tuple[date | None, str]:
        """Return the last day, or the fact that is missing for it."""
        limit, event = start.version.limit, start.event
        if limit.held_by and any(e.on >= start.known for e in self._of((limit.held_by,))):
            return None, "end of the appeal"
        if limit.may_be_set and (day := event.facts.get(f"{limit.step}_by".lstrip("_"))):
            return read_date(day), ""
        given = self._given(start)
        missing = next((name for name in limit.count.needs if getattr(given, name) is None), "")
        if missing:
            return None, missing
        due = limit.last_day(event.on if limit.opens else start.day, given)
        days, waiting = self._paused(start)
        if waiting:
            return None, "what was asked of them"
        return self._capped(start, due) + timedelta(days=days), ""

    def _paused(self, start: _Start) -> tuple[int, bool]:
        """Return the days that do not count since a start, and whether they still go on."""
        if start.version.limit.paused is None:
            return 0, False
        began, ended = (
            [e.on for e in self._of((kind,)) if e.on >= start.known]
            for kind in start.version.limit.paused
        )
        days, free_from = 0, date.min
        for day in began:
            if day < free_from:
                continue  # asked for two things at once
            until = next((each for each in ended if each >= day), None)
            if until is None:
                return days, True
            days, free_from = days + (until - day).days, until
        return days, False

    def _given(self, start: _Start) -> Given:
        limit, told = start.version.limit, start.event.facts
        names = limit.count.needs + limit.count.may_use
        if not names:
            return NOTHING
        facts = {
            name: read_date(told[name]) for name in names if name != "calendar" and told.get(name)
        }
        if reviewed := self._reviewed(start):
            facts.setdefault("reviewed", reviewed)
        if certified := self._certified(start):
            facts.setdefault("certificate", certified)
        return Given(calendar=self.calendar, **facts)

    def _reviewed(self, start: _Start) -> date | None:
        """Return the day the plan was made or last reviewed, as the next review counts it."""
        days: list[date] = []
        for kind in start.version.limit.reviewed_by:
            events = [e for e in self._of((kind,)) if e.on <= start.day]
            if kind is K.REVIEW_DECIDED:
                days += [day for day, _ in self._backdated(events, K.REVIEW_MET)]
            else:
                days += [e.on for e in events]
        return max(days, default=None)

    def _certified(self, start: _Start) -> date | None:
        """Return the day of the first certificate after this notice and before the next one.

        Where a certificate and a notice both name a decision, it must be the same.
        """
        for each in self._of(start.version.limit.certified_by):
            notices = [
                e.on
                for e in self._of(start.version.starts)
                if e.on <= each.on and _one_decision(e, each)
            ]
            if notices and notices[-1] == start.day and _one_decision(start.event, each):
                return each.on
        return None

    def _capped(self, start: _Start, due: date) -> date:
        """Bring a due date forward to the cap, when the same cycle holds what it counts from."""
        if start.version.limit.cap is None:
            return due
        kind, count = start.version.limit.cap
        closed = [e.on for e in self._of(start.version.stops) if e.on < start.day]
        since = closed[-1] if closed else date.min
        marks = [e.on for e in self._of((kind,)) if since <= e.on <= start.day]
        if lifted := start.version.limit.cap_lifted:
            settled = [
                e.on for e in self._of((lifted[0],)) if e.on <= start.day and _has(e, lifted[1:])
            ]
            marks = [day for day in marks if not settled or day > settled[-1]]
        return min(due, count.last_day(marks[-1])) if marks else due

    def _excuse(self, limit: TimeLimit, about: str, since: date, until: date) -> str | None:
        """Return the first ground that may excuse a clock; another adviser's does not."""
        listed = (*limit.exceptions, NOT_STATED) if limit.exceptions else ()
        for on, ground, whose in self.excused[limit.id]:
            theirs = limit.about and whose not in ("", about)
            if ground in listed and since <= on < until and not theirs:
                return ground
        return None

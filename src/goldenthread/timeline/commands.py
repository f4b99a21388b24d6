"""Recording what happened. One transaction keeps the event and re-reads its case's clocks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction

from goldenthread.access import asking
from goldenthread.access import commands as access
from goldenthread.access.models import Post
from goldenthread.access.rules import Asker
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.law.events import EventKind
from goldenthread.timeline.models import Clock, Event
from goldenthread.timeline.rules.facts import (
    BadEvent,
    check_case,
    check_day,
    check_facts,
    check_key,
    check_kind,
)
from goldenthread.timeline.rules.history import LONDON, History, Version, history
from goldenthread.timeline.rules.history import at as known_at
from goldenthread.timeline.rules.promises import Turns, standing_of
from goldenthread.timeline.rules.reading import reader_for
from goldenthread.timeline.store import CASES_AT_ONCE, Case, CaseEvents, Kept, Store


class KeyTaken(BadEvent):
    """A key stands already for something else that happened."""


class NotStanding(BadEvent):
    """The event was withdrawn or replaced before; correct the one that took its place."""


class LaterChange(Exception):
    """A load cannot be taken back: somebody has recorded something since in its cases."""

    def __init__(self, found: Sequence[Event]) -> None:
        first = found[0]
        super().__init__(
            f"Recorded since in the same cases: {len(found)}, the first of them {first.kind} of "
            f"{first.on} in {first.case_type} {first.case_id}."
        )
        self.events = tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """Something that happened, to be recorded with others."""

    kind: str
    area_id: int
    child_id: int | None  # none for a case of an area
    case_type: str
    case_id: int
    on: date
    facts: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""  # made from the rest when empty: the same thing is kept once
    at: datetime | None = None  # its own moment of recording; the call's when none


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What a bulk recording did."""

    new: int  # events kept
    already: int  # events that had been kept before
    cases: int  # cases whose clocks were read again


def record(
    kind: str,
    *,
    area_id: int,
    child_id: int | None,
    case_type: str,
    case_id: int,
    on: date,
    by: Asker,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
    key: str | None = None,
    backfilled: bool = False,
    load_id: int | None = None,
) -> Event:
    """Record one thing that happened on a legal date, and re-read its case's clocks.

    The same key again (or, with no key, the same kind, date and facts) gives back the event
    already kept and changes nothing.

    :raises BadEvent: if the kind, the facts, the key or the date is not allowed
    :raises KeyTaken: if the key stands for something else
    """
    new = NewEvent(
        kind=kind,
        area_id=area_id,
        child_id=child_id,
        case_type=case_type,
        case_id=case_id,
        on=on,
        facts=facts or {},
        key=key or "",
    )
    _check(new, at)
    return _keep(_event(new, by=by, at=at, backfilled=backfilled, load_id=load_id))


def correct(
    event: Event,
    *,
    by: Asker,
    at: datetime,
    on: date | None = None,
    facts: Mapping[str, Any] | None = None,
    backfilled: bool = False,
) -> Event:
    """Replace an event by the same kind with another date or other facts; both stay readable.

    :raises BadEvent: if the date or the facts are not allowed
    :raises NotStanding: if it was withdrawn or replaced before
    """
    new = NewEvent(
        kind=event.kind,
        area_id=event.area_id,
        child_id=event.child_id,
        case_type=event.case_type,
        case_id=event.case_id,
        on=on or event.on,
        facts=event.facts if facts is None else facts,
    )
    new = replace(new, key=f"correct/{event.pk}/{new.on}/{_digest(new.facts)}")
    _check(new, at)
    made = _event(new, by=by, at=at, backfilled=backfilled)
    made.corrects_id = event.pk
    return _keep(made)


def withdraw(
    event: Event, *, reason: str, by: Asker, at: datetime, backfilled: bool = False
) -> Event:
    """Say that an event never happened. Its key may then be used again.

    Withdrawing a correction brings back what it had replaced; withdraw that too if it never
    happened. A withdrawal is not itself withdrawn: record the thing again. A backfilled
    withdrawal counts from the event's own date, as if it had never been there.

    :raises BadEvent: if the reason is not a code
    :raises NotStanding: if it was withdrawn or replaced before
    """
    facts = {"reason": reason}
    check_facts(check_kind(event.kind), facts, withdraws=True)
    new = NewEvent(
        kind=event.kind,
        area_id=event.area_id,
        child_id=event.child_id,
        case_type=event.case_type,
        case_id=event.case_id,
        on=event.on if backfilled else _day(at),
        facts=facts,
        key=f"withdraw/{event.pk}",
    )
    made = _event(new, by=by, at=at, backfilled=backfilled)
    made.corrects_id, made.withdraws = event.pk, True
    return _keep(made)


def record_many(
    rows: Iterable[NewEvent],
    *,
    by: Asker,
    at: datetime,
    backfilled: bool = False,
    load_id: int | None = None,
) -> Recording:
    """Record many events through the same rules as one, and re-read every case they touch.

    All or nothing. What was kept before under its key is left as it is.

    :raises BadEvent: if any row is not allowed; the message names it
    :raises KeyTaken: if a key stands for something else
    """
    with transaction.atomic():
        store = Store()
        store.begin_incoming()
        given = store.copy_incoming(
            _incoming(each, by=by, at=at, backfilled=backfilled, load_id=load_id) for each in rows
        )
        _lock(store, store.incoming_cases())
        store.free_withdrawn_keys()
        new = store.insert_incoming()
        if clash := store.first_clash():
            raise KeyTaken(f"The key {clash!r} stands already for something else.")
        cases = _reread_touched(store)
    return Recording(new=new, already=given - new, cases=cases)


def withdraw_load(load_id: int, *, reason: str, by: Asker, at: datetime) -> Recording:
    """Take back every standing event of a load: as known on any day, it was never there.

    :raises LaterChange: if anybody has recorded anything since in the cases it touched
    """
    check_facts(EventKind.CASE_CLOSED, {"reason": reason}, withdraws=True)
    areas = sorted(by.areas)
    with transaction.atomic():
        store = Store()
        for area_id in areas:
            store.lock_area(area_id)
        if not store.stands(load_id, areas):
            return Recording(new=0, already=0, cases=0)
        if later := list(Event.objects.raw(LATER, [areas, load_id, load_id, load_id])):
            raise LaterChange(later)
        new = store.withdraw_load(load_id, areas, reason, at, by.user_id)
        cases = _reread_touched(store)
    return Recording(new=new, already=0, cases=cases)


# What was itself taken back since, another load's events above all, stands in nobody's way.
LATER = """
SELECT later.* FROM timeline_event later
JOIN (SELECT area_id, case_type, case_id, min(id) AS first FROM timeline_event
      WHERE area_id = ANY(%s) AND load_id = %s GROUP BY 1, 2, 3) loaded
USING (area_id, case_type, case_id)
WHERE later.id > loaded.first AND later.load_id IS DISTINCT FROM %s
  AND NOT EXISTS (SELECT FROM timeline_event gone WHERE gone.area_id = later.area_id
                  AND gone.corrects_id = later.id AND gone.withdraws)
  AND NOT (later.withdraws AND NOT EXISTS (
      SELECT FROM timeline_event own WHERE own.area_id = later.area_id
      AND own.id = later.corrects_id AND own.load_id = %s))
ORDER BY later.id LIMIT 20
"""


def hand_on(*, from_post: Post, to_post: Post, on: date, by: Asker, at: datetime) -> Recording:
    """Move every open promise a post holds, and its ties, to a successor: none is left behind.

    Cases given to the post as a whole, and single advisers' or settings' clocks given to it, each
    go over as they were given. Ties move on `on`, the leaver's last day; promises move then too,
    or at once when that day is still to come, so that none is ever without an owner.

    :raises NotAllowed: if `by` may not hand on that organisation's work
    :raises WrongTie: if the successor cannot take it
    """
    with transaction.atomic():
        access.move_ties(from_post=from_post, to_post=to_post, on=on, by=by)
        areas = list(from_post.organisation.areas.values_list("pk", flat=True))
        with asking.widened(areas):
            held = Clock.objects.filter(
                area_id__in=areas,
                owner_post_id=from_post.pk,
                known_to__isnull=True,
                stopped__isnull=True,
                superseded__isnull=True,
            )
            store = Store()
            store.touch(held.values_list("area_id", "case_type", "case_id").distinct())
            day = min(on, _day(at))
            rows = [
                _allocation(case, about, from_post.pk, to_post.pk, day)
                for case in store.touched_cases()
                for about in Turns(standing_of(case.events)).held_by(from_post.pk)
            ]
            for row in rows:
                audit.note(
                    Note(
                        action=Action.WRITE,
                        child_id=row.child_id,
                        area_id=row.area_id,
                        purpose="promise-handed-on",
                    )
                )
            return record_many(rows, by=by, at=at)


def _allocation(case: CaseEvents, about: str, old: int, new: int, on: date) -> NewEvent:
    name = case.case
    return NewEvent(
        kind=EventKind.CASE_ALLOCATED,
        area_id=name.area_id,
        child_id=case.child_id,
        case_type=name.case_type,
        case_id=name.case_id,
        on=on,
        facts={"post": new, "about": about} if about else {"post": new},
        key=f"hand-on/{name.case_type}/{name.case_id}/{about}/{old}/{new}/{on}",
    )


def rebuild(area_id: int, *, using: str = "default") -> int:
    """Throw an area's clocks away and read them again from its events; return the cases read.

    The caller has stated an asker who reaches the area, or names the owner's connection.
    """
    with transaction.atomic(using=using):
        store = Store(using)
        store.lock_area(area_id)
        store.execute("DELETE FROM timeline_clock WHERE area_id = %s", [area_id])
        return _reread(store, store.area_cases(area_id), {})


def _check(new: NewEvent, at: datetime) -> None:
    if at.tzinfo is None:
        raise BadEvent("The moment of recording needs a time zone.")
    kind = check_kind(new.kind)
    check_case(new.case_type, new.case_id, new.child_id)
    check_facts(kind, new.facts)
    check_day(kind, new.on, _day(at))
    if new.key:
        check_key(new.key)


def _day(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _digest(facts: Mapping[str, Any]) -> str:
    said = json.dumps(facts, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(said.encode(), digest_size=8).hexdigest()


def _key(new: NewEvent) -> str:
    """Return the key given, or one that the same thing in the same case will have again."""
    return new.key or f"{new.case_type}/{new.case_id}/{new.kind}/{new.on}/{_digest(new.facts)}"


def new_appeal_case() -> int:
    """Return a number for a new case of type "appeal", that no other has in any area.

    Several packages send decisions that can be appealed; each such notice starts a case.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('timeline_appeal_case')")
        (number,) = cursor.fetchone() or (0,)
    return int(number)


def acting_post(by: Asker, area_id: int) -> int | None:
    """Return the post in which somebody records in an area: the first that serves it."""
    serving = [post.id for post in by.posts if area_id in post.area_ids]
    return next(iter([*serving, *(post.id for post in by.posts)]), None)


def _event(
    new: NewEvent, *, by: Asker, at: datetime, backfilled: bool, load_id: int | None = None
) -> Event:
    return Event(
        area_id=new.area_id,
        child_id=new.child_id,
        case_type=new.case_type,
        case_id=new.case_id,
        kind=str(new.kind),
        on=new.on,
        recorded_at=at,
        recorded_by_id=by.user_id,
        post_id=acting_post(by, new.area_id),
        facts=dict(new.facts),
        key=_key(new),
        load_id=load_id,
        backfilled=backfilled,
    )


def _incoming(
    new: NewEvent, *, by: Asker, at: datetime, backfilled: bool, load_id: int | None
) -> tuple[Any, ...]:
    moment = new.at or at
    try:
        _check(new, moment)
    except BadEvent as problem:
        raise BadEvent(
            f"{new.case_type} {new.case_id}, {new.kind} on {new.on}: {problem}"
        ) from None
    return (
        *(new.area_id, new.child_id, new.case_type, new.case_id, str(new.kind), new.on, moment),
        *(by.user_id, acting_post(by, new.area_id)),
        *(json.dumps(new.facts) if new.facts else "{}", _key(new), load_id, backfilled),
    )


def _keep(made: Event) -> Event:
    """Keep one event under its case's lock, unless it is kept already; re-read the clocks."""
    with transaction.atomic():
        store, case = Store(), Case(made.area_id, made.case_type, made.case_id)
        store.lock_case(case)
        rows = list(Event.objects.filter(**case._asdict()).order_by("pk"))
        if already := _already(made, rows):
            return already
        _check_fits(made, rows)
        _insert(made)
        before = store.clocks_of(case)
        _write(store, [(case, made.child_id, before, _after(made, rows, before))])
    return made


def _already(made: Event, rows: Sequence[Event]) -> Event | None:
    """Return what is kept under this key; number the key on when that was withdrawn.

    :raises KeyTaken: if the key stands for something else
    """
    by_key = {row.key: row for row in rows}
    withdrawn = {row.corrects_id for row in rows if row.withdraws}
    base, number = made.key, 1
    while found := by_key.get(made.key):
        if found.pk not in withdrawn:
            return _same(found, made)
        number += 1
        made.key = f"{base}#{number}"
    return None


def _same(found: Event, made: Event) -> Event:
    for name in ("child_id", "kind", "on", "facts", "corrects_id", "withdraws"):
        if name == "on" and made.withdraws:
            continue  # a withdrawal repeated on a later day is the same withdrawal
        if getattr(found, name) != getattr(made, name):
            raise KeyTaken(f"The key {made.key!r} stands already for something else.")
    return found


def _check_fits(made: Event, rows: Sequence[Event]) -> None:
    if rows and rows[0].child_id != made.child_id:
        raise BadEvent(f"{made.case_type} {made.case_id} is another child's case.")
    if made.corrects_id is not None:
        keys = {row.pk: row.key for row in rows}
        stand = {each.key for each in standing_of(row.recorded(keys) for row in rows)}
        if keys.get(made.corrects_id) not in stand:
            raise NotStanding("This was withdrawn or replaced before.")


def _insert(made: Event) -> None:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as problem:
        if "event_once" in str(problem):
            raise KeyTaken(f"The key {made.key!r} stands already in another case.") from None
        raise


def _after(made: Event, rows: Sequence[Event], before: Sequence[Kept]) -> list[Version]:
    """Return the case's versions with one more event in it."""
    keys = {row.pk: row.key for row in [*rows, made]}
    older = [row.recorded(keys) for row in rows]
    events = [*older, made.recorded(keys)]
    read = reader_for(made.case_type)
    if made.backfilled or any(each.known_at > made.recorded_at for each in older):
        return history(events, read).versions()
    stored = History(each.version for each in before)
    stored.advance(read(events), known_at(made.recorded_at))
    return stored.versions()


def _lock(store: Store, cases: Sequence[Case]) -> None:
    """Take turns with others: a few cases are held one by one, many by their whole areas."""
    if len(cases) > FEW:
        for area_id in sorted({case.area_id for case in cases}):
            store.lock_area(area_id)
    else:
        for case in sorted(cases):
            store.lock_case(case)


FEW = 400  # a lock each; the server's table of locks is shared by everyone


def _reread_touched(store: Store) -> int:
    if other := store.first_shared_case():
        raise BadEvent(f"{other.case_type} {other.case_id} is another child's case.")
    return _reread(store, store.touched_cases(), store.touched_clocks())


def _reread(
    store: Store, cases: Iterator[CaseEvents], before: Mapping[Case, Sequence[Kept]]
) -> int:
    read = 0
    while some := list(islice(cases, CASES_AT_ONCE)):
        read += len(some)
        _write(
            store,
            [
                (
                    each.case,
                    each.child_id,
                    before.get(each.case, ()),
                    history(each.events, reader_for(each.case.case_type)).versions(),
                )
                for each in some
            ],
        )
    return read


def _write(
    store: Store, cases: Iterable[tuple[Case, int | None, Sequence[Kept], Sequence[Version]]]
) -> None:
    """Make the table say what is now known, touching only the rows that differ."""
    removed: list[int] = []
    ended: list[tuple[int, datetime | None]] = []
    added: list[tuple[Case, int | None, Version]] = []
    for case, child_id, before, after in cases:
        have = {(each.version.promise, each.version.known_from): each for each in before}
        for version in after:
            kept = have.pop((version.promise, version.known_from), None)
            if kept is None:
                added.append((case, child_id, version))
            elif kept.version.known_to != version.known_to:
                ended.append((kept.id, version.known_to))
        removed += [each.id for each in have.values()]
    store.remove_clocks(removed)
    store.end_clocks(ended)
    if added:
        store.add_clocks(added)

"""Rows in and out of the two tables, in bulk and inside row-level security.

PostgreSQL refuses COPY into a protected table, so rows are copied into a temporary one and
inserted from there, where the policy sees them. The temporary tables go with the transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import Any, NamedTuple

from django.db import connections
from django.db.backends.utils import CursorWrapper

from goldenthread.timeline.rules.history import Promise, Recorded, Version

CASES_AT_ONCE = 4_000
ROWS_AT_ONCE = 20_000
FEW_CLOCKS = 100  # no more than these go in one statement; a temporary table costs more
LOCKS = 0x474C  # our class of advisory locks


class Case(NamedTuple):
    """Which case an event or a clock belongs to."""

    area_id: int
    case_type: str
    case_id: int


class CaseEvents(NamedTuple):
    """A case, its child, and its events in the order they were recorded."""

    case: Case
    child_id: int | None
    events: list[Recorded]


class Kept(NamedTuple):
    """A version that is in the table."""

    id: int
    version: Version


PROMISE_COLUMNS = (
    "rule, version, about, started, due, moved_to, missing, working_target, stopped, superseded,"
    " lawful_reason, force, harm, lapses, owner_post_id, waiting_on, backfilled"
)
CLOCK_COLUMNS = f"area_id, case_type, case_id, child_id, {PROMISE_COLUMNS}, known_from, known_to"
ADDED = f"""
CREATE TEMP TABLE IF NOT EXISTS timeline_added ON COMMIT DROP AS
SELECT {CLOCK_COLUMNS} FROM timeline_clock WITH NO DATA
"""
TOUCHED = """
CREATE TEMP TABLE IF NOT EXISTS timeline_touched (
    area_id integer, case_type text, case_id bigint, PRIMARY KEY (area_id, case_type, case_id)
) ON COMMIT DROP
"""
EVENTS = """
SELECT e.area_id, e.case_type, e.case_id, e.child_id, e.id, e.key, e.kind, e.on, e.recorded_at,
       e.facts::text, e.backfilled, e.corrects_id, e.withdraws
FROM timeline_event e {narrow}
ORDER BY e.area_id, e.case_type, e.case_id, e.id
"""
CLOCKS = f"""
SELECT c.area_id, c.case_type, c.case_id, c.child_id, c.id, {
    ", ".join(f"c.{name.strip()}" for name in PROMISE_COLUMNS.split(","))
}, c.known_from, c.known_to
FROM timeline_clock c {{narrow}}
ORDER BY c.area_id, c.case_type, c.case_id, c.known_from
"""
ONE_CASE = "WHERE {alias}.area_id = %s AND {alias}.case_type = %s AND {alias}.case_id = %s"
TOUCHED_CASES = "JOIN timeline_touched t USING (area_id, case_type, case_id)"
ONE_AREA = "WHERE {alias}.area_id = %s"


INCOMING_COLUMNS = (
    'area_id, child_id, case_type, case_id, kind, "on", recorded_at, recorded_by_id, post_id,'
    " facts, key, load_id, backfilled"
)
INCOMING = f"""
CREATE TEMP TABLE IF NOT EXISTS timeline_incoming ON COMMIT DROP AS
SELECT {INCOMING_COLUMNS}, key AS base, 1 AS number FROM timeline_event WITH NO DATA
"""
FREE_KEYS = """
UPDATE timeline_incoming i
SET base = coalesce(i.base, i.key), number = coalesce(i.number, 1) + 1,
    key = coalesce(i.base, i.key) || '#' || (coalesce(i.number, 1) + 1)
FROM timeline_event e JOIN timeline_event w ON w.area_id = e.area_id AND w.corrects_id = e.id
WHERE w.withdraws AND e.area_id = i.area_id AND e.key = i.key
"""
FILLED = f"""{INCOMING_COLUMNS}, corrects_id, withdraws"""
INSERT = f"""
INSERT INTO timeline_event ({FILLED})
SELECT {INCOMING_COLUMNS}, NULL, false FROM timeline_incoming
ON CONFLICT (area_id, key) DO NOTHING
"""
TOUCH_NEW = """
INSERT INTO timeline_touched
SELECT DISTINCT i.area_id, i.case_type, i.case_id FROM timeline_incoming i
JOIN timeline_event e ON e.area_id = i.area_id AND e.key = i.key WHERE e.id > %s
"""
CLASH = """
SELECT i.key FROM timeline_incoming i
LEFT JOIN timeline_event e ON e.area_id = i.area_id AND e.key = i.key
WHERE (e.child_id, e.case_type, e.case_id, e.kind, e.on, e.facts, e.corrects_id)
      IS DISTINCT FROM (i.child_id, i.case_type, i.case_id, i.kind, i.on, i.facts, NULL::bigint)
LIMIT 1
"""
SHARED = """
SELECT area_id, case_type, case_id FROM timeline_event
JOIN timeline_touched USING (area_id, case_type, case_id)
GROUP BY 1, 2, 3 HAVING min(child_id) <> max(child_id) LIMIT 1
"""
TOUCH_LOAD = """
INSERT INTO timeline_touched SELECT DISTINCT area_id, case_type, case_id
FROM timeline_event WHERE area_id = ANY(%s) AND load_id = %s
"""
OF_LOAD = """
WHERE e.area_id = ANY(%s) AND e.load_id = %s AND NOT e.withdraws AND NOT EXISTS (
    SELECT FROM timeline_event w WHERE w.area_id = e.area_id AND w.corrects_id = e.id)
"""
STANDS = f"SELECT FROM timeline_event e {OF_LOAD} LIMIT 1"
WITHDRAW = f"""
INSERT INTO timeline_event ({FILLED})
SELECT e.area_id, e.child_id, e.case_type, e.case_id, e.kind, e.on, m.at, m.who, NULL::integer,
       m.facts, 'withdraw/' || e.id, NULL::bigint, e.backfilled, e.id, true
FROM timeline_event e, (SELECT %s::timestamptz AS at, %s::integer AS who, %s::jsonb AS facts) m
{OF_LOAD}
ON CONFLICT (area_id, key) DO NOTHING
"""


class Store:
    """The timeline's tables through one connection, inside a transaction the caller opened."""

    def __init__(self, using: str = "default") -> None:
        self.connection = connections[using]

    def execute(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run one statement and return how many rows it met."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            met: int = cursor.rowcount
            return met

    def fetch(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one query and return its rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def copy(self, table: str, columns: str, rows: Iterable[Sequence[Any]]) -> int:
        """Copy rows into a temporary table; return how many.

        Rows are gathered before each COPY begins: while one runs, the connection can do nothing
        else, and the rows may themselves come from a query on it.
        """
        copied, coming = 0, iter(rows)
        while some := list(islice(coming, ROWS_AT_ONCE)):
            with (
                self.connection.cursor() as cursor,
                cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copying,
            ):
                for row in some:
                    copying.write_row(row)
            copied += len(some)
        return copied

    def lock_case(self, case: Case) -> None:
        """Hold a case until the transaction ends: two who record in it take turns."""
        self.execute(
            "SELECT pg_advisory_xact_lock_shared(%s, %s),"
            " pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [LOCKS, case.area_id, f"timeline/{case.area_id}/{case.case_type}/{case.case_id}"],
        )

    def lock_area(self, area_id: int) -> None:
        """Hold every case of an area until the transaction ends, for a bulk recording."""
        self.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, area_id])

    def events_of(self, case: Case) -> CaseEvents | None:
        """Return one case with its events; none when nothing was recorded in it."""
        narrow = ONE_CASE.format(alias="e")
        found = list(_cases(self.fetch(EVENTS.format(narrow=narrow), case)))
        return found[0] if found else None

    def clocks_of(self, case: Case) -> list[Kept]:
        """Return every version kept of one case's clocks."""
        narrow = ONE_CASE.format(alias="c")
        return [_kept(row) for row in self.fetch(CLOCKS.format(narrow=narrow), case)]

    def touched_cases(self) -> Iterator[CaseEvents]:
        """Yield the touched cases, a server-side cursor's worth at a time."""
        yield from self._stream(EVENTS.format(narrow=TOUCHED_CASES), ())

    def touched_clocks(self) -> dict[Case, list[Kept]]:
        """Return every version kept of the touched cases' clocks."""
        kept: dict[Case, list[Kept]] = {}
        for row in self.fetch(CLOCKS.format(narrow=TOUCHED_CASES)):
            kept.setdefault(Case(*row[:3]), []).append(_kept(row))
        return kept

    def area_cases(self, area_id: int) -> Iterator[CaseEvents]:
        """Yield every case of an area."""
        yield from self._stream(EVENTS.format(narrow=ONE_AREA.format(alias="e")), [area_id])

    def _stream(self, statement: str, values: Sequence[Any]) -> Iterator[CaseEvents]:
        with self.connection.chunked_cursor() as cursor:
            cursor.execute(statement, values)
            yield from _cases(_rows(cursor))

    def touch(self, cases: Iterable[Sequence[Any]]) -> None:
        """Name the cases that `touched_cases` gives; those named before are forgotten."""
        self._begin_touched()
        self.copy("timeline_touched", "area_id, case_type, case_id", cases)

    def _begin_touched(self) -> None:
        self.execute(TOUCHED)
        self.execute("TRUNCATE timeline_touched")

    def begin_incoming(self) -> None:
        """Make an empty place for events on their way in."""
        self.execute(INCOMING)
        self.execute("TRUNCATE timeline_incoming")

    def copy_incoming(self, rows: Iterable[Sequence[Any]]) -> int:
        """Copy events on their way in; return how many."""
        copied = self.copy("timeline_incoming", INCOMING_COLUMNS, rows)
        self.execute("ANALYZE timeline_incoming")
        return copied

    def incoming_cases(self) -> list[Case]:
        """Return the cases the incoming events belong to."""
        return [
            Case(*row)
            for row in self.fetch(
                "SELECT DISTINCT area_id, case_type, case_id FROM timeline_incoming"
            )
        ]

    def free_withdrawn_keys(self) -> None:
        """Number on each incoming key whose event was withdrawn, until it is free or stands."""
        while self.execute(FREE_KEYS):
            pass

    def insert_incoming(self) -> int:
        """Keep the incoming events whose keys are new; touch their cases; return how many."""
        self._begin_touched()
        before = self.fetch("SELECT coalesce(max(id), 0) FROM timeline_event")[0][0]
        new = self.execute(INSERT)
        self.execute(TOUCH_NEW, [before])
        self.execute("ANALYZE timeline_touched")
        return new

    def first_clash(self) -> str | None:
        """Return an incoming key under which something else is kept."""
        found = self.fetch(CLASH)
        return found[0][0] if found else None

    def first_shared_case(self) -> Case | None:
        """Return a touched case whose events name two children."""
        found = self.fetch(SHARED)
        return Case(*found[0]) if found else None

    def stands(self, load_id: int, areas: Sequence[int]) -> bool:
        """Say whether anything of a load still stands."""
        return bool(self.fetch(STANDS, [list(areas), load_id]))

    def withdraw_load(
        self, load_id: int, areas: Sequence[int], reason: str, at: datetime, user: int | None
    ) -> int:
        """Withdraw every standing event of a load; touch their cases; return how many."""
        self._begin_touched()
        self.execute(TOUCH_LOAD, [list(areas), load_id])
        self.execute("ANALYZE timeline_touched")
        return self.execute(
            WITHDRAW, [at, user, json.dumps({"reason": reason}), list(areas), load_id]
        )

    def add_clocks(self, rows: Sequence[tuple[Case, int | None, Version]]) -> None:
        """Insert new versions: those of a case or two in one statement, more by way of a COPY."""
        made = (
            (*case, child_id, *v.promise, v.known_from, v.known_to) for case, child_id, v in rows
        )
        if len(rows) <= FEW_CLOCKS:
            values = [list(row) for row in made]
            marks = ", ".join(f"({', '.join(['%s'] * len(row))})" for row in values)
            self.execute(
                f"INSERT INTO timeline_clock ({CLOCK_COLUMNS}) VALUES {marks}",
                [each for row in values for each in row],
            )
            return
        self.execute(ADDED)
        self.execute("TRUNCATE timeline_added")
        self.copy("timeline_added", CLOCK_COLUMNS, made)
        self.execute(
            f"INSERT INTO timeline_clock ({CLOCK_COLUMNS})"
            f" SELECT {CLOCK_COLUMNS} FROM timeline_added"
        )

    def remove_clocks(self, ids: Sequence[int]) -> None:
        """Take versions out that are no longer so."""
        if ids:
            self.execute("DELETE FROM timeline_clock WHERE id = ANY(%s)", [list(ids)])

    def end_clocks(self, ended: Sequence[tuple[int, datetime | None]]) -> None:
        """Say until when versions were known."""
        if ended:
            self.execute(
                "UPDATE timeline_clock c SET known_to = u.known_to FROM"
                " unnest(%s::bigint[], %s::timestamptz[]) AS u(id, known_to) WHERE c.id = u.id",
                [[each for each, _ in ended], [moment for _, moment in ended]],
            )


def _rows(cursor: CursorWrapper) -> Iterator[tuple[Any, ...]]:
    while some := cursor.fetchmany(ROWS_AT_ONCE):
        yield from some


def _kept(row: Sequence[Any]) -> Kept:
    return Kept(row[4], Version(Promise(*row[5:-2]), row[-2], row[-1]))


def _cases(rows: Iterable[Sequence[Any]]) -> Iterator[CaseEvents]:
    """Gather ordered event rows into cases."""
    for name, found in groupby(rows, key=lambda row: row[:3]):
        own = list(found)
        keys = {row[4]: row[5] for row in own}
        yield CaseEvents(Case(*name), own[0][3], [_recorded(row, keys) for row in own])


def _recorded(row: Sequence[Any], keys: dict[int, str]) -> Recorded:
    _, _, _, _, _, key, kind, on, recorded_at, facts, backfilled, corrects_id, withdraws = row
    return Recorded(
        key=key,
        kind=kind,
        on=on,
        recorded_at=recorded_at,
        facts=json.loads(facts) if facts != "{}" else {},
        backfilled=backfilled,
        corrects=keys[corrects_id] if corrects_id is not None else None,
        withdraws=withdraws,
    )

"""Sealing the audit trail in batches, each chained to the one before, and checking the seals.

The sealer is a database role of its own: it reads the trail and adds seals, and nothing else.
The newest hash is copied off the machine, so that even somebody who owns the database and seals
everything afresh is found out (trust rule 35).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from goldenthread.audit.models import AuditRow, Seal

SEALER = "sealer"
FIRST = "0" * 64  # the hash before the first
BATCH = 20_000  # rows in one seal at most
# A row may commit this long after rows with higher numbers were sealed; later is slipping in.
LATEST_COMMIT = timedelta(days=1)
LOCK = 20_260_635  # only one sealer at a time
COLUMNS = tuple(sorted(str(field.column) for field in AuditRow._meta.concrete_fields))
Ranges = list[list[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest seal: what is copied off the machine."""

    seal_id: int
    sealed_at: datetime
    hash: str
    rows: int  # in the batch

    def line(self) -> str:
        return f"{self.sealed_at.astimezone(UTC).isoformat()} {self.seal_id} {self.hash}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, and the first batch in which it is."""

    seal_id: int | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a check of the whole trail found."""

    seals: int
    rows: int
    unsealed: int  # not sealed yet: the newest
    fault: Fault | None


class WrongCopy(ValueError):
    """The copy of the newest hashes cannot be read."""


def canonical(row: Sequence[Any]) -> bytes:
    """Return the bytes of one row that are hashed: every column, in the order of COLUMNS."""
    return json.dumps(
        [
            value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
            for value in row
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def chain(previous: str, rows: Iterable[Sequence[Any]]) -> str:
    """Return the hash of a batch: of the hash before it and of each row, in order of number."""
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        content = canonical(row)
        digest.update(len(content).to_bytes(4, "big") + content)
    return digest.hexdigest()


def ranges(numbers: Iterable[int]) -> Ranges:
    """Write ascending numbers as runs: [1, 2, 3, 7] as [[1, 3], [7, 7]]."""
    found: Ranges = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


@contextmanager
def _as_sealer() -> Iterator[Any]:
    with transaction.atomic(using=SEALER), connections[SEALER].cursor() as cursor:
        yield cursor


def _rows(cursor: Any, runs: Ranges, limit: int | None = None) -> list[Any]:
    """Return the rows whose numbers lie in some runs, in order: one index scan a run."""
    cursor.execute(
        f"SELECT {', '.join(COLUMNS)} FROM {AuditRow._meta.db_table}"
        " JOIN unnest(%s::bigint[], %s::bigint[]) AS run(low, high) ON id BETWEEN low AND high"
        " ORDER BY id" + (f" LIMIT {limit}" if limit else ""),
        [[low for low, _ in runs], [high for _, high in runs]],
    )
    return list(cursor.fetchall())


ID = COLUMNS.index("id")
HIGHEST = 2**63 - 1


def gaps(floor: int, sealed: Ranges) -> Ranges:
    """Return the runs above a number that are not sealed, the last of them open-ended."""
    found: Ranges = []
    for low, high in sorted(sealed):
        if low > floor + 1:
            found.append([floor + 1, low - 1])
        floor = max(floor, high)
    return [*found, [floor + 1, HIGHEST]]


def _sealed_lately(at: datetime) -> tuple[int, Ranges]:
    """Return the number up to which nothing more is awaited, and the runs sealed above it."""
    seals = Seal.objects.using(SEALER)
    old = seals.filter(sealed_at__lt=at - LATEST_COMMIT).order_by("-pk").first()
    floor = old.covered[-1][1] if old else 0
    recent = seals.filter(pk__gt=old.pk if old else 0).values_list("covered", flat=True)
    return floor, [run for covered in recent for run in covered]


def seal(at: datetime) -> Head | None:
    """Seal every row not sealed yet; return the newest seal, or None when there was no row.

    Rows commit out of order, so a number below the newest sealed one may still appear: each
    seal says which runs of numbers it covers, and the gaps are looked at again for a day.
    """
    head = None
    with _as_sealer() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        floor, sealed = _sealed_lately(at)
        while rows := _rows(cursor, gaps(floor, sealed), BATCH):
            head = _add(rows)
            sealed += ranges(row[ID] for row in rows)
    return head


def _add(rows: list[Any]) -> Head:
    last = Seal.objects.using(SEALER).order_by("-pk").first()
    previous = last.hash if last else FIRST
    made = Seal.objects.using(SEALER).create(
        covered=ranges(row[ID] for row in rows),
        count=len(rows),
        previous_hash=previous,
        hash=chain(previous, rows),
    )
    made.refresh_from_db()
    return Head(seal_id=made.pk, sealed_at=made.sealed_at, hash=made.hash, rows=len(rows))


def verify(at: datetime, copy: Sequence[str] = ()) -> Verified:
    """Check every seal against its rows, the chain, and the copied hashes; name the first fault.

    :param copy: the lines that `Head.line` wrote off the machine, the oldest first
    :raises WrongCopy: if a line of the copy cannot be read
    """
    known = dict(_copied(line) for line in copy if line.strip())
    previous, fault, seals, covered = FIRST, None, 0, 0
    with _as_sealer() as cursor:
        for found in Seal.objects.using(SEALER).order_by("pk").iterator():
            seals, covered = seals + 1, covered + found.count
            fault = fault or _fault(cursor, found, previous, known.pop(found.pk, None))
            previous = found.hash
        if known and not fault:
            gone = min(known)
            fault = Fault(seal_id=gone, says=f"Batch {gone} was sealed, and is gone.")
        total, late = _unsealed(cursor, at)
    if late and not fault:
        fault = Fault(
            seal_id=None,
            says=f"Row {late} lies among sealed rows and no seal covers it: it was put in later.",
        )
    return Verified(seals=seals, rows=covered, unsealed=total, fault=fault)


def _fault(cursor: Any, found: Seal, previous: str, copied: str | None) -> Fault | None:
    rows = _rows(cursor, found.covered)
    first, last = found.covered[0][0], found.covered[-1][1]
    which = f"Batch {found.pk} (sealed {found.sealed_at:%d %B %Y %H:%M}, rows {first} to {last})"
    if found.previous_hash != previous:
        return Fault(seal_id=found.pk, says=f"{which} does not follow the batch before it.")
    if len(rows) != found.count:
        return Fault(
            seal_id=found.pk, says=f"{which} had {found.count} rows; {len(rows)} are there now."
        )
    if chain(previous, rows) != found.hash:
        return Fault(seal_id=found.pk, says=f"{which} does not match: a row was changed or moved.")
    if copied is not None and copied != found.hash:
        return Fault(
            seal_id=found.pk, says=f"{which} is not what was copied off: it was sealed again."
        )
    return None


def _copied(line: str) -> tuple[int, str]:
    words = line.split()
    if len(words) != 3 or not words[1].isdigit() or len(words[2]) != len(FIRST):
        raise WrongCopy(f"This line of the copy is not a seal's: {line.strip()!r}")
    return int(words[1]), words[2]


def _unsealed(cursor: Any, at: datetime) -> tuple[int, int | None]:
    """Return how many rows no seal covers, and the first that should have been covered."""
    cursor.execute(
        "WITH sealed AS (SELECT (run->>0)::bigint AS low, (run->>1)::bigint AS high"
        "  FROM audit_seal, jsonb_array_elements(covered) run),"
        " whole AS (SELECT range_agg(int8range(low, high, '[]')) AS runs FROM sealed),"
        " bare AS (SELECT audit.id, audit.at FROM audit_auditrow audit, whole"
        "  WHERE whole.runs IS NULL OR NOT audit.id <@ whole.runs)"
        " SELECT count(*), min(id) FILTER ("
        "  WHERE id < (SELECT max(high) FROM sealed WHERE true)"
        "  AND (at < %s OR at < (SELECT max(sealed_at) FROM audit_seal) - interval '1 day'))"
        " FROM bare",
        [at - LATEST_COMMIT],
    )
    total, late = cursor.fetchone()
    return total, late


def copy_head(head: Head, place: str) -> None:
    """Add the newest hash to a file; on another machine's disk it outlives this one's owner.

    :raises OSError: if the place cannot be written to
    """
    with Path(place).open("a", encoding="utf-8") as file:
        file.write(head.line() + "\n")

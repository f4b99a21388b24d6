"""Copying children's rows into the tables, in processes of their own, without Django.

Each process tells its part of the areas, copies the rows and says so; it keeps its transaction
only when told that every other is ready too.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import psycopg
from psycopg import sql

from goldenthread.demo.calibration import Area, area
from goldenthread.demo.history import draw_world, tell_part
from goldenthread.demo.rows import COLUMNS, Rows, Setup

BATCH = 1_500  # children between two copies
KEEP = "keep"


class PartFailed(RuntimeError):
    """A process could not write its part; nothing of any part is kept."""


@dataclass(frozen=True, slots=True)
class Task:
    """One area's part for one process: every `parts`-th person, from `part` on."""

    code: str
    part: int
    parts: int
    seed: int


def copy_children(
    chosen: Sequence[Area], setup: Setup, seed: int, workers: int, address: dict[str, Any]
) -> dict[str, int]:
    """Write every child's rows; all processes' transactions are kept, or none.

    Returns how many rows each table was given.

    :raises PartFailed: if any process could not write its part
    """
    shares = _shares(chosen, seed, workers)
    context = multiprocessing.get_context("spawn")
    running: list[tuple[Any, Connection]] = []
    for tasks in shares:
        ours, theirs = context.Pipe()
        process = context.Process(target=_write_share, args=(tasks, setup, address, theirs))
        process.start()
        theirs.close()
        running.append((process, ours))
    try:
        counts = [_heard(ours) for _, ours in running]
        for _, ours in running:
            ours.send(KEEP)
        for _, ours in running:
            _heard(ours)
    finally:
        for process, ours in running:
            ours.close()
            process.join()
    return {table: sum(c.get(table, 0) for c in counts) for table in COLUMNS}


def _heard(ours: Connection) -> dict[str, int]:
    """What a process says when it is ready.

    :raises PartFailed: if it failed, with its own words
    """
    try:
        said = ours.recv()
    except EOFError:
        raise PartFailed("A process ended before it had written its part.") from None
    if isinstance(said, str):
        raise PartFailed(said)
    found: dict[str, int] = said
    return found


def _shares(chosen: Sequence[Area], seed: int, workers: int) -> list[list[Task]]:
    """Tasks for each process: few areas are split between them, many are dealt out by size."""
    if len(chosen) < 2 * workers:
        return [[Task(a.code, n, workers, seed) for a in chosen] for n in range(workers)]
    shares: list[list[Task]] = [[] for _ in range(workers)]
    sizes = [0] * workers
    for one in sorted(chosen, key=lambda a: -a.plans[2026]):
        least = sizes.index(min(sizes))
        shares[least].append(Task(one.code, 0, 1, seed))
        sizes[least] += one.plans[2026]
    return shares


def _write_share(
    tasks: Sequence[Task], setup: Setup, address: dict[str, Any], parent: Connection
) -> None:
    """Write one process's part, say so, and keep it when told to."""
    try:
        with psycopg.connect(**address) as connection:
            connection.execute(
                "SELECT set_config('synchronous_commit', 'off', false),"
                " set_config('pgtrigger.ignore', %s, false)",
                [setup.ignored],
            )
            counts = dict.fromkeys(COLUMNS, 0)
            for task in tasks:
                for table, number in _write_task(connection, task, setup).items():
                    counts[table] += number
            parent.send(counts)
            if parent.recv() != KEEP:
                connection.rollback()
        parent.send({})
    except EOFError:
        return  # the parent gave up; leaving the block by this way has undone everything
    except Exception as problem:  # noqa: BLE001 - said to the parent, which raises it
        parent.send(f"{type(problem).__name__}: {problem}")


def _write_task(connection: psycopg.Connection[Any], task: Task, setup: Setup) -> dict[str, int]:
    rows, counts = Rows(setup), dict.fromkeys(COLUMNS, 0)
    world = draw_world(area(task.code), setup.as_of, task.seed, setup.light)
    for number, facts in enumerate(tell_part(world, task.part, task.parts), start=1):
        rows.add(facts)
        if number % BATCH == 0:
            _copy(connection, rows, counts)
    _copy(connection, rows, counts)
    return counts


def _copy(connection: psycopg.Connection[Any], rows: Rows, counts: dict[str, int]) -> None:
    for table, columns in COLUMNS.items():
        found = rows.of[table]
        if not found:
            continue
        constant = rows.setup.constants.get(table, {})
        rest = tuple(constant.values())
        names = sql.SQL(", ").join(map(sql.Identifier, (*columns, *constant)))
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
        with connection.cursor() as cursor, cursor.copy(statement) as copying:
            for row in found:
                copying.write_row((*row, *rest) if rest else row)
        counts[table] += len(found)
    rows.clear()

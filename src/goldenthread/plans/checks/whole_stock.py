"""Check a folder of plans on every core, a result at a time, whatever single files do.

Two passes. The first reads each file, says at once which cannot be read, and takes the marks of
long paragraphs (check L07 compares children's plans). The second checks each plan against the
index of all marks. A file that kills its process is named, and the rest goes on.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from goldenthread.plans.checks.identity import owner_of, paragraphs
from goldenthread.plans.checks.look import Look
from goldenthread.plans.checks.output import printed
from goldenthread.plans.checks.run import check_plan
from goldenthread.plans.checks.stock import Mark, Stock, mark_of
from goldenthread.plans.content import Plan
from goldenthread.plans.reading import CannotRead, ReadFile, ReadReport, read_plan

KINDS = (".json", ".docx", ".docm", ".pdf", ".doc")
CHUNK = 32  # files handed to a process at a time


@dataclass(frozen=True, slots=True)
class _First:
    """What the first pass learned of one file; Word and PDF files are kept, packed, as read."""

    file: str
    error: str = ""
    marks: tuple[Mark, ...] = ()
    packed: bytes = b""
    read: ReadReport | None = None


def plan_files(folder: Path) -> list[Path]:
    """The plan files of a folder and the folders in it, in order; not hidden or lock files."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in KINDS and path.is_file() and not path.name.startswith((".", "~$"))
    )


def check_folder(
    folder: Path,
    as_of: date,
    *,
    house_texts: tuple[str, ...] = (),
    processes: int | None = None,
) -> Iterator[dict[str, Any]]:
    """Yield {"file", "error"} or the full result for each file in a folder."""
    files = plan_files(folder)
    workers = processes or os.cpu_count() or 1
    good: list[_First] = []
    for first in _spread(_first_pass, files, workers, (None, as_of)):
        if first.error:
            yield {"file": first.file, "error": first.error}
        else:
            good.append(first)
    stock = Stock.of((mark for first in good for mark in first.marks), house_texts)
    work = [_First(f.file, packed=f.packed, read=f.read) for f in good]
    del good
    yield from _spread(_second_pass, work, workers, (stock, as_of))


def _spread(task: Any, work: list[Any], workers: int, shared: tuple[Any, ...]) -> Iterator[Any]:
    """Run a task over chunks of work on several processes; a chunk that dies is tried singly."""
    chunks = [work[at : at + CHUNK] for at in range(0, len(work), CHUNK)]
    if workers == 1 or len(work) <= 2:
        _share(*shared)
        for item in work:
            yield task(item)
        return
    for done, chunk in _chunked(task, chunks, workers, shared):
        if done is not None:
            yield from done
        else:
            yield from (_alone(task, item, shared) for item in chunk)


def _chunked(
    task: Any, chunks: list[list[Any]], workers: int, shared: tuple[Any, ...]
) -> Iterator[tuple[list[Any] | None, list[Any]]]:
    waiting = iter(chunks)
    while batch := list(islice(waiting, workers * 4)):
        with _pool(workers, shared) as pool:
            futures = [(pool.submit(_run_chunk, task, chunk), chunk) for chunk in batch]
            for future, chunk in futures:
                try:
                    yield future.result(), chunk
                except BrokenProcessPool:
                    yield None, chunk


def _pool(workers: int, shared: tuple[Any, ...]) -> ProcessPoolExecutor:
    method = "fork" if hasattr(os, "fork") else "spawn"
    return ProcessPoolExecutor(
        workers, mp_context=get_context(method), initializer=_share, initargs=shared
    )


def _alone(task: Any, item: Any, shared: tuple[Any, ...]) -> Any:
    name = item.file if isinstance(item, _First) else str(item)
    with _pool(1, shared) as pool:
        try:
            return pool.submit(task, item).result()
        except BrokenProcessPool:
            words = "Reading this file stopped the program: it was left out."
            return _First(name, words) if task is _first_pass else {"file": name, "error": words}


_shared: dict[str, Any] = {}


def _share(stock: Stock | None, as_of: date) -> None:
    _shared.update(stock=stock, as_of=as_of)


def _run_chunk(task: Any, chunk: list[Any]) -> list[Any]:
    return [task(item) for item in chunk]


def _first_pass(path: Path) -> _First:
    try:
        found = read_plan(path)
    except CannotRead as why:
        return _First(str(path), str(why))
    except (OSError, MemoryError) as why:
        return _First(str(path), f"The file could not be opened ({type(why).__name__}).")
    look = Look(found.plan, _shared["as_of"], None, None)
    owner = owner_of(look)
    made = (mark_of(owner, line.text, look.names) for line in paragraphs(look))
    keep = found.read.format != "json"
    packed = (
        zlib.compress(found.plan.model_dump_json(exclude_none=True).encode(), 1) if keep else b""
    )
    return _First(str(path), "", tuple(m for m in made if m), packed, found.read if keep else None)


def _second_pass(first: _First) -> dict[str, Any]:
    if first.packed and first.read:
        plan = Plan.model_validate_json(zlib.decompress(first.packed))
        found = ReadFile(plan, first.read)
    else:
        try:
            found = read_plan(Path(first.file))
        except CannotRead as why:
            return {"file": first.file, "error": str(why)}
    report = check_plan(found.plan, _shared["as_of"], None, _shared["stock"])
    return printed(first.file, found, report)

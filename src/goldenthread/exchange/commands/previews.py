"""Previewing a file before it is loaded: checked and counted, held a day, then loaded or let go."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from goldenthread.access.rules import Asker, NotFound
from goldenthread.exchange.commands import annex_a, settings
from goldenthread.exchange.commands.annex_a import load_annex_a
from goldenthread.exchange.commands.opening import Loaded, check_may_load, mark_of
from goldenthread.exchange.commands.refusing import LoadRefused
from goldenthread.exchange.commands.sen2 import load_sen2, summary
from goldenthread.exchange.commands.settings import load_settings
from goldenthread.exchange.commands.undo import permission_for
from goldenthread.exchange.models import Load, LoadKind, LoadState
from goldenthread.exchange.rules import from_annex_a, from_sen2
from goldenthread.exchange.rules.facts import ChildFacts
from goldenthread.exchange.rules.starts import clocks_started, told_of
from goldenthread.exchange.sen2.dry_run import Faults, dry_run
from goldenthread.exchange.sen2.faults import UnreadableReturn
from goldenthread.exchange.sen2.items import YearSpec
from goldenthread.exchange.sen2.records import Person
from goldenthread.files.commands import discard, receive
from goldenthread.files.queries import authorised_download
from goldenthread.files.rules import Refused
from goldenthread.organisations.bulk import register

HELD = timedelta(days=1)
LOADABLE = (LoadState.PREVIEWED, LoadState.LOADING)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a file found: counts and figures to keep, and each fault."""

    report: dict[str, Any]
    faults: list[dict[str, Any]]
    area_id: int | None
    as_of: date | None
    return_year: int | None = None


@dataclass(slots=True)
class Counted:
    """What a file tells of, and the clocks that would run by it."""

    told: Counter[str] = field(default_factory=Counter)
    starts: Counter[str] = field(default_factory=Counter)

    def add(self, facts: ChildFacts) -> None:
        """Count one child."""
        self.told.update(told_of(facts))
        self.starts.update(clocks_started(facts))

    def as_json(self) -> dict[str, dict[str, int]]:
        """Give both, the most of one kind first."""
        return {"tells": dict(self.told), "starts": dict(self.starts.most_common())}


@transaction.atomic
def receive_file(
    *,
    chunks: Iterable[bytes],
    name: str,
    kind: str,
    area_id: int,
    as_of: date | None,
    by: Asker,
    at: datetime,
) -> Load:
    """Take a file in to be previewed. It is held until it has been checked for viruses.

    :raises LoadRefused: if the file is not of a sort that is taken in
    :raises NotAllowed: if `by` may not load this kind of file there
    """
    check_may_load(by, permission_for(kind), None if kind == LoadKind.SETTINGS else area_id)
    try:
        held = receive(chunks=chunks, name=name, area_id=area_id, by=by, at=at)
    except Refused as problem:
        raise LoadRefused(str(problem)) from None
    return Load.objects.create(
        kind=kind,
        state=LoadState.PREVIEWED,
        area_id=None if kind == LoadKind.SETTINGS else area_id,
        file_name=name[:200],
        sha256=held.sha256,
        as_of_date=as_of,
        post_id=next((post.id for post in by.posts), None),
        created_at=at,
        held_file_id=held.pk,
    )


@transaction.atomic
def look_into(load: Load, *, by: Asker, at: datetime) -> Load:
    """Check and count a held file, once, and keep what was found beside it.

    :raises NotAllowed: while it waits for the virus check
    :raises LoadRefused: if it cannot be read as what it is said to be
    """
    if load.report_place or load.state != LoadState.PREVIEWED:
        return load
    with _on_disk(load, by, at) as path:
        found = _look(load, path, at)
        load.sha256 = mark_of(path)
    if load.area_id and found.area_id != load.area_id:
        raise LoadRefused(
            f"The file is of authority {found.area_id}, and not of the area you chose."
        )
    content = json.dumps(found.faults, ensure_ascii=False, default=str)
    place = f"loads/{uuid4().hex}.json"
    load.report_place = default_storage.save(place, ContentFile(content.encode()))
    load.report, load.return_year = found.report, found.return_year
    load.as_of_date = found.as_of
    load.save()
    return load


def _look(load: Load, path: Path, at: datetime) -> Looked:
    if load.kind == LoadKind.SETTINGS:
        return _look_at_settings(path)
    if load.kind == LoadKind.SEN2:
        return _look_at_sen2(load, path)
    return _look_at_lists(load, path, load.as_of_date or at.date())


def _look_at_settings(path: Path) -> Looked:
    found = settings.read(path, None)
    errors = sum(each.severity == "error" for each in found.faults)
    counts = {"error": errors, "query": len(found.faults) - errors}
    report = {"counts": counts, "figures": {"settings": len(found)}, "not_checked": []}
    return Looked(report, [settings.as_json(each) for each in found.faults], None, None)


def _look_at_sen2(load: Load, path: Path) -> Looked:
    counted = Counted()

    def count(person: Person, faults: Faults, spec: YearSpec) -> None:
        counted.add(from_sen2.child_facts(person, spec.survey_day))

    area = f"{load.area_id:03}"
    try:
        report = dry_run(path, area=area, as_of=load.as_of_date, register=register(), also=count)
    except UnreadableReturn as problem:
        raise LoadRefused(str(problem)) from None
    faults = [each.as_json() for each in report.faults.listed]
    kept = {**summary(report), **counted.as_json()}
    area_id = int(report.area) if report.area else None
    return Looked(kept, faults, area_id, report.survey_day, report.return_year)


def _look_at_lists(load: Load, path: Path, on: date) -> Looked:
    lists = annex_a.read(path, on, load.file_name)
    counted = Counted()
    for row in (*lists.list_1, *lists.list_2):
        counted.add(from_annex_a.child_facts(row))
    kept = {**annex_a.summary(lists), **counted.as_json()}
    return Looked(kept, [annex_a.as_json(each) for each in lists.faults], load.area_id, on)


def faults_of(load: Load) -> list[dict[str, Any]]:
    """Return the row report of a preview; none when it has been let go."""
    if not load.report_place:
        return []
    with default_storage.open(load.report_place) as content:
        found: list[dict[str, Any]] = json.load(content)
        return found


@transaction.atomic
def commit_preview(load_id: int, *, by: Asker, at: datetime) -> Loaded:
    """Load a file that was previewed. Two clicks load it once.

    :raises LoadRefused: as the load of its kind, or when the preview has been let go
    :raises NotFound: if there is no such load in reach
    """
    load = locked(load_id, by=by)
    if load.state == LoadState.COMMITTED:
        return Loaded(load.pk, load.area_id, again=True, report=load.report)
    if load.state not in LOADABLE or not load.held_file_id or is_over(load, at):
        raise LoadRefused("This preview has been let go. Send the file again.")
    held, place = load.held_file_id, load.report_place
    with _on_disk(load, by, at) as path:
        done = _load(load, path, by, at)
    if done.load_id != load.pk:  # this very file had been loaded before
        load.delete()
    else:
        load.refresh_from_db()
        load.held_file_id, load.report_place = None, ""
        load.save(update_fields=["held_file_id", "report_place"])
    _let_go(held, place)
    return done


def _load(load: Load, path: Path, by: Asker, at: datetime) -> Loaded:
    name, as_of = load.file_name, load.as_of_date
    if load.kind == LoadKind.SETTINGS:
        return load_settings(path, by=by, at=at, name=name, previewed=load)
    area = f"{load.area_id:03}"
    run = load_sen2 if load.kind == LoadKind.SEN2 else load_annex_a
    return run(path, by=by, at=at, area=area, as_of=as_of, name=name, previewed=load)


def locked(load_id: int, *, by: Asker) -> Load:
    """Return a load in reach of somebody who may load its kind, locked until they are done.

    :raises NotFound: if there is none, or it is another area's
    :raises NotAllowed: if `by` may not load this kind of file
    """
    load = Load.objects.select_for_update(of=("self",)).filter(pk=load_id).first()
    if load is None or (load.area_id is not None and load.area_id not in by.areas):
        raise NotFound("No such load.")
    check_may_load(by, permission_for(load.kind), load.area_id)
    return load


@transaction.atomic
def discard_preview(load_id: int, *, by: Asker) -> None:
    """Let a preview go, file and report; what has been loaded stays.

    :raises NotFound: if there is none in reach
    """
    load = locked(load_id, by=by)
    if load.state == LoadState.PREVIEWED:
        _drop(load)


def is_over(load: Load, at: datetime) -> bool:
    """Say whether a preview has been held for its day."""
    return load.state == LoadState.PREVIEWED and at > load.created_at + HELD


@transaction.atomic
def drop_old_previews(at: datetime) -> int:
    """Let go of every preview that has been held for its day; return how many."""
    old = Load.objects.select_for_update(skip_locked=True).filter(
        state=LoadState.PREVIEWED, created_at__lt=at - HELD
    )
    found = list(old)
    for load in found:
        _drop(load)
    return len(found)


def _drop(load: Load) -> None:
    held, place = load.held_file_id, load.report_place
    load.delete()
    _let_go(held, place)


def _let_go(held: int | None, place: str) -> None:
    if held is not None:
        discard(held)
    if place:
        transaction.on_commit(partial(default_storage.delete, place))


@contextmanager
def _on_disk(load: Load, by: Asker, at: datetime) -> Iterator[Path]:
    """Give the held file a place on this machine's disk while it is read.

    :raises NotAllowed: while it waits for the virus check
    """
    assert load.held_file_id is not None
    held = authorised_download(load.held_file_id, by=by, on=at.date())
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{_ending(load.file_name)}"
        with held.content as content, path.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        yield path


def _ending(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    return ending if ending.isalnum() and len(ending) < 6 else "dat"

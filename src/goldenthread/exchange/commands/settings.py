"""Loading the national register of settings."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.exchange.commands.keeping import keep_changes
from goldenthread.exchange.commands.opening import Loaded, Opening, check_may_load, open_load
from goldenthread.exchange.commands.refusing import LoadRefused
from goldenthread.exchange.models import Load, LoadKind
from goldenthread.organisations.bulk import TooLong, keep_links, keep_settings
from goldenthread.organisations.rules import (
    Register,
    RegisterFault,
    RegisterUnreadable,
    read_links,
    read_register,
)


@transaction.atomic
def load_settings(
    path: Path,
    *,
    by: Asker,
    at: datetime,
    links: Path | None = None,
    as_of: date | None = None,
    name: str = "",
    previewed: Load | None = None,
) -> Loaded:
    """Load the register's own CSV file, and its file of predecessors and successors.

    A row that cannot be used refuses the whole file; a value that cannot is left out and listed.
    The same file again changes nothing. Settings that are not in the file stay as they are.

    :raises LoadRefused: if it cannot be read or a row of it cannot be used
    :raises NotAllowed: if `by` may not load the register
    """
    check_may_load(by, Permission.SETTINGS_LOAD, None)
    found = read(path, links)
    errors = [as_json(each) for each in found.faults if each.severity == "error"]
    if errors:
        raise LoadRefused(f"{len(errors):,} rows cannot be used. Nothing was loaded.", errors)
    opening = Opening(
        kind=LoadKind.SETTINGS,
        path=path,
        name=name or path.name,
        by=by,
        at=at,
        as_of=as_of or at.date(),
        previewed=previewed,
    )
    load, again = open_load(opening)
    done = Loaded(load.pk, again=again, report=load.report)
    if not again:
        _keep(found, load, done)
    if new := keep_links(found.links):
        load.report = {**load.report, "links": [*load.report.get("links", []), *new]}
        load.save(update_fields=["report"])
    done.created["SettingLink"] = len(new)
    return done


def _keep(found: Register, load: Load, done: Loaded) -> None:
    try:
        kept = keep_settings(found.settings, load_id=load.pk)
    except TooLong as problem:
        raise LoadRefused(str(problem)) from None
    keep_changes(load, kept)
    done.created["Setting"], done.changed["Setting"] = len(kept.created), len(kept.changed)
    done.queries = tuple(as_json(each) for each in found.faults)
    done.report = {"settings": len(found), "counts": {"error": 0, "query": len(found.faults)}}
    load.report = done.report
    load.save(update_fields=["report"])


def read(path: Path, links: Path | None) -> Register:
    reading = path
    try:
        found = read_register(path)
        if links is not None:
            reading = links
            found = found.with_links(read_links(links))
    except OSError as problem:
        raise LoadRefused(f"{reading.name}: It cannot be opened: {problem.strerror}.") from None
    except RegisterUnreadable as problem:
        raise LoadRefused(f"{reading.name}: {problem}") from None
    return found


def as_json(each: RegisterFault) -> dict[str, Any]:
    """Give a fault of the register in the shape of those of other files."""
    return {
        "rule": each.rule,
        "severity": each.severity,
        "person": None,
        "module": "settings",
        "row": each.row,
        "field": each.field,
        "value": each.value,
        "message": each.message,
    }

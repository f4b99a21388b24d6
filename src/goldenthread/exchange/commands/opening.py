"""Opening a load: who may, the same file only once, and never an older file over a newer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.exchange.commands.refusing import Fault, LoadRefused
from goldenthread.exchange.models import Load, LoadKind, LoadState

LOCK = 0x4C4F  # our class of advisory locks: one load of an area at a time


@dataclass(slots=True)
class Loaded:
    """What a load did. `again` says that this very file had been loaded before."""

    load_id: int
    area_id: int | None = None
    again: bool = False
    children: int = 0
    created: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    events: int = 0
    report: dict[str, Any] = field(default_factory=dict)  # counts of faults, and figures
    queries: tuple[Fault, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give what was done under the keys the command line prints."""
        return {
            "load": self.load_id,
            "area": self.area_id,
            "again": self.again,
            "children": self.children,
            "created": self.created,
            "changed": self.changed,
            "events": self.events,
            **self.report,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A file about to be loaded."""

    kind: LoadKind
    path: Path
    name: str
    by: Asker
    at: datetime
    area_id: int | None = None
    as_of: date | None = None
    return_year: int | None = None
    previewed: Load | None = None  # the load whose preview this commits


def mark_of(path: Path) -> str:
    """Return the SHA-256 of a file, or of a folder's files and their names, in hexadecimal."""
    digest = hashlib.sha256()
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if path.is_dir():
            digest.update(f"{len(file.name)}/{file.name}/{file.stat().st_size}/".encode())
        with file.open("rb") as stream:
            while some := stream.read(1 << 20):
                digest.update(some)
    return digest.hexdigest()


def check_may_load(by: Asker, permission: Permission, area_id: int | None) -> None:
    """Refuse a person whose posts do not allow it, and a service outside its areas.

    :raises NotAllowed: if none of the person's posts allows it
    :raises NotFound: if the service is not bound to the area
    """
    if not by.service:
        check_post(by, permission, area_id)
    elif area_id is not None and area_id not in by.service_areas:
        raise NotFound("No such area.")


def open_load(opening: Opening) -> tuple[Load, bool]:
    """Return the load of this file, and whether this very file was loaded before.

    One file of an area is loaded at a time. A file taken back may be loaded again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, opening.area_id or 0])
    mark = mark_of(opening.path)
    known = Load.objects.filter(
        kind=opening.kind, area_id=opening.area_id, sha256=mark, state=LoadState.COMMITTED
    ).first()
    if known is not None:
        return known, True
    load = opening.previewed or Load(created_at=opening.at)
    load.kind, load.state, load.sha256 = opening.kind, LoadState.COMMITTED, mark
    load.area_id, load.file_name = opening.area_id, opening.name[:200]
    load.as_of_date, load.return_year = opening.as_of, opening.return_year
    load.post_id = next((post.id for post in opening.by.posts), None)
    load.service, load.committed_at = opening.by.service, opening.at
    load.save()
    return load, False


def is_older(opening: Opening) -> bool:
    """Say whether a file of another kind has told of a later day than this one does.

    :raises LoadRefused: if a later file of the same kind is loaded
    """
    later = Load.objects.filter(
        area_id=opening.area_id, state=LoadState.COMMITTED, as_of_date__gt=opening.as_of
    ).exclude(kind=LoadKind.SETTINGS)
    same = later.filter(kind=opening.kind).order_by("-as_of_date").first()
    if same is not None:
        raise LoadRefused(
            f"A later file is loaded already: {same.file_name}, as on {same.as_of_date}. Load "
            f"older files first, or take that one back (load {same.pk})."
        )
    return later.exists()

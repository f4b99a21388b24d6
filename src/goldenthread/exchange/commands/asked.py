"""Loading, and taking back, that was asked for on a page and is done by a worker.

The page answers at once. The load waits as a row, so a worker that dies leaves it waiting, whole,
for the next one; after a few starts that came to nothing it is given back with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app

from goldenthread.access import asking
from goldenthread.access import queries as access
from goldenthread.access.models import User
from goldenthread.access.rules import Asker, NotAllowed, NotFound
from goldenthread.exchange.commands.previews import (
    commit_preview,
    discard_preview,
    is_over,
    locked,
)
from goldenthread.exchange.commands.refusing import LoadRefused
from goldenthread.exchange.commands.undo import UndoRefused, check_undoable, undo_load
from goldenthread.exchange.models import WAITING, Load, LoadState
from goldenthread.organisations import queries as organisations

TASK = "goldenthread.exchange.tasks.do_what_was_asked"
SERVICE = "load-asked"
MOST_STARTS = 3
MOST_KEPT = 25  # faults kept with a refusal; the preview lists them all
GAVE_UP = (
    "It was begun three times and did not end. Nothing was saved. Tell whoever runs the system."
)
Refusal = dict[str, Any]


@transaction.atomic
def ask_to_load(load_id: int, *, by: Asker, at: datetime) -> Load:
    """Ask for a previewed file to be loaded; return its load, or that of the same file before it.

    Two clicks ask once.

    :raises LoadRefused: when the preview has been let go, or errors stand in the way
    :raises NotFound: if there is no such load in reach
    """
    load = locked(load_id, by=by)
    if load.state in (LoadState.COMMITTED, LoadState.LOADING):
        return load
    if load.state != LoadState.PREVIEWED or not load.held_file_id or is_over(load, at):
        raise LoadRefused("This preview has been let go. Send the file again.")
    known = Load.objects.filter(
        kind=load.kind, area_id=load.area_id, sha256=load.sha256, state=LoadState.COMMITTED
    ).first()
    if known is not None:
        discard_preview(load.pk, by=by)
        return known
    return _ask(load, LoadState.LOADING, by, at)


@transaction.atomic
def ask_to_undo(load_id: int, *, by: Asker, at: datetime) -> Load:
    """Ask for a load to be taken back. Two clicks ask once.

    :raises UndoRefused: if it is too old
    :raises NotFound: if there is no such load in reach
    """
    load = locked(load_id, by=by)
    if load.state in (LoadState.UNDONE, LoadState.UNDOING):
        return load
    check_undoable(load, at)
    return _ask(load, LoadState.UNDOING, by, at)


def _ask(load: Load, state: LoadState, by: Asker, at: datetime) -> Load:
    load.state, load.asked_by_id, load.asked_at = state, by.user_id, at
    load.starts, load.refusal = 0, None
    load.save(update_fields=["state", "asked_by_id", "asked_at", "starts", "refusal"])
    app.configure_task(TASK).defer(timestamp=int(at.timestamp()))
    return load


def do_what_was_asked(at: datetime) -> int:
    """Load, or take back, everything that waits and that no other worker holds; return how many.

    Each is done as the person who asked, with the rights they have now.
    """
    tried: set[int] = set()
    while (load := _begin(tried)) is not None:
        tried.add(load.pk)
        _finish(load, at)
    return len(tried)


def _as_service() -> Asker:
    return asking.service(SERVICE, organisations.area_ids())


def _begin(tried: set[int]) -> Load | None:
    """Count a start of the load that has waited longest, before it is tried."""
    with asking.stated(_as_service()):
        waits = Load.objects.filter(state__in=WAITING).exclude(pk__in=tried).order_by("asked_at")
        load = waits.select_for_update(skip_locked=True).first()
        if load is not None:
            Load.objects.filter(pk=load.pk).update(starts=F("starts") + 1)
            load.starts += 1
        return load


def _finish(load: Load, at: datetime) -> None:
    if load.starts > MOST_STARTS:
        _give_back(load, {"message": GAVE_UP})
        return
    run: Callable[..., object] = commit_preview if load.state == LoadState.LOADING else undo_load
    try:
        asker = _who_asked(load, at)
        with asking.stated(asker, route="exchange.do_what_was_asked"):
            if _is_mine(load):
                run(load.pk, by=asker, at=at)
    except (LoadRefused, UndoRefused, NotAllowed, NotFound) as problem:
        _give_back(load, _refusal(problem))


def _who_asked(load: Load, at: datetime) -> Asker:
    user = User.objects.filter(pk=load.asked_by_id or 0).first()
    if user is None:
        raise NotFound("Whoever asked for this has no account any more.")
    return access.asker(user, at)


def _is_mine(load: Load) -> bool:
    """Take the row for this worker; another may have it, or may have done it since."""
    waiting = Load.objects.filter(pk=load.pk, state=load.state)
    return waiting.select_for_update(skip_locked=True).exists()


def _refusal(problem: Exception) -> Refusal:
    faults = [dict(each) for each in getattr(problem, "faults", ())]
    rows = [dict(each) for each in getattr(problem, "rows", ())]
    return {"message": str(problem), "faults": faults[:MOST_KEPT], "rows": rows, "of": len(faults)}


def _give_back(load: Load, refusal: Refusal) -> None:
    """Put a load back where it stood before it was asked for, with the reason."""
    before = LoadState.PREVIEWED if load.state == LoadState.LOADING else LoadState.COMMITTED
    with asking.stated(_as_service()):
        Load.objects.filter(pk=load.pk, state=load.state).update(state=before, refusal=refusal)

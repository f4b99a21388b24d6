"""Taking a load back: its events withdrawn, what it changed restored, what it made removed.

Only within seven days, and only while everything still stands as the load left it. Otherwise
nothing is done, and each row that stands in the way is named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pgtrigger
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.keeping import update_rows
from goldenthread.audit.rules import Action, Note
from goldenthread.exchange.commands.opening import LOCK, check_may_load
from goldenthread.exchange.models import Load, LoadChange, LoadKind, LoadState
from goldenthread.timeline.commands import LaterChange, withdraw_load

UNDO_DAYS = 7
UNDOABLE = (LoadState.COMMITTED, LoadState.UNDOING)
RULE = "load-taken-back-within-7-days"
REASON = "load-taken-back"
MOST_NAMED = 50
# What loads make, the rows that point at others before those they point at.
MADE: Mapping[LoadKind, tuple[str, ...]] = {
    LoadKind.SETTINGS: ("organisations.Setting",),
    LoadKind.SEN2: (
        *("access.Tie", "assessment.Assessment", "reviews.Review", "reviews.PhaseTransfer"),
        *("placements.Placement", "plans.PlanVersion", "plans.Plan", "people.Child"),
    ),
}
MADE = {**MADE, LoadKind.ANNEX_A: MADE[LoadKind.SEN2]}

Row = Mapping[str, Any]


class UndoRefused(Exception):
    """The load is not taken back, and nothing has changed; `rows` says what stands in the way."""

    def __init__(self, message: str, rows: Iterable[Row] = ()) -> None:
        super().__init__(message)
        self.rows = tuple(rows)


@transaction.atomic
def undo_load(load_id: int, *, by: Asker, at: datetime) -> Load:
    """Take a load back within seven days. Taking it back twice is harmless.

    Runs in the transaction in which `by` is stated.

    :raises UndoRefused: if there is no such load, it is too old, or anything of it was changed
    :raises NotAllowed: if `by` may not load this kind of file for its area
    """
    load = Load.objects.select_for_update(of=("self",)).filter(pk=load_id).first()
    if load is None:
        raise UndoRefused(f"There is no load {load_id} to take back.")
    check_may_load(by, permission_for(load.kind), load.area_id)
    if load.state == LoadState.UNDONE:
        return load
    check_undoable(load, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, load.area_id or 0])
    _refuse_for(list(_in_the_way(load)))
    withdrawn = _withdraw(load, by, at)
    load.certificate = {
        "withdrawn": withdrawn,
        **_put_back(load),
        "rule": RULE,
        "post": next((post.id for post in by.posts), None),
        "service": by.service,
        "at": at.isoformat(),
    }
    load.state, load.undone_at = LoadState.UNDONE, at
    load.save(update_fields=["state", "undone_at", "certificate"])
    _audit(load)
    return load


def permission_for(kind: str) -> Permission:
    """Return what somebody needs to load, or take back, a kind of file."""
    return Permission.SETTINGS_LOAD if kind == LoadKind.SETTINGS else Permission.FILES_LOAD


def last_moment(load: Load) -> datetime | None:
    """Return the moment until which a load can be taken back."""
    return load.committed_at and load.committed_at + timedelta(days=UNDO_DAYS)


def check_undoable(load: Load, at: datetime) -> None:
    """Check that a load was made, and not more than seven days ago.

    :raises UndoRefused: with the reason
    """
    if load.state not in UNDOABLE:
        raise UndoRefused(f"There is no load {load.pk} to take back.")
    until = last_moment(load)
    if until is None or at > until:
        raise UndoRefused(
            f"Load {load.pk} is more than {UNDO_DAYS} days old, and can no longer be taken back. "
            "Correct what is wrong case by case."
        )


def _refuse_for(rows: Sequence[Row]) -> None:
    if rows:
        first = rows[0]
        more = f", and {len(rows) - 1} more" if len(rows) > 1 else ""
        raise UndoRefused(
            f"Something has been changed since: {first['model']} {first['row']} {first['what']}"
            f"{more}. Nothing was taken back.",
            rows,
        )


def _withdraw(load: Load, by: Asker, at: datetime) -> int:
    if load.kind == LoadKind.SETTINGS:
        return 0
    try:
        return withdraw_load(load.pk, reason=REASON, by=by, at=at).new
    except LaterChange as problem:
        _refuse_for(
            [
                {"model": "timeline.Event", "row": each.pk, "what": f"({each.kind}) came since"}
                for each in problem.events
            ]
        )
        raise


def _audit(load: Load) -> None:
    removed = (load.certificate or {})["removed"].get("people.Child", 0)
    purpose = "undo-load"
    audit.note(
        Note(action=Action.WRITE, area_id=load.area_id, purpose=purpose, count=max(removed, 1))
    )


# --- What stands in the way ----------------------------------------------------------------------


def _made(load: Load) -> list[type[models.Model]]:
    return [apps.get_model(label) for label in MADE[LoadKind(load.kind)]]


def _in_the_way(load: Load) -> Iterator[Row]:
    """Find what was changed since: rows changed again, touched, or pointed at by others."""
    yield from _changed_again(load)
    for model in _made(load):
        yield from _touched(model, load)
        for field in _pointing_at(model):
            yield from _pointed_at(model, field, load)
    if load.kind != LoadKind.SETTINGS:
        yield from _told_since(load)


def _changed_again(load: Load) -> Iterator[Row]:
    """Find the rows a load changed that no longer stand as it left them."""
    for label, changes in _by_model(load).items():
        model = apps.get_model(label)
        rows = model._default_manager.in_bulk([change.row_id for change in changes])
        for change in changes:
            row = rows.get(change.row_id)
            if row is None:
                yield {"model": label, "row": change.row_id, "what": "is no longer there"}
                continue
            for name, value in change.after.items():
                if _as_kept(getattr(row, name)) != value:
                    what = f"has another {name.replace('_', ' ')} now{_by_which(change)}"
                    yield {"model": label, "row": change.row_id, "what": what}


def _by_which(change: LoadChange) -> str:
    later = LoadChange.objects.filter(
        model=change.model, row_id=change.row_id, load_id__gt=change.load_id
    ).first()
    return f", by load {later.load_id}" if later else ""


def _as_kept(value: object) -> object:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def _by_model(load: Load) -> dict[str, list[LoadChange]]:
    found: dict[str, list[LoadChange]] = {}
    for change in LoadChange.objects.filter(load=load).order_by("pk"):
        found.setdefault(change.model, []).append(change)
    return found


def _history_of(model: type[models.Model]) -> type[models.Model]:
    """Return the table that keeps the history of another."""
    return next(m for m in apps.get_models() if getattr(m, "pgh_tracked_model", None) is model)


def _touched(model: type[models.Model], load: Load) -> Iterator[Row]:
    """Find the rows a load made that are no longer as they were made."""
    history = _history_of(model)
    tracked = [
        field.column
        for field in history._meta.concrete_fields
        if not field.name.startswith("pgh_") and field.column != "id"
    ]
    now = ", ".join(f't."{column}"' for column in tracked)
    then = ", ".join(f'e."{column}"' for column in tracked)
    found = _fetch(
        f"SELECT t.id FROM {model._meta.db_table} t"
        f" JOIN {history._meta.db_table} e ON e.pgh_obj_id = t.id AND e.pgh_label = 'insert'"
        f" WHERE t.load_id = %s AND ({now}) IS DISTINCT FROM ({then})"
        f" ORDER BY t.id LIMIT {MOST_NAMED}",
        [load.pk],
    )
    for (number,) in found:
        yield {"model": model._meta.label, "row": number, "what": "has been changed"}


def _pointing_at(model: type[models.Model]) -> list[Any]:
    """Return the fields of other tables that point at this one; not those of history."""
    return [
        relation.field
        for relation in model._meta.related_objects
        if not getattr(relation.related_model, "pgh_tracked_model", None)
        and relation.field.concrete
        and not relation.many_to_many
    ]


def _pointed_at(model: type[models.Model], field: Any, load: Load) -> Iterator[Row]:
    """Find the rows a load made that a row of somebody else points at.

    One that points there because the load itself changed it will be put back.
    """
    other = field.model._meta
    if other.label == "organisations.SettingLink" and load.report.get("links"):
        return  # who followed whom came with the register, and goes with it
    own = any(each.name == "load_id" for each in other.concrete_fields)
    mine = "AND o.load_id IS DISTINCT FROM t.load_id" if own else ""
    found = _fetch(
        f"SELECT t.id, o.{other.pk.column} FROM {model._meta.db_table} t"
        f" JOIN {other.db_table} o ON o.{field.column} = t.id"
        f" WHERE t.load_id = %s {mine} AND NOT EXISTS ("
        "  SELECT FROM exchange_loadchange c WHERE c.load_id = t.load_id AND c.model = %s"
        f"  AND c.row_id = o.{other.pk.column} AND jsonb_exists(c.before, %s))"
        f" ORDER BY 1, 2 LIMIT {MOST_NAMED}",
        [load.pk, other.label, field.attname],
    )
    for number, by_which in found:
        what = f"is named by {other.label} {by_which}"
        yield {"model": model._meta.label, "row": number, "what": what}


# In steps that are kept apart: just after a load the planner knows nothing of its rows yet.
TOLD_SINCE = f"""
WITH mine AS MATERIALIZED (
    SELECT id FROM people_child WHERE area_id = %s AND load_id = %s
), others AS MATERIALIZED (
    SELECT e.id, e.kind, e.area_id FROM timeline_event e JOIN mine ON mine.id = e.child_id
    WHERE e.area_id = %s AND e.load_id IS DISTINCT FROM %s AND NOT e.withdraws
)
SELECT o.id, o.kind FROM others o WHERE NOT EXISTS (
    SELECT FROM timeline_event w WHERE w.area_id = o.area_id AND w.corrects_id = o.id)
ORDER BY o.id LIMIT {MOST_NAMED}
"""


def _told_since(load: Load) -> Iterator[Row]:
    """Find what was recorded of a child whose record the load made."""
    found = _fetch(TOLD_SINCE, [load.area_id, load.pk, load.area_id, load.pk])
    for number, kind in found:
        yield {"model": "timeline.Event", "row": number, "what": f"({kind}) came since"}


def _fetch(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


# --- Putting back --------------------------------------------------------------------------------


def _put_back(load: Load) -> dict[str, dict[str, int]]:
    """Remove what the load made, restore what it changed; return how many rows by table.

    First the one and then the other: a restored place may need the days of a removed one. What
    still points at a removed row is found at the end, also where the asker cannot see it.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            removed = _remove(load)
            restored = _restore(load)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        raise UndoRefused(
            "Records outside your reach use what this load made. Nothing was taken back."
        ) from None
    return {"restored": restored, "removed": removed}


def _restore(load: Load) -> dict[str, int]:
    """Put back what the load changed; return how many rows by table."""
    restored: dict[str, int] = {}
    for label, changes in _by_model(load).items():
        model = apps.get_model(label)
        rows = model._default_manager.in_bulk([change.row_id for change in changes])
        names: set[str] = set()
        for change in changes:
            for name, value in change.before.items():
                field: Any = _field(model, name)
                setattr(rows[change.row_id], name, field.to_python(value))
                names.add(name)
        update_rows(model, list(rows.values()), sorted(names))
        restored[label] = len(rows)
    LoadChange.objects.filter(load=load).delete()
    return restored


def _field(model: type[models.Model], attribute: str) -> Any:
    """Return a field by the name of its attribute, such as plan_id."""
    return next(f for f in model._meta.concrete_fields if f.attname == attribute)


def _remove(load: Load) -> dict[str, int]:
    """Remove what the load made, history too; return how many rows by table."""
    removed: dict[str, int] = {}
    if links := load.report.get("links"):
        link = apps.get_model("organisations.SettingLink")
        removed[link._meta.label] = _delete(link, "id = ANY(%s)", [links])
    for model in _made(load):
        if count := _delete(model, "load_id = %s", [load.pk]):
            removed[model._meta.label] = count
    return removed


def _delete(model: type[models.Model], which: str, values: Sequence[Any]) -> int:
    """Remove rows and their history, which nothing else may remove."""
    history = _history_of(model)
    table = model._meta.db_table
    with pgtrigger.ignore(f"{history._meta.label}:append_only"), connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {history._meta.db_table}"
            f" WHERE pgh_obj_id IN (SELECT id FROM {table} WHERE {which})",
            values,
        )
        cursor.execute(f"DELETE FROM {table} WHERE {which}", values)
        return int(cursor.rowcount)

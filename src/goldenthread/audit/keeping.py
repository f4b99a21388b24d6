"""Keeping many rows at once: what is new is added, what differs is changed, and both are told.

A bulk command of any package uses this, so that a file loaded twice changes nothing and a load
can be taken back: every change is returned with what stood before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models

Key = tuple[Any, ...]
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row changed: the fields as they stood, and as they stand now."""

    row_id: int
    child_id: int | None
    before: Given
    after: Given


@dataclass(slots=True)
class Kept:
    """What a bulk command did; `ids` gives each row's number by its identifying values."""

    model: str
    ids: dict[Key, int] = field(default_factory=dict)
    created: list[int] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)


def is_empty(value: object) -> bool:
    """Say whether a value says nothing: none, no text, an empty list. False and 0 say something."""
    return value is None or value == "" or value == []


class Keeping:
    """Rows of one table being kept: those that are there, found by a key, and those given."""

    def __init__(
        self,
        model: type[models.Model],
        there: Mapping[Key, models.Model],
        *,
        load_id: int | None,
        fill_only: bool = False,
        fills: frozenset[str] = frozenset(),
    ) -> None:
        self.model, self.there, self.load_id = model, dict(there), load_id
        self.fill_only, self.fills = fill_only, fills  # `fills` names fields never altered
        self.new: dict[Key, models.Model] = {}
        self.before: dict[Key, dict[str, Any]] = {}

    def give(self, key: Key, given: Given) -> None:
        """Say what a row holds. What is not given, or empty, leaves what is kept alone."""
        said = {name: value for name, value in given.items() if not is_empty(value)}
        if row := self.there.get(key):
            self._alter(key, row, said)
        elif row := self.new.get(key):
            for name, value in said.items():
                setattr(row, name, value)
        else:
            self.new[key] = self.model(**said, load_id=self.load_id)

    def _alter(self, key: Key, row: models.Model, said: Given) -> None:
        for name, value in said.items():
            stands = getattr(row, name)
            fills = self.fill_only or name in self.fills
            if stands == value or (fills and not is_empty(stands)):
                continue
            self.before.setdefault(key, {}).setdefault(name, stands)
            setattr(row, name, value)

    def save(self) -> Kept:
        """Write it all: changes first, since a new row may need the place an old one gives up."""
        names = sorted({name for before in self.before.values() for name in before})
        update_rows(self.model, [self.there[key] for key in self.before], names)
        added = list(self.new.values())
        insert_rows(self.model, added)
        return Kept(
            model=self.model._meta.label,
            ids={key: row.pk for key, row in (self.there | self.new).items()},
            created=[row.pk for row in added],
            changed=[self._change(key, before) for key, before in self.before.items()],
        )

    def _change(self, key: Key, before: Given) -> Change:
        row = self.there[key]
        child_id = row.pk if row._meta.label == "people.Child" else getattr(row, "child_id", None)
        return Change(row.pk, child_id, before, {name: getattr(row, name) for name in before})


def keep(
    model: type[models.Model],
    rows: Iterable[Given],
    *,
    identify: Sequence[str],
    among: models.Q,
    load_id: int | None,
    fill_only: bool = False,
) -> Kept:
    """Add or change rows so that they say what is given.

    `identify` names the columns that tell rows apart; `among` bounds the search for those that
    are there already. With `fill_only`, what is kept is never altered, only what is empty filled.
    """
    there = {key_of(row, identify): row for row in model._default_manager.filter(among)}
    keeping = Keeping(model, there, load_id=load_id, fill_only=fill_only)
    for given in rows:
        keeping.give(tuple(given[name] for name in identify), given)
    return keeping.save()


def key_of(row: models.Model, identify: Sequence[str]) -> Key:
    """Return the values of a row that tell it from others."""
    return tuple(getattr(row, name) for name in identify)


# --- Many rows in one statement ----------------------------------------------------------------
#
# PostgreSQL refuses COPY into a table under row-level security, so rows are copied into a
# temporary table and written from there, where the policy sees every one of them.

TABLE = "keeping_rows"


def insert_rows(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert rows that have no number yet, and give each its number."""
    if not rows:
        return
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(rows)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
        fields = meta.concrete_fields
        columns = _copied(cursor, meta.db_table, fields, rows)
        cursor.execute(
            f"INSERT INTO {meta.db_table} ({columns}) SELECT {columns} FROM {TABLE} ORDER BY"
            f" {meta.pk.column}"
        )


def update_rows(
    model: type[models.Model], rows: Sequence[models.Model], names: Sequence[str]
) -> None:
    """Write the named fields of rows that are there already."""
    if not rows:
        return
    meta = model._meta
    by_name = {field.name: field for field in meta.concrete_fields}
    by_name |= {field.attname: field for field in meta.concrete_fields}
    fields = [meta.pk, *(by_name[name] for name in names)]
    with connection.cursor() as cursor:
        _copied(cursor, meta.db_table, fields, rows)
        columns = [field.column for field in fields[1:]]
        changes = ", ".join(f'"{name}" = given."{name}"' for name in columns)
        cursor.execute(
            f"UPDATE {meta.db_table} kept SET {changes} FROM {TABLE} given"
            f" WHERE kept.{meta.pk.column} = given.{meta.pk.column}"
        )


def _copied(cursor: Any, table: str, fields: Sequence[Any], rows: Sequence[models.Model]) -> str:
    """Copy some fields of rows into the temporary table; return their columns as SQL."""
    columns = ", ".join(f'"{field.column}"' for field in fields)
    cursor.execute(f"DROP TABLE IF EXISTS {TABLE}")
    cursor.execute(
        f"CREATE TEMP TABLE {TABLE} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA"
    )
    with cursor.copy(f"COPY {TABLE} ({columns}) FROM STDIN") as copying:
        for row in rows:
            copying.write_row([_plain(field, row) for field in fields])
    cursor.execute(f"ANALYZE {TABLE}")
    return columns


def _plain(field: Any, row: models.Model) -> Any:
    """Return a field's value as COPY takes it."""
    value = getattr(row, field.attname)
    if isinstance(field, models.JSONField):
        return None if value is None else json.dumps(value, cls=field.encoder)
    return value

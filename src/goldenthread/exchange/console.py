"""What the command line does with a database: load as the service "loader", and take back.

Everything here needs Django; `cli.py` imports it only when something is to be saved.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import click
import django

SERVICE = "loader"
REFUSED = 2
MOST_PRINTED = 200


def ready() -> None:
    """Start Django and reach the database; otherwise say what to do, and end with exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    django.setup()
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except (ImproperlyConfigured, OperationalError) as problem:
        said = str(problem).splitlines()[0] if isinstance(problem, OperationalError) else ""
        give_up(f"The database cannot be reached. {said}\n{settings.DATABASE_REMEDIES}")


def give_up(message: str) -> None:
    """Say why nothing was saved, and end with exit code 2."""
    click.echo(message, err=True)
    raise SystemExit(REFUSED)


@contextmanager
def refusals(file: Path | None, as_json: bool) -> Iterator[None]:
    """Turn every lawful refusal into a sentence, the faults, and exit code 2."""
    from django.db import DatabaseError

    from goldenthread.exchange import commands

    try:
        yield
    except commands.LoadRefused as problem:
        if as_json:
            whole = {"refused": str(problem), "faults": problem.faults}
            click.echo(json.dumps(whole, ensure_ascii=False, indent=1, default=str))
        else:
            for each in problem.faults[:MOST_PRINTED]:
                click.echo(line_of(each), err=True)
        give_up(f"{file.name}: {problem}" if file else str(problem))
    except commands.UndoRefused as problem:
        if as_json:
            whole = {"refused": str(problem), "rows": problem.rows}
            click.echo(json.dumps(whole, ensure_ascii=False, indent=1, default=str))
        give_up(str(problem))
    except DatabaseError as problem:
        said = str(problem).splitlines()[0]
        give_up(f"The database gave up, and nothing was saved: {said}")


def line_of(fault: Any) -> str:
    """Return one fault as a line."""
    item = ".".join(part for part in (fault["module"], fault["field"]) if part)
    value = f" = '{fault['value']}'" if fault["value"] else ""
    text = f"{fault['severity']:5} {fault['rule']:6} row {fault['row']}: {item}{value}: "
    line = text + str(fault["message"])
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


def load(
    file: Path,
    kind: str,
    *,
    area: str | None = None,
    as_of: date | None = None,
    links: Path | None = None,
    settings: Path | None = None,
    as_json: bool = False,
) -> None:
    """Load a file as the named service, bound to the one area the file is for."""
    ready()
    if settings is not None:
        load(settings, "settings", as_json=False)
    from goldenthread.exchange import commands

    at = _now()
    with refusals(file, as_json):
        if kind == "settings":
            done = _as_service([], partial(commands.load_settings, file, at=at, links=links))
        else:
            done = _load_area(file, kind, area, as_of, at)
    _say(file, done, as_json)


def _load_area(file: Path, kind: str, area: str | None, as_of: date | None, at: datetime) -> Any:
    from goldenthread.exchange import commands
    from goldenthread.organisations.bulk import ensure_area

    number = commands.area_of(file, kind, area=area, as_of=as_of)

    def run(by: Any) -> Any:
        opened, made = ensure_area(number)
        if made:
            click.echo(f"{opened.name} is new here: area and council were opened.", err=True)
        load_it = commands.load_sen2 if kind == "sen2" else commands.load_annex_a
        return load_it(file, by=by, at=at, area=f"{number:03}", as_of=as_of)

    return _as_service([number], run)


def undo(load_id: int, as_json: bool) -> None:
    """Take a load back as the named service, bound to the area it was loaded into."""
    ready()
    from goldenthread.exchange import commands, queries

    at = _now()
    areas = [area for area in [queries.area_of_load(load_id)] if area is not None]
    with refusals(None, as_json):
        load = _as_service(areas, partial(commands.undo_load, load_id, at=at))
    if as_json:
        whole = {"load": load.pk, "certificate": load.certificate}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    done = load.certificate
    click.echo(f"Load {load.pk} ({load.file_name}) is taken back.")
    click.echo(f"  {done['withdrawn']:,} events withdrawn")
    for what in ("restored", "removed"):
        for label, count in done[what].items():
            click.echo(f"  {label.rpartition('.')[2]}: {count:,} {what}")


def _as_service(areas: list[int], run: Callable[..., Any]) -> Any:
    from goldenthread.access import asking

    by = asking.service(SERVICE, areas)
    with asking.stated(by):
        return run(by=by)


def _now() -> datetime:
    from goldenthread.access.today import now

    return now()


def _say(file: Path, done: Any, as_json: bool) -> None:
    if as_json:
        whole = {"file": file.name, **done.as_json(), "queries": done.queries}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1, default=str))
        return
    if done.again:
        click.echo(f"{file.name}: this very file is load {done.load_id} already. Nothing changed.")
        return
    for each in done.queries[:MOST_PRINTED]:
        click.echo(line_of(each))
    if len(done.queries) > MOST_PRINTED:
        click.echo(f"... and {len(done.queries) - MOST_PRINTED:,} more.")
    undo = f"goldenthread undo {done.load_id}"
    click.echo(f"{file.name} is load {done.load_id}. To take it back within 7 days: {undo}")
    for name in sorted({*done.created, *done.changed}):
        made, changed = done.created.get(name, 0), done.changed.get(name, 0)
        click.echo(f"  {name}: {made:,} new, {changed:,} changed")
    if done.children:
        click.echo(f"  {done.events:,} events recorded, and every clock they touch read again")

"""``goldenthread directory``: check a feed with no database, or read it in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from goldenthread.directory.rules.feed import Feed

CANNOT_BE_READ = 2
LARGEST_BYTES = 50 * 1024 * 1024


def refuse(message: str) -> NoReturn:
    """Say on standard error why nothing was done, and end with exit code 2."""
    click.echo(message, err=True)
    raise SystemExit(CANNOT_BE_READ)


def read(file: Path) -> Feed:
    """Read a feed from a JSON file, or say why it cannot be read and end with exit code 2."""
    from goldenthread.directory.rules.feed import NotAFeed, read_feed

    try:
        if file.stat().st_size > LARGEST_BYTES:
            refuse(f"{file.name}: It is larger than 50 MB, the most that is read.")
        return read_feed(json.loads(file.read_text(encoding="utf-8-sig")))
    except OSError as problem:
        refuse(f"{file.name}: It cannot be opened: {problem.strerror or problem}.")
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        refuse(f"{file.name}: It is not a JSON file.")
    except NotAFeed as problem:
        refuse(f"{file.name}: {problem}")


@click.group()
def directory() -> None:
    """Local help, in the shape of Open Referral UK version 3."""


@directory.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", help="A name for this feed; the same each time it is read in.")
@click.option("--dry-run", is_flag=True, help="Check and count; save nothing; no database.")
@click.option("--invented", is_flag=True, help="Mark every service as invented.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_(file: Path, source: str | None, dry_run: bool, invented: bool, as_json: bool) -> None:
    """Read a feed of services in. What is wrong is told by its path, and nothing else is lost.

    Ends with 0 when every service was used, with 1 when some were refused, and with 2 when the
    file is no feed.
    """
    feed = read(file)
    counts = {"read": feed.read, "used": len(feed.services), "refused": feed.refused}
    if not dry_run:
        counts = _keep(feed, source or file.stem, invented)
    faults = [{"path": fault.path, "problem": fault.message} for fault in feed.faults]
    if as_json:
        click.echo(json.dumps({"services": counts, "problems": faults}, ensure_ascii=False))
    else:
        click.echo(", ".join(f"{name} {number}" for name, number in counts.items()))
        for fault in faults:
            click.echo(f"  {fault['path']} {fault['problem']}")
    raise SystemExit(1 if feed.refused else 0)


def _keep(feed: Feed, source: str, invented: bool) -> dict[str, int]:
    import django

    django.setup()
    from goldenthread.directory.commands import CannotSay, import_feed

    try:
        done = import_feed(feed, source=source, invented=invented)
    except CannotSay as problem:
        refuse(str(problem))
    names = ("read", "added", "changed", "same", "refused", "closed")
    return {name: getattr(done, name) for name in names}

"""``goldenthread directory``: check a feed with no database, or read it in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from goldenthread.directory.rules.feed import Feed
    from goldenthread.directory.rules.report import RowReport

CANNOT_BE_READ = 2


def refuse(message: str) -> NoReturn:
    """Say on standard error why nothing was done, and end with exit code 2."""
    click.echo(message, err=True)
    raise SystemExit(CANNOT_BE_READ)


def read(given: str) -> Feed:
    """Read a feed from a JSON file or an address, or say why not and end with exit code 2."""
    from goldenthread.directory.fetching import gather
    from goldenthread.directory.rules.feed import NotAFeed, read_feed

    try:
        found = gather(given) if given.startswith(("http://", "https://")) else opened(Path(given))
        return read_feed(found)
    except OSError as problem:
        refuse(f"{given}: It cannot be opened: {problem.strerror or problem}.")
    except NotAFeed as problem:
        refuse(f"{Path(given).name}: {problem}")


def opened(file: Path) -> Any:
    """Return what a JSON file holds.

    :raises NotAFeed: if it is too large, or is none
    """
    from goldenthread.directory.fetching import LARGEST_FILE, parsed
    from goldenthread.directory.rules.feed import NotAFeed

    if file.stat().st_size > LARGEST_FILE:
        raise NotAFeed("It is larger than 50 MB, the most that is read.")
    return parsed(file.read_bytes())


@click.group()
def directory() -> None:
    """Local help, in the shape of Open Referral UK version 3."""


@directory.command("import")
@click.argument("feed", metavar="FILE-OR-ADDRESS")
@click.option("--source", help="A name for this feed; the same each time it is read in.")
@click.option("--dry-run", is_flag=True, help="Check and count; save nothing; no database.")
@click.option("--invented", is_flag=True, help="Mark every service as invented.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_(feed: str, source: str | None, dry_run: bool, invented: bool, as_json: bool) -> None:
    """Read a feed of services in, and report every row: added, changed, the same, refused, closed.

    Ends with 0 when every service was used, with 1 when some were refused, and with 2 when the
    file is no feed.
    """
    from goldenthread.directory.rules.report import read_only

    found = read(feed)
    rows = [read_only(each) for each in found.rows]
    counts = {"read": found.read, "used": len(found.services), "refused": found.refused}
    if not dry_run:
        rows, counts = _keep(found, source or Path(feed).stem, invented)
    if as_json:
        told = [row.told() for row in rows]
        click.echo(json.dumps({"services": counts, "rows": told}, ensure_ascii=False))
    else:
        click.echo(", ".join(f"{name} {number}" for name, number in counts.items()))
        for row in rows:
            click.echo(" ".join((f"  {row.path or row.id} {row.name}: {row.outcome}", *row.notes)))
    raise SystemExit(1 if found.refused else 0)


def _keep(feed: Feed, source: str, invented: bool) -> tuple[list[RowReport], dict[str, int]]:
    import django

    django.setup()
    from goldenthread.directory.commands import CannotSay, import_feed

    try:
        done = import_feed(feed, source=source, invented=invented)
    except CannotSay as problem:
        refuse(str(problem))
    return list(done.rows), {"read": done.read, **done.counts}


@directory.command("export")
def export() -> None:
    """Print every open service, as one page of a feed in the same shape."""
    import django

    django.setup()
    from goldenthread.directory.export import whole

    click.echo(json.dumps(whole(), ensure_ascii=False, indent=1))

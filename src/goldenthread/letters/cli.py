"""`goldenthread letters`: hand over what waits, read receipts, close a batch for the print room."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click


@click.group()
def letters() -> None:
    """Hand over what waits in the outbox; for the clock where no worker runs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")


def _print(counts: Mapping[Any, int], nothing: str, *, as_json: bool) -> None:
    told = {str(state): many for state, many in sorted(counts.items())}
    if as_json:
        click.echo(json.dumps(told))
    elif not told:
        click.echo(nothing)
    for state, many in () if as_json else told.items():
        click.echo(f"{state.lower()}: {many:,}")


@letters.command("send-waiting")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def send_waiting(as_json: bool) -> None:
    """Hand over every copy that waits. Safe to run twice at once, and to be killed.

    Ends with 1 when a copy could not be sent or nobody can say whether it went.
    """
    import django

    django.setup()
    from goldenthread.letters.carriers.chosen import WrongSetting
    from goldenthread.letters.commands.handing import hand_over_waiting

    try:
        done = hand_over_waiting(datetime.now(UTC))
    except WrongSetting as problem:
        raise click.UsageError(str(problem)) from None
    _print(done, "Nothing waits, or no carrier is set for what does.", as_json=as_json)
    sys.exit(1 if {"FAILED", "UNSURE"} & set(done) else 0)


@letters.command()
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def receipts(as_json: bool) -> None:
    """Ask those who carry our letters what became of them."""
    import django

    django.setup()
    from goldenthread.letters.commands.handing import read_receipts

    _print(read_receipts(datetime.now(UTC)), "Nothing new was said.", as_json=as_json)


@letters.command("close-batch")
@click.argument("name")
def close_batch(name: str) -> None:
    """Move what has gathered for the print room into a batch of this NAME, with its list."""
    import django

    django.setup()
    from django.conf import settings

    from goldenthread.letters.carriers.chosen import carrier
    from goldenthread.letters.carriers.folder import Folder

    room = carrier(settings.LETTERS["POST"]) if settings.LETTERS["POST"] else None
    if not isinstance(room, Folder):
        raise click.UsageError("Post goes to no folder here: set GOLDENTHREAD_LETTERS_POST.")
    if not name.replace("-", "").replace("_", "").isalnum():
        raise click.UsageError("A batch's name has letters, figures, - and _ only.")
    batch = room.close_batch(name)
    click.echo(f"{batch}" if batch else "Nothing has gathered, or there is a batch of that name.")

"""`goldenthread seal` and `goldenthread verify`: run by the clock, and by an auditor."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click


def _start() -> None:
    """Start Django with the database; exit 2 and say why where there is none for the sealer."""
    import django
    from django.conf import settings

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    django.setup()
    if "sealer" not in settings.DATABASES:
        raise click.UsageError("No database for the sealer: set DATABASE_SEALER_URL.")


@click.command()
@click.option("--copy", "place", default=None, help="File to add the newest hash to; - prints it.")
def seal(place: str | None) -> None:
    """Seal the audit trail up to now, and copy the newest hash to where it is kept."""
    _start()
    from django.conf import settings

    from goldenthread.audit import sealing

    head = sealing.seal(datetime.now(UTC))
    if head is None:
        click.echo("Nothing new to seal.")
        return
    place = place if place is not None else settings.AUDIT_HEAD_COPY
    if place in ("", "-"):
        click.echo(head.line())
        return
    try:
        sealing.copy_head(head, place)
    except OSError as problem:
        raise click.ClickException(
            f"Sealed batch {head.seal_id}, but its hash could not be copied to {place}: "
            f"{problem.strerror}"
        ) from None
    click.echo(f"Sealed {head.rows} rows in batch {head.seal_id}.")


@click.command()
@click.option(
    "--copy",
    "place",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The file of hashes copied off the machine.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(place: Path | None, as_json: bool) -> None:
    """Check every seal; exit 1 and name the first batch that does not match."""
    _start()
    from goldenthread.audit import sealing

    lines = place.read_text(encoding="utf-8").splitlines() if place else []
    try:
        found = sealing.verify(datetime.now(UTC), lines)
    except sealing.WrongCopy as problem:
        raise click.UsageError(str(problem)) from None
    answer = {
        "seals": found.seals,
        "rows": found.rows,
        "unsealed": found.unsealed,
        "batch": found.fault.seal_id if found.fault else None,
        "fault": found.fault.says if found.fault else None,
    }
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif found.fault:
        click.echo(found.fault.says, err=True)
    else:
        click.echo(
            f"{found.seals} seals over {found.rows} rows match; {found.unsealed} not sealed yet."
        )
    sys.exit(1 if found.fault else 0)

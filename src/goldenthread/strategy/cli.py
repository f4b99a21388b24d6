"""`goldenthread inspection`: read an inspection report. No database, no Django."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from goldenthread.strategy.reading.model import Reading


@click.group()
def inspection() -> None:
    """Read area SEND inspection reports and revisit letters."""


@inspection.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print everything read, as JSON.")
def read(file: Path, *, as_json: bool) -> None:
    """Read FILE (.pdf or .txt): an inspection report or an older revisit letter."""
    from goldenthread.strategy.reading.reader import read_file
    from goldenthread.strategy.reading.source import Unreadable

    try:
        found = read_file(file)
    except Unreadable as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        click.echo(summary(found))


def summary(found: Reading) -> str:
    """Return the reading in a few lines a person can check."""
    lines = [
        f"{found.title or found.file} ({found.style})",
        f"Inspected: {found.inspection_dates_text or 'not found'}",
        f"Outcome: {found.outcome if found.outcome is not None else 'not found'}",
    ]
    lines += [f"Led by: {each.name}, {each.organisation}" for each in found.lead_inspectors]
    for heading, items in (
        ("Areas for priority action", found.priority_actions),
        ("Areas for improvement", found.improvements),
        ("Strengths", found.strengths),
        ("Weaknesses", found.weaknesses),
    ):
        lines.append(f"{heading}: {len(items)}")
    lines += [f"Not found: {each.field}. {each.why}" for each in found.not_found]
    lines += [f"To check: {each.field}. {each.why}" for each in found.doubts]
    return "\n".join(lines)

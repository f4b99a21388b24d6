"""`goldenthread forecast`: the nightly forecast, and back-tests of a file without a database."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from goldenthread.assessment.rules.forecast import Calibration, History

CANNOT_BE_READ = 2
TEST_DAYS, EVERY = 540, 28  # how far back forecasts are tried, and how often


@click.group()
def forecast() -> None:
    """Which open requests will meet their next date, and how good such forecasts were."""


@forecast.command("test")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@click.option("--on", "on", required=True, help="The last day the file tells of, 2026-11-22.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def test_file(file: TextIO, on: str, as_json: bool) -> None:
    """Back-test forecasts on a file of events (case, kind, on, about); - is standard input."""
    from goldenthread.assessment.rules.forecast import history_of
    from goldenthread.assessment.rules.forecast.telling import CannotRead, read_paths, told

    try:
        last, paths = date.fromisoformat(on), read_paths(file)
    except CannotRead as problem:
        click.echo(str(problem), err=True)
        sys.exit(CANNOT_BE_READ)
    except ValueError:
        raise click.BadParameter(f"“{on}” is not a day written year-month-day.") from None
    found = tested(history_of(paths), last)
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
    else:
        click.echo("\n".join(told(Path(file.name).stem, found)))


def tested(history: History, last: date) -> list[Calibration]:
    """Return the back-tests of one area's history, one for each goal."""
    from goldenthread.assessment.rules.forecast import Goal, back_test
    from goldenthread.assessment.rules.forecast.telling import last_day

    end = last.toordinal()
    origins = list(range(end - TEST_DAYS, end - EVERY + 1, EVERY))
    return [back_test(history, origins, end, last_day, goal) for goal in Goal]


@forecast.command("run")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def run(as_json: bool) -> None:
    """Forecast every open request of every area now, as the nightly job does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    import django

    django.setup()
    from goldenthread.assessment.tasks import forecast_all

    began = time.monotonic()
    found = forecast_all()
    if as_json:
        click.echo(json.dumps({area: asdict(night) for area, night in found.items()}))
        return
    for area, night in found.items():
        click.echo(
            f"{area}: {night.cases:,} open cases, {night.forecast:,} forecast, "
            f"{night.overdue:,} overdue already, {night.thin:,} with too few like them"
        )
    click.echo(f"{time.monotonic() - began:.1f} seconds")

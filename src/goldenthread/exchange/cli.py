"""The command line of exchange: files in. A dry run needs no database and no Django."""

from __future__ import annotations

import json
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from goldenthread.exchange.sen2.dry_run import Report
    from goldenthread.exchange.sen2.faults import Fault
    from goldenthread.organisations.rules import Register

CANNOT_BE_READ = 2


def day(_: click.Context, __: click.Parameter, text: str | None) -> date | None:
    """Read a day written year-month-day.

    :raises click.BadParameter: if it is not one
    """
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"'{text}' is not a day written year-month-day, such as 2026-01-15."
        ) from None


def refuse(message: str) -> NoReturn:
    """Say on standard error why nothing was done, and end with exit code 2."""
    click.echo(message, err=True)
    raise SystemExit(CANNOT_BE_READ)


@click.group()
def load() -> None:
    """Load the files a council already has; with --dry-run, only check and count them."""


@load.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--area", help="Local authority, number or name, where the file does not say it.")
@click.option(
    "--as-of",
    callback=day,
    metavar="DATE",
    help="A day whose latest survey gives the return's year.",
)
@click.option("--settings", type=click.Path(path_type=Path), help="Register of settings, CSV.")
@click.option("--dry-run", is_flag=True, help="Check and count; save nothing; no database.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def sen2(
    file: Path,
    area: str | None,
    as_of: date | None,
    settings: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Load a SEN2 return: XML (gzipped or not), tables as CSV (folder or zip), or XLSX.

    Return years 2023 to 2026. A dry run ends with 0 when no rule of level error fires, with 1
    when one does, and with 2 when the file cannot be read as a return.
    """
    if not dry_run:
        _load_sen2(file, area=area, as_of=as_of, settings=settings, as_json=as_json)
        return
    report = _dry_run(file, area, as_of, settings)
    if as_json:
        printed = {"file": file.name, **report.as_json()}
        click.echo(json.dumps(printed, ensure_ascii=False, indent=1))
    else:
        _print_report(file, report)
    raise SystemExit(0 if report.clean else 1)


def _dry_run(file: Path, area: str | None, as_of: date | None, settings: Path | None) -> Report:
    from goldenthread.exchange.sen2.dry_run import dry_run
    from goldenthread.exchange.sen2.faults import UnreadableReturn

    register = _register(settings) if settings else None
    try:
        return dry_run(file, area=area, as_of=as_of, register=register)
    except UnreadableReturn as problem:
        refuse(f"{file.name}: {problem}")


def _register(file: Path) -> Register:
    from goldenthread.organisations.rules import RegisterUnreadable, read_register

    try:
        return read_register(file)
    except OSError as problem:
        refuse(f"{file.name}: The register cannot be opened: {problem.strerror}.")
    except RegisterUnreadable as problem:
        refuse(f"{file.name}: {problem}")


def _load_sen2(
    file: Path,
    *,
    area: str | None,
    as_of: date | None,
    settings: Path | None,
    as_json: bool,
) -> None:
    if find_spec("goldenthread.exchange.commands") is None:
        refuse("Loading into the database is not in this version. Use --dry-run to check a file.")
    commands = import_module("goldenthread.exchange.commands")
    commands.load_sen2(file, area=area, as_of=as_of, settings=settings, as_json=as_json)


# --- The report for a reader -------------------------------------------------------------


def _print_report(file: Path, report: Report) -> None:
    counts = report.as_json()["counts"]
    whose = f"authority {report.area}" if report.area else "an authority it does not name"
    click.echo(f"{file.name}: SEN2 return of {report.return_year} for {whose}.")
    click.echo(f"{counts['error']:,} errors, {counts['query']:,} queries.\n")
    for fault in report.faults.listed:
        click.echo(_line(fault))
    left_out = report.faults.total - len(report.faults.listed)
    if left_out:
        click.echo(f"... and {left_out:,} more that are not listed.")
    for missing in report.not_checked:
        click.echo(f"Not checked: {missing.rule} ({missing.why}).")
    click.echo("\nWhat the file says:")
    _print_figures(report.figures, indent=2)


def _line(fault: Fault) -> str:
    place = f"row {fault.row}"
    if fault.person is not None:
        place += f", person {fault.person}"
    item = f"{fault.module}.{fault.field}" if fault.field else fault.module
    value = f" = '{fault.value}'" if fault.value is not None else ""
    return f"{fault.severity.value:5} {fault.rule:6} {place}: {item}{value}: {fault.message}"


def _print_figures(figures: dict[str, object], indent: int) -> None:
    for name, value in figures.items():
        label = " " * indent + name.replace("_", " ")
        if isinstance(value, dict):
            click.echo(f"{label}:")
            _print_figures(value, indent + 2)
        else:
            click.echo(f"{label}: {'not known' if value is None else value}")

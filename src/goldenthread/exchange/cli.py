"""The command line of exchange: files in. A dry run needs no database and no Django."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

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
    click.echo(_plain(message), err=True)
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
        from goldenthread.exchange import console

        console.load(file, "sen2", area=area, as_of=as_of, settings=settings, as_json=as_json)
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


def _register(file: Path, links: Path | None = None) -> Register:
    from goldenthread.organisations.rules import RegisterUnreadable, read_links, read_register

    try:
        register = read_register(file)
        if links is not None:
            file = links
            register = register.with_links(read_links(links))
        return register
    except OSError as problem:
        refuse(f"{file.name}: The register cannot be opened: {problem.strerror}.")
    except RegisterUnreadable as problem:
        refuse(f"{file.name}: {problem}")


@click.command()
@click.argument("load_id", metavar="LOAD", type=int)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def undo(load_id: int, as_json: bool) -> None:
    """Take a load back within 7 days, while all of it stands as it was loaded.

    Ends with 2 when it cannot be taken back, and says which rows stand in the way.
    """
    from goldenthread.exchange import console

    console.undo(load_id, as_json)


# --- The register of settings ------------------------------------------------------------


@load.command("settings")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--links", type=click.Path(path_type=Path), help="Predecessors and successors, CSV.")
@click.option("--as-of", callback=day, metavar="DATE", help="Count what is open that day (today).")
@click.option("--dry-run", is_flag=True, help="Check and count; save nothing; no database.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def load_settings(
    file: Path, links: Path | None, as_of: date | None, dry_run: bool, as_json: bool
) -> None:
    """Load the national register of schools, as Get Information About Schools publishes it.

    A dry run ends with 0 when every row can be used, 1 when one is left out, 2 when the file
    cannot be read as a register.
    """
    on = as_of or date.today()
    if not dry_run:
        from goldenthread.exchange import console

        console.load(file, "settings", links=links, as_json=as_json)
        return
    register = _register(file, links)
    faults = [
        {
            "rule": fault.rule,
            "severity": fault.severity,
            "list": "settings",
            "row": fault.row,
            "field": fault.field,
            "value": fault.value,
            "message": fault.message,
        }
        for fault in register.faults
    ]
    unchecked = [] if links else ["Predecessors and successors (give the file with --links)."]
    _print_rows(file, on, faults, _register_figures(register, on), unchecked, as_json)


def _register_figures(register: Register, on: date) -> dict[str, object]:
    open_then = [setting for setting in register.settings if setting.is_open(on)]
    return {
        "settings": len(register),
        "open": len(open_then),
        "open_by_placement_group": dict(Counter(s.placement_group for s in open_then)),
        "open_with_sen_unit": sum(bool(s.unit_capacity) for s in open_then),
        "open_with_resourced_provision": sum(bool(s.resourced_capacity) for s in open_then),
        "open_under_section_41": sum(s.section_41 for s in open_then),
        "successions": len(register.links),
    }


# --- The inspection lists ----------------------------------------------------------------


@load.command("annex-a")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--area", help="Local authority, number or name; the file does not say it.")
@click.option(
    "--as-of", callback=day, metavar="DATE", help="The day of the inspectors' request (today)."
)
@click.option("--settings", type=click.Path(path_type=Path), help="Register of settings, CSV.")
@click.option("--dry-run", is_flag=True, help="Check and count; save nothing; no database.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def load_annex_a(
    file: Path,
    area: str | None,
    as_of: date | None,
    settings: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Load the two child-level lists of an area SEND inspection (one .xlsx workbook).

    A dry run ends with 0 when no rule of level error fires, with 1 when one does, and with 2
    when the file cannot be read as the lists.
    """
    on = as_of or date.today()
    if not dry_run:
        from goldenthread.exchange import console

        console.load(file, "annex-a", area=area, as_of=as_of, settings=settings, as_json=as_json)
        return
    from goldenthread.exchange import annex_a

    register = _register(settings) if settings else None
    try:
        lists = annex_a.read_lists(file, as_of=on, register=register)
    except annex_a.WorkbookRefused as problem:
        refuse(f"{file.name}: {problem}")
    except OSError as problem:
        refuse(f"{file.name}: The workbook cannot be opened: {problem.strerror}.")
    figures = annex_a.figures_of(lists, register)
    faults = [fault.as_json() for fault in lists.faults]
    _print_rows(file, on, faults, figures, annex_a.not_checked(register), as_json)


def _print_rows(
    file: Path,
    on: date,
    faults: Sequence[dict[str, Any]],
    figures: dict[str, object],
    unchecked: Sequence[str],
    as_json: bool,
) -> NoReturn:
    """Print a row report, and end with 1 if anything in it must be mended."""
    errors = sum(fault["severity"] == "error" for fault in faults)
    if as_json:
        whole = {
            "file": file.name,
            "as_of": on.isoformat(),
            "faults": faults,
            "figures": figures,
            "not_checked": unchecked,
        }
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        raise SystemExit(int(errors > 0))
    click.echo(f"{file.name}, as on {on.day} {on:%B %Y}.")
    click.echo(f"{errors:,} errors, {len(faults) - errors:,} queries.\n")
    for fault in faults:
        value = f" = '{fault['value']}'" if fault["value"] else ""
        place = f"{fault['list']} row {fault['row']}: {fault['field']}{value}"
        line = f"{fault['severity']:5} {fault['rule']:6} {place}: {fault['message']}"
        click.echo("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line))
    for line in unchecked:
        click.echo(f"Not checked: {line}")
    click.echo("\nWhat the file says:")
    _print_figures(figures, indent=2)
    raise SystemExit(int(errors > 0))


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
    value = f" = '{fault.value[:80]}'" if fault.value is not None else ""
    return _plain(
        f"{fault.severity.value:5} {fault.rule:6} {place}: {item}{value}: {fault.message}"
    )


def _plain(text: str) -> str:
    """Take out what a file could use to write on a terminal as it likes."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _print_figures(figures: dict[str, object], indent: int) -> None:
    for name, value in figures.items():
        words = name if name.startswith("List_") else name.replace("_", " ")
        label = " " * indent + words
        if isinstance(value, dict):
            click.echo(f"{label}:")
            _print_figures(value, indent + 2)
        else:
            click.echo(f"{label}: {'not known' if value is None else value}")

"""``goldenthread waits``: figures, formulas, simulation and forecasts, without a database."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from goldenthread.waits.reading.report import Reading

CANNOT_BE_READ = 2
Command = TypeVar("Command", bound=Callable[..., Any])


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


def days(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> list[date]:
    """Read days written year-month-day.

    :raises click.BadParameter: if one is not
    """
    return [found for text in texts if (found := day(context, option, text)) is not None]


def above_nought(_: click.Context, __: click.Parameter, number: float) -> float:
    """Read a number above nought.

    :raises click.BadParameter: if it is not one
    """
    if not (math.isfinite(number) and number > 0):
        raise click.BadParameter("give a number above 0.")
    return number


def refuse(message: str) -> NoReturn:
    """Say on standard error why nothing was done, and end with exit code 2."""
    click.echo(message, err=True)
    raise SystemExit(CANNOT_BE_READ)


def column_options(command: Command) -> Command:
    """Add the options that name the columns of a list."""
    for column in ("id", "withdrawal", "removal", "referral"):
        command = click.option(
            f"--{column}-column", metavar="NAME", help=f"Heading of the {column} column."
        )(command)
    return command


def named_columns(options: Mapping[str, str | None]) -> dict[str, str]:
    """Return the headings given on the command line, by the column they name."""
    return {
        key.removesuffix("_column"): value for key, value in options.items() if value is not None
    }


def read(file: Path, named: Mapping[str, str], compat: bool = False) -> Reading:
    """Read a list, or say why it cannot be read and end with exit code 2."""
    from goldenthread.waits.reading.file import Unreadable
    from goldenthread.waits.reading.report import read_list

    try:
        return read_list(file, named, compat)
    except Unreadable as problem:
        refuse(f"{file.name}: {problem}")
    except OSError as problem:
        refuse(f"{file.name}: It cannot be opened: {problem.strerror or problem}.")


def print_json(printed: object, indent: int | None = 1) -> None:
    click.echo(json.dumps(printed, ensure_ascii=False, indent=indent, allow_nan=False))


@click.group()
def waits() -> None:
    """Figures, simulation and forecasts of a waiting list."""


@waits.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--target-weeks", type=float, required=True, callback=above_nought)
@click.option("--from", "start", callback=day, metavar="DATE", help="First day to count.")
@click.option("--to", "end", callback=day, metavar="DATE", help="Last day to count.")
@click.option("--compat", is_flag=True, help="The NHS-R package's numbers, its traps included.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@column_options
def figures(
    file: Path,
    target_weeks: float,
    start: date | None,
    end: date | None,
    compat: bool,
    as_json: bool,
    **columns: str | None,
) -> None:
    """Work out demand, capacity, load, queue and pressure of a list of dates (CSV).

    Without --compat waits are in weeks, rows outside the days are left out, and what cannot be
    worked out is null with its reason.
    """
    from goldenthread.waits import printing

    if start is not None and end is not None and start > end:
        refuse("--from is after --to.")
    found = read(file, named_columns(columns), compat)
    work = printing.compat_figures if compat else printing.service_figures
    printed = {"file": file.name, **work(found, target_weeks, start, end)}
    if as_json:
        print_json(printed, None)
    else:
        click.echo(printing.as_text(printed))


@waits.command()
@click.option("--stdin", "from_stdin", is_flag=True, required=True, help="Read standard input.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON; the only form there is.")
@click.option(
    "--compat/--service",
    default=True,
    help="Write what is infinite or no number as text (compat) or as null (service).",
)
def calc(from_stdin: bool, as_json: bool, compat: bool) -> None:
    """Work out formulas: a JSON object {"fn", "args"} a line in, one answer a line out."""
    from goldenthread.waits import printing

    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            print_json(printing.answer(line, number, compat), None)


def spell(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> list[tuple[int, int]]:
    """Read spells of days written first:last.

    :raises click.BadParameter: if one is not two days in order
    """
    spells = []
    for text in texts:
        try:
            first, last = (date.fromisoformat(part).toordinal() for part in text.split(":"))
        except ValueError:
            raise click.BadParameter(f"'{text}' is not two days, first:last.") from None
        if first > last:
            raise click.BadParameter(f"'{text}' ends before it starts.")
        spells.append((first, last))
    return spells


def twelve(_: click.Context, __: click.Parameter, text: str | None) -> tuple[float, ...]:
    """Read twelve weights, January first, with commas between.

    :raises click.BadParameter: if they are not numbers
    """
    try:
        return tuple(float(part) for part in text.split(",")) if text else ()
    except ValueError:
        raise click.BadParameter("give twelve numbers with commas between.") from None


PERCENT = click.FloatRange(0, 100)


@waits.command()
@click.option("--demand", type=float, required=True, help="Referrals a week.")
@click.option("--capacity", type=float, required=True, help="Slots a week.")
@click.option("--from", "start", callback=day, metavar="DATE", required=True)
@click.option("--to", "end", callback=day, metavar="DATE", required=True)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--runs", type=click.IntRange(1, 10_000), default=100, show_default=True)
@click.option("--more-demand-percent", type=float, default=0.0, help="Referrals rise by so much.")
@click.option("--diverted-percent", type=PERCENT, default=0.0, help="Triage sends elsewhere.")
@click.option("--clinicians", type=float, default=0.0, help="Clinicians more.")
@click.option("--slots-a-clinician", type=float, default=0.0, help="Slots a week of each.")
@click.option("--not-brought-percent", type=PERCENT, default=0.0, help="Slots lost so.")
@click.option("--withdrawal-chance", type=float, help="Chance on each day of leaving unseen.")
@click.option("--closed", callback=spell, multiple=True, metavar="FIRST:LAST", help="No slots.")
@click.option("--months", callback=twelve, metavar="W,W,...", help="Weights of referrals by month.")
@click.option("--waiting", type=click.Path(path_type=Path), help="A list to start from, CSV.")
@click.option("--write", type=click.Path(path_type=Path), help="Write one simulated list, CSV.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def simulate(
    waiting: Path | None, write: Path | None, as_json: bool, runs: int, seed: int, **settings: Any
) -> None:
    """Simulate a list many times: how many wait at the end, how long, within what band.

    The same seed gives the same answer. First come, first served.
    """
    from goldenthread.waits import printing
    from goldenthread.waits.rules.simulation import CannotSimulate

    found = None if waiting is None else read(waiting, {})
    try:
        printed = printing.simulated(settings, seed, runs, found)
        if write is not None:
            printing.write_simulated(write, settings, seed, found)
    except CannotSimulate as problem:
        refuse(str(problem))
    except OSError as problem:
        refuse(f"{write}: It cannot be written: {problem.strerror or problem}.")
    if as_json:
        print_json(printed)
    else:
        click.echo(printing.as_text(printed))


@waits.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--on", callback=day, metavar="DATE", required=True, help="The day of asking.")
@click.option(
    "--referred",
    callback=days,
    multiple=True,
    metavar="DATE",
    help="Day of referral of one child; else every day on which somebody waiting was referred.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@column_options
def forecast(
    file: Path,
    on: date,
    referred: list[date],
    as_json: bool,
    **columns: str | None,
) -> None:
    """Say how long a child may still wait, with an 80% interval, from the list's own history.

    Nothing after the day of asking is used. How often past forecasts held the truth is printed
    beside it; where the history is too thin, the reason is printed and no number.
    """
    from goldenthread.waits import printing

    found = read(file, named_columns(columns))
    printed = {"file": file.name, **printing.forecasts(found, on, referred)}
    if as_json:
        print_json(printed)
    else:
        click.echo(printing.as_text(printed))


@waits.command()
@click.option("--lists", type=click.IntRange(1, 1000), default=8, show_default=True)
@click.option("--kind", help="Only this kind of invented list.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def backtest(lists: int, kind: str | None, as_json: bool) -> None:
    """Test forecasts on invented lists whose future is known, and print how often they held."""
    from goldenthread.waits import printing

    printed = printing.held_back(lists, kind)
    if not printed:
        refuse(f"There is no kind of list named {kind!r}.")
    if as_json:
        print_json(printed)
    else:
        click.echo("\n".join(printing.coverage_table(printed)))


@waits.command()
@click.option("--rows", type=click.IntRange(1000), default=500_000, show_default=True)
def bench(rows: int) -> None:
    """Measure how quick figures, simulation and forecasts are on this machine."""
    from goldenthread.waits.bench import measure, table

    click.echo("\n".join(table(measure(rows))))


@waits.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--on", "on", callback=day, metavar="DATE", help="Judge dates as of a day (today).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def intake(file: Path, on: date | None, as_json: bool) -> None:
    """Check a file of referrals, FHIR R4 or CSV, without taking any in; names are not printed.

    Ends with 0 when every referral can be used, with 1 when some are refused, and with 2 when the
    file is no file of referrals.
    """
    from goldenthread.waits.rules.intake import NotReadable, read_csv, read_fhir

    try:
        content, today = file.read_bytes(), on or date.today()  # a command line
        given = content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"["))
        found = read_fhir(json.loads(content), today) if given else read_csv(content, today)
    except NotReadable as problem:
        refuse(f"{file.name}: {problem}")
    except (ValueError, RecursionError):
        refuse(f"{file.name}: It is not a JSON file.")
    except OSError as problem:
        refuse(f"{file.name}: It cannot be opened: {problem.strerror or problem}.")
    counts = {"read": found.read, "used": len(found.used), "refused": found.refused}
    faults = [{"where": fault.place, "problem": fault.message} for fault in found.faults]
    if as_json:
        print_json({"referrals": counts, "problems": faults, "notes": list(found.notes)}, None)
    else:
        click.echo(", ".join(f"{name} {number}" for name, number in counts.items()))
        for note in found.notes:
            click.echo(f"  {note}")
        for fault in faults:
            click.echo(f"  {fault['where']} {fault['problem']}")
    raise SystemExit(1 if found.refused else 0)

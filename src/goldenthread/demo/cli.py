"""Command line verbs of the demo."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from goldenthread.demo.calibration import Area, UnknownArea, area, areas

UNREACHABLE = (
    "The database cannot be reached. Do one of these three: run make demo, which starts one; set"
    " DATABASE_URL and DATABASE_OWNER_URL to a server that runs; or say --out FOLDER, which needs"
    " none."
)


def _areas(names: tuple[str, ...], scale: str) -> list[Area]:
    if scale == "england":
        return list(areas())
    try:
        return [area(name) for name in names or ("derbyshire", "derby")]
    except UnknownArea as problem:
        raise click.BadParameter(str(problem), param_hint="--area") from None


def _day(value: datetime | None) -> date:
    from goldenthread.demo.world import DEMO_DAY, WrongDay, check_day

    found = value.date() if value else DEMO_DAY
    try:
        check_day(found)
    except WrongDay as problem:
        raise click.BadParameter(str(problem), param_hint="--as-of") from None
    return found


@click.command()
@click.option("--area", "names", multiple=True, help="A local area, by name or number; may repeat.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day told up to.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True)
@click.option("--scale", type=click.Choice(["demo", "england"]), default="demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write SEN2, inspection lists and settings as files here instead.",
)
@click.option(
    "--faults",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="With --out: spoil this share of records on purpose (0.02 is one in fifty).",
)
@click.option("--replace", "replace_all", is_flag=True, help="Empty the database first.")
@click.option("--report", is_flag=True, help="Only compare with the published figures.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def synthesise(
    names: tuple[str, ...],
    as_of: datetime | None,
    seed: int,
    scale: str,
    out: Path | None,
    faults: float,
    replace_all: bool,
    report: bool,
    as_json: bool,
) -> None:
    """Write an invented partnership whose counts follow the published ones."""
    chosen, day = _areas(names, scale), _day(as_of)
    if report:
        _report(chosen, seed, as_json)
    elif out:
        _files(chosen, day, seed, out, faults)
    elif faults:
        raise click.UsageError("Spoilt records go into files only: say --out FOLDER too.")
    else:
        _write(chosen, day, seed, light=scale == "england", replace_all=replace_all)


def _report(chosen: list[Area], seed: int, as_json: bool) -> None:
    from goldenthread.demo.report import as_text, calibration

    for one in chosen:
        lines = calibration(one, seed=seed)
        if as_json:
            for line in lines:
                click.echo(json.dumps(_plain(one, line), ensure_ascii=False))
        else:
            click.echo(f"{one.name}: made up against published\n{as_text(lines)}\n")


def _plain(one: Area, line: object) -> dict[str, object]:
    names = ("section", "what", "published", "made", "gap", "kept")
    return {"area": one.slug} | {name: getattr(line, name) for name in names}


def _files(chosen: list[Area], day: date, seed: int, out: Path, faults: float) -> None:
    from goldenthread.demo.returns import write_files

    for one in chosen:
        for path in write_files(one, day, seed, out, faults=faults):
            click.echo(f"{path}  {path.stat().st_size:,} bytes")


def _write(chosen: list[Area], day: date, seed: int, *, light: bool, replace_all: bool) -> None:
    """Write the partnership into the database, which is started when it is the project's own."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    django.setup()
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError

    from goldenthread.demo import write

    try:
        done = write.synthesise(
            areas=[one.code for one in chosen],
            as_of=day,
            seed=seed,
            light=light,
            replace_all=replace_all,
        )
    except (write.HoldsData, write.NotInvented) as problem:
        click.echo(str(problem), err=True)
        raise SystemExit(2) from None
    except (ImproperlyConfigured, OperationalError):
        click.echo(UNREACHABLE, err=True)
        raise SystemExit(2) from None
    rows = sum(done.rows.values())
    click.echo(
        f"{len(chosen)} local areas to {day}: {done.children:,} invented children,"
        f" {rows:,} rows in {done.seconds:.1f} s"
    )

"""Command line verbs of the demo."""

from __future__ import annotations

import json
from datetime import date, datetime

import click

from goldenthread.demo.calibration import Area, UnknownArea, area, areas


def _areas(names: tuple[str, ...], scale: str) -> list[Area]:
    if scale == "england":
        return list(areas())
    try:
        return [area(name) for name in names or ("derbyshire", "derby")]
    except UnknownArea as problem:
        raise click.BadParameter(str(problem), param_hint="--area") from None


def _day(value: datetime | None) -> date:
    from goldenthread.demo.history import DEMO_DAY, WrongDay, check_day

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
@click.option("--report", is_flag=True, help="Only compare with the published figures.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def synthesise(
    names: tuple[str, ...],
    as_of: datetime | None,
    seed: int,
    scale: str,
    report: bool,
    as_json: bool,
) -> None:
    """Write an invented partnership whose counts follow the published ones."""
    chosen, day = _areas(names, scale), _day(as_of)
    if report:
        _report(chosen, seed, as_json)
    else:
        _count(chosen, day, seed)


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


def _count(chosen: list[Area], day: date, seed: int) -> None:
    from goldenthread.demo.history import area_history

    for one in chosen:
        children = plans = events = 0
        for facts in area_history(one, day, seed=seed):
            children += 1
            plans += facts.plan is not None and facts.plan.ceased is None
            events += len(facts.events)
        click.echo(
            f"{one.name}, {day}: {children:,} invented children, {plans:,} plans in force,"
            f" {events:,} events"
        )

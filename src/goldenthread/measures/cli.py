"""`goldenthread measures`: what each number means, its value on a day, its history."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import click

from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import Measure, MeasureValue
from goldenthread.measures.rules.words import of_how_many, written

SERVICE = "measures-command"
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def measures() -> None:
    """What each number means, its value on a day, and its history."""


@measures.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_measures(as_json: bool) -> None:
    """List every measure with its definition. Needs no database."""
    if as_json:
        click.echo(json.dumps([_definition(each) for each in registry.MEASURES], indent=1))
        return
    for each in registry.MEASURES:
        out_of = f", out of {each.denominator}" if each.denominator else ""
        click.echo(f"{each.key}\n    {each.title}: {each.numerator}{out_of}")


def _definition(each: Measure) -> dict[str, Any]:
    return {
        "key": each.key,
        "title": each.title,
        "numerator": each.numerator,
        "denominator": each.denominator,
        "unit": str(each.unit),
        "period": each.period,
        "population": each.population,
        "source": each.source,
        "owner": each.owner,
        "direction": str(each.direction),
        "target": _number(each.target),
        "standing": str(each.standing),
        "disclosure": str(each.disclosure),
        "defined_by": each.defined_by,
        "url": each.url,
        "version": each.version,
        "in_force_from": each.in_force_from.isoformat(),
        "in_force_to": each.in_force_to.isoformat() if each.in_force_to else None,
        "note": each.note,
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


@measures.command()
@click.argument("key")
@click.argument("area")
@click.option("--on", "on", type=DAY, help="The day; today when left out.")
@click.option("--known-on", type=DAY, help="As it was known at the end of this day; else now.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def value(
    key: str, area: str, on: datetime | None, known_on: datetime | None, as_json: bool
) -> None:
    """Count one measure of an area at the end of a day. A true count: not for publishing."""
    with _reached(area) as number:
        from goldenthread.access.today import today
        from goldenthread.measures import queries

        day = on.date() if on else today()
        try:
            found = queries.value(key, number, day, known_on.date() if known_on else None)
        except registry.NoSuchMeasure as problem:
            raise click.UsageError(str(problem)) from None
    _print([found], as_json)


@measures.command()
@click.argument("key")
@click.argument("area")
@click.option("--months", default=36, show_default=True, type=click.IntRange(1, 240))
@click.option("--until", type=DAY, help="The last day; today when left out.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def series(key: str, area: str, months: int, until: datetime | None, as_json: bool) -> None:
    """Count one measure at the end of each of the last months, each as it was known then."""
    with _reached(area) as number:
        from goldenthread.access.today import today
        from goldenthread.measures import queries

        day = until.date() if until else today()
        try:
            found = queries.series(key, number, months, until=day)
        except registry.NoSuchMeasure as problem:
            raise click.UsageError(str(problem)) from None
    _print(list(found.values), as_json)


@measures.command()
@click.option("--months", default=36, show_default=True, type=click.IntRange(1, 240))
@click.option("--until", type=DAY, help="The last day; today when left out.")
def keep(months: int, until: datetime | None) -> None:
    """Count and keep every area's month ends that are not kept yet, for the pages to show."""
    _start()
    from goldenthread.access.today import now, today
    from goldenthread.measures.commands import keep_month_ends
    from goldenthread.organisations.queries import area_ids

    for number in area_ids():
        day = until.date() if until else today()
        new = keep_month_ends([number], today=day, at=now(), months=months)
        click.echo(f"{number}: {new:,} figures kept")


def _start() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    import django

    django.setup()


@contextmanager
def _reached(code: str) -> Iterator[int]:
    """Reach one area as a named service.

    :raises click.UsageError: if there is no such area
    """
    _start()
    from django.core.exceptions import ObjectDoesNotExist

    from goldenthread.access import asking
    from goldenthread.organisations.queries import get_area

    try:
        number = get_area(code).pk
    except ObjectDoesNotExist:
        raise click.UsageError(f"There is no area called {code!r}.") from None
    with asking.stated(asking.service(SERVICE, [number])):
        yield number


def _print(found: list[MeasureValue], as_json: bool) -> None:
    if as_json:
        rows = [_value(each) for each in found]
        click.echo(json.dumps(rows[0] if len(rows) == 1 else rows, indent=1))
        return
    for each in found:
        of = of_how_many(each)
        said = f"{written(each.value, each.unit)}{f' ({of})' if of else ''} {each.no_data}"
        click.echo(f"{each.on}  {said.strip()}")


def _value(each: MeasureValue) -> dict[str, Any]:
    def day(on: date | None) -> str | None:
        return on.isoformat() if on else None

    return {
        "key": each.key,
        "area": each.area_id,
        "on": day(each.on),
        "known_on": day(each.known_on),
        "unit": str(each.unit),
        "numerator": _number(each.numerator),
        "denominator": _number(each.denominator),
        "value": _number(each.value),
        "definition_version": each.definition_version,
        "no_data": each.no_data,
    }

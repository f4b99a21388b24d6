"""`goldenthread rebuild`: every clock thrown away and read again from the events."""

from __future__ import annotations

import json
import os

import click


@click.command()
@click.option("--area", "codes", multiple=True, help="Only this area, e.g. derbyshire. Repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def rebuild(codes: tuple[str, ...], as_json: bool) -> None:
    """Rebuild every clock from the events, one area at a time.

    Each area is one transaction: until it commits, readers see the clocks that were there, and
    whoever records in it waits.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "goldenthread.config.settings")
    import django

    django.setup()
    from goldenthread.access import asking
    from goldenthread.timeline.commands import rebuild as rebuild_area

    counts: dict[str, int] = {}
    for number, code in _areas(codes):
        with asking.stated(asking.service("timeline-rebuild", [number])):
            counts[code] = rebuild_area(number)
        if not as_json:
            click.echo(f"{code}: the clocks of {counts[code]:,} cases read again")
    if as_json:
        click.echo(json.dumps(counts, ensure_ascii=False))


def _areas(codes: tuple[str, ...]) -> list[tuple[int, str]]:
    """Return the number and name of each area asked for, or of all of them.

    :raises click.UsageError: naming an area that is not there
    """
    from django.core.exceptions import ObjectDoesNotExist

    from goldenthread.organisations.queries import area_ids, get_area

    found = []
    for code in codes or map(str, area_ids()):
        try:
            area = get_area(code)
        except ObjectDoesNotExist:
            raise click.UsageError(f"There is no area called {code!r}.") from None
        found.append((area.pk, area.code))
    return found

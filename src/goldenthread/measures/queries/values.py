"""Measures worked out for areas and days, from one pass over the record for each family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from goldenthread.law.calendar import add_months
from goldenthread.measures.queries.asking import YEAR_MONTHS, Found, Moment
from goldenthread.measures.queries.families import FAMILIES
from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import (
    Cell,
    Measure,
    MeasureValue,
    NoSuchMeasure,
    Unit,
    evaluate,
)

NOT_YET = "This measure was not yet defined on that day."


class NotReached(Exception):
    """Nobody has been stated who reaches the area; its counts would be nought, and wrong."""


@dataclass(frozen=True, slots=True)
class Series:
    """One measure month by month, the oldest first."""

    key: str
    area_id: int
    values: tuple[MeasureValue, ...]


def value(
    key: str, area: int, on: date, as_known_on: date | None = None, *, version: int | None = None
) -> MeasureValue:
    """Work one measure out for an area at the end of a day.

    `as_known_on` asks what was known at the end of that day; None, what is known now. The
    definition is the one in force on the day, or the `version` asked for. One statement for each
    family of cells it needs, and one that the area is reached. A true count, for casework roles:
    what leaves them goes through `rules.publishing`.

    :raises NoSuchMeasure: if there is none of that key in force on the day
    :raises NotReached: if the asker stated does not reach the area
    """
    chosen = registry.measure(key, on) if version is None else _version(key, version)
    moment = Moment(on, as_known_on)
    return next(_worked_out([chosen], [area], [moment]))


def _version(key: str, version: int) -> Measure:
    for entry in registry.versions(key):
        if entry.version == version:
            return entry
    raise NoSuchMeasure(f"There is no version {version} of the measure '{key}'.")


def all_values(
    areas: Sequence[int],
    days: Sequence[date],
    *,
    known: bool = True,
    keys: Iterable[str] | None = None,
    months: int = YEAR_MONTHS,
) -> list[MeasureValue]:
    """Work every measure, or some, out for areas on days: by measure, area, then day.

    `known`: each day as it was known at its end; otherwise, as all is known now. One statement
    for each family of cells, whatever the number of areas, days and measures. `months` counts what
    happened over fewer months than a definition's twelve: one, for months that do not overlap.

    :raises NotReached: if the asker stated does not reach an area
    """
    chosen = [registry.latest(key) for key in (registry.keys() if keys is None else keys)]
    moments = [Moment(day, day if known else None, months) for day in days]
    return list(_worked_out(chosen, areas, moments))


def series(key: str, area: int, months: int, *, until: date, known: bool = True) -> Series:
    """Work one measure out at the end of each of the last `months` whole months before a day.

    Each month end as it was known then, by the definition in force then.

    :raises NoSuchMeasure: if there never was one of that key
    :raises NotReached: if the asker stated does not reach the area
    """
    found = all_values([area], month_ends(until, months), keys=[key], known=known)
    return Series(key, area, tuple(found))


def month_ends(until: date, months: int) -> list[date]:
    """Return the last days of the last `months` whole months up to a day, the oldest first."""
    first = (until + timedelta(days=1)).replace(day=1)
    return [add_months(first, -back) - timedelta(days=1) for back in reversed(range(months))]


def _worked_out(
    measures: Sequence[Measure], areas: Sequence[int], moments: Sequence[Moment]
) -> Iterator[MeasureValue]:
    _check_reached(areas)
    wanted = {cell for entry in measures for each in _all(entry) for cell in _needed(each)}
    found = _counted(wanted, areas, moments)
    for entry in measures:
        for area in areas:
            for moment in moments:
                yield _one(entry, area, moment, found)


def _all(entry: Measure) -> tuple[Measure, ...]:
    return tuple({entry, *(m for m in registry.MEASURES if m.key == entry.key)})


def _needed(entry: Measure) -> frozenset[Cell]:
    return entry.formula.cells | frozenset(entry.evidence)


def _counted(wanted: set[Cell], areas: Sequence[int], moments: Sequence[Moment]) -> Found:
    found: Found = {(area, moment): {} for area in areas for moment in moments}
    for family, count in FAMILIES.items():
        if cells := [cell for cell in wanted if cell.family is family]:
            for place, counts in count(areas, moments, cells).items():
                found[place].update(counts)
    return found


def _one(entry: Measure, area: int, moment: Moment, found: Found) -> MeasureValue:
    """Evaluate the definition in force on the day, unless an older one was asked for by name."""
    chosen = entry
    if not entry.is_in_force(moment.on):
        try:
            chosen = registry.measure(entry.key, moment.on)
        except NoSuchMeasure:
            return _not_yet(entry, area, moment)
    return evaluate(
        chosen, found[area, moment], area_id=area, on=moment.on, known_on=moment.known_on
    )


def _not_yet(entry: Measure, area: int, moment: Moment) -> MeasureValue:
    return MeasureValue(
        key=entry.key,
        area_id=area,
        on=moment.on,
        known_on=moment.known_on,
        unit=Unit(entry.unit),
        numerator=None,
        denominator=None,
        value=None,
        definition_version=entry.version,
        no_data=NOT_YET,
    )


def _check_reached(areas: Sequence[int]) -> None:
    """Refuse to count an area that row-level security would show as empty.

    The owner of the tables, who is not bound by it, is let through.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::int[] <@ gt_areas() OR NOT row_security_active('timeline_clock')",
            [list(areas)],
        )
        (reached,) = cursor.fetchone()
    if not reached:
        raise NotReached("Nobody has been stated who reaches this area: its figures are not told.")

"""Every measure the partnership keeps, each defined once: the registry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from goldenthread.measures.rules.entries import GROUPS
from goldenthread.measures.rules.measure import (
    Cell,
    Direction,
    Disclosure,
    Family,
    Formula,
    Measure,
    MeasureValue,
    NoSuchMeasure,
    Standing,
    Unit,
)

__all__ = [
    "MEASURES",
    "Cell",
    "Direction",
    "Disclosure",
    "Family",
    "Formula",
    "Measure",
    "MeasureValue",
    "NoSuchMeasure",
    "Standing",
    "Unit",
    "keys",
    "latest",
    "measure",
    "versions",
]

MEASURES: tuple[Measure, ...] = tuple(measure for _, group in GROUPS for measure in group)


def keys() -> tuple[str, ...]:
    """Return every key once, in the order of the registry."""
    return tuple(dict.fromkeys(entry.key for entry in MEASURES))


def versions(key: str, among: Iterable[Measure] = MEASURES) -> tuple[Measure, ...]:
    """Return every definition a measure has had, the first one first.

    :raises NoSuchMeasure: if it never had one
    """
    found = sorted((m for m in among if m.key == key), key=lambda m: m.version)
    if not found:
        raise NoSuchMeasure(f"There is no measure called '{key}'.")
    return tuple(found)


def latest(key: str) -> Measure:
    """Return the newest definition of a measure.

    :raises NoSuchMeasure: if there is none
    """
    return versions(key)[-1]


def measure(key: str, on: date, among: Iterable[Measure] = MEASURES) -> Measure:
    """Return the one definition of a measure in force on a day.

    :raises NoSuchMeasure: if there is none, or more than one
    """
    found = [entry for entry in versions(key, among) if entry.is_in_force(on)]
    if len(found) != 1:
        raise NoSuchMeasure(f"There is no one measure called '{key}' on {on.isoformat()}.")
    return found[0]

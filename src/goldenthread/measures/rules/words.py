"""Measures in words: a value as a page, a file or a sentence writes it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from goldenthread.measures.rules.measure import Direction, MeasureValue, Unit
from goldenthread.ui.words import month, number, plain_date

SUFFIX = {
    Unit.COUNT: "",
    Unit.PERCENT: "%",
    Unit.PER_100_PLANS: " per 100 plans",
    Unit.WEEKS: " weeks",
    Unit.DAYS: " days",
}
NO_DATA = "No data"


def written(value: Decimal | None, unit: Unit) -> str:
    """Write a value with its unit: "7.3%", "1,472", "35.5 weeks"."""
    if value is None:
        return NO_DATA
    places = 0 if unit is Unit.COUNT or (unit is Unit.DAYS and value % 1 == 0) else 1
    return f"{number(float(value), places)}{SUFFIX[unit]}"


def of_how_many(found: MeasureValue) -> str:
    """Write what a share is of: "85 of 1,167"; nothing for a count or a middle value."""
    if found.denominator is None or found.numerator is None or found.unit is Unit.WEEKS:
        return ""
    return f"{number(int(found.numerator))} of {number(int(found.denominator))}"


def sentence(history: Sequence[MeasureValue], direction: Direction) -> str:
    """Say what a run of month ends shows: where it stands, and against a year before."""
    told = [each for each in history if each.value is not None]
    if not told:
        return history[-1].no_data if history else "No month has been counted yet."
    last = told[-1]
    of = of_how_many(last)
    first = f"At the end of {month(last.on)}: {written(last.value, last.unit)}"
    first += f" ({of})." if of else "."
    if last is not history[-1]:
        first += f" Since then there is no data: {history[-1].no_data}"
    return f"{first} {_year_before(told, direction)}".strip()


def _year_before(told: Sequence[MeasureValue], direction: Direction) -> str:
    last = told[-1]
    before = [each for each in told if (each.on.year, each.on.month) == _year_ago(last)]
    if not before or before[0].value is None or last.value is None:
        return ""
    then = before[0].value
    said = f"A year before it was {written(then, last.unit)}"
    if last.value == then:
        return f"{said}, the same."
    if direction is Direction.NEITHER:
        return f"{said}."
    better = (last.value > then) == (direction is Direction.UP)
    return f"{said}: {'better' if better else 'worse'} now."


def _year_ago(found: MeasureValue) -> tuple[int, int]:
    return found.on.year - 1, found.on.month


def known_words(found: MeasureValue) -> str:
    """Say on what day a value was known."""
    if found.known_on is None:
        return f"On {plain_date(found.on)}, as all is known now"
    return f"On {plain_date(found.on)}, as known on {plain_date(found.known_on)}"

"""A released figure in words, and how a measure's changes are written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import Direction, Disclosure, Family, Measure, Unit

UNIT_WORDS = {
    Unit.COUNT: "",
    Unit.PERCENT: "%",
    Unit.PER_100_PLANS: " per 100 plans",
    Unit.WEEKS: " weeks",
    Unit.DAYS: " days",
}
CHANGE_WORDS = {
    **UNIT_WORDS,
    Unit.PERCENT: " percentage points",
}


def plain(value: Decimal | float) -> str:
    """Write a number without nought decimals: 62.50 as 62.5, 1200 as 1,200."""
    return f"{Decimal(str(value)).normalize():,f}"


def value_words(measure: Measure, value: Decimal) -> str:
    """Write a value with its unit: "62.5%", "41 weeks"."""
    return f"{plain(value)}{UNIT_WORDS[measure.unit]}"


def figure_words(key: str, value: Decimal | None, month: date) -> str:
    """Write a figure with its unit and month: "62.5% in October 2026"."""
    if value is None:
        return "no figure"
    return f"{value_words(registry.latest(key), value)} in {month:%B %Y}"


def change_unit(key: str) -> str:
    """Return what follows a change of a measure: " percentage points"."""
    return CHANGE_WORDS[registry.latest(key).unit]


HIDDEN = "Too few children to show."  # something is on record, and it may not be told


def wanted_up(measure: Measure) -> bool:
    """Say whether higher is better; a measure that is neither way counts as upwards."""
    return measure.direction is not Direction.DOWN


def can_show_effect(measure: Measure) -> bool:
    """Say whether a board may judge an effect by a measure's released months.

    A middle value has no count behind it that could be released, so it is left out.
    """
    told = bool(measure.formula.bottom) or measure.unit is Unit.COUNT
    return measure.disclosure is Disclosure.CHILDREN and told


def is_surveyed(measure: Measure) -> bool:
    """Say whether a measure is told by families' answers, which another survey may hold too."""
    return all(cell.family is Family.HEARD for cell in measure.formula.cells)


def offered() -> tuple[Measure, ...]:
    """Return the newest definition of each measure an effect may be judged by."""
    newest = map(registry.latest, registry.keys())
    return tuple(measure for measure in newest if can_show_effect(measure))

"""What a measure is: named, owned, counted by a formula, defined by somebody, in force from a day.

A formula names cells: small counts that a family of queries gives for one area on one day. So
that nothing is counted in two places, a measure holds no query of its own, only the cells that
stand above and below its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from goldenthread.measures.rules.counts import rounded


class NoSuchMeasure(LookupError):
    """No measure has this key on this day."""


class Unit(StrEnum):
    """What a measure's value is."""

    COUNT = "count"
    PERCENT = "percent"
    PER_100_PLANS = "per 100 plans"
    WEEKS = "weeks"
    DAYS = "days"


class Direction(StrEnum):
    """Which way is better for children."""

    UP = "higher is better"
    DOWN = "lower is better"
    NEITHER = "neither way is better by itself"


class Standing(StrEnum):
    """Whether law or the partnership asks for the number."""

    STATUTORY = "statutory"
    NATIONAL = "national standard"
    LOCAL = "local"


class Disclosure(StrEnum):
    """What the number counts, and so how it may leave the casework roles (trust rule 46)."""

    CHILDREN = "children"  # hide 1 to 7, round to 5, rates from released counts
    INTERNAL = "not for release"  # never leaves the casework roles


class Family(StrEnum):
    """Which pass over the record gives a cell."""

    CASES = "cases"  # requests for an assessment, from their events
    CLOCKS = "clocks"  # promises, from the versions of their clocks
    EVENTS = "events"  # things that happened, of one kind
    PLANS = "plans"  # plans in force, from their events
    WAITS = "waits"  # children waiting for a service, from their events
    PLACES = "places"  # where those with a plan are placed, from the placements
    CONTENT = "content"  # what the plans in force say, from their text
    NEEDS = "needs"  # what the children with plans in force need most
    DELIVERY = "delivery"  # what families and settings say is given of them
    REPLIES = "replies"  # how soon families are answered
    LESSONS = "lessons"  # what complaints found, and what came of it
    HEARD = "heard"  # what families answered when they were asked


class Cell(NamedTuple):
    """One count of one area on one day."""

    family: Family
    name: str  # a rule, a kind of event, a service; "" where the family needs none
    column: str
    about: str = ""  # which adviser, where a rule runs for several


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """Sums of cells: `per` times the top over the bottom, or the top alone."""

    top: tuple[Cell, ...]
    bottom: tuple[Cell, ...] = ()
    per: int = 1
    over: int = 1  # 7 turns days into weeks
    places: int = 0

    @property
    def cells(self) -> frozenset[Cell]:
        """Every cell it needs."""
        return frozenset((*self.top, *self.bottom))

    def value(self, top: Fraction, bottom: Fraction | None) -> Decimal | None:
        """Return the value; None when there is nothing to divide by."""
        if bottom is None:
            return rounded(top / self.over, self.places)
        return rounded(self.per * top / bottom / self.over, self.places) if bottom else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure as it is defined between two dates."""

    key: str
    title: str
    numerator: str  # what is counted, in words
    denominator: str | None  # what it is a share or a mean of; None for a count or a middle value
    unit: Unit
    period: str
    population: str
    source: str  # which records it is counted from
    owner: str  # the post that answers for the number
    direction: Direction
    target: Decimal | None = None  # in the unit; None where nobody has set one
    target_source: str = ""
    standing: Standing
    disclosure: Disclosure = Disclosure.CHILDREN
    defined_by: str  # the law or publication
    url: str
    version: int = 1
    in_force_from: date
    in_force_to: date | None = None
    formula: Formula
    evidence: tuple[Cell, ...] = ()  # all nought: the record says nothing, which is not "none"
    silence: str = "Nothing of this kind has been recorded in this area by that day."
    note: str = ""

    @property
    def statutory(self) -> bool:
        """Say whether law asks for what it measures."""
        return self.standing is Standing.STATUTORY

    def is_in_force(self, on: date) -> bool:
        """Say whether this definition holds on a day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureValue:
    """What a measure was in one area on one day; `value` is None where `no_data` says why."""

    key: str
    area_id: int
    on: date
    known_on: date | None  # None: as known now
    unit: Unit
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    definition_version: int
    counted: int | None = None  # children behind a mean or a middle value, where that is not above
    no_data: str = ""


NOTHING_TO_DIVIDE = "There was nothing to take a share or a mean of: {bottom}, none."


def evaluate(
    measure: Measure,
    cells: dict[Cell, Fraction],
    *,
    area_id: int,
    on: date,
    known_on: date | None,
) -> MeasureValue:
    """Work one measure out from its cells; a cell that is not there counts nought."""
    formula = measure.formula
    top = sum((cells.get(cell, Fraction(0)) for cell in formula.top), Fraction(0))
    bottom = None
    if formula.bottom:
        bottom = sum((cells.get(cell, Fraction(0)) for cell in formula.bottom), Fraction(0))
    reason = _reason(measure, cells, bottom)
    return MeasureValue(
        key=measure.key,
        area_id=area_id,
        on=on,
        known_on=known_on,
        unit=measure.unit,
        numerator=None if reason else rounded(top, 1 if top.denominator > 1 else 0),
        denominator=None if reason or bottom is None else rounded(bottom, 0),
        value=None if reason else formula.value(top, bottom),
        definition_version=measure.version,
        counted=None if reason else _counted(measure, cells),
        no_data=reason,
    )


def _counted(measure: Measure, cells: dict[Cell, Fraction]) -> int | None:
    """Return how many children a middle value is of: its evidence counts them."""
    if measure.unit is not Unit.DAYS:
        return None
    return int(sum((cells.get(cell, Fraction(0)) for cell in measure.evidence), Fraction(0)))


def _reason(measure: Measure, cells: dict[Cell, Fraction], bottom: Fraction | None) -> str:
    if measure.evidence and not any(cells.get(cell) for cell in measure.evidence):
        return measure.silence
    if bottom is not None and not bottom:
        return NOTHING_TO_DIVIDE.format(bottom=measure.denominator)
    return ""

"""What several measures are made of: cells by family, and the kinds of measure that recur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from goldenthread.law.limits import versions
from goldenthread.measures.rules.measure import (
    Cell,
    Direction,
    Family,
    Formula,
    Measure,
    Standing,
    Unit,
)

F = Family
YEAR = "the 12 months that end with the day"
ON_THE_DAY = "the end of the day"
SEN2 = "Department for Education, Education, health and care plans (SEN2)"
SEN2_URL = (
    "https://explore-education-statistics.service.gov.uk/find-statistics/"
    "education-health-and-care-plans"
)
THE_ACT = date(2014, 9, 1)  # Part 3 of the Children and Families Act 2014 in force
EHC_MANAGER = "EHC team manager"
DCO = "Designated clinical officer"
DSCO = "Designated social care officer"
EVENTS = "timeline events"
CLOCKS = "timeline clocks"


def case(column: str) -> Cell:
    """A count of requests for an assessment."""
    return Cell(F.CASES, "", column)


def clock(rule: str, column: str, about: str = "") -> Cell:
    """A count of one rule's promises; with no `about`, all of them together."""
    return Cell(F.CLOCKS, rule, column, about)


def event(kind: str, column: str = "year") -> Cell:
    """A count of one kind of event: of the year, or `ever` up to the day."""
    return Cell(F.EVENTS, kind, column)


def plans(column: str) -> Cell:
    """A count of plans."""
    return Cell(F.PLANS, "", column)


def share(top: Cell | Iterable[Cell], bottom: Cell | Iterable[Cell]) -> Formula:
    """So many in a hundred, to one decimal."""
    return Formula(top=_cells(top), bottom=_cells(bottom), per=100, places=1)


def number(*top: Cell) -> Formula:
    """A plain count."""
    return Formula(top=top)


def mean(top: Cell, *bottom: Cell, weeks: bool = False) -> Formula:
    """A mean number of days, or of weeks, to one decimal."""
    return Formula(top=(top,), bottom=bottom, over=7 if weeks else 1, places=1)


def _cells(given: Cell | Iterable[Cell]) -> tuple[Cell, ...]:
    return (given,) if isinstance(given, Cell) else tuple(given)


def law_of(rule: str) -> Mapping[str, Any]:
    """Return what a rule of law says of a measure of it: who asks for it, where, from when."""
    first, last = versions(rule)[0], versions(rule)[-1]
    standing = {"MUST": Standing.STATUTORY, "STANDARD": Standing.NATIONAL}
    return {
        "defined_by": last.source,
        "url": last.url or "",
        "standing": standing.get(str(last.force), Standing.LOCAL),
        "in_force_from": first.in_force_from,
    }


def in_time(
    key: str, title: str, rules: str | tuple[str, ...], what: str, owner: str, *, about: str = ""
) -> Measure:
    """Of what fell due in the year under some rules, the share done by its last day.

    What is still not done counts below the line: a service that never answers does not look
    punctual.
    """
    names = (rules,) if isinstance(rules, str) else rules
    return Measure(
        key=key,
        title=title,
        numerator=f"{what}, done by their last lawful day",
        denominator=f"{what}, whose last lawful day fell in the 12 months",
        unit=Unit.PERCENT,
        period=YEAR,
        population=f"{what[0].upper()}{what[1:]}; those ended before they were due left out",
        source=CLOCKS,
        owner=owner,
        direction=Direction.UP,
        formula=share(
            [clock(rule, "due_kept", about) for rule in names],
            [clock(rule, "due", about) for rule in names],
        ),
        evidence=tuple(clock(rule, "ever", about) for rule in names),
        silence=f"No promise of this kind has been recorded in this area by that day: {title}.",
        **law_of(names[0]),
    )


def late_now(
    key: str, title: str, rules: tuple[str, ...], what: str, owner: str, standing_on: str = ""
) -> Measure:
    """How many promises of some rules are late and still open."""
    return Measure(
        key=key,
        title=title,
        numerator=f"{what} whose last lawful day has passed, and which are still open",
        denominator=None,
        unit=Unit.COUNT,
        period=ON_THE_DAY,
        population=f"{what[0].upper()}{what[1:]}, lawful reasons or not",
        source=CLOCKS,
        owner=owner,
        direction=Direction.DOWN,
        formula=number(*(clock(rule, "late") for rule in rules)),
        evidence=tuple(clock(rule, "ever") for rule in rules),
        **law_of(standing_on or rules[0]),
    )

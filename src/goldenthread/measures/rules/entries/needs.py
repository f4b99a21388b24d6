"""What the children with a plan need most, by the codes of the return."""

from __future__ import annotations

from goldenthread.measures.rules.entries.parts import (
    EHC_MANAGER,
    ON_THE_DAY,
    SEN2,
    SEN2_URL,
    THE_ACT,
    number,
)
from goldenthread.measures.rules.measure import Cell, Direction, Family, Measure, Standing, Unit
from goldenthread.people.rules import NEEDS, NeedCode


def main_need(code: str) -> Cell:
    """A count of plans in force by their first need."""
    return Cell(Family.NEEDS, code, "plans")


def need_key(code: str) -> str:
    """Return the key of the measure of one need."""
    return f"plans-need-{code.lower()}"


def _measure(need: NeedCode) -> Measure:
    return Measure(
        key=need_key(need.code),
        title=f"Plans whose main need is {need.code}: {need.name[:1].lower()}{need.name[1:]}",
        numerator="plans in force whose first need is this one",
        denominator=None,
        unit=Unit.COUNT,
        period=ON_THE_DAY,
        population="Children and young people with a plan in force, by the version then current",
        source="needs of the plans in force, in the order the plan gives them",
        owner=EHC_MANAGER,
        direction=Direction.NEITHER,
        standing=Standing.STATUTORY,
        defined_by=SEN2,
        url=SEN2_URL,
        in_force_from=THE_ACT,
        formula=number(main_need(need.code)),
        evidence=tuple(main_need(code) for code in NEEDS),
        silence="No plan with a need told has been recorded in this area by that day.",
        note="Plans lie below the timeline: a past day is counted by the version then in force.",
    )


MEASURES: tuple[Measure, ...] = tuple(map(_measure, NEEDS.values()))

"""How soon each team answers families, as it may be published (rules 46 to 48). Plain Python.

Each team's figures are the area's own measures over the messages that team owned: the same
definition, the same suppression, and the same attack on all of them together, with what every
reader knows, that the teams add up to the area. A figure of few children is hidden even where
their messages are many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from goldenthread.measures.rules import registry
from goldenthread.measures.rules.entries.families import CONTACT
from goldenthread.measures.rules.measure import Cell, Family, Measure, MeasureValue, evaluate
from goldenthread.measures.rules.publishing import MANY, Fact, Hidden, Shown, shown
from goldenthread.measures.rules.release import LARGEST_HIDDEN

CHOICE = "answers-by-team"
CHOICE_TITLE = "How soon each team answers families"
IN_TIME, DAYS = "contacts-answered-in-promise", "contact-days"
MARK = "/team-"
NOBODY = "Nobody in particular"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCount:
    """What one team owed families in the year, and did. True counts: never published as they are.

    `kept_children` and `other_children` are how many children stand behind the answers in time,
    and behind the rest.
    """

    team: int  # the body's number; 0: nobody had it
    name: str
    due: int
    kept: int
    kept_children: int
    other_children: int
    answered_children: int
    days: Fraction | None  # the middle number of days until an answer


def team_key(base: str, team: int) -> str:
    """Name one team's figure of a measure."""
    return f"{base}{MARK}{team}"


def is_of_a_team(key: str) -> bool:
    """Say whether a published figure is one team's."""
    return MARK in key


def base_of(key: str) -> tuple[str, int]:
    """Return the measure and the team that a team's figure is of."""
    base, _, team = key.partition(MARK)
    return base, int(team)


def _about(team: int) -> str:
    return f"team {team}"


def _cell(column: str, team: int) -> Cell:
    return Cell(Family.CLOCKS, CONTACT, column, _about(team))


def measures_of(count: TeamCount, on: date) -> tuple[Measure, Measure]:
    """Return the two measures of one team: its share in time, and its middle days."""
    in_time, days = registry.measure(IN_TIME, on), registry.measure(DAYS, on)
    told = Cell(Family.REPLIES, "", "answered", _about(count.team))
    return (
        replace(
            in_time,
            key=team_key(IN_TIME, count.team),
            title=f"{count.name}: messages answered in time",
            population=f"{in_time.population}, that {count.name} owed an answer",
            formula=replace(
                in_time.formula,
                top=(_cell("due_kept", count.team),),
                bottom=(_cell("due", count.team),),
            ),
            evidence=(),
        ),
        replace(
            days,
            key=team_key(DAYS, count.team),
            title=f"{count.name}: days until a family is answered",
            population=f"{days.population}, by {count.name}",
            formula=replace(days.formula, top=(_cell("days", count.team),)),
            evidence=(told,),
        ),
    )


def values_of(count: TeamCount, *, area_id: int, on: date) -> tuple[MeasureValue, MeasureValue]:
    """Work one team's two measures out from its counts."""
    in_time, days = measures_of(count, on)
    cells = {
        _cell("due", count.team): Fraction(count.due),
        _cell("due_kept", count.team): Fraction(count.kept),
        _cell("days", count.team): count.days or Fraction(0),
        days.evidence[0]: Fraction(count.answered_children),
    }
    return (
        evaluate(in_time, cells, area_id=area_id, on=on, known_on=on),
        evaluate(days, cells, area_id=area_id, on=on, known_on=on),
    )


def figures_of_teams(
    counts: Sequence[TeamCount], *, area_id: int, on: date
) -> tuple[dict[str, Measure], dict[str, Shown]]:
    """Return every team's measures, and each as it may be published by itself.

    :raises NoSuchMeasure: if the area's own measure was not defined on the day
    """
    chosen: dict[str, Measure] = {}
    figures: dict[str, Shown] = {}
    for count in counts:
        for measure, value in zip(
            measures_of(count, on), values_of(count, area_id=area_id, on=on), strict=True
        ):
            chosen[measure.key] = measure
            figures[measure.key] = _of_enough(count, shown(measure, value))
    return chosen, figures


def _of_enough(count: TeamCount, figure: Shown) -> Shown:
    """Hide a share of which either part is about a few children, however much they wrote."""
    few = any(
        0 < children <= LARGEST_HIDDEN for children in (count.kept_children, count.other_children)
    )
    if few and not figure.hidden:
        return Shown(key=figure.key, unit=figure.unit, hidden=Hidden.WITHHELD)
    return figure


def they_add_up(counts: Iterable[TeamCount]) -> tuple[Fact, ...]:
    """Return what every reader knows: that the teams' messages are the area's, none left out."""
    teams = [count.team for count in counts]
    if not teams:
        return ()
    within = tuple(
        (((_cell("due", team), 1), (_cell("due_kept", team), -1)), 0, MANY) for team in teams
    )
    whole = tuple(
        (
            (
                (Cell(Family.CLOCKS, CONTACT, column), 1),
                *((_cell(column, team), -1) for team in teams),
            ),
            0,
            0,
        )
        for column in ("due", "due_kept")
    )
    return (*within, *whole)

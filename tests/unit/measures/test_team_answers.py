"""Each team's answers as they may be published: hidden, rounded, and attacked with the area's."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from goldenthread.measures.rules import registry, teams
from goldenthread.measures.rules.measure import Cell, Family, evaluate
from goldenthread.measures.rules.publishing import (
    KNOWN,
    Hidden,
    Shown,
    given_away,
    published_cells,
    safe_together,
    shown,
)
from goldenthread.measures.rules.teams import TeamCount

ON = date(2026, 10, 31)


def team(number: int = 1, due: int = 100, kept: int = 60, **more: Any) -> TeamCount:
    told: dict[str, Any] = {
        "team": number,
        "name": f"Team {number}",
        "due": due,
        "kept": kept,
        "kept_children": kept,
        "other_children": due - kept,
        "answered_children": due,
        "days": Fraction(9, 2),
        **more,
    }
    return TeamCount(**told)


def together(*counts: TeamCount) -> dict[str, Shown]:
    """Publish teams beside their area's own figure, as a release does."""
    chosen, figures = teams.figures_of_teams(counts, area_id=830, on=ON)
    whole = registry.measure(teams.IN_TIME, ON)
    cells = {
        Cell(Family.CLOCKS, "case:contact", "due"): Fraction(sum(c.due for c in counts)),
        Cell(Family.CLOCKS, "case:contact", "due_kept"): Fraction(sum(c.kept for c in counts)),
        Cell(Family.CLOCKS, "case:contact", "ever"): Fraction(1),
    }
    value = evaluate(whole, cells, area_id=830, on=ON, known_on=ON)
    chosen = {whole.key: whole, **chosen}
    figures = {whole.key: shown(whole, value), **figures}
    known = (*KNOWN, *teams.they_add_up(counts))
    safe = safe_together(figures, chosen, known)
    left = [c for one in safe for c in published_cells(chosen[one.key], one)]
    assert not given_away(left, known)
    return {one.key: one for one in safe}


def test_a_teams_share_is_of_rounded_counts_alone():
    found = together(team(due=103, kept=61))["contacts-answered-in-promise/team-1"]
    assert (found.numerator, found.others, found.denominator) == (60, 40, 100)
    assert found.value == Decimal("60.0")


def test_its_middle_days_show_of_thirty_children_or_more_and_coarsely():
    many = together(team())["contact-days/team-1"]
    assert (many.value, many.hidden) == (Decimal(5), Hidden.NOTHING)
    few = together(team(answered_children=29 - 2))["contact-days/team-1"]
    assert few.hidden is Hidden.SMALL


@pytest.mark.parametrize(
    "more", [{"kept": 3}, {"due": 63}, {"kept_children": 4}, {"other_children": 7}]
)
def test_what_is_about_few_children_is_hidden_however_much_they_wrote(more):
    found = together(team(**more))["contacts-answered-in-promise/team-1"]
    assert found.hidden in (Hidden.SMALL, Hidden.WITHHELD)
    assert found.value is None
    if {"kept_children", "other_children"} & set(more):
        assert (found.numerator, found.others, found.denominator) == (None, None, None)


def test_a_team_that_owed_nothing_has_no_data_and_says_so():
    found = together(team(), team(2, due=0, kept=0, answered_children=0, days=None))
    assert found["contacts-answered-in-promise/team-2"].hidden is Hidden.NO_DATA
    assert found["contact-days/team-2"].why


def test_no_hidden_count_is_worked_out_from_the_area_and_the_other_teams():
    luck = Random(46)
    for _ in range(12):
        counts = [
            team(number, due=due, kept=luck.randint(0, due))
            for number, due in enumerate((luck.randint(1, 14), luck.randint(1, 60), 120), start=1)
        ]
        together(*counts)


def test_a_key_names_its_measure_and_its_team():
    key = teams.team_key(teams.DAYS, 12)
    assert teams.base_of(key) == (teams.DAYS, 12)
    assert teams.is_of_a_team(key)
    assert not any(teams.is_of_a_team(each.key) for each in registry.MEASURES)

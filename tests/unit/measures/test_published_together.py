"""Everything a release may hold, attacked together: assessments, plans, advice, waits, answers.

An area publishes one release for a month, and whatever it publishes of waits, surveys, replies and
measures is in it. The attacker here is written apart from the check that a release passes, and
knows every definition, every rounding, and what one count says of another.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog

from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import Cell, Family, Unit, evaluate
from goldenthread.measures.rules.publishing import (
    KNOWN,
    Hidden,
    Shown,
    published_cells,
    safe_together,
    shown,
)

DAY = date(2026, 10, 31)
MEASURES = {m.key: m for m in map(registry.latest, registry.keys())}
SIZES = (lambda c: 0, lambda c: c.randint(1, 7), lambda c: c.randint(8, 60))
WANTED = {c for m in MEASURES.values() for c in (*m.formula.cells, *m.evidence)}
MOST = 10**6


def about(family: Family) -> list[Cell]:
    return sorted(cell for cell in WANTED if cell.family is family)


def some(chance: random.Random) -> int:
    return chance.choice(SIZES)(chance)


def of_promises(chance: random.Random) -> dict[Cell, int]:
    """Promises kept and not, by rule and whom they are about; all of a rule hold their parts."""
    found: dict[Cell, int] = {}
    for cell in sorted(about(Family.CLOCKS), key=lambda cell: cell.about == ""):
        made, kept, late, excused = (some(chance) for _ in range(4))
        told = {
            "due_kept": kept, "due": kept + made, "met_in_time": kept, "met": kept + made,
            "met_late_excused": excused, "met_late": excused + late, "late": late, "ever": 1,
            "open": late,
        }  # fmt: skip
        for column, count in told.items():
            mine = cell._replace(column=column)
            parts = [c for c in found if c.about and c._replace(about="") == mine]
            found.setdefault(mine, count + sum(found[part] for part in parts))
    return found


def of_requests(chance: random.Random) -> dict[Cell, int]:
    """Requests and what came of them, as their definitions tie them."""
    bands, excused = [some(chance) for _ in range(3)], some(chance)
    issued, in_time = sum(bands), min(bands[0], excused)
    received = [some(chance) for _ in range(4)]
    refused, slow = some(chance), some(chance)
    told = {
        "in_time": bands[0], "within_year": bands[1], "over_year": bands[2], "issued": issued,
        "in_time_unexcused": in_time, "issued_unexcused": in_time + bands[1], "timed": issued,
        "days": issued * 150, "received": sum(received), "received_agreed": received[0],
        "received_refused": received[1], "received_open": received[2],
        "received_withdrawn": received[3], "decided": refused + slow, "refused": refused,
        "decided_in_time": slow, "advised_psychology": issued, "advised_health": issued - 1,
        "advised_social_care": issued // 2, "advised_all": issued // 2, "agreed": slow,
        "social_care_asked": slow // 2,
    }  # fmt: skip
    return {Cell(Family.CASES, "", name): max(count, 0) for name, count in told.items()}


def of_plans(chance: random.Random) -> dict[Cell, int]:
    """Plans by need, held as text or not, with a place or not, and the help told of in them."""
    needs = {cell: some(chance) for cell in about(Family.NEEDS)}
    adult, younger, others, given, told = (some(chance) for _ in range(5))
    read = adult + younger + others
    in_force = max(sum(needs.values()), read) + some(chance)
    return needs | {
        Cell(Family.PLANS, "", "in_force"): in_force,
        Cell(Family.CONTENT, "", "adulthood"): adult,
        Cell(Family.CONTENT, "", "year_9"): adult + younger,
        Cell(Family.CONTENT, "", "read"): read,
        Cell(Family.CONTENT, "", "blocked"): min(read, some(chance)),
        Cell(Family.DELIVERY, "", "family_given"): given,
        Cell(Family.DELIVERY, "", "family_told"): given + told,
        Cell(Family.DELIVERY, "", "setting_given"): told,
        Cell(Family.DELIVERY, "", "setting_told"): given + told,
        Cell(Family.DELIVERY, "", "lines"): given + told + others,
        Cell(Family.PLACES, "", "plans"): in_force,
        Cell(Family.PLACES, "", "without"): min(in_force, some(chance)),
    }


def of_complaints(chance: random.Random) -> dict[Cell, int]:
    """Complaints answered, of which upheld, of which learned from; changes due, of which made."""
    taught, kept = some(chance), some(chance)
    upheld = taught + some(chance)
    told = {"taught": taught, "upheld": upheld, "answered": upheld + some(chance),
            "kept": kept, "due": kept + some(chance)}  # fmt: skip
    return {Cell(Family.LESSONS, "", name): count for name, count in told.items()}


def of_answers(chance: random.Random) -> dict[Cell, int]:
    """What families answered when asked: those hoped for are some of all."""
    found = {}
    for cell in about(Family.HEARD):
        if cell.column == "good":
            found[cell] = good = some(chance)
            found[cell._replace(column="asked")] = good + some(chance)
    return found


def an_area(chance: random.Random) -> dict[Cell, Fraction]:
    """Every cell that any measure asks for, as small as they come."""
    told = {
        **{cell: some(chance) for cell in sorted(WANTED)}, **of_promises(chance),
        **of_requests(chance), **of_plans(chance), **of_answers(chance), **of_complaints(chance),
    }  # fmt: skip
    ever = {cell: 1 for cell in WANTED if cell.column.endswith("ever")}
    return {cell: Fraction(count) for cell, count in (told | ever).items()}


def published(cells: dict[Cell, Fraction]) -> dict[str, Shown]:
    found = {}
    for key, entry in MEASURES.items():
        value = evaluate(entry, cells, area_id=830, on=DAY, known_on=DAY)
        found[key] = shown(entry, value)
    return found


def recovered(figures: Iterable[Shown]) -> list[str]:
    """Return the measures one of whose hidden counts can be one whole number only."""
    said = [c for one in figures for c in published_cells(MEASURES[one.key], one)]
    facts = [(cell.form, *cell.bounds) for cell in said] + list(KNOWN)
    names = sorted({cell for form, _, _ in facts for cell, _ in form})
    place = {cell: number for number, cell in enumerate(names)}

    def row(form) -> np.ndarray:
        found = np.zeros(len(names))
        for cell, times in form:
            found[place[cell]] += times
        return found

    rows = np.array([row(form) for form, _, _ in facts])
    matrix = np.vstack([rows, -rows])
    limits = np.array([high for _, _, high in facts] + [-low for _, low, _ in facts])
    bounds = [(0, MOST)] * len(names)
    hidden = [cell for cell in said if cell.hidden]

    def reach(goal: np.ndarray) -> np.ndarray:
        answer = linprog(-goal, A_ub=matrix, b_ub=limits, bounds=bounds, method="highs")
        assert answer.success, answer.message
        return answer.x

    # Two programmes push every hidden count up and down at once; only what did not move is tried.
    push = sum((row(cell.form) for cell in hidden), np.zeros(len(names)))
    high, low = reach(push), reach(-push)
    found = []
    for cell in hidden:
        mine = row(cell.form)
        if mine @ high - mine @ low >= 1:
            continue
        top, bottom = mine @ reach(mine), mine @ reach(-mine)
        if np.floor(top + 1e-6) - np.ceil(bottom - 1e-6) < 1:
            found.append(cell.key)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_nothing_hidden_is_recovered_from_all_that_is_published(seed):
    figures = published(an_area(random.Random(seed)))
    kept = safe_together(figures, MEASURES)
    assert recovered(kept) == []
    assert {one.key for one in kept} == set(MEASURES)
    hidden = [one for one in kept if one.hidden is Hidden.SMALL]
    assert len(hidden) > 20  # there was something to find
    assert sum(one.value is not None for one in kept) > 20


def test_what_one_count_says_of_another_is_used_by_the_attacker():
    """All advice is 17 at most; two advisers owed 8 at least, each: the third owed 1."""
    keys = {
        "advice-in-6-weeks": 15, "advice-in-6-weeks-health": 10,
        "advice-in-6-weeks-social-care": 10, "advice-in-6-weeks-psychology": None,
    }  # fmt: skip
    figures = {
        key: Shown(
            key=key, unit=Unit.PERCENT, numerator=count, others=0, denominator=count,
            value=None if count is None else Decimal(100),
            hidden=Hidden.SMALL if count is None else Hidden.NOTHING,
        )
        for key, count in keys.items()
    }  # fmt: skip
    assert recovered(figures.values()) == ["advice-in-6-weeks-psychology"]
    kept = safe_together(figures, {key: MEASURES[key] for key in keys})
    assert recovered(kept) == []
    assert sum(one.hidden is Hidden.WITHHELD for one in kept) == 1


def test_a_measure_that_must_stay_inside_is_never_told():
    entry = next(iter(MEASURES.values()))
    inside = replace(entry, disclosure=registry.Disclosure.INTERNAL)
    value = evaluate(inside, {c: Fraction(90) for c in WANTED}, area_id=830, on=DAY, known_on=DAY)
    assert published_cells(inside, shown(inside, value)) == []

"""What leaves the casework roles gives no hidden count away: attacked by linear programming."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from scipy.optimize import linprog

from goldenthread.measures.rules import registry, release
from goldenthread.measures.rules.csv_out import neutral, table
from goldenthread.measures.rules.entries.parts import case, plans
from goldenthread.measures.rules.measure import (
    Cell,
    Disclosure,
    Family,
    MeasureValue,
    Unit,
    evaluate,
)
from goldenthread.measures.rules.publishing import (
    Hidden,
    Published,
    Shown,
    given_away,
    published_cells,
    safe_together,
    shown,
)

DAY = date(2026, 10, 31)
SHARE = registry.latest("decisions-refused")
COUNT = registry.latest("plans-issued")


def told(measure, numerator, denominator=None, value="0", counted=None) -> MeasureValue:
    return MeasureValue(
        key=measure.key, area_id=830, on=DAY, known_on=DAY, unit=measure.unit,
        numerator=Decimal(numerator), denominator=None if denominator is None
        else Decimal(denominator), value=Decimal(value), definition_version=1, counted=counted,
    )  # fmt: skip


class TestOneFigure:
    @pytest.mark.parametrize(("count", "seen"), [(0, 0), (7, None), (8, 10), (1167, 1165)])
    def test_a_count_is_hidden_or_rounded(self, count, seen):
        found = shown(COUNT, told(COUNT, count))
        assert found.numerator == seen
        assert found.hidden is (Hidden.SMALL if seen is None else Hidden.NOTHING)

    def test_a_rate_comes_from_what_is_shown(self):
        found = shown(SHARE, told(SHARE, 62, 442))
        assert (found.numerator, found.others, found.denominator) == (60, 380, 440)
        assert found.value == Decimal("13.6")

    @pytest.mark.parametrize(("part", "whole"), [(3, 400), (397, 400), (0, 22), (22, 22), (5, 9)])
    def test_no_rate_beside_a_hidden_count_nor_of_everybody_in_a_small_group(self, part, whole):
        found = shown(SHARE, told(SHARE, part, whole))
        assert found.value is None
        assert found.hidden is Hidden.SMALL
        assert found.denominator is None or found.numerator in (0, found.denominator)

    def test_a_mean_shows_coarsely_and_only_of_thirty_or_more(self):
        weeks = registry.latest("weeks-to-issue")
        assert shown(weeks, told(weeks, 9000, 29, "44.3")).value == 44
        assert shown(weeks, told(weeks, 900, 27, "44.3")).hidden is Hidden.SMALL
        days = registry.latest("days-to-decide")
        assert shown(days, told(days, 36, value="36.5", counted=300)).value == 35
        assert shown(days, told(days, 36, value="36.5", counted=9)).value is None

    def test_each_by_itself_where_one_is_not_within_the_other(self):
        per_100 = registry.latest("complaints-per-100-plans")
        found = shown(per_100, told(per_100, 12, 403))
        assert (found.numerator, found.denominator, found.value) == (10, 405, Decimal("2.5"))
        assert shown(per_100, told(per_100, 4, 403)).value is None
        overdue = registry.latest("reviews-overdue-share")
        assert shown(overdue, told(overdue, 50, 40)).others is None

    def test_no_data_says_why_and_what_is_internal_is_not_shown(self):
        from dataclasses import replace

        silent = replace(told(COUNT, 0), value=None, numerator=None, no_data="Nothing recorded.")
        found = shown(COUNT, silent)
        assert (found.hidden, found.why, found.numerator) == (Hidden.NO_DATA, silent.no_data, None)
        secret = replace(COUNT, disclosure=Disclosure.INTERNAL)
        assert shown(secret, told(COUNT, 900)) == Shown(
            key=COUNT.key, unit=Unit.COUNT, hidden=Hidden.INTERNAL
        )


# --- The attack ----------------------------------------------------------------------------
#
# The attacker knows every rule of publishing, and that counts of a running total never fall from
# one month to the next. Two programmes push all hidden cells down and up together; a cell that
# moved is not recovered, and each of the rest is tried by itself.


def recovered(bounds: list[tuple[float, float]], rows, limits, hidden: list[int]) -> set[int]:
    matrix = np.array(rows) if rows else None
    most = np.array(limits) if rows else None

    def solve(goal):
        return linprog(goal, A_ub=matrix, b_ub=most, bounds=bounds, method="highs").x

    goal = np.zeros(len(bounds))
    goal[hidden] = 1
    low, high = solve(goal), solve(-goal)
    found = set()
    for cell in hidden:
        if high[cell] - low[cell] >= 1:
            continue
        one = np.zeros(len(bounds))
        one[cell] = 1
        if np.floor(solve(-one)[cell] + 1e-6) - np.ceil(solve(one)[cell] - 1e-6) < 1:
            found.add(cell)
    return found


def seen_as(count: int | None) -> tuple[float, float]:
    if count is None:
        return 1, 7
    return (0, 0) if count == 0 else (max(count - 2, 8), count + 2)


def random_table(chance: random.Random) -> dict[tuple[int, int], int]:
    sizes = (lambda: 0, lambda: chance.randint(1, 9), lambda: chance.randint(5, 400))
    rows, columns = chance.randint(1, 6), chance.randint(1, 6)
    return {(r, c): chance.choice(sizes)() for r in range(rows) for c in range(columns)}


def total_rows(cells: list, published, at: int, width: int):
    """Rows that say: each total of true counts is no nearer than the sum of the bounds allows."""
    rows, limits = [], []
    groups = [(published.row_totals, 0), (published.column_totals, 1)]
    for totals, axis in groups:
        for name in totals:
            mine = [i for i, cell in enumerate(cells) if cell[axis] == name]
            ends = [seen_as(published.cells[cells[i]]) for i in mine]
            for sign, limit in ((1, sum(e[1] for e in ends)), (-1, -sum(e[0] for e in ends))):
                row = np.zeros(width)
                row[[at + i for i in mine]] = sign
                rows.append(row)
                limits.append(limit)
    return rows, limits


class TestLinearProgramming:
    def test_recovers_nothing_of_a_thousand_tables(self):
        """Forty tables side by side are one programme: none says anything of another."""
        chance, hidden_in_all, got = random.Random(47), 0, 0
        for _ in range(25):
            bounds, hidden, rows, limits = [], [], [], []
            for counts in [random_table(chance) for _ in range(40)]:
                published, cells = release(counts), list(counts)
                at = len(bounds)
                bounds += [seen_as(published.cells[cell]) for cell in cells]
                hidden += [at + i for i, cell in enumerate(cells) if published.cells[cell] is None]
                more, further = total_rows(cells, published, at, at + len(cells))
                rows += more
                limits += further
            wide = [np.pad(row, (0, len(bounds) - len(row))) for row in rows]
            got += len(recovered(bounds, wide, limits, hidden))
            hidden_in_all += len(hidden)
        assert got == 0
        assert hidden_in_all > 3000

    def test_recovers_nothing_of_pairs_of_months(self):
        chance, got, tried = random.Random(48), 0, 0
        for _ in range(200):
            first = random_table(chance)
            later = {cell: n + chance.choice((0, 0, 1, 2, 9)) for cell, n in first.items()}
            cells, width = list(first), 2 * len(first)
            one, two = release(first), release(later)
            rows, limits = total_rows(cells, one, 0, width)
            more, further = total_rows(cells, two, len(cells), width)
            for i in range(len(cells)):
                row = np.zeros(width)
                row[i], row[i + len(cells)] = 1, -1
                more.append(row)
                further.append(0)
            shown_as = [each.cells[cell] for each in (one, two) for cell in cells]
            hidden = [i for i, count in enumerate(shown_as) if count is None]
            tried += len(hidden)
            if hidden:
                bounds = [seen_as(count) for count in shown_as]
                got += len(recovered(bounds, rows + more, limits + further, hidden))
        assert got == 0
        assert tried > 700

    def test_recovers_most_where_true_totals_are_printed(self):
        """The same attack, on what must not be done: it must succeed, or it proves nothing."""
        chance, hidden_in_all, got = random.Random(49), 0, 0
        for _ in range(60):
            counts = random_table(chance)
            published, cells = release(counts), list(counts)
            hidden = [i for i, cell in enumerate(cells) if published.cells[cell] is None]
            rows, limits = [], []
            for axis in (0, 1):
                for name in {cell[axis] for cell in cells}:
                    mine = [i for i, cell in enumerate(cells) if cell[axis] == name]
                    true = sum(counts[cells[i]] for i in mine)
                    for sign in (1, -1):
                        row = np.zeros(len(cells))
                        row[mine] = sign
                        rows.append(row)
                        limits.append(sign * true)
            bounds = [
                (1, 7) if published.cells[cell] is None else (counts[cell], counts[cell])
                for cell in cells
            ]
            if hidden:
                got += len(recovered(bounds, rows, limits, hidden))
                hidden_in_all += len(hidden)
        assert got > hidden_in_all / 4


# --- The measures of one release, which count the same children ------------------------------


def random_cells(chance: random.Random) -> dict[Cell, Fraction]:
    """Counts that fit each other, as small as a district's: the hardest to keep hidden."""
    size = chance.choice((6, 12, 40))
    bands = [chance.randint(0, size) for _ in range(3)]
    issued, unexcused = sum(bands), bands[0] and chance.randint(0, bands[0])
    decided = chance.randint(0, size * 2)
    cells = {
        "in_time": bands[0], "within_year": bands[1], "over_year": bands[2], "issued": issued,
        "in_time_unexcused": unexcused, "issued_unexcused": unexcused + bands[1],
        "timed": issued, "days": issued * 150, "received": decided + bands[0],
        "received_agreed": decided - decided // 2, "received_refused": decided // 2,
        "received_open": bands[0] // 2, "received_withdrawn": bands[0] - bands[0] // 2,
        "assessment_withdrawn": chance.randint(0, size),
        "decided": decided, "refused": decided // 3, "decided_in_time": decided // 2,
        "not_issued": chance.randint(0, size), "advised_psychology": issued,
        "advised_health": max(issued - 1, 0), "advised_social_care": issued // 2,
        "advised_all": issued // 2, "agreed": decided - decided // 3, "social_care_asked": 1,
    }  # fmt: skip
    found = {case(name): Fraction(count) for name, count in cells.items()}
    return found | {
        **{case(name): Fraction(1) for name in ("received_ever", "advised_ever", "asked_ever")},
        plans("in_force"): Fraction(chance.randint(0, size * 9)),
    }


MEASURES = {
    m.key: m
    for m in registry.MEASURES
    if all(cell.family in (Family.CASES, Family.PLANS) for cell in m.formula.cells)
}


def figures_of(cells: dict[Cell, Fraction]) -> dict[str, Shown]:
    found = {
        key: evaluate(m, cells, area_id=830, on=DAY, known_on=DAY) for key, m in MEASURES.items()
    }
    return {key: shown(MEASURES[key], value) for key, value in found.items()}


class TestTogether:
    def test_a_release_gives_no_hidden_count_away(self):
        chance, withheld = random.Random(50), 0
        for _ in range(2):
            kept = safe_together(figures_of(random_cells(chance)), MEASURES)
            cells = [c for one in kept for c in published_cells(MEASURES[one.key], one)]
            assert given_away(cells) == []
            assert [one.key for one in kept] == list(MEASURES)
            withheld += sum(one.hidden is Hidden.WITHHELD for one in kept)
        assert withheld < len(MEASURES)

    def test_what_gives_a_count_away_is_withheld(self):
        """8 to 12 others and at least 19 in all leave 7 in time, and nothing else."""
        issued, band = registry.latest("plans-issued"), registry.latest("plans-in-20-weeks")
        a = Published("in-time", ((case("in_time"), 1),), (1, 7), True)
        b = Published("rest", ((case("issued"), 1), (case("in_time"), -1)), (8, 12), False)
        c = Published("issued", ((case("issued"), 1),), (18, 22), False)
        assert given_away([a, b, c]) == []  # 6 or 7 in time: with 12 others, or 11
        pinned = Published("issued", ((case("issued"), 1),), (19, 23), False)
        assert given_away([a, b, pinned]) == [a]
        figures = {
            band.key: Shown(key=band.key, unit=band.unit, others=10, hidden=Hidden.SMALL),
            issued.key: Shown(key=issued.key, unit=issued.unit, numerator=20, value=Decimal(20)),
        }
        kept = safe_together(figures, {issued.key: issued, band.key: band})
        assert [one.hidden for one in kept] == [Hidden.SMALL, Hidden.NOTHING]

    def test_figures_that_cannot_all_be_true_are_not_published(self):
        a = Published("a", ((case("in_time"), 1),), (1, 7), True)
        b = Published("b", ((case("in_time"), 1),), (28, 32), False)
        assert given_away([a, b]) == [a]
        band, other = registry.latest("plans-in-20-weeks"), registry.latest("plans-issued")
        figures = {
            band.key: Shown(key=band.key, unit=band.unit, others=0, hidden=Hidden.SMALL),
            other.key: Shown(key=other.key, unit=other.unit, numerator=30, value=Decimal(30)),
        }
        kept = {one.key: one for one in safe_together(figures, {m.key: m for m in (band, other)})}
        assert kept[other.key].hidden is Hidden.WITHHELD
        assert kept[other.key].numerator is None


class TestFiles:
    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
    def test_text_is_never_a_formula(self, start):
        assert neutral(f"{start}1+1") == f"'{start}1+1"
        assert neutral("plain") == "plain"

    def test_numbers_stay_numbers_and_none_is_empty(self):
        assert table(["a", "b"], [["x", -3], ["=1", None]]) == "a,b\r\nx,-3\r\n'=1,\r\n"

"""What may be published: hidden counts cannot be worked out from what is shown."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from goldenthread.measures.rules import (
    NotACount,
    Released,
    given_away,
    release,
    released_count,
)

Table = dict[tuple[str, str], int]


def random_table(chance: random.Random) -> Table:
    """A table as councils have them: many small cells, some noughts, a few large."""
    rows, columns = chance.randint(1, 6), chance.randint(1, 6)
    sizes = (lambda: 0, lambda: chance.randint(1, 9), lambda: chance.randint(5, 400))
    return {(f"r{r}", f"c{c}"): chance.choice(sizes)() for r in range(rows) for c in range(columns)}


class TestCounts:
    @pytest.mark.parametrize(
        ("count", "shown"),
        [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15), (100, 100), (102, 100)],
    )
    def test_hidden_or_to_the_nearest_five(self, count, shown):
        assert released_count(count) == shown

    @for_any(st.integers(8, 10**6))
    def test_never_more_than_two_away(self, count):
        shown = released_count(count)
        assert shown % 5 == 0
        assert abs(shown - count) <= 2

    def test_less_than_nought_is_not_a_count(self):
        with pytest.raises(NotACount):
            release({("a", "b"): -1})


class TestTotals:
    def test_are_sums_of_what_is_shown(self):
        table = {("north", "yes"): 103, ("north", "no"): 3, ("south", "yes"): 8, ("south", "no"): 0}
        shown = release(table)
        assert shown.cells == {
            ("north", "yes"): 105, ("north", "no"): None, ("south", "yes"): 10, ("south", "no"): 0,
        }  # fmt: skip
        assert shown.row_totals == {"north": 105, "south": 10}
        assert shown.column_totals == {"yes": 115, "no": 0}
        assert shown.total == 115
        assert shown.hides("north")
        assert not shown.hides("south")

    def test_an_empty_table_is_empty(self):
        assert release({}) == Released({}, {}, {}, 0)


class TestRates:
    def test_come_from_shown_counts_only(self):
        shown = release({("a", "yes"): 62, ("a", "no"): 380})
        assert shown.rate("a", "yes") == Decimal("13.6")  # 60 of 440, not 62 of 442

    def test_not_of_a_hidden_count_nor_beside_one(self):
        shown = release({("a", "yes"): 3, ("a", "no"): 400})
        assert shown.rate("a", "yes") is None
        assert shown.rate("a", "no") is None

    @pytest.mark.parametrize("part", ["yes", "no"])
    def test_no_all_or_nothing_of_a_small_group(self, part):
        assert release({("a", "yes"): 22, ("a", "no"): 0}).rate("a", part) is None

    def test_all_or_nothing_of_a_large_group_may_show(self):
        shown = release({("a", "yes"): 300, ("a", "no"): 0})
        assert (shown.rate("a", "yes"), shown.rate("a", "no")) == (100, 0)

    def test_nothing_has_no_rate(self):
        assert release({("a", "yes"): 0}).rate("a", "yes") is None


# --- Nobody can work back to a hidden count ------------------------------------------------


def fits(table: Table, published: Released, cell: tuple[str, str]) -> list[int]:
    """Which counts in a hidden cell's place give exactly what was published."""
    return [n for n in range(12) if release({**table, cell: n}) == published]


def test_any_hidden_count_could_be_any_of_seven():
    chance = random.Random(46)
    hidden = 0
    for _ in range(1000):
        table = random_table(chance)
        published = release(table)
        for cell in [cell for cell, count in published.cells.items() if count is None]:
            hidden += 1
            assert fits(table, published, cell) == [1, 2, 3, 4, 5, 6, 7]
    assert hidden > 3000


def fillings(row: list[int | None], most: int) -> set[tuple[int, ...]]:
    """Every way to fill one published row with true counts of at most so many children."""
    choices = [[n for n in range(most + 1) if released_count(n) == shown] for shown in row]
    return {filled for filled in product(*choices) if sum(filled) <= most}


def worked_out(tables: dict[str, list[int]]) -> set[tuple[str, int]]:
    """By trying everything: the hidden cells with one value in every filling that fits all."""
    shown = {name: [released_count(n) for n in row] for name, row in tables.items()}
    ways = {name: fillings(row, 40) for name, row in shown.items()}
    sums = set.intersection(*({sum(way) for way in found} for found in ways.values()))
    return {
        (name, place)
        for name, found in ways.items()
        for place, count in enumerate(shown[name])
        if count is None and len({way[place] for way in found if sum(way) in sums}) == 1
    }


def given(tables: dict[str, list[int]]) -> set[tuple[str, int]]:
    released = {
        name: release({("area", place): n for place, n in enumerate(row)})
        for name, row in tables.items()
    }
    return {(name, column) for name, _, column in given_away(released)}


class TestSideBySide:
    def test_a_table_alone_gives_nothing_away(self):
        chance = random.Random(50)
        assert not any(given_away({"one": release(random_table(chance))}) for _ in range(500))

    def test_four_sevens_beside_a_shown_28(self):
        tables = {"need": [7, 7, 7, 7], "setting": [28]}
        assert given(tables) == worked_out(tables) == {("need", n) for n in range(4)}

    def test_twelve_ones_beside_a_shown_12(self):
        tables = {"need": [1] * 12, "setting": [12]}
        assert given(tables) == {("need", n) for n in range(12)}

    def test_rows_are_of_different_children(self):
        need = release({("north", n): 7 for n in range(4)})
        assert given_away({"need": need, "setting": release({("south", 0): 28})}) == []

    def test_agrees_with_trying_everything(self):
        """Tables of up to 32 children cut two ways, many at the edges where counts are pinned."""
        chance = random.Random(51)
        pinned = 0
        for _ in range(150):
            first = [chance.choice([0, 1, 7, 7, 7, 7, 8]) for _ in range(4)]
            second = cut(sum(first), chance)
            tables = {"first": first, "second": second}
            assert given(tables) == worked_out(tables)
            pinned += bool(given(tables))
        assert pinned > 3


def cut(number: int, chance: random.Random) -> list[int]:
    """Put so many children into up to three groups."""
    parts = [0] * chance.randint(1, 3)
    for _ in range(number):
        parts[chance.randrange(len(parts))] += 1
    return parts


def test_two_months_side_by_side_give_none_away():
    """A cell that is hidden in both months could have any of its values in either."""
    chance = random.Random(49)
    for _ in range(300):
        before = random_table(chance)
        after = {cell: max(0, count + chance.randint(-2, 2)) for cell, count in before.items()}
        first, second = release(before), release(after)
        for cell in before:
            if first.cells[cell] is None and second.cells[cell] is None:
                assert len(fits(before, first, cell)) == len(fits(after, second, cell)) == 7

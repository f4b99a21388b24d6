"""What may be published: hidden counts cannot be worked out from what is shown."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.measures.rules import NotACount, Released, release, released_count

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

    @given(st.integers(8, 10**6))
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


def narrowed(cells: list[tuple[int, int]], total: tuple[int, int]) -> list[tuple[int, int]]:
    """What bounds on cells and on their sum say of each cell, worked until nothing changes."""
    while True:
        low, high = sum(c[0] for c in cells), sum(c[1] for c in cells)
        new = [
            (max(c[0], total[0] - (high - c[1])), min(c[1], total[1] - (low - c[0]))) for c in cells
        ]
        if new == cells:
            return cells
        cells = new


def bounds(count: int | None) -> tuple[int, int]:
    """What a published count says of the true one."""
    if count is None:
        return (1, 7)
    return (count, count) if count == 0 else (max(count - 2, 8), count + 2)


def narrowest(row: list[int], total: tuple[int, int]) -> list[int]:
    """How many values are left for each hidden cell of a row, given bounds on its true total."""
    shown = [released_count(count) for count in row]
    found = narrowed([bounds(count) for count in shown], total)
    return [
        high - low + 1 for (low, high), count in zip(found, shown, strict=True) if count is None
    ]


def test_a_total_rounded_on_its_own_would_give_counts_away():
    """Why a total is the sum of shown cells: four sevens make 28, shown as 30, so 28 or more."""
    assert narrowest([7, 7, 7, 7], bounds(released_count(28))) == [1, 1, 1, 1]
    assert release({("a", f"c{n}"): 7 for n in range(4)}).total == 0


def test_the_check_can_fail_for_true_totals_do_give_counts_away():
    chance = random.Random(48)
    left = []
    for _ in range(1000):
        row = [chance.choice([0, chance.randint(1, 7)]) for _ in range(3)]
        left += narrowest(row, (sum(row), sum(row)))
    assert left.count(1) > len(left) // 4


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

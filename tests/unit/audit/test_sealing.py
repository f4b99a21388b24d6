"""The hash over a batch of audit rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.audit.sealing import COLUMNS, FIRST, HIGHEST, canonical, chain, gaps, ranges

ROWS = [(datetime(2026, 11, 22, 9, tzinfo=UTC), n, "read", ["professional"]) for n in (1, 2, 3)]


def test_every_column_of_the_row_is_hashed():
    assert {"id", "at", "user_id", "child_id", "classes", "outcome", "count"} <= set(COLUMNS)
    assert len(COLUMNS) == 15


def test_the_hash_changes_with_a_value_a_row_an_order_and_what_came_before():
    changed = [*ROWS[:2], (*ROWS[2][:2], "write", *ROWS[2][3:])]
    hashes = {
        chain(FIRST, ROWS),
        chain(FIRST, changed),
        chain(FIRST, ROWS[:2]),
        chain(FIRST, [ROWS[1], ROWS[0], ROWS[2]]),
        chain("1" * 64, ROWS),
    }
    assert len(hashes) == 5


def test_two_rows_never_hash_as_one_whose_values_run_together():
    assert chain(FIRST, [["a"], ["b"]]) != chain(FIRST, [["a", "b"]])
    assert chain(FIRST, [["a,b"]]) != chain(FIRST, [["a", "b"]])


def test_a_moment_is_the_same_in_any_zone():
    london = ROWS[0][0].astimezone(timezone(timedelta(hours=1)))
    assert canonical([london]) == canonical([ROWS[0][0]])


@given(st.sets(st.integers(1, 60)))
def test_runs_cover_exactly_the_numbers_given(numbers):
    runs = ranges(sorted(numbers))
    assert {n for low, high in runs for n in range(low, high + 1)} == numbers
    assert all(after[0] > before[1] + 1 for before, after in pairwise(runs))


@given(st.sets(st.integers(1, 40)), st.integers(0, 45))
def test_gaps_are_exactly_the_numbers_above_the_floor_that_are_not_sealed(sealed, floor):
    found = gaps(floor, ranges(sorted(sealed)))
    assert found[-1][1] == HIGHEST
    unsealed = {n for n in range(1, 60) for low, high in found if low <= n <= high}
    assert unsealed == {n for n in range(floor + 1, 60) if n not in sealed}

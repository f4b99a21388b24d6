"""Which law reads a case, and what it says besides dates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial

from goldenthread.law.clocks import case_types, limits_for, read_clocks
from goldenthread.timeline.rules.history import Promise, Recorded
from goldenthread.timeline.rules.promises import Terms, reader


@cache
def reader_for(case_type: str) -> Callable[[Sequence[Recorded]], list[Promise]]:
    """Return the function that reads the promises of one type of case.

    A case type that no limit names has no clocks; its events are kept all the same.
    """
    if case_type not in case_types():
        return lambda events: []
    limits = limits_for(case_type)
    terms = {
        (each.id, each.in_force_from): Terms(each.force.value, each.harm, each.owed_by.value)
        for each in limits
    }
    return reader(partial(read_clocks, limits), terms)

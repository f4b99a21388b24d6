"""Every entry: its source, its worked examples, and that it hangs together."""

import pytest

from goldenthread.law import limits
from goldenthread.law.limits import Duty, EndedRule, LawfulException, TimeLimit

EVERY = limits.entries()
EXAMPLES = [(entry, example) for entry in EVERY for example in entry.examples]


@pytest.mark.parametrize(("entry", "example"), EXAMPLES, ids=[e.id for e, _ in EXAMPLES])
def test_worked_example(entry, example):
    if example.last_day is None:
        assert isinstance(entry, Duty | EndedRule | LawfulException)
        assert entry.why
        return
    assert isinstance(entry, TimeLimit)
    last_day = entry.last_day(example.start, example.given)
    assert last_day == example.last_day
    assert entry.count.moved_to(last_day) == example.moved_to

"""Which promises the facts of a file leave running, before any of it is kept. Plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache

from goldenthread.exchange.rules.facts import (
    ChildFacts,
    Happening,
    review_happenings,
    version_happening,
)
from goldenthread.law.clocks import Event, limits_for, read_clocks


def clocks_started(facts: ChildFacts) -> Counter[str]:
    """Count the clocks that run in a child's cases by rule, as though nothing else were known."""
    found: Counter[str] = Counter()
    for case in facts.assessments:
        found.update(_rules("assessment", case.happenings))
    for plan in facts.plans:
        happened = list(plan.happenings)
        for review in plan.reviews:
            happened += review_happenings(review)
        for place, version in enumerate(plan.versions):
            happened.append(version_happening(version, first=place == 0))
        found.update(_rules("plan", happened))
    return found


def _rules(case_type: str, happened: Iterable[Happening]) -> Iterable[str]:
    events = [
        Event(key=str(place), kind=str(each.kind), on=each.on, facts=each.facts)
        for place, each in enumerate(happened)
    ]
    return (
        reading.rule
        for reading in read_clocks(limits_for(case_type), events)
        if reading.stopped is None and reading.superseded is None and not reading.lapses
    )


def told_of(facts: ChildFacts) -> Counter[str]:
    """Count what a file tells of one child, by what the rows are called."""
    found = Counter({"Child": 1, "Plan": len(facts.plans), "Assessment": len(facts.assessments)})
    found["Placement"] = len(facts.placements)
    found["Review"] = sum(len(plan.reviews) for plan in facts.plans)
    return +found


@cache
def titles() -> dict[str, str]:
    """Return what each rule of a loaded case is called."""
    limits = (*limits_for("assessment"), *limits_for("plan"))
    return {limit.id: limit.title for limit in limits}

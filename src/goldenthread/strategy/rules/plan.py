"""What a plan must be: jointly led, free of rings, its effects stated first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date


class PlanRefused(ValueError):
    """The plan cannot be changed as asked; the message is a sentence for whoever asked."""


def check_leads(*, first_body: int, second_body: int, family_speaks: bool) -> None:
    """Check that two agencies and families lead a workstream together (S129).

    :raises PlanRefused: naming what is missing
    """
    if first_body == second_body:
        raise PlanRefused(
            "Choose leads from two different bodies: a workstream is led by at least two agencies."
        )
    if not family_speaks:
        raise PlanRefused(
            "Choose a parent carer forum representative: families lead each workstream too."
        )


def ring(needs: Mapping[int, Set[int]], action: int, other: int) -> list[int]:
    """Return the ring that would close if one action came to wait for another, or nothing.

    `needs` says which actions each waits for now.
    """
    path: dict[int, int | None] = {other: None}
    waiting = [other]
    while waiting:
        at = waiting.pop()
        if at == action:
            return _back(path, at)
        for each in sorted(needs.get(at, frozenset())):
            if each not in path:
                path[each] = at
                waiting.append(each)
    return []


def _back(path: Mapping[int, int | None], end: int) -> list[int]:
    found, at = [], end
    while (before := path[at]) is not None:
        found.append(at)
        at = before
    return [*found, at]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """An action that another waits for, and when it is to be done."""

    title: str
    planned_end: date


def check_follows(start: date, needed: Sequence[Needed]) -> None:
    """Check that an action is planned to start only after what it waits for.

    :raises PlanRefused: naming the first that ends later
    """
    for each in sorted(needed, key=lambda one: one.planned_end, reverse=True):
        if each.planned_end > start:
            raise PlanRefused(
                f"This waits for “{each.title}”, which is planned to end on "
                f"{each.planned_end.day} {each.planned_end:%B %Y}: start after that day."
            )


def risk_score(likelihood: int, impact: int) -> int:
    """Return how much a risk weighs, 1 to 25."""
    return likelihood * impact


def pounds(pence: int) -> str:
    """Write a sum of money: "£12,500", "£12.50"."""
    whole, rest = divmod(pence, 100)
    return f"£{whole:,}.{rest:02d}" if rest else f"£{whole:,}"

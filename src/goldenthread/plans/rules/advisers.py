"""Whose advice a plan must not go without. Law: SEND Regulations 2014 reg 6(1)(b) to (e).

The family is invited and never waited for as late. Anybody else who was asked counts once asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goldenthread.law.events import EventKind as K

LAWFUL_ADVISERS: Mapping[str, str] = {
    "education": "the school, college or setting",
    "health": "health",
    "educational-psychology": "educational psychology",
    "social-care": "social care",
}
# Older and shorter names for the same adviser, as loads and early records have them.
SAME_AS: Mapping[str, str] = {
    "school": "education",
    "medical": "health",
    "ep": "educational-psychology",
    "psychology": "educational-psychology",
}
FAMILY = frozenset({"family", "parent", "young-person"})


def silent(events: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return who has given no advice, in the law's order: events by kind and whom they are about.

    Several of one kind are told apart by a number: "health-2" may be silent when "health" is not.
    """
    asked: dict[str, None] = dict.fromkeys(LAWFUL_ADVISERS)
    given: set[str] = set()
    for kind, about in events:
        name = SAME_AS.get(about, about)
        if kind == K.ADVICE_REQUESTED and name and name not in FAMILY:
            asked.setdefault(name)
        if kind == K.ADVICE_RECEIVED:
            given.add(name)
    return tuple(name for name in asked if name not in given)


def not_awaited(events: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return those whom a manager, with a written reason, decided not to wait for."""
    told = (SAME_AS.get(about, about) for kind, about in events if kind == K.ADVICE_NOT_AWAITED)
    return frozenset(told)

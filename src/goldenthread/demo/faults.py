"""Records spoilt on purpose, for trying what reads files: off unless asked for.

Each spoilt child names what was done to it in `faults`. Nothing spoilt goes into the database.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from goldenthread.demo.facts import ChildFacts
from goldenthread.demo.luck import Luck

DAY = timedelta(days=1)


def _told_before_asked(facts: ChildFacts) -> bool:
    """The decision is dated before the request."""
    for case in facts.assessments:
        if case.outcome in ("Y", "N") and case.told:
            case.told = case.received - 9 * DAY
            return True
    return False


def _no_place(facts: ChildFacts) -> bool:
    """A plan in force with no placement: a late transfer between schools."""
    if facts.plan is None or facts.plan.ceased or not facts.placements:
        return False
    facts.placements = [p for p in facts.placements if p.left]
    return True


def _wrong_letter(facts: ChildFacts) -> bool:
    """A pupil number whose check letter does not fit."""
    if not facts.child.upn:
        return False
    first = "A" if facts.child.upn[0] != "A" else "B"
    facts.child = replace(facts.child, upn=first + facts.child.upn[1:])
    return True


def _no_number(facts: ChildFacts) -> bool:
    """Neither a pupil number nor a learner number, nor why."""
    facts.child = replace(facts.child, upn=None, uln=None, upn_unknown=None)
    return True


def _decided_before_met(facts: ChildFacts) -> bool:
    """A review decided before its meeting."""
    decided = [r for r in facts.reviews if r.decided]
    if not decided or facts.reviews[-1] is not decided[-1]:
        return False
    decided[-1].decided = decided[-1].met - 3 * DAY
    return True


def _removed_before_referred(facts: ChildFacts) -> bool:
    """A wait that ended before its referral."""
    if not facts.waits:
        return False
    facts.waits[0].removed = facts.waits[0].referred - 30 * DAY
    return True


FAULTS: dict[str, Callable[[ChildFacts], bool]] = {
    "told-before-asked": _told_before_asked,
    "no-place": _no_place,
    "wrong-check-letter": _wrong_letter,
    "no-number": _no_number,
    "decided-before-met": _decided_before_met,
    "removed-before-referred": _removed_before_referred,
}


def spoil(told: Iterable[ChildFacts], share: float) -> Iterator[ChildFacts]:
    """Spoil about `share` of the children told (from 0 to 1), each in one way that fits it.

    The same child is spoilt in the same way every time. Events stay as they were.

    :raises ValueError: if the share is not from 0 to 1
    """
    if not 0 <= share <= 1:
        raise ValueError("The share of records to spoil is from 0 to 1.")
    for facts in told:
        luck = Luck(zlib.crc32(facts.child.ref.encode()), 99)
        luck.u()
        if luck.likely(share):
            names = list(FAULTS)
            first = luck.whole(0, len(names) - 1)
            for name in names[first:] + names[:first]:
                if FAULTS[name](facts):
                    facts.faults = (name,)
                    break
        yield facts

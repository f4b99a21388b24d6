"""Looking up an entry of law: by its id, and by the day on which it must be in force.

Several versions of one rule may stand side by side with different dates: an old case is judged
by the one in force when its clock started. The kinds of entry (`kinds`) can be had from here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import cache

from goldenthread.law.entries import ALL
from goldenthread.law.kinds import (
    CHECKED_ON,
    Duty,
    EndedRule,
    Entry,
    Example,
    Force,
    LawfulException,
    Owner,
    Step,
    TimeLimit,
)

__all__ = [
    "CHECKED_ON",
    "Duty",
    "EndedRule",
    "Entry",
    "Example",
    "Force",
    "LawError",
    "LawfulException",
    "NoNumber",
    "NotInForce",
    "Owner",
    "Step",
    "TimeLimit",
    "UnknownRule",
    "applies_to",
    "entries",
    "entry",
    "in_force",
    "time_limit",
    "versions",
]


class LawError(ValueError):
    """A question the entries cannot answer; the message is a sentence for the asker."""


class UnknownRule(LawError):
    """No entry has this id."""


class NotInForce(LawError):
    """No version, or more than one, is in force on that day."""


class NoNumber(LawError):
    """The entry is not a time limit."""


@cache
def _register() -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, tuple[Entry, ...]] = {}
    for each in ALL:
        found[each.id] = (*found.get(each.id, ()), each)
    return found


def entries() -> tuple[Entry, ...]:
    """Return every version of every entry, in the order of the sections."""
    return tuple(entry for found in _register().values() for entry in found)


def versions(rule: str) -> tuple[Entry, ...]:
    """Return every version of a rule.

    :raises UnknownRule: when there is none, naming the nearest ids
    """
    found = _register().get(rule)
    if found is None:
        raise UnknownRule(_unknown(rule))
    return found


def _unknown(rule: str) -> str:
    near = get_close_matches(rule, _register(), n=3, cutoff=0.5)
    hint = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no rule called “{rule}”.{hint}"


def in_force(found: tuple[Entry, ...], on: date) -> Entry:
    """Return the one version in force on a day.

    :raises NotInForce: when there is none, or more than one
    """
    live = [entry for entry in found if entry.in_force(on)]
    if len(live) == 1:
        return live[0]
    if live:
        raise NotInForce(f"{len(live)} versions of {live[0].id} are in force on {on}.")
    raise NotInForce(f"{found[0].id} was not in force on {on}. {_dates(found)}")


def _dates(found: tuple[Entry, ...]) -> str:
    parts = []
    for entry in found:
        if isinstance(entry, EndedRule) and entry.in_force_from > entry.checked_on:
            parts.append(entry.why)
        elif entry.in_force_to is None:
            parts.append(f"It applies from {entry.in_force_from}.")
        else:
            parts.append(f"It applied from {entry.in_force_from} to {entry.in_force_to}.")
    return " ".join(parts)


def entry(rule: str, on: date) -> Entry:
    """Return the version of a rule in force on a day, of whichever kind.

    :raises UnknownRule: when no entry has the id
    :raises NotInForce: when no version, or more than one, is in force that day
    """
    return in_force(versions(rule), on)


def time_limit(rule: str, on: date) -> TimeLimit:
    """Return the time limit in force on a day; usually the day the clock started.

    :raises UnknownRule: when no entry has the id
    :raises NotInForce: when no version, or more than one, is in force that day
    :raises NoNumber: when the entry is not a time limit
    """
    found = entry(rule, on)
    if not isinstance(found, TimeLimit):
        raise NoNumber(f"{rule} has no number of days: it is of the kind “{found.kind}”.")
    return found


def applies_to(exception: str) -> tuple[str, ...]:
    """Return the ids of the rules that an exception may excuse."""
    return tuple(dict.fromkeys(e.id for e in entries() if exception in e.exceptions))

"""How long each class of record is kept, as data (trust rule 49). Plain Python: no Django.

A schedule says from what day a record's keeping runs, for how many years, and what is done then.
A hold (tribunal, complaint, inquiry, safeguarding) beats every schedule, and nothing is destroyed
without a list that a named person has approved. The years marked in `bounds` are the deploying
council's to set within those limits; these are the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RunsFrom(StrEnum):
    """The day a record's keeping is counted from."""

    BIRTH = "birth"  # the child's date of birth
    RECORDED = "recorded"  # the day the row was written
    SETTLED = "settled"  # the day the matter it records was closed


class Then(StrEnum):
    """What happens when the time is up, once a named person has approved the list."""

    DESTROY = "destroy"  # with a certificate, and an entry in the deletion ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """One rule of keeping: the class of record, the count, the action and the reason."""

    key: str
    keeps: str
    runs_from: RunsFrom
    years: int
    then: Then
    because: str
    bounds: tuple[int, int]

    def last_day(self, start: date, years: int | None = None) -> date:
        """Return the last day the record is kept, given the day its keeping runs from.

        A record that starts on 29 February is kept to 1 March when the last year has none.

        :raises ValueError: if the years asked for lie outside what may be set
        """
        chosen = self.years if years is None else years
        low, high = self.bounds
        if not low <= chosen <= high:
            raise ValueError(f"{self.key} may be set to between {low} and {high} years.")
        try:
            return start.replace(year=start.year + chosen)
        except ValueError:
            return date(start.year + chosen, 3, 1)


SCHEDULES: Mapping[str, Schedule] = {
    one.key: one
    for one in (
        Schedule(
            key="ehc-record",
            keeps="A child's record and everything that hangs on it",
            runs_from=RunsFrom.BIRTH,
            years=31,
            then=Then.DESTROY,
            because="A plan may run until the young person is 25; six years more for a claim.",
            bounds=(25, 100),
        ),
        Schedule(
            key="not-issued",
            keeps="A request for an assessment that led to no plan",
            runs_from=RunsFrom.BIRTH,
            years=25,
            then=Then.DESTROY,
            because="The young person may ask again until 25.",
            bounds=(25, 100),
        ),
        Schedule(
            key="access-record",
            keeps="Who looked, emergency access and alerts about access",
            runs_from=RunsFrom.RECORDED,
            years=31,
            then=Then.DESTROY,
            because="As long as the child's record could still be looked at and asked about.",
            bounds=(6, 100),
        ),
        Schedule(
            key="partnership",
            keeps="The partnership's plans, boards and what it told in public; about no child",
            runs_from=RunsFrom.RECORDED,
            years=20,
            then=Then.DESTROY,
            because="Two rounds of inspection and the inquiry that may follow them.",
            bounds=(10, 100),
        ),
    )
}

# A table belongs to the schedule of its own name, or else of its package. Longest name wins, so
# a new table about a child in a package that is not listed fails the build.
KEPT_BY: Mapping[str, str] = {
    "access.Alert": "access-record",
    "access.BrokenGlass": "access-record",
    "access.Tie": "ehc-record",
    "assessment": "ehc-record",
    "audit": "access-record",
    "contact": "ehc-record",
    "exchange": "ehc-record",
    "files": "ehc-record",
    "heard": "ehc-record",
    "navigators": "ehc-record",
    "letters": "ehc-record",
    "people": "ehc-record",
    "placements": "ehc-record",
    "plans": "ehc-record",
    "redress": "ehc-record",
    "reviews": "ehc-record",
    "strategy": "partnership",
    "timeline": "ehc-record",
    "voice": "ehc-record",
    "waits": "ehc-record",
}


class NoSchedule(LookupError):
    """A table about a child has no rule of keeping."""


def schedule_for(label: str) -> Schedule:
    """Return the schedule of a table, named as ``package.Model``.

    A requested assessment that led to no plan is moved to ``not-issued`` case by case.

    :raises NoSchedule: if the table has none
    """
    package, _, _ = label.partition(".")
    key = KEPT_BY.get(label) or KEPT_BY.get(package)
    if key is None:
        raise NoSchedule(f"Say in audit/retention.py how long {label} is kept.")
    return SCHEDULES[key]

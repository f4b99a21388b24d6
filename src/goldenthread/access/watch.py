"""What counts as odd access (trust rule 38), judged from one person's last minutes.

Plain Python: the figures come in, the reasons go out. Own address is not judged, because the
home address of staff is not held here and should not be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

SATURDAY = 5


class Odd(StrEnum):
    """Why somebody should look at what a person opened."""

    MANY_CHILDREN = "MANY_CHILDREN"
    STRANGERS_TRIED = "STRANGERS_TRIED"  # children who are not there, or not theirs
    OWN_SURNAME = "OWN_SURNAME"
    OUT_OF_HOURS = "OUT_OF_HOURS"
    GLASS_REVIEW_OVERDUE = "GLASS_REVIEW_OVERDUE"
    WRONG_CODES = "WRONG_CODES"  # codes from a letter, until they were stopped for an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """The council's own limits; more than this many is odd."""

    window_minutes: int
    children_opened: int
    strangers_tried: int
    children_out_of_hours: int
    office_opens: int
    office_closes: int
    quiet_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What one person did in the window: counts, and the children who share their surname."""

    user_id: int
    post_id: int | None
    areas: tuple[int, ...]
    opened: int
    strangers: int
    exported: int
    own_name: tuple[int, ...]


def out_of_hours(local: datetime, limits: Thresholds) -> bool:
    """Say whether a London moment is at a weekend or outside office hours."""
    working = local.weekday() < SATURDAY
    return not (working and limits.office_opens <= local.hour < limits.office_closes)


def odd(activity: Activity, local: datetime, limits: Thresholds) -> dict[Odd, dict[str, int]]:
    """Return each reason to look, with the number that gave it."""
    found: dict[Odd, dict[str, int]] = {}
    reached = activity.opened + activity.exported
    if reached > limits.children_opened:
        found[Odd.MANY_CHILDREN] = {"children": reached}
    if activity.strangers >= limits.strangers_tried:
        found[Odd.STRANGERS_TRIED] = {"children": activity.strangers}
    if activity.own_name:
        found[Odd.OWN_SURNAME] = {"children": len(activity.own_name)}
    if reached > limits.children_out_of_hours and out_of_hours(local, limits):
        found[Odd.OUT_OF_HOURS] = {"children": reached}
    return found

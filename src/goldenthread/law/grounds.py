"""The exact tests of the lawful exceptions that turn on dates.

Whether the limit was impractical *because of* the reason stays a person's judgement: these say
only whether the dates allow the ground to be relied on. Dates are days in England, both ends
counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.law.calendar import shift
from goldenthread.law.limits import LawError

WEEK = 7
CLOSURE_DAYS = 28  # one unbroken closure of at least four weeks
ABSENCE_DAYS = {"ex-absent-4w": 28, "ex-absent-2w": 14}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Unbroken days from `first` to `last`, both counted.

    :raises LawError: when it ends before it starts
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise LawError(f"A period cannot end ({self.last}) before it starts ({self.first}).")

    @property
    def days(self) -> int:
        """Calendar days, both ends counted."""
        return (self.last - self.first).days + 1


def closure_excuses(asked: date, closed: Period) -> bool:
    """Say whether a school's or provider's closure may be relied on.

    Regs 5(4)(a)-(b), 10(4)(a)-(b) and 27(3)(a)-(b): advice was asked for from one week before
    the closure began to one week before it ended, and the closure lasted at least four weeks.
    `closed` runs from the first closed day to the last; the setting opens the day after.
    """
    reopens = shift(closed.last, 1)
    window = shift(closed.first, -WEEK) <= asked <= shift(reopens, -WEEK)
    return window and closed.days >= CLOSURE_DAYS


def absence_excuses(ground: str, away: Period, within: Period) -> bool:
    """Say whether an absence from the council's area may be relied on.

    Regs 5(4)(d), 10(4)(d) and 27(3)(d) (four weeks); regs 44(3) and 45(7) (two weeks). Only
    days inside the period of the limit count, and they must be unbroken.

    :raises LawError: for a ground that is not about absence
    """
    if ground not in ABSENCE_DAYS:
        raise LawError(f"{ground} is not a ground about absence.")
    first, last = max(away.first, within.first), min(away.last, within.last)
    return first <= last and Period(first=first, last=last).days >= ABSENCE_DAYS[ground]

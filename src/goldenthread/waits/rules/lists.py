"""A waiting list as columns of days, and the counts that every view of it shares."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Days: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Floats: TypeAlias = npt.NDArray[np.float64]

EPOCH = date(1970, 1, 1).toordinal()
STILL_WAITING = -(2**31)  # stands in a column of days where there is no day
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class WaitingList:
    """One row a child: the day referred, and the day they left the list, in days since 1970.

    ``seen`` is false for a child who left in another way: withdrawn, moved, referred in error.
    """

    referral: Days
    removal: Days
    seen: Mask

    @classmethod
    def of(
        cls, rows: Iterable[tuple[date, date | None]], seen: Iterable[bool] | None = None
    ) -> WaitingList:
        """Make a list from pairs of dates; the second is none for a child still waiting.

        ``seen`` says of each row whether leaving was being seen; without it, that all were.

        :raises ValueError: if it does not have one answer a row
        """
        pairs = [(day_number(first), _or_waiting(last)) for first, last in rows]
        table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        were = np.array([True] * len(table) if seen is None else list(seen), dtype=np.bool_)
        if len(were) != len(table):
            raise ValueError("There must be one answer a row to whether the child was seen.")
        return cls(table[:, 0], table[:, 1], were)

    def __len__(self) -> int:
        return len(self.referral)

    @property
    def waiting(self) -> Mask:
        still: Mask = self.removal == STILL_WAITING
        return still

    def only(self, rows: Mask | Days) -> WaitingList:
        """Return the rows marked in a mask, or those at the given places in that order."""
        return WaitingList(self.referral[rows], self.removal[rows], self.seen[rows])


def day_number(day: date) -> int:
    """Return the days from 1 January 1970 to a day."""
    return day.toordinal() - EPOCH


def as_date(number: int) -> date:
    """Return the day that lies so many days after 1 January 1970."""
    return date.fromordinal(int(number) + EPOCH)


def _or_waiting(day: date | None) -> int:
    return STILL_WAITING if day is None else day_number(day)


def daily_queue(waiting_list: WaitingList, start: int, end: int) -> Days:
    """Return how many wait at the end of each day from start to end.

    A child referred before the start counts from the start. Every referral must lie on or
    before the end; a removal outside the days is not taken off.
    """
    days = end - start + 1
    joined = np.maximum(waiting_list.referral, start) - start
    left = waiting_list.removal
    left = left[(left >= start) & (left <= end)] - start
    change = np.bincount(joined, minlength=days) - np.bincount(left, minlength=days)
    return np.cumsum(change, dtype=np.int64)


def demand_gaps(referral: Days, start: int, end: int) -> Days:
    """Return the days between neighbouring referrals, with start and end at the two ends."""
    inside = referral[(referral >= start) & (referral <= end)]
    return np.diff(np.concatenate(([start], inside, [end])))


def capacity_gaps(removal: Days, empty: Days, start: int) -> Days:
    """Return, for each removal, the days since the one before or since the list lay empty.

    An empty day is put before a removal on the same day; the first gap runs from the start.
    So time with nobody to see is not read as a lack of capacity.
    """
    keys = np.sort(np.concatenate((empty * 2, removal * 2 + 1)))
    gaps = np.diff(keys // 2, prepend=start)
    of_removals: Days = gaps[keys % 2 == 1]
    return of_removals


def empty_days(queue: Days, start: int) -> Days:
    """Return the days on which nobody waited at the end."""
    return np.flatnonzero(queue == 0).astype(np.int64) + start

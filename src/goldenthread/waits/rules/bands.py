"""How long children have waited, in the bands of the national return and in our own.

The seven bands are those of the community health services return, in days since referral. Its
own text leaves day 365 out of every band; we put it in the last. Our pages split the last at
65, 78 and 104 weeks, because a child of 53 weeks and one of 130 are not in the same place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldenthread.waits.rules.lists import Days


@dataclass(frozen=True, slots=True)
class Band:
    """A band of waits: its name, and the last day that falls in it (none: no end)."""

    name: str
    last_day: int | None


RETURNED = (
    Band("0 to 1 week", 7),
    Band("1 to 2 weeks", 14),
    Band("2 to 4 weeks", 28),
    Band("4 to 12 weeks", 84),
    Band("12 to 18 weeks", 126),
    Band("18 to 52 weeks", 364),
    Band("over 52 weeks", None),
)
OURS = (
    *RETURNED[:-1],
    Band("52 to 65 weeks", 455),
    Band("65 to 78 weeks", 546),
    Band("78 to 104 weeks", 728),
    Band("over 104 weeks", None),
)


def band_of(days: int, bands: tuple[Band, ...] = RETURNED) -> str:
    """Name the band of one wait.

    :raises ValueError: if the wait is below nought
    """
    if days < 0:
        raise ValueError("A wait cannot be below nought days.")
    return next(band.name for band in bands if band.last_day is None or days <= band.last_day)


def count_bands(waits: Days, bands: tuple[Band, ...] = RETURNED) -> dict[str, int]:
    """Count waits, in days, by band; every band is named, also those with nobody.

    :raises ValueError: if a wait is below nought
    """
    if len(waits) and int(waits.min()) < 0:
        raise ValueError("A wait cannot be below nought days.")
    ends = [band.last_day for band in bands if band.last_day is not None]
    counts = np.bincount(np.searchsorted(ends, waits, side="left"), minlength=len(bands))
    return {band.name: int(count) for band, count in zip(bands, counts, strict=True)}

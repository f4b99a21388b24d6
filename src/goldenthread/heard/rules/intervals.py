"""How sure a share is: Wilson's interval, which holds for small groups and near nought and all.

The same numbers as statsmodels' `proportion_confint(method="wilson")`, whose import takes longer
than any page may; a test holds it to the published table (Newcombe 1998).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

SURE = 0.95


class Interval(NamedTuple):
    """The least and the most that a share may be, in per cent to one decimal."""

    low: Decimal
    high: Decimal


def interval(part: int, whole: int, *, sure: float = SURE) -> Interval | None:
    """Return Wilson's interval around a share; None when there is nothing to divide by.

    :raises ValueError: if the part is not within the whole
    """
    if not 0 <= part <= whole:
        raise ValueError("A share is a part of a whole.")
    if not whole:
        return None
    share, z = part / whole, NormalDist().inv_cdf((1 + sure) / 2)
    middle = share + z * z / (2 * whole)
    reach = z * sqrt(share * (1 - share) / whole + (z / (2 * whole)) ** 2)
    low, high = ((middle + sign * reach) / (1 + z * z / whole) for sign in (-1, 1))
    return Interval(_percent(max(low, 0)), _percent(min(high, 1)))


def _percent(share: float) -> Decimal:
    return Decimal(100 * share).quantize(Decimal("0.1"), ROUND_HALF_UP)

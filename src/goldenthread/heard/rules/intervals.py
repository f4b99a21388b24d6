"""How sure a share is: Wilson's interval, which holds for small groups and near nought and all."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
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
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(part, whole, alpha=1 - sure, method="wilson")
    return Interval(_percent(low), _percent(high))


def _percent(share: float) -> Decimal:
    return Decimal(100 * share).quantize(Decimal("0.1"), ROUND_HALF_UP)

"""A small, fast stream of chance for one person and one purpose.

A person's story is told in order of time and each purpose has its own stream, so a story asked for
up to an earlier day is the same story cut short.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import TypeVar

T = TypeVar("T")
MASK = (1 << 64) - 1


class Luck:
    """A 64-bit linear congruential stream; only its high bits are used."""

    __slots__ = ("state",)

    def __init__(self, seed: int, purpose: int = 0) -> None:
        self.state = ((seed ^ (purpose * 0x9E3779B97F4A7C15)) * 0xD1342543DE82EF95 + 1) & MASK

    def u(self) -> float:
        """A number from 0 up to, not including, 1."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 11) * 1.1102230246251565e-16

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int(self.u() * (high - low + 1))

    def wait(self, mean: float) -> int:
        """Days of an exponential wait."""
        return int(-log(1.0 - self.u()) * mean)

    def pick(self, items: Sequence[T]) -> T:
        return items[int(self.u() * len(items))]

    def likely(self, chance: float) -> bool:
        return self.u() < chance

    def one(self, weights: Sequence[float]) -> int:
        """A position in `weights`, each as likely as its weight."""
        left = self.u() * sum(weights)
        for i, weight in enumerate(weights):
            left -= weight
            if left < 0:
                return i
        return len(weights) - 1

"""Who waits longer: groups compared so that chance is not called unfairness, nor the reverse (S59).

For each group, the share of those waiting who have waited over 18 weeks is set in a funnel about
the whole list's share: limits within which a group of that size would lie by chance (95 and 99.8
of a hundred, exact binomial). Beside it stands the group's share pulled towards the whole by how
little it tells (a beta prior with the list's own mean and spread), so that a group of five is not
ranked first by luck. A group is called different only outside the outer limits.

Plain Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OUTER = 0.998
INNER = 0.95
WEAKEST, STRONGEST = 4.0, 400.0  # of the prior, in children


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group on a list: how it stands, and what may be said of it."""

    name: str
    waiting: int
    over: int
    share: float
    shrunk: float
    low: float  # the outer limits, as shares
    high: float
    verdict: str


MORE, LESS, CHANCE, HINT = "waits longer", "waits less", "as chance would have it", "watch this"


def compare(groups: Mapping[str, tuple[int, int]]) -> list[Group]:
    """Compare groups, each with how many wait and how many of them over 18 weeks.

    The longest waiting come first, by the pulled share. Empty groups are left out.
    """
    kept = {name: counts for name, counts in groups.items() if counts[0] > 0}
    total, over = (sum(counts[place] for counts in kept.values()) for place in (0, 1))
    if not total:
        return []
    whole = over / total
    strength = _strength(kept, whole)
    found = [_group(name, n, bad, whole, strength) for name, (n, bad) in kept.items()]
    return sorted(found, key=lambda one: (-one.shrunk, one.name))


def _strength(groups: Mapping[str, tuple[int, int]], whole: float) -> float:
    """Return how many children the whole list's share weighs, from how much groups differ.

    By moments: what the groups' shares vary beyond chance is spread between them.
    """
    sizes = [n for n, _ in groups.values()]
    chance = whole * (1 - whole)
    if len(sizes) < 2 or chance == 0:
        return STRONGEST
    total = sum(sizes)
    between = sum(n * (bad / n - whole) ** 2 for n, bad in groups.values())
    expected = (len(sizes) - 1) * chance
    scale = total - sum(n * n for n in sizes) / total
    spread = (between - expected) / scale if scale > 0 else 0.0
    if spread <= 0:
        return STRONGEST
    return min(max(chance / spread - 1, WEAKEST), STRONGEST)


def _group(name: str, n: int, over: int, whole: float, strength: float) -> Group:
    from scipy.stats import binom  # slow to load, and most of the desk never asks

    tails = [(1 - level) / 2 for level in (OUTER, INNER)]
    outer = [float(binom.ppf(p, n, whole)) / n for p in (tails[0], 1 - tails[0])]
    inner = [float(binom.ppf(p, n, whole)) / n for p in (tails[1], 1 - tails[1])]
    share = over / n
    if share > outer[1]:
        verdict = MORE
    elif share < outer[0]:
        verdict = LESS
    else:
        verdict = CHANCE if inner[0] <= share <= inner[1] else HINT
    return Group(
        name=name,
        waiting=n,
        over=over,
        share=share,
        shrunk=(over + strength * whole) / (n + strength),
        low=outer[0],
        high=outer[1],
        verdict=verdict,
    )

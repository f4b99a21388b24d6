"""Chance that can be repeated: one stream for each seed, area and purpose; and whole-number fits.

Every stream depends on the seed, the area and its own name only, so an area comes out the same
whichever other areas are asked for, and an earlier day is the same story cut short.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]


def stream(seed: int, area: str, name: str) -> np.random.Generator:
    """A stream of chance of its own for one purpose in one area."""
    import numpy as np

    return np.random.default_rng([seed, int(area), zlib.crc32(name.encode())])


def split(weights: Sequence[float], total: int) -> list[int]:
    """Split `total` in proportion to `weights` into whole numbers that add up to it."""
    whole = sum(weights)
    if whole <= 0 or total <= 0:
        return [0] * len(weights)
    exact = [w * total / whole for w in weights]
    parts = [int(x) for x in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def fit(seed: Numbers, rows: Sequence[int], columns: Sequence[int]) -> Numbers:
    """Whole numbers shaped like `seed` whose rows and columns add up as asked.

    Iterative proportional fitting, then rounding that keeps both margins. `rows` and `columns`
    must have the same sum.
    """
    import numpy as np

    wanted_rows, wanted_columns = np.asarray(rows, float), np.asarray(columns, float)
    m = np.asarray(seed, float) + 1e-9
    for _ in range(60):
        m *= (wanted_rows / np.maximum(m.sum(1), 1e-300))[:, None]
        m *= wanted_columns / np.maximum(m.sum(0), 1e-300)
    return _whole(m, wanted_rows.astype(int), wanted_columns.astype(int))


def _whole(m: Numbers, rows: Numbers, columns: Numbers) -> Numbers:
    import numpy as np

    out = np.array([split(line, int(n)) for line, n in zip(m.tolist(), rows, strict=True)])
    gap = columns - out.sum(0)
    while gap.any():
        over, under = int(gap.argmin()), int(gap.argmax())
        slack = np.where(out[:, over] > 0, (out - m)[:, over] - (out - m)[:, under], -np.inf)
        slack -= 1e3 * (m[:, under] < 1e-4)  # into an impossible cell only when nothing else can
        row = int(slack.argmax())
        out[row, over] -= 1
        out[row, under] += 1
        gap[over] += 1
        gap[under] -= 1
    return out


def draw(rng: np.random.Generator, weights: Sequence[float], size: int) -> Numbers:
    """Draw `size` positions in `weights`, each as likely as its weight."""
    import numpy as np

    edges = np.cumsum(np.asarray(weights, float))
    return np.searchsorted(edges, rng.random(size) * edges[-1], side="right")


def quota(rng: np.random.Generator, counts: Sequence[int]) -> Numbers:
    """Each position repeated exactly as often as its count says, in a shuffled order."""
    import numpy as np

    found = np.repeat(np.arange(len(counts)), np.asarray(counts))
    rng.shuffle(found)
    return found


def choose(rng: np.random.Generator, weights: Numbers, size: int) -> Numbers:
    """Choose `size` different positions, likelier where the weight is larger, never where 0."""
    import numpy as np

    keys = rng.exponential(size=len(weights)) / np.maximum(weights, 1e-12)
    able = np.flatnonzero(weights > 0)
    size = min(size, len(able))
    if size == 0:
        return able[:0]
    return able[np.argpartition(keys[able], size - 1)[:size]]

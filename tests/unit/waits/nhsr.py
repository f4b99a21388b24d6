"""Figures printed by NHSRwaitinglist 0.1.2.9001 (MIT licence), and how near ours must come."""

import json
import math
from pathlib import Path

EXAMPLES = json.loads((Path(__file__).parent / "nhsr_examples.json").read_text())


def same(got, expected):
    """Equal in kind and shape, and numbers within one part in a thousand million."""
    if isinstance(expected, dict):
        return got.keys() == expected.keys() and all(same(got[k], expected[k]) for k in expected)
    if isinstance(expected, list):
        return len(got) == len(expected) and all(map(same, got, expected))
    if isinstance(expected, bool | str) or expected is None:
        return type(got) is type(expected) and got == expected
    return math.isclose(got, expected, rel_tol=1e-9)

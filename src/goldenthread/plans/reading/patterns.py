"""Patterns of wording, kept as data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_DATA = files("goldenthread.plans.reading") / "data"


@cache
def patterns(name: str) -> dict[str, Any]:
    """Return one file of patterns."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))

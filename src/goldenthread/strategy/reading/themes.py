"""What a finding is about: themes by the words that name them, kept in themes.toml.

A theme is evidence of a topic, to be confirmed by a person; it is not a judgement.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path


@cache
def _themes() -> dict[str, tuple[re.Pattern[str], ...]]:
    path = Path(__file__).with_name("themes.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        key: tuple(re.compile(pattern, re.IGNORECASE) for pattern in entry["words"])
        for key, entry in data.items()
    }


@cache
def theme_names() -> dict[str, str]:
    """Return each theme's key and what it stands for, in the file's order."""
    path = Path(__file__).with_name("themes.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: entry["name"] for key, entry in data.items()}


def themes_of(text: str) -> tuple[str, ...]:
    """Return the keys of the themes a text names, in the file's order."""
    return tuple(
        key
        for key, patterns in _themes().items()
        if any(pattern.search(text) for pattern in patterns)
    )

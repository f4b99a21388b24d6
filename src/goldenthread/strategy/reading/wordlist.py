"""Word lists, written as running text so that they can be read and kept in order."""

from __future__ import annotations


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a text, parted by white space."""
    return tuple(text.split())

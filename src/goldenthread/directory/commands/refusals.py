"""Why something typed or sent cannot be kept."""

from __future__ import annotations


class CannotSay(ValueError):
    """What was typed cannot be kept as it stands; the message says what to do."""

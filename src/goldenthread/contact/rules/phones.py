"""The telephone that gets a code to sign in with: which may, how often, and what it is told.

Plain Python. A text can be read by whoever holds the telephone, so it names nobody and no place.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum

from goldenthread.contact.rules.texts import MOBILE, number_of

HOUR = timedelta(hours=1)
GOOD_FOR = timedelta(minutes=10)
KEPT_FOR = timedelta(days=1)  # then a text that was sent is forgotten
MOST_WRONG = 5  # wrong codes in an hour
MOST_TEXTS = 3  # to one account in an hour
MOST_FROM_A_PLACE = 30  # asked for from one place in an hour: a school hall is one place
SHOWN = 2  # digits of the number that are ever shown


class Purpose(StrEnum):
    """What a code is for: one is never taken for the other."""

    SIGN_IN = "SIGN_IN"
    CONFIRM = "CONFIRM"  # a number that somebody typed as theirs


class Outcome(StrEnum):
    """What became of a code that was typed."""

    RIGHT = "RIGHT"
    WRONG = "WRONG"
    STOPPED = "STOPPED"


class TextRefused(ValueError):
    """No text goes; the message says what to do."""


NOT_A_MOBILE = "Type a UK mobile number, like 07700 900123."
TOO_MANY_TEXTS = "We sent you three texts. Wait one hour, then try again."
NO_GOOD = "That code does not work. Check it, or ask for a new one."
TOO_MANY_WRONG = "There were too many wrong codes. Wait one hour, then try again."


def mobile(written: str) -> str:
    """Return a UK mobile number written one way, +447700900123.

    :raises TextRefused: if it is none
    """
    found = number_of(written)
    if MOBILE.fullmatch(found) is None:
        raise TextRefused(NOT_A_MOBILE)
    return found


def new_code() -> str:
    """Return six digits that nobody can foretell."""
    return f"{secrets.randbelow(1_000_000):06d}"


def words(code: str) -> str:
    """Return the text: nobody's name, and no sign of what it opens."""
    return f"{code} is your code. It works for 10 minutes. Tell it to nobody, not even to us."

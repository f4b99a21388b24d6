"""How a copy is handed over: its states, its key, and what holds it. Plain Python."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a hand-over stands."""

    HELD = "HELD"  # something must be cleared first
    WAITING = "WAITING"
    SENT = "SENT"  # handed over, with a receipt
    UNSURE = "UNSURE"  # begun and cut off, where nobody can say whether it went
    FAILED = "FAILED"  # refused for good; a person must look
    STOPPED = "STOPPED"  # a person decided that it does not go


STATE_WORDS = {
    State.HELD: "Held until somebody looks",
    State.WAITING: "Waiting to go",
    State.SENT: "Sent",
    State.UNSURE: "Begun, and cut off",
    State.FAILED: "Could not be sent",
    State.STOPPED: "Stopped",
}


class HoldKind(StrEnum):
    """Why a copy is held."""

    BARRED_LOCATION = "BARRED_LOCATION"  # may tell a barred person where the child is (rule 20)
    WRONG_CHILD = "WRONG_CHILD"  # speaks of another child (rule 40)
    RESTRICTED_OLD_ADDRESS = "RESTRICTED_OLD_ADDRESS"  # where to, changed or was hidden since
    NOT_A_RECIPIENT = "NOT_A_RECIPIENT"  # no longer somebody who gets it
    FORMAT = "FORMAT"  # not in the form its reader needs (rule 66)
    NOT_SCANNED = "NOT_SCANNED"  # the check itself failed, which never lets a letter pass


HOLD_WORDS = {
    HoldKind.BARRED_LOCATION: "May tell this reader where the child is",
    HoldKind.WRONG_CHILD: "May speak of another child",
    HoldKind.RESTRICTED_OLD_ADDRESS: "Where this reader lives was restricted or changed",
    HoldKind.NOT_A_RECIPIENT: "This reader no longer gets notices about the child",
    HoldKind.FORMAT: "Not in the form this reader needs",
    HoldKind.NOT_SCANNED: "The check of this copy failed",
}
# One person may say why a letter goes in another form; the rest takes a second pair of eyes.
ONE_PERSON_CLEARS = frozenset({HoldKind.FORMAT})

REASON_LENGTH = 15  # characters, so that a later reader has something to judge
MOST_TRIES = 8
WAITS = (1, 2, 5, 15, 60, 240, 720)  # minutes before each further try


def handover_key(letter_key: str, reader: str, area_id: int) -> str:
    """Return the key that goes with a copy to post or email: says nothing, and is always the same.

    At most 36 signs, which is what the services that take it allow.
    """
    digest = hashlib.sha256(f"{area_id}/{letter_key}/{reader}".encode()).hexdigest()
    return f"GT-{digest[:32]}"


def next_wait(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries; None when a person must look."""
    if tries >= MOST_TRIES:
        return None
    return timedelta(minutes=WAITS[min(tries - 1, len(WAITS) - 1)])

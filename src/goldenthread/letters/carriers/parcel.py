"""What is handed to a carrier, and what it says of it. Plain Python: no Django."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Refused(Exception):
    """The carrier will never take this; a person must look. The message says why, of nobody."""


class Down(Exception):
    """The carrier did not answer; it may be tried again."""


class CannotTell(Exception):
    """The carrier cannot say whether something went: nothing is sent again by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One copy, ready to go, with a key. An email or a text only says where to sign in."""

    key: str
    channel: str
    to: str = field(default="", repr=False)  # an email address or a phone number
    subject: str = ""
    body: str = ""
    pdf: Callable[[], bytes] = field(default=bytes, repr=False)  # drawn only when it is asked for


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a carrier says of something it took."""

    carrier_id: str
    status: str
    final: bool = False  # nothing more will be said of it
    failed: bool = False  # it came back


class Carrier(Protocol):
    """Somebody who takes copies out. Asked by key, it finds what it has taken already."""

    name: str
    at_once: int  # copies handed over in one transaction

    def find(self, parcel: Parcel) -> Receipt | None:
        """Return the receipt of what went under this key before, or none if nothing did.

        :raises CannotTell: if there is no knowing
        :raises Down: if it did not answer
        """

    def deliver(self, parcel: Parcel) -> Receipt:
        """Take one copy.

        :raises Refused: if it never will
        :raises Down: if it did not answer, so that it may or may not have taken it
        """

    def ask(self, carrier_id: str) -> Receipt:
        """Return what became of something it took.

        :raises Down: if it did not answer
        """

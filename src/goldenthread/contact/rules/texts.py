"""Reading a text message that came in, as GOV.UK Notify hands it on: its number, its words.

Plain Python. A number can be forged as an address can, so it is never taken as proof of anybody.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from goldenthread.contact.rules.mail import REFERENCE

MOST_BYTES = 64 * 1024  # a text has 1,600 characters at most; its envelope is small
MOST_ID = 200
LONDON = ZoneInfo("Europe/London")
LATE_BY = timedelta(days=14)  # Notify tries for some days; a date further back is not believed
THREAD = timedelta(days=14)  # a text within these days of the last belongs to the same conversation
# A mobile that may be written to for the price of a text. Numbers that begin 070 are not mobiles:
# who answers to one is paid by whoever calls.
MOBILE = re.compile(r"\+447(?:[1-57-9]\d{8}|624\d{6})")


class NotAText(ValueError):
    """These bytes are no text message as Notify sends them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text message as it will be kept."""

    id: str  # the carrier's own, the same however often it is handed over
    number: str
    words: str
    reference: str  # of a conversation, where its writer gave one; empty: none
    sent_at: datetime | None

    @property
    def mark(self) -> str:
        """What tells this text from every other message: never the same as an email's."""
        return f"text/{self.id}"

    @property
    def answerable(self) -> bool:
        """Whether a short text may go back to it."""
        return MOBILE.fullmatch(self.number) is not None

    def came_on(self, today: date) -> date:
        """Return the day it came: the carrier's, unless that is to come or too far back."""
        on = self.sent_at.date() if self.sent_at else today
        return on if today - LATE_BY <= on <= today else today


def read_text(content: bytes) -> Text:
    """Read one text message as Notify posts it: JSON with its id, number, words and moment.

    :raises NotAText: if it is not that
    """
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise NotAText("This is no JSON.") from None
    if not isinstance(said, dict):
        raise NotAText("This is no message.")
    words = _clean(said.get("message") or "")
    given = REFERENCE.search(words.upper())
    return Text(
        id=_needed(said, "id")[:MOST_ID],
        number=number_of(_needed(said, "source_number")),
        words=words or "(no words)",
        reference=given.group(1) if given else "",
        sent_at=_moment(said.get("date_received")),
    )


def _needed(said: Mapping[str, object], name: str) -> str:
    value = _clean(said.get(name))
    if not value:
        raise NotAText(f"There is no {name} in it.")
    return value


def _clean(value: object) -> str:
    """Return words that can be kept: no half characters, and none that ends a text early."""
    if not isinstance(value, str):
        raise NotAText("A part of it is no words.")
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "").strip()


def _moment(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(LONDON)
    except (ValueError, OverflowError):
        return None


def number_of(written: str) -> str:
    """Return a telephone number written one way, +447700900123; a sender's name stays as it is."""
    bare = re.sub(r"[\s().-]", "", written)
    if re.fullmatch(r"0[1-9]\d{8,9}", bare):
        return f"+44{bare[1:]}"
    if re.fullmatch(r"00[1-9]\d{6,14}", bare):
        return f"+{bare[2:]}"
    if re.fullmatch(r"44[1-9]\d{8,9}", bare):
        return f"+{bare}"
    if re.fullmatch(r"\+?[1-9]\d{6,14}", bare):
        return f"+{bare.lstrip('+')}"
    return " ".join(written.split())[:40]

"""Changing a conversation: received, answered, taken on, given, matched to a child, closed."""

from __future__ import annotations

from goldenthread.contact.commands.answering import (
    close,
    explain,
    give,
    match,
    note,
    reply,
    set_promise,
    take_on,
)
from goldenthread.contact.commands.owning import (
    move_from_the_absent,
    raise_the_late,
    raise_the_waiting,
)
from goldenthread.contact.commands.receiving import Incoming, receive, receive_mail

__all__ = [
    "Incoming",
    "close",
    "explain",
    "give",
    "match",
    "move_from_the_absent",
    "note",
    "raise_the_late",
    "raise_the_waiting",
    "receive",
    "receive_mail",
    "reply",
    "set_promise",
    "take_on",
]

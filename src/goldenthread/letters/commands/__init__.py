"""Sending letters, clearing what holds them, handing them over, and reading receipts."""

from goldenthread.letters.commands.holds import NotSecond, WrongHold, let_go, stop
from goldenthread.letters.commands.owed import NotOwed, give_form, given, owe
from goldenthread.letters.commands.sending import (
    CaseRef,
    KeyTaken,
    NobodyToTell,
    Outgoing,
    Sent,
    mark_seen,
    record_served,
    send,
    send_together,
)
from goldenthread.letters.rules.forms import Where
from goldenthread.letters.rules.notices import IncompleteNotice, NoSuchNotice

__all__ = [
    "CaseRef",
    "IncompleteNotice",
    "KeyTaken",
    "NoSuchNotice",
    "NobodyToTell",
    "NotOwed",
    "NotSecond",
    "Outgoing",
    "Sent",
    "Where",
    "WrongHold",
    "give_form",
    "given",
    "let_go",
    "mark_seen",
    "owe",
    "record_served",
    "send",
    "send_together",
    "stop",
]

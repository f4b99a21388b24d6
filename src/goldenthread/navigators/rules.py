"""What a navigator's work is made of: who asked, what changed, how it ended. Plain Python.

A navigator is a person who helps a family find the way through school, health and social care. It
is no stage of law: anybody who works with the child may ask, and the family says yes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class AskedBy(StrEnum):
    """Who asked for a navigator."""

    FAMILY = "FAMILY"
    SCHOOL = "SCHOOL"
    OFFICER = "OFFICER"


class Change(StrEnum):
    """What changed for the family by a navigator's help."""

    EXPLAINED = "EXPLAINED"
    UNBLOCKED = "UNBLOCKED"
    HELP_FOUND = "HELP_FOUND"
    WENT_ALONG = "WENT_ALONG"
    MONEY = "MONEY"
    NOTHING = "NOTHING"


class Ending(StrEnum):
    """How a navigator's time with a family ended."""

    DONE = "DONE"
    NOT_WANTED = "NOT_WANTED"
    NO_REPLY = "NO_REPLY"
    MOVED = "MOVED"


class Felt(StrEnum):
    """What the family says of it."""

    YES = "YES"
    PARTLY = "PARTLY"
    NO = "NO"


ASKED_WORDS: Mapping[AskedBy, str] = {
    AskedBy.FAMILY: "The family",
    AskedBy.SCHOOL: "A school or college",
    AskedBy.OFFICER: "An officer",
}
# Both sides read the same words of what changed.
CHANGE_WORDS: Mapping[Change, str] = {
    Change.EXPLAINED: "How things work was made clear",
    Change.UNBLOCKED: "A thing that was stuck moved on",
    Change.HELP_FOUND: "Help was found to use now",
    Change.WENT_ALONG: "We went to a meeting with you",
    Change.MONEY: "Money or forms were sorted out",
    Change.NOTHING: "Nothing has changed yet",
}
ENDING_WORDS: Mapping[Ending, str] = {
    Ending.DONE: "What was asked is done",
    Ending.NOT_WANTED: "The family wants no more",
    Ending.NO_REPLY: "No answer after three tries, by more than one way",
    Ending.MOVED: "The family moved away",
}
FELT_WORDS: Mapping[Felt, str] = {
    Felt.YES: "Yes, it helped",
    Felt.PARTLY: "It helped in part",
    Felt.NO: "No, it did not help",
}
CHANNELS: Mapping[str, str] = {
    "phone": "Phone",
    "visit": "In person",
    "text": "Text",
    "email": "Email",
    "post": "Letter",
}

"""What a short email or text says, and to whom none goes. Plain Python.

Either can be read by others on its way, and its sender can be forged. So what says that a message
came says the same to everybody, known here or not; and none is ever the answer itself (rules 22 and
39). That an answer waits is told to an account alone, in its reader's own language (rule 66).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from goldenthread.ui.words import long_date

MOST_AN_HOUR = 3  # to one address, so that two machines never write to each other for ever
WINDOW = timedelta(hours=1)


class Says(StrEnum):
    """What a short email tells."""

    RECEIVED = "RECEIVED"
    ANSWERED = "ANSWERED"
    ASKED = "ASKED"  # we wait for something of theirs


SUBJECTS = {
    Says.RECEIVED: "We have your message",
    Says.ANSWERED: "You have an answer",
    Says.ASKED: "We have a question for you",
}
ANSWER_WAITS = "There is an answer for you. To read it, sign in at"
QUESTION = "We need something from you. To read what, sign in at"
ANSWER_TEXT = "There is an answer for you. Sign in or ring us to hear it."
DANGER = "If somebody is in danger now, call 999."
# What is said in a reader's own language: a test holds that each is there in every one.
SPOKEN = (
    SUBJECTS[Says.ANSWERED],
    SUBJECTS[Says.ASKED],
    ANSWER_WAITS,
    QUESTION,
    ANSWER_TEXT,
    DANGER,
)
Say = Callable[[str], str]  # puts a sentence into the reader's language


def words(says: Says, *, reference: str, due: date | None, site: str, say: Say = str) -> str:
    """Return the words of a short email; a day is said only of what is still to be answered."""
    if says is not Says.RECEIVED:
        waits = ANSWER_WAITS if says is Says.ANSWERED else QUESTION
        return f"{say(waits)} {site}\n\n{say(DANGER)}\n"
    day = f" You have an answer by {long_date(due)}." if due else ""
    return (
        f"We have your message. Its reference is {reference}.{day}\n\n"
        f"{DANGER}\n\n"
        "This was sent by a machine. To say more, write again with the reference in the subject.\n"
    )


def text_words(says: Says, *, reference: str, due: date | None, say: Say = str) -> str:
    """Return the words of a short text, for a telephone that others may hold."""
    if says is Says.ANSWERED:
        return f"{say(ANSWER_TEXT)} {say(DANGER)}"
    day = f" You have an answer by {long_date(due)}." if due else ""
    return f"We have your message. Its reference is {reference}.{day} {DANGER}"


def subject(says: Says, reference: str, say: Say = str) -> str:
    """Return the subject: with the reference where an answer to it should find its conversation."""
    told = SUBJECTS[says]
    return f"{told} ({reference})" if says is Says.RECEIVED else say(told)


def key_of(message: int, says: Says) -> str:
    """Return the key that goes with it: always the same, and says nothing."""
    digest = hashlib.sha256(f"postcard/{message}/{says}".encode()).hexdigest()
    return f"GT-{digest[:32]}"


def request_key(request: int, says: Says, on: date) -> str:
    """Return the key that goes with one step of a request: one a day at most, and says nothing."""
    digest = hashlib.sha256(f"postcard/request/{request}/{says}/{on}".encode()).hexdigest()
    return f"GT-{digest[:32]}"

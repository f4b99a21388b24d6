"""By which way somebody is asked, what a short message says, and when they are reminded.

Plain Python. A message names no child, no person and no case: whoever reads it on the way learns
that its sender has a survey. The link opens that survey and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from goldenthread.people.rules import CommunicationKind as Kind
from goldenthread.ui.words import long_date

REMINDED_AFTER_DAYS = 14  # once, and never again
STILL_OPEN_DAYS = 7  # nobody is reminded of a link that is about to end
SENT_AT = time(10, 0)  # nobody's phone rings at night, where the round is made
# What neither a link nor a printed form meets: somebody speaks with them.
SPOKEN_WITH = frozenset({Kind.PHONE_ONLY, Kind.BRAILLE, Kind.AUDIO, Kind.BSL})
# What a page can be and paper, as we draw it, cannot.
NOT_ON_PAPER = frozenset({Kind.EASY_READ, Kind.SYMBOLS, Kind.LANGUAGE})
ENGLISH = frozenset({"en", "english", ""})


class Way(StrEnum):
    """How the asking reaches somebody."""

    EMAIL = "EMAIL"
    TEXT = "TEXT"
    POST = "POST"  # a letter with the questions, to be ticked and sent back
    RING = "RING"  # somebody rings or sits with them, and types in what they say
    PAGE = "PAGE"  # on their own page, when they sign in; nothing is sent


def way_of(
    *,
    preference: str,
    has_account: bool,
    email: bool,
    phone: bool,
    needs: Iterable[tuple[str, str]] = (),
) -> Way:
    """Say how to ask somebody: as they are recorded to need, then as they want, then as we can.

    `needs` are kinds with details; `email` and `phone` say whether one is recorded.
    """
    kinds = {kind for kind, detail in needs if not _english(kind, detail)}
    if kinds & SPOKEN_WITH:
        return Way.RING
    wanted = preference.strip().upper()
    if wanted == Way.EMAIL and email:
        return Way.EMAIL
    if wanted == Way.TEXT and phone:
        return Way.TEXT
    if has_account:
        return Way.PAGE
    return Way.RING if kinds & NOT_ON_PAPER else Way.POST


def _english(kind: str, detail: str) -> bool:
    return kind == Kind.LANGUAGE and detail.strip().casefold() in ENGLISH


def in_daytime(at: datetime) -> datetime:
    """Return when a message made at a moment may go: then, or at ten that day where it is early."""
    return max(at, at.replace(hour=SENT_AT.hour, minute=SENT_AT.minute, second=0, microsecond=0))


def may_remind(*, asked_on: date, last_day: date, today: date) -> bool:
    """Say whether somebody who did not answer is reminded, the once."""
    waited = today - asked_on >= timedelta(days=REMINDED_AFTER_DAYS)
    return waited and last_day - today >= timedelta(days=STILL_OPEN_DAYS)


SUBJECT = "How did we do?"


def body(link: str, *, last_day: date, reminder: bool) -> str:
    """Return a short message: what is asked, the link, until when, and how to hear no more."""
    first = "We asked how we did. You can still tell us." if reminder else "Please tell us."
    last = "We will not ask about this again." if reminder else "The link works once."
    return (
        f"{SUBJECT} {first} It takes one minute: {link}\n"
        f"It is open until {long_date(last_day)}. {last} "
        "We do not keep your name with it. To get no more surveys, open it and say so."
    )

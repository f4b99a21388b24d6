"""What an answer must be, for somebody who cannot use it as it is (rule 66). Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from goldenthread.contact.rules import Channel
from goldenthread.letters.rules.recipients import Need, speaks
from goldenthread.people.rules import CommunicationKind as Kind

ABOUT = "answer/"  # before the number of an answer that is owed in another form

# What to do, said to whoever answers before they send. A need without a line fails a test.
ASKS: Mapping[Kind, str] = {
    Kind.PHONE_ONLY: "Phone only: ring them.",
    Kind.EASY_READ: "Easy read: send an easy read copy too.",
    Kind.LARGE_PRINT: "Large print: this site does it; a letter must be in large print.",
    Kind.BRAILLE: "Braille: tell them by phone, or send a copy in Braille.",
    Kind.AUDIO: "By ear: tell them by phone, or send a recording.",
    Kind.BSL: "British Sign Language: book an interpreter, or send a signed film.",
    Kind.SYMBOLS: "Symbols: send a copy with symbols too.",
    Kind.LANGUAGE: "Language ({detail}): have it put into it, or use an interpreter.",
    Kind.INTERPRETER: "Interpreter ({detail}): have one there when you speak.",
}

# What each way of answering meets by itself. Everything else is somebody's task.
_SCREEN = frozenset({Kind.LARGE_PRINT, Kind.INTERPRETER})  # large there; nobody speaks
_VOICE = frozenset({Kind.LARGE_PRINT, Kind.BRAILLE, Kind.AUDIO, Kind.PHONE_ONLY})
MEETS: Mapping[Channel, frozenset[Kind]] = {
    Channel.PORTAL: _SCREEN,
    Channel.EMAIL: _SCREEN,
    Channel.TEXT: _SCREEN,
    Channel.LETTER: frozenset({Kind.INTERPRETER}),
    Channel.PHONE: _VOICE,
    Channel.MEETING: _VOICE,
}


def asks(needs: Iterable[Need]) -> str:
    """Return one line of what is needed, calls first; empty where English on this site will do."""
    found = {Kind(each.kind): each for each in needs if not _english(each)}
    return " ".join(
        words.format(detail=found[kind].detail) for kind, words in ASKS.items() if kind in found
    )


def unmet(needs: Iterable[Need], channel: Channel) -> tuple[Kind, ...]:
    """Return the needs that an answer given so does not meet."""
    return tuple(
        Kind(each.kind) for each in needs if each.kind not in MEETS[channel] and not _english(each)
    )


def calls_only(needs: Iterable[Need]) -> bool:
    """Say whether somebody is rung, and never written to."""
    return any(each.kind == Kind.PHONE_ONLY for each in needs)


def _english(need: Need) -> bool:
    """Say whether it is English that is asked for."""
    return need.kind in (Kind.LANGUAGE, Kind.INTERPRETER) and speaks("en", need.detail)


def about_answer(message_id: int) -> str:
    """Return how a clock names the answer that it is about."""
    return f"{ABOUT}{message_id}"

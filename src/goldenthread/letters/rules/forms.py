"""In which form a letter can be given, and what to do for each need (rule 66). Plain Python."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldenthread.law.clocks import case_types, limits_for
from goldenthread.people.rules import CommunicationKind as Need

RULE = "letter-form"  # by when a form is owed
CASES = frozenset(kind for kind in case_types() if RULE in {each.id for each in limits_for(kind)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """In which case, and of what, a form is owed."""

    case_type: str
    case_id: int
    about: str

    @classmethod
    def of(cls, case_type: str, case_id: int, child_id: int, about: str) -> Where:
        """Return the case whose owner is asked: the letter's own, or else the child's."""
        if case_type in CASES:
            return cls(case_type=case_type, case_id=case_id, about=about)
        return cls(case_type="child", case_id=child_id, about=about)


def about_copy(copy_id: int) -> str:
    """Return how a clock names the copy that it is about."""
    return f"copy/{copy_id}"


class Way(StrEnum):
    """How somebody was given a letter that they could not use as it was."""

    CALLED = "called"
    SIGNED = "signed"
    INTERPRETED = "interpreted"
    TRANSLATED = "translated"
    EASY_READ = "easy-read"
    SYMBOLS = "symbols"
    LARGE_PRINT = "large-print"
    BRAILLE = "braille"
    RECORDED = "recorded"
    IN_PERSON = "in-person"
    NOT_WANTED = "not-wanted"


WAYS: Mapping[Way, str] = {
    Way.CALLED: "Called, and read it to them",
    Way.SIGNED: "Signed to them, or a signed film sent",
    Way.INTERPRETED: "Gone through with an interpreter",
    Way.TRANSLATED: "A translation sent",
    Way.EASY_READ: "An easy read copy sent",
    Way.SYMBOLS: "A copy with symbols sent",
    Way.LARGE_PRINT: "A copy in large print sent",
    Way.BRAILLE: "A copy in Braille sent",
    Way.RECORDED: "A recording sent",
    Way.IN_PERSON: "Met, and gone through it together",
    Way.NOT_WANTED: "They said that they do not need it this time",
}

# What the case's owner is asked to do for each need that a letter, as drawn, does not meet. A need
# without a line here fails a test.
TASKS: Mapping[Need, str] = {
    Need.EASY_READ: "Write it in easy read and send that too",
    Need.BRAILLE: "Have it made in Braille and send that too",
    Need.AUDIO: "Record it, or call and read it to them",
    Need.BSL: "Book a BSL interpreter to go through it, or send a signed film",
    Need.SYMBOLS: "Make a copy with symbols and send that too",
    Need.LANGUAGE: "Have it put into their language, or go through it with an interpreter",
    Need.PHONE_ONLY: "Call them and read it to them",
}
DRAWN = frozenset({Need.LARGE_PRINT})  # met by drawing the letter so
SPOKEN = frozenset({Need.INTERPRETER})  # for when people speak; no letter can meet it


def tasks_for(unmet: Collection[str]) -> tuple[str, ...]:
    """Return what to do for some needs, in words, in the order they are recorded."""
    return tuple(TASKS[Need(each)] for each in unmet if each in TASKS)

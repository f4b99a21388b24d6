"""A request as it comes in: by whom, how, and how sure we are which child it is about.

Law: Children and Families Act 2014 s.36(1); there is no prescribed form, and any part of the
council may receive it. Trust rule 15: nobody is linked to a child by a name and a birth date they
typed; a person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum


class Channel(StrEnum):
    """How a request reached the council."""

    PORTAL = "PORTAL"
    LETTER = "LETTER"
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    HAND = "HAND"


class Requester(StrEnum):
    """Who asks."""

    PARENT = "PARENT"
    YOUNG_PERSON = "YOUNG_PERSON"
    SETTING = "SETTING"  # somebody acting for a school or post-16 institution
    HEALTH = "HEALTH"
    SOCIAL_CARE = "SOCIAL_CARE"
    OTHER = "OTHER"  # anybody else who brings the child to the council's attention: s.24(1)


class RequestState(StrEnum):
    """What has become of a request as it came in."""

    NEW = "NEW"
    LINKED = "LINKED"  # a case was opened
    DUPLICATE = "DUPLICATE"  # the same as one that is open already
    SET_ASIDE = "SET_ASIDE"  # not a request, or not for this council; says why


CHANNEL_WORDS: Mapping[Channel, str] = {
    Channel.PORTAL: "Online",
    Channel.LETTER: "By letter",
    Channel.EMAIL: "By email",
    Channel.PHONE: "By telephone",
    Channel.HAND: "By hand or in person",
}
REQUESTER_WORDS: Mapping[Requester, str] = {
    Requester.PARENT: "A parent or carer",
    Requester.YOUNG_PERSON: "The young person",
    Requester.SETTING: "A school, college or nursery",
    Requester.HEALTH: "A health professional",
    Requester.SOCIAL_CARE: "A social care professional",
    Requester.OTHER: "Somebody else, or the council itself",
}
# SEN2 RequestSource: who made the request.
SOURCES: Mapping[Requester, str] = {
    Requester.PARENT: "1",
    Requester.YOUNG_PERSON: "1",
    Requester.SETTING: "2",
    Requester.HEALTH: "3",
    Requester.SOCIAL_CARE: "4",
    Requester.OTHER: "5",
}


class PanelQuestion(StrEnum):
    """What a panel is asked about a case."""

    ASSESS = "ASSESS"
    ISSUE = "ISSUE"


class PanelOutcome(StrEnum):
    """How an item of a panel came out."""

    WAITING = "WAITING"
    AGREED = "AGREED"
    REFUSED = "REFUSED"
    MORE = "MORE"  # sent back for more; the legal date stands
    TAKEN_OUT = "TAKEN_OUT"  # decided outside the panel, since its day came first


QUESTION_WORDS: Mapping[PanelQuestion, str] = {
    PanelQuestion.ASSESS: "Whether to assess",
    PanelQuestion.ISSUE: "Whether to issue a plan",
}
OUTCOME_WORDS: Mapping[PanelOutcome, str] = {
    PanelOutcome.WAITING: "To be decided",
    PanelOutcome.AGREED: "Agreed",
    PanelOutcome.REFUSED: "Refused",
    PanelOutcome.MORE: "More advice asked for: no date moves",
    PanelOutcome.TAKEN_OUT: "Decided outside this panel",
}
# The clock that a panel's question answers, in order of what ends first.
ANSWERS: Mapping[PanelQuestion, tuple[str, ...]] = {
    PanelQuestion.ASSESS: ("ena-decide",),
    PanelQuestion.ISSUE: ("ena-no-plan", "ena-yes-decision", "plan-draft", "plan-final"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a request, or a record, says of who a child is."""

    forename: str
    surname: str
    known_as: str = ""
    birth_date: date | None = None
    postcode: str = ""
    upn: str = ""
    nhs_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike a request and a record are: the reasons, strongest first, for a person to judge."""

    score: int  # 0 to 100; only sorts
    same: tuple[str, ...]
    different: tuple[str, ...]

    @property
    def words(self) -> str:
        """How sure this looks; a person decides all the same."""
        if self.score >= 90:
            return "Very likely the same child"
        return "May be the same child" if self.score >= 50 else "Probably another child"


def plain(name: str) -> str:
    """Return a name without accents, hyphens, apostrophes or capitals."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z0-9]", "", folded)


def likeness(asked: Person, held: Person) -> Likeness:
    """Compare a request with a record of a child.

    A number that is the same weighs most and one that differs weighs against; a name alone never
    makes it likely. Half-siblings and twins share much, so a different forename is always told.
    """
    points, same, different = 0, [], []
    for name, weight, says in (
        ("upn", 70, "pupil number (UPN)"),
        ("nhs_number", 70, "NHS number"),
        ("birth_date", 40, "date of birth"),
        ("postcode", 15, "postcode"),
    ):
        one, other = _bare(getattr(asked, name)), _bare(getattr(held, name))
        if not one or not other:
            continue
        if one == other:
            points += weight
            same.append(says)
        else:
            points -= weight // 2
            different.append(says)
    for says, weight, alike in (
        ("surname", 20, _alike(asked.surname, held.surname)),
        (
            "first name",
            25,
            max(_alike(asked.forename, held.forename), _alike(asked.forename, held.known_as)),
        ),
    ):
        if alike >= CLOSE:
            points += weight
            same.append(says if alike == 1 else f"{says}, nearly")
        else:
            points -= weight // 2
            different.append(says)
    return Likeness(score=max(0, min(100, points)), same=tuple(same), different=tuple(different))


CLOSE = 0.8  # of 1: one letter wrong in a name of five


def _bare(value: object) -> str:
    return plain(value) if isinstance(value, str) else (str(value) if value else "")


def _alike(one: str, other: str) -> float:
    one, other = plain(one), plain(other)
    if not one or not other:
        return 0.0
    return 1.0 if one == other else SequenceMatcher(None, one, other).ratio()

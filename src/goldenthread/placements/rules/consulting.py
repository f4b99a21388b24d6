"""Consulting a school or other setting: the law's grounds, who must be named, what is shown.

Children and Families Act 2014, ss.38(3), 39(4); SEND Code of Practice 9.83. Plain Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

COPY_KEPT_DAYS = 30  # cfg: how long a setting keeps its copy after the decision (trust rule 8)
LONGEST_WORDS = 6_000
REASON_LENGTH = 40  # letters, so that a ground has facts beside it


class WrongConsultation(ValueError):
    """It cannot be done as asked; the message says what to do."""


class ConsultState(StrEnum):
    """Where one consultation stands."""

    SENT = "SENT"
    ANSWERED = "ANSWERED"
    WITHDRAWN = "WITHDRAWN"
    CLOSED = "CLOSED"  # the case was decided: a setting was named, or the case ended


STATE_NAMES: Mapping[ConsultState, str] = {
    ConsultState.SENT: "Waiting for an answer",
    ConsultState.ANSWERED: "Answered",
    ConsultState.WITHDRAWN: "Withdrawn",
    ConsultState.CLOSED: "Closed",
}


class Answer(StrEnum):
    """What a setting says."""

    YES = "YES"
    NO = "NO"


class Ground(StrEnum):
    """The grounds of s.39(4), and no others."""

    UNSUITABLE = "UNSUITABLE"
    OTHERS_EDUCATION = "OTHERS_EDUCATION"
    RESOURCES = "RESOURCES"


GROUND_WORDS: Mapping[Ground, str] = {
    Ground.UNSUITABLE: "The setting is unsuitable for the child's age, ability, aptitude or "
    "special educational needs (s.39(4)(a))",
    Ground.OTHERS_EDUCATION: "The child's attendance would be incompatible with the provision of "
    "efficient education for others (s.39(4)(b)(i))",
    Ground.RESOURCES: "The child's attendance would be incompatible with the efficient use of "
    "resources (s.39(4)(b)(ii))",
}
GROUND_ASKS: Mapping[Ground, str] = {
    Ground.UNSUITABLE: "Say what the child needs that cannot be given here, even with the plan's "
    "provision and adjustments.",
    Ground.OTHERS_EDUCATION: "Say whose education, in what way, and which reasonable steps were "
    "thought of and why they would not do.",
    Ground.RESOURCES: "Say what it would cost beside what was compared, and for whom.",
}


class AskedBy(StrEnum):
    """Why a setting is consulted."""

    FAMILY = "FAMILY"  # the parent or young person asked for it (s.38)
    COUNCIL = "COUNCIL"  # the council thinks of it
    CURRENT = "CURRENT"  # the child is there now


ASKED_BY_WORDS: Mapping[AskedBy, str] = {
    AskedBy.FAMILY: "The family asked for it",
    AskedBy.COUNCIL: "The council thinks of it",
    AskedBy.CURRENT: "The child goes there now",
}


class Listed(StrEnum):
    """The kinds of setting of s.38(3), which a family may ask for with a right to it."""

    MAINTAINED = "MAINTAINED"
    NURSERY = "NURSERY"
    ACADEMY = "ACADEMY"
    FURTHER_EDUCATION = "FURTHER_EDUCATION"
    NON_MAINTAINED_SPECIAL = "NON_MAINTAINED_SPECIAL"
    APPROVED = "APPROVED"


LISTED_WORDS: Mapping[Listed, str] = {
    Listed.MAINTAINED: "a maintained school (s.38(3)(a))",
    Listed.NURSERY: "a maintained nursery school (s.38(3)(b))",
    Listed.ACADEMY: "an academy (s.38(3)(c))",
    Listed.FURTHER_EDUCATION: "a further education institution in England (s.38(3)(d))",
    Listed.NON_MAINTAINED_SPECIAL: "a non-maintained special school (s.38(3)(e))",
    Listed.APPROVED: "approved by the Secretary of State under s.41 (s.38(3)(f))",
}
# Types of the national register (GIAS), each by the paragraph it falls under.
LISTED_TYPES: Mapping[str, Listed] = {
    **dict.fromkeys(("01", "02", "03", "05", "07", "12"), Listed.MAINTAINED),
    "15": Listed.NURSERY,
    "08": Listed.NON_MAINTAINED_SPECIAL,
    "18": Listed.FURTHER_EDUCATION,
    **dict.fromkeys(
        (
            *("28", "33", "34", "35", "36", "38", "39", "40", "41", "42", "43", "44", "45", "46"),
            "57",
        ),
        Listed.ACADEMY,
    ),
}


def listed_as(type_code: str, section_41: bool) -> Listed | None:
    """Return the paragraph of s.38(3) a setting falls under; None where the list does not reach."""
    if found := LISTED_TYPES.get(type_code.zfill(2)):
        return found
    return Listed.APPROVED if section_41 else None


def must_be_named(asked_by: AskedBy, listed: Listed | None, grounds: frozenset[Ground]) -> bool:
    """Say whether s.39(3) requires a setting to be named: asked for, listed, and no ground made."""
    return asked_by is AskedBy.FAMILY and listed is not None and not grounds


def last_day_of_copy(closed: date) -> date:
    """Return the last day on which a setting consulted may still read its copy."""
    return closed + timedelta(days=COPY_KEPT_DAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a setting answers."""

    answer: Answer
    grounds: frozenset[Ground] = frozenset()
    reasons: str = ""
    needed: str = ""  # what it would need, if it says yes
    start: date | None = None


def check_reply(one: Reply) -> None:
    """Check an answer: a refusal needs a ground the law knows, and facts beside it.

    :raises WrongConsultation: with what to add
    """
    if one.answer is Answer.NO and not one.grounds:
        raise WrongConsultation(
            "Select the ground in law. Being full is not a ground by itself: say what one more "
            "child would do to the education of the others, or to resources."
        )
    if one.answer is Answer.NO and len(one.reasons.strip()) < REASON_LENGTH:
        raise WrongConsultation(
            f"Write the facts behind the ground, in at least {REASON_LENGTH} letters."
        )
    if one.answer is Answer.YES and one.grounds:
        raise WrongConsultation("Choose a ground only if the answer is no.")


class Basis(StrEnum):
    """Why a setting was named in section I."""

    ASKED_FOR = "ASKED_FOR"  # the family asked for it, and nothing stands against it
    NO_WISH = "NO_WISH"  # the family asked for none
    INSTEAD = "INSTEAD"  # another than the family asked for, which a ground rules out
    TYPE_ONLY = "TYPE_ONLY"  # no setting could be named: a type is


BASIS_WORDS: Mapping[Basis, str] = {
    Basis.ASKED_FOR: "The family asked for it",
    Basis.NO_WISH: "The family asked for no setting, and this one is appropriate",
    Basis.INSTEAD: "A ground rules out the one the family asked for, and this one is appropriate",
    Basis.TYPE_ONLY: "No setting could be named, so a type of setting is",
}


def check_named(basis: Basis, grounds: frozenset[Ground], reasons: str) -> None:
    """Check the record of why a setting is named.

    :raises WrongConsultation: with what to add
    """
    if basis is Basis.INSTEAD and not grounds:
        raise WrongConsultation(
            "Select the ground in law that rules out the setting the family asked for."
        )
    if len(reasons.strip()) < REASON_LENGTH:
        raise WrongConsultation(f"Write the reasons, in at least {REASON_LENGTH} letters.")

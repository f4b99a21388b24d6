"""Whom the law says to ask for advice, how each is bound, and what an answer must say.

SEND Regulations 2014, regs 6 and 8; Children and Families Act 2014, s.31. Plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from goldenthread.access.rules import Role


class Adviser(StrEnum):
    """Whose advice it is; the values are what events are about."""

    FAMILY = "family"
    EDUCATION = "education"
    HEALTH = "health"
    PSYCHOLOGY = "educational-psychology"
    SOCIAL_CARE = "social-care"
    OTHER = "other"
    ADULTHOOD = "adulthood"
    FAMILY_ASKED = "family-asked"


class Bound(StrEnum):
    """How the six weeks bind: what the event of asking says."""

    MUST = "must"  # bodies asked under s.31: reg 8
    SHOULD = "should"  # the council's own services: the Code
    LOCAL = "local"  # schools and others: our own date
    INVITED = "invited"  # the family: no date, never late


@dataclass(frozen=True, slots=True)
class AdviserSpec:
    """One kind of adviser: its paragraph of reg 6(1), how it is bound, who answers."""

    letter: str
    title: str
    asks_for: str
    bound: Bound
    roles: frozenset[Role]


ADVISERS: Mapping[Adviser, AdviserSpec] = {
    Adviser.FAMILY: AdviserSpec(
        "a",
        "The family's own advice",
        "What the child's parent or the young person wants to say",
        Bound.INVITED,
        frozenset(),
    ),
    Adviser.EDUCATION: AdviserSpec(
        "b",
        "Educational advice",
        "From the head teacher or principal of the school or setting",
        Bound.LOCAL,
        frozenset({Role.SENCO}),
    ),
    Adviser.HEALTH: AdviserSpec(
        "c",
        "Medical advice",
        "From a health care professional named by the integrated care board",
        Bound.MUST,
        frozenset({Role.HEALTH_ADVISER, Role.DCO}),
    ),
    Adviser.PSYCHOLOGY: AdviserSpec(
        "d",
        "Psychological advice",
        "From an educational psychologist",
        Bound.SHOULD,
        frozenset({Role.PSYCHOLOGIST}),
    ),
    Adviser.SOCIAL_CARE: AdviserSpec(
        "e",
        "Social care advice",
        "From social care",
        Bound.SHOULD,
        frozenset({Role.SOCIAL_WORKER, Role.DSCO}),
    ),
    Adviser.OTHER: AdviserSpec(
        "f",
        "Advice from somebody else",
        "From any other person the council thinks it should ask",
        Bound.LOCAL,
        frozenset({Role.HEALTH_ADVISER, Role.SENCO, Role.SOCIAL_WORKER, Role.PSYCHOLOGIST}),
    ),
    Adviser.ADULTHOOD: AdviserSpec(
        "g",
        "Advice on preparing for adulthood",
        "On provision for adulthood and independent living, from year 9 on",
        Bound.LOCAL,
        frozenset({Role.SENCO, Role.SOCIAL_WORKER}),
    ),
    Adviser.FAMILY_ASKED: AdviserSpec(
        "h",
        "Advice the family asked for",
        "From anybody the family reasonably asks the council to ask",
        Bound.LOCAL,
        frozenset({Role.HEALTH_ADVISER, Role.SENCO, Role.SOCIAL_WORKER, Role.PSYCHOLOGIST}),
    ),
}
ALWAYS = (
    Adviser.FAMILY,
    Adviser.EDUCATION,
    Adviser.HEALTH,
    Adviser.PSYCHOLOGY,
    Adviser.SOCIAL_CARE,
)
ADULTHOOD_FROM_YEAR = 9
# Whose answers the finalising of a plan waits for; the family is invited and never waited for.
GATED = tuple(each for each in Adviser if each is not Adviser.FAMILY)
LEADERS: Mapping[Role, frozenset[Adviser]] = {  # who sees and hands out a whole service's work
    Role.DCO: frozenset({Adviser.HEALTH}),
    Role.DSCO: frozenset({Adviser.SOCIAL_CARE}),
}
CHASED_IN_WEEKS = (3, 5, 6)  # from the day the adviser received the request
MOST_ASKED = 20  # of one kind in one assessment


class AdviceState(StrEnum):
    """Where one request for advice stands."""

    INVITED = "INVITED"  # the family
    ASKED = "ASKED"
    SENT_BACK = "SENT_BACK"  # incomplete, with the reason; the six weeks run on
    NOT_KNOWN = "NOT_KNOWN"  # "not known to us": to be challenged
    CHALLENGED = "CHALLENGED"  # asked again, with the reason
    ANSWERED = "ANSWERED"
    REUSED = "REUSED"  # existing advice, with three consents
    WITHDRAWN = "WITHDRAWN"


STATE_NAMES: Mapping[AdviceState, str] = {
    AdviceState.INVITED: "Invited",
    AdviceState.ASKED: "Asked",
    AdviceState.SENT_BACK: "Sent back",
    AdviceState.NOT_KNOWN: "“Not known to us”: to be challenged",
    AdviceState.CHALLENGED: "Challenged",
    AdviceState.ANSWERED: "Answered",
    AdviceState.REUSED: "Existing advice used",
    AdviceState.WITHDRAWN: "Withdrawn",
}
AWAITED = frozenset({AdviceState.ASKED, AdviceState.SENT_BACK, AdviceState.CHALLENGED})
OPEN = AWAITED | {AdviceState.NOT_KNOWN, AdviceState.INVITED}
SETTLED = frozenset({AdviceState.ANSWERED, AdviceState.REUSED})
MOVES: Mapping[AdviceState, frozenset[AdviceState]] = {
    AdviceState.INVITED: frozenset({AdviceState.ANSWERED, AdviceState.WITHDRAWN}),
    AdviceState.ASKED: frozenset(
        {AdviceState.ANSWERED, AdviceState.NOT_KNOWN, AdviceState.REUSED, AdviceState.WITHDRAWN}
    ),
    AdviceState.SENT_BACK: frozenset({AdviceState.ANSWERED, AdviceState.WITHDRAWN}),
    AdviceState.NOT_KNOWN: frozenset(
        {AdviceState.CHALLENGED, AdviceState.ANSWERED, AdviceState.WITHDRAWN}
    ),
    AdviceState.CHALLENGED: frozenset(
        {AdviceState.ANSWERED, AdviceState.NOT_KNOWN, AdviceState.WITHDRAWN}
    ),
    AdviceState.ANSWERED: frozenset({AdviceState.SENT_BACK}),
    AdviceState.REUSED: frozenset(),
    AdviceState.WITHDRAWN: frozenset(),
}


class WrongAnswer(ValueError):
    """The advice cannot be taken as it is; the message says what to do."""


def check_move(now: AdviceState, to: AdviceState) -> None:
    """Check that a request for advice may go from one state to another.

    :raises WrongAnswer: if it may not, saying why in a sentence
    """
    if to in MOVES[now]:
        return
    if now is AdviceState.WITHDRAWN:
        raise WrongAnswer(
            "This request was withdrawn, so no advice is needed. What you wrote is kept: you can "
            "still read and copy it."
        )
    if now is AdviceState.ANSWERED:
        raise WrongAnswer("This advice was given already. Ask the council to send it back first.")
    raise WrongAnswer(
        f"A request for advice that is “{STATE_NAMES[now].lower()}” cannot be"
        f" “{STATE_NAMES[to].lower()}”."
    )


def lawful_advisers(year_group: int | None) -> tuple[Adviser, ...]:
    """Return whom the law says to ask for every child, and from year 9 on for adulthood too."""
    older = year_group is not None and year_group >= ADULTHOOD_FROM_YEAR
    return (*ALWAYS, Adviser.ADULTHOOD) if older else ALWAYS


def about_for(kind: Adviser, taken: Iterable[str]) -> str:
    """Return what the events of one more adviser of a kind are about.

    :raises WrongAnswer: if there are too many of that kind
    """
    used = set(taken)
    names = (kind.value, *(f"{kind.value}-{n}" for n in range(2, MOST_ASKED + 1)))
    for name in names:
        if name not in used:
            return name
    raise WrongAnswer(f"{MOST_ASKED} advisers of that kind have been asked. Withdraw one first.")


def chases_due(received: date, today: date, sent: Iterable[int]) -> tuple[int, ...]:
    """Return the week of the chase to send now, if one is due: the latest not yet sent.

    A chase missed while the jobs stood still is not sent beside a later one: nobody gets two
    letters on one day.
    """
    due = [w for w in CHASED_IN_WEEKS if today >= received + timedelta(weeks=w)]
    if not due or max(sent, default=0) >= due[-1]:
        return ()
    return (due[-1],)


# What an answer says -------------------------------------------------------------------------


class StatementKind(StrEnum):
    """The four things a statement may say."""

    STRENGTH = "STRENGTH"
    NEED = "NEED"
    OUTCOME = "OUTCOME"
    PROVISION = "PROVISION"


STATEMENT_NAMES: Mapping[StatementKind, str] = {
    StatementKind.STRENGTH: "Strength",
    StatementKind.NEED: "Need",
    StatementKind.OUTCOME: "Outcome",
    StatementKind.PROVISION: "Provision",
}


class NeedArea(StrEnum):
    """The areas of need of the Code of Practice, and the two beside them."""

    COMMUNICATION = "communication"
    LEARNING = "learning"
    FEELINGS = "feelings"
    SENSORY = "sensory"
    HEALTH = "health"
    SOCIAL_CARE = "social-care"


AREA_NAMES: Mapping[NeedArea, str] = {
    NeedArea.COMMUNICATION: "Communication and interaction",
    NeedArea.LEARNING: "Cognition and learning",
    NeedArea.FEELINGS: "Social, emotional and mental health",
    NeedArea.SENSORY: "Sensory and physical",
    NeedArea.HEALTH: "Health",
    NeedArea.SOCIAL_CARE: "Social care",
}
PROVISION_FIELDS: Mapping[str, str] = {
    "who": "who gives it",
    "how_often": "how often",
    "how_long": "how long each time",
    "ratio": "one to one, or how many share it",
    "expertise": "what skill or training it needs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement as written; which fields matter depends on its kind."""

    kind: StatementKind
    words: str
    need_area: str = ""
    everyday: str = ""  # what a need means in everyday life
    who: str = ""
    how_often: str = ""
    how_long: str = ""
    ratio: str = ""
    expertise: str = ""
    passage: str = ""  # where it stands in a report: "page 4, paragraph 2"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceStatement:
    """One statement of given advice, as the plan is drafted from it.

    `key` is for ever: "AS" and the number of its row. `about` says which adviser of the case.
    """

    key: str
    kind: StatementKind
    words: str
    need_area: str
    everyday: str
    who: str
    how_often: str
    how_long: str
    ratio: str
    expertise: str
    passage: str
    about: str
    adviser: Adviser
    letter: str  # the paragraph of reg 6(1)
    service: str
    author: str  # who gave it, by name and post
    given_on: date | None
    request_id: int
    file_ids: tuple[int, ...] = field(default=())
    post_id: int | None = None  # of whoever gave it: they answer for it in the plan


def missing_of(one: Statement) -> tuple[tuple[str, str], ...]:
    """Return what a statement lacks, as the field and a sentence for its writer."""
    found: list[tuple[str, str]] = []
    if not one.words.strip():
        found.append(("words", f"Write the {STATEMENT_NAMES[one.kind].lower()}."))
    if one.kind is StatementKind.NEED:
        if one.need_area not in set(NeedArea):
            found.append(("need_area", "Select the area of need."))
        if not one.everyday.strip():
            found.append(("everyday", "Write what the need means for the child's everyday life."))
    if one.kind is StatementKind.PROVISION:
        found += [
            (name, f"Write {words}.")
            for name, words in PROVISION_FIELDS.items()
            if not getattr(one, name).strip()
        ]
    return tuple(found)


def check_statement(one: Statement) -> None:
    """Check that a statement says all that its kind must.

    :raises WrongAnswer: with the first thing that is missing
    """
    if found := missing_of(one):
        raise WrongAnswer(found[0][1])


def check_complete(statements: Sequence[Statement], files: int, adviser: Adviser) -> None:
    """Check that advice can be given: something is said, or a report is attached.

    :raises WrongAnswer: saying what to add
    """
    for each in statements:
        check_statement(each)
    if not statements and not files:
        raise WrongAnswer("Add at least one statement, or a report, before you give your advice.")
    kinds = {each.kind for each in statements}
    if adviser is not Adviser.FAMILY and StatementKind.PROVISION in kinds:
        for kind in (StatementKind.NEED, StatementKind.OUTCOME):
            if kind not in kinds:
                name = STATEMENT_NAMES[kind].lower()
                raise WrongAnswer(f"Provision is for a need and an outcome: add the {name}.")


class Offer(StrEnum):
    """Whether social care offered an assessment of its own (S09)."""

    OFFERED = "OFFERED"
    NOT_OFFERED = "NOT_OFFERED"


class FamilyAnswer(StrEnum):
    """What the family answered to that offer."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    NOT_YET = "NOT_YET"


OFFER_NAMES = {Offer.OFFERED: "Yes, it was offered", Offer.NOT_OFFERED: "No, it was not offered"}
ANSWER_NAMES = {
    FamilyAnswer.ACCEPTED: "They accepted",
    FamilyAnswer.DECLINED: "They declined",
    FamilyAnswer.NOT_YET: "They have not answered yet",
}

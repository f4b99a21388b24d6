"""What can be decided in a case: where it leads, what must be said, what the Act asks.

Law: Children and Families Act 2014 ss.36(8) and 37(1); SEND Regulations 2014 regs 5, 10 and 13.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goldenthread.assessment.rules.stages import Stage
from goldenthread.ui.words import plain_date

S = Stage


class Decided(StrEnum):
    """One kind for each thing that can be decided."""

    RECEIVE = "RECEIVE"
    PUT_FORWARD = "PUT_FORWARD"  # papers are ready: decide whether to assess
    AGREE_TO_ASSESS = "AGREE_TO_ASSESS"
    REFUSE_TO_ASSESS = "REFUSE_TO_ASSESS"
    PUT_TO_ISSUE = "PUT_TO_ISSUE"  # the advice is in: decide whether to issue
    ASK_FOR_MORE = "ASK_FOR_MORE"  # back to the advisers
    AGREE_TO_ISSUE = "AGREE_TO_ISSUE"
    REFUSE_TO_ISSUE = "REFUSE_TO_ISSUE"
    SEND_DRAFT = "SEND_DRAFT"
    SEND_AMENDED = "SEND_AMENDED"
    CONSULT = "CONSULT"
    FINALISE = "FINALISE"
    ISSUE = "ISSUE"
    WITHDRAW = "WITHDRAW"
    MOVE_AWAY = "MOVE_AWAY"
    ORDER = "ORDER"
    BEGIN_ORDERED = "BEGIN_ORDERED"


D = Decided
LEADS_TO: Mapping[Decided, Stage] = {
    D.RECEIVE: S.REQUESTED,
    D.PUT_FORWARD: S.DECIDING_ASSESS,
    D.AGREE_TO_ASSESS: S.ASSESSING,
    D.REFUSE_TO_ASSESS: S.NOT_ASSESSED,
    D.PUT_TO_ISSUE: S.DECIDING_ISSUE,
    D.ASK_FOR_MORE: S.ASSESSING,
    D.AGREE_TO_ISSUE: S.DRAFTING,
    D.REFUSE_TO_ISSUE: S.NO_PLAN,
    D.SEND_DRAFT: S.DRAFT_WITH_FAMILY,
    D.SEND_AMENDED: S.DRAFT_WITH_FAMILY,
    D.CONSULT: S.CONSULTING,
    D.FINALISE: S.FINALISING,
    D.ISSUE: S.PLAN_ISSUED,
    D.WITHDRAW: S.WITHDRAWN,
    D.MOVE_AWAY: S.MOVED_AWAY,
    D.ORDER: S.ORDERED,
}  # what an order leads to next hangs on the order: see `rules.orders`
# A move between the same stages may be two things: what may be decided where.
FROM: Mapping[Decided, frozenset[Stage]] = {
    D.AGREE_TO_ASSESS: frozenset({S.REQUESTED, S.DECIDING_ASSESS}),
    D.ASK_FOR_MORE: frozenset({S.DECIDING_ISSUE}),
    D.AGREE_TO_ISSUE: frozenset({S.ASSESSING, S.DECIDING_ISSUE}),
    D.PUT_TO_ISSUE: frozenset({S.ASSESSING}),
    D.SEND_DRAFT: frozenset({S.DRAFTING}),
    D.SEND_AMENDED: frozenset({S.DRAFT_WITH_FAMILY, S.CONSULTING, S.FINALISING}),
}
DECIDED_WORDS: Mapping[Decided, str] = {
    D.RECEIVE: "Request taken in",
    D.PUT_FORWARD: "Put forward for a decision whether to assess",
    D.AGREE_TO_ASSESS: "Agreed to assess",
    D.REFUSE_TO_ASSESS: "Refused to assess",
    D.PUT_TO_ISSUE: "Put forward for a decision whether to issue a plan",
    D.ASK_FOR_MORE: "Sent back for more advice",
    D.AGREE_TO_ISSUE: "Agreed to issue a plan",
    D.REFUSE_TO_ISSUE: "Refused to issue a plan",
    D.SEND_DRAFT: "Draft plan sent",
    D.SEND_AMENDED: "Amended draft sent",
    D.CONSULT: "Settings consulted",
    D.FINALISE: "Began the final plan",
    D.ISSUE: "Plan issued",
    D.WITHDRAW: "Request withdrawn",
    D.MOVE_AWAY: "Moved to another area",
    D.ORDER: "Ordered, conceded or agreed",
    D.BEGIN_ORDERED: "Began what was ordered",
}
REFUSALS = frozenset({D.REFUSE_TO_ASSESS, D.REFUSE_TO_ISSUE})
# Decisions that the family can take to mediation and the Tribunal: CFA s.51(2).
APPEALABLE: Mapping[Decided, str] = {
    D.REFUSE_TO_ASSESS: "no-assessment",
    D.REFUSE_TO_ISSUE: "no-plan",
    D.ISSUE: "plan",
}
NEEDS_REASONS = REFUSALS | {
    *(D.AGREE_TO_ASSESS, D.AGREE_TO_ISSUE, D.ASK_FOR_MORE, D.SEND_AMENDED),
    *(D.WITHDRAW, D.MOVE_AWAY),
}
LONGEST_REASON = 6000  # characters


class ReasonsMissing(ValueError):
    """No reasons were given, or none that the family could weigh."""


class TestNotAnswered(ValueError):
    """The questions of the Act are not answered, or the answers do not bear the decision."""

    __test__ = False  # not a test, whatever its name begins with


class WrongDate(ValueError):
    """A date that cannot be; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question that the Act asks before a decision, in our words, with its provision."""

    key: str
    words: str
    source: str


HAS_NEEDS = Question(
    "has-needs",
    "Does the child have, or might they have, special educational needs?",
    "CFA 2014 s.36(8)(a)",
)
MAY_NEED_PLAN = Question(
    "may-need-plan",
    "Might they need special educational provision that calls for a plan?",
    "CFA 2014 s.36(8)(b)",
)
NEEDS_PLAN = Question(
    "needs-plan",
    "Seen in the light of the assessment, is a plan needed for the provision to be made?",
    "CFA 2014 s.37(1)",
)
QUESTIONS: Mapping[Decided, tuple[Question, ...]] = {
    D.AGREE_TO_ASSESS: (HAS_NEEDS, MAY_NEED_PLAN),
    D.REFUSE_TO_ASSESS: (HAS_NEEDS, MAY_NEED_PLAN),
    D.AGREE_TO_ISSUE: (NEEDS_PLAN,),
    D.REFUSE_TO_ISSUE: (NEEDS_PLAN,),
}


def check_tests(kind: Decided, tests: Mapping[str, bool]) -> None:
    """Check that the Act's questions are answered, and that the answers bear the decision.

    The threshold for an assessment is low: "may". If every answer is yes the law obliges the
    council to go ahead, whatever a local policy says.

    :raises TestNotAnswered: if one is missing, or they point the other way
    """
    asked = QUESTIONS.get(kind, ())
    missing = [each for each in asked if each.key not in tests]
    if missing:
        raise TestNotAnswered(f"Answer the question of the law: {missing[0].words}")
    if not asked:
        return
    met = all(tests[each.key] for each in asked)
    if kind in REFUSALS and met:
        raise TestNotAnswered(
            "Every question of the law is answered with yes, so the law obliges the council to go "
            "ahead. Change an answer and say why in the reasons, or agree instead."
        )
    if kind not in REFUSALS and not met:
        raise TestNotAnswered(
            "A question of the law is answered with no, so this decision would have no ground in "
            "it. Change the answer, or refuse with your reasons."
        )


def check_reasons(kind: Decided, reasons: str) -> str:
    """Return the reasons with no blanks round them.

    :raises ReasonsMissing: if there are none where the family is owed them, or too many
    """
    said = reasons.strip()
    if kind in NEEDS_REASONS and not said:
        raise ReasonsMissing("Enter the reasons for the decision: the family will read them.")
    if len(said) > LONGEST_REASON:
        raise ReasonsMissing(
            f"Shorten the reasons to {LONGEST_REASON:,} characters; put the rest in a document."
        )
    return said


def check_date(day: date, *, today: date, received: date | None, since: date | None = None) -> None:
    """Check a legal date against today, the day of the request and the stage before.

    :raises WrongDate: if it lies ahead, before the request, or before the case came so far
    """
    if day > today:
        raise WrongDate(
            f"{plain_date(day)} is still to come. Enter the day it was decided, today at the "
            "latest."
        )
    if received and day < received:
        raise WrongDate(
            f"{plain_date(day)} is before the request was received ({plain_date(received)}). "
            "Check the date, or correct the day of the request first."
        )
    if since and day < since:
        raise WrongDate(
            f"{plain_date(day)} is before the case came to this stage ({plain_date(since)}). "
            "Check the date."
        )

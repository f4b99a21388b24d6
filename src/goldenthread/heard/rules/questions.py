"""The questions, dated and versioned: an answer is read by the questions that were asked then.

A version that was put to families is never edited: a new wording is a new version with its own
first day, so that a change of words can never pass for a change of opinion.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Step(StrEnum):
    """After what a family is asked."""

    REQUEST_DECIDED = "REQUEST_DECIDED"
    DRAFT_SENT = "DRAFT_SENT"
    PLAN_ISSUED = "PLAN_ISSUED"
    REVIEW_HELD = "REVIEW_HELD"
    COMPLAINT_ANSWERED = "COMPLAINT_ANSWERED"
    FIRST_SEEN = "FIRST_SEEN"
    YEAR = "YEAR"


STEP_WORDS: Mapping[Step, str] = {
    Step.REQUEST_DECIDED: "We told you if we will assess",
    Step.DRAFT_SENT: "We sent you a draft plan",
    Step.PLAN_ISSUED: "We sent you the plan",
    Step.REVIEW_HELD: "We met to look at the plan",
    Step.COMPLAINT_ANSWERED: "We answered your complaint",
    Step.FIRST_SEEN: "You had the first visit",
    Step.YEAR: "Your last year",
}


class Door(StrEnum):
    """How an answer came."""

    LINK = "LINK"  # a one-use link that we sent
    ACCOUNT = "ACCOUNT"  # signed in, asked once
    OPEN = "OPEN"  # the address anybody may use
    PAPER = "PAPER"  # on paper or by phone, typed in by staff


AGREE: Mapping[str, str] = {
    "STRONGLY_AGREE": "I agree a lot",
    "AGREE": "I agree",
    "MIDDLE": "In the middle",
    "DISAGREE": "I do not agree",
    "STRONGLY_DISAGREE": "I do not agree at all",
}
GIVEN: Mapping[str, str] = {
    "ALL": "All of it",
    "MOST": "Most of it",
    "SOME": "Some of it",
    "NONE": "None of it",
    "NO_PLAN": "We have no plan",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with a fixed set of answers; which of them count, and which are good."""

    key: str
    words: str  # as the family reads it
    about: str  # as a table of results names it
    choices: Mapping[str, str]
    good: frozenset[str]
    left_out: frozenset[str] = frozenset()  # answers that say the question is not for them


def _agree(key: str, words: str, about: str) -> Question:
    return Question(
        key=key, words=words, about=about, choices=AGREE,
        good=frozenset({"STRONGLY_AGREE", "AGREE"}),
    )  # fmt: skip


HEARD, GIVEN_NOW = "heard", "given"  # the two that measures of the area are made of
QUESTIONS: Mapping[str, Question] = {
    each.key: each
    for each in (
        _agree(HEARD, "You listened to us.", "Felt heard"),
        _agree("clear", "What you told us was clear.", "What we told them was clear"),
        _agree("next", "I know what comes next and when.", "Know what comes next and when"),
        _agree("reach", "It was easy to get an answer from you.", "Found it easy to get an answer"),
        Question(
            key=GIVEN_NOW, words="How much of the help in the plan is given?",
            about="Say that all or most of the help in the plan is given", choices=GIVEN,
            good=frozenset({"ALL", "MOST"}), left_out=frozenset({"NO_PLAN"}),
        ),
        _agree("shaped", "What families say changes what you do.",
               "Say that what families say changes things"),
        _agree("better", "Things are better than a year ago.", "Say things are better"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A set of questions, put to families after certain steps, between two days."""

    key: str
    version: int
    title: str
    steps: frozenset[Step]
    asks: tuple[str, ...]  # keys of questions, in order
    days_open: int  # calendar days in which a one-use link can be used
    in_force_from: date
    in_force_to: date | None = None

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions, in the order they are asked."""
        return tuple(QUESTIONS[key] for key in self.asks)

    def is_in_force(self, on: date) -> bool:
        """Say whether it is asked on a day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


AFTER_A_STEP = frozenset(Step) - {Step.YEAR, Step.REVIEW_HELD}
SURVEYS: tuple[Survey, ...] = (
    Survey(
        key="after-a-step", version=1, title="How did we do?", steps=AFTER_A_STEP,
        asks=(HEARD, "clear", "next"), days_open=60, in_force_from=date(2023, 9, 1),
    ),
    Survey(
        key="after-a-review", version=1, title="How was the meeting?",
        steps=frozenset({Step.REVIEW_HELD}), asks=(HEARD, "clear", GIVEN_NOW), days_open=60,
        in_force_from=date(2023, 9, 1),
    ),
    Survey(
        key="yearly", version=1, title="How was your year?", steps=frozenset({Step.YEAR}),
        asks=(HEARD, "reach", "next", GIVEN_NOW, "shaped", "better"), days_open=90,
        in_force_from=date(2023, 9, 1),
    ),
)  # fmt: skip


class NoSuchSurvey(LookupError):
    """Nothing is asked after that step on that day, or there is no such version."""


def survey_for(step: Step, on: date) -> Survey:
    """Return what families are asked after a step on a day.

    :raises NoSuchSurvey: if nothing is
    """
    for each in SURVEYS:
        if step in each.steps and each.is_in_force(on):
            return each
    raise NoSuchSurvey(f"Nothing is asked after {step} on {on}.")


def survey(key: str, version: int) -> Survey:
    """Return one version of a survey, in force or not.

    :raises NoSuchSurvey: if there is none
    """
    for each in SURVEYS:
        if (each.key, each.version) == (key, version):
            return each
    raise NoSuchSurvey(f"There is no version {version} of the survey '{key}'.")

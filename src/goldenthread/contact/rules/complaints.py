"""Complaints: by which rules each sort goes, its stages, what may follow what, what was learned.

Plain Python. The days are the law's (`law.entries.s12_complaints`); none is chosen here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goldenthread.contact.rules import Refused
from goldenthread.law import limits


class Sort(StrEnum):
    """What a complaint is about, which says by which rules it goes."""

    COUNCIL = "COUNCIL"
    SOCIAL_CARE = "SOCIAL_CARE"
    HEALTH = "HEALTH"
    DATA = "DATA"


class State(StrEnum):
    """Where a complaint stands."""

    OPEN = "OPEN"  # an answer is owed at this stage
    ANSWERED = "ANSWERED"  # answered; the family may take it further
    WITHDRAWN = "WITHDRAWN"
    OMBUDSMAN = "OMBUDSMAN"  # the family has gone to the Ombudsman


class Outcome(StrEnum):
    """What a stage found."""

    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    NOT_UPHELD = "NOT_UPHELD"


class Done(StrEnum):
    """What has been done at a stage, in order. The panel's two come at the last stage alone."""

    RECEIVED = "RECEIVED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    PANEL_MET = "PANEL_MET"
    PANEL_REPORTED = "PANEL_REPORTED"
    ANSWERED = "ANSWERED"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRule:
    """One stage of one sort: the law's name for its route, and the rule its clocks come from."""

    route: str
    rule: str
    title: str
    acknowledged: bool = True  # the rule has a day for saying that it came
    panel: bool = False


SORTS: Mapping[Sort, str] = {
    Sort.COUNCIL: "The council's work",
    Sort.SOCIAL_CARE: "Children's social care",
    Sort.HEALTH: "The NHS",
    Sort.DATA: "How information was used",
}
STAGES: Mapping[Sort, tuple[StageRule, ...]] = {
    Sort.COUNCIL: (
        StageRule(route="corporate-1", rule="cmp-s1", title="Stage 1"),
        StageRule(route="corporate-2", rule="cmp-s2", title="Stage 2"),
    ),
    Sort.SOCIAL_CARE: (
        StageRule(route="children-act-1", rule="cmp-ca-s1", title="Stage 1", acknowledged=False),
        StageRule(
            route="children-act-2",
            rule="cmp-ca-s2",
            title="Stage 2: an investigation",
            acknowledged=False,
        ),
        StageRule(
            route="children-act-3",
            rule="cmp-ca-s3",
            title="Stage 3: a panel",
            acknowledged=False,
            panel=True,
        ),
    ),
    Sort.HEALTH: (StageRule(route="nhs", rule="cmp-nhs", title="NHS complaint"),),
    Sort.DATA: (
        StageRule(route="data-protection", rule="dp-complaint", title="Information complaint"),
    ),
}
STATES: Mapping[State, str] = {
    State.OPEN: "Waiting for an answer",
    State.ANSWERED: "Answered",
    State.WITHDRAWN: "Withdrawn",
    State.OMBUDSMAN: "With the Ombudsman",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.UPHELD: "Upheld",
    Outcome.PARTLY: "Partly upheld",
    Outcome.NOT_UPHELD: "Not upheld",
}
TO_OMBUDSMAN = frozenset({Sort.COUNCIL, Sort.SOCIAL_CARE})  # cmp-lgsco
FOUND_FAULT = frozenset({Outcome.UPHELD, Outcome.PARTLY})


def stage_rule(sort: Sort, number: int) -> StageRule:
    """Return the rules of one stage, counted from 1."""
    return STAGES[sort][number - 1]


def about(number: int) -> str:
    """Name a stage in an event, so that its clocks are told from those of the others."""
    return f"stage-{number}"


def check_step(rule: StageRule, done: Sequence[Done], step: Done) -> None:
    """Check that a step may be taken now at a stage.

    An answer need not wait for an acknowledgement: an early answer is no fault. A panel meets,
    then reports, then is answered.

    :raises Refused: if the step was taken, is not part of this stage, or comes too early
    """
    if step in done:
        raise Refused("This has been done already.")
    if Done.ANSWERED in done:
        raise Refused("This stage has been answered. Take it to the next stage instead.")
    if step is Done.ACKNOWLEDGED and rule.panel:
        raise Refused("The panel's stage begins when it is asked for.")
    if step in (Done.PANEL_MET, Done.PANEL_REPORTED) and not rule.panel:
        raise Refused("Only the last stage of a social care complaint has a panel.")
    before = {Done.PANEL_REPORTED: Done.PANEL_MET, Done.ANSWERED: Done.PANEL_REPORTED}
    if rule.panel and step in before and before[step] not in done:
        raise Refused("The panel meets, then it reports, then it is answered.")


def next_stage(sort: Sort, number: int) -> StageRule | None:
    """Return the stage after one, or None after the last."""
    later = STAGES[sort][number:]
    return later[0] if later else None


def may_go_further(sort: Sort, number: int, state: State) -> StageRule:
    """Return the stage to which a family may take its complaint.

    :raises Refused: if it is not answered yet, or there is no stage after this
    """
    later = next_stage(sort, number)
    if state is not State.ANSWERED:
        raise Refused("It goes to the next stage once this one has been answered.")
    if later is None:
        raise Refused("There is no stage after this one here. The family may ask the Ombudsman.")
    return later


def longest(rule: StageRule, *, started: date, reply_due: date | None) -> date | None:
    """Return the last day to which this stage's answer may be put off, or None: not at all.

    By the further step of the rule that has no clock of its own: counted from the reply's own last
    day (corporate stage 1) or from the start (Children Act). The due date itself does not move.
    """
    limit = limits.time_limit(rule.rule, started)
    more = next((step for step in limit.further if not step.stops), None)
    if more is None:
        return None
    start = reply_due if more.from_previous else started
    return more.count.last_day(start) if start else None


def check_extension(rule: StageRule, *, until: date, limit: date | None, because: str) -> None:
    """Check that an answer may be put off until a day.

    :raises Refused: if the rules allow no more time, or not as much, or no reason is given
    """
    if limit is None:
        raise Refused(f"{rule.title} allows no more time.")
    if until > limit:
        raise Refused(f"The rules allow no day after {limit:%d %B %Y}.")
    if not because.strip():
        raise Refused("Say why more time is needed. The family is told.")


# What a complaint taught us: the same themes as the findings of an inspection, so that both can be
# counted together (`strategy.reading.themes`; a test holds the two lists to each other).
THEMES: Mapping[str, str] = {
    "ehcp-timeliness": "Assessment and plans on time",
    "ehcp-quality": "Quality of plans and of advice",
    "annual-reviews": "Annual reviews and amended plans",
    "communication": "Communication, and being answered",
    "coproduction": "Being heard and involved",
    "information-sharing": "Sharing information",
    "waiting-times": "Waiting for health services",
    "waiting-well": "Support while waiting",
    "nd-ld-pathways": "Autism, ADHD and learning disability pathways",
    "mental-health": "Mental health",
    "therapies": "Therapies",
    "equipment": "Equipment and wheelchairs",
    "early-identification": "Early help",
    "mainstream-inclusion": "Support in mainstream schools",
    "sufficiency": "Specialist places",
    "ap": "Alternative provision",
    "exclusion-attendance": "Exclusion and attendance",
    "transitions": "Moving between phases",
    "pfa": "Preparation for adulthood",
    "social-care-short-breaks": "Social care and short breaks",
    "workforce": "Training and staffing",
    "governance": "Governance",
    "joint-commissioning": "Joint commissioning",
    "jsna-data": "Data for planning",
    "impact-evaluation": "Knowing what works",
}


def check_learning(*, theme: str, change: str, outcomes: Sequence[str]) -> None:
    """Check that something was found, and that what is changed is said.

    :raises Refused: if nothing was upheld, or the theme or the change is missing
    """
    if not FOUND_FAULT.intersection(Outcome(each) for each in outcomes if each):
        raise Refused("Learning is recorded once something has been upheld.")
    if theme not in THEMES:
        raise Refused("Choose what it is about.")
    if not change.strip():
        raise Refused("Say what will be done differently.")

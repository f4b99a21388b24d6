"""Rules about active plans: placements, needs, reviews and phase transfers."""

from __future__ import annotations

from goldenthread.exchange.sen2.checks.registry import (
    Case,
    Context,
    Finding,
    Findings,
    case_rule,
)
from goldenthread.measures.rules import PlanInForce, last_review_day, review_is_overdue

ACTIVE = "ActivePlans"
FOUR_WEEKS = 28  # calendar days from review meeting to decision letter


@case_rule("S2-50", "E", ACTIVE, "active plan with no placement, or no need ranked 1")
def something_in_it(case: Case, _: Context) -> Findings:
    """A plan in force has a placement and a primary need."""
    if case.active is None:
        return
    if not case.active.placements:
        yield Finding(case.active, None, "The active plan has no PlacementDetail.")
    if not any(need.rank == 1 for need in case.active.needs):
        yield Finding(case.active, None, "The active plan has no SENneed ranked 1.")


@case_rule(
    "S2-51", "EQ", "PlacementDetail", "left before entry; entry after survey; or all have ended"
)
def placement_dates(case: Case, context: Context) -> Findings:
    """Entry, then leaving; and one place still open on the survey day."""
    if case.active is None:
        return
    for placement in case.active.placements:
        if placement.entry and placement.leaving and placement.leaving < placement.entry:
            why = "The placement ends before it begins."
            yield Finding(placement, "LeavingDate", why, query=False)
        if placement.entry and placement.entry > context.survey_day:
            yield Finding(placement, "EntryDate", "This is after the survey day.", query=False)
    ended = [
        placement.leaving is not None and placement.leaving <= context.survey_day
        for placement in case.active.placements
    ]
    if ended and all(ended):
        why = "Every placement has ended by the survey day."
        yield Finding(case.active, None, why, query=True)


@case_rule(
    "S2-52", "E", ACTIVE, "decision letter before meeting; outcome without both", first_year=2024
)
def review_order(case: Case, _: Context) -> Findings:
    """First the meeting, then the letter with the decision."""
    active = case.active
    if active is None:
        return
    meeting, letter = active.review_meeting, active.last_review
    if meeting and letter and letter < meeting:
        why = f"The decision letter is before the meeting, {meeting.isoformat()}."
        yield Finding(active, "LastReview", why)
    if active.review_outcome is None:
        return
    for name, attribute in (("ReviewMeeting", "review_meeting"), ("LastReview", "last_review")):
        if active.lacks(attribute):
            yield Finding(active, name, f"There is a ReviewOutcome but no {name}.")


@case_rule("S2-53", "Q", ACTIVE, "over 28 days from meeting to letter; or review overdue")
def review_in_time(case: Case, context: Context) -> Findings:
    """SEND Regulations 2014, reg 20(10): four weeks; Children and Families Act 2014, s.44(1)."""
    active = case.active
    if active is None:
        return
    meeting, letter = active.review_meeting, active.last_review
    if meeting and letter and (letter - meeting).days > FOUR_WEEKS:
        why = f"{(letter - meeting).days} days from meeting to letter; four weeks is 28."
        yield Finding(active, "LastReview", why)
    plan = PlanInForce(started=case.plan.start if case.plan else None, last_review=letter)
    due = last_review_day(plan) if review_is_overdue(plan, on=context.survey_day) else None
    if due:
        yield Finding(active, "LastReview", f"A review was due by {due.isoformat()}.")


@case_rule("S2-54", "Q", ACTIVE, "decision to amend with no draft", first_year=2026)
def amended_draft(case: Case, _: Context) -> Findings:
    """A decision to amend is followed by a draft amended plan."""
    active = case.active
    if active and active.review_outcome == "A" and active.lacks("review_draft"):
        why = "The decision is to amend, but no draft is dated."
        yield Finding(active, "ReviewDraft", why)


@case_rule("S2-55", "EQ", ACTIVE, "transfer plan with no due date; or issued late", first_year=2026)
def phase_transfer(case: Case, _: Context) -> Findings:
    """SEND Regulations 2014, reg 18: 15 February, or 31 March from school to post-16."""
    active = case.active
    if active is None or active.transfer_final is None:
        return
    if active.lacks("transfer_due"):
        why = "A final plan for the transfer is dated, but not the date it was due."
        yield Finding(active, "PhaseTransferDueDate", why, query=False)
    elif active.transfer_due and active.transfer_final > active.transfer_due:
        why = f"The final plan came after it was due, {active.transfer_due.isoformat()}."
        yield Finding(active, "PhaseTransferFinalDate", why, query=True)


@case_rule("S2-56", "E", "SENneed", "rank not 1 or 2, or used twice; second need same as first")
def needs(case: Case, _: Context) -> Findings:
    """A first need, and perhaps another one that differs."""
    given = case.active.needs if case.active else []
    for place, need in enumerate(given):
        earlier = given[:place]
        if need.lacks("kind"):
            yield Finding(need, "SENtype", "SENtype is missing.")
        elif any(need.kind == other.kind for other in earlier):
            yield Finding(need, "SENtype", "The same need is given twice.")
        if need.rank not in (1, 2) and "rank" not in need.unreadable:
            yield Finding(need, "SENtypeRank", "The rank of a need is 1 or 2.")
        elif need.rank is not None and any(need.rank == other.rank for other in earlier):
            yield Finding(need, "SENtypeRank", f"Two needs have rank {need.rank}.")

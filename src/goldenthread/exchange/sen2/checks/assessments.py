"""Rules about assessments: the decision on a plan, and the 16 and 20 weeks."""

from __future__ import annotations

from goldenthread.exchange.sen2.checks.registry import (
    Case,
    Context,
    Finding,
    Findings,
    case_rule,
)
from goldenthread.measures.rules import SIXTEEN_WEEKS, TWENTY_WEEKS

ASSESSMENT = "Assessment"


@case_rule("S2-19", "E", ASSESSMENT, "assessment without an outcome")
def some_outcome(case: Case, _: Context) -> Findings:
    """Every assessment says where it stands."""
    if case.assessment and case.assessment.lacks("outcome"):
        yield Finding(case.assessment, "AssessmentOutcome", "AssessmentOutcome is missing.")


@case_rule("S2-20", "E", ASSESSMENT, "outcome N without date; or Y without date and with a plan")
def outcome_and_date(case: Case, _: Context) -> Findings:
    """A refusal has the day the family was told; a plan that exists was issued on a day."""
    found = case.assessment
    if found is None or not found.lacks("outcome_date"):
        return
    if found.outcome == "N":
        why = "Outcome N needs the date the family was told."
        yield Finding(found, "AssessmentOutcomeDate", why)
    if found.outcome == "Y" and case.plan is not None:
        why = "There is a plan, so the date it was issued is needed."
        yield Finding(found, "AssessmentOutcomeDate", why)


@case_rule("S2-21", "E", ASSESSMENT, "outcome dated before the decision to assess")
def after_request(case: Case, _: Context) -> Findings:
    """First the decision to assess, then the outcome of the assessment."""
    found, decided = case.assessment, case.request.outcome_date
    if found and found.outcome_date and decided and found.outcome_date < decided:
        why = f"This is before the decision to assess, {decided.isoformat()}."
        yield Finding(found, "AssessmentOutcomeDate", why)


@case_rule("S2-22", "E", ASSESSMENT, "Week20 missing when the outcome is Y")
def exception_stated(case: Case, _: Context) -> Findings:
    """Whether a statutory exception applied is said for each plan."""
    if case.assessment and case.assessment.outcome == "Y" and case.assessment.lacks("week20"):
        yield Finding(case.assessment, "Week20", "Week20 is missing.")


def _days(case: Case) -> int | None:
    """Calendar days from request to the outcome of the assessment, where both are known."""
    received = case.request.received
    decided = case.assessment.outcome_date if case.assessment else None
    return (decided - received).days if received and decided else None


@case_rule("S2-23", "Q", ASSESSMENT, "decision N more than 112 days after the request")
def sixteen_weeks(case: Case, _: Context) -> Findings:
    """SEND Regulations 2014, reg 10(1): sixteen weeks."""
    days = _days(case)
    if case.assessment and case.assessment.outcome == "N" and days and days > SIXTEEN_WEEKS:
        why = f"{days} days from request to the decision not to issue; sixteen weeks is 112."
        yield Finding(case.assessment, "AssessmentOutcomeDate", why)


@case_rule("S2-24", "Q", ASSESSMENT, "late with no exception, or in time with one")
def twenty_weeks(case: Case, _: Context) -> Findings:
    """SEND Regulations 2014, reg 13(2): twenty weeks."""
    days, found = _days(case), case.assessment
    if found is None or found.outcome != "Y" or days is None:
        return
    if days > TWENTY_WEEKS and found.week20 is False:
        why = f"The plan took {days} days and no exception is claimed; twenty weeks is 140."
        yield Finding(found, "Week20", why)
    if days <= TWENTY_WEEKS and found.week20:
        why = f"An exception is claimed, but the plan took {days} days, within twenty weeks."
        yield Finding(found, "Week20", why)

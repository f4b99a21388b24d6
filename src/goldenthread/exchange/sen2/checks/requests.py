"""Rules about requests for an assessment and the decision on them."""

from __future__ import annotations

from goldenthread.exchange.sen2.checks.registry import (
    Case,
    Context,
    Finding,
    Findings,
    case_rule,
)
from goldenthread.exchange.sen2.records import Record
from goldenthread.measures.rules import SIX_WEEKS
from goldenthread.organisations.rules import is_la_number

REQUESTS = "Requests"
NO_DATE_NEEDED = ("A", "W", "H")


@case_rule("S2-09", "E", REQUESTS, "no outcome; or no received date on a request that is not H")
def basic_items(case: Case, _: Context) -> Findings:
    """The two items that every clock and count of a request stands on."""
    request = case.request
    if request.lacks("outcome"):
        yield Finding(request, "RequestOutcome", "RequestOutcome is missing.")
    if request.lacks("received") and request.outcome != "H":
        yield Finding(request, "ReceivedDate", "ReceivedDate is missing.")


@case_rule("S2-10", "E", REQUESTS, "outcome Y or N without its date; or A, W, H with one")
def outcome_and_date(case: Case, _: Context) -> Findings:
    """A decision has a date; what is not a decision of the year has none."""
    request = case.request
    if request.outcome in ("Y", "N") and request.lacks("outcome_date"):
        why = f"Outcome {request.outcome} needs the date the family was told."
        yield Finding(request, "RequestOutcomeDate", why)
    if request.outcome in NO_DATE_NEEDED and request.outcome_date is not None:
        why = f"Outcome {request.outcome} has no outcome date in the return."
        yield Finding(request, "RequestOutcomeDate", why)


@case_rule("S2-11", "E", REQUESTS, "decided before received, or either after the survey day")
def dates_in_order(case: Case, context: Context) -> Findings:
    """Received, then decided, then the survey."""
    received, decided = case.request.received, case.request.outcome_date
    if received and decided and decided < received:
        why = "The decision is dated before the request was received."
        yield Finding(case.request, "RequestOutcomeDate", why)
    if received and received > context.survey_day:
        yield Finding(case.request, "ReceivedDate", "This is after the survey day.")
    if decided and decided > context.survey_day:
        yield Finding(case.request, "RequestOutcomeDate", "This is after the survey day.")


@case_rule("S2-12", "E", REQUESTS, "outcome Y or N dated outside the collection year")
def decided_in_year(case: Case, context: Context) -> Findings:
    """Decisions of earlier years are historical; later ones were still awaited."""
    request = case.request
    if request.outcome not in ("Y", "N") or request.outcome_date is None:
        return
    if not context.spec.in_year(request.outcome_date):
        instead = "H" if request.outcome_date < context.spec.year_start else "A"
        why = f"This is not in the collection year {context.spec.year - 1}: use {instead}."
        yield Finding(request, "RequestOutcomeDate", why)


@case_rule("S2-13", "Q", REQUESTS, "more than 42 days from request to decision")
def six_weeks(case: Case, _: Context) -> Findings:
    """SEND Regulations 2014, reg 5(1): six weeks."""
    received, decided = case.request.received, case.request.outcome_date
    if received and decided and (decided - received).days > SIX_WEEKS:
        why = f"{(decided - received).days} days from request to decision; six weeks is 42."
        yield Finding(case.request, "RequestOutcomeDate", why)


@case_rule(
    "S2-14",
    "EQ",
    REQUESTS,
    "no source on a request received in the year; or source 5, other",
    first_year=2026,
)
def who_asked(case: Case, context: Context) -> Findings:
    """Since 2026 every request says who made it."""
    request = case.request
    if request.lacks("source") and context.spec.in_year(request.received):
        yield Finding(request, "RequestSource", "RequestSource is missing.", query=False)
    if request.source == "5":
        why = "The source is 'other': say who asked if you know."
        yield Finding(request, "RequestSource", why, query=True)


@case_rule("99003", "Q", REQUESTS, "no source on a request that is not historical", first_year=2026)
def source_not_recorded(case: Case, _: Context) -> Findings:
    """One supplier's own number for the same gap; kept so that its users find it."""
    if case.request.lacks("source") and case.request.outcome != "H":
        yield Finding(case.request, "RequestSource", "Request source is not recorded.")


@case_rule("S2-15", "E", REQUESTS, "mediation or tribunal about a decision not made")
def dispute_needs_decision(case: Case, _: Context) -> Findings:
    """With outcome A or W there is no decision to disagree with."""
    request = case.request
    if request.outcome not in ("A", "W"):
        return
    for name, given in (
        ("RequestMediation", request.mediation),
        ("RequestTribunal", request.tribunal),
    ):
        if given:
            why = f"Outcome {request.outcome} leaves no decision to dispute."
            yield Finding(request, name, why)


@case_rule("S2-16", "E", "Assessment", "an assessment after outcome N (not reversed), A or W")
def assessment_needs_yes(case: Case, _: Context) -> Findings:
    """An assessment follows a yes, history, or a refusal that was reversed."""
    request = case.request
    if case.assessment is None:
        return
    reversed_ = bool(request.mediation or request.tribunal)
    if request.outcome in ("A", "W") or (request.outcome == "N" and not reversed_):
        why = f"There is an assessment although the request's outcome is {request.outcome}."
        yield Finding(case.assessment, None, why)


@case_rule(
    "S2-17",
    "E",
    REQUESTS,
    "Exported or TransferLA is not a live authority's number, or is our own",
    needs_area="whether the number is the authority's own",
)
def other_authority(case: Case, context: Context) -> Findings:
    """A child moves to or from another authority that existed in that year."""
    if case.request.exported:
        yield from _other_authority(case.request, "Exported", case.request.exported, context)
    if case.active and case.active.transfer_la:
        yield from _other_authority(case.active, "TransferLA", case.active.transfer_la, context)


def _other_authority(record: Record, name: str, number: str, context: Context) -> Findings:
    spec = context.spec
    if number == context.area:
        yield Finding(record, name, "This is the authority's own number.")
    elif not (is_la_number(number, spec.year_start) or is_la_number(number, spec.survey_day)):
        yield Finding(record, name, "This is not the number of an authority in that year.")

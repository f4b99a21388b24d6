"""A SEN2 return read as facts: what happened, on which legal date, and where each case stands.

A return holds the latest state, not the history, so these readings are made and kept to:

1. What has no date of its own (a request withdrawn, a child moved to another area, a decision to
   issue a plan that is not out yet) is dated on the survey day, by which it was known.
2. A request decided before the year ("historical") with an assessment of the year is a case
   whose day of decision is not known. It has no six-week clock; the others run.
3. The start date is that of the version now in force. When the last decision on a review is
   older, the plan was made earlier and the start date is that of an amended plan. When it is
   more than 12 months younger there were other reviews, on days not given: the first has no
   clock, and the next one counts from the one that is told.
4. That an exception to the 20 weeks applied is said, not which: its ground is "not-stated".
5. A plan that moved in from another area came on a day the return does not give: it has no event
   of its coming, and its clocks run from its own dates.
6. A move between phases is in the September of the year in which its plan falls due.
"""

from __future__ import annotations

from datetime import date

from goldenthread.assessment.rules import Stage
from goldenthread.exchange.rules.facts import (
    AssessmentFacts,
    ChildFacts,
    Happening,
    PhaseFacts,
    PlacementFacts,
    PlanFacts,
    ReviewFacts,
    VersionFacts,
    is_first_review,
)
from goldenthread.exchange.sen2.records import (
    ActivePlan,
    Assessment,
    NamedPlan,
    Person,
    Placement,
    PlanDetail,
    Request,
)
from goldenthread.law.events import DECIDED_EARLIER, NOT_STATED, Phase
from goldenthread.law.events import EventKind as K

SEXES = {"1": "M", "2": "F"}  # GenderCurrent, 2023 only
OUTCOMES = {"M": "KEEP", "A": "AMEND", "C": "CEASE"}
TRANSFERRED_OUT = "5"
TWENTY_WEEKS = "plan-final"


def child_facts(person: Person, survey_day: date) -> ChildFacts:
    """Return everything a return says of one person."""
    facts = ChildFacts(row=person.row, identity=_identity(person))
    for request in person.requests:
        if request.plan is not None:
            facts.plans.append(_plan(request, request.plan))
        if case := _case(request, survey_day):
            case.plan = len(facts.plans) - 1 if request.plan is not None else None
            facts.assessments.append(case)
        if request.active is not None:
            facts.placements += [_placement(each) for each in request.active.placements]
    return facts


def _identity(person: Person) -> dict[str, object]:
    given: dict[str, object | None] = {
        "surname": person.surname,
        "forename": person.forename,
        "birth_date": person.born,
        "sex": person.sex or SEXES.get(person.gender or ""),
        "ethnicity": person.ethnicity,
        "postcode": person.postcode,
        "upn": person.upn,
        "uln": person.uln,
        "upn_unknown": person.upn_unknown,
    }
    return {name: value for name, value in given.items() if value}


# --- The request and its assessment ------------------------------------------------------------


def has_case(request: Request) -> bool:
    """Say whether a request is a case: not when request and assessment are both historical."""
    if request.outcome != "H":
        return request.received is not None
    return request.assessment is not None and request.assessment.outcome in ("Y", "N", "A", "W")


def stage_of(request: Request) -> Stage:
    """Say where a case stands, by the outcomes of the request and of its assessment."""
    if request.exported:
        return Stage.MOVED_AWAY
    if request.outcome == "W":
        return Stage.WITHDRAWN
    if request.outcome == "A":
        return Stage.REQUESTED
    found = request.assessment
    if found is None:
        return Stage.NOT_ASSESSED if request.outcome == "N" else Stage.ASSESSING
    return _stage_of_assessment(found)


def _stage_of_assessment(found: Assessment) -> Stage:
    if found.plan is not None:  # after a refusal too: the refusal was reversed
        return Stage.PLAN_ISSUED
    return {"Y": Stage.DRAFTING, "N": Stage.NO_PLAN, "W": Stage.WITHDRAWN}.get(
        found.outcome or "", Stage.ASSESSING
    )


def _case(request: Request, survey_day: date) -> AssessmentFacts | None:
    if not has_case(request):
        return None
    found = request.assessment
    return AssessmentFacts(
        row=request.row,
        received_date=request.received,
        source=request.source,
        in_youth_accommodation=request.rya,
        stage=stage_of(request),
        decided_earlier=request.outcome == "H",
        decided_date=request.outcome_date,
        issue_decided_date=found.outcome_date if found else None,
        exception=found.week20 if found else None,
        request_mediation=request.mediation,
        request_tribunal=request.tribunal,
        issue_mediation=found.mediation if found else None,
        issue_tribunal=found.tribunal if found else None,
        exported_to=request.exported,
        happenings=[*_asked(request), *_assessed(request, survey_day), *_gone(request, survey_day)],
    )


def _asked(request: Request) -> list[Happening]:
    """Return the request and the decision on it."""
    happened = []
    if request.received:
        said = {"source": DECIDED_EARLIER} if request.outcome == "H" else {}
        happened.append(Happening(K.REQUEST_RECEIVED, request.received, said))
    if request.outcome_date and request.outcome in ("Y", "N"):
        kind = K.ASSESSMENT_AGREED if request.outcome == "Y" else K.ASSESSMENT_REFUSED
        happened.append(Happening(kind, request.outcome_date))
    return happened


def _assessed(request: Request, survey_day: date) -> list[Happening]:
    """Return the decision on a plan, and the exception claimed."""
    found, happened = request.assessment, []
    if found is None:
        return []
    if found.outcome == "Y":
        issued = found.outcome_date
        happened.append(
            Happening(K.PLAN_ISSUED, issued) if issued else Happening(K.ISSUE_AGREED, survey_day)
        )
    elif found.outcome == "N" and found.outcome_date:
        happened.append(Happening(K.ISSUE_REFUSED, found.outcome_date))
    if found.week20:
        said = {"rule": TWENTY_WEEKS, "ground": NOT_STATED}
        happened.append(Happening(K.EXCEPTION_RECORDED, found.outcome_date or survey_day, said))
    return happened


def _gone(request: Request, survey_day: date) -> list[Happening]:
    """Return the end of a case that was withdrawn, or whose child moved away."""
    found, happened = request.assessment, []
    if request.outcome == "W" or (found and found.outcome == "W"):
        happened.append(Happening(K.REQUEST_WITHDRAWN, survey_day))
    if request.exported:
        happened.append(Happening(K.CASE_CLOSED, survey_day, {"ground": "moved-away"}))
    return happened


# --- The plan ----------------------------------------------------------------------------------


def _plan(request: Request, named: NamedPlan) -> PlanFacts:
    active = request.active
    found = request.assessment
    facts = PlanFacts(
        row=named.row,
        state=_state(named),
        first_issued_date=found.outcome_date if found and found.outcome == "Y" else None,
        start_date=named.start,
        transferred_from=active.transfer_la if active else None,
        personal_budget=named.pb,
        organised_arrangements=named.oa,
        direct_payments=named.dp,
        cease_date=named.cease_date,
        cease_reason=named.cease_reason,
        reviews=_reviews(active) if active else [],
        phases=_phases(active) if active else [],
    )
    if named.start:
        facts.versions.append(_version(named, named.start, active))
    facts.happenings = _plan_happenings(facts)
    return facts


def _state(named: NamedPlan) -> str:
    if not named.ceased:
        return "IN_FORCE"
    return "TRANSFERRED" if named.cease_reason == TRANSFERRED_OUT else "CEASED"


def _version(named: NamedPlan, start: date, active: ActivePlan | None) -> VersionFacts:
    first = min(named.details, key=lambda detail: detail.rank or 9, default=PlanDetail())
    needs = sorted(active.needs, key=lambda need: need.rank or 9) if active else []
    letter = active.last_review if active else None
    return VersionFacts(
        issued_date=start,
        needs=[need.kind for need in needs if need.kind],
        urn=first.urn or "",
        ukprn=first.ukprn or "",
        setting_code=first.setting or "",
        amended=letter is not None and letter < start,
        reviewed_since=letter is not None and not is_first_review(start, letter),
    )


def _reviews(active: ActivePlan) -> list[ReviewFacts]:
    if not (active.review_meeting or active.last_review):
        return []
    return [
        ReviewFacts(
            meeting_date=active.review_meeting,
            decided_date=active.last_review,
            outcome=OUTCOMES.get(active.review_outcome or ""),
            draft_date=active.review_draft,
        )
    ]


def _phases(active: ActivePlan) -> list[PhaseFacts]:
    if active.transfer_due is None:
        return []
    return [PhaseFacts(due_date=active.transfer_due, final_date=active.transfer_final)]


def _plan_happenings(plan: PlanFacts) -> list[Happening]:
    happened = [each for phase in plan.phases for each in phase_happenings(phase)]
    if plan.cease_date:
        if plan.state == "TRANSFERRED":
            happened.append(Happening(K.PLAN_TRANSFERRED, plan.cease_date))
        else:
            said = {"ground": plan.cease_reason} if plan.cease_reason else {}
            happened.append(Happening(K.PLAN_CEASED, plan.cease_date, said))
    return happened


def phase_happenings(phase: PhaseFacts) -> list[Happening]:
    """Return the events of a move between phases (SEND Regulations 2014, reg 18)."""
    march = phase.due_date.month == 3  # 31 March: from school to post-16; 15 February: others
    said = {"phase": str(Phase.POST_16 if march else Phase.SCHOOL)}
    happened = [Happening(K.PHASE_EXPECTED, date(phase.due_date.year, 9, 1), said)]
    if phase.final_date:
        happened.append(Happening(K.PHASE_NAMED, phase.final_date, said))
    return happened


# --- Where the child is ------------------------------------------------------------------------


def _placement(given: Placement) -> PlacementFacts:
    return PlacementFacts(
        row=given.row,
        rank=given.rank or 1,
        urn=given.urn or "",
        ukprn=given.ukprn or "",
        setting_code=given.setting or "",
        entry_date=given.entry,
        leaving_date=given.leaving,
        in_unit=given.unit,
        in_resourced_provision=given.resourced,
        residential=given.res,
        work_based=given.wbp,
    )

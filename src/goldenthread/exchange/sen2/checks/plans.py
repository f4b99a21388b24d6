"""Rules about the plan: its dates, its ending, its budget, the settings it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from goldenthread.exchange.sen2.checks.registry import (
    Case,
    Context,
    Finding,
    Findings,
    case_rule,
)
from goldenthread.exchange.sen2.records import Placement, PlanDetail
from goldenthread.organisations.rules import UNEXPECTED_TYPES, Setting
from goldenthread.people.rules import age_on

PLAN = "NamedPlan"
DETAIL = "PlanDetail"


@case_rule("S2-30", "E", PLAN, "a plan where there can be none, or none where there must be one")
def plan_needs_yes(case: Case, _: Context) -> Findings:
    """A plan follows a yes, history, or a refusal that was reversed."""
    found = case.assessment
    if found is None:
        if case.active:
            yield Finding(case.active, None, "An active plan needs an assessment and its plan.")
        return
    reversed_ = bool(found.mediation or found.tribunal)
    if case.plan is not None:
        if found.outcome in ("A", "W") or (found.outcome == "N" and not reversed_):
            why = f"There is a plan although the assessment's outcome is {found.outcome}."
            yield Finding(case.plan, None, why)
    elif found.outcome == "Y" and found.outcome_date is not None:
        yield Finding(found, None, "A plan was issued, but there is no NamedPlan.")
    elif case.active:
        yield Finding(found, None, "There is an active plan, but no NamedPlan.")


@case_rule("S2-31", "EQ", PLAN, "start missing or after the survey; or not the day of issue")
def start_date(case: Case, context: Context) -> Findings:
    """A plan starts when it is issued, and before the survey."""
    plan, found = case.plan, case.assessment
    if plan is None or found is None:
        return
    if plan.start is None:
        if plan.lacks("start"):
            yield Finding(plan, "StartDate", "StartDate is missing.", query=False)
        return
    if plan.start > context.survey_day:
        yield Finding(plan, "StartDate", "This is after the survey day.", query=False)
    reversed_ = bool(found.mediation or found.tribunal)
    issued = found.outcome_date if found.outcome == "Y" and not reversed_ else None
    if issued and plan.start != issued:
        why = f"The plan starts on another day than it was issued, {issued.isoformat()}."
        yield Finding(plan, "StartDate", why, query=True)


@case_rule("S2-32", "E", PLAN, "cease date and reason not both; before start; outside the year")
def ending(case: Case, context: Context) -> Findings:
    """An ending has a day of the collection year and a reason."""
    plan = case.plan
    if plan is None:
        return
    if plan.cease_date and plan.lacks("cease_reason"):
        yield Finding(plan, "CeaseReason", "There is a cease date but no reason.")
    if plan.cease_reason and plan.lacks("cease_date"):
        yield Finding(plan, "CeaseDate", "There is a reason for ceasing but no date.")
    if plan.cease_date is None:
        return
    if plan.start and plan.cease_date < plan.start:
        yield Finding(plan, "CeaseDate", "The plan ends before it starts.")
    if not context.spec.in_year(plan.cease_date):
        why = f"This is not in the collection year {context.spec.year - 1}."
        yield Finding(plan, "CeaseDate", why)


@case_rule("S2-33", "E", PLAN, "a ceased plan that is active, or a live one that is not")
def ceased_or_active(case: Case, _: Context) -> Findings:
    """Each plan has either ended or is in force on the survey day."""
    if case.plan is None:
        return
    if case.plan.ceased and case.active:
        yield Finding(case.active, None, "The plan has ceased, but it is among the active plans.")
    if not case.plan.ceased and case.active is None:
        yield Finding(case.plan, None, "The plan has not ceased, but there is no ActivePlans.")


@case_rule("S2-34", "Q", PLAN, "reason 1 under 19; reason 9; reason 5 with no destination")
def reason_to_explain(case: Case, _: Context) -> Findings:
    """Endings that the Department asks about."""
    plan = case.plan
    if plan is None:
        return
    if plan.cease_reason == "1" and plan.cease_date and case.person.born:
        age = age_on(case.person.born, plan.cease_date)
        if age < 19:
            why = f"The reason is maximum age, but the person was {age}."
            yield Finding(plan, "CeaseReason", why)
    if plan.cease_reason == "9":
        yield Finding(plan, "CeaseReason", "The reason is 'other': say what if you can.")
    if plan.cease_reason == "5" and not case.request.exported:
        why = "The plan moved to another authority, but Exported does not say which."
        yield Finding(plan, "CeaseReason", why)


@case_rule("S2-35", "E", PLAN, "organised arrangements or direct payment with no personal budget")
def budget_parts(case: Case, _: Context) -> Findings:
    """Both are parts of a personal budget."""
    plan = case.plan
    if plan is None or plan.pb is not False:
        return
    if plan.oa:
        yield Finding(plan, "OA", "Organised arrangements are given, but PB is 0.")
    if plan.dp:
        yield Finding(plan, "DP", "A direct payment is given, but PB is 0.")


# --- Settings, in a plan or attended -----------------------------------------------------


def details_of(case: Case) -> list[PlanDetail]:
    """Give every setting of a case: those the plan names and those attended."""
    named = case.plan.details if case.plan else []
    return [*named, *(case.active.placements if case.active else [])]


@case_rule("S2-40", "E", DETAIL, "none, or more than one, of URN, UKPRN and SENsetting")
def one_setting(case: Case, _: Context) -> Findings:
    """A setting is said in one way."""
    for detail in details_of(case):
        given = [
            name
            for name, lacking in (
                ("URN", detail.lacks("urn")),
                ("UKPRN", detail.lacks("ukprn")),
                ("SENsetting", detail.lacks("setting")),
            )
            if not lacking
        ]
        if not given:
            yield Finding(detail, "SENsetting", "No URN, UKPRN or SENsetting is given.")
        elif len(given) > 1:
            why = f"{' and '.join(given)} are given; only one may be."
            yield Finding(detail, given[1], why)


def last_day_of(detail: PlanDetail, case: Case, context: Context) -> date:
    """Give the last day up to the survey on which a setting was named or attended."""
    ended = detail.leaving if isinstance(detail, Placement) else None
    if not isinstance(detail, Placement) and case.plan:
        ended = case.plan.cease_date
    return min(ended or context.survey_day, context.survey_day)


def setting_of(detail: PlanDetail, day: date, context: Context) -> Setting | None:
    """Find the setting of a URN or UKPRN in the register; None with neither, or no register."""
    if context.register is None or not (detail.urn or detail.ukprn):
        return None
    return context.register.find(urn=detail.urn, ukprn=detail.ukprn, on=day)


@case_rule(
    "S2-41",
    "EQ",
    DETAIL,
    "URN or UKPRN not in the register; or the setting closed, or of an unexpected type",
    needs_register="whether each URN and UKPRN exists",
)
def in_register(case: Case, context: Context) -> Findings:
    """A setting exists, is open while the child is there, and is of a kind that fits."""
    if context.register is None:
        return
    for detail in details_of(case):
        if not (detail.urn or detail.ukprn):
            continue
        name = "URN" if detail.urn else "UKPRN"
        day = last_day_of(detail, case, context)
        setting = setting_of(detail, day, context)
        if setting is None or (setting.opened and setting.opened > day):
            why = f"The register has no such setting on {day.isoformat()}."
            yield Finding(detail, name, why, query=False)
            continue
        if not setting.is_open(day):
            why = f"The register shows it closed on {day.isoformat()}."
            yield Finding(detail, name, why, query=True)
        if setting.type_code in UNEXPECTED_TYPES:
            why = "The register shows a type of setting that is not expected here."
            yield Finding(detail, name, why, query=True)


@case_rule(
    "S2-42",
    "EQ",
    DETAIL,
    "unit and resourced indicators missing, or both 1; or the register shows none",
    needs_register="whether the register shows a unit or resourced provision",
)
def indicators(case: Case, context: Context) -> Findings:
    """With a school named, both indicators are given and at most one is 1."""
    for detail in details_of(case):
        if not (detail.urn or detail.ukprn):
            continue
        for name, attribute in (
            ("SENunitIndicator", "unit"),
            ("ResourcedProvisionIndicator", "resourced"),
        ):
            if detail.lacks(attribute):
                yield Finding(detail, name, f"{name} is missing.", query=False)
        if detail.unit and detail.resourced:
            why = "A place is in a unit or in resourced provision, not both."
            yield Finding(detail, "ResourcedProvisionIndicator", why, query=False)
        yield from _not_in_register(detail, case, context)


def _not_in_register(detail: PlanDetail, case: Case, context: Context) -> Findings:
    setting = setting_of(detail, last_day_of(detail, case, context), context)
    if setting is None:
        return
    if detail.unit and not (setting.unit_on_roll or setting.unit_capacity):
        why = "The register shows no SEN unit there."
        yield Finding(detail, "SENunitIndicator", why, query=True)
    if detail.resourced and not (setting.resourced_on_roll or setting.resourced_capacity):
        why = "The register shows no resourced provision there."
        yield Finding(detail, "ResourcedProvisionIndicator", why, query=True)


def _at_once(one: PlanDetail, other: PlanDetail) -> bool:
    """Say whether two settings overlap in time; those the plan names always do."""
    if not (isinstance(one, Placement) and isinstance(other, Placement)):
        return True
    first, second = sorted((one, other), key=lambda p: p.entry or date.min)
    return first.leaving is None or second.entry is None or second.entry < first.leaving


@case_rule("S2-43", "EQ", DETAIL, "two settings at once with one rank; rank 2 without rank 1")
def ranks(case: Case, _: Context) -> Findings:
    """One primary setting at a time, and a second only beside a first."""
    yield from _ranks(case.plan.details if case.plan else [])
    yield from _ranks(case.active.placements if case.active else [])


def _ranks(details: Sequence[PlanDetail]) -> Findings:
    for place, detail in enumerate(details):
        earlier = details[:place]
        if detail.lacks("rank"):
            yield Finding(detail, "PlacementRank", "PlacementRank is missing.", query=True)
        elif any(detail.rank == e.rank is not None and _at_once(detail, e) for e in earlier):
            why = f"Another setting at the same time has rank {detail.rank}."
            yield Finding(detail, "PlacementRank", why, query=False)
    if not any(detail.rank == 1 for detail in details):
        for detail in [detail for detail in details if detail.rank == 2][:1]:
            yield Finding(detail, "PlacementRank", "There is a rank 2 but no rank 1.", query=False)


@case_rule("S2-44", "EQ", DETAIL, "NEET outside 16 to 25; OTH or NIEO with no words beside it")
def setting_code(case: Case, context: Context) -> Findings:
    """NEET is for young people; 'other' says what."""
    born = case.person.born
    age = age_on(born, context.survey_day) if born else None
    for detail in details_of(case):
        if detail.setting == "NEET" and age is not None and not 16 <= age <= 25:
            why = f"NEET is for those aged 16 to 25; this person is {age}."
            yield Finding(detail, "SENsetting", why, query=False)
        if detail.setting in ("OTH", "NIEO") and detail.lacks("setting_other"):
            why = f"{detail.setting} needs some words in SENsettingOther."
            yield Finding(detail, "SENsettingOther", why, query=True)


EARLIEST_COLLEGE_AGE = 14  # colleges may enrol from year 10
COMPULSORY_AGE = 5


@case_rule(
    "S2-61",
    "Q",
    DETAIL,
    "age does not fit the setting",
    needs_register="whether age fits a setting named by URN or UKPRN",
)
def age_fits(case: Case, context: Context) -> Findings:
    """Early years end with the start of school; colleges begin at 14."""
    if case.person.born is None:
        return
    age = age_on(case.person.born, context.spec.age_day)
    for detail in details_of(case):
        if detail.setting == "EYP" and age >= COMPULSORY_AGE:
            why = f"An early years provider, but the child was {age} on 31 August."
            yield Finding(detail, "SENsetting", why)
        setting = setting_of(detail, last_day_of(detail, case, context), context)
        if setting and setting.placement_group == "post-16" and age < EARLIEST_COLLEGE_AGE:
            why = f"A post-16 setting, but the child was {age} on 31 August."
            yield Finding(detail, "URN" if detail.urn else "UKPRN", why)

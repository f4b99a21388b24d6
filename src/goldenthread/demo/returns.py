"""An invented area as the files a council has: SEN2 return, inspection lists, settings register.

The return is that of the last survey day the facts reach; they must be told up to that very day,
so that nothing later shows in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from goldenthread.demo.calibration import Area
from goldenthread.demo.days import SURVEY_DAYS
from goldenthread.demo.facts import Assessment, ChildFacts, Placement, Plan, Transfer
from goldenthread.demo.faults import spoil
from goldenthread.demo.history import area_history
from goldenthread.demo.register import Setting, register, write_csv
from goldenthread.demo.truth import current_place, in_force
from goldenthread.demo.world import EARLIEST_DAY
from goldenthread.exchange.annex_a import LIST_1, LIST_2
from goldenthread.exchange.annex_a import Record as Listed
from goldenthread.exchange.annex_a.writing import write_lists
from goldenthread.exchange.sen2 import records as sen2
from goldenthread.exchange.sen2.write import write_return
from goldenthread.people.rules import age_on, main_ethnicity

OUTCOME_CODES = {"keep": "M", "amend": "A", "cease": "C"}
PHASES = {"Primary": "Primary", "Secondary": "Secondary", "16 plus": "FE college"}


class NoSurvey(ValueError):
    """No survey day has come by the day asked for."""


def return_year(as_of: date) -> int:
    """The latest return whose survey day has come by a day.

    :raises NoSurvey: if none of the days that can be told has
    """
    able = [y for y, day in SURVEY_DAYS.items() if EARLIEST_DAY <= day <= as_of]
    if not able:
        raise NoSurvey(f"No survey day has come by {as_of}.")
    return max(able)


def write_files(
    where: Area, as_of: date, seed: int, folder: Path, *, faults: float = 0.0
) -> list[Path]:
    """Write an area's settings, SEN2 return and inspection lists; return where each is.

    `faults` is the share of children whose records are spoilt on purpose, 0 for none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    year = return_year(as_of)
    settings = folder / f"{where.slug}-settings.csv"
    survey = folder / f"{where.slug}-sen2-{year}.xml"
    lists = folder / f"{where.slug}-annex-a.xlsx"
    write_csv(settings, register(where).settings)
    with survey.open("wb") as out:
        told = spoil(area_history(where, SURVEY_DAYS[year], seed=seed), faults)
        write_return(out, header(where, year), sen2_persons(told, year))
    told = spoil(area_history(where, as_of, seed=seed), faults)
    write_lists(inspection_lists(where, told, as_of), lists)
    return [settings, survey, lists]


def header(where: Area, year: int) -> sen2.Header:
    """The return's header, at the moment of the deadline's morning."""
    return sen2.Header(
        collection="SEN2",
        year=year,
        reference_date=SURVEY_DAYS[year].isoformat(),
        source_level="L",
        lea=where.code,
        software_code="Golden Thread (invented data)",
        release="1",
        serial_no="001",
        date_time=f"{SURVEY_DAYS[year] + timedelta(days=42)}T09:00:00",
        dmo="0",
        dco="1",
        dsco="1",
    )


# --- SEN2 ---


def sen2_persons(told: Iterable[ChildFacts], year: int) -> Iterator[sen2.Person]:
    """Everybody who belongs in a return: a plan in force, one that ceased, or work in the year."""
    survey, events = SURVEY_DAYS[year], year - 1
    position = 0
    for facts in told:
        requests = _requests(facts, survey, events)
        if requests:
            position += 1
            yield _person(facts, requests, position)


def _person(facts: ChildFacts, requests: list[sen2.Request], position: int) -> sen2.Person:
    one = facts.child
    return sen2.Person(
        position=position,
        surname=one.surname,
        forename=one.forename,
        born=one.born,
        sex=one.sex,
        ethnicity=one.ethnicity,
        postcode=one.postcode,
        upn=one.upn,
        uln=one.uln,
        upn_unknown=one.upn_unknown,
        requests=requests,
    )


def _requests(facts: ChildFacts, survey: date, year: int) -> list[sen2.Request]:
    live = in_force(facts, survey)
    gone = facts.plan is not None and facts.plan.ceased is not None
    gone = gone and facts.plan is not None and _in(facts.plan.ceased, year)
    needed = facts.plan if live or gone else None
    found: list[sen2.Request] = []
    held = False
    for case in facts.assessments:
        mine = needed is not None and case.plan == needed.ref
        request = _request(case, year, with_plan=mine)
        if request is None:
            continue
        if mine and needed is not None and request.assessment:
            held = True
            _add_plan(request, facts, needed, survey, live)
        found.append(request)
    if needed is not None and not held:
        found.append(_historical(facts, needed, survey, live))
    return found


def _in(day: date | None, year: int) -> bool:
    return day is not None and day.year == year


def _request(case: Assessment, year: int, *, with_plan: bool) -> sen2.Request | None:
    """One request as the return shows it, or None when nothing of it belongs there."""
    if case.received.year > year:
        return None
    outcome = _request_outcome(case, year)
    assessed = _assessment(case, year) if outcome in ("Y", "H") else None
    received = _in(case.received, year)
    over = outcome == "H" and assessed is not None and assessed.outcome == "H" and not with_plan
    if over or (outcome in ("N", "W") and not received and not _in(_told(case), year)):
        return None
    if outcome == "H" and assessed is None:
        return None
    told = case.told if outcome in ("Y", "N") else None
    return sen2.Request(
        received=case.received,  # of an older request too: the 20 weeks are counted from it
        source=None if outcome == "H" else str(case.source),
        rya=False,
        outcome=outcome,
        outcome_date=told,
        mediation=_flag(case.mediation == "request", outcome),
        tribunal=_flag(case.tribunal == "request", outcome),
        assessment=assessed,
    )


def _flag(value: bool, outcome: str) -> bool | None:
    return None if outcome in ("A", "W", "H") else value


def _told(case: Assessment) -> date | None:
    return case.told or case.withdrawn


def _request_outcome(case: Assessment, year: int) -> str:
    """The code for a request at the end of a year; what was told later is still awaited."""
    if case.outcome == "W":
        return "W" if case.withdrawn and case.withdrawn.year <= year else "A"
    if case.outcome == "A" or case.told is None or case.told.year > year:
        return "A"
    if case.told.year < year:
        return "N" if case.outcome == "N" else "H"
    return case.outcome


def _assessment(case: Assessment, year: int) -> sen2.Assessment | None:
    """The assessment at the end of a year, or None when it had ended before that year."""
    ended = case.issued or case.no_plan_told or case.withdrawn
    if ended is None or ended.year > year:
        return sen2.Assessment(outcome="A")
    if ended.year < year:
        return sen2.Assessment(outcome="H") if case.issued else None
    outcome = "Y" if case.issued else "N" if case.no_plan_told else "W"
    dated = outcome in ("Y", "N")
    return sen2.Assessment(
        outcome=outcome,
        outcome_date=ended if dated else None,
        mediation=False if dated else None,
        tribunal=False if dated else None,
        other_mediation=case.mediation == "other" if dated else None,
        other_tribunal=case.tribunal == "other" if dated else None,
        week20=case.exception is not None if outcome == "Y" else None,
    )


def _historical(facts: ChildFacts, plan: Plan, survey: date, live: bool) -> sen2.Request:
    """The chain above a plan that no request in the year led to."""
    request = sen2.Request(outcome="H", assessment=sen2.Assessment(outcome="H"))
    _add_plan(request, facts, plan, survey, live)
    return request


def _add_plan(
    request: sen2.Request, facts: ChildFacts, plan: Plan, survey: date, live: bool
) -> None:
    assert request.assessment is not None
    request.assessment.plan = sen2.NamedPlan(
        start=plan.first_made,
        res=plan.residential,
        wbp=plan.work_based,
        pb=plan.personal_budget,
        oa=plan.organised,
        dp=plan.direct_payment,
        cease_date=None if live else plan.ceased,
        cease_reason=None if live else str(plan.cease_reason),
        details=[_detail(facts, survey)],
    )
    if live:
        request.active = _active(facts, plan, survey)


def _detail(facts: ChildFacts, survey: date) -> sen2.PlanDetail:
    """The place the plan names: where the child is, or was last."""
    place = current_place(facts, survey) or next(iter(facts.placements[-1:]), None)
    if place is None:
        return sen2.PlanDetail(rank=1)
    registered = place.urn is not None
    return sen2.PlanDetail(
        urn=place.urn,
        setting=place.setting,
        setting_other=place.note,
        rank=1,
        unit=place.unit if registered else None,
        resourced=place.resourced if registered else None,
    )


def _active(facts: ChildFacts, plan: Plan, survey: date) -> sen2.ActivePlan:
    latest = max(facts.reviews, key=lambda r: r.met, default=None)
    decided = latest.decided if latest else None
    move = _transfer(facts.transfers, survey)
    came = plan.moved_in_from if plan.in_force_from.year == survey.year - 1 else None
    needs = [sen2.Need(kind=plan.need, rank=1)]
    if plan.second_need:
        needs.append(sen2.Need(kind=plan.second_need, rank=2))
    return sen2.ActivePlan(
        transfer_la=came,
        review_meeting=latest.met if latest else None,
        review_outcome=OUTCOME_CODES.get(latest.outcome or "") if latest else None,
        review_draft=latest.noticed if latest else None,
        last_review=decided,
        transfer_due=move.due if move else None,
        transfer_final=move.named if move else None,
        placements=[_placed(p, plan) for p in facts.placements if _now(p, survey)],
        needs=needs,
    )


def _now(place: Placement, survey: date) -> bool:
    return place.entered <= survey and (place.left is None or place.left > survey)


def _placed(place: Placement, plan: Plan) -> sen2.Placement:
    registered = place.urn is not None
    return sen2.Placement(
        urn=place.urn,
        setting=place.setting,
        setting_other=place.note,
        rank=place.rank,
        unit=place.unit if registered else None,
        resourced=place.resourced if registered else None,
        entry=place.entered,
        res=plan.residential if place.rank == 1 else None,
        wbp=plan.work_based if place.rank == 1 else None,
    )


def _transfer(moves: list[Transfer], survey: date) -> Transfer | None:
    """The next move after the survey day, within the year."""
    ahead = [m for m in moves if survey < m.on <= survey + timedelta(days=366)]
    return ahead[0] if ahead else None


# --- inspection lists ---


def inspection_lists(where: Area, told: Iterable[ChildFacts], on: date) -> Iterator[Listed]:
    """Both lists: plans in force on the day of the request, and a sample on SEN support."""
    settings = {s.urn: s for s in register(where).settings}
    for facts in told:
        if in_force(facts, on) or facts.support:
            yield _listed(facts, on, settings)


def _listed(facts: ChildFacts, on: date, settings: dict[str, Setting]) -> Listed:
    one, plan, school = facts.child, facts.plan, facts.school
    place, second = _roll(facts, on, settings), _second(facts, on)
    issued = [v.issued for v in facts.versions]
    met = [r.met for r in facts.reviews]
    listed = not facts.support
    return Listed(
        list_name=LIST_1 if listed else LIST_2,
        unique_id=one.ref,
        upn=one.upn,
        uln=one.uln,
        born=one.born,
        gender={"M": "Male", "F": "Female"}[one.sex],
        ethnicity=main_ethnicity(one.ethnicity),
        first_issued=plan.first_made if plan and listed else None,
        updated=max(issued) if listed and len(issued) > 1 else None,
        reviewed=max(met) if listed and met else None,
        need=plan.need if plan else facts.support_need,
        urn=place.urn if place else None,
        phase=_phase(place, settings),
        second_phase=_phase(second, settings),
        home_educated=(place.kind == "EHE" if place else False) if listed else None,
        suspensions=school.suspensions if school else 0,
        exclusions=school.exclusions if school else 0,
        absence=school.absence if school else None,
        pupil_premium=school.pupil_premium if school else False,
        social_care=bool(school and school.social_care),
        social_care_team=school.social_care if school else None,
        disabled=school.disabled if school else False,
    )


def _roll(facts: ChildFacts, on: date, settings: dict[str, Setting]) -> Placement | None:
    """Where a child is on the roll for the lists, which refuse school age with no establishment.

    A child the council educates out of school, or who has no place, stands on the roll of the
    area's alternative provision; one still at a nursery with no number, on a primary school's.
    """
    place = current_place(facts, on)
    of_age = 5 <= age_on(facts.child.born, on) <= 16
    if place is None or place.urn or place.kind == "EHE" or not of_age:
        return place
    wanted = ("AM", "AA") if place.kind != "EYP" else ("MM", "MA")
    urn = next(s.urn for s in settings.values() if s.kind in wanted)
    return replace(place, urn=urn, setting=None)


def _second(facts: ChildFacts, on: date) -> Placement | None:
    return next((p for p in facts.placements if p.rank == 2 and _now(p, on)), None)


def _phase(place: Placement | None, settings: dict[str, Setting]) -> str | None:
    """The list's phase of a place; None where it is no registered setting."""
    if place is None or place.urn is None:
        return None
    setting = settings[place.urn]
    if setting.kind in ("SM", "SA", "SI", "SN"):
        return "Special"
    if setting.kind in ("AM", "AA"):
        return "Pupil referral unit/Alternative provision"
    return PHASES.get(setting.phase, "All-through")

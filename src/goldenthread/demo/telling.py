"""One drawn person's story: requests, plan, places, reviews, school and waits, up to the day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from goldenthread.demo import days, stock, wait_story, waiting
from goldenthread.demo.calibration import (
    GROUP_OF,
    KINDS,
    NEEDS,
    SURVEY_YEAR,
    areas,
)
from goldenthread.demo.casework import Request, tell
from goldenthread.demo.facts import (
    CaseEvent,
    ChildFacts,
    Plan,
    PlanVersion,
    SchoolFigures,
)
from goldenthread.demo.luck import Luck
from goldenthread.demo.people import child, family
from goldenthread.demo.places import Spell, second_place, tell_places
from goldenthread.demo.requests import (
    PLAN,
)
from goldenthread.demo.reviewing import Held, reviews, tell_reviews, transfers
from goldenthread.demo.world import (
    CASE,
    MOVES,
    NAMES,
    PLACES,
    PLAN_FACTS,
    REVIEWS,
    SCHOOL,
    WAITS,
    Person,
    World,
    caseloads,
)
from goldenthread.law.events import EventKind as K

if TYPE_CHECKING:
    pass

LIGHT_FROM = date(2025, 1, 1).toordinal()
# Rates over all plans, January 2025.
PERSONAL_BUDGETS = {"830": 325 / 7625, "831": 167 / 3735, "": 19_596 / 638_745}
RESIDENTIAL = {"830": 8 / 7625, "831": 9 / 3735, "": 2_221 / 638_745}
WORK_BASED = {"830": 22 / 7625, "831": 66 / 3735, "": 4_376 / 638_745}


def tell_person(world: World, person: Person) -> ChildFacts | None:
    """One person's story up to the day, or None if nothing of it has happened yet."""
    requests = _requests(world, person)
    holder = person.origin >= 0 and person.in_force_from <= world.last
    waits = [w for w in person.waits if waiting.told(w[1], w[2], world.last)]
    if not (requests or holder or waits or person.support):
        return None
    facts = _who(world, person)
    if requests or person.origin >= 0:
        _tell_case(world, person, requests, facts)
    elif person.support:
        _tell_pupil(world, person, facts)
    _tell_waits(world, person, waits, facts)
    return facts


def _requests(world: World, person: Person) -> list[int]:
    found = [i for i in person.cases if world.cases.received[i] <= world.last]
    if world.light:
        ends = world.cases.end
        found = [i for i in found if not 0 < ends[i] < LIGHT_FROM]
        found = [i for i in found if ends[i] or world.cases.told[i] >= LIGHT_FROM]
    return sorted(found, key=lambda i: world.cases.received[i])


def _who(world: World, person: Person) -> ChildFacts:
    luck = Luck(person.luck, NAMES)
    age = days.school_age(person.born, days.school_year(world.last))
    one = child(
        world.area,
        person.number,
        born=date.fromordinal(person.born),
        sex=person.sex,
        ethnicity=person.ethnicity,
        at_school=age >= 4,
        luck=luck,
    )
    adults, links = family(one, world.area, luck, most=1 if world.light else 2)
    facts = ChildFacts(child=one, adults=adults, links=links)
    if not world.light:
        facts.events.append(CaseEvent("child", one.ref, K.CHILD_BORN, one.born, {}))
    return facts


def _tell_case(world: World, person: Person, requests: list[int], facts: ChildFacts) -> None:
    """Requests, the plan that came of one or was held before, its reviews and places."""
    issued = _issued(world, person)
    made = person.first_made or issued
    places = Luck(person.luck, PLACES)
    spells, named = _spells(world, person, issued, places)
    post = _post(world, person)
    for order, case in enumerate(requests, start=1):
        request = _request(world, person, case, facts.child.ref, order, spells)
        told, events = tell(request, post, world.last, Luck(person.luck, CASE + order * 16))
        facts.assessments.append(told)
        facts.events += events
    facts.placements = tell_places(spells, world.last, person.ceased, places)
    extra = second_place(facts.placements, world.mover.register, places) if spells else None
    if extra and facts.placements:
        facts.placements.append(extra)
    facts.school = _school(world, person, Luck(person.luck, SCHOOL))
    start = person.in_force_from or issued
    if made and start <= world.last:
        _tell_plan(world, person, made, start, named, post, facts)


def _issued(world: World, person: Person) -> int:
    """The day a plan came of one of this person's requests, or 0."""
    for case in person.cases:
        if world.cases.result[case] == PLAN:
            return int(world.cases.end[case])
    return 0


def _spells(world: World, person: Person, issued: int, luck: Luck) -> tuple[list[Spell], str]:
    if person.kind >= 0:
        kind = KINDS[person.kind]
        if person.in_force_from > date(SURVEY_YEAR, 1, 15).toordinal():
            return world.mover.arrival(person.born, person.in_force_from, luck), kind
        return (
            world.mover.holder(person.born, kind, person.first_made, person.ceased, luck),
            kind,
        )
    received = int(world.cases.received[person.cases[0]])
    return world.mover.newcomer(person.born, received, issued, luck)


def _post(world: World, person: Person) -> str:
    """The caseload a child belongs to: officers take children by number."""
    found = caseloads(world.area)
    return found[person.number % len(found)]


def _request(
    world: World, person: Person, case: int, ref: str, order: int, spells: list[Spell]
) -> Request:
    cases = world.cases
    luck = Luck(person.luck, MOVES)
    named = [s.setting.urn for s in spells if s.setting and s.entered <= int(cases.end[case]) + 40]
    other = world.mover.asked(person.born, int(cases.received[case]) + 100, luck)
    consulted = [*([other.urn] if other else []), *named[-1:]]
    if luck.likely(0.35):
        consulted = consulted[-1:]
    return Request(
        ref=f"{ref}-A{order}",
        result=int(cases.result[case]),
        received=int(cases.received[case]),
        told=int(cases.told[case]),
        end=int(cases.end[case]),
        source=int(cases.source[case]),
        excused=int(cases.excused[case]),
        dispute=int(cases.dispute[case]),
        settings=tuple(dict.fromkeys(consulted)),
    )


def _tell_plan(
    world: World,
    person: Person,
    made: int,
    start: int,
    named: str,
    post: str,
    facts: ChildFacts,
) -> None:
    luck = Luck(person.luck, PLAN_FACTS)
    ref = f"{facts.child.ref}-P1"
    last = min(world.last, person.ceased) if person.ceased else world.last
    plan = _plan(world, person, made, start, ref, luck)
    held = reviews(made, last + 1, world.habits, Luck(person.luck, REVIEWS))
    if world.light and len(held) > 2:
        held = [held[0], held[-1]]
    told, events = tell_reviews(held, ref, last)
    facts.plan, facts.reviews = plan, told
    issued = [a.ref for a in facts.assessments if a.issued]
    if issued:
        plan.assessment = issued[-1]
        for assessment in facts.assessments:
            assessment.plan = ref if assessment.issued else None
    today = date.fromordinal(world.last)
    facts.events += [e for e in _plan_events(plan, post) if e.on <= today]
    facts.events += events
    moved, events = transfers(
        person.born, start, person.ceased or 10**6, ref, last, Luck(person.luck, MOVES + 64)
    )
    facts.transfers = moved
    facts.events += events
    facts.versions = _versions(world, plan, held, facts, last)


def _plan(world: World, person: Person, made: int, start: int, ref: str, luck: Luck) -> Plan:
    code = world.area.code if world.area.code in PERSONAL_BUDGETS else ""
    need = NEEDS[person.need]
    if need == "OTH" and luck.likely(0.2):
        need = "DS"  # Down syndrome: published with other needs
    second = luck.pick(NEEDS)
    has_second = luck.likely(0.42) and second != need
    gone = bool(person.ceased) and person.ceased <= world.last
    budget = luck.likely(PERSONAL_BUDGETS[code])
    direct = luck.pick("EEEHSI") if luck.likely(0.7) else None
    kind = KINDS[person.kind] if person.kind >= 0 else ""
    return Plan(
        ref=ref,
        first_made=date.fromordinal(made),
        in_force_from=date.fromordinal(start),
        need=need,
        second_need=second if has_second else None,
        ceased=date.fromordinal(person.ceased) if gone else None,
        cease_reason=person.reason if gone else None,
        moved_in_from=_other_authority(world, luck) if person.origin == stock.MOVED_IN else None,
        residential=_residential(world, code, kind, luck),
        work_based=_work_based(world, code, kind, luck),
        personal_budget=budget,
        organised=budget and direct is None,
        direct_payment=direct if budget else None,
    )


def _other_authority(world: World, luck: Luck) -> str:
    near = [a.code for a in areas() if a.region == world.area.region and a is not world.area]
    return luck.pick(near)


def _residential(world: World, code: str, kind: str, luck: Luck) -> str | None:
    here = world.area.placements
    able = sum(here[k] for k in ("SI", "SN", "FS"))
    part = luck.u()
    if kind not in ("SI", "SN", "FS") or not able:
        return None
    share = RESIDENTIAL[code] * world.area.plans[SURVEY_YEAR] / able
    return None if part > share else "A" if part < share * 0.63 else "B"


def _work_based(world: World, code: str, kind: str, luck: Luck) -> str | None:
    here = world.area.placements
    able = sum(here[k] for k in ("FG", "FS", "FU"))
    part = luck.u()
    if GROUP_OF.get(kind) != "fe" or not able:
        return None
    share = WORK_BASED[code] * world.area.plans[SURVEY_YEAR] / able
    return None if part > share else luck.pick("SSSAAT")


def _plan_events(plan: Plan, post: str) -> list[CaseEvent]:
    steps: list[tuple[date, str, dict[str, str | int]]] = [
        (plan.first_made, K.PLAN_STARTED, {}),
        (plan.in_force_from, K.CASE_ALLOCATED, {"post": post}),
    ]
    if plan.moved_in_from:
        steps.append((plan.in_force_from, K.PLAN_RECEIVED, {"area": int(plan.moved_in_from)}))
        told = date.fromordinal(days.next_working(plan.in_force_from.toordinal() + 12))
        steps.append((told, K.MOVE_TOLD, {}))
    if plan.ceased:
        if plan.cease_reason == 5:
            steps.append((plan.ceased, K.PLAN_TRANSFERRED, {}))
        else:
            steps.append((plan.ceased, K.PLAN_CEASED, {"ground": str(plan.cease_reason)}))
    return [CaseEvent("plan", plan.ref, kind, on, facts) for on, kind, facts in steps]


def _versions(
    world: World, plan: Plan, held: list[Held], facts: ChildFacts, last: int
) -> list[PlanVersion]:
    """The first plan and each amended one; the place named is the one at the time, or the next."""
    dates = [plan.first_made.toordinal(), *(h.finalised for h in held if 0 < h.finalised <= last)]
    if world.light:
        dates = dates[-1:]
    return [
        PlanVersion(n, date.fromordinal(d), plan.need, plan.second_need, *_place_on(facts, d))
        for n, d in enumerate(sorted(set(dates)), start=1)
    ]


def _place_on(facts: ChildFacts, day: int) -> tuple[str | None, str | None]:
    on = date.fromordinal(day)
    first = [p for p in facts.placements if p.rank == 1]
    for place in first:
        if place.left is None or place.left > on:
            return place.urn, place.setting
    return (first[-1].urn, first[-1].setting) if first else (None, "OTH")


def _school(world: World, person: Person, luck: Luck) -> SchoolFigures | None:
    age = days.school_age(person.born, days.school_year(world.last))
    if not 4 <= age <= 18:
        return None
    part, missed, cared = luck.u(), luck.u(), luck.u()
    team = None
    if cared < 0.16:
        teams = ("family support", "children in need", "child protection", "children in care")
        team = teams[min(3, int(cared / 0.04))]
    return SchoolFigures(
        suspensions=0 if part > 0.11 else 1 + luck.wait(1.1),
        exclusions=int(luck.likely(0.003)),
        absence=round(min(100.0, 1.5 + 60 * missed**3.2), 1),
        pupil_premium=luck.likely(0.44),
        social_care=team,
        disabled=luck.likely(0.45),
    )


def _tell_pupil(world: World, person: Person, facts: ChildFacts) -> None:
    """A child on SEN support: a school, its figures and a need, but no plan."""
    luck = Luck(person.luck, PLACES)
    spells = world.mover.pupil(person.born, world.last, luck)
    facts.placements = tell_places(spells, world.last, 0, luck)
    facts.school = _school(world, person, Luck(person.luck, SCHOOL))
    facts.support, facts.support_need = True, NEEDS[person.need]


def _tell_waits(
    world: World,
    person: Person,
    waits: list[tuple[waiting.Shape, int, int]],
    facts: ChildFacts,
) -> None:
    luck = Luck(person.luck, WAITS)
    for order, (shape, referred, seen) in enumerate(waits, start=1):
        ref = f"{facts.child.ref}-W{order}"
        wait, events = wait_story.tell_wait(shape, ref, referred, seen, world.last, luck)
        facts.waits.append(wait)
        facts.events += events

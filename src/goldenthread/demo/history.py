"""The invented partnership, area by area: every child's story up to a day.

`area_history` streams one area. It depends on the area, the seed and the day only: the same for
whichever other areas are asked for, and for an earlier day the same story cut short. Requests,
decisions, plans, reviews and waits of later years follow the last published one with a small
trend (`requests.GROWTH`, `requests.MEND`).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.demo import days, stock, stories, wait_story, waiting
from goldenthread.demo.calibration import (
    CEASE_REASONS,
    GROUP_OF,
    KINDS,
    LAST_PUBLISHED,
    NEEDS,
    SURVEY_YEAR,
    Area,
    area,
    areas,
    national,
)
from goldenthread.demo.casework import Request, tell
from goldenthread.demo.chance import choose, draw, quota, split, stream
from goldenthread.demo.facts import (
    CaseEvent,
    ChildFacts,
    Plan,
    PlanVersion,
    SchoolFigures,
)
from goldenthread.demo.luck import Luck
from goldenthread.demo.people import child, family, home_code
from goldenthread.demo.places import Mover, Spell, second_place, tell_places
from goldenthread.demo.register import register
from goldenthread.demo.requests import (
    ASK_AGAIN,
    PLAN,
    REFUSED,
    Cases,
    all_requests,
    new_needs,
)
from goldenthread.demo.reviewing import Habits, Held, habits, reviews, tell_reviews, transfers
from goldenthread.law.events import EventKind as K

if TYPE_CHECKING:
    import numpy as np

    from goldenthread.demo.chance import Numbers

EARLIEST_DAY = days.SURVEY_DAYS[SURVEY_YEAR]
LATEST_DAY = date(2028, 12, 31)
LIGHT_FROM = date(2025, 1, 1).toordinal()
DEMO_DAY = date(2026, 11, 22)
# Purposes of a person's own streams of chance.
NAMES, CASE, REVIEWS, PLACES, WAITS, SCHOOL, PLAN_FACTS, MOVES = range(1, 9)
# Rates over all plans, January 2025.
PERSONAL_BUDGETS = {"830": 325 / 7625, "831": 167 / 3735, "": 19_596 / 638_745}
RESIDENTIAL = {"830": 8 / 7625, "831": 9 / 3735, "": 2_221 / 638_745}
WORK_BASED = {"830": 22 / 7625, "831": 66 / 3735, "": 4_376 / 638_745}
SUPPORT_SAMPLE = 0.0018  # of residents aged 0 to 25: a sample of those on SEN support, not all
KNOWN_WAIT = 0.35  # of referrals, those of a child already known for a request or a plan
OFFICERS_EACH = 400  # plans and requests a case officer holds


class WrongDay(ValueError):
    """The day asked for lies outside the years that can be told."""


@dataclass(slots=True)
class Person:
    """One person as drawn: days are ordinal numbers, 0 where there is none."""

    number: int
    born: int
    need: int
    sex: str
    ethnicity: str
    luck: int
    kind: int = -1  # a plan holder's place on the survey day, or when the plan ceased
    origin: int = -1
    first_made: int = 0
    in_force_from: int = 0
    ceased: int = 0
    reason: int = 0
    cases: list[int] = field(default_factory=list)  # positions among the requests
    waits: list[tuple[waiting.Shape, int, int]] = field(default_factory=list)
    support: bool = False


@dataclass(slots=True)
class World:
    """Everything drawn for one area, before anybody's story is told."""

    area: Area
    people: list[Person]
    cases: Cases
    habits: Habits
    mover: Mover
    last: int
    light: bool
    stories: dict[int, str] = field(default_factory=dict)  # by the person's number


def check_day(as_of: date) -> None:
    """Refuse a day that cannot be told.

    :raises WrongDay: for a day before January 2026 or after 2028
    """
    if not EARLIEST_DAY <= as_of <= LATEST_DAY:
        raise WrongDay(
            f"The invented partnership can be told from {EARLIEST_DAY} to {LATEST_DAY},"
            f" not on {as_of}."
        )


def area_history(
    where: Area | str,
    as_of: date = DEMO_DAY,
    *,
    seed: int = 1,
    light: bool = False,
) -> Iterator[ChildFacts]:
    """Tell every child's story in one area up to the end of the day `as_of`.

    `light` leaves out waits, SEN support, older requests and reviews between the first and the
    last: for the benchmark of all of England.

    :raises WrongDay: for a day before January 2026 or after 2028
    :raises UnknownArea: if there is no area of that name
    """
    check_day(as_of)
    world = draw_world(area(where) if isinstance(where, str) else where, as_of, seed, light)
    yield from tell_part(world)


def tell_part(world: World, part: int = 0, parts: int = 1) -> Iterator[ChildFacts]:
    """Tell every `parts`-th person of a drawn world, from `part` on."""
    as_of = date.fromordinal(world.last)
    for person in world.people[part::parts]:
        facts = tell_person(world, person)
        if facts is not None:
            if story := world.stories.get(person.number):
                stories.retell(story, facts, as_of)
            yield facts
    if _has_stories(world) and part == 0 and as_of >= stories.REFERRED:
        yield stories.amara(as_of)
    if _has_stories(world) and part == 0 and as_of >= stories.DRAFT_SENT:
        yield stories.drafted(as_of)


def _has_stories(world: World) -> bool:
    return world.area.code == stories.WHERE and not world.light


def _cast(world: World) -> dict[int, str]:
    """Whose the storybook stories are: told from those whose plan is in force."""
    held = (
        person
        for person in world.people
        if person.origin >= 0
        and person.in_force_from <= world.last
        and not 0 < person.ceased <= world.last
    )
    told = ((person.number, tell_person(world, person)) for person in held)
    known = ((number, facts) for number, facts in told if facts is not None)
    return stories.cast(known, date.fromordinal(world.last))


def caseloads(where: Area) -> list[str]:
    """The names of an area's caseloads, as allocations say them."""
    size = max(1, where.plans[SURVEY_YEAR] // OFFICERS_EACH)
    return [f"{where.code}-officer-{n:02d}" for n in range(1, size + 1)]


def england(as_of: date = DEMO_DAY, *, seed: int = 1) -> Iterator[ChildFacts]:
    """Every area of England in the light form."""
    for each in areas():
        yield from area_history(each, as_of, seed=seed, light=True)


# --- drawing ---


def draw_world(where: Area, as_of: date, seed: int, light: bool) -> World:
    """Draw who there is and what happens to them, to the end of the year of `as_of`."""
    holders = stock.plan_holders(where, seed)
    cases = all_requests(where, holders, as_of.year, seed)
    later = _later_ceases(where, holders, as_of.year, seed)
    held = (date(2024, 12, 31).toordinal() - holders.first_made) // 365
    due = (held >= 1) & ((holders.ceased == 0) | (holders.ceased > date(2025, 1, 16).toordinal()))
    drawn = _People(where, seed)
    people = drawn.holders(holders, later)
    people += drawn.support(0 if light else int(where.population * SUPPORT_SAMPLE))
    _attach(people, cases)
    known = sorted(people[: len(holders)], key=lambda p: p.born)
    for year in range(waiting.FIRST_REFERRAL, as_of.year + 1):
        people += drawn.waiting(year, [] if light else known)
        people += drawn.askers(cases, year)
        people += drawn.moved_in(holders, year)
    _ask_again(people, cases, seed, where)
    world = World(
        area=where,
        people=people,
        cases=cases,
        habits=habits(where, held[due]),
        mover=Mover(where, register(where)),
        last=as_of.toordinal(),
        light=light,
    )
    if _has_stories(world):
        world.stories = _cast(world)
    return world


def _later_ceases(
    where: Area, holders: stock.Holders, last_year: int, seed: int
) -> dict[int, tuple[int, int]]:
    """Which plans in force on the survey day cease in the years after, when and why."""
    import numpy as np

    found: dict[int, tuple[int, int]] = {}
    for year in range(SURVEY_YEAR, last_year + 1):
        rng = stream(seed, where.code, f"ceased {year}")
        age = np.array([days.school_age(int(b), year - 1) for b in holders.born])
        open_ = holders.ceased == 0
        open_[list(found)] = False
        too_old = np.flatnonzero(open_ & (age >= 24))
        found |= {int(i): (int(stock.cease_days(rng, year, 1, 1)[0]), 1) for i in too_old}
        open_[too_old] = False
        _cease_by_reason(where, year, age, open_, found, rng)
    return found


def _cease_by_reason(
    where: Area,
    year: int,
    age: Numbers,
    open_: Numbers,
    found: dict[int, tuple[int, int]],
    rng: np.random.Generator,
) -> None:
    import numpy as np

    by_age = national("ceased_by_age", "age")
    growth = where.plans[SURVEY_YEAR] / where.plans[LAST_PUBLISHED]
    sizes = np.bincount(np.clip(age, 2, 20), minlength=21)
    for reason in CEASE_REASONS[1:]:
        wanted = round(where.ceased[LAST_PUBLISHED][reason] * growth)
        shape = np.array([by_age[a][str(reason)] if a >= 2 else 0 for a in range(21)], float)
        weights = np.where(open_, (shape / np.maximum(sizes, 1))[np.clip(age, 2, 20)], 0.0)
        chosen = choose(rng, weights, wanted)
        on = stock.cease_days(rng, year, reason, len(chosen))
        found |= {int(i): (int(d), reason) for i, d in zip(chosen, on, strict=True)}
        open_[chosen] = False


class _People:
    """Numbers people in a fixed order, and gives each a sex, an ethnicity and a seed of luck."""

    def __init__(self, where: Area, seed: int) -> None:
        self.area, self.seed, self.next = where, seed, 0
        self.codes = [c for c in where.people if c not in ("M", "F")]

    def _make(
        self, name: str, born: Numbers, need: Numbers, *, exact: bool = False
    ) -> list[Person]:
        rng = stream(self.seed, self.area.code, f"people {name}")
        size = len(born)
        weights = [self.area.people[c] for c in self.codes]
        sexes = [self.area.people["M"], self.area.people["F"]]
        if exact:
            ethnic, sex = quota(rng, split(weights, size)), quota(rng, split(sexes, size))
        else:
            ethnic, sex = draw(rng, weights, size), draw(rng, sexes, size)
        luck = rng.integers(0, 1 << 63, size)
        made = [
            Person(self.next + i, b, n, "MF"[s], self.codes[e], u)
            for i, (b, n, s, e, u) in enumerate(
                zip(
                    born.tolist(),
                    need.tolist(),
                    sex.tolist(),
                    ethnic.tolist(),
                    luck.tolist(),
                    strict=True,
                )
            )
        ]
        self.next += size
        return made

    def holders(self, found: stock.Holders, later: dict[int, tuple[int, int]]) -> list[Person]:
        people = self._make("holders", found.born, found.need, exact=True)
        columns = [getattr(found, f).tolist() for f in _HOLDER_FIELDS]
        for i, (person, *values) in enumerate(zip(people, *columns, strict=True)):
            for name, value in zip(_HOLDER_FIELDS, values, strict=True):
                setattr(person, name, value)
            if i in later:
                person.ceased, person.reason = later[i]
        return people

    def support(self, size: int) -> list[Person]:
        """A sample of children on SEN support with no plan."""
        rng = stream(self.seed, self.area.code, "support")
        age = 4 + (rng.beta(2.2, 2.0, size) * 11.9).astype(int)
        born = stock.births(age, rng)
        people = self._make("support", born, new_needs(self.area, age, rng))
        for person in people:
            person.support = True
        return people

    def waiting(self, year: int, known: list[Person]) -> list[Person]:
        """Referrals of a year: some of children already known, the others' children made here."""
        import numpy as np

        if not known:
            return []
        made: list[Person] = []
        births = np.array([p.born for p in known])
        for found in waiting.referrals(self.area, year, self.seed):
            rng = stream(self.seed, self.area.code, f"whose {found.shape.service} {year}")
            mine = rng.random(len(found.born)) < KNOWN_WAIT
            near = np.searchsorted(births, found.born) + rng.integers(-40, 40, len(found.born))
            whom = np.clip(near, 0, len(known) - 1)
            others = self._make(
                f"{found.shape.service} {year}",
                found.born[~mine],
                np.zeros(int((~mine).sum()), int),
            )
            them = [known[i] for i in whom[mine].tolist()]
            _give_waits(self.area, found, mine, them, others)
            made += others
        return made

    def askers(self, cases: Cases, year: int) -> list[Person]:
        """Children with no plan on the survey day for whom a request came in a year."""
        import numpy as np

        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        mine = np.flatnonzero(
            (cases.person < 0) & (cases.received >= first) & (cases.received <= last)
        )
        people = self._make(f"askers {year}", cases.born[mine], cases.need[mine])
        for person, case in zip(people, mine.tolist(), strict=True):
            person.cases.append(case)
        return people

    def moved_in(self, holders: stock.Holders, year: int) -> list[Person]:
        """People who bring a plan from another authority after the published years."""
        if year < SURVEY_YEAR:
            return []
        rng = stream(self.seed, self.area.code, f"moved in {year}")
        size = stock.flows(self.area, LAST_PUBLISHED).moved_in
        like = rng.choice((holders.ceased == 0).nonzero()[0], size)
        start = days.in_year(rng, year, size)
        shift = rng.integers(-100, 100, size) + int((year - LAST_PUBLISHED) * 365)
        people = self._make(f"moved in {year}", holders.born[like] + shift, holders.need[like])
        for person, i, on in zip(people, like.tolist(), start.tolist(), strict=True):
            person.kind, person.origin = int(holders.kind[i]), stock.MOVED_IN
            person.in_force_from = on
            person.first_made = max(person.born + 600, min(on - 30, int(holders.first_made[i])))
        return people


_HOLDER_FIELDS = ("kind", "origin", "first_made", "in_force_from", "ceased", "reason")


def _give_waits(
    area: Area, found: waiting.Referrals, mine: Numbers, known: list[Person], others: list[Person]
) -> None:
    them = iter(known), iter(others)
    rows = zip(mine.tolist(), found.referred.tolist(), found.seen.tolist(), strict=True)
    for is_known, referred, seen in rows:
        person = next(them[0] if is_known else them[1])
        if is_known and (referred < person.born + 500 or _is_waiting(person, found.shape)):
            continue
        if found.shape.uneven and area.code in waiting.SLOW_HOMES:
            home = home_code(area, Luck(person.luck, NAMES))
            seen = waiting.seen_at_home(referred, seen, waiting.pace(area, found.shape, home))
        person.waits.append((found.shape, referred, seen))


def _is_waiting(person: Person, shape: waiting.Shape) -> bool:
    return any(known is shape for known, *_ in person.waits)


def _attach(people: list[Person], cases: Cases) -> None:
    for case, person in enumerate(cases.person.tolist()):
        if person >= 0:
            people[person].cases.append(case)


def _ask_again(people: list[Person], cases: Cases, seed: int, where: Area) -> None:
    """Some of those refused ask again the next year: two requests become one child's."""
    askers = [p for p in people if p.origin < 0 and len(p.cases) == 1]
    by_year: dict[int, list[Person]] = {}
    for person in askers:
        on = date.fromordinal(int(cases.received[person.cases[0]]))
        by_year.setdefault(on.year, []).append(person)
    for year in sorted(by_year):
        _join(by_year[year], by_year.get(year + 1, []), cases, where, seed, year)


def _join(
    before: list[Person], after: list[Person], cases: Cases, where: Area, seed: int, year: int
) -> None:
    rng = stream(seed, where.code, f"again {year}")
    refused = [p for p in before if len(p.cases) == 1 and cases.result[p.cases[0]] == REFUSED]
    wanted = int(len(refused) * ASK_AGAIN)
    first = sorted(rng.permutation(len(refused))[:wanted].tolist())
    able = sorted((p for p in after if len(p.cases) == 1), key=lambda p: p.born)
    births = [p.born for p in able]
    for i in first:
        _join_one(refused[i], able, births, cases)


def _join_one(one: Person, able: list[Person], births: list[int], cases: Cases) -> None:
    told = int(cases.told[one.cases[0]])
    at = bisect_left(births, one.born)
    for other in able[max(0, at - 6) : at + 6]:
        if len(other.cases) == 1 and int(cases.received[other.cases[0]]) > told + 60:
            one.cases.append(other.cases.pop())
            return


# --- telling ---


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
    other = world.mover.setting("MM" if luck.likely(0.4) else "MA", 8, luck)
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

"""Who there is in one area, and what has been drawn of each: the world that is told afterwards."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.demo import days, stock, waiting
from goldenthread.demo.calibration import (
    CEASE_REASONS,
    LAST_PUBLISHED,
    SURVEY_YEAR,
    Area,
    national,
)
from goldenthread.demo.chance import choose, draw, quota, split, stream
from goldenthread.demo.luck import Luck
from goldenthread.demo.people import home_code
from goldenthread.demo.places import Mover
from goldenthread.demo.register import register
from goldenthread.demo.requests import (
    ASK_AGAIN,
    REFUSED,
    Cases,
    all_requests,
    new_needs,
)
from goldenthread.demo.reviewing import Habits, habits

if TYPE_CHECKING:
    import numpy as np

    from goldenthread.demo.chance import Numbers

EARLIEST_DAY = days.SURVEY_DAYS[SURVEY_YEAR]
LATEST_DAY = date(2028, 12, 31)
DEMO_DAY = date(2026, 11, 22)
# Purposes of a person's own streams of chance.
NAMES, CASE, REVIEWS, PLACES, WAITS, SCHOOL, PLAN_FACTS, MOVES = range(1, 9)
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


def caseloads(where: Area) -> list[str]:
    """The names of an area's caseloads, as allocations say them."""
    size = max(1, where.plans[SURVEY_YEAR] // OFFICERS_EACH)
    return [f"{where.code}-officer-{n:02d}" for n in range(1, size + 1)]


def peopled(where: Area, as_of: date, seed: int, light: bool) -> World:
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
    return World(
        area=where,
        people=people,
        cases=cases,
        habits=habits(where, held[due]),
        mover=Mover(where, register(where)),
        last=as_of.toordinal(),
        light=light,
    )


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

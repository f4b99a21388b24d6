"""Who holds a plan: the plans in force on the survey day, and those that ceased before it.

Ages, places and needs come out at the published counts. Each plan has an origin: made before the
first drawn year, issued by the area in a drawn year (an assessment goes with it), or moved in from
another authority. Stock and flows close: each January's count is the last one, plus issued, plus
moved in, less ceased.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.demo import days
from goldenthread.demo.calibration import (
    AGES,
    CEASE_REASONS,
    FIRST_YEAR,
    GROUP_OF,
    GROUPS,
    KINDS,
    LAST_PUBLISHED,
    NEEDS,
    START_AGES,
    SURVEY_YEAR,
    YEARS_HELD,
    Area,
    national,
    need_by_placement,
)
from goldenthread.demo.chance import choose, draw, fit, quota, split, stream

if TYPE_CHECKING:
    import numpy as np

    from goldenthread.demo.chance import Numbers

OLD, ISSUED, MOVED_IN = 0, 1, 2
YEARS = tuple(range(FIRST_YEAR, LAST_PUBLISHED + 1))
PLANS_BEGAN = date(2014, 9, 1).toordinal()
CONVERTED = date(2018, 3, 31).toordinal()  # the last statements became plans by then
KIND_OF = {kind: i for i, kind in enumerate(KINDS)}
# Youngest and oldest age (31 August) at each kind of place; others 2 to 25.
FITS = {
    "mainstream": (2, 18),
    "special": (2, 19),
    "ap": (5, 16),
    "fe": (16, 25),
    "early": (2, 4),
    "NEET": (16, 24),
    "NIEC": (16, 24),
    "EHE": (5, 18),
}


@dataclass(slots=True)
class Holders:
    """Plan holders as columns; dates are ordinal numbers, 0 where there is none."""

    born: Numbers
    kind: Numbers  # position in KINDS: the place at the survey day, or when the plan ceased
    need: Numbers  # position in NEEDS
    origin: Numbers
    year: Numbers  # calendar year of issue or moving in, 0 for old plans
    first_made: Numbers
    in_force_from: Numbers
    ceased: Numbers
    reason: Numbers

    def __len__(self) -> int:
        return len(self.born)


@dataclass(slots=True, frozen=True)
class Flows:
    """Plans issued, moved in and ceased in one calendar year."""

    issued: int
    moved_in: int
    ceased: dict[int, int]


def flows(area: Area, year: int) -> Flows:
    """A published year's flows, closed on the January counts either side of it.

    More must leave when the published flows would overshoot, and nobody moves in below a floor.
    """
    issued = area.process[year]["issued"]
    ceased = dict(area.ceased[year])
    growth = area.plans[year + 1] - area.plans[year]
    moved_in = growth - issued + sum(ceased.values())
    least = area.plans[year] // 80
    if moved_in < least:
        extra = split([ceased[r] + 0.01 for r in CEASE_REASONS], least - moved_in)
        ceased = {r: ceased[r] + n for r, n in zip(CEASE_REASONS, extra, strict=True)}
        moved_in = least
    return Flows(issued=issued, moved_in=moved_in, ceased=ceased)


def plan_holders(area: Area, seed: int) -> Holders:
    """Everyone with a plan on the survey day, then everyone whose plan ceased in a drawn year."""
    import numpy as np

    rng = stream(seed, area.code, "stock")
    yearly = {year: flows(area, year) for year in YEARS}
    gone = _ceased(area, yearly, rng)
    now = _in_force(area, yearly, gone, rng)
    return Holders(
        *(np.concatenate([getattr(now, f), getattr(gone, f)]) for f in Holders.__slots__)
    )


def fits(kind: str, age: int) -> bool:
    """Whether somebody of that age (on 31 August) can be at that kind of place."""
    low, high = FITS.get(kind, FITS.get(GROUP_OF[kind], (2, 25)))
    return low <= age <= high


def _age_by_kind(area: Area) -> Numbers:
    import numpy as np

    england = national("placement_by_age", "age")
    seed = np.array(
        [[england[a][GROUP_OF[k]] + 0.5 if fits(k, a) else 0.0 for k in KINDS] for a in AGES]
    )
    return fit(seed, [area.ages[a] for a in AGES], [area.placements[k] for k in KINDS])


def need_targets(area: Area, total: int) -> list[int]:
    """The area's plans by primary need; a need not recorded stands with other."""
    counts = [area.needs[n] for n in NEEDS]
    counts[NEEDS.index("OTH")] += area.needs["unknown"]
    return split(counts, total)


def need_weights(age: int, group: str) -> list[float]:
    """How likely each need is at an age and a kind of place: England's shapes multiplied."""
    by_age = national("need_by_age", "age")
    overall = [sum(by_age[a][n] for a in by_age) for n in NEEDS]
    here = by_age[min(max(age, 2), max(by_age))]
    place = need_by_placement()[group]
    return [(here[n] + 0.1) * (place[n] + 0.1) / o for n, o in zip(NEEDS, overall, strict=True)]


def _in_force(
    area: Area, yearly: dict[int, Flows], gone: Holders, rng: np.random.Generator
) -> Holders:
    import numpy as np

    cells = _age_by_kind(area)
    age, kind = _spread(cells, rng)
    need = _needs(area, cells, age, kind, rng)
    born = births(age, rng)
    total = len(age)
    origin, year = _origins(area, yearly, gone, age, rng)
    first = np.zeros(total, int)
    for y in YEARS:
        mine = (year == y) & (origin == ISSUED)
        first[mine] = _issue_days(rng, y, born[mine])
    start = first.copy()
    _old_starts(first, start, origin == OLD, age, born, rng)
    _moved_in(first, start, (origin == MOVED_IN), year, born, rng)
    zero = np.zeros(total, int)
    return Holders(born, kind, need, origin, year, first, start, zero, zero)


def _spread(cells: Numbers, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """One position for each person counted in the age-by-kind table, in a shuffled order."""
    import numpy as np

    flat = quota(rng, cells.ravel().tolist())
    return np.array(AGES)[flat // len(KINDS)], flat % len(KINDS)


def _needs(
    area: Area, cells: Numbers, age: Numbers, kind: Numbers, rng: np.random.Generator
) -> Numbers:
    """Primary needs shaped by age and place that add up to the area's own mix."""
    import numpy as np

    group = np.array([GROUPS.index(GROUP_OF[k]) for k in KINDS])
    cell = (age - AGES[0]) * len(GROUPS) + group[kind]
    sizes = np.bincount(cell, minlength=len(AGES) * len(GROUPS))
    seed = np.array([need_weights(a, g) for a in AGES for g in GROUPS])
    counts = fit(seed, sizes.tolist(), need_targets(area, len(age)))
    need = np.empty(len(age), int)
    for c in np.flatnonzero(sizes):
        need[cell == c] = quota(rng, counts[c].tolist())
    return need


def births(age: Numbers, rng: np.random.Generator, year: int = SURVEY_YEAR - 1) -> Numbers:
    """Birth days of people of those ages on 31 August of a year; the youngest are nearly two."""
    import numpy as np

    first = np.array([date(year - a - 1, 9, 1).toordinal() for a in range(40)])
    found = first[age] + (rng.random(len(age)) * 364.9).astype(int)
    youngest = age <= AGES[0]
    size = int(youngest.sum())
    found[youngest] = date(year, 8, 31).toordinal() - 700 - rng.integers(0, 390, size)
    return found


def _origins(
    area: Area,
    yearly: dict[int, Flows],
    gone: Holders,
    age: Numbers,
    rng: np.random.Generator,
) -> tuple[Numbers, Numbers]:
    """Choose whose plan was issued or moved in during each drawn year, newest year first."""
    import numpy as np

    origin, year = np.zeros(len(age), int), np.zeros(len(age), int)
    new = national("new_plans_by_age", "age")
    sizes = np.bincount(age, minlength=30)
    for y in reversed(YEARS):
        at_start = age - (LAST_PUBLISHED - y)
        shape = np.array([new[min(a, 20)]["plans"] if a >= 2 else 0 for a in range(30)], float)
        weight = np.where(at_start >= 2, shape[np.maximum(at_start, 0)] / sizes[age], 0.0)
        wanted = yearly[y].issued - int(((gone.year == y) & (gone.origin == ISSUED)).sum())
        _mark(origin, year, choose(rng, np.where(origin == OLD, weight, 0), wanted), ISSUED, y)
        even = ((origin == OLD) & (at_start >= 2)).astype(float)
        wanted = yearly[y].moved_in - int(((gone.year == y) & (gone.origin == MOVED_IN)).sum())
        _mark(origin, year, choose(rng, even, wanted), MOVED_IN, y)
    _too_young(origin, year, age, rng)
    return origin, year


def _mark(origin: Numbers, year: Numbers, chosen: Numbers, what: int, when: int) -> None:
    origin[chosen], year[chosen] = what, when


def _too_young(origin: Numbers, year: Numbers, age: Numbers, rng: np.random.Generator) -> None:
    """Nobody who was under two when the drawn years began can hold an old plan: exchange them."""
    import numpy as np

    least = LAST_PUBLISHED - FIRST_YEAR + 3
    young = np.flatnonzero((origin == OLD) & (age < least))
    for y in reversed(YEARS):
        able = young[age[young] - (LAST_PUBLISHED - y) >= 2] if y != YEARS[-1] else young
        others = np.flatnonzero((year == y) & (age >= least + 1))
        size = min(len(able), len(others))
        swap = rng.choice(others, size, replace=False)
        origin[able[:size]], year[able[:size]] = origin[swap], y
        origin[swap], year[swap] = OLD, 0
        young = np.setdiff1d(young, able[:size])
        if not len(young):
            return


def _issue_days(rng: np.random.Generator, year: int, born: Numbers) -> Numbers:
    """Days on which plans are issued in a year, none before the child is twenty months old."""
    import numpy as np

    found = days.in_year(rng, year, len(born))
    last = days.open_days(year)[1]
    return days.working_before(np.minimum(np.maximum(found, born + 600), last))


def _old_starts(
    first: Numbers,
    start: Numbers,
    who: Numbers,
    age: Numbers,
    born: Numbers,
    rng: np.random.Generator,
) -> None:
    """First-made dates of plans older than the drawn years; statements became plans by 2018."""
    import numpy as np

    ages = np.array(sorted(START_AGES))
    end = date(FIRST_YEAR, 1, 1).toordinal()
    for a in np.unique(age[who]):
        mine = np.flatnonzero(who & (age == a))
        able = ages[ages <= max(a - (SURVEY_YEAR - FIRST_YEAR), ages[0])]
        start_age = able[draw(rng, [START_AGES[int(k)] for k in able], len(mine))]
        found = born[mine] + ((start_age + rng.random(len(mine))) * 365.2425).astype(int)
        first[mine] = np.minimum(found, end - 10 - rng.integers(0, 200, len(mine)))
    early = who & (first < PLANS_BEGAN)
    first[early] = rng.integers(PLANS_BEGAN, CONVERTED, int(early.sum()))
    first[who] = days.working_before(first[who])
    start[who] = first[who]


def _moved_in(
    first: Numbers,
    start: Numbers,
    who: Numbers,
    year: Numbers,
    born: Numbers,
    rng: np.random.Generator,
) -> None:
    import numpy as np

    for y in np.unique(year[who]):
        mine = who & (year == y)
        size = int(mine.sum())
        start[mine] = _issue_days(rng, int(y), born[mine])
        held = rng.exponential(900, size).astype(int) + 30
        earliest = np.maximum(born[mine] + 600, PLANS_BEGAN)
        first[mine] = days.working_before(
            np.minimum(np.maximum(start[mine] - held, earliest), start[mine])
        )


def _ceased(area: Area, yearly: dict[int, Flows], rng: np.random.Generator) -> Holders:
    """People whose plan ceased in a drawn year, with the reason and how long they had held it."""
    import numpy as np

    parts = [
        _ceased_for(area, yearly, year, reason, n, rng)
        for year in YEARS
        for reason, n in yearly[year].ceased.items()
        if n
    ]
    return Holders(*(np.concatenate([getattr(p, f) for p in parts]) for f in Holders.__slots__))


def cease_days(rng: np.random.Generator, year: int, reason: int, size: int) -> Numbers:
    """Days on which plans cease for a reason: young people leave in summer, others all year."""
    import numpy as np

    if reason == 1:
        return np.full(size, days.working_before(np.array([date(year, 7, 31).toordinal()]))[0])
    spread = days.in_year(rng, year, size)
    if reason in (2, 3, 4, 6):
        return np.where(rng.random(size) < 0.7, days.summer(rng, year, size), spread)
    return spread


def cease_ages(rng: np.random.Generator, reason: int, size: int) -> Numbers:
    """Ages at which plans cease for a reason, England 2024; 20 and over are spread out."""
    import numpy as np

    if reason == 1:
        return np.full(size, 25)
    by_age = national("ceased_by_age", "age")
    ages = np.array(sorted(by_age))
    found = ages[draw(rng, [by_age[int(a)][str(reason)] + 1e-6 for a in ages], size)]
    older = np.array([20, 21, 22, 23, 24])[draw(rng, [45, 25, 15, 10, 5], size)]
    return np.where(found >= 20, older, found)


def _ceased_for(
    area: Area,
    yearly: dict[int, Flows],
    year: int,
    reason: int,
    size: int,
    rng: np.random.Generator,
) -> Holders:
    import numpy as np

    ceased = cease_days(rng, year, reason, size)
    age = cease_ages(rng, reason, size)
    part = 0.03 + rng.random(size) * 0.9
    born = ceased - ((age + part) * 365.2425).astype(int)
    if reason == 1:  # the school year in which they turned 25
        eve = date(year, 7, 31).toordinal()
        born = eve - (25 * 365.2425 + rng.random(size) * 330).astype(int)
    held = (draw(rng, YEARS_HELD, size) + rng.random(size)) * 365.2425
    first = np.maximum(ceased - held.astype(int) - 20, np.maximum(PLANS_BEGAN, born + 600))
    first = np.minimum(first, ceased - 5)
    first = days.working_before(_clear_of_january(first))
    made = np.array([date.fromordinal(int(d)).year for d in first])
    drawn = made >= FIRST_YEAR
    share = {y: yearly[y].issued / (yearly[y].issued + yearly[y].moved_in) for y in YEARS}
    luck = rng.random(size)
    ours = np.array(
        [d and u < share.get(int(m), 0) for d, m, u in zip(drawn, made, luck, strict=True)]
    )
    origin = np.where(ours, ISSUED, np.where(drawn, MOVED_IN, OLD))
    school_ages = [25] * size if reason == 1 else days_ages(born, ceased)
    kind = places_for(area, school_ages, rng)
    need = np.array(
        [_one_need(int(a), GROUP_OF[KINDS[k]], rng) for a, k in zip(age, kind, strict=True)], int
    )
    years = np.where(drawn, made, 0)
    return Holders(
        born, kind, need, origin, years, first, first.copy(), ceased, np.full(size, reason)
    )


def _clear_of_january(found: Numbers) -> Numbers:
    """Move a start in the first days of a drawn year on, so that the Januaries still close."""
    for year in range(FIRST_YEAR, SURVEY_YEAR + 1):
        new_year, open_ = date(year, 1, 1).toordinal(), days.open_days(year)[0]
        found[(found >= new_year - 8) & (found < open_)] = open_ + 4
    return found


def days_ages(born: Numbers, on: Numbers) -> list[int]:
    """School-year ages of people on given days."""
    return [
        max(2, days.school_age(int(b), days.school_year(int(d))))
        for b, d in zip(born, on, strict=True)
    ]


def places_for(area: Area, ages: list[int], rng: np.random.Generator) -> Numbers:
    """A kind of place for each age, as England's and the area's shapes make it likely."""
    import numpy as np

    england = national("placement_by_age", "age")
    group_total = {g: sum(area.placements[k] for k in KINDS if GROUP_OF[k] == g) for g in GROUPS}
    found = np.zeros(len(ages), int)
    each = np.array(ages)
    for a in np.unique(each):
        mine = each == a
        shape = england[int(min(max(a, 2), 25))]
        weights = [
            shape[GROUP_OF[k]] * area.placements[k] / max(1, group_total[GROUP_OF[k]])
            if fits(k, int(a))
            else 0.0
            for k in KINDS
        ]
        if sum(weights) <= 0:
            weights = [1.0 if k in ("OTH", "OLA") else 0.0 for k in KINDS]
        found[mine] = draw(rng, weights, int(mine.sum()))
    return found


def _one_need(age: int, group: str, rng: np.random.Generator) -> int:
    return int(draw(rng, need_weights(age, group), 1)[0])

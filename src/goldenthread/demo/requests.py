"""Requests for an assessment and what came of each, as columns of days.

Plans issued in the published years are worked back from the day of issue, so that each year's
plans issued and 20-week figures come out as published. Each year's other requests are then drawn
so that its total, and its share refused, come out too; what is still in hand when the published
years end runs on by the same delays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.demo import days, stock
from goldenthread.demo.calibration import (
    FIRST_YEAR,
    LAST_PUBLISHED,
    MONTHS,
    NEEDS,
    SOURCES,
    Area,
    national,
)
from goldenthread.demo.chance import draw, split, stream

if TYPE_CHECKING:
    import numpy as np

    from goldenthread.demo.chance import Numbers

PLAN, NO_PLAN, REFUSED, WITHDRAWN, DROPPED = range(5)  # DROPPED: ended during the assessment
TWENTY_WEEKS, A_YEAR, SIX_WEEKS, SIXTEEN_WEEKS = 140, 364, 42, 112
GROWTH = 1.02  # requests a year after the last published one
MEND = 0.06  # share more in time each year after, where fewer than half were
ASK_AGAIN = 0.07  # of those refused, who ask again the next year
MEAN_WEEKS = {"830": 35.4, "831": 29.9}  # average weeks to issue, 2025; England otherwise
ENGLAND_MEAN_WEEKS = 25.6


@dataclass(slots=True)
class Cases:
    """Requests as columns; dates are ordinal numbers, 0 where there is none."""

    person: Numbers  # position among plan holders, or -1 for a child with no earlier plan
    born: Numbers
    need: Numbers
    result: Numbers
    received: Numbers
    told: Numbers  # the decision whether to assess, or the withdrawal
    end: Numbers  # plan issued, no plan told, or the assessment dropped
    source: Numbers
    excused: Numbers  # a lawful exception was recorded
    dispute: Numbers  # about the decision: 1 mediation, 2 appeal, 3 both

    def __len__(self) -> int:
        return len(self.born)


def last_years(area: Area) -> tuple[int, ...]:
    return tuple(area.process)


def process(area: Area, year: int) -> dict[str, float]:
    """What was published for a year, or a trend from the last published year."""
    if year <= LAST_PUBLISHED:
        return dict(area.process[year])
    last = area.process[LAST_PUBLISHED]
    growth = GROWTH ** (year - LAST_PUBLISHED)
    return {name: round(n * growth) for name, n in last.items()}


def all_requests(area: Area, holders: stock.Holders, last_year: int, seed: int) -> Cases:
    """Every request that led to a plan in a drawn year, and every other received since."""
    import numpy as np

    parts = [issued_cases(area, holders, seed)]
    backward = parts[0]
    for year in range(FIRST_YEAR, last_year + 1):
        parts.append(_others(area, backward, year, stream(seed, area.code, f"requests {year}")))
    return Cases(*(np.concatenate([getattr(p, f) for p in parts]) for f in Cases.__slots__))


# --- plans issued in the published years, worked back ---


def issued_cases(area: Area, holders: stock.Holders, seed: int) -> Cases:
    """The requests behind the plans issued in the published years."""
    import numpy as np

    rng = stream(seed, area.code, "issued")
    parts = []
    for year in stock.YEARS:
        who = np.flatnonzero((holders.origin == stock.ISSUED) & (holders.year == year))
        rng.shuffle(who)
        parts.append(_worked_back(area, holders, year, who, rng))
    return Cases(*(np.concatenate([getattr(p, f) for p in parts]) for f in Cases.__slots__))


def _worked_back(
    area: Area, holders: stock.Holders, year: int, who: Numbers, rng: np.random.Generator
) -> Cases:
    import numpy as np

    counts = _bands(process(area, year), len(who))
    lengths = [
        _delays(area, band, n, rng) for band, n in zip(("in", "to", "over"), counts, strict=True)
    ]
    length = np.concatenate(lengths)
    end = holders.first_made[who]
    length = _old_enough(length, end, holders.born[who], rng)
    received = _received(end, length)
    excused = _excused(process(area, year), end - received, rng)
    told = _told(area, received, end, rng)
    size = len(who)
    return Cases(
        person=who,
        born=holders.born[who],
        need=holders.need[who],
        result=np.full(size, PLAN),
        received=received,
        told=told,
        end=end,
        source=_sources(area, "agreed", size, rng),
        excused=excused,
        dispute=np.zeros(size, int),
    )


def _bands(row: dict[str, float], size: int) -> list[int]:
    """How many of a year's plans came within 20 weeks, within a year, and later."""
    late = row["issued"] - row["in_twenty"]
    over = min(row["over_year"], late)
    return split([row["in_twenty"], late - over, over], size)


def _delays(area: Area, band: str, size: int, rng: np.random.Generator) -> Numbers:
    """Days from request to plan within one published band."""
    import numpy as np

    if band == "in":
        early = rng.gamma(1.3, 9.0, size).astype(int)
        return np.clip(TWENTY_WEEKS - 2 - early, 84, TWENTY_WEEKS - 2)
    if band == "over":
        return np.clip(A_YEAR + 4 + rng.exponential(75, size).astype(int), 0, 700)
    mean = _middle_mean(area)
    part = (mean - 20) / 32
    spread = rng.beta(3 * part, 3 * (1 - part), size)
    low, high = TWENTY_WEEKS + 4, A_YEAR - 4
    return (low + spread * (high - low)).astype(int)


def _middle_mean(area: Area) -> float:
    """Mean weeks of the plans that took 20 to 52, so that the area's overall mean comes out."""
    row = area.process[LAST_PUBLISHED]
    mean = MEAN_WEEKS.get(area.code, ENGLAND_MEAN_WEEKS)
    early, late, over = _bands(dict(row), 1000)
    if not late:
        return 26.0
    found = (mean * 1000 - early * 18.1 - over * 62.5) / late
    return min(40.0, max(23.0, found))


def _old_enough(length: Numbers, end: Numbers, born: Numbers, rng: np.random.Generator) -> Numbers:
    """Exchange delays so that nobody is asked for before nine months old."""
    import numpy as np

    bad = np.flatnonzero(end - length < born + 270)
    if not len(bad):
        return length
    for i in bad:
        room = end[i] - born[i] - 270
        able = np.flatnonzero((length <= room) & (end - length[i] >= born + 270))
        if len(able):
            j = rng.choice(able)
            length[i], length[j] = length[j], length[i]
    return length


def _received(end: Numbers, length: Numbers) -> Numbers:
    """Working days about `length` before `end`, on the same side of 20 weeks and of a year."""
    import numpy as np

    raw = end - length
    later, sooner = days.working(raw), days.working_before(raw)
    return np.where(length <= TWENTY_WEEKS, later, sooner)


def _excused(row: dict[str, float], length: Numbers, rng: np.random.Generator) -> Numbers:
    """Which plans had a lawful exception recorded: as many in time and late as published."""
    import numpy as np

    share = len(length) / max(1, row["issued"])
    wanted_in = round((row["in_twenty"] - row["in_twenty_ex"]) * share)
    wanted_late = round((row["issued"] - row["issued_ex"]) * share) - wanted_in
    found = np.zeros(len(length), int)
    for able, wanted in (
        (np.flatnonzero(length <= TWENTY_WEEKS), wanted_in),
        (np.flatnonzero(length > TWENTY_WEEKS), wanted_late),
    ):
        found[rng.choice(able, min(len(able), max(0, wanted)), replace=False)] = 1
    return found


def _prompt(area: Area, received: Numbers) -> Numbers:
    """The share told within six weeks, as published for the year each request came in."""
    import numpy as np

    found = np.zeros(len(received))
    for year, row in area.process.items():
        made = row["in_six_weeks"] + row["over_six_weeks"]
        since = year == FIRST_YEAR or received >= date(year, 1, 1).toordinal()
        found = np.where(since, row["in_six_weeks"] / max(1, made), found)
    return found


def _told(area: Area, received: Numbers, end: Numbers, rng: np.random.Generator) -> Numbers:
    """When the family was told whether there would be an assessment."""
    import numpy as np

    late = rng.random(len(received)) >= _prompt(area, received)
    in_time = SIX_WEEKS - 1 - rng.gamma(1.4, 5.0, len(received)).astype(int)
    after = SIX_WEEKS + 3 + rng.exponential(24, len(received)).astype(int)
    delay = np.where(late, np.minimum(after, 200), np.maximum(in_time, 4))
    room = end - received - 42
    delay = np.where(delay > room, np.clip(room, 4, SIX_WEEKS - 2), delay)
    raw = received + delay
    return np.where(delay <= SIX_WEEKS, days.working_before(raw), days.working(raw))


def _sources(area: Area, result: str, size: int, rng: np.random.Generator) -> Numbers:
    """Who asked: codes 1 to 5 of the return."""
    weights = SOURCES.get(area.code, SOURCES[""])[result]
    return draw(rng, weights, size) + 1


# --- each year's other requests ---


def _others(area: Area, backward: Cases, year: int, rng: np.random.Generator) -> Cases:
    """The year's requests that are not behind a plan issued in the published years."""
    import numpy as np

    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    mine = backward.received[(backward.received >= first) & (backward.received <= last)]
    counts = _results(process(area, year), len(mine), year)
    result = np.repeat(np.arange(5), counts)
    size = len(result)
    received = _months(rng, year, size)
    running = result == PLAN
    received[running] = _late_in_year(rng, year, mine, int(running.sum()))
    end, told = _ends(area, year, result, received, rng)
    refused = result == REFUSED
    source = _sources(area, "agreed", size, rng)
    source[refused] = _sources(area, "refused", int(refused.sum()), rng)
    born, need = _children(area, refused, received, rng)
    excused = np.zeros(size, int)
    excused[running] = _excused(process(area, year), (end - received)[running], rng)
    return Cases(
        person=np.full(size, -1),
        born=born,
        need=need,
        result=result,
        received=received,
        told=told,
        end=end,
        source=source,
        excused=excused,
        dispute=_disputes(process(area, year), refused, rng),
    )


def _results(row: dict[str, float], issued: int, year: int) -> list[int]:
    """How many of a year's other requests end in each way (in the order of the results)."""
    total, withdrawn = int(row["requests"]), int(row["withdrawn"])
    decided = max(1.0, row["agreed"] + row["refused"])
    agreed = round((total - withdrawn) * row["agreed"] / decided)
    none = round(agreed * row["not_issued"] / max(1, row["issued"] + row["not_issued"]))
    agreed = min(max(agreed, issued + none), max(total - withdrawn, issued))
    none = min(none, agreed - issued)
    left = agreed - issued - none
    dropped = 0
    if year < LAST_PUBLISHED:  # few can still be in hand after so long
        running = min(left, round(agreed * 0.03))
        over = left - running  # published as agreed, but neither issued nor refused a plan since
        dropped, none, left = over - over // 2, none + over // 2, running
    else:
        dropped = round(agreed * 0.009)
        left = max(0, left - dropped)
    refused = max(0, total - withdrawn - agreed)
    return [left, none, refused, withdrawn, dropped]


def _months(rng: np.random.Generator, year: int, size: int) -> Numbers:
    """Days of receipt over a year: most in autumn and before Easter, few in August."""
    return _dates(rng, year, draw(rng, MONTHS, size))


def _late_in_year(rng: np.random.Generator, year: int, taken: Numbers, size: int) -> Numbers:
    """Days of receipt that, with those taken by plans already issued, make the year's shape."""
    import numpy as np

    months = [date.fromordinal(int(d)).month - 1 for d in taken]
    have = np.bincount(np.array(months, int), minlength=12)
    wanted = np.array(split(MONTHS, len(taken) + size))
    weights = np.maximum(wanted - have, 0) + 0.05 * np.array(MONTHS) / 100
    return _dates(rng, year, draw(rng, weights.tolist(), size))


def _dates(rng: np.random.Generator, year: int, month: Numbers) -> Numbers:
    import numpy as np

    starts = np.array([date(year, m, 1).toordinal() for m in range(1, 13)])
    lengths = np.diff(np.append(starts, date(year + 1, 1, 1).toordinal()))
    raw = starts[month] + (rng.random(len(month)) * lengths[month]).astype(int)
    found = days.working_before(raw)
    return np.where(found < starts[0], days.working(raw), found)


def _ends(
    area: Area, year: int, result: Numbers, received: Numbers, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """When each request ended, and when the family was first told something."""
    import numpy as np

    end = np.zeros(len(result), int)
    plan, none, dropped = result == PLAN, result == NO_PLAN, result == DROPPED
    end[plan] = _run_on(area, year, received[plan], rng)
    end[none] = received[none] + _no_plan_delays(process(area, year), int(none.sum()), rng)
    end[none] = days.working_before(end[none])
    end[dropped] = days.working(received[dropped] + rng.integers(60, 240, int(dropped.sum())))
    far = np.where(end > 0, end, received + 10_000)
    told = _told(area, received, far, rng)
    withdrawn = result == WITHDRAWN
    told[withdrawn] = days.working(received[withdrawn] + rng.integers(4, 38, int(withdrawn.sum())))
    return end, told


def _no_plan_delays(row: dict[str, float], size: int, rng: np.random.Generator) -> Numbers:
    import numpy as np

    made = row["no_plan_in_time"] + row["no_plan_late"]
    share = row["no_plan_in_time"] / made if made else 0.5
    in_time = SIXTEEN_WEEKS - rng.integers(1, 18, size)
    late = SIXTEEN_WEEKS + 4 + rng.exponential(55, size).astype(int)
    return np.where(rng.random(size) < share, in_time, late)


def _last_told(area: Area, year: int) -> dict[str, float]:
    """Figures of the latest year in which plans were issued: a failed return says none were."""
    years = (process(area, each) for each in range(year, FIRST_YEAR - 1, -1))
    return next((row for row in years if row["issued"]), process(area, year))


def _run_on(area: Area, year: int, received: Numbers, rng: np.random.Generator) -> Numbers:
    """Days on which plans still in hand when the published years end are issued."""
    import numpy as np

    row = _last_told(area, max(year, LAST_PUBLISHED))
    size = len(received)
    share = np.array(_bands(row, 10_000)) / 10_000
    if not share.any():  # nothing was issued that year: the country's bands
        share = np.array([0.455, 0.443, 0.102])
    if share[0] < 0.5:
        mend = min(share[1], MEND * max(0, year - LAST_PUBLISHED))
        share = np.array([share[0] + mend, share[1] - mend, share[2]])
    bands = [_delays(area, band, size, rng) for band in ("in", "to", "over")]
    earliest = days.open_days(max(year, LAST_PUBLISHED + 1))[0]
    end = np.zeros(size, int)
    for _ in range(12):  # draw again whatever would have been issued in the published years
        again = np.flatnonzero(end < earliest)
        pick = draw(rng, share.tolist(), len(again))
        delay = np.choose(pick, [rng.permutation(b)[: len(again)] for b in bands])
        end[again] = _issued_on(received[again], delay)
    stuck = end < earliest
    end[stuck] = earliest + rng.integers(0, 240, int(stuck.sum()))
    return _clear(days.working(end))


def _issued_on(received: Numbers, delay: Numbers) -> Numbers:
    """Working days `delay` after receipt, on the same side of 20 weeks and of a year."""
    import numpy as np

    raw = received + delay
    return np.where(delay <= TWENTY_WEEKS, days.working_before(raw), days.working(raw))


def _clear(end: Numbers) -> Numbers:
    """No plan starts in the first weeks of a year (see `days`); it waits for the first open day."""
    for year in range(LAST_PUBLISHED, LAST_PUBLISHED + 6):
        shut, open_ = date(year, 12, 23).toordinal(), days.open_days(year + 1)[0]
        end[(end > shut) & (end < open_)] = days.next_working(open_)
    return end


def _children(
    area: Area, refused: Numbers, received: Numbers, rng: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """Birth days and needs of children asked for, by the ages at request in England."""
    import numpy as np

    by_age = national("requests_by_age", "age")
    ages = np.array(sorted(by_age))
    weights = {
        flag: [by_age[int(a)]["refused" if flag else "agreed"] for a in ages] for flag in (0, 1)
    }
    picks = {flag: draw(rng, weights[flag], len(refused)) for flag in (0, 1)}
    age = ages[np.where(refused, picks[1], picks[0])]
    part = np.where(age <= 2, rng.random(len(age)) * 0.9 - 0.4, rng.random(len(age)))
    born = received - ((age + np.maximum(part, -0.4)) * 365.2425).astype(int) - 1
    return born, new_needs(area, age, rng)


def new_needs(area: Area, age: Numbers, rng: np.random.Generator) -> Numbers:
    """Primary needs of children newly asked for: England's by age, tilted to the area's mix."""
    import numpy as np

    new = national("new_plans_by_age", "age")
    england = [sum(new[a][n] for a in new) for n in NEEDS]
    ours = stock.need_targets(area, 10_000)
    tilt = [o / max(1, e) for o, e in zip(ours, england, strict=True)]
    found = np.zeros(len(age), int)
    for a in np.unique(age):
        mine = age == a
        row = new[int(min(max(a, 2), 20))]
        weights = [(row[n] + 0.1) * t for n, t in zip(NEEDS, tilt, strict=True)]
        found[mine] = draw(rng, weights, int(mine.sum()))
    return found


def _disputes(row: dict[str, float], refused: Numbers, rng: np.random.Generator) -> Numbers:
    """Which refusals went to mediation or appeal."""
    import numpy as np

    found = np.zeros(len(refused), int)
    able = np.flatnonzero(refused)
    for bit, wanted in ((1, row["mediation"]), (2, row["tribunal"])):
        chosen = rng.choice(able, min(len(able), int(wanted)), replace=False)
        found[chosen] |= bit
    return found

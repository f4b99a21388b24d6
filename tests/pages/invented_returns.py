"""Invented lives of children in one area, and what the return of each year would say of them.

One life gives returns that agree from year to year, so that a second load can be told from a
first. Everybody here is invented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from goldenthread.exchange.sen2.items import YearSpec, spec_for
from goldenthread.exchange.sen2.records import (
    ActivePlan,
    Assessment,
    Header,
    NamedPlan,
    Need,
    Person,
    Placement,
    PlanDetail,
    Request,
)
from goldenthread.exchange.sen2.write import write_return
from goldenthread.people.rules import upn_check_letter

NEEDS = ("ASD", "SEMH", "SLCN", "MLD", "SPLD", "PD", "HI", "OTH")
WEEK = timedelta(days=7)
LAST = date(2025, 12, 31)  # nothing in these lives happens later


def upn(number: int) -> str:
    """Return a pupil number with its right check letter."""
    digits = f"831{number:09}"
    return upn_check_letter(digits) + digits


@dataclass
class Asked:
    """One request and what became of it; a day that is None has not come."""

    received: date
    told: date | None = None
    agreed: bool = True
    decided: date | None = None
    plan: bool = True
    week20: bool = False
    withdrawn: date | None = None
    exported: str | None = None


@dataclass
class Life:
    """One invented child."""

    number: int
    born: date
    needs: tuple[str, ...]
    asked: Asked | None = None
    versions: list[date] = field(default_factory=list)  # the plan's, the first of them its start
    reviews: list[tuple[date, date | None, str]] = field(default_factory=list)
    places: list[tuple[str, date, date | None]] = field(default_factory=list)
    ceased: tuple[date, str] | None = None
    moved_from: str | None = None
    named: bool = True  # has a pupil number


def lives(count: int, seed: int = 1, urns: tuple[str, ...] = ("990001",)) -> list[Life]:
    """Return invented children, always the same for one seed."""
    luck = Random(seed)
    return [_life(number, luck, urns) for number in range(1, count + 1)]


def _quiet(day: date) -> date:
    """Move a day out of the weeks around the survey, where two years' returns could differ."""
    return day + timedelta(days=31) if day.month == 1 or (day.month, day.day) > (12, 28) else day


def _life(number: int, luck: Random, urns: tuple[str, ...]) -> Life:
    born = date(luck.randint(2005, 2019), luck.randint(1, 12), luck.randint(1, 28))
    life = Life(number, born, tuple(luck.sample(NEEDS, luck.choice((1, 2)))))
    life.named = luck.random() > 0.1
    start = _quiet(date(2019, 2, 1) + timedelta(days=luck.randrange(300)))
    if luck.random() < 0.45:
        life.asked = _asked(luck)
        made = life.asked.plan and life.asked.decided
        if not made:
            return life
        start = made
    life.versions = [start]
    _live(life, start, luck, urns)
    return life


def _asked(luck: Random) -> Asked:
    received = _quiet(date(2023, 2, 1) + timedelta(days=luck.randrange(1060)))
    case = Asked(received, week20=luck.random() < 0.1)
    told = _quiet(received + timedelta(days=luck.randint(20, 60)))
    if luck.random() < 0.08:
        case.withdrawn, case.plan = _quiet(received + 2 * WEEK), False
        return case
    case.told = told if told <= LAST else None
    case.agreed = luck.random() > 0.2
    decided = _quiet(received + timedelta(days=luck.randint(100, 320)))
    if case.told and case.agreed:
        case.decided = decided if decided <= LAST else None
    case.plan = case.agreed and luck.random() > 0.15
    return case


def _live(life: Life, start: date, luck: Random, urns: tuple[str, ...]) -> None:
    day = start
    while (met := _quiet(day + timedelta(days=luck.randint(300, 420)))) <= LAST:
        told = _quiet(met + timedelta(days=luck.randint(10, 60)))
        outcome = luck.choice("MMA")
        life.reviews.append((met, told if told <= LAST else None, outcome))
        amended = _quiet(told + 8 * WEEK)
        if outcome == "A" and amended <= LAST:
            life.versions.append(amended)
        day = told
    move = _quiet(start + timedelta(days=luck.randint(500, 1500)))
    first, second = luck.choice(urns), luck.choice(urns)
    if move <= LAST and first != second:
        life.places = [(first, start, move), (second, move, None)]
    else:
        life.places = [(first, start, None)]
    if luck.random() < 0.06:
        end = _quiet(date(luck.choice((2024, 2025)), luck.randint(2, 11), luck.randint(1, 28)))
        if end > max(life.versions):
            life.ceased = (end, luck.choice("2467"))


# --- What the return of a year says ------------------------------------------------------------


def told_in(lives: Iterable[Life], year: int) -> Iterator[Person]:
    """Yield the persons of a year's return."""
    spec = spec_for(year)
    for life in lives:
        if request := _request(life, spec):
            yield _person(life, request)


def _person(life: Life, request: Request) -> Person:
    return Person(
        surname=f"Invented{life.number}",
        forename="Sam",
        born=life.born,
        sex="F" if life.number % 3 else "M",
        ethnicity="WBRI",
        postcode="DE1 1AA",
        upn=upn(life.number) if life.named else None,
        upn_unknown=None if life.named else "UN8",
        requests=[request],
    )


def _request(life: Life, spec: YearSpec) -> Request | None:
    plan = _plan(life, spec)
    asked = life.asked
    if asked is None or asked.received > spec.year_end:
        return plan and Request(outcome="H", assessment=Assessment(outcome="H", plan=plan[0]),
                                active=plan[1])  # fmt: skip
    outcome, told = _outcome(asked, spec)
    request = Request(received=asked.received, source="1", rya=False, outcome=outcome)
    request.outcome_date = told
    if outcome in ("A", "W"):
        return request if outcome == "A" or spec.in_year(asked.withdrawn) else None
    if outcome == "N":
        return request
    request.assessment = _assessment(asked, spec)
    if outcome == "H" and request.assessment.outcome == "H":
        if plan is None:
            return None
        request.received = None
    if request.assessment.outcome in ("Y", "H") and plan:
        request.assessment.plan, request.active = plan
    elif request.assessment.outcome == "H":
        return None
    return request if asked.agreed else None


def _outcome(asked: Asked, spec: YearSpec) -> tuple[str, date | None]:
    if asked.withdrawn and asked.withdrawn <= spec.year_end:
        return "W", None
    if asked.told is None or asked.told > spec.year_end:
        return "A", None
    if asked.told < spec.year_start:
        return "H", None
    return ("Y" if asked.agreed else "N"), asked.told


def _assessment(asked: Asked, spec: YearSpec) -> Assessment:
    if asked.decided is None or asked.decided > spec.year_end:
        return Assessment(outcome="A")
    if asked.decided < spec.year_start:
        return Assessment(outcome="H")
    outcome = "Y" if asked.plan else "N"
    return Assessment(outcome=outcome, outcome_date=asked.decided, week20=asked.week20)


def _plan(life: Life, spec: YearSpec) -> tuple[NamedPlan, ActivePlan | None] | None:
    """Return the plan as it stood, and its place among the active ones; None if there was none."""
    versions = [day for day in life.versions if day <= spec.survey_day]
    if not versions or (life.ceased and life.ceased[0] < spec.year_start):
        return None
    places = [p for p in life.places if p[1] <= spec.survey_day]
    latest = _detail(PlanDetail(), places[-1][0])
    named = NamedPlan(start=versions[-1], pb=False, details=[latest])
    if life.ceased and life.ceased[0] <= spec.year_end:
        named.cease_date, named.cease_reason = life.ceased
        return named, None
    active = ActivePlan(needs=[Need(kind=k, rank=r) for r, k in enumerate(life.needs, 1)])
    reviews = [r for r in life.reviews if r[1] and r[1] <= spec.survey_day]
    if reviews:
        active.review_meeting, active.last_review, active.review_outcome = reviews[-1]
        if active.review_outcome == "A" and active.last_review:
            active.review_draft = active.last_review
    for urn, entry, leaving in places:
        spell = _detail(Placement(entry=entry), urn)
        spell.leaving = leaving if leaving and leaving <= spec.survey_day else None
        active.placements.append(spell)
    return named, active


def _detail(detail, urn: str):
    detail.rank = 1
    if urn.isdigit():
        detail.urn, detail.unit, detail.resourced = urn, False, False
    else:
        detail.setting = urn
    return detail


def write(path: Path, lives: Iterable[Life], year: int, area: str = "831") -> Path:
    """Write the return of a year, and give the file back."""
    with path.open("wb") as out:
        write_return(out, Header(year=year, lea=area), told_in(lives, year))
    return path

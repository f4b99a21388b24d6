"""Waits for health and care services: referrals, first contacts and what came after.

Approximate, from knowledge, unless marked: numbers waiting for community paediatrics, speech and
language therapy and occupational therapy follow the 2023 return of the area's board, grown a
little; the others are chosen to fit what inspectors wrote and the shapes in the calibration notes.
Derby's wait for a neurodevelopmental assessment is about 31 weeks (letter of 4 November 2021), and
Derbyshire's "can take over two years" and "depends on where the child lives" (inspection of 23 to
27 September 2024): which homes wait longer is made up. Rates are for an area of 300,000 people
aged 0 to 25.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from goldenthread.demo import days
from goldenthread.demo.calibration import Area
from goldenthread.demo.chance import stream
from goldenthread.demo.people import OUTWARD
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service

if TYPE_CHECKING:
    import numpy as np

    from goldenthread.demo.chance import Numbers

Whole = TypeVar("Whole", int, "Numbers")  # one day, or a column of them
PER = 300_000
FIRST_REFERRAL = 2022
FIRST_PAST = 2018  # dates alone go further back: a forecast is judged by years that came after it
KEPT_FROM = date(2026, 5, 1).toordinal()  # of waits that ended earlier, dates alone are kept
LEAVE_UNSEEN = 0.05
LAST_SEEN = days.LAST_DAY - 400
# Where the child lives decides how long the wait is: slow homes, and how slow and quick they are.
SLOW_HOMES: Mapping[str, frozenset[str]] = {"830": frozenset({"DE45", "S40", "S41", "SK13"})}
SLOWER, QUICKER = 1.25, 0.88


@dataclass(frozen=True, slots=True)
class Shape:
    """How one service's list behaves."""

    service: str
    a_week: float  # referrals a week for PER people aged 0 to 25
    weeks: float  # mean wait to first contact
    form: float  # gamma shape: 1 is exponential
    growth: float  # more referrals each year
    ages: tuple[int, int]
    then: K  # the event after first contact
    by_area: Mapping[str, float] = field(default_factory=dict)  # mean wait where it is another
    uneven: bool = False  # longer for some homes of the area
    kept: float = 1.0  # of those drawn: the others are of a child on this list already
    sets_aside: bool = False  # a first appointment missed sets the clock aside


SHAPES = (
    Shape(
        *(Service.COMMUNITY_PAEDIATRICS, 43, 50, 1.8, 0.04, (2, 15), K.TREATMENT_STARTED),
        uneven=True,
        kept=0.88,
        sets_aside=True,
    ),
    Shape(
        *(Service.NEURODEVELOPMENTAL, 24, 88, 3.0, 0.12, (4, 17), K.WAIT_ASSESSMENT_STARTED),
        by_area={"831": 31},
        uneven=True,
    ),
    Shape(
        *(Service.MENTAL_HEALTH, 46, 11, 1.1, 0.05, (5, 17), K.TREATMENT_STARTED),
        uneven=True,
        kept=0.91,
    ),
    Shape(Service.WHEELCHAIR, 4, 9, 1.3, 0.02, (2, 18), K.EQUIPMENT_DELIVERED),
    Shape(Service.OCCUPATIONAL_THERAPY, 9, 19, 1.4, 0.05, (3, 16), K.TREATMENT_STARTED),
    Shape(Service.SPEECH_AND_LANGUAGE, 66, 17, 2.2, 0.03, (2, 11), K.TREATMENT_STARTED, kept=0.72),
    # "Too long" for home assessments (Derbyshire, 2024): how long, and Derby's, are made up.
    Shape(
        *(Service.SOCIAL_CARE_OT, 4, 34, 1.6, 0.06, (2, 17), K.TREATMENT_STARTED),
        by_area={"831": 20},
    ),
    Shape(Service.SCHOOL_MENTAL_HEALTH, 10, 5, 1.2, 0.10, (5, 17), K.TREATMENT_STARTED),
)


@dataclass(slots=True)
class Referrals:
    """One service's referrals as columns of days."""

    shape: Shape
    referred: Numbers
    seen: Numbers
    born: Numbers


def referrals(area: Area, year: int, seed: int) -> list[Referrals]:
    """Every referral of an area in a year, service by service."""
    return [
        _of_year(area, shape, year, stream(seed, area.code, f"{shape.service} {year}"))
        for shape in SHAPES
    ]


def _of_year(area: Area, shape: Shape, year: int, rng: np.random.Generator) -> Referrals:
    import numpy as np

    growth = (1 + shape.growth) ** (year - 2023)
    size = int(rng.poisson(shape.a_week * 52 * growth * area.population / PER))
    first = date(year, 1, 1).toordinal()
    referred = days.working(first + rng.integers(0, 360, size))
    weeks = shape.by_area.get(area.code, shape.weeks)
    wait = rng.gamma(shape.form, weeks * 7 / shape.form, size)
    seen = days.working(np.minimum(referred + 5 + wait.astype(int), LAST_SEEN))
    low, high = shape.ages
    age = low + rng.beta(1.6, 2.2, size) * (high + 0.9 - low)
    born = referred - (age * 365.2425).astype(int)
    return Referrals(shape, referred, seen, born)


def pace(area: Area, shape: Shape, home: str) -> float:
    """How much longer than the area's mean a wait is for a home, by its outward postcode."""
    slow = SLOW_HOMES.get(area.code)
    if slow is None or not shape.uneven:
        return 1.0
    return SLOWER if home in slow else QUICKER


def seen_at_home(referred: int, seen: int, times: float) -> int:
    """The day a child is seen whose home makes the wait so many times as long."""
    if times == 1.0:
        return seen
    return days.next_working(min(referred + 5 + int((seen - referred - 5) * times), LAST_SEEN))


def fitting_days(referred: Whole) -> Whole:
    """From measuring a child for a chair to handing it over: 7 to 27 days."""
    return 7 + referred % 21


@dataclass(slots=True)
class Gone:
    """Those who left one service's list before the story: days, and whether they were seen."""

    shape: Shape
    referred: Numbers
    left: Numbers
    seen: Numbers


def gone(area: Area, year: int, seed: int) -> Iterator[Gone]:
    """Dates alone of a year's referrals that ended before the story, service by service."""
    import numpy as np

    for found in referrals(area, year, seed):
        shape, size = found.shape, len(found.referred)
        rng = stream(seed, area.code, f"gone {shape.service} {year}")
        paces = np.array([pace(area, shape, home) for home in OUTWARD.get(area.code, ("",))])
        wait = (found.seen - found.referred - 5) * rng.choice(paces, size)
        seen = found.referred + 5 + wait.astype(int)
        unseen = rng.random(size) < LEAVE_UNSEEN
        part = np.where(unseen, 0.3 + 0.6 * rng.random(size), 1.0)
        left = found.referred + ((seen - found.referred) * part).astype(int)
        if shape.then == K.EQUIPMENT_DELIVERED:
            left = np.where(unseen, left, left + fitting_days(found.referred))
        kept = (seen < KEPT_FROM) & (rng.random(size) < shape.kept)
        left = days.working(np.minimum(left, LAST_SEEN))
        yield Gone(shape, found.referred[kept], left[kept], ~unseen[kept])


def told(referred: int, seen: int, last: int) -> bool:
    """Whether a referral is part of the story: known, and not ended long ago."""
    return referred <= last and seen >= KEPT_FROM

"""Waits for health and care services: referrals, first contacts and what came after.

Approximate, from knowledge, unless marked: numbers waiting for community paediatrics, speech and
language therapy and occupational therapy follow the 2023 return of the area's board, grown a
little; the others are chosen to fit what inspectors wrote ("over two years") and the shapes in the
calibration notes. Rates are for an area of 300,000 people aged 0 to 25.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from goldenthread.demo import days
from goldenthread.demo.calibration import Area
from goldenthread.demo.chance import stream
from goldenthread.demo.facts import CaseEvent, Wait
from goldenthread.demo.luck import Luck
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Service

if TYPE_CHECKING:
    import numpy as np

    from goldenthread.demo.chance import Numbers

PER = 300_000
FIRST_REFERRAL = 2022
KEPT_FROM = date(2026, 5, 1).toordinal()  # waits that ended earlier are not told


@dataclass(frozen=True, slots=True)
class Shape:
    """How one service's list behaves."""

    service: str
    a_week: float  # referrals a week for PER people aged 0 to 25
    weeks: float  # mean wait to first contact
    form: float  # gamma shape: 1 is exponential
    growth: float  # more referrals each year
    ages: tuple[int, int]
    then: str  # the event after first contact, or ""


SHAPES = (
    Shape(Service.COMMUNITY_PAEDIATRICS, 43, 50, 1.8, 0.04, (2, 15), K.TREATMENT_STARTED),
    Shape(Service.NEURODEVELOPMENTAL, 24, 88, 3.0, 0.12, (4, 17), K.WAIT_ASSESSMENT_STARTED),
    Shape(Service.MENTAL_HEALTH, 46, 11, 1.1, 0.05, (5, 17), K.TREATMENT_STARTED),
    Shape(Service.WHEELCHAIR, 4, 12, 1.3, 0.02, (2, 18), K.EQUIPMENT_DELIVERED),
    Shape(Service.OCCUPATIONAL_THERAPY, 9, 17, 1.4, 0.05, (3, 16), K.TREATMENT_STARTED),
    Shape(Service.SPEECH_AND_LANGUAGE, 66, 14, 1.5, 0.03, (2, 11), K.TREATMENT_STARTED),
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
    wait = rng.gamma(shape.form, shape.weeks * 7 / shape.form, size)
    seen = days.working(np.minimum(referred + 5 + wait.astype(int), days.LAST_DAY - 400))
    low, high = shape.ages
    age = low + rng.beta(1.6, 2.2, size) * (high + 0.9 - low)
    born = referred - (age * 365.2425).astype(int)
    return Referrals(shape, referred, seen, born)


def told(referred: int, seen: int, last: int) -> bool:
    """Whether a referral is part of the story: known, and not ended long ago."""
    return referred <= last and seen >= KEPT_FROM


def while_waiting(referred: int, until: int, luck: Luck) -> list[tuple[int, K]]:
    """What a service did for a family on its list: taken on, contacted, looked at after a year.

    Approximate, from knowledge: most referrals are taken on within a fortnight, nine in ten
    families hear at the start, seven in ten at 18 weeks, and fewer as the wait goes on.
    """
    steps = [(days.next_working(referred + luck.whole(2, 16)), K.REFERRAL_ACCEPTED)]
    if luck.likely(0.9):
        steps.append((days.next_working(referred + luck.whole(0, 5)), K.WAIT_CONTACTED))
    if luck.likely(0.7):
        steps.append((days.next_working(referred + luck.whole(112, 140)), K.WAIT_CONTACTED_AT_18))
        last = steps[-1][0]
        while last < until and luck.likely(0.85):
            last = days.next_working(last + luck.whole(70, 100))
            steps.append((last, K.WAIT_CONTACTED_AGAIN))
    look = referred + 350
    while look < until and luck.likely(0.6):
        steps.append((days.next_working(look + luck.whole(0, 21)), K.LONG_WAIT_REVIEWED))
        look += 180
    return [(on, kind) for on, kind in steps if on < until]


def tell_wait(
    shape: Shape, ref: str, referred: int, seen: int, last: int, luck: Luck
) -> tuple[Wait, list[CaseEvent]]:
    """One wait as known by the day `last`, and its events up to that day."""
    missed = luck.likely(0.10)
    gone, part, after = luck.likely(0.05), luck.u(), luck.wait(60) + 14
    removed = days.next_working(referred + int((seen - referred) * (0.3 + 0.6 * part)))
    removed = removed if gone and removed < seen else 0
    then = days.next_working(seen + after)
    about = {"about": str(shape.service)}
    steps = [(referred, K.REFERRAL_RECEIVED), (removed, K.WAIT_REMOVED)]
    if not removed:
        steps = [steps[0], (seen, K.FIRST_CONTACT), (then, K(shape.then))]
    steps += while_waiting(referred, removed or seen, luck)
    events = [
        CaseEvent("wait", ref, kind, date.fromordinal(on), about)
        for on, kind in steps
        if 0 < on <= last
    ]
    known = {kind: date.fromordinal(on) for on, kind in steps if 0 < on <= last}
    return (
        Wait(
            ref=ref,
            service=str(shape.service),
            referred=date.fromordinal(referred),
            first_contact=known.get(K.FIRST_CONTACT),
            assessed=known.get(K.WAIT_ASSESSMENT_STARTED),
            treated=known.get(K.TREATMENT_STARTED, known.get(K.EQUIPMENT_DELIVERED)),
            removed=known.get(K.WAIT_REMOVED),
            reason="not wanted any more" if K.WAIT_REMOVED in known else None,
            missed=int(missed),
        ),
        events,
    )

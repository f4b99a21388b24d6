"""Invented lists with a known future, to test forecasts against. No child in them is real.

Each mixes what real lists do: urgent children seen from slots of their own, triage of uneven
length, children who leave unseen, school holidays, slots lost, and a pace that drifts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldenthread.waits.rules import forecast
from goldenthread.waits.rules.forecast import Coverage
from goldenthread.waits.rules.lists import (
    DAYS_A_WEEK,
    STILL_WAITING,
    Days,
    Floats,
    WaitingList,
)
from goldenthread.waits.rules.simulation import schedule_with_withdrawals

START = 16801  # 1 January 2016
YEAR = 364
YEARS = 12
ASKED_YEARS = (4, 5, 6, 7)  # after so many, forecasts are made; the years after are held back
SEED_SHIFT_DAYS = 40  # so that lists are asked in different seasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of invented list. Rates are children a week; shares lie from 0 to 1."""

    name: str
    demand: float
    load: float  # demand over capacity
    waiting_at_start: int
    urgent: float = 0.0  # share of referrals seen from slots of their own
    triage_days: float = 0.0  # mean of an uneven delay before joining the queue
    withdrawal: float = 0.0  # chance a day of leaving unseen
    holidays: bool = False  # no slots in August and over Christmas
    drift: float = 0.0  # how far the pace wanders from month to month, as a share


KINDS = (
    Kind(name="steady", demand=20, load=0.98, waiting_at_start=400),
    Kind(name="growing slowly", demand=25, load=1.06, waiting_at_start=500),
    Kind(name="seasonal", demand=20, load=0.99, waiting_at_start=500, holidays=True),
    Kind(name="urgent first", demand=30, load=1.0, waiting_at_start=700, urgent=0.15),
    Kind(name="uneven triage", demand=20, load=0.98, waiting_at_start=400, triage_days=60),
    Kind(name="leaving unseen", demand=25, load=1.2, waiting_at_start=700, withdrawal=0.0008),
    Kind(name="drifting", demand=20, load=0.99, waiting_at_start=500, drift=0.1),
    Kind(
        name="all together",
        demand=25,
        load=1.1,
        waiting_at_start=600,
        urgent=0.1,
        triage_days=30,
        withdrawal=0.0005,
        holidays=True,
        drift=0.06,
    ),
)


def invent(kind: Kind, years: int, seed: int) -> WaitingList:
    """Invent a list of so many years."""
    random = np.random.default_rng(seed)
    end = START + years * YEAR
    count = random.poisson(kind.demand * years * YEAR / DAYS_A_WEEK)
    pace = kind.demand / DAYS_A_WEEK
    before = START - (np.arange(kind.waiting_at_start) / pace).astype(np.int64)
    referral = np.sort(np.concatenate((before, random.integers(START, end + 1, count))))
    slots = _slots(kind, end, random)
    urgent = random.random(len(referral)) < kind.urgent
    for_urgent = random.random(len(slots)) < kind.urgent * 1.15
    removal = np.full(len(referral), STILL_WAITING, dtype=np.int64)
    seen = np.ones(len(referral), dtype=np.bool_)
    for who, which in ((urgent, for_urgent), (~urgent, ~for_urgent)):
        removal[who], seen[who] = _queue(kind, referral[who], slots[which], end, random)
    return WaitingList(referral, removal, seen)


def _queue(
    kind: Kind, referral: Days, slots: Days, end: int, random: np.random.Generator
) -> tuple[Days, Days]:
    """Return the day each child left one queue, and whether they were seen."""
    ready = referral + (random.exponential(kind.triage_days, len(referral))).astype(np.int64)
    order = np.argsort(ready, kind="stable")
    leaves = np.full(len(referral), end + 1, dtype=np.int64)
    if kind.withdrawal:
        leaves = np.maximum(ready, START) + random.geometric(kind.withdrawal, len(referral))
    removal = np.full(len(referral), STILL_WAITING, dtype=np.int64)
    removal[order] = schedule_with_withdrawals(ready[order], leaves[order], slots)
    gone = (removal == STILL_WAITING) & (leaves <= end)
    return np.where(gone, leaves, removal), ~gone


def _slots(kind: Kind, end: int, random: np.random.Generator) -> Days:
    """Return days of slots: uneven from week to week, drifting and closing as the kind does."""
    days = np.arange(START, end + 1)
    mean = kind.demand / kind.load / DAYS_A_WEEK * _drift(kind, len(days), random)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    if kind.holidays:
        open_share = 1 - (months == 7).mean()
        mean = np.where(months == 7, 0.0, mean / open_share)
    return np.repeat(days, random.poisson(mean))


def _drift(kind: Kind, length: int, random: np.random.Generator) -> Floats:
    """Return a pace for each day that wanders from month to month and comes back."""
    months = length // 30 + 2
    level = np.zeros(months)
    for month in range(1, months):
        level[month] = 0.85 * level[month - 1] + random.normal(0, kind.drift * 0.53)
    daily: Floats = np.clip(1 + np.repeat(level, 30)[:length], 0.2, 2.0)
    return daily


def held_back(kind: Kind, lists: int) -> Coverage:
    """Forecast every child waiting on some days of invented lists, and check with their future.

    Each list runs twelve years. The forecast of a day is made from what was known that day; the
    years after it are kept from it, and then say how long each child really waited.
    """
    counts = np.zeros(4, dtype=np.int64)
    days = 0
    for seed in range(lists):
        rows = invent(kind, YEARS, seed)
        for year in ASKED_YEARS:
            past = START + year * YEAR + seed * SEED_SHIFT_DAYS
            found = forecast.check_on(rows, past, START + YEARS * YEAR)
            days += found is not None
            counts += found if found is not None else 0
    checked, inside, sooner, later = counts.tolist()
    return Coverage(checked, inside, sooner, later, days)

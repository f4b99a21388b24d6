"""Schedules and simulated lists: what happens to a wait when capacity or demand changes.

First come, first served. A slot is used by the next child without a date if it lies after the
day they were referred, not on it; else it is lost. All children are scheduled at once: the slot
of the i-th child is the later of the first slot after their referral and the slot after the one
before them, which is a running maximum. Nothing loops over rows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import floor, isfinite

import numpy as np

from goldenthread.waits.rules.lists import (
    DAYS_A_WEEK,
    STILL_WAITING,
    Days,
    Floats,
    Mask,
    WaitingList,
)

WITHIN_TARGET_DAYS = 126  # 18 weeks, the day itself included
MOST_CHILDREN = 20_000_000
BAND = (10, 50, 90)


class CannotSimulate(ValueError):
    """The settings cannot be simulated; the message names the one at fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What to simulate. Days are counted from 1970; rates are people a week.

    ``more_demand`` is a share (0.12 is 12 % more), ``diverted`` the share of referrals that
    triage sends elsewhere, ``not_brought`` the share of slots lost because the child was not
    brought (they keep their place), ``withdrawal`` the chance on each day of leaving unseen.
    ``clinicians`` each add ``slots_a_clinician`` a week. ``closed`` are first and last days
    with no slots. ``months`` weighs the referrals of each month, January first.
    """

    start: int
    end: int
    demand: float
    capacity: float
    more_demand: float = 0.0
    diverted: float = 0.0
    clinicians: float = 0.0
    slots_a_clinician: float = 0.0
    not_brought: float = 0.0
    withdrawal: float | None = None
    closed: tuple[tuple[int, int], ...] = ()
    months: tuple[float, ...] = ()

    @property
    def days(self) -> int:
        return self.end - self.start

    @property
    def weekly_demand(self) -> float:
        return self.demand * (1 + self.more_demand) * (1 - self.diverted)

    @property
    def weekly_capacity(self) -> float:
        return self.capacity + self.clinicians * self.slots_a_clinician

    def check(self) -> None:
        """Check that the settings can be simulated.

        :raises CannotSimulate: if they cannot
        """
        if self.end <= self.start:
            raise CannotSimulate("The last day must be after the first.")
        for name, share in (("diverted", self.diverted), ("not brought", self.not_brought)):
            if not 0 <= share <= 1:
                raise CannotSimulate(f"{name} must be a share from 0 to 1.")
        self._check_rates()
        if self.withdrawal is not None and not 0 < self.withdrawal <= 1:
            raise CannotSimulate("The chance of withdrawal must be above 0 and at most 1.")
        if self.months and (len(self.months) != 12 or min(self.months) < 0 or not any(self.months)):
            raise CannotSimulate("Twelve weights are needed, January first, none below nought.")

    def _check_rates(self) -> None:
        rates = (self.demand, self.capacity, self.weekly_demand, self.weekly_capacity)
        if not all(map(isfinite, rates)) or min(rates) < 0:
            raise CannotSimulate("Demand and capacity must be numbers, none below nought.")
        if max(rates) * self.days / DAYS_A_WEEK > MOST_CHILDREN:
            raise CannotSimulate(f"That is more than {MOST_CHILDREN:,} referrals or slots.")


@dataclass(frozen=True, slots=True)
class Run:
    """One simulated list, and the day each child withdrew (as still waiting where they did not)."""

    rows: WaitingList
    withdrawn: Days


def slot_days(start: int, length: int, daily_capacity: float) -> Days:
    """Return the days of slots at a steady rate: the start, and each 1/rate days after, rounded up.

    The last lies one day before the end of the days.
    """
    if daily_capacity <= 0 or length < 1:
        return np.zeros(0, dtype=np.int64)
    step, last = 1 / daily_capacity, length - 1
    places = np.minimum(np.arange(floor(last / step + 1e-10) + 1) * step, last)
    days_on: Days = start + np.ceil(places).astype(np.int64)
    return days_on


def schedule(referral: Days, slots: Days) -> Days:
    """Return the day on which each child is seen, in the order given; else as still waiting.

    Slots are taken in the order given. In order of day the whole list is scheduled at once.
    """
    if len(slots) and (np.diff(slots) < 0).any():
        return _schedule_one_by_one(referral, slots)
    order = np.arange(len(referral))
    first_free = np.searchsorted(slots, referral, side="right") - order
    taken = np.maximum.accumulate(first_free) + order if len(order) else order
    seen = np.full(len(referral), STILL_WAITING, dtype=np.int64)
    inside = taken < len(slots)
    seen[inside] = slots[taken[inside]]
    return seen


def _schedule_one_by_one(referral: Days, slots: Days) -> Days:
    """Schedule into slots that are not in order of day, which no running maximum can do."""
    seen = np.full(len(referral), STILL_WAITING, dtype=np.int64)
    row = 0
    for slot in slots.tolist():
        if row < len(referral) and slot > referral[row]:
            seen[row] = slot
            row += 1
    return seen


def schedule_list(waiting_list: WaitingList, slots: Days) -> WaitingList:
    """Give those without a date the slots, in their own order; return the list by referral day."""
    rows = np.flatnonzero(waiting_list.waiting)
    removal = waiting_list.removal.copy()
    removal[rows] = schedule(waiting_list.referral[rows], slots)
    seen = WaitingList(waiting_list.referral, removal, waiting_list.seen)
    return seen.only(np.argsort(seen.referral, kind="stable"))


def simulate(scenario: Scenario, seed: int, waiting_at_start: Days | None = None) -> Run:
    """Simulate one list.

    The number of referrals follows Poisson, their days are even over the window (or weighed by
    month), and slots come at a steady rate. Children already waiting come first.

    :raises CannotSimulate: if the settings cannot be simulated
    """
    scenario.check()
    return _simulate(scenario, np.random.default_rng(seed), waiting_at_start)


def _simulate(
    scenario: Scenario, random: np.random.Generator, waiting_at_start: Days | None
) -> Run:
    referral = _referrals(scenario, random)
    if waiting_at_start is not None:
        referral = np.sort(np.concatenate((waiting_at_start, referral)))
    slots = _slots(scenario, random)
    withdrawn = np.full(len(referral), STILL_WAITING, dtype=np.int64)
    if scenario.withdrawal is None:
        removal = schedule(referral, slots)
    else:
        # A child waiting at the start may leave from then on; one referred later, from that day.
        from_day = np.maximum(referral, scenario.start)
        leaves = from_day + random.geometric(scenario.withdrawal, len(referral))
        removal = schedule_with_withdrawals(referral, leaves, slots)
        gone = (removal == STILL_WAITING) & (leaves <= scenario.end)
        withdrawn[gone] = leaves[gone]
    return Run(WaitingList(referral, removal, np.ones(len(referral), dtype=np.bool_)), withdrawn)


def _referrals(scenario: Scenario, random: np.random.Generator) -> Days:
    count = random.poisson(scenario.weekly_demand * scenario.days / DAYS_A_WEEK)
    if not scenario.months:
        return np.sort(random.integers(scenario.start, scenario.end + 1, count))
    weights = _day_weights(scenario)
    each_day = random.multinomial(count, weights / weights.sum())
    return np.repeat(np.arange(scenario.start, scenario.end + 1), each_day)


def _day_weights(scenario: Scenario) -> Floats:
    days = np.arange(scenario.start, scenario.end + 1).astype("datetime64[D]")
    month = days.astype("datetime64[M]").astype(np.int64) % 12
    weights: Floats = np.array(scenario.months, dtype=np.float64)[month]
    if not weights.any():
        raise CannotSimulate("Every day of the window has a weight of nought.")
    return weights


def _slots(scenario: Scenario, random: np.random.Generator) -> Days:
    slots = slot_days(scenario.start, scenario.days, scenario.weekly_capacity / DAYS_A_WEEK)
    for first, last in scenario.closed:
        slots = slots[(slots < first) | (slots > last)]
    if scenario.not_brought:
        slots = slots[random.random(len(slots)) >= scenario.not_brought]
    return slots


def schedule_with_withdrawals(referral: Days, leaves: Days, slots: Days) -> Days:
    """Schedule children of whom some leave unseen on a day; their place passes to the next.

    Both columns in order of referral and slot. A child is seen if a slot comes on or before the
    day they would leave. Loops over the days that have slots, never over children: on each, the
    next children who have not left are taken from the front.
    """
    seen = np.full(len(referral), STILL_WAITING, dtype=np.int64)
    front = 0
    days, counts = np.unique(slots, return_counts=True)
    ready = np.searchsorted(referral, days, side="left")  # those referred before the day
    for day, count, last in zip(days.tolist(), counts.tolist(), ready.tolist(), strict=True):
        while count and front < last:
            chunk = min(last, front + 2 * count + 16)
            here = np.flatnonzero(leaves[front:chunk] >= day)[:count]
            seen[front + here] = day
            front = front + int(here[-1]) + 1 if len(here) == count else chunk
            count -= len(here)
    return seen


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What many runs of one scenario came to; one value a run."""

    referrals: Days
    still_waiting: Days
    withdrawn: Days
    mean_wait_weeks: Floats  # of those still waiting at the end; no number where nobody is
    over_18_weeks: Days
    runs: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "runs", len(self.referrals))


def simulate_many(
    scenario: Scenario, seed: int, runs: int, waiting_at_start: Days | None = None
) -> Outcomes:
    """Simulate a scenario many times, each run with a seed of its own drawn from this one.

    :raises CannotSimulate: if the settings cannot be simulated, or there are no runs
    """
    scenario.check()
    if runs < 1:
        raise CannotSimulate("At least one run is needed.")
    if runs * scenario.weekly_demand * scenario.days / DAYS_A_WEEK > 10 * MOST_CHILDREN:
        raise CannotSimulate(f"All runs together would pass {10 * MOST_CHILDREN:,} referrals.")
    results = [
        _outcome(scenario, _simulate(scenario, np.random.default_rng(child), waiting_at_start))
        for child in np.random.SeedSequence(seed).spawn(runs)
    ]
    counts = np.array([result[:4] for result in results], dtype=np.int64).T
    means = np.array([result[4] for result in results], dtype=np.float64)
    return Outcomes(counts[0], counts[1], counts[2], means, counts[3])


def _outcome(scenario: Scenario, run: Run) -> tuple[int, int, int, int, float]:
    gone: Mask = run.withdrawn != STILL_WAITING
    waits = scenario.end - run.rows.referral[run.rows.waiting & ~gone]
    mean = float(waits.mean()) / DAYS_A_WEEK if len(waits) else float("nan")
    return len(run.rows), len(waits), int(gone.sum()), int((waits > WITHIN_TARGET_DAYS).sum()), mean


def band(values: Days | Floats) -> dict[str, float | None]:
    """Return the mean, its standard error, and the 10th, 50th and 90th of a hundred runs."""
    known = values[np.isfinite(values)]
    if not len(known):
        return dict.fromkeys(("mean", "standard_error", *(f"p{share}" for share in BAND)))
    spread = float(known.std(ddof=1)) if len(known) > 1 else None
    error = None if spread is None else spread / len(known) ** 0.5
    shares = {f"p{share}": float(np.percentile(known, share)) for share in BAND}
    return {"mean": float(known.mean()), "standard_error": error, **shares}

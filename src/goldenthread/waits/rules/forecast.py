"""How long one child may still wait, from the history of their own list.

Two things are read from the list as it stood on many past days. The removal process: how fast
children left in the half year before, which turns a place in the queue into a first guess of
days. And the error of that guess: for each child then waiting, the days they really waited over
the days guessed. Those ratios hold everything the guess leaves out: children who overtake,
school holidays, capacity that comes and goes, new referrals let in before others. Children
still waiting, or who left unseen, count for as long as they are known to have waited
(Kaplan and Meier's estimate), so that long waits are not read as short.

A child's forecast is their first guess times the middle, the tenth and the ninetieth of a
hundred such ratios at about the same distance from the front. Where the list has not lived
through waits of that length often enough, there is no forecast, and the reason is given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldenthread.waits.rules.lists import STILL_WAITING, Days, Floats, Mask, WaitingList

RATE_DAYS = 182  # the half year that sets the pace
LEAST_HISTORY_DAYS = 364
LEAST_SEEN = 100
ORIGIN_STEP_DAYS = 7
MOST_ORIGINS = 260
MOST_AN_ORIGIN = 300
BUCKETS = 12
LEAST_RATIOS = 100
LEAST_SPANS = 2.0  # how many times over the history must hold a wait of this length
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


class TooThin(ValueError):
    """The history cannot carry a forecast; the message says why in words."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A list as it was known on one day: later referrals and removals are not known yet."""

    referral: Days  # in order
    leaving: Days
    seen: Mask
    on: int

    @classmethod
    def at(cls, rows: WaitingList, on: int) -> Standing:
        known = rows.only(rows.referral <= on)
        hidden = known.removal > on
        leaving = np.where(hidden, STILL_WAITING, known.removal)
        seen = known.seen | hidden
        order = np.lexsort((seen, leaving, known.referral))
        return cls(known.referral[order], leaving[order], seen[order], on)

    @property
    def waiting(self) -> Mask:
        still: Mask = self.leaving == STILL_WAITING
        return still

    @property
    def recorded_from(self) -> int:
        """The day from which both coming and leaving are on record; the last day if never.

        Lists are often taken out with everyone still waiting, but only recent leavers: what
        came before the first leaver cannot be learned from.
        """
        left = self.leaving[~self.waiting]
        return max(int(self.referral[0]), int(left.min())) if len(left) else self.on


@dataclass(frozen=True, slots=True)
class Ratios:
    """Days waited over days guessed, for children who waited on past days."""

    guess: Floats
    ratio: Floats
    ended: Mask  # the child was seen; else they had waited at least so long


@dataclass(frozen=True, slots=True)
class Model:
    """What a list's history says: its pace now, and its ratios by distance from the front."""

    on: int
    queue: Days  # referral days of those waiting, in order
    rate: float  # children leaving a day
    guesses: Floats  # one a bucket, rising
    quantiles: Floats  # a row a bucket: low, middle, high
    history_days: int
    seen: int

    @property
    def longest_guess(self) -> float:
        """The longest first guess, in days, that the history can carry."""
        return float(self.guesses[-1]) * 1.25


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Whole days still to wait from the day of asking; no number where there is a reason."""

    low: Floats
    middle: Floats
    high: Floats
    ahead: Days
    reason: list[str]


def learn(rows: WaitingList, on: int) -> Model:
    """Learn from a list as it was known at the end of a day.

    :raises TooThin: if the history is too short, or too few were seen
    """
    return learn_from(Standing.at(rows, on))


def learn_from(now: Standing) -> Model:
    """Learn from a list as it stood.

    :raises TooThin: if the history is too short, or too few were seen
    """
    seen = int((~now.waiting & now.seen).sum())
    history = now.on - now.recorded_from if len(now.referral) else 0
    if history < LEAST_HISTORY_DAYS:
        raise TooThin("The list's history is shorter than a year.")
    if seen < LEAST_SEEN:
        raise TooThin(f"Fewer than {LEAST_SEEN} children have been seen from this list.")
    rate = pace(np.sort(now.leaving[~now.waiting]), np.array([now.on]))[0]
    if rate <= 0:
        raise TooThin("Nobody has left the list in the last half year.")
    ratios = past_ratios(now)
    guesses, quantiles = _buckets(ratios, history)
    return Model(now.on, now.referral[now.waiting], float(rate), guesses, quantiles, history, seen)


def pace(leaving: Days, days: Days) -> Floats:
    """Return how many left a day in the half year up to each day; ``leaving`` in order."""
    until = np.searchsorted(leaving, days, side="right")
    since = np.searchsorted(leaving, days - RATE_DAYS, side="right")
    rates: Floats = (until - since) / RATE_DAYS
    return rates


def past_ratios(now: Standing) -> Ratios:
    """Guess each past day for those waiting then, and set what is known now against it."""
    first = now.recorded_from + RATE_DAYS
    step = max(ORIGIN_STEP_DAYS, -(-(now.on - first) // MOST_ORIGINS))
    origins = np.arange(now.on - step, first - 1, -step)
    rates = pace(np.sort(now.leaving[~now.waiting]), origins)
    parts = [
        _ratios_on(now, int(origin), rate)
        for origin, rate in zip(origins.tolist(), rates.tolist(), strict=True)
        if rate > 0
    ]
    if not parts:
        raise TooThin("The list has not moved for long enough to learn from.")
    return Ratios(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _ratios_on(now: Standing, origin: int, rate: float) -> tuple[Floats, Floats, Mask]:
    come = int(np.searchsorted(now.referral, origin, side="right"))
    leaving = now.leaving[:come]
    there = np.flatnonzero((leaving == STILL_WAITING) | (leaving > origin))
    place = np.arange(0, len(there), max(1, -(-len(there) // MOST_AN_ORIGIN)))
    rows = there[place]
    left = leaving[rows]
    waited = np.where(left == STILL_WAITING, now.on, left) - origin
    guess = (places_ahead(now.referral[there], now.referral[rows]) + 1) / rate
    return guess, waited / guess, (left != STILL_WAITING) & now.seen[rows]


def _buckets(ratios: Ratios, history: int) -> tuple[Floats, Floats]:
    """Return the middle guess and the three quantiles of each bucket that can carry them."""
    order = np.argsort(ratios.guess, kind="stable")
    guesses, quantiles = [], []
    for rows in np.array_split(order, BUCKETS):
        if len(rows) < LEAST_RATIOS:
            continue
        guess = float(np.median(ratios.guess[rows]))
        found = survival_quantiles(ratios.ratio[rows], ratios.ended[rows])
        if history < LEAST_SPANS * guess * max(1.0, float(found[1])) or np.isnan(found).any():
            break  # the longer ones are carried no better
        guesses.append(guess)
        quantiles.append(found)
    if not guesses:
        raise TooThin("Too few children on this list have waited to the end to learn from.")
    return np.array(guesses), np.array(quantiles)


def survival_quantiles(times: Floats, ended: Mask) -> Floats:
    """Return the low, middle and high quantile of times of which some have not ended.

    A quantile that the times do not reach is no number.
    """
    order = np.lexsort((~ended, times))
    at_risk = len(times) - np.arange(len(times))
    left = np.cumprod(1 - ended[order] / at_risk)
    places = np.searchsorted(-left, [-(1 - share) for share in (LOW, MIDDLE, HIGH)])
    sorted_times = np.append(times[order], np.nan)
    found: Floats = sorted_times[places]
    return found


def places_ahead(queue: Days, referral: Days) -> Days:
    """Return how many wait before a child referred on each day; ``queue`` in order.

    Children referred on the same day share the middle of their places.
    """
    before = np.searchsorted(queue, referral, side="left")
    last = np.maximum(np.searchsorted(queue, referral, side="right") - 1, before)
    middle: Days = (before + last) // 2
    return middle


def forecast(model: Model, referral: Days) -> Forecasts:
    """Forecast for children waiting on the model's day, by the day each was referred."""
    ahead = places_ahead(model.queue, referral)
    guess = (ahead + 1) / model.rate
    scales = [
        np.interp(np.log(guess), np.log(model.guesses), model.quantiles[:, column])
        for column in range(3)
    ]
    too_long, not_yet = guess > model.longest_guess, referral > model.on
    low, middle, high = (
        np.where(too_long | not_yet, np.nan, np.rint(guess * scale)) for scale in scales
    )
    reason = np.where(not_yet, NOT_REFERRED, np.where(too_long, TOO_LONG, "")).tolist()
    return Forecasts(low, middle, high, ahead, reason)


NOT_REFERRED = "this day of referral is after the day of asking"
TOO_LONG = "this list has not lived through waits of this length often enough to say"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often past forecasts held the truth: of ``checked``, ``inside``; below and above."""

    checked: int
    inside: int
    sooner: int
    later: int
    days: int  # past days on which forecasts were made

    @property
    def percent(self) -> float | None:
        return 100 * self.inside / self.checked if self.checked else None


def back_test(rows: WaitingList, on: int, days: int = 12) -> Coverage:
    """Forecast on past days with only what was known then, and count what came true.

    Past days lie evenly over the last half of the history. A forecast is checked only if its
    interval had ended by the day of asking, so every checked one can be judged; children who
    left unseen are not counted.
    """
    now = Standing.at(rows, on)
    if not len(now.referral):
        return Coverage(0, 0, 0, 0, 0)
    first = (now.recorded_from + on) // 2
    counts = np.zeros(4, dtype=np.int64)
    made = 0
    for past in np.linspace(first, on, days, endpoint=False, dtype=np.int64).tolist():
        found = check_on(rows, past, on)
        made += found is not None
        counts += found if found is not None else 0
    checked, inside, sooner, later = counts.tolist()
    return Coverage(checked, inside, sooner, later, made)


def check_on(rows: WaitingList, past: int, on: int) -> Days | None:
    """Count forecasts of one past day: checked, inside, sooner, later; none where refused."""
    try:
        model = learn(rows, past)
    except TooThin:
        return None
    gone = ~rows.waiting & (rows.removal <= on)
    then = (rows.referral <= past) & (rows.waiting | (rows.removal > past))
    found = forecast(model, rows.referral[then])
    judged = (past + found.high <= on) & ~(gone & ~rows.seen)[then]
    waited = np.where(gone, rows.removal - past, np.inf)[then][judged]
    sooner, later = waited < found.low[judged], waited > found.high[judged]
    inside = len(waited) - int(sooner.sum()) - int(later.sum())
    return np.array([len(waited), inside, int(sooner.sum()), int(later.sum())])

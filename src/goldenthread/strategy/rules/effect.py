"""Is an action working? Before and after, against what was expected, with how sure we are.

Values are monthly and do not overlap: a figure of the last twelve months told each month shares
eleven twelfths with the one before, and would see change everywhere. "Better" and "worse" need two
things at once: an interrupted time series that leaves nought outside its interval, and a sign on
the control chart made from the months before. Either alone cries wolf too often (see the tests).
Done and felt are two questions, and this answers each for its own measure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from statistics import fmean

from goldenthread.strategy.rules.variation import LEAST, Limits, Rule, Signal, limits, signals

MONTHS_AFTER = 6  # whole months since the start before anything is said
MONTHS_BEFORE = 12  # for an interrupted time series; with 8 to 11, the chart alone speaks
SURE = 0.95


class Verdict(StrEnum):
    """What may be said of an action; never more than the numbers bear."""

    NOT_STARTED = "not started"
    TOO_EARLY = "too early"
    NO_EFFECT = "no effect seen"
    WORSE = "worse"
    BETTER = "better"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What was said before the start: which way, how far, by when."""

    up: bool  # whether the wanted change is upwards
    size: float  # in the unit of the measure, more than nought
    by: date
    started: date | None


@dataclass(frozen=True, slots=True)
class Month:
    """A measure in one month; `day` is its first. No value: nothing was known."""

    day: date
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What was seen, in a sentence and in figures. `change` is upwards when above nought."""

    verdict: Verdict
    sentence: str
    change: float | None = None
    low: float | None = None
    high: float | None = None
    before: int = 0  # months
    after: int = 0
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Estimate:
    """A change of level with its interval."""

    change: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves nought out."""
        return self.low > 0 or self.high < 0


Points = tuple[tuple[int, float], ...]  # months since the first, and values


def read_effect(
    expected: Expected,
    months: Sequence[Month],
    *,
    today: date,
    unit: str = "",
    comparison: Sequence[Sequence[Month]] = (),
) -> Effect:
    """Judge one expected effect on one measure by its whole months up to a day.

    `comparison` are the same measure in areas or groups chosen before the start: what happened
    there as well is taken off. `unit` follows each figure, as in " points".
    """
    if expected.started is None:
        return Effect(verdict=Verdict.NOT_STARTED, sentence="Not started.")
    points, start = _points(months, comparison, expected.started, today)
    before = tuple(p for p in points if p[0] < start)
    after = tuple(p for p in points if p[0] > start)  # the month it began in is neither
    known = Effect(
        verdict=Verdict.TOO_EARLY,
        sentence="",
        before=len(before),
        after=len(after),
        compared=bool(comparison),
    )
    if reason := _too_early(before, after):
        return replace(known, sentence=f"Too early to say: {reason}.")
    seen = _estimate(before, after)
    verdict = _verdict(seen, before, after, expected, today)
    return replace(
        known,
        verdict=verdict,
        sentence=_sentence(verdict, seen, expected, len(after), unit, bool(comparison)),
        change=seen.change,
        low=seen.low,
        high=seen.high,
    )


# Months into points


def month_number(day: date) -> int:
    """Return a month as a number, so that months can be told apart and subtracted."""
    return day.year * 12 + day.month


def _points(
    months: Sequence[Month], comparison: Sequence[Sequence[Month]], started: date, today: date
) -> tuple[Points, int]:
    """Return the values of whole months as points, and where the start lies among them."""
    others = [{month_number(m.day): m.value for m in one} for one in comparison]
    found = []
    for month in months:
        number = month_number(month.day)
        beside = [one.get(number) for one in others]
        if month.value is None or None in beside or number >= month_number(today):
            continue
        taken_off = fmean([each for each in beside if each is not None]) if beside else 0.0
        found.append((number, month.value - taken_off))
    return tuple(sorted(found)), month_number(started)


def _too_early(before: Points, after: Points) -> str:
    if len(before) < LEAST:
        return (
            f"{_count(len(before), 'month is', 'months are')} known from before it started, and "
            f"{LEAST} are needed"
        )
    if len(after) < MONTHS_AFTER:
        return (
            f"{_count(len(after), 'whole month is', 'whole months are')} known since it started, "
            f"and {MONTHS_AFTER} are needed"
        )
    return ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number or 'no'} {one if number == 1 else many}"


# What the numbers bear


def _verdict(
    seen: Estimate, before: Points, after: Points, expected: Expected, today: date
) -> Verdict:
    up = seen.change > 0
    if seen.is_sure and _shows(before, after, up):
        return Verdict.BETTER if up is expected.up else Verdict.WORSE
    return Verdict.TOO_EARLY if today <= expected.by else Verdict.NO_EFFECT


def _shows(before: Points, after: Points, up: bool) -> bool:
    """Say whether the control chart of the months before shows a change the same way.

    With less than a year before the limits are loose, and one point outside is not enough.
    """
    shown = [s for s in chart_signals(before, after) if s.up is up]
    if len(before) >= MONTHS_BEFORE:
        return any(s.rule in (Rule.OUTSIDE, Rule.RUN) for s in shown)
    outside = sum(s.rule is Rule.OUTSIDE for s in shown)
    return outside >= 2 or any(s.rule is Rule.RUN for s in shown)


def chart_signals(before: Points, after: Points) -> tuple[Signal, ...]:
    """Return what the months after show on the chart of the months before."""
    return signals([value for _, value in after], chart_limits(before))


def chart_limits(before: Points) -> Limits:
    """Return the limits that the months before give."""
    return limits([value for _, value in before])


def _estimate(before: Points, after: Points) -> Estimate:
    if len(before) >= MONTHS_BEFORE:
        return interrupted(before, after)
    middle = chart_limits(before)
    change = fmean([value for _, value in after]) - middle.middle
    half = 2 * middle.sigma * math.sqrt(1 / len(before) + 1 / len(after))
    return Estimate(change, change - half, change + half)


@lru_cache(maxsize=512)
def interrupted(before: Points, after: Points) -> Estimate:
    """Return the change of level of an interrupted time series: level, trend, and a step.

    The standard error is the larger of two: one robust to autocorrelation (Newey and West, with
    the small-sample correction) and one widened by the autocorrelation of the first order seen,
    since the first is too small in short series.
    """
    import numpy as np
    from scipy.stats import t as student
    from statsmodels.regression.linear_model import OLS

    numbers = np.array([at for at, _ in (*before, *after)], dtype=float)
    values = np.array([value for _, value in (*before, *after)])
    step = np.repeat([0.0, 1.0], [len(before), len(after)])
    design = np.column_stack([np.ones_like(step), step, numbers - numbers.mean()])
    model = OLS(values, design)
    plain = model.fit()
    if not np.any(np.abs(plain.resid) > 1e-9):
        change = float(plain.params[1])
        return Estimate(change, change, change)
    lags = max(1, int(4 * (len(values) / 100) ** (2 / 9)))
    robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})
    error = max(float(robust.bse[1]), float(plain.bse[1]) * _widening(plain.resid))
    half = float(student.ppf((1 + SURE) / 2, plain.df_resid)) * error
    change = float(plain.params[1])
    return Estimate(change, change - half, change + half)


PARAMETERS = 3  # level, step, trend


def _widening(residuals: Sequence[float]) -> float:
    """Return how much autocorrelation of the first order widens a standard error.

    What residuals of a short series show is too small by about (1 + 4r) / n and what fitting
    takes away; both are put back.
    """
    n = len(residuals)
    pairs = zip(residuals[1:], residuals[:-1], strict=True)
    seen = sum(a * b for a, b in pairs) / sum(a * a for a in residuals)
    r = min(max(seen + (PARAMETERS + 2 * max(seen, 0.0)) / n, 0.0), 0.8)
    return math.sqrt((1 + r) / (1 - r))


# In a sentence


def _way(value: float) -> str:
    return "up" if value > 0 else "down"


def figure(value: float) -> str:
    """Write a change without its sign: whole from ten on, one decimal below."""
    size = abs(value)
    return f"{size:.0f}" if size >= 10 else f"{size:.1f}".removesuffix(".0")


def signed(value: float) -> str:
    """Write a change and which way it goes: "3.1 down", "none"."""
    written = figure(value)
    return "none" if written == "0" else f"{written} {_way(value)}"


def _range(seen: Estimate, unit: str) -> str:
    if seen.low > 0 or seen.high < 0:
        ends = sorted((abs(seen.low), abs(seen.high)))
        return f"between {figure(ends[0])} and {figure(ends[1])}{unit}"
    return f"anything from {signed(seen.low)} to {signed(seen.high)}"


def _sentence(
    verdict: Verdict, seen: Estimate, expected: Expected, after: int, unit: str, compared: bool
) -> str:
    promised = f"{figure(expected.size)}{unit} {'up' if expected.up else 'down'}"
    beside = ", beside the areas chosen for comparison" if compared else ""
    by = f"{expected.by:%B %Y}"
    if verdict is Verdict.TOO_EARLY:
        return (
            f"Too early to say: {after} months on, no change can be told from chance{beside}. "
            f"{_first_up(promised)} was promised by {by}."
        )
    if verdict is Verdict.NO_EFFECT:
        return (
            f"No effect seen: {after} months on, the change is too small to tell from chance"
            f"{beside} ({_range(seen, unit)}). {_first_up(promised)} was promised by {by}."
        )
    word = "Better" if verdict is Verdict.BETTER else "Worse"
    return (
        f"{word}: {figure(seen.change)}{unit} {_way(seen.change)}{beside}, {_range(seen, unit)} "
        f"with 95% confidence. {_first_up(promised)} was promised by {by}."
    )


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]

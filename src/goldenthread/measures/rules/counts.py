"""Counting: the facts each measure needs, and the sums done with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from goldenthread.law.limits import time_limit

# Calendar days; the last one is in time.
SIX_WEEKS = 42
SIXTEEN_WEEKS = 112
TWENTY_WEEKS = 140


# --- Rounding ----------------------------------------------------------------------------


def rounded(value: Fraction, places: int) -> Decimal:
    """Round to decimal places; a half goes away from nought, as in published tables."""
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def percentage(part: int, whole: int) -> Decimal | None:
    """Give a percentage to one decimal; None when there is nothing to divide by."""
    return rounded(Fraction(100 * part, whole), 1) if whole else None


def weeks(days: Fraction) -> Decimal:
    """Turn calendar days into weeks to two decimals."""
    return rounded(days / 7, 2)


def median(ordered: Sequence[int]) -> Fraction:
    """Give the middle of an ordered sequence, or halfway between the two middles.

    :raises ValueError: if there is nothing in it
    """
    if not ordered:
        raise ValueError("Nothing has no middle.")
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)


# --- Plans issued ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedPlan:
    """The facts of one plan issued after an assessment, as the 20-week measure sees it."""

    received: date | None  # the day the request reached the authority
    issued: date
    exception: bool = False  # a statutory exception to the 20 weeks applies (SEN2: Week20 = 1)
    moved_in: bool = False  # came with the child from another authority
    disputed: bool = False  # mediation or appeal about the request or the assessment

    @property
    def days(self) -> int | None:
        """Calendar days from request to issue; None when the request's day is not known."""
        return None if self.received is None else (self.issued - self.received).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeliness:
    """How soon plans were issued. A plan with no request date is issued but never in time."""

    issued: int
    within_140_days: int
    pct_within_140_days: Decimal | None
    mean_weeks: Decimal | None
    median_weeks: Decimal | None


def timeliness(
    plans: Iterable[IssuedPlan], *, exclude_exceptions: bool, include_disputed: bool = True
) -> Timeliness:
    """Count how many plans were issued within 20 weeks, and how long they took.

    Plans that moved in are never counted. Whether the Department drops cases with mediation or
    an appeal is not known: by default they are counted.
    """
    counted = [
        plan
        for plan in plans
        if not plan.moved_in
        and not (exclude_exceptions and plan.exception)
        and (include_disputed or not plan.disputed)
    ]
    days = sorted(plan.days for plan in counted if plan.days is not None)
    in_time = sum(taken <= TWENTY_WEEKS for taken in days)
    return Timeliness(
        issued=len(counted),
        within_140_days=in_time,
        pct_within_140_days=percentage(in_time, len(counted)),
        mean_weeks=weeks(Fraction(sum(days), len(days))) if days else None,
        median_weeks=weeks(median(days)) if days else None,
    )


# --- Requests and decisions --------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDecision:
    """A decision whether to assess, on the day the family was told."""

    received: date | None
    told: date


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionsMade:
    """How many decisions whether to assess were made, and how many within six weeks."""

    made: int
    within_42_days: int


def decisions_made(decisions: Iterable[RequestDecision]) -> DecisionsMade:
    """Count decisions whether to assess, and those told within six weeks of the request."""
    made = within = 0
    for decision in decisions:
        made += 1
        if decision.received is not None:
            within += (decision.told - decision.received).days <= SIX_WEEKS
    return DecisionsMade(made=made, within_42_days=within)


PUBLISHED_OUTCOMES = ("Y", "N", "A", "W")


def requests_by_outcome(outcomes: Iterable[str | None]) -> dict[str, int]:
    """Count the requests received in a year by outcome; the total is the sum of the four.

    Historical requests (H) and those with no known outcome belong to no year's total.
    """
    counts = Counter(outcomes)
    by_outcome = {outcome: counts[outcome] for outcome in PUBLISHED_OUTCOMES}
    return {"total": sum(by_outcome.values()), **by_outcome}


# --- Reviews -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanInForce:
    """The facts of one plan in force, as the review measure sees it."""

    started: date | None
    last_review: date | None  # the day the family was written to with the decision

    @property
    def counted_from(self) -> date | None:
        """The day the present 12 months started; None when neither day is known."""
        return self.last_review or self.started

    @property
    def review_rule(self) -> str:
        """The rule of law that sets the next review: the first, or one after another."""
        return "rev-next" if self.last_review else "rev-first"


_FIRST_PLANS = date(2014, 9, 1)  # no plan can be older; a date before it is a slip


@lru_cache(maxsize=16384)
def _last_day(rule: str, start: date) -> date:
    return time_limit(rule, max(start, _FIRST_PLANS)).last_day(start)


def last_review_day(plan: PlanInForce) -> date | None:
    """Give the last day on which the next review can be completed in time.

    Law: Children and Families Act 2014, s.44(1), as `law` counts it: 12 months starting with
    the day itself. None when no day is known to count from.
    """
    start = plan.counted_from
    return None if start is None else _last_day(plan.review_rule, start)


def review_is_overdue(plan: PlanInForce, *, on: date) -> bool:
    """Say whether a plan's review was overdue on a day; with no date known it cannot be said."""
    start = plan.counted_from
    if start is None or start >= on:
        return False
    last = last_review_day(plan)
    return last is not None and last < on

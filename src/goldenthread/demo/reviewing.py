"""Annual reviews and moves between phases, year after year, for one plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from goldenthread.demo import days
from goldenthread.demo.calibration import LAST_PUBLISHED, Area
from goldenthread.demo.facts import CaseEvent, Review, Transfer
from goldenthread.demo.luck import Luck
from goldenthread.law.events import EventKind as K
from goldenthread.law.events import Phase

if TYPE_CHECKING:
    from goldenthread.demo.chance import Numbers

# Not published: how soon the changed plan follows the notice. Chosen so that about half keep to
# eight weeks and some never come, which is what inspectors found ("out of date for years").
FINAL_IN_TIME, FINAL_LATE = 0.48, 0.34
TOGETHER = 0.72  # the notice of changes goes with the decision
TRANSFER_IN_TIME, TRANSFER_LATE = 0.74, 0.18  # not published for these areas before 2026


@dataclass(frozen=True, slots=True)
class Habits:
    """How an area reviews: chances for one plan in one year."""

    never: float  # plans no meeting is ever recorded for
    first: float  # the first yearly review is held
    later: float  # a later one is held
    outstanding: float  # no decision follows
    in_four_weeks: float
    amend: float  # of decisions to amend or keep


def habits(area: Area, held_years: Numbers) -> Habits:
    """Chances that give the area's published counts for calendar 2024.

    `held_years`: full years each plan had been held at the end of 2024, where at least one.
    """
    import numpy as np

    row = area.reviews
    due = max(1, row["due"])
    this_year, none = row["met_this_year"] / due, row["never_met"] / due
    counts = np.bincount(np.minimum(held_years, 12), minlength=13)[1:]
    weights = counts / max(1, counts.sum())
    met = max(1, row["met_this_year"] + row["met_before"])
    decided = max(1, row["in_four_weeks"] + row["over_four_weeks"])
    never, first, later = _solve(this_year, none, tuple(weights.tolist()))
    return Habits(
        never=never,
        first=first,
        later=later,
        outstanding=min(0.6, row["outstanding"] / met),
        in_four_weeks=row["in_four_weeks"] / decided,
        amend=row["amend"] / max(1, row["amend"] + row["keep"]),
    )


@cache
def _solve(this_year: float, none: float, weights: tuple[float, ...]) -> tuple[float, float, float]:
    """Chances of never, first and later reviews that come nearest to both published shares."""
    best = (9.0, 0.0, 0.5, 0.5)
    for never in (i / 50 for i in range(46)):
        for first in (i / 20 for i in range(20)):
            rest = 1 - weights[0]
            later = (this_year / (1 - never) - weights[0] * first) / rest if rest else first
            if not 0.02 <= later <= 0.98:
                continue
            missed = sum(w * (1 - first) * (1 - later) ** k for k, w in enumerate(weights))
            error = abs(never + (1 - never) * missed - none) + 0.02 * abs(first - later)
            best = min(best, (error, never, first, later))
    return best[1:]


@dataclass(slots=True)
class Held:
    """One review as days: 0 where the step never comes, or has not been drawn."""

    met: int
    reported: int
    decided: int
    outcome: str
    noticed: int
    finalised: int


def reviews(first_made: int, end: int, habit: Habits, luck: Luck) -> list[Held]:
    """Every review of a plan from the day it was first made until `end`.

    Each year's review falls due the day before a year has passed since the last one.
    """
    if luck.likely(habit.never):
        return []
    found: list[Held] = []
    since, chance = first_made, habit.first
    while since + 290 < end:
        held, timing, part = luck.likely(chance), luck.u(), luck.u()
        chance = habit.later
        early = int(since + 364 - 8 - part * 70)
        late = int(since + 364 + 3 + part * part * 150)
        met = days.next_working(early if timing < 0.7 else late)
        review = _decide(met, habit, luck)
        if held and met < end:
            found.append(review)
            since = met
        else:
            since += 365
    return found


def _decide(met: int, habit: Habits, luck: Luck) -> Held:
    pace, part, amend, final = luck.u(), luck.u(), luck.u(), luck.u()
    reported = 0 if pace > 0.92 else met + int(3 + part * (10 if pace < 0.7 else 40))
    if luck.likely(habit.outstanding):
        return Held(met, _open(reported), 0, "", 0, 0)
    in_time = luck.likely(habit.in_four_weeks)
    decided = met + (9 + int(part * 17) if in_time else 32 + luck.wait(45))
    decided = days.next_working(decided)
    if amend >= habit.amend:
        return Held(met, _open(reported), decided, "keep", 0, 0)
    noticed = decided if luck.likely(TOGETHER) else days.next_working(decided + luck.whole(3, 70))
    finalised = 0
    if final < FINAL_IN_TIME:
        finalised = days.next_working(noticed + 20 + int(part * 32))
    elif final < FINAL_IN_TIME + FINAL_LATE:
        finalised = days.next_working(noticed + 60 + luck.wait(90))
    return Held(met, _open(reported), decided, "amend", noticed, finalised)


def _open(day: int) -> int:
    return days.next_working(day) if day else 0


def tell_reviews(held: list[Held], plan: str, last: int) -> tuple[list[Review], list[CaseEvent]]:
    """Reviews as known by the day `last`, and their events up to that day."""
    found: list[Review] = []
    events: list[CaseEvent] = []
    for one in held:
        if one.met > last:
            continue
        decided = one.decided and one.decided <= last
        found.append(
            Review(
                met=date.fromordinal(one.met),
                reported=_known(one.reported, last),
                decided=_known(one.decided, last),
                outcome=one.outcome if decided else None,
                noticed=_known(one.noticed, last),
                finalised=_known(one.finalised, last),
            )
        )
        steps: tuple[tuple[int, str, dict[str, str]], ...] = (
            (one.met, K.REVIEW_MET, {}),
            (one.reported, K.REVIEW_REPORTED, {}),
            (one.decided, K.REVIEW_DECIDED, {"outcome": one.outcome}),
            (one.noticed, K.AMENDMENT_NOTICED, {}),
            (one.finalised, K.AMENDMENT_FINALISED, {}),
        )
        events += [
            CaseEvent("plan", plan, kind, date.fromordinal(on), facts)
            for on, kind, facts in steps
            if 0 < on <= last
        ]
    return found, events


def _known(day: int, last: int) -> date | None:
    return date.fromordinal(day) if 0 < day <= last else None


# Age on 31 August before the move, the phase, and the last lawful day in the year of the move.
MOVES = ((4, Phase.SCHOOL, (2, 14)), (11, Phase.SCHOOL, (2, 14)), (16, Phase.POST_16, (3, 30)))


def transfers(
    born: int, start: int, end: int, plan: str, last: int, luck: Luck
) -> tuple[list[Transfer], list[CaseEvent]]:
    """The plan's moves between phases that fall in the drawn years, and their events.

    A move is known of from the September before it.
    """
    found: list[Transfer] = []
    events: list[CaseEvent] = []
    for age, phase, (month, day) in MOVES:
        year = days.year_at(born, age)
        part, pace = luck.u(), luck.u()
        move, due = days.september(year), date(year, month, day).toordinal()
        known = max(days.september(year - 1), start)
        if year < LAST_PUBLISHED or known > min(last, due - 60) or move > end:
            continue
        named = 0
        if pace < TRANSFER_IN_TIME:
            named = days.next_working(due - 5 - int(part * 60))
        elif pace < TRANSFER_IN_TIME + TRANSFER_LATE:
            named = days.next_working(due + 3 + int(part * part * 110))
        named = named if named > start else 0
        found.append(
            Transfer(
                phase=phase,
                on=date.fromordinal(move),
                due=date.fromordinal(due),
                named=_known(named, last),
            )
        )
        events.append(
            CaseEvent("plan", plan, K.PHASE_EXPECTED, date.fromordinal(move), {"phase": phase})
        )
        if 0 < named <= last:
            events.append(CaseEvent("plan", plan, K.PHASE_NAMED, date.fromordinal(named), {}))
    return found, events

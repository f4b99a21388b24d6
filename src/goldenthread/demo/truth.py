"""The generator's own counts, straight from the facts and from nothing else.

They use the published definitions and the keys a dry run prints, so that a return made from the
same facts, or the same facts loaded, can be held against them. Nothing here is shared with the
code that reads returns or computes measures: two ways to the same number check each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import fmean, median
from typing import Any

from goldenthread.demo.calibration import GROUP_OF
from goldenthread.demo.days import SURVEY_DAYS
from goldenthread.demo.facts import Assessment, ChildFacts, Placement

SETTING_TYPES = {
    "mainstream": "mainstream",
    "special": "special",
    "ap": "alternative provision",
    "fe": "post-16",
}
TWENTY_WEEKS, SIX_WEEKS = timedelta(days=140), timedelta(days=42)


def in_force(facts: ChildFacts, on: date) -> bool:
    """Whether a plan is in force at the end of a day."""
    plan = facts.plan
    return plan is not None and plan.in_force_from <= on and (not plan.ceased or plan.ceased > on)


def year_before(on: date) -> date:
    """The same day a year earlier; 29 February becomes 28 February."""
    return on.replace(year=on.year - 1, day=28 if (on.month, on.day) == (2, 29) else on.day)


def current_place(facts: ChildFacts, on: date) -> Placement | None:
    """The place of rank 1 on a day."""
    found = [
        p
        for p in facts.placements
        if p.rank == 1 and p.entered <= on and (p.left is None or p.left > on)
    ]
    return max(found, key=lambda p: p.entered, default=None)


def setting_type(place: Placement | None) -> str:
    """What a place counts under: a type of setting, or the return's code for no setting."""
    if place is None:
        return "not known"
    return SETTING_TYPES.get(GROUP_OF[place.kind], place.kind)


def figures(told: Iterable[ChildFacts], return_year: int) -> dict[str, Any]:
    """Count a return year's figures from facts told up to its survey day."""
    survey, year = SURVEY_DAYS[return_year], return_year - 1
    counts = _Counts(survey, year)
    for facts in told:
        counts.add(facts)
    return counts.result()


class _Counts:
    def __init__(self, survey: date, year: int) -> None:
        self.survey, self.year = survey, year
        self.received: Counter[str] = Counter()
        self.needs: Counter[str] = Counter()
        self.settings: Counter[str] = Counter()
        self.ceased: Counter[str] = Counter()
        self.issued: list[tuple[timedelta, bool]] = []
        self.persons = self.made = self.prompt = self.overdue = 0

    def _then(self, day: date | None) -> bool:
        return day is not None and day.year == self.year

    def add(self, facts: ChildFacts) -> None:
        asked = [self._request(a) for a in facts.assessments]
        live = in_force(facts, self.survey)
        gone = facts.plan is not None and self._then(facts.plan.ceased)
        self.persons += live or gone or any(asked)
        if live:
            self._plan(facts)
        if gone and facts.plan:
            self.ceased[str(facts.plan.cease_reason)] += 1

    def _request(self, case: Assessment) -> bool:
        """Count one request; say whether it alone puts the child in the return."""
        if case.received.year > self.year:
            return False
        told = self._then(case.told)
        if told and case.told:
            self.made += 1
            self.prompt += case.told - case.received <= SIX_WEEKS
        if self._then(case.issued) and case.issued:
            self.issued.append((case.issued - case.received, case.exception is not None))
        awaited = case.outcome == "A" or (case.told is not None and case.told.year > self.year)
        late_end = case.withdrawn is not None and case.withdrawn.year > self.year
        if case.received.year == self.year:
            outcome = "A" if awaited or (case.outcome == "W" and late_end) else case.outcome
            self.received[outcome] += 1
        open_ = awaited or case.issue_outcome == "A" or late_end
        ended = (case.issued, case.no_plan_told, case.withdrawn)
        late = any(day is not None and day.year > self.year for day in ended)
        return told or open_ or late or any(self._then(day) for day in ended)

    def _plan(self, facts: ChildFacts) -> None:
        assert facts.plan is not None
        self.needs[facts.plan.need] += 1
        self.settings[setting_type(current_place(facts, self.survey))] += 1
        last = facts.plan.first_made
        if facts.reviews:
            latest = max(facts.reviews, key=lambda r: r.met)
            last = latest.decided or last
        self.overdue += last <= year_before(self.survey)

    def result(self) -> dict[str, Any]:
        outcomes = {code: self.received[code] for code in "YNAW"}
        plain = [length for length, excused in self.issued if not excused]
        return {
            "persons": self.persons,
            "requests_received_in_year": {"total": sum(outcomes.values()), **outcomes},
            "request_decisions_in_year": {"made": self.made, "within_42_days": self.prompt},
            "plans_issued_in_year": {
                "including_exceptions": timeliness([d for d, _ in self.issued]),
                "excluding_exceptions": timeliness(plain),
            },
            "active_plans": {
                "total": self.needs.total(),
                "by_primary_need": dict(self.needs.most_common()),
                "by_setting_type": dict(self.settings.most_common()),
            },
            "reviews_overdue": self.overdue,
            "plans_ceased_in_year": {
                "total": self.ceased.total(),
                "by_reason": dict(sorted(self.ceased.items())),
            },
        }


def timeliness(lengths: list[timedelta]) -> dict[str, Any]:
    """Plans issued and how long they took: percent to one decimal, weeks to two."""
    days = [length.days for length in lengths]
    prompt = sum(length <= TWENTY_WEEKS for length in lengths)
    return {
        "issued": len(days),
        "within_140_days": prompt,
        "pct_within_140_days": round(100 * prompt / len(days), 1) if days else None,
        "mean_weeks": round(fmean(days) / 7, 2) if days else None,
        "median_weeks": round(median(days) / 7, 2) if days else None,
    }

"""Hold what was made up against what was published, section by section.

Sections 1 to 4 (plans in force, age, need, placement) must come within 3 %; requests, timeliness,
refusals, reviews and ceasing within 10 %, since they are drawn and run on. A share is compared in
percentage points, a count as a proportion of the published one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from goldenthread.demo.calibration import (
    AGES,
    KINDS,
    LAST_PUBLISHED,
    NEEDS,
    SURVEY_YEAR,
    Area,
)
from goldenthread.demo.days import SURVEY_DAYS, school_age
from goldenthread.demo.facts import ChildFacts
from goldenthread.demo.history import area_history
from goldenthread.demo.truth import current_place, figures, in_force

STRICT, CLOSE = 3.0, 10.0


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what was published, what was made up, and how far apart they may be."""

    section: str
    what: str
    published: float
    made: float
    tolerance: float  # percent of a count, or percentage points of a share
    share: bool = False

    @property
    def gap(self) -> float:
        """Percentage points between two shares, or percent between two counts."""
        if self.share:
            return abs(self.made - self.published)
        return 100 * abs(self.made - self.published) / self.published if self.published else 0.0

    @property
    def kept(self) -> bool:
        """Whether the two are near enough; a small count may be five out."""
        few = not self.share and abs(self.made - self.published) <= 5
        return few or self.gap <= self.tolerance


def calibration(area: Area, *, seed: int = 1) -> list[Line]:
    """Every figure of one area that has something published to be held against."""
    survey = SURVEY_DAYS[SURVEY_YEAR]
    told = list(area_history(area, survey, seed=seed))
    return [
        *_stock(area, told, survey),
        *_flow(area, figures(told, SURVEY_YEAR), told),
        *_reviews(area, told),
    ]


def _stock(area: Area, told: list[ChildFacts], survey: date) -> Iterator[Line]:
    live = [f for f in told if in_force(f, survey)]
    for year in sorted(area.plans):
        on = SURVEY_DAYS.get(year, date(year, 1, 19))
        count = sum(in_force(f, on) for f in told)
        yield Line("1 plans", f"January {year}", area.plans[year], count, STRICT)
    ages = Counter(
        min(max(school_age(f.child.born.toordinal(), SURVEY_YEAR - 1), 2), 25) for f in live
    )
    for age in AGES:
        yield Line("2 age", f"age {age}", area.ages[age], ages[age], STRICT)
    needs = Counter("OTH" if f.plan and f.plan.need == "DS" else _need(f) for f in live)
    published = dict(area.needs)
    published["OTH"] += published.pop("unknown")
    total = sum(published.values())
    for need in NEEDS:
        was, now = 100 * published[need] / total, 100 * needs[need] / len(live)
        yield Line("3 need", need, was, now, STRICT, share=True)
    places = Counter(p.kind if (p := current_place(f, survey)) else "none" for f in live)
    for kind in KINDS:
        yield Line("4 placement", kind, area.placements[kind], places[kind], STRICT)


def _need(facts: ChildFacts) -> str:
    return facts.plan.need if facts.plan else ""


def _flow(area: Area, made: dict[str, dict[str, object]], told: list[ChildFacts]) -> Iterator[Line]:
    for year in (LAST_PUBLISHED - 1, LAST_PUBLISHED):
        yield from _year(area, told, year)
    reasons = made["plans_ceased_in_year"]["by_reason"]
    assert isinstance(reasons, dict)
    yield Line(
        "8 ceased",
        f"plans ceased {LAST_PUBLISHED}",
        sum(area.ceased[LAST_PUBLISHED].values()),
        sum(reasons.values()),
        CLOSE if area.code != "831" else 60.0,  # its January counts need more to leave
    )


def _year(area: Area, told: list[ChildFacts], year: int) -> Iterator[Line]:
    row = area.process[year]
    cases = [a for f in told for a in f.assessments]
    received = [a for a in cases if a.received.year == year]
    issued = [a for a in cases if a.issued and a.issued.year == year]
    decided = [a for a in received if a.outcome in ("Y", "N")]
    refused = sum(a.outcome == "N" for a in decided)
    yield Line("5 requests", f"received {year}", row["requests"], len(received), STRICT)
    was = 100 * row["refused"] / max(1, row["refused"] + row["agreed"])
    now = 100 * refused / max(1, len(decided))
    yield Line("5 requests", f"% refused {year}", was, now, CLOSE, share=True)
    told_in = [a for a in cases if a.told and a.told.year == year]
    prompt = sum((a.told - a.received).days <= 42 for a in told_in if a.told)
    made = row["in_six_weeks"] + row["over_six_weeks"]
    was, now = 100 * row["in_six_weeks"] / max(1, made), 100 * prompt / max(1, len(told_in))
    yield Line("5 requests", f"% told in six weeks {year}", was, now, CLOSE, share=True)
    yield Line("5 plans issued", f"issued {year}", row["issued"], len(issued), STRICT)
    in_time = sum((a.issued - a.received).days <= 140 for a in issued if a.issued)
    over = sum((a.issued - a.received).days > 364 for a in issued if a.issued)
    yield Line("5 plans issued", f"in 20 weeks {year}", row["in_twenty"], in_time, STRICT)
    yield Line("5 plans issued", f"over 52 weeks {year}", row["over_year"], over, STRICT)
    plain = sum(a.exception is None for a in issued)
    yield Line("5 plans issued", f"without exception {year}", row["issued_ex"], plain, STRICT)


def _reviews(area: Area, told: list[ChildFacts]) -> Iterator[Line]:
    """Annual reviews of calendar 2024, of plans a year old by its end."""
    eve = date(2024, 12, 31)
    due = [
        f
        for f in told
        if in_force(f, SURVEY_DAYS[2025]) and f.plan and f.plan.first_made <= date(2023, 12, 31)
    ]
    row, count = area.reviews, max(1, len(due))
    met = [[r.met for r in f.reviews if r.met <= eve] for f in due]
    for what, published, made in (
        ("met this year", row["met_this_year"], sum(any(m.year == 2024 for m in ms) for ms in met)),
        ("never met", row["never_met"], sum(not ms for ms in met)),
    ):
        was = 100 * published / max(1, row["due"])
        yield Line("7 reviews", f"% {what} 2024", was, 100 * made / count, CLOSE, share=True)
    decided = [
        r for f in due for r in f.reviews if r.decided and r.met <= eve and r.met.year >= 2022
    ]
    prompt = sum((r.decided - r.met).days <= 28 for r in decided if r.decided)
    was = 100 * row["in_four_weeks"] / max(1, row["in_four_weeks"] + row["over_four_weeks"])
    now = 100 * prompt / max(1, len(decided))
    yield Line("7 reviews", "% decided in four weeks", was, now, CLOSE, share=True)


def as_text(lines: Iterable[Line]) -> str:
    """The report as a table to read."""
    head = f"{'section':<16}{'figure':<28}{'published':>12}{'made up':>12}{'apart':>10}"
    rows = [
        f"{line.section:<16}{line.what:<28}{line.published:>12,.1f}{line.made:>12,.1f}"
        f"{line.gap:>8.1f}{' pt' if line.share else ' %'}{'' if line.kept else '  TOO FAR'}"
        for line in lines
    ]
    return "\n".join([head, *rows])

"""What families answered, by the step they answered after and by their language, as published.

Each is the area's own measure over those answers alone: the same definition, the same suppression,
and the same attack on all of them together, with what every reader knows, that the steps add up to
the area, and that the languages do. Plain Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from goldenthread.heard.rules.questions import GIVEN_NOW, HEARD, STEP_WORDS, Step
from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import Cell, Family, Measure, MeasureValue, evaluate
from goldenthread.measures.rules.publishing import MANY, Fact, Shown, shown

CHOICE = "answers-by-step"
CHOICE_TITLE = "What families answered, by step and by language"
MARK = "/felt-"
BY_STEP, BY_LANGUAGE = "step", "language"
LANGUAGES = {"en-gb": "English", "ur": "Urdu"}
BASES = {"family-confidence": HEARD, "families-say-help-given": GIVEN_NOW}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeltCount:
    """Those who answered one question after one step, or in one language. True counts."""

    base: str  # the measure it is a part of
    by: str  # BY_STEP or BY_LANGUAGE
    part: str  # a step, or a language
    asked: int  # who answered
    good: int  # of them, who answered as is hoped for

    @property
    def key(self) -> str:
        """The name of its figure."""
        return f"{self.base}{MARK}{self.by}-{self.part}"

    @property
    def name(self) -> str:
        """The part in words."""
        if self.by == BY_LANGUAGE:
            return f"In {LANGUAGES.get(self.part, self.part)}"
        return STEP_WORDS[Step(self.part)]

    @property
    def question(self) -> str:
        return BASES[self.base]

    @property
    def about(self) -> str:
        return f"{self.by} {self.part}"


def part_of(key: str) -> tuple[str, str, str]:
    """Return the measure, whether by step or by language, and the part of a published figure."""
    base, _, rest = key.partition(MARK)
    by, _, part = rest.partition("-")
    return base, by, part


def _cell(one: FeltCount, column: str) -> Cell:
    return Cell(Family.HEARD, one.question, column, one.about)


def measure_of(one: FeltCount, on: date) -> Measure:
    """Return the area's measure over one part of the answers."""
    base = registry.measure(one.base, on)
    narrowed = {
        BY_STEP: f"asked after: {one.name[:1].lower()}{one.name[1:]}",
        BY_LANGUAGE: f"who answered {one.name[:1].lower()}{one.name[1:]}",
    }[one.by]
    return replace(
        base,
        key=one.key,
        title=f"{one.name}: {base.title[:1].lower()}{base.title[1:]}",
        population=f"{base.population}; of these, those {narrowed}",
        formula=replace(base.formula, top=(_cell(one, "good"),), bottom=(_cell(one, "asked"),)),
        evidence=(),
    )


def value_of(one: FeltCount, *, area_id: int, on: date) -> MeasureValue:
    """Work one part's measure out from its counts."""
    cells = {_cell(one, "asked"): Fraction(one.asked), _cell(one, "good"): Fraction(one.good)}
    return evaluate(measure_of(one, on), cells, area_id=area_id, on=on, known_on=on)


def figures_of(
    counts: Sequence[FeltCount], *, area_id: int, on: date
) -> tuple[dict[str, Measure], dict[str, Shown]]:
    """Return every part's measure, and each as it may be published by itself.

    :raises NoSuchMeasure: if the area's own measure was not defined on the day
    """
    chosen = {one.key: measure_of(one, on) for one in counts}
    figures = {
        one.key: shown(chosen[one.key], value_of(one, area_id=area_id, on=on)) for one in counts
    }
    return chosen, figures


def they_add_up(counts: Iterable[FeltCount]) -> tuple[Fact, ...]:
    """Return what every reader knows: that the steps are the area, and the languages are."""
    found = list(counts)
    within = tuple((((_cell(one, "asked"), 1), (_cell(one, "good"), -1)), 0, MANY) for one in found)
    whole: list[Fact] = []
    for base, question in BASES.items():
        for by in (BY_STEP, BY_LANGUAGE):
            parts = [one for one in found if (one.base, one.by) == (base, by)]
            for column in ("asked", "good") if parts else ():
                every = tuple((_cell(one, column), -1) for one in parts)
                whole.append((((Cell(Family.HEARD, question, column), 1), *every), 0, 0))
    return (*within, *whole)

"""Read, check and count a return without saving anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from goldenthread.exchange.sen2.bounds import DEFAULT, Bounds
from goldenthread.exchange.sen2.checks import Checker, Context, NotChecked, check_header
from goldenthread.exchange.sen2.faults import Fault, Severity
from goldenthread.exchange.sen2.figures import Figures
from goldenthread.exchange.sen2.items import YearSpec
from goldenthread.exchange.sen2.read import Return, Source, read_return
from goldenthread.exchange.sen2.records import Person
from goldenthread.organisations.rules import Register

# Past this many the rest are counted, not listed: such a file is wrong as a whole.
MOST_LISTED = 100_000


@dataclass(slots=True)
class Faults:
    """The faults of a return: the first of them in full, all of them counted."""

    most: int = MOST_LISTED
    listed: list[Fault] = field(default_factory=list)
    by_severity: Counter[Severity] = field(default_factory=Counter)
    by_rule: Counter[str] = field(default_factory=Counter)

    def add(self, fault: Fault) -> None:
        """Keep or at least count a fault."""
        self.by_severity[fault.severity] += 1
        self.by_rule[fault.rule] += 1
        if len(self.listed) < self.most:
            self.listed.append(fault)

    @property
    def total(self) -> int:
        """How many there are, listed or not."""
        return self.by_severity.total()


Also = Callable[[Person, Faults, YearSpec], None]


@dataclass(slots=True, kw_only=True)
class Report:
    """What a dry run found."""

    return_year: int
    survey_day: date
    area: str | None
    faults: Faults
    figures: dict[str, Any]
    not_checked: list[NotChecked]

    @property
    def clean(self) -> bool:
        """Whether no error stands in the way of loading the file (queries do not)."""
        return not self.faults.by_severity[Severity.ERROR]

    def as_json(self) -> dict[str, Any]:
        """Give the report under the keys that others rely on."""
        counts = self.faults.by_severity
        return {
            "return_year": self.return_year,
            "survey_day": self.survey_day.isoformat(),
            "area": self.area,
            "counts": {severity.value: counts[severity] for severity in Severity},
            "counts_by_rule": dict(sorted(self.faults.by_rule.items())),
            "faults_not_listed": self.faults.total - len(self.faults.listed),
            "not_checked": [{"rule": n.rule, "why": n.why} for n in self.not_checked],
            "figures": self.figures,
            "faults": [fault.as_json() for fault in self.faults.listed],
        }


def dry_run(
    source: Source,
    *,
    area: str | None = None,
    as_of: date | None = None,
    register: Register | None = None,
    bounds: Bounds = DEFAULT,
    also: Also | None = None,
) -> Report:
    """Read, check and count a return; `also` is told of each person, and of the faults so far.

    :raises UnreadableReturn: if it cannot be read as a return at all
    """
    with read_return(source, area=area, as_of=as_of, bounds=bounds) as opened:
        return report_on(opened, register=register, as_of=as_of, also=also)


def report_on(
    opened: Return,
    *,
    register: Register | None = None,
    as_of: date | None = None,
    also: Also | None = None,
) -> Report:
    """Check and count a return that has been opened."""
    spec, faults = opened.spec, Faults()
    figures = Figures(spec, register, as_of if as_of != spec.survey_day else None)
    checker = Checker(Context(spec, opened.area, register))
    if opened.has_header:
        for fault in check_header(opened.header, spec):
            faults.add(fault)
    for person in opened.persons():
        for fault in checker.check(person):
            faults.add(fault)
        figures.add(person)
        if also is not None:
            also(person, faults, spec)
    for fault in opened.faults:
        faults.add(fault)
    return Report(
        return_year=spec.year,
        survey_day=spec.survey_day,
        area=opened.area,
        faults=faults,
        figures=figures.result(),
        not_checked=checker.not_checked(),
    )

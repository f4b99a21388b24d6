"""Print, read and check the gold set, and count what the checks got right and wrong."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.unit.plans.gold.children import AS_OF, CHILDREN
from tests.unit.plans.gold.faults import SCORING, WRITING, Fault
from tests.unit.plans.gold.layouts import LAYOUTS, print_plan
from tests.unit.plans.gold.others import OTHERS

from goldenthread.plans.checks import CHECKS, Stock, check_plan
from goldenthread.plans.checks.stock import mark_of
from goldenthread.plans.reading import read_plan

DAYS = {"L107": date(2027, 4, 1)}  # the day of the check, where it is not AS_OF


@dataclass
class Count:
    faults: int = 0
    found: int = 0
    wrong: int = 0
    missed: list[str] = field(default_factory=list)
    mistaken: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / self.faults if self.faults else 1.0

    @property
    def precision(self) -> float:
        spoke = self.found + self.wrong
        return self.found / spoke if spoke else 1.0


def layout_for(fault: Fault, place: int) -> str:
    """One layout for each fault, in turn, so that every check meets several."""
    allowed = [name for name in LAYOUTS if not fault.layouts or name in fault.layouts]
    return (allowed or ["json"])[place % len(allowed or ["json"])]


def score(folder: Path, which: str) -> dict[str, Count]:
    """Score one set, 'writing' or 'scoring', with its plans that are right."""
    counts: dict[str, Count] = defaultdict(Count)
    faults, good = (WRITING, CHILDREN) if which == "writing" else (SCORING, OTHERS)
    for name, make in good.items():
        for layout in LAYOUTS:
            found = _check(print_plan(make(), layout, folder, name), AS_OF)
            for check in found:
                counts[check].wrong += 1
                counts[check].mistaken.append(f"{name} {layout}: {found[check]}")
    for place, fault in enumerate(faults):
        layout = layout_for(fault, place)
        path = print_plan(fault.plan(), layout, folder, f"{fault.check}-{place}")
        found = _check(path, DAYS.get(fault.check, AS_OF), fault.case, stock_for(fault))
        _count(counts, fault, layout, found)
    return {check: counts[check] for check in CHECKS}


def stock_for(fault: Fault) -> Stock | None:
    """Two plans of other children that hold nearly the same paragraph."""
    if not fault.twin:
        return None
    names = frozenset({"leo", "kayla", "amara", "omar"})
    marks = [mark_of(owner, fault.twin, names) for owner in ("another|2015-01-01", "third")]
    return Stock.of([mark for mark in marks if mark])


def _check(path: Path, as_of: date, case=None, stock=None) -> dict[str, str]:
    report = check_plan(read_plan(path).plan, as_of, case, stock)
    return {finding.check: finding.quote for finding in report.findings}


def _count(counts: dict[str, Count], fault: Fault, layout: str, found: dict[str, str]) -> None:
    own = counts[fault.check]
    own.faults += 1
    place = f"{fault.check} {fault.child} {layout}"
    if fault.check in found:
        own.found += 1
    else:
        own.missed.append(place)
    for check in set(found) - {fault.check, *fault.allow}:
        counts[check].wrong += 1
        counts[check].mistaken.append(f"{place}: {found[check][:90]}")


def totals(counts: dict[str, Count]) -> tuple[float, float]:
    """Precision and recall over all checks together."""
    found = sum(c.found for c in counts.values())
    wrong = sum(c.wrong for c in counts.values())
    faults = sum(c.faults for c in counts.values())
    return found / (found + wrong), found / faults


def figures(folder: Path) -> dict[str, object]:
    """What docs/plan-checks.md tells of the gold set."""
    counts = score(folder, "scoring")
    precision, recall = totals(counts)
    blocking = {c: n for c, n in counts.items() if CHECKS[c].severity == "B"}
    return {
        "set": {
            "plans": len(SCORING) + len(OTHERS) * len(LAYOUTS),
            "good": len(OTHERS) * len(LAYOUTS),
            "faulty": len(SCORING),
            "writing": len(WRITING) + len(CHILDREN) * len(LAYOUTS),
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "block_precision": round(totals(blocking)[0], 3),
        },
        "checks": {
            check: {
                "precision": round(count.precision, 3),
                "recall": round(count.recall, 3),
                "faults": count.faults,
                "wrong": count.wrong,
            }
            for check, count in counts.items()
        },
    }

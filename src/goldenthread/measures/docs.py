"""docs/measures.md, written from the registry: what each number means, in one page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from goldenthread.measures.rules import registry
from goldenthread.measures.rules.entries import GROUPS
from goldenthread.measures.rules.measure import Measure
from goldenthread.measures.rules.words import written
from goldenthread.ui.words import plain_date

HEAD = """# Measures

Written by `goldenthread docs` from the registry; do not change it by hand.

Each number the partnership keeps, what stands above and below its line, who answers for it, and
who defined it. `goldenthread measures value KEY AREA --on DAY` counts one; the pages under
Measures show each with its history. All are counted from the events and clocks of the record, for
any past day as it would have been known then. Where nothing of a kind was ever recorded the
answer is "no data", with the reason, and never nought.

What leaves casework is published as [ADR 0131](adr/0131-a-release-is-saved-and-attacked-first.md)
says: counts of 1 to 7 hidden, all others rounded to the nearest 5, rates from those counts.
"""


def measures_page() -> str:
    """Return the page as it stands in docs/measures.md."""
    return "\n".join(_lines()) + "\n"


def write_measures(path: Path) -> None:
    """Write the page."""
    path.write_text(measures_page(), encoding="utf-8")


def _lines() -> Iterator[str]:
    yield HEAD
    yield f"{len(registry.keys())} measures."
    for title, measures in GROUPS:
        yield ""
        yield f"## {title}"
        for measure in measures:
            yield from _measure(measure)


def _measure(measure: Measure) -> Iterator[str]:
    target = "none set"
    if measure.target is not None:
        target = f"{written(measure.target, measure.unit)} ({measure.target_source.rstrip('.')})"
    defined = f"[{measure.defined_by}]({measure.url})" if measure.url else measure.defined_by
    yield ""
    yield f"### {measure.key}"
    yield ""
    yield f"**{measure.title}** ({measure.unit}, {measure.direction})."
    yield ""
    yield f"* counted: {measure.numerator}"
    if measure.denominator:
        yield f"* out of: {measure.denominator}"
    yield f"* period: {measure.period}; about: {measure.population}"
    yield f"* from: {measure.source}; answers for it: {measure.owner}; target: {target}"
    yield (
        f"* {measure.standing}, defined by: {defined}; version {measure.version}, in force from"
        f" {plain_date(measure.in_force_from)}; release: {measure.disclosure}"
    )
    if measure.note:
        yield f"* note: {measure.note}"

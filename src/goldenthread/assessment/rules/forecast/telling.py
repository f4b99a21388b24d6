"""A back-test in words and tables, and reading an area's past from a file of events."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from goldenthread.assessment.rules.forecast.estimates import Goal
from goldenthread.assessment.rules.forecast.paths import Path, Told, path_of
from goldenthread.assessment.rules.forecast.testing import Calibration
from goldenthread.law.limits import time_limit

HEADINGS = ("case", "kind", "on", "about")
GOAL_WORDS = {
    Goal.DECIDE: "the decision whether to assess (6 weeks)",
    Goal.ISSUE: "the final plan (20 weeks)",
}


class CannotRead(ValueError):
    """The file is not a list of events; the message names the row."""


@cache
def last_day(goal: Goal, received: int) -> int:
    """Return the law's last day for a request received on a day; both ordinal numbers."""
    day = date.fromordinal(received)
    return time_limit(goal, on=day).last_day(day).toordinal()


def read_paths(lines: Iterable[str]) -> list[Path]:
    """Read comma-separated events with the headings case, kind, on, about.

    :raises CannotRead: naming the first row that cannot be read
    """
    rows = csv.DictReader(lines)
    missing = set(HEADINGS) - set(rows.fieldnames or ())
    if missing:
        raise CannotRead(f"The file has no column called {', '.join(sorted(missing))}.")
    events: defaultdict[str, list[Told]] = defaultdict(list)
    for number, row in enumerate(rows, start=2):
        try:
            told = (row["kind"], date.fromisoformat(row["on"]), row["about"] or "")
        except ValueError:
            raise CannotRead(
                f"Row {number}: “{row['on']}” is not a day written year-month-day."
            ) from None
        events[row["case"]].append(told)
    found = (path_of(number, each) for number, each in enumerate(events.values(), start=1))
    return [path for path in found if path is not None]


def told(name: str, found: Sequence[Calibration]) -> list[str]:
    """Return a back-test of one area as lines of Markdown."""
    lines = [f"## {name}", ""]
    for each in found:
        lines += [f"### {name}: {GOAL_WORDS[each.goal]}", "", *_sums(each), "", *_table(each), ""]
    return lines


def _sums(each: Calibration) -> list[str]:
    return [
        f"{each.forecasts:,} forecasts of {each.cases:,} cases, made on {each.days} past days;"
        f" {each.refused:,} more were refused as too thin. Said on average {_share(each.said)};"
        f" came {_share(each.came)}. Mean squared distance {each.score:.3f}, against"
        f" {each.plain_score:.3f} for saying the area's last year of each case:"
        f" {_share(each.skill)} of it taken away. The largest distance between said and come in"
        f" a band of 100 forecasts or more is {100 * each.widest:.0f} points.",
    ]


def _table(each: Calibration) -> list[str]:
    rows = [
        f"| {_share(b.low)} to {_share(b.high)} | {b.forecasts:,} | {_share(b.said)} |"
        f" {_share(b.came)} |"
        for b in each.bands
    ]
    return ["| Chance said | Forecasts | Said, mean | Came in time |", "|---|--:|--:|--:|", *rows]


def _share(part: float) -> str:
    return f"{100 * part:.0f}%"

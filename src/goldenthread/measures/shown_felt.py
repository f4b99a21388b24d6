"""What the page of families' answers shows: released figures, each with how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from goldenthread.heard.rules.intervals import interval
from goldenthread.measures.models import MeasureFigure, Release
from goldenthread.measures.rules import registry
from goldenthread.measures.rules.felt import BASES, BY_LANGUAGE, BY_STEP, part_of
from goldenthread.measures.rules.measure import Unit
from goldenthread.measures.rules.words import written
from goldenthread.measures.waits_shown import FEW

COLUMNS = (
    {"text": "Who answered"},
    {"text": "Share", "numeric": True},
    {"text": "Surely between", "numeric": True},
    {"text": "Of how many", "numeric": True},
)
BY_WORDS = {BY_STEP: "after each step", BY_LANGUAGE: "by the language of their answer"}


def published_felt(
    found: Iterable[tuple[Release, list[MeasureFigure]]],
) -> list[dict[str, Any]]:
    """Return each area's answers as they were published, a table for each question and split."""
    return [
        {
            "name": release.area.name,
            "on": release.on,
            "id": release.pk,
            "tables": [
                {"title": f"{registry.latest(base).title}, {words}", "rows": rows}
                for base in BASES
                for by, words in BY_WORDS.items()
                if (rows := [_row(one) for one in figures if part_of(one.key)[:2] == (base, by)])
            ],
        }
        for release, figures in found
    ]


def _row(each: MeasureFigure) -> list[Any]:
    who = {"text": each.title.partition(":")[0], "header": True}
    if each.hidden or each.numerator is None or not each.denominator:
        return [who, FEW, "", ""]
    sure = interval(each.numerator, each.denominator)
    assert sure is not None  # there is something to divide by
    return [
        who,
        written(each.value, Unit(each.unit)),
        f"{sure.low:.0f}% and {sure.high:.0f}%",
        f"{each.denominator:,}",
    ]

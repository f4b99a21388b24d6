"""What the pages of teams' answers show: released figures, as plain values for templates."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from goldenthread.measures.models import Draft, MeasureFigure, Release
from goldenthread.measures.rules.measure import Unit
from goldenthread.measures.rules.publishing import Hidden
from goldenthread.measures.rules.teams import DAYS, IN_TIME, base_of
from goldenthread.measures.rules.words import written
from goldenthread.measures.shown import HIDDEN_WORDS
from goldenthread.measures.waits_shown import FEW
from goldenthread.ui.words import month

COLUMNS = (
    {"text": "Team"},
    {"text": "In time", "numeric": True},
    {"text": "Of how many", "numeric": True},
    {"text": "Usual wait", "numeric": True},
)


def published_answers(
    found: Iterable[tuple[Release, list[MeasureFigure]]],
) -> list[dict[str, Any]]:
    """Return each area's teams as they were published."""
    return [
        {"name": release.area.name, "on": release.on, "id": release.pk, "rows": _rows(figures)}
        for release, figures in found
    ]


def _rows(figures: Iterable[MeasureFigure]) -> list[list[Any]]:
    teams: dict[int, dict[str, MeasureFigure]] = {}
    for each in figures:
        base, team = base_of(each.key)
        teams.setdefault(team, {})[base] = each
    return [_row(one) for one in teams.values()]


def _row(figures: dict[str, MeasureFigure]) -> list[Any]:
    in_time, days = figures.get(IN_TIME), figures.get(DAYS)
    named = in_time or days
    assert named is not None  # a team is here because one of its figures is
    return [
        {"text": named.title.partition(":")[0], "header": True},
        _told(in_time),
        "" if in_time is None or in_time.denominator is None else f"{in_time.denominator:,}",
        _told(days),
    ]


def _told(each: MeasureFigure | None) -> str:
    if each is None or each.hidden == Hidden.NO_DATA:
        return "not told"
    return FEW if each.hidden else written(each.value, Unit(each.unit))


def drawn(draft: Draft | None) -> dict[str, Any] | None:
    """Return what was drawn up last night, as whoever proposes it reads it."""
    if draft is None:
        return None
    return {
        "month": month(draft.on),
        "made_at": draft.made_at,
        "rows": [_drawn(each) for each in draft.figures],
    }


def _drawn(each: dict[str, Any]) -> list[Any]:
    title = {"text": each["title"], "header": True}
    if each["hidden"]:
        words = {"text": HIDDEN_WORDS[Hidden(each["hidden"])], "quiet": each["why"]}
        return [title, words, ""]
    value = Decimal(each["value"]) if each["value"] is not None else None
    below = each["out_of"]
    return [title, written(value, Unit(each["unit"])), "" if below is None else f"{below:,}"]

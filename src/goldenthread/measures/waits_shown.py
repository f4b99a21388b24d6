"""What anybody reads of waits: an area's released figures alone, suppressed, never counted anew.

Those who plan and buy services see these too, and no more (trust rules 7 and 46): how many wait and
how long, service by service, how that moved since the release before, and whether families were
kept in touch with. Nothing here is worked out from a count that was not published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse

from goldenthread.measures.models import MeasureFigure, Release
from goldenthread.measures.rules.entries.waits import HELP, SERVICES
from goldenthread.measures.rules.measure import Unit
from goldenthread.measures.rules.publishing import Hidden
from goldenthread.measures.rules.words import written
from goldenthread.ui.charts import Chart, Series, stacked_bar
from goldenthread.ui.words import count, plain_date

Figures = Mapping[str, MeasureFigure]
Told = Sequence[tuple[Release, Figures]]
TYPICAL_COLUMNS = (
    {"text": "Service"},
    {"text": "Children who wait", "numeric": True},
    {"text": "Weeks so far, on average", "numeric": True},
    {"text": "More than 18 weeks", "numeric": True},
    {"text": "More than a year", "numeric": True},
)
HELP_COLUMNS = (
    {"text": "What was promised"},
    {"text": "Done in time", "numeric": True},
    {"text": "Of how many", "numeric": True},
)
FEW = "too few to say"
KEYS = ("waiting", "weeks-waited", "waiting-over-18-weeks", "waiting-over-52-weeks")


def typical_waits(found: Iterable[tuple[Release, Figures]]) -> list[dict[str, Any]]:
    """Return each area's waits as they were published; an area with none told is left out."""
    told = [
        {
            "name": release.area.name,
            "code": release.area.code,
            "on": release.on,
            "id": release.pk,
            "rows": service_rows(figures),
        }
        for release, figures in found
    ]
    return [one for one in told if one["rows"]]


def service_rows(figures: Figures) -> list[list[Any]]:
    """Return a row for each service of which anything was published."""
    return [
        [
            {"text": _broken(_upper(words)), "header": True},
            *(_cell(figures.get(f"{key}-{service}")) for key in KEYS),
        ]
        for service, words in SERVICES
        if f"waiting-{service}" in figures
    ]


def _broken(words: str) -> str:
    """Say where the longest word may be broken on a narrow screen."""
    return words.replace("eurodevelopmental", "euro\u00addevelop\u00admental")


def _cell(each: MeasureFigure | None) -> str:
    if each is None or each.hidden in (Hidden.NO_DATA, Hidden.INTERNAL):
        return "not told"
    if each.hidden:
        return FEW
    if each.unit == Unit.WEEKS:
        return f"{each.value:.0f}"  # the heading says weeks; the figure is a whole one
    return written(each.value, Unit(each.unit))


def area_page(told: Told) -> dict[str, Any]:
    """Return an area's waits from its releases, the newest first; empty where there is none."""
    if not told:
        return {"release": None}
    newest, figures = told[0]
    return {
        "release": newest,
        "columns": TYPICAL_COLUMNS,
        "rows": service_rows(figures),
        "chart": length_chart(newest, figures),
        "help_columns": HELP_COLUMNS,
        "help": help_rows(figures),
        "moved_columns": [
            {"text": "Service"},
            *({"text": plain_date(release.on), "numeric": True} for release, _ in told),
            {"text": "Change", "numeric": True},
        ],
        "moved": moved_rows(told) if len(told) > 1 else [],
    }


def moved_rows(told: Told) -> list[list[Any]]:
    """Return how many waited at each release, the newest first, and the change from the last one.

    The change is that of the published counts, each to the nearest 5.
    """
    rows = []
    for service, words in SERVICES:
        cells = [figures.get(f"waiting-{service}") for _, figures in told]
        if cells[0] is None:
            continue
        now, before = (_number(each) for each in cells[:2])
        change = "not known" if now is None or before is None else f"{now - before:+,}"
        link = {"text": _upper(words), "header": True}
        rows.append([link, *map(_cell, cells), change.replace("+0", "0")])
    return rows


def help_rows(figures: Figures) -> list[list[Any]]:
    """Return what families that wait were promised, and how much of it was done in time."""
    return [
        [
            {"text": measure.title, "header": True},
            _cell(figures[measure.key]),
            _count(figures[measure.key].denominator),
        ]
        for measure in HELP
        if measure.key in figures
    ]


def length_chart(release: Release, figures: Figures) -> Chart | None:
    """Draw each service inside 18 weeks, to a year, and over; hidden parts are left out."""
    shown = [(s, words) for s, words in SERVICES if _number(figures.get(f"waiting-{s}"))]
    if not shown:
        return None
    parts = [_parts(figures, service) for service, _ in shown]
    total = sum(_number(figures[f"waiting-{service}"]) or 0 for service, _ in shown)
    return stacked_bar(
        "How long they have waited, by service",
        f"About {count(total, 'child', 'children')} waited in {release.area.name} on "
        f"{plain_date(release.on)}.",
        [_upper(words) for _, words in shown],
        [
            Series("18 weeks or less", tuple(one[0] for one in parts), "met"),
            Series("18 to 52 weeks", tuple(one[1] for one in parts), "third"),
            Series("Over 52 weeks", tuple(one[2] for one in parts), "broken"),
            Series("Over 18, not told apart", tuple(one[3] for one in parts), "quiet"),
        ],
        first_column="Service",
        missing="Too few to say",
    )


def _parts(figures: Figures, service: str) -> tuple[int | None, ...]:
    """Return the released counts of three lengths, and the longer two together where one is hidden.

    The middle one is told only where both others are.
    """
    long, year = (figures.get(f"waiting-over-{n}-weeks-{service}") for n in (18, 52))
    over_18, over_52 = (one.numerator if one else None for one in (long, year))
    between = None if over_18 is None or over_52 is None else max(0, over_18 - over_52)
    together = over_18 if between is None else 0
    return (long.others if long else None, between, over_52, together)


def links(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each area of the page of typical waits the address of its own page."""
    return [{**one, "href": reverse("measures:waits-area", args=[one["code"]])} for one in found]


def _number(each: MeasureFigure | None) -> int | None:
    if each is None or each.hidden or each.value is None:
        return None
    return int(Decimal(each.value))


def _count(given: int | None) -> str:
    return FEW if given is None else f"{given:,}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]

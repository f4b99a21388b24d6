"""What the pages of measures show: rows, words and links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.measures.models import MeasureFigure, Release
from goldenthread.measures.queries import releases as kept_rows
from goldenthread.measures.rules import felt, registry
from goldenthread.measures.rules.csv_out import Cell as CsvCell
from goldenthread.measures.rules.entries import GROUPS
from goldenthread.measures.rules.measure import Family, Measure, MeasureValue, Unit
from goldenthread.measures.rules.publishing import Hidden
from goldenthread.measures.rules.teams import CHOICE, CHOICE_TITLE
from goldenthread.measures.rules.words import (
    SUFFIX,
    known_words,
    of_how_many,
    sentence,
    written,
)
from goldenthread.organisations.models import LocalArea
from goldenthread.organisations.queries import areas_by_id
from goldenthread.ui.charts import Chart, Series, line
from goldenthread.ui.jinja import url_if_any
from goldenthread.ui.words import month, plain_date

P = Permission
COLUMNS = (
    {"text": "Measure"},
    {"text": "Figure", "numeric": True},
    {"text": "Of how many", "numeric": True},
    {"text": "Target", "numeric": True},
    {"text": "Asked for by"},
)
HIDDEN_WORDS = {
    Hidden.SMALL: "Hidden: few children",
    Hidden.WITHHELD: "Withheld: it would give a hidden figure away",
    Hidden.NO_DATA: "No data",
    Hidden.INTERNAL: "Not published",
}


def areas_of(by: Asker) -> list[LocalArea]:
    """Return the areas whose true figures somebody may see."""
    return areas_by_id(by.areas_where(P.OVERVIEW_VIEW))


def get_area(by: Asker, code: str) -> LocalArea:
    """Return one area, to somebody who may see its true figures.

    :raises NotAllowed: to somebody who may see no area's
    :raises NotFound: for any other area, and for none
    """
    found = areas_of(by)
    if not found:
        raise NotAllowed("None of your posts opens an area's figures.")
    for area in found:
        if area.code == code:
            return area
    raise NotFound("No such area.")


def get_measure(key: str) -> Measure:
    """Return the newest definition of a measure.

    :raises NotFound: if there is none of that key
    """
    try:
        return registry.latest(key)
    except registry.NoSuchMeasure:
        raise NotFound("No such measure.") from None


# The list ---------------------------------------------------------------------------------------


def list_page(area: LocalArea, asked: str, by: Asker) -> dict[str, Any]:
    """Return every measure of an area at a month's end that was kept. Two queries."""
    found = kept_rows.kept(area.pk, _day(asked))
    return {
        "area": area,
        "on": found.on,
        "days": [
            {"value": day.isoformat(), "text": plain_date(day), "selected": day == found.on}
            for day in found.days
        ],
        "groups": [
            {"title": title, "rows": [_row(m, found.values.get(m.key), area) for m in measures]}
            for title, measures in GROUPS
        ]
        if found.on
        else [],
        "columns": COLUMNS,
        "may_publish": by.may(P.RELEASE_PROPOSE, area.pk) or by.may(P.RELEASE_APPROVE, area.pk),
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _row(measure: Measure, found: MeasureValue | None, area: LocalArea) -> list[Any]:
    href = reverse("measures:measure", args=[area.code, measure.key])
    title = {"text": measure.title, "href": href, "header": True, "quiet": measure.owner}
    target = written(measure.target, measure.unit) if measure.target is not None else ""
    if found is None or found.value is None:
        why = found.no_data if found else "Not counted on that day."
        return [title, {"text": "No data", "quiet": why}, "", target, str(measure.standing)]
    figure = written(found.value, measure.unit)
    return [title, figure, of_how_many(found), target, str(measure.standing)]


# One measure ------------------------------------------------------------------------------------


def measure_page(
    area: LocalArea, measure: Measure, by: Asker, live: MeasureValue | None
) -> dict[str, Any]:
    """Return one measure with its definition and its history. One query."""
    history = kept_rows.kept_history(area.pk, measure.key)
    return {
        "area": area,
        "measure": measure,
        "chart": chart(measure, history) if history else None,
        "definition": definition_rows(measure),
        "versions": [_version_row(each) for each in registry.versions(measure.key)],
        "behind": list_behind(measure, area, by),
        "live": _live(live) if live else None,
    }


def _live(found: MeasureValue) -> dict[str, str]:
    return {
        "when": known_words(found),
        "value": written(found.value, found.unit),
        "of": of_how_many(found),
        "why": found.no_data,
    }


def chart(measure: Measure, history: Sequence[MeasureValue]) -> Chart:
    """Draw a measure's month ends, with its target where it has one."""
    values = tuple(None if each.value is None else float(each.value) for each in history)
    return line(
        measure.title,
        sentence(history, measure.direction),
        [each.on for each in history],
        [Series(_legend(measure), values)],
        unit=SUFFIX[measure.unit] if measure.unit is Unit.PERCENT else "",
        target=None if measure.target is None else float(measure.target),
        places=0 if measure.unit is Unit.COUNT else 1,
        missing="No data",
    )


def _legend(measure: Measure) -> str:
    return {
        Unit.COUNT: "Number",
        Unit.PERCENT: "Of each 100",
        Unit.PER_100_PLANS: "For each 100 plans",
        Unit.WEEKS: "Weeks",
        Unit.DAYS: "Days",
    }[measure.unit]


def definition_rows(measure: Measure) -> list[dict[str, Any]]:
    """Return a definition as names and values."""
    target = None
    if measure.target is not None:
        target = f"{written(measure.target, measure.unit)}. {measure.target_source}"
    rows: list[tuple[str, Any]] = [
        ("What is counted", measure.numerator),
        ("Out of", measure.denominator),
        ("Period", measure.period),
        ("Whom it is about", measure.population),
        ("Counted from", measure.source),
        ("Who answers for it", measure.owner),
        ("Which way is better", str(measure.direction)),
        ("Target", target),
        ("Asked for by", str(measure.standing)),
        ("Defined by", measure.defined_by),
        ("Note", measure.note),
        ("Definition", f"version {measure.version}, from {plain_date(measure.in_force_from)}"),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _version_row(measure: Measure) -> list[str]:
    until = plain_date(measure.in_force_to) if measure.in_force_to else "in force"
    return [
        f"Version {measure.version}",
        plain_date(measure.in_force_from),
        until,
        measure.numerator,
    ]


def list_behind(measure: Measure, area: LocalArea, by: Asker) -> str | None:
    """Return where the children behind a count are listed, to somebody who may see the list.

    Only counts of one rule's late promises are a list that is kept: the worklist's own.
    """
    cells = measure.formula.top
    late = all(cell.family is Family.CLOCKS and cell.column == "late" for cell in cells)
    if not late or measure.unit is not Unit.COUNT or not by.may(P.WORKLIST_VIEW, area.pk):
        return None
    address = url_if_any("desk:work")
    if not address:
        return None
    asked: dict[str, Any] = {"area": area.pk, "state": "late"}
    if len(cells) == 1:
        asked["rule"] = cells[0].name
    return f"{address}?{urlencode(asked)}"


# Releases ---------------------------------------------------------------------------------------


def month_choices(days: Iterable[date]) -> list[tuple[str, str]]:
    """Return month ends as a choice."""
    return [(day.isoformat(), month(day)) for day in days]


def release_state(release: Release) -> str:
    """Say what became of a release."""
    decision = release.decided
    if decision is None:
        return "Waiting for a second person"
    return "Published" if decision.approved else "Not published"


def release_rows(found: Iterable[Release]) -> list[list[Any]]:
    """Return an area's releases as rows."""
    return [
        [
            {
                "text": f"{month(each.on)}, edition {each.edition}",
                "href": reverse("measures:release", args=[each.pk]),
                "header": True,
            },
            release_state(each),
            each.proposed_by.name,
            plain_date(each.proposed_at.date()),
        ]
        for each in found
    ]


FIGURE_COLUMNS = (
    {"text": "Measure"},
    {"text": "Figure", "numeric": True},
    {"text": "Counted", "numeric": True},
    {"text": "Out of", "numeric": True},
)


def figure_rows(figures: Iterable[MeasureFigure]) -> list[list[Any]]:
    """Return released figures as rows, each with the definition that stood."""
    return [_figure_row(each) for each in figures]


def _figure_row(each: MeasureFigure) -> list[Any]:
    said = each.definition
    out_of = f", out of {said['denominator']}" if said["denominator"] else ""
    title = {
        "text": each.title,
        "header": True,
        "quiet": f"{_upper(said['numerator'])}{out_of}. {_upper(said['period'])}.",
    }
    if each.hidden:
        words = HIDDEN_WORDS[Hidden(each.hidden)]
        return [title, {"text": words, "quiet": each.why}, _n(each.numerator), _n(each.denominator)]
    figure = written(each.value, Unit(each.unit))
    return [title, figure, _n(each.numerator), _n(each.denominator)]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _n(given: int | None) -> str:
    return "" if given is None else f"{given:,}"


CSV_COLUMNS = (
    *("area", "month_end", "edition", "key", "measure", "unit", "value", "counted", "others"),
    *("out_of", "hidden", "why", "numerator", "denominator", "period", "population"),
    *("defined_by", "url", "definition_version", "published"),
)


def csv_rows(release: Release, figures: Iterable[MeasureFigure]) -> list[list[CsvCell]]:
    """Return a published release as rows of plain values."""
    published = release.decision.decided_at.date().isoformat()
    return [
        [
            *(release.area.name, release.on.isoformat(), release.edition, each.key, each.title),
            *(each.unit, _plain(each.value), each.numerator, each.others, each.denominator),
            *(each.hidden, each.why, each.definition["numerator"]),
            *(each.definition["denominator"], each.definition["period"]),
            *(each.definition["population"], each.definition["defined_by"]),
            *(each.definition["url"], each.version, published),
        ]
        for each in figures
    ]


def _plain(value: Decimal | None) -> CsvCell:
    return None if value is None else float(value)


def public_rows(found: Iterable[Release]) -> list[dict[str, Any]]:
    """Return what was published, area by area, the newest month first."""
    areas: dict[str, list[list[Any]]] = {}
    for each in found:
        areas.setdefault(each.area.name, []).append(
            [
                {
                    "text": month(each.on),
                    "href": reverse("measures:published", args=[each.pk]),
                    "header": True,
                },
                f"{each.edition}",
                plain_date(each.decision.decided_at.date()),
            ]
        )
    return [{"title": name, "rows": rows} for name, rows in areas.items()]


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the measures that may be published, in their groups."""
    may = registry.Disclosure.CHILDREN
    return [
        (name, [(m.key, m.title) for m in all_ if m.disclosure is may]) for name, all_ in GROUPS
    ] + [("In parts", [(CHOICE, CHOICE_TITLE), (felt.CHOICE, felt.CHOICE_TITLE)])]

"""What the pages of files show: rows, words and links, from loads and their reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from goldenthread.access.rules import Asker, Permission
from goldenthread.exchange import queries
from goldenthread.exchange.commands import last_moment
from goldenthread.exchange.commands.previews import is_over
from goldenthread.exchange.models import Load, LoadKind, LoadState
from goldenthread.exchange.rules.starts import titles
from goldenthread.organisations.models import LocalArea
from goldenthread.ui import paging
from goldenthread.ui.words import plain_date

SEVERITY = {"error": "To mend", "query": "To look at"}
WHAT = {
    "Child": ("child", "children"),
    "Plan": ("plan", "plans"),
    "PlanVersion": ("version of a plan", "versions of plans"),
    "Review": ("review", "reviews"),
    "PhaseTransfer": ("move between phases", "moves between phases"),
    "Placement": ("place", "places"),
    "Tie": ("school's sight of a child", "schools' sights of children"),
    "Assessment": ("request for an assessment", "requests for an assessment"),
    "Setting": ("setting", "settings"),
    "SettingLink": ("succession", "successions"),
}


def words_for(label: str, count: int) -> str:
    """Return what rows of a table are called: 1 plan, 2 plans."""
    one, many = WHAT.get(label.rpartition(".")[2], (label, label))
    return f"{count:,} {one if count == 1 else many}"


def areas_of(by: Asker) -> list[tuple[int, str]]:
    """Return the areas whose files somebody may load."""
    found = LocalArea.objects.filter(pk__in=by.areas_where(Permission.FILES_LOAD))
    return [(area.pk, area.name) for area in found.order_by("name")]


def list_page(by: Asker, query: paging.Query) -> dict[str, Any]:
    """Return the list of loads, 25 a page. Two queries."""
    shown = paging.paginate(queries.count_loads(by=by), query)
    rows = [
        [
            {
                "text": row.file_name,
                "href": reverse("exchange:load", args=[row.id]),
                "header": True,
            },
            row.kind,
            row.area,
            moment_words(row.at),
            row.state,
        ]
        for row in queries.loads(by=by, offset=shown.offset, most=paging.SIZE)
    ]
    return {"rows": rows, "paging": shown}


def load_page(load: Load, by: Asker, at: datetime) -> dict[str, Any]:
    """Return what is said of a load that was committed or taken back."""
    until = last_moment(load)
    undoable = load.state == LoadState.COMMITTED and until is not None and at <= until
    return {
        "load": load,
        "facts": facts(load, at),
        "figures": list(figure_rows(load.report.get("figures", {}))),
        "certificate": certificate(load),
        "undo_until": until if undoable else None,
        "over": is_over(load, at),
        **_not_taken_back(load),
    }


def _not_taken_back(load: Load) -> dict[str, Any]:
    """Return why a load that was to be taken back still stands."""
    if load.state != LoadState.COMMITTED or not load.refusal:
        return {}
    rows = load.refusal.get("rows", [])
    return {
        "errors": [{"text": load.refusal["message"]}],
        "has_errors": True,
        "ways": [[f"{row['model']} {row['row']}", row["what"]] for row in rows],
    }


def facts(load: Load, at: datetime) -> list[dict[str, Any]]:
    """Return the particulars of a load."""
    moment = load.committed_at or load.created_at
    told = "Loaded" if load.committed_at else "Sent"
    return [
        {"key": "What it is", "value": LoadKind(load.kind).label},
        {"key": "Area", "value": load.area.name if load.area else "All areas"},
        {"key": "As on", "value": plain_date(load.as_of_date) if load.as_of_date else None},
        {"key": told, "value": moment_words(moment)},
        {"key": "State", "value": LoadState(load.state).label},
    ]


def certificate(load: Load) -> list[str]:
    """Return in sentences what taking a load back did."""
    if not load.certificate:
        return []
    done = load.certificate
    said = [f"{done['withdrawn']:,} events withdrawn"]
    for verb in ("removed", "restored"):
        said += [f"{words_for(label, count)} {verb}" for label, count in done[verb].items()]
    return said


# What the figures are called, where their keys do not say it to a reader.
FIGURES = {
    "pct_within_140_days": "percent within 140 days",
    "Y": "agreed",
    "N": "refused",
    "A": "not yet decided",
    "W": "withdrawn",
}


def figure_rows(figures: Mapping[str, Any], before: str = "") -> Iterator[list[object]]:
    """Yield a table's rows from figures within figures: words, and the number."""
    for name, value in figures.items():
        own = FIGURES.get(str(name), str(name).replace("_", " "))
        words = f"{before}: {own}" if before else own
        if isinstance(value, Mapping):
            yield from figure_rows(value, words)
        else:
            yield [{"text": words[:1].upper() + words[1:], "header": True}, _number(value)]


def _number(value: object) -> str:
    if value is None:
        return "not known"
    return f"{value:,}" if isinstance(value, int) else str(value)


def moment_words(at: datetime) -> str:
    """Return a day and time in England."""
    here = timezone.localtime(at)
    return f"{plain_date(here.date())}, {here:%H:%M}"


def fault_rows(faults: Iterable[Mapping[str, Any]]) -> list[list[object]]:
    """Return a table's rows from a row report."""
    return [
        [
            {"text": str(each["rule"]), "header": True},
            SEVERITY[str(each["severity"])],
            f"{each['module']} row {each['row']}".strip(),
            {"text": each["field"] or "", "quiet": each["value"] or ""},
            str(each["message"]),
        ]
        for each in faults
    ]


def narrowed(
    faults: Sequence[Mapping[str, Any]], severity: str, rule: str
) -> list[Mapping[str, Any]]:
    """Return the faults of one severity and rule, where these are chosen."""
    return [
        each
        for each in faults
        if (not severity or each["severity"] == severity) and (not rule or each["rule"] == rule)
    ]


def tells(load: Load) -> list[str]:
    """Return in words what a file tells of: 3 children, 2 plans."""
    return [words_for(label, count) for label, count in load.report.get("tells", {}).items()]


def starts(load: Load) -> list[list[object]]:
    """Return the clocks that would run, by rule, the most of one first."""
    named = titles()
    return [
        [{"text": named.get(rule, rule), "href": reverse("desk:rule", args=[rule])}, f"{count:,}"]
        for rule, count in load.report.get("starts", {}).items()
    ]

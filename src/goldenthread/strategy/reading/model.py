"""What a reading says: the fields found, where each stands, and what was not found and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from goldenthread.strategy.reading.geometry import Box, Line, box_around


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand. A box is in points from the page's top left: x0, top, x1, bottom.

    Plain text files have no boxes; their words are placed by line, counted from 1 on the page.
    """

    page: int
    box: tuple[float, float, float, float] | None
    lines: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class NotFound:
    """A field the report does not give, or gives in doubt, and why we say so."""

    field: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words taken from the report as printed, without bullets and numbering.

    `text` joins the lead-in, the sub-items and any closing words with single spaces.
    """

    text: str
    places: tuple[Place, ...]
    n: int = 0
    lead_in: str | None = None
    sub_items: tuple[str, ...] = ()
    closing: str | None = None
    responsible_bodies: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    sufficient_progress: bool | None = None  # revisit letters only
    verdict: str | None = None  # revisit letters only: the sentence that gives the judgement


@dataclass(frozen=True, slots=True)
class Inspector:
    """A member of the inspection team; the name carries no title and no letters after it."""

    name: str
    organisation: str
    lead: bool


@dataclass(slots=True, kw_only=True)
class Reading:
    """Everything read from one report or letter."""

    file: str
    style: str
    pages: int
    title: str | None = None
    area: str | None = None
    local_authority: str | None = None
    integrated_care_boards: list[str] = field(default_factory=list)
    inspection_dates_text: str | None = None
    inspection_start: date | None = None
    inspection_end: date | None = None
    previous_inspection_text: str | None = None
    previous_inspection_start: date | None = None
    previous_inspection_end: date | None = None
    previous_report_published: date | None = None
    letter_date: date | None = None
    publication_date: date | None = None
    outcome: int | None = None
    outcome_text: str | None = None
    next_inspection_sentences: list[str] = field(default_factory=list)
    monitoring_inspection_months: int | None = None
    next_full_inspection_years: int | None = None
    priority_action_plan_required: bool | None = None
    sufficient_progress_in_all: bool | None = None
    responsibility_sentence: str | None = None
    lead_inspectors: list[Inspector] = field(default_factory=list)
    inspection_team: list[Inspector] = field(default_factory=list)
    priority_actions: list[Passage] = field(default_factory=list)
    improvements: list[Passage] = field(default_factory=list)
    strengths: list[Passage] = field(default_factory=list)
    weaknesses: list[Passage] = field(default_factory=list)
    places: dict[str, list[Place]] = field(default_factory=dict)
    not_found: list[NotFound] = field(default_factory=list)
    doubts: list[NotFound] = field(default_factory=list)  # read, but to be checked first

    def missing(self, name: str, why: str) -> None:
        """Note that a field is not in the report, and why."""
        self.not_found.append(NotFound(name, why))

    def doubt(self, name: str, why: str) -> None:
        """Note that a field was read but may be wrong, and why."""
        self.doubts.append(NotFound(name, why))

    def as_json(self) -> dict[str, Any]:
        """Return the reading as plain data, dates as YYYY-MM-DD."""
        plain: dict[str, Any] = {}
        for name in self.__slots__:
            plain[name] = _plain(getattr(self, name))
        for kind in ("priority_actions", "improvements", "strengths", "weaknesses"):
            items = plain[kind]
            plain[kind] = [_tidy(item, kind) for item in items]
            plain[COUNTS[kind]] = len(items)
        plain["lead_inspectors"] = [
            {"name": each.name, "organisation": each.organisation} for each in self.lead_inspectors
        ]
        return plain


COUNTS = {
    "priority_actions": "priority_action_count",
    "improvements": "improvement_count",
    "strengths": "strength_count",
    "weaknesses": "weakness_count",
}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, Passage | Inspector | Place | NotFound):
        return {key: _plain(each) for key, each in asdict(value).items()}
    return value


def _tidy(item: dict[str, Any], kind: str) -> dict[str, Any]:
    """Leave out what this kind of passage never has, and give its first page and box."""
    first = item["places"][0] if item["places"] else {"page": None, "box": None}
    kept = {"n": item["n"], "text": item["text"]}
    if kind == "priority_actions" or item["responsible_bodies"]:
        kept["responsible_bodies"] = item["responsible_bodies"]
    for optional in ("lead_in", "sub_items", "closing"):
        if item[optional]:
            kept[optional] = item[optional]
    if item["verdict"] is not None or item["sufficient_progress"] is not None:
        kept["sufficient_progress"] = item["sufficient_progress"]
        kept["verdict"] = item["verdict"]
    kept["themes"] = item["themes"]
    kept["page"], kept["box"] = first["page"], first["box"]
    kept["places"] = item["places"]
    return kept


def places_of(lines: Iterable[Line], *, drawn: bool = True) -> tuple[Place, ...]:
    """Return one place for each page the lines stand on, in page order."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    return tuple(_place(page, found, drawn) for page, found in sorted(by_page.items()))


def _place(page: int, lines: list[Line], drawn: bool) -> Place:
    box: Box = box_around(line.box for line in lines)
    if drawn:
        return Place(
            page, (round(box.x0, 1), round(box.top, 1), round(box.x1, 1), round(box.bottom, 1))
        )
    rows = [line.row for line in lines]
    return Place(page, None, (min(rows), max(rows)))

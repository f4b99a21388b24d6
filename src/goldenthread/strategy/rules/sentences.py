"""A reading taken apart into sentences that a person can judge one by one, and put together again.

Plain data in (`Reading.as_json`), plain rows out. Nothing is guessed here: what the reader did not
find is a row of its own that says why, for a person to fill from the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

# Facts that the plan and its clocks stand on, each with words for the person who checks it.
FACTS: Mapping[str, str] = {
    "area": "Area",
    "local_authority": "Council",
    "integrated_care_boards": "Integrated care board",
    "inspection_start": "First day of the inspection",
    "inspection_end": "Last day of the inspection",
    "publication_date": "Day the report was published",
    "outcome": "Outcome (1, 2 or 3)",
    "monitoring_inspection_months": "Months to the monitoring inspection",
    "next_full_inspection_years": "Years to the next full inspection",
}
DATES = frozenset({"inspection_start", "inspection_end", "publication_date"})
NUMBERS = frozenset({"outcome", "monitoring_inspection_months", "next_full_inspection_years"})
KINDS: Mapping[str, str] = {
    "priority_actions": "PRIORITY_ACTION",
    "improvements": "IMPROVEMENT",
    "weaknesses": "WEAKNESS",
    "strengths": "STRENGTH",
}
# A stop, perhaps closed by a quotation mark or bracket, before a capital; not after one letter.
STOP = re.compile(r"(?<=[a-z0-9)’”][.!?])[’”)]?\s+(?=[A-Z‘“(])")


class WrongFact(ValueError):
    """A fact cannot be what was typed; the message says what it must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence, name or fact, and where it stands."""

    kind: str
    item: int
    order: int
    part: str
    text: str
    name: str = ""
    why_missing: str = ""
    page: int | None = None
    box: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row after somebody judged it; `text` is what they let stand, empty if nothing."""

    kind: str
    item: int
    order: int
    part: str
    name: str
    text: str
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Required:
    """One finding as confirmed: its words, its bullets, and who must act."""

    kind: str
    number: int
    text: str
    requirements: tuple[str, ...]
    bodies: tuple[str, ...]
    page: int | None


def sentences(text: str) -> list[str]:
    """Split a passage into its sentences; what cannot be split stays whole."""
    return [part.strip() for part in STOP.split(text) if part and part.strip()]


def rows_of(reading: Mapping[str, Any]) -> list[Row]:
    """Return everything a person must judge, in the order of the report."""
    return [*_fact_rows(reading), *_passage_rows(reading)]


def _fact_rows(reading: Mapping[str, Any]) -> list[Row]:
    missing = {each["field"]: each["why"] for each in reading.get("not_found", [])}
    found = []
    for order, name in enumerate(FACTS):
        value = reading.get(name)
        places = reading.get("places", {}).get(name) or [{}]
        text = "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
        found.append(
            Row(
                kind="FACT",
                item=0,
                order=order,
                part="FIELD",
                name=name,
                text=text,
                why_missing="" if text else missing.get(name, "The report does not say."),
                page=places[0].get("page"),
                box=_box(places[0]),
            )
        )
    return found


def _box(place: Mapping[str, Any]) -> tuple[float, ...] | None:
    box = place.get("box")
    return tuple(box) if box else None


def _passage_rows(reading: Mapping[str, Any]) -> list[Row]:
    found = []
    for field, kind in KINDS.items():
        for number, passage in enumerate(reading.get(field) or [], 1):
            pieces = list(_pieces(passage))
            for order, (part, text) in enumerate(pieces):
                found.append(
                    Row(
                        kind=kind,
                        item=number,
                        order=order,
                        part=part,
                        text=text,
                        page=passage.get("page"),
                        box=_box(passage),
                    )
                )
    return found


def _pieces(passage: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    bullets = passage.get("sub_items") or []
    opening = passage.get("lead_in") if bullets else passage["text"]
    yield from (("LEAD_IN", each) for each in sentences(opening or ""))
    yield from (("BULLET", each) for each in bullets)
    if bullets and passage.get("closing"):
        yield from (("CLOSING", each) for each in sentences(passage["closing"]))
    yield from (("BODY", each) for each in passage.get("responsible_bodies") or [])


def read_fact(name: str, text: str) -> date | int | str | None:
    """Read a fact as its kind; None when there is none.

    :raises WrongFact: if it is no date or number where one is needed
    """
    text = text.strip()
    if not text:
        return None
    if name in DATES:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise WrongFact(f"{FACTS[name]}: write the date as 2026-01-31.") from None
    if name in NUMBERS:
        if not text.isdecimal():
            raise WrongFact(f"{FACTS[name]}: write a whole number.")
        if name == "outcome" and text not in ("1", "2", "3"):
            raise WrongFact("Outcome: write 1, 2 or 3.")
        return int(text)
    return text


def required(judged: Sequence[Judged], kinds: Iterable[str]) -> list[Required]:
    """Put judged sentences together as findings; one of which nothing was let stand is left out."""
    wanted = set(kinds)
    rows = sorted(
        (row for row in judged if row.kind in wanted and row.text),
        key=lambda row: (row.kind, row.item, row.order),
    )
    found = []
    for (kind, item), group in groupby(rows, key=lambda row: (row.kind, row.item)):
        own = list(group)
        texts = {part: [r.text for r in own if r.part == part] for part in PARTS}
        if not (texts["LEAD_IN"] or texts["BULLET"] or texts["CLOSING"]):
            continue
        found.append(
            Required(
                kind=kind,
                number=item,
                text=" ".join([*texts["LEAD_IN"], *texts["CLOSING"]]),
                requirements=tuple(texts["BULLET"]),
                bodies=tuple(texts["BODY"]),
                page=own[0].page,
            )
        )
    return found


PARTS = ("LEAD_IN", "BULLET", "CLOSING", "BODY")

"""What the pages of a reading show: what is to be judged, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from goldenthread.strategy.models import (
    Inspection,
    Sentence,
)
from goldenthread.strategy.models.inspections import SentenceKind, SentencePart
from goldenthread.strategy.rules.sentences import FACTS
from goldenthread.ui.words import plain_date


def inspection_rows(area_id: int) -> list[list[Any]]:
    """Return the readings of an area as table rows, the newest first. One query."""
    rows = Inspection.objects.filter(area_id=area_id).annotate(
        waiting=Count("sentences", filter=Q(sentences__decision="PENDING"))
    )
    return [
        [
            {"text": row.file_name, "href": reverse("improvement:inspection", args=[row.pk])},
            row.get_state_display(),
            plain_date(row.reported_date) if row.reported_date else "Not confirmed",
            str(row.waiting),
        ]
        for row in rows.order_by("-read_at", "-pk")
    ]


def item_rows(inspection: Inspection) -> list[list[Any]]:
    """Return what is to be judged, an item a row: what it is, where, and how far. One query."""
    found: dict[tuple[str, int], list[Sentence]] = {}
    for row in inspection.sentences.order_by("kind", "item", "order"):
        found.setdefault((row.kind, row.item), []).append(row)
    order = [str(kind) for kind in SentenceKind]
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    return [_item_row(inspection, kind, item, found[kind, item]) for kind, item in keys]


def _item_row(inspection: Inspection, kind: str, item: int, rows: Sequence[Sentence]) -> list[Any]:
    waiting = sum(row.decision == "PENDING" for row in rows)
    label = SentenceKind(kind).label
    name = label if kind == SentenceKind.FACT else f"{label} {item}"
    first = "" if kind == SentenceKind.FACT else _start(rows[0].text_read)
    href = reverse("improvement:judge", args=[inspection.pk, kind.lower(), item])
    pages = sorted({row.page for row in rows if row.page})
    return [
        {"text": name, "href": href, "header": True, "quiet": f" {first}" if first else ""},
        ", ".join(map(str, pages)) or "Not found",
        str(len(rows)),
        f"{waiting} to check" if waiting else "Checked",
    ]


def _start(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def judged_rows(inspection: Inspection, kind: str, item: int) -> list[tuple[Sentence, str]]:
    """Return the sentences of one item, each with words that say what and where it is."""
    rows = inspection.sentences.filter(kind=kind, item=item).order_by("order")
    return [
        (row, f"{FACTS.get(row.name) or SentencePart(row.part).label}. {where(row)}")
        for row in rows
    ]


def where(row: Sentence) -> str:
    """Say where a sentence stands on the page."""
    if row.page is None:
        return row.why_missing or "No place is known."
    if not row.box:
        return f"Page {row.page}."
    top, bottom = (round(row.box[at] / 28.35, 1) for at in (1, 3))  # points to centimetres
    return f"Page {row.page}, {top} to {bottom} cm from the top."

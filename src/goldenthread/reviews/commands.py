"""Changes to reviews and phase transfers, in bulk, as files tell of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from goldenthread.audit.keeping import Keeping, Kept, Key, keep
from goldenthread.reviews.models import PhaseTransfer, Review

Row = Mapping[str, Any]


def keep_reviews(
    rows: Iterable[Row], *, area_id: int, load_id: int | None, fill_only: bool = False
) -> Kept:
    """Keep the reviews a file tells of.

    A review is known by its plan and the day it met, or else the day the family was told: what
    was kept as a meeting is the same review once the decision is told.
    """
    held: defaultdict[int, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(area_id=area_id).order_by("pk"):
        held[review.plan_id].append(review)
    keeping = Keeping(
        Review,
        {("held", each.pk): each for some in held.values() for each in some},
        load_id=load_id,
        fill_only=fill_only,
    )
    for row in rows:
        found = _same_review(row, held[row["plan_id"]])
        key: Key = (
            ("held", found.pk)
            if found
            else ("given", row["plan_id"], row["meeting_date"], row["decided_date"])
        )
        keeping.give(key, row)
    return keeping.save()


def _same_review(row: Row, held: list[Review]) -> Review | None:
    """Return the review that is kept already: the same day met, or told, and none that differs."""
    for name, other in (("meeting_date", "decided_date"), ("decided_date", "meeting_date")):
        for review in held:
            same = row[name] is not None and getattr(review, name) == row[name]
            stands, given = getattr(review, other), row[other]
            if same and (stands is None or given is None or stands == given):
                return review
    return None


def reviews_known(area_id: int) -> dict[int, set[date]]:
    """Return the days on which each plan's reviews are known to have met or been decided."""
    known: defaultdict[int, set[date]] = defaultdict(set)
    rows = Review.objects.filter(area_id=area_id)
    for plan, met, decided in rows.values_list("plan_id", "meeting_date", "decided_date"):
        known[plan] |= {day for day in (met, decided) if day}
    return known


def keep_phase_transfers(
    rows: Iterable[Row], *, area_id: int, load_id: int | None, fill_only: bool = False
) -> Kept:
    """Keep the moves between phases a file tells of: one a plan and due date."""
    return keep(
        PhaseTransfer,
        rows,
        identify=("plan_id", "due_date"),
        among=Q(area_id=area_id),
        load_id=load_id,
        fill_only=fill_only,
    )

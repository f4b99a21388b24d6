"""Questions about the reviews of a child's plans; the child has already been reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce

from goldenthread.people.models import Child
from goldenthread.reviews.models import Review, ReviewOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One review, as the record page shows it."""

    meeting_date: date | None
    decided_date: date | None
    outcome: str
    draft_date: date | None
    final_date: date | None


def reviews_of(child: Child) -> tuple[ReviewRow, ...]:
    """Return a child's reviews, the latest first. One query."""
    rows = Review.objects.filter(area_id=child.area_id, child=child).annotate(
        latest=Coalesce(F("decided_date"), F("meeting_date"))
    )
    return tuple(
        ReviewRow(
            meeting_date=row.meeting_date,
            decided_date=row.decided_date,
            outcome=ReviewOutcome(row.outcome).label if row.outcome else "",
            draft_date=row.draft_date,
            final_date=row.final_date,
        )
        for row in rows.order_by("-latest")
    )

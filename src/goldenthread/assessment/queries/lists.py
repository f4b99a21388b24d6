"""Questions about the assessment cases of a child who has already been reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from goldenthread.assessment.models import Assessment
from goldenthread.assessment.rules import STAGE_NAMES, WAITS_ON, Stage
from goldenthread.people.models import Child


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRow:
    """One request, where it stands and whose turn it is."""

    id: int
    received_date: date | None
    stage: str
    waits_on: str
    exception: bool


def assessments_of(child: Child) -> tuple[AssessmentRow, ...]:
    """Return a child's requests, the latest first. One query."""
    rows = Assessment.objects.filter(area_id=child.area_id, child=child)
    return tuple(
        AssessmentRow(
            id=row.pk,
            received_date=row.received_date,
            stage=STAGE_NAMES[Stage(row.stage)],
            waits_on=WAITS_ON[Stage(row.stage)],
            exception=row.exception,
        )
        for row in rows.order_by("-received_date")
    )

"""A lawful reason ends by itself once what it excused was done: nothing is left to look at."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from goldenthread.access.rules import Asker
from goldenthread.assessment.models import Assessment, LawfulReason
from goldenthread.law.events import EventKind as K
from goldenthread.timeline import commands as timeline
from goldenthread.timeline.queries import clocks_of_case

DONE = "What it excused has been done."


def end_settled(case: Assessment, *, by: Asker, at: datetime) -> None:
    """End each open reason of a case whose date runs no more. Two queries where there is one."""
    open_ = LawfulReason.objects.filter(
        area_id=case.area_id, assessment=case, ended_date__isnull=True
    )
    reasons = list(open_.select_for_update())
    if not reasons:
        return
    today = timezone.localdate(at)
    runs = {
        (row.rule, row.about)
        for row in clocks_of_case(case.area_id, "assessment", case.pk, today=today)
        if row.stopped is None and row.superseded is None
    }
    for reason in reasons:
        if (reason.rule, reason.about) not in runs:
            _end(reason, by=by, at=at)


def _end(reason: LawfulReason, *, by: Asker, at: datetime) -> None:
    today = timezone.localdate(at)
    reason.ended_date, reason.ended_why = today, DONE
    reason.save(update_fields=["ended_date", "ended_why"])
    timeline.record(
        K.EXCEPTION_ENDED,
        area_id=reason.area_id,
        child_id=reason.child_id,
        case_type="assessment",
        case_id=reason.assessment_id,
        on=today,
        by=by,
        at=at,
        facts={
            "rule": reason.rule,
            "ground": reason.ground,
            "about": reason.about or reason.rule,
        },
        key=f"assessment/{reason.assessment_id}/reason/{reason.pk}/{K.EXCEPTION_ENDED}/{today}",
    )

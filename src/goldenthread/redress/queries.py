"""Reaching a child's disagreements, told who asks: each decision that can be appealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from goldenthread.access.rules import Asker, NotFound
from goldenthread.assessment.models import Decision
from goldenthread.law.events import EventKind as K
from goldenthread.people.models import Child
from goldenthread.plans.models import Plan, VersionStatus
from goldenthread.redress.models import Disagreement, DisagreementStep
from goldenthread.redress.rules import CASE, Standing, Step
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.queries import ClockRow, EventRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One disagreement as a page shows it: kept, or only begun by the notice of a decision."""

    case_id: int
    decision: str
    notice_date: date
    standing: Standing
    version: int
    appeal_number: str
    hearing_date: date | None
    steps: tuple[DisagreementStep, ...]
    clocks: tuple[ClockRow, ...]

    @property
    def done(self) -> frozenset[Step]:
        """What has happened in it."""
        return frozenset(Step(each.step) for each in self.steps)

    @property
    def last_day(self) -> date | None:
        """The legal date of what happened last."""
        return max((each.on_date for each in self.steps), default=None)


def disagreements_of(
    child: Child, *, by: Asker, today: date, clocks: tuple[ClockRow, ...] | None = None
) -> tuple[Shown, ...]:
    """Return the disagreements of a child already reached, the latest notice first. Four queries.

    Three when the child's `clocks` were read already.

    A decision that can be appealed stands here from the day its notice goes, whether or not
    anybody disagrees: the family's own last days run.
    """
    notices = timeline.standing_events(child, by=by, kind=K.NOTICE_SENT, case_type=CASE)
    rows = {
        each.case_id: each
        for each in Disagreement.objects.filter(
            area_id=child.area_id, child_id=child.pk
        ).prefetch_related("steps")
    }
    if clocks is None:
        clocks = timeline.clocks_of_child(child, by=by, today=today)
    found = [_shown(notice, rows.get(notice.case_id), clocks) for notice in notices]
    return tuple(sorted(found, key=lambda one: (one.notice_date, one.case_id), reverse=True))


def _shown(notice: EventRow, row: Disagreement | None, clocks: tuple[ClockRow, ...]) -> Shown:
    own = tuple(each for each in clocks if (each.case_type, each.case_id) == (CASE, notice.case_id))
    return Shown(
        case_id=notice.case_id,
        decision=str(notice.facts.get("decision", "")),
        notice_date=notice.on,
        standing=Standing(row.standing) if row else Standing.OPEN,
        version=row.version if row else 0,
        appeal_number=row.appeal_number if row else "",
        hearing_date=row.hearing_date if row else None,
        steps=tuple(row.steps.all()) if row else (),
        clocks=own,
    )


def one_of(child: Child, case_id: int, *, by: Asker, today: date) -> Shown:
    """Return one disagreement of a child already reached.

    :raises NotFound: if no notice of a decision that can be appealed has that number
    """
    for each in disagreements_of(child, by=by, today=today):
        if each.case_id == case_id:
            return each
    raise NotFound("No such record.")


def assessment_of(area_id: int, case_id: int) -> int | None:
    """Return the assessment in which an appealable decision was made, where we made it."""
    rows = Decision.objects.filter(area_id=area_id, appeal_case_id=case_id)
    return rows.values_list("assessment_id", flat=True).first()


def plan_in_force(child: Child) -> Plan | None:
    """Return the plan that an order about its content binds, if one is in force."""
    return Plan.objects.filter(area_id=child.area_id, child=child, state="IN_FORCE").first()


def named_in(plan: Plan) -> int | None:
    """Return the setting that a plan's latest final version names, if it names one. One query."""
    binding = [VersionStatus.FINAL, VersionStatus.AMENDED_FINAL]
    latest = plan.versions.filter(status__in=binding).order_by("-number")
    return latest.values_list("setting_id", flat=True).first()


def kept_clocks(shown: Shown, clocks: Sequence[ClockRow]) -> tuple[ClockRow, ...]:
    """Return the clocks that an order, concession or agreement started, wherever they run."""
    bound = [each for each in shown.steps if each.order]
    if not bound:
        return ()
    start = bound[-1].on_date
    return tuple(row for row in clocks if row.rule.startswith("ord-") and row.started == start)

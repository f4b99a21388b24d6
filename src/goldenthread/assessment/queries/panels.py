"""Panels: when they meet, what is before each, and the day each decision is due all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.assessment.models import Assessment, Panel, PanelItem
from goldenthread.assessment.rules import PanelOutcome, PanelQuestion
from goldenthread.assessment.rules.requests import ANSWERS
from goldenthread.people import queries as people
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.queries import ClockRow

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class PanelPage:
    """One page of meetings, the next to meet first, then those that have met."""

    rows: tuple[Panel, ...]  # each with `size` and `undecided`
    total: int


def panels(*, by: Asker, today: date, page: int = 1, past: bool = False) -> PanelPage:
    """Return the meetings of the areas in which somebody decides. Two queries.

    :raises NotAllowed: if no post of theirs decides cases
    """
    check_post(by, Permission.ASSESSMENT_DECIDE)
    met = Q(meeting_date__lt=today) & Q(closed_at__isnull=False)
    rows = Panel.objects.filter(area_id__in=by.areas_where(Permission.ASSESSMENT_DECIDE))
    rows = rows.filter(met) if past else rows.exclude(met)
    total = rows.count()
    waiting = Count("items", filter=Q(items__outcome=PanelOutcome.WAITING))
    found = rows.annotate(size=Count("items"), undecided=waiting).select_related("area")
    order = "-meeting_date" if past else "meeting_date"
    start = (max(1, page) - 1) * PER_PAGE
    return PanelPage(tuple(found.order_by(order, "pk")[start : start + PER_PAGE]), total)


def get_panel(panel_id: int, *, by: Asker) -> Panel:
    """Return one meeting to somebody who decides cases in its area.

    :raises NotAllowed: if no post of theirs decides cases
    :raises NotFound: if it is another area's, or there is none
    """
    check_post(by, Permission.ASSESSMENT_DECIDE)
    areas = by.areas_where(Permission.ASSESSMENT_DECIDE)
    found = Panel.objects.select_related("area").filter(pk=panel_id, area_id__in=areas).first()
    if found is None:
        raise NotFound("No such panel.")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRow:
    """One case before a panel. `due` is the law's day for the decision, whatever the panel's."""

    item: PanelItem
    name: str  # empty for a sealed record, but for its holders
    birth_date: date | None
    due: date | None
    decided_by: str = ""

    @property
    def too_late(self) -> bool:
        """Whether the day comes before the panel meets, and it is undecided still."""
        waits = self.item.outcome == PanelOutcome.WAITING
        return waits and self.due is not None and self.due < self.item.panel.meeting_date


def agenda(panel: Panel, *, by: Asker, today: date) -> tuple[AgendaRow, ...]:
    """Return what is before a panel already reached, the soonest due first. Four queries.

    Names are audited as a list; a sealed record stands without one.
    """
    items = list(
        PanelItem.objects.filter(area_id=panel.area_id, panel=panel)
        .select_related("assessment", "panel")
        .prefetch_related("decisions")
    )
    names = people.named(by, [item.child_id for item in items])
    cases = timeline.clocks_of_cases(
        panel.area_id, "assessment", [item.assessment_id for item in items], today=today
    )
    rows = []
    for item in items:
        known = names.get(item.child_id)
        made = next(iter(item.decisions.all()), None)
        rows.append(
            AgendaRow(
                item=item,
                name=known.name if known else "",
                birth_date=known.birth_date if known else None,
                due=_due(PanelQuestion(item.question), cases.get(item.assessment_id, ())),
                decided_by=made.decided_by_name if made else "",
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.due or date.max, row.item.pk)))


def _due(question: PanelQuestion, clocks: Sequence[ClockRow]) -> date | None:
    days = [row.due for row in clocks if row.rule in ANSWERS[question] and row.due]
    return min(days, default=None)


def panels_ahead(case: Assessment, *, today: date) -> list[Panel]:
    """Return the meetings before which a case already reached may be put. One query."""
    rows = Panel.objects.filter(
        area_id=case.area_id, meeting_date__gte=today, closed_at__isnull=True
    )
    return list(rows.order_by("meeting_date", "pk"))


def waiting_items(case: Assessment) -> Iterable[PanelItem]:
    """Return where a case already reached stands on an agenda, undecided. One query."""
    rows = PanelItem.objects.filter(
        area_id=case.area_id, assessment=case, outcome=PanelOutcome.WAITING
    )
    return rows.select_related("panel").order_by("panel__meeting_date", "pk")

"""What is owed, to whom, by when: the worklist and its counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, When

from goldenthread.access.rules import Asker, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.people import queries as people
from goldenthread.timeline.models import Clock
from goldenthread.timeline.queries.rows import ClockRow, Page, clock_row, told_to
from goldenthread.timeline.rules.reach import reach


class Show(StrEnum):
    """Which of the promises still open to show."""

    ANY = ""
    LATE = "late"
    DUE_2 = "due-2"  # within 2 weeks, and not late yet
    DUE_4 = "due-4"
    DUE_8 = "due-8"
    RUNNING = "running"  # not late yet


AHEAD = {Show.DUE_2: timedelta(weeks=2), Show.DUE_4: timedelta(weeks=4)}
AHEAD[Show.DUE_8] = timedelta(weeks=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistFilters:
    """What a worklist is narrowed to; nothing chosen narrows nothing."""

    area: int | None = None
    owner_post: int | None = None
    also_of: frozenset[int] = frozenset()  # posts whose work stands with that one's
    unowned: bool = False  # only what no post holds
    rule: str = ""
    force: str = ""
    state: Show = Show.ANY
    case_type: str = ""
    children: frozenset[int] | None = None
    rules: frozenset[str] = frozenset()  # any of these


@dataclass(frozen=True, slots=True, kw_only=True)
class WorklistCounts:
    """How much is owed: late, falling due in the next weeks, and all that runs in time."""

    late: int
    due_in_2_weeks: int
    due_in_4_weeks: int
    due_in_8_weeks: int
    running: int

    def shown(self, show: Show) -> int:
        """Return how many rows a list narrowed to this state holds."""
        return {
            Show.ANY: self.late + self.running,
            Show.LATE: self.late,
            Show.RUNNING: self.running,
            Show.DUE_2: self.due_in_2_weeks,
            Show.DUE_4: self.due_in_4_weeks,
            Show.DUE_8: self.due_in_8_weeks,
        }[show]


@dataclass(frozen=True, slots=True)
class Worklist(Page[ClockRow]):
    """One page of what is owed, with the counts of the whole list whatever state is shown."""

    counts: WorklistCounts


def worklist(
    by: Asker,
    *,
    today: date,
    filters: WorklistFilters | None = None,
    page: int = 1,
    per_page: int = 25,
) -> Worklist:
    """Return what is owed and still open: late MUSTs by harm and days late, the rest by due date.

    What lapses with nobody late (a family's own period, a date that simply comes) is not owed and
    is left out. A sealed record shows only to its named holders. Four queries at most; the answer
    is audited as one list.
    """
    filters = filters or WorklistFilters()
    open_now = _open(by, today, filters)
    counts = _counted(open_now, today)
    total = counts.shown(filters.state)
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    # The order comes from an index that covers it; then one page of rows is fetched.
    chosen = _in_order(open_now.filter(_in_state(filters.state, today)), today).values("pk")
    fetched = Clock.objects.filter(pk__in=chosen[(page - 1) * per_page : page * per_page])
    rows = tuple(clock_row(each, today) for each in _in_order(fetched, today))
    audit.note(
        Note(
            action=Action.LIST,
            classes=(FieldClass.OPEN_TO_FAMILY, FieldClass.PROFESSIONAL),
            purpose="worklist",
            count=len(rows),
        )
    )
    return Worklist(rows, total, page, pages, counts)


def worklist_counts(
    by: Asker, *, today: date, filters: WorklistFilters | None = None
) -> WorklistCounts:
    """Count what a worklist holds, whatever state it is narrowed to. Three queries at most."""
    return _counted(_open(by, today, filters or WorklistFilters()), today)


def _counted(open_now: QuerySet[Clock], today: date) -> WorklistCounts:
    def soon(show: Show) -> Count:
        return Count("pk", filter=Q(due__range=(today, today + AHEAD[show])))

    return WorklistCounts(
        **open_now.aggregate(
            late=Count("pk", filter=Q(due__lt=today)),
            due_in_2_weeks=soon(Show.DUE_2),
            due_in_4_weeks=soon(Show.DUE_4),
            due_in_8_weeks=soon(Show.DUE_8),
            running=Count("pk", filter=Q(due__gte=today)),
        )
    )


def _in_order(rows: QuerySet[Clock], today: date) -> QuerySet[Clock]:
    late_must = Q(force="MUST", due__lt=today)
    first = Case(When(late_must, then=F("harm")), default=-1, output_field=IntegerField())
    return rows.order_by(first.desc(), "due", "pk")


def _open(by: Asker, today: date, filters: WorklistFilters) -> QuerySet[Clock]:
    rows = Clock.objects.filter(
        known_to__isnull=True,
        stopped__isnull=True,
        superseded__isnull=True,
        due__isnull=False,
        lapses=False,
        child_id__isnull=False,
    )
    return rows.filter(_within_reach(by, today, filters), told_to(by), _chosen(filters))


def _within_reach(by: Asker, today: date, filters: WorklistFilters) -> Q:
    """Say in the query itself what row-level security says again behind it."""
    whole, tied = reach(by, Permission.WORKLIST_VIEW)
    if filters.area is not None:
        whole &= {filters.area}
    if filters.children is not None:
        tied &= filters.children
    seen = Q(area_id__in=sorted(whole))
    if filters.children is not None:
        seen &= Q(child_id__in=sorted(filters.children))
    areas = people.areas_of(tied)
    if filters.area is not None:
        areas &= {filters.area}
    if tied and areas:
        seen |= Q(area_id__in=sorted(areas), child_id__in=sorted(tied))
    return seen & ~Q(child_id__in=people.sealed_rows(by, areas=whole | areas, on=today))


def _chosen(filters: WorklistFilters) -> Q:
    chosen = Q()
    if filters.owner_post is not None:
        posts = sorted({filters.owner_post, *filters.also_of})
        chosen &= Q(owner_post_id__in=posts) if filters.also_of else Q(owner_post_id=posts[0])
    if filters.unowned:
        chosen &= Q(owner_post_id__isnull=True)
    if filters.rules:
        chosen &= Q(rule__in=sorted(filters.rules))
    for name in ("rule", "force", "case_type"):
        if value := getattr(filters, name):
            chosen &= Q(**{name: value})
    return chosen


def _in_state(show: Show, today: date) -> Q:
    if show is Show.ANY:
        return Q()
    if show is Show.LATE:
        return Q(due__lt=today)
    if show is Show.RUNNING:
        return Q(due__gte=today)
    return Q(due__range=(today, today + AHEAD[show]))

"""What is owed, to whom, by when: every list and count of the spine, told who asks.

Each question costs a fixed number of database calls, whatever the data. Lateness is decided here,
by comparing a due date with the day asked about; it is stored nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from goldenthread.access.rules import (
    WORKING_TIES,
    Asker,
    NotAllowed,
    NotFound,
    Permission,
    check_post,
)
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.law.calendar import add_months
from goldenthread.law.clocks import Reading, State
from goldenthread.law.events import AREA_CASES
from goldenthread.people import queries as people
from goldenthread.timeline.models import Clock, Event
from goldenthread.timeline.rules.history import Recorded, midnight
from goldenthread.timeline.rules.promises import standing_of
from goldenthread.timeline.rules.reach import reach

Row = TypeVar("Row")
DAY = timedelta(days=1)
PERIOD_MONTHS = 12


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
    unowned: bool = False  # only what no post holds
    rule: str = ""
    force: str = ""
    state: Show = Show.ANY
    case_type: str = ""
    children: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One promise, as a page or a measure needs it."""

    area_id: int
    child_id: int
    case_type: str
    case_id: int
    rule: str
    version: date
    about: str
    started: date
    due: date | None
    moved_to: date | None
    missing: str
    working_target: date | None
    stopped: date | None
    superseded: date | None
    lawful_reason: str
    force: str
    harm: int
    lapses: bool
    owner_post: int | None
    waiting_on: str
    backfilled: bool
    state: State  # on the day asked about
    days_late: int  # calendar days past the last lawful day, 0 when not late


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One thing that happened, as the thread shows it."""

    id: int
    case_type: str
    case_id: int
    kind: str
    on: date
    recorded_at: datetime
    recorded_by: int | None
    post: int | None
    facts: dict[str, Any]
    load_id: int | None
    backfilled: bool
    corrects: int | None
    withdraws: bool
    amended: bool  # another event replaces or withdraws it


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


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


class ReachedChild(Protocol):
    """A child's record that was reached through `people.queries.get_child`."""

    @property
    def pk(self) -> int: ...

    @property
    def area_id(self) -> int: ...


# The worklist -----------------------------------------------------------------------------------


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
    rows = tuple(_row(each, today) for each in _in_order(fetched, today))
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
    return rows.filter(_within_reach(by, today, filters), _chosen(filters))


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
        chosen &= Q(owner_post_id=filters.owner_post)
    if filters.unowned:
        chosen &= Q(owner_post_id__isnull=True)
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


def _reading(clock: Clock) -> Reading:
    return Reading(
        rule=clock.rule,
        version=clock.version,
        about=clock.about,
        started=clock.started,
        started_by="",
        due=clock.due,
        working_target=clock.working_target,
        stopped=clock.stopped,
        superseded=clock.superseded,
        moved_to=clock.moved_to,
        lapses=clock.lapses,
    )


def _row(clock: Clock, today: date) -> ClockRow:
    reading = _reading(clock)
    assert clock.child_id is not None, "lists of children's promises hold no other"
    return ClockRow(
        area_id=clock.area_id,
        child_id=clock.child_id,
        case_type=clock.case_type,
        case_id=clock.case_id,
        rule=clock.rule,
        version=clock.version,
        about=clock.about,
        started=clock.started,
        due=clock.due,
        moved_to=clock.moved_to,
        missing=clock.missing,
        working_target=clock.working_target,
        stopped=clock.stopped,
        superseded=clock.superseded,
        lawful_reason=clock.lawful_reason,
        force=clock.force,
        harm=clock.harm,
        lapses=clock.lapses,
        owner_post=clock.owner_post_id,
        waiting_on=clock.waiting_on,
        backfilled=clock.backfilled,
        state=reading.state(today),
        days_late=reading.days_late(today),
    )


# One child --------------------------------------------------------------------------------------


def _check_reached(child: ReachedChild, by: Asker) -> None:
    if child.area_id not in by.areas and child.pk not in by.children:
        raise NotFound("No such record.")


def clocks_of_child(
    child: ReachedChild, *, by: Asker, today: date, known_on: date | None = None
) -> tuple[ClockRow, ...]:
    """Return every clock of a child already reached, open ones first, then the latest.

    `known_on` asks what was known at the end of that day. One query.

    :raises NotFound: if the child is not within the asker's reach
    """
    _check_reached(child, by)
    found = Clock.objects.filter(_known(known_on), area_id=child.area_id, child_id=child.pk)
    rows = [_row(each, today) for each in found.order_by("due", "started", "pk")]
    ended = (State.MET, State.MET_LATE, State.SUPERSEDED, State.ENDED)
    running = [each for each in rows if each.state not in ended]
    done = [each for each in rows if each.state in ended]
    done.sort(key=lambda one: one.stopped or one.superseded or one.due or today, reverse=True)
    return (*running, *done)


def events_of_child(
    child: ReachedChild,
    *,
    by: Asker,
    kinds: Iterable[str] = (),
    case_type: str = "",
    page: int = 1,
    per_page: int = 50,
) -> Page[EventRow]:
    """Return what happened to a child already reached, the latest first. Two queries.

    Replaced and withdrawn events are there too, marked, with those that amend them.

    :raises NotFound: if the child is not within the asker's reach
    """
    _check_reached(child, by)
    found = Event.objects.filter(area_id=child.area_id, child_id=child.pk)
    if kinds := tuple(kinds):
        found = found.filter(kind__in=kinds)
    if case_type:
        found = found.filter(case_type=case_type)
    total = found.count()
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    amending = Event.objects.filter(area_id=OuterRef("area_id"), corrects_id=OuterRef("pk"))
    ordered = found.annotate(amended=Exists(amending)).order_by("-on", "-pk")
    chosen = ordered[(page - 1) * per_page : page * per_page]
    return Page(tuple(_event_row(each) for each in chosen), total, page, pages)


MOST_SHOWN = 200  # events on one family page; a child's whole story is rarely half of that


def standing_events(
    child: ReachedChild, *, by: Asker, most: int = MOST_SHOWN
) -> tuple[EventRow, ...]:
    """Return what stands of a child already reached, the latest first. One query.

    What was withdrawn or replaced is left out, and so is the withdrawal itself.

    :raises NotFound: if the child is not within the asker's reach
    """
    _check_reached(child, by)
    amending = Event.objects.filter(area_id=OuterRef("area_id"), corrects_id=OuterRef("pk"))
    found = Event.objects.filter(area_id=child.area_id, child_id=child.pk, withdraws=False)
    rows = found.annotate(amended=Exists(amending)).filter(amended=False).order_by("-on", "-pk")
    return tuple(_event_row(each) for each in rows[:most])


def clocks_of_own(
    children: Iterable[ReachedChild], *, by: Asker, today: date
) -> dict[int, tuple[ClockRow, ...]]:
    """Return the open clocks of several children already reached, by child. One query."""
    reached = [child for child in children if child.pk in by.children]
    found = Clock.objects.filter(
        area_id__in={child.area_id for child in reached},
        child_id__in=[child.pk for child in reached],
        known_to__isnull=True,
        stopped__isnull=True,
        superseded__isnull=True,
    )
    rows: dict[int, list[ClockRow]] = {}
    for each in found.order_by("due", "pk"):
        row = _row(each, today)
        if each.child_id is not None:  # it was asked for by child
            rows.setdefault(each.child_id, []).append(row)
    return {child: tuple(of) for child, of in rows.items()}


def _event_row(event: Event) -> EventRow:
    return EventRow(
        id=event.pk,
        case_type=event.case_type,
        case_id=event.case_id,
        kind=event.kind,
        on=event.on,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by_id,
        post=event.post_id,
        facts=event.facts,
        load_id=event.load_id,
        backfilled=event.backfilled,
        corrects=event.corrects_id,
        withdraws=event.withdraws,
        amended=event.amended,  # type: ignore[attr-defined]  # annotated by the query
    )


# One case ---------------------------------------------------------------------------------------


def clocks_of_case(
    area_id: int, case_type: str, case_id: int, *, today: date
) -> tuple[ClockRow, ...]:
    """Return the clocks of a case whose child was already reached, by rule and start. One query."""
    found = Clock.objects.filter(
        area_id=area_id, case_type=case_type, case_id=case_id, known_to__isnull=True
    )
    return tuple(_row(each, today) for each in found.order_by("rule", "about", "started"))


def events_of_case(area_id: int, case_type: str, case_id: int) -> tuple[Recorded, ...]:
    """Return what stands in a case whose child was already reached, by legal date. One query.

    What was withdrawn or replaced is left out, as the law's own reading leaves it out.
    """
    rows = Event.objects.filter(area_id=area_id, case_type=case_type, case_id=case_id)
    found = list(rows.order_by("pk"))
    keys = {each.pk: each.key for each in found}
    return tuple(standing_of(each.recorded(keys) for each in found))


# One area ---------------------------------------------------------------------------------------


def _known(day: date | None) -> Q:
    """Choose the versions known now, or at the end of a day."""
    if day is None:
        return Q(known_to__isnull=True)
    edge = midnight(day + DAY)
    return Q(known_from__lt=edge) & (Q(known_to__isnull=True) | Q(known_to__gte=edge))


def _check_area(by: Asker, area: int, permission: Permission) -> None:
    if area not in reach(by, permission).areas:
        raise NotAllowed("None of your posts shows this area's figures.")


def as_known_on(by: Asker, area: int, day: date) -> Iterator[ClockRow]:
    """Yield every clock of an area as it was known at the end of a day, as it stood that day.

    :raises NotAllowed: if no post of the asker's sees the area's figures
    """
    _check_area(by, area, Permission.OVERVIEW_VIEW)
    found = Clock.objects.filter(_known(day), area_id=area, started__lte=day)
    found = found.filter(child_id__isnull=False).order_by("pk")
    return (_row(each, day) for each in found.iterator())


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewRow:
    """How an area keeps one promise.

    The `met` counts are of clocks stopped in the 12 months up to the day; the others are of
    clocks still open at the end of that day, however old. Superseded clocks and those that lapse
    with nobody late are in neither.
    """

    area_id: int
    rule: str
    force: str
    met_in_time: int
    met_late: int  # with no lawful reason
    met_late_with_reason: int
    late: int  # with no lawful reason
    late_with_reason: int
    running: int  # open and not late
    due_in_2_weeks: int
    due_in_4_weeks: int
    due_in_8_weeks: int
    without_due_date: int  # open, and a fact is missing without which none can be worked out

    @property
    def met(self) -> int:
        """All that was done in the period."""
        return self.met_in_time + self.met_late + self.met_late_with_reason

    def drill(self, show: Show) -> WorklistFilters:
        """Return the worklist that holds what one of the open counts counts."""
        return WorklistFilters(area=self.area_id, rule=self.rule, state=show)


CURRENT = "known_to IS NULL"
KNOWN_BY = "known_from < %(edge)s AND (known_to IS NULL OR known_to >= %(edge)s)"
IN_TIME = "stopped <= %(day)s AND (due IS NULL OR stopped <= due)"
MET_LATE = "stopped <= %(day)s AND stopped > due"
OPEN = "(stopped IS NULL OR stopped > %(day)s)"
OVERVIEW = f"""
SELECT rule, force,
    count(*) FILTER (WHERE {IN_TIME}),
    count(*) FILTER (WHERE {MET_LATE} AND lawful_reason = ''),
    count(*) FILTER (WHERE {MET_LATE} AND lawful_reason <> ''),
    count(*) FILTER (WHERE {OPEN} AND due < %(day)s AND lawful_reason = ''),
    count(*) FILTER (WHERE {OPEN} AND due < %(day)s AND lawful_reason <> ''),
    count(*) FILTER (WHERE {OPEN} AND (due >= %(day)s OR due IS NULL)),
    count(*) FILTER (WHERE {OPEN} AND due BETWEEN %(day)s AND %(day)s::date + 14),
    count(*) FILTER (WHERE {OPEN} AND due BETWEEN %(day)s AND %(day)s::date + 28),
    count(*) FILTER (WHERE {OPEN} AND due BETWEEN %(day)s AND %(day)s::date + 56),
    count(*) FILTER (WHERE {OPEN} AND due IS NULL)
FROM ({{versions}}) clocks
GROUP BY rule, force ORDER BY rule, force
"""
# Now: two ranges of one covering index. As known on a day: one reading of the area's versions.
VERSIONS = """
SELECT rule, force, due, stopped, lawful_reason FROM timeline_clock
WHERE area_id = %(area)s AND {known} AND NOT lapses AND started <= %(day)s
  AND child_id IS NOT NULL
  AND (superseded IS NULL OR superseded > %(day)s)
"""


def area_overview(
    by: Asker, area: int, *, today: date, known_on: date | None = None
) -> tuple[OverviewRow, ...]:
    """Return how an area stands on a day, promise by promise. One query.

    With `known_on`, as it was known at the end of that day, and as it stood on `today`; give both
    the same day to see the overview that would have been shown then.

    :raises NotAllowed: if no post of the asker's sees the area's figures
    """
    _check_area(by, area, Permission.OVERVIEW_VIEW)
    if known_on:
        versions = VERSIONS.format(known=KNOWN_BY)
        versions += " AND (stopped IS NULL OR stopped > %(since)s)"
    else:
        current = VERSIONS.format(known=CURRENT)
        versions = f"{current} AND stopped IS NULL UNION ALL {current} AND stopped > %(since)s"
    values: dict[str, Any] = {
        "area": area,
        "day": today,
        "since": add_months(today, -PERIOD_MONTHS),
        "edge": midnight(known_on + DAY) if known_on else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(OVERVIEW.format(versions=versions), values)
        rows = cursor.fetchall()
    names = OverviewRow.__slots__[1:]
    return tuple(OverviewRow(area_id=area, **dict(zip(names, row, strict=True))) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthRow:
    """How many clocks of one rule stopped in a calendar month, and how many of them in time."""

    month: date  # its first day
    met_in_time: int
    met_late: int
    met_late_with_reason: int

    @property
    def share_in_time(self) -> float | None:
        """The part done in time, lawful reasons or not; none when nothing was done."""
        done = self.met_in_time + self.met_late + self.met_late_with_reason
        return self.met_in_time / done if done else None

    @property
    def share_without_reasons(self) -> float | None:
        """The part done in time of those with no lawful reason to be late."""
        done = self.met_in_time + self.met_late
        return self.met_in_time / done if done else None


MONTHLY = f"""
SELECT date_trunc('month', stopped)::date,
    count(*) FILTER (WHERE {IN_TIME}),
    count(*) FILTER (WHERE {MET_LATE} AND lawful_reason = ''),
    count(*) FILTER (WHERE {MET_LATE} AND lawful_reason <> '')
FROM timeline_clock
WHERE area_id = %(area)s AND rule = %(rule)s AND {{known}}
  AND stopped >= %(since)s AND stopped <= %(day)s
  AND (superseded IS NULL OR superseded > %(day)s)
GROUP BY 1
"""


def monthly(
    by: Asker,
    area: int,
    *,
    rule: str,
    today: date,
    months: int = 36,
    known_on: date | None = None,
) -> tuple[MonthRow, ...]:
    """Return, month by month up to today's, how one rule's clocks were stopped. One query.

    Every month is there, the empty ones too; the last is not over yet.

    :raises NotAllowed: if no post of the asker's sees the area's figures
    """
    _check_area(by, area, Permission.OVERVIEW_VIEW)
    first = add_months(today.replace(day=1), 1 - months)
    values: dict[str, Any] = {
        "area": area,
        "rule": rule,
        "day": today,
        "since": first,
        "edge": midnight(known_on + DAY) if known_on else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(MONTHLY.format(known=KNOWN_BY if known_on else CURRENT), values)
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    named = (add_months(first, number) for number in range(months))
    counts = ((month, found.get(month, (0, 0, 0))) for month in named)
    return tuple(
        MonthRow(month=month, met_in_time=a, met_late=b, met_late_with_reason=c)
        for month, (a, b, c) in counts
    )


# The area's own promises, about no child ---------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPromise:
    """One promise of an area's own, about no child: a plan, a step of it, an answer owed."""

    case_type: str
    case_id: int
    rule: str
    about: str
    started: date
    due: date | None
    stopped: date | None
    force: str
    lapses: bool
    state: State  # on the day asked about
    days_late: int


def own_promises(
    by: Asker,
    area: int,
    *,
    today: date,
    case_types: Iterable[str] = AREA_CASES,
    known_on: date | None = None,
) -> tuple[OwnPromise, ...]:
    """Return every clock of an area's own cases: plans, steps, answers owed. One query.

    With `known_on`, as it was known at the end of that day.

    :raises NotAllowed: if no post of the asker's opens the area's plans
    """
    if area not in by.partnership_areas:
        raise NotAllowed("None of your posts opens this area's plans.")
    found = Clock.objects.filter(
        _known(known_on), area_id=area, child_id__isnull=True, case_type__in=sorted(case_types)
    )
    return tuple(_own(each, today) for each in found.order_by("due", "started", "pk"))


def _own(clock: Clock, today: date) -> OwnPromise:
    reading = _reading(clock)
    return OwnPromise(
        case_type=clock.case_type,
        case_id=clock.case_id,
        rule=clock.rule,
        about=clock.about,
        started=clock.started,
        due=clock.due,
        stopped=clock.stopped,
        force=clock.force,
        lapses=clock.lapses,
        state=reading.state(today),
        days_late=reading.days_late(today),
    )


# What a post holds (S134)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much of the work is one post's: numbers only, about no child in particular."""

    promises: int = 0  # open, in cases or parts of cases given to the post
    children: int = 0  # with such a promise, or on the post's caseload or list of advice


HELD = "SELECT * FROM timeline_held_by_posts(%s, %s, %s, %s)"


def held_by_posts(post_ids: Iterable[int], *, by: Asker, on: date) -> dict[int, Held]:
    """Count what each post would leave behind after a day; a post that holds nothing is left out.

    For those who name an organisation's staff and reach no child. One call.

    :raises NotAllowed: if they name nobody's staff
    """
    check_post(by, Permission.POST_MANAGE)
    areas = sorted(by.areas_where(Permission.POST_MANAGE))
    with connection.cursor() as cursor:
        cursor.execute(HELD, [sorted(post_ids), areas, [str(kind) for kind in WORKING_TIES], on])
        rows = cursor.fetchall()
    children = sum(count for _, _, count in rows)
    audit.note(Note(action=Action.LIST, purpose="post-counted", count=children))
    return {post: Held(promises=owed, children=count) for post, owed, count in rows}

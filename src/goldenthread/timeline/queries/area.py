"""How an area keeps its promises: now, on any day, month by month, as then known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from goldenthread.access.rules import Asker, NotAllowed, Permission
from goldenthread.law.calendar import add_months
from goldenthread.timeline.models import Clock
from goldenthread.timeline.queries.owed import Show, WorklistFilters
from goldenthread.timeline.queries.rows import DAY, ClockRow, clock_row, known
from goldenthread.timeline.rules.history import midnight
from goldenthread.timeline.rules.reach import reach

PERIOD_MONTHS = 12


def check_area(by: Asker, area: int, permission: Permission) -> None:
    if area not in reach(by, permission).areas:
        raise NotAllowed("None of your posts shows this area's figures.")


def as_known_on(by: Asker, area: int, day: date) -> Iterator[ClockRow]:
    """Yield every clock of an area as it was known at the end of a day, as it stood that day.

    :raises NotAllowed: if no post of the asker's sees the area's figures
    """
    check_area(by, area, Permission.OVERVIEW_VIEW)
    found = Clock.objects.filter(known(day), area_id=area, started__lte=day)
    found = found.filter(child_id__isnull=False).order_by("pk")
    return (clock_row(each, day) for each in found.iterator())


def missed(area: int, *, case_type: str, since: date, today: date) -> tuple[ClockRow, ...]:
    """Return the MUST days of one kind of case that were missed since a day, and still are.

    Those with a lawful reason beside them are left out. For a named service. One query.
    """
    found = Clock.objects.filter(
        known(None),
        area_id=area,
        case_type=case_type,
        child_id__isnull=False,
        force="MUST",
        lapses=False,
        lawful_reason="",
        due__gte=since,
        due__lt=today,
        stopped__isnull=True,
        superseded__isnull=True,
    )
    return tuple(clock_row(each, today) for each in found.order_by("due", "pk"))


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
    check_area(by, area, Permission.OVERVIEW_VIEW)
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
    check_area(by, area, Permission.OVERVIEW_VIEW)
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

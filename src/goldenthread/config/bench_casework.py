"""How long a decision with its letter takes, a page of disagreements, and the nightly forecast."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from datetime import date, datetime
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

Told = tuple[str, str, str]  # what, measured, promised
TIMES = 40
LONDON = ZoneInfo("Europe/London")


def figures(day: date) -> Iterator[Told]:
    """Yield what was measured on the demo, as an officer of its largest area."""
    yield _decisions(day)
    yield _missed(day)
    yield _forecast()


def _decisions(day: date) -> Told:
    """Refuse requests of the demo, each with its letter, and take each back again.

    Checking, recording, clocks, the letter with its copies and their scans; all but the commit.
    Processor time is Python's own, without the database's.
    """
    from goldenthread.access import asking, queries
    from goldenthread.demo.write import bench_officer

    at = datetime.combine(day, clock_time(10, 0), LONDON)
    user, _, _ = bench_officer()
    by = queries.asker(user, at)
    times, own, statements = [], [], 0
    with asking.stated(by):
        for case in _to_decide(by):
            started, working = time.perf_counter(), time.process_time()
            if statements and _refused(case, by, at):
                times.append((time.perf_counter() - started) * 1000)
                own.append((time.process_time() - working) * 1000)
            statements = statements or _statements(case, by, at)
            if len(times) == TIMES:
                break
    if not times:
        return "a decision recorded with its letter", "no case could be decided", "<= 300 ms"
    times.sort()
    middle, late = statistics.median(times), times[int(len(times) * 0.95)]
    what = f"a decision recorded with its letter ({len(times)}): median / 95th in 100"
    said = f"{middle:.0f} ms / {late:.0f} ms; {statistics.median(own):.0f} ms of Python's own"
    return what, f"{said}, {statements} statements", "median <= 300 ms"


def _statements(case: Any, by: Any, at: datetime) -> int:
    """Count the statements of one decision, once everything is warm; 0 if nobody could be told."""
    from django.db import connection

    if not _refused(case, by, at):
        return 0
    sent: list[str] = []

    def count(execute: Any, statement: str, *rest: Any) -> Any:
        sent.append(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(count):
        _refused(case, by, at)
    return len(sent)


def _to_decide(by: Any) -> list[Any]:
    from goldenthread.assessment.models import Assessment
    from goldenthread.assessment.rules import Stage

    rows = Assessment.objects.filter(
        area_id__in=sorted(by.areas), stage__in=[Stage.REQUESTED, Stage.DECIDING_ASSESS]
    )
    return list(rows.order_by("pk")[: 4 * TIMES])


def _refused(case: Any, by: Any, at: datetime) -> bool:
    """Refuse one request and take it back; False where nobody could be told."""
    from goldenthread.assessment import commands

    try:
        with transaction.atomic():
            commands.refuse_to_assess(
                case.pk,
                decided_on=at.date(),
                reasons="Measured, and taken back.",
                tests={"has-needs": True, "may-need-plan": False},
                learned="",
                version=case.version,
                by=by,
                at=at,
            )
            transaction.set_rollback(True)
    except commands.PROBLEMS:
        return False
    return True


def _missed(day: date) -> Told:
    """Find the days missed in the last fortnight in each area, as each morning does."""
    from goldenthread.access import asking
    from goldenthread.assessment.rules.delays import LOOK_BACK
    from goldenthread.organisations.queries import area_ids
    from goldenthread.timeline.queries import missed

    found, started = 0, time.perf_counter()
    for area in area_ids():
        with asking.stated(asking.service("bench", [area])):
            found += len(missed(area, case_type="assessment", since=day - LOOK_BACK, today=day))
    took = (time.perf_counter() - started) * 1000
    return f"days missed in a fortnight, both areas ({found})", f"{took:.0f} ms", "<= 1 s"


def _forecast() -> Told:
    """Forecast every open case of both areas, as each night does."""
    from goldenthread.assessment.tasks import forecast_all

    started = time.perf_counter()
    nights = forecast_all()
    took = time.perf_counter() - started
    return f"nightly forecast of {len(nights)} areas", f"{took:.1f} s", "<= 60 s"

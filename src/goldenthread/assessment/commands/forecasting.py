"""The nightly forecast: every open case of an area, one row each, written once a night."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from goldenthread.access.rules import Asker
from goldenthread.assessment.models import Forecast
from goldenthread.assessment.rules.forecast import (
    MODEL,
    Chance,
    Goal,
    Path,
    Question,
    chances,
    history_of,
    path_of,
)
from goldenthread.assessment.rules.forecast.paths import ENTERED_BY, OTHER_ENDS
from goldenthread.audit.keeping import insert_rows
from goldenthread.law.events import EventKind as K

YEARS_BACK = 5
KINDS = sorted(
    {*map(str, ENTERED_BY), *map(str, OTHER_ENDS), str(K.PLAN_ISSUED)}
    | {str(K.ADVICE_REQUESTED), str(K.ADVICE_RECEIVED)}
)
# Standing events only: those neither withdrawn nor replaced, and no withdrawal.
EVENTS = """
SELECT event.case_id, event.kind, event."on", coalesce(event.facts->>'about', '')
FROM timeline_event event
WHERE event.area_id = %(area)s AND event.case_type = 'assessment' AND NOT event.withdraws
  AND event.kind = ANY(%(kinds)s) AND event."on" <= %(on)s
  AND NOT EXISTS (SELECT FROM timeline_event later WHERE later.area_id = event.area_id
                  AND later.corrects_id = event.id)
"""
# What each open case owes next: its first MUST that is not late, or else the one that is.
OWED = """
SELECT DISTINCT ON (clock.case_id) clock.case_id, cases.child_id, clock.rule, clock.due
FROM timeline_clock clock
JOIN assessment_assessment cases ON cases.id = clock.case_id AND cases.area_id = clock.area_id
WHERE clock.area_id = %(area)s AND clock.case_type = 'assessment' AND clock.known_to IS NULL
  AND clock.stopped IS NULL AND clock.superseded IS NULL AND clock.due IS NOT NULL
  AND clock.rule = ANY(%(rules)s)
ORDER BY clock.case_id, (clock.due < %(on)s), clock.due
"""


@dataclass(frozen=True, slots=True)
class Night:
    """What one night's forecast did in an area."""

    cases: int
    forecast: int
    overdue: int
    thin: int


@dataclass(frozen=True, slots=True)
class _Owed:
    case: int
    child: int
    goal: Goal
    due: date


@transaction.atomic
def forecast_area(area_id: int, *, on: date, by: Asker) -> Night:
    """Forecast every open case of an area as it stands at the end of a day.

    A second run for the same day puts its rows in the place of the first's. Run by a named
    service that has stated itself for the area.
    """
    paths = _paths(area_id, on)
    owed = [each for each in _owed(area_id, on) if each.case in paths and paths[each.case].open]
    ahead = [each for each in owed if each.due >= on]
    asked = [_question(each, paths[each.case]) for each in ahead]
    found, thin = chances(history_of(paths.values()), asked, on.toordinal())
    known = {each.case: each for each in found}
    rows = [_row(area_id, each, paths[each.case], on, known, thin) for each in owed]
    Forecast.objects.filter(area_id=area_id, on=on).delete()
    insert_rows(Forecast, rows)
    return Night(len(rows), len(found), len(owed) - len(ahead), len(thin))


def _paths(area_id: int, on: date) -> dict[int, Path]:
    events: defaultdict[int, list[tuple[str, date, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, {"area": area_id, "kinds": KINDS, "on": on})
        for case, kind, day, about in cursor.fetchall():
            events[case].append((kind, day, about))
    since = on.toordinal() - YEARS_BACK * 366
    found = (path_of(case, told) for case, told in events.items())
    return {path.case: path for path in found if path and path.entered[0] > since}


def _owed(area_id: int, on: date) -> Sequence[_Owed]:
    with connection.cursor() as cursor:
        rules = [str(goal) for goal in Goal]
        cursor.execute(OWED, {"area": area_id, "rules": rules, "on": on})
        return [_Owed(case, child, Goal(rule), due) for case, child, rule, due in cursor.fetchall()]


def _question(owed: _Owed, path: Path) -> Question:
    return Question(
        case=owed.case,
        goal=owed.goal,
        step=path.step,
        received=path.entered[0],
        since=path.entered[path.step],
        due=owed.due.toordinal(),
    )


def _row(
    area_id: int,
    owed: _Owed,
    path: Path,
    on: date,
    known: Mapping[int, Chance],
    thin: Mapping[int, str],
) -> Forecast:
    made = Forecast(
        area_id=area_id,
        child_id=owed.child,
        assessment_id=owed.case,
        on=on,
        model=MODEL,
        rule=owed.goal,
        due=owed.due,
        step=path.step,
        since=date.fromordinal(path.entered[path.step]),
        thin=thin.get(owed.case, ""),
    )
    if chance := known.get(owed.case):
        made.in_time, made.otherwise, made.late = chance.in_time, chance.otherwise, chance.late
        made.reach, made.same_pace = chance.reach, chance.same_pace
        made.comparables, made.half_days = chance.comparables, chance.half_days
        for name in ("reached", "ended", "going", "unknown"):
            setattr(made, name, getattr(chance, name))
    return made

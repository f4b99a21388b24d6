"""Which cases will go late, what each forecast stands on, and where days are lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission, check_post
from goldenthread.assessment.models import AdviceRequest, Assessment, Forecast
from goldenthread.assessment.queries.advice import due_of
from goldenthread.assessment.rules.advice import ADVISERS, AdviceState, Adviser, Bound
from goldenthread.assessment.rules.forecast import (
    REACH_WORDS,
    STEP_NAMES,
    Path,
    Reach,
    Step,
    path_of,
)
from goldenthread.assessment.rules.lateness import (
    Lost,
    days_lost,
    latest_start,
    school_named_by,
    starts_school,
)
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.ui.paging import SIZE

P = Permission
WEEKS = (2, 4, 8)
LIKELY = 0.5  # "will go late": more likely than not


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastRow:
    """One case's latest forecast."""

    child_id: int
    assessment_id: int
    on: date
    model: str
    rule: str
    due: date
    step: str
    since: date
    in_time: float | None
    otherwise: float | None
    late: float | None
    reach: str
    same_pace: bool
    comparables: int
    reached: int
    ended: int
    going: int
    unknown: int
    half_days: int | None
    thin: str

    @property
    def overdue(self) -> bool:
        """Whether its date had passed on the night."""
        return self.due < self.on


def _row(one: Forecast) -> ForecastRow:
    same = ("child_id", "assessment_id", "on", "model", "rule", "due", "since", "in_time",
            "otherwise", "late", "same_pace", "comparables", "reached", "ended", "going",
            "unknown", "half_days", "thin")  # fmt: skip
    return ForecastRow(
        step=STEP_NAMES[Step(one.step)],
        reach=REACH_WORDS[Reach(one.reach)] if one.reach else "",
        **{name: getattr(one, name) for name in same},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WillGoLate:
    """The cases of an area whose next date is near, likeliest late first."""

    night: date | None  # of the forecast; None when there never was one
    within: dict[int, int]  # weeks: cases more likely late than not
    expected: dict[int, float]  # weeks: late cases to be expected, all chances added up
    overdue: int
    thin: int
    rows: tuple[ForecastRow, ...]
    total: int


def _check_area(by: Asker, area_id: int) -> None:
    if area_id not in by.areas_where(P.OVERVIEW_VIEW):
        raise NotAllowed("None of your posts shows this area's figures.")


def will_go_late(*, by: Asker, area_id: int, on: date, weeks: int = 2, page: int = 1) -> WillGoLate:
    """Return which open cases of an area will go late within some weeks, as last forecast.

    Five queries at most; sealed records show only to their holders.

    :raises NotAllowed: if no post of theirs shows the area's figures
    """
    _check_area(by, area_id)
    night = Forecast.objects.filter(area_id=area_id, on__lte=on).aggregate(last=Max("on"))["last"]
    rows = Forecast.objects.filter(area_id=area_id, on=night) if night else Forecast.objects.none()
    rows = rows.exclude(child_id__in=people.sealed_rows(by, areas=[area_id], on=on))
    counts = _counts(rows, on)
    ahead = Q(due__gte=on, due__lte=on + timedelta(weeks=weeks))
    chosen = rows.filter(ahead, late__gte=LIKELY).order_by("-late", "due", "pk")
    total = counts[f"within_{weeks}"] or 0
    start = min(page - 1, max(total - 1, 0) // SIZE) * SIZE
    found = tuple(_row(each) for each in chosen[start : start + SIZE])
    audit.note(
        Note(
            action=Action.LIST,
            area_id=area_id,
            classes=(FieldClass.PROFESSIONAL,),
            purpose="forecast",
            count=len(found),
        )
    )
    return WillGoLate(
        night=night,
        within={w: counts[f"within_{w}"] or 0 for w in WEEKS},
        expected={w: counts[f"expected_{w}"] or 0.0 for w in WEEKS},
        overdue=counts["overdue"] or 0,
        thin=counts["thin"] or 0,
        rows=found,
        total=total,
    )


def _counts(rows: QuerySet[Forecast], on: date) -> dict[str, Any]:
    asked: dict[str, Count | Sum] = {
        "overdue": Count("pk", filter=Q(due__lt=on)),
        "thin": Count("pk", filter=~Q(thin="")),
    }
    for weeks in WEEKS:
        near = Q(due__gte=on, due__lte=on + timedelta(weeks=weeks))
        asked[f"within_{weeks}"] = Count("pk", filter=near & Q(late__gte=LIKELY))
        asked[f"expected_{weeks}"] = Sum("late", filter=near)
    return rows.aggregate(**asked)


def forecast_of(assessment_id: int, *, by: Asker, on: date) -> tuple[ForecastRow | None, Child]:
    """Return the latest forecast of one case, and its child. Two queries more than the child's.

    :raises NotFound: if there is no such case within reach
    :raises NotAllowed: if no post of theirs shows the area's figures
    """
    check_post(by, P.OVERVIEW_VIEW)
    case = Assessment.objects.filter(pk=assessment_id).first()
    if case is None:
        raise NotFound("No such record.")
    child = people.get_child(case.child_id, by=by, to=P.CHILD_VIEW, on=on, purpose="forecast")
    return latest_of(child, case.pk, on), child


def latest_of(child: Child, assessment_id: int, on: date) -> ForecastRow | None:
    """Return the latest forecast of a case whose child is already reached. One query."""
    rows = Forecast.objects.filter(assessment_id=assessment_id, child=child, on__lte=on)
    found = rows.order_by("-on").first()
    return _row(found) if found else None


# Where days are lost -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLost:
    """How late one kind of adviser was, or one person: days past the six weeks."""

    name: str
    asked: int
    late: int
    days: int


@dataclass(frozen=True, slots=True)
class DaysLost:
    """Where an area's days went, over the cases received in a period."""

    steps: tuple[Lost, ...]
    teams: tuple[ServiceLost, ...]  # by the body whose people held each promise
    services: tuple[ServiceLost, ...]
    advisers: tuple[ServiceLost, ...]
    officers: tuple[ServiceLost, ...]


PATHS = """
SELECT event.case_id, event.kind, event."on", coalesce(event.facts->>'about', '')
FROM timeline_event event
WHERE event.area_id = %(area)s AND event.case_type = 'assessment' AND NOT event.withdraws
  AND event.case_id IN (SELECT id FROM assessment_assessment
                        WHERE area_id = %(area)s AND received_date > %(since)s)
  AND NOT EXISTS (SELECT FROM timeline_event later WHERE later.area_id = event.area_id
                  AND later.corrects_id = event.id)
"""
LATE = """
SELECT clock.about, count(*), count(*) FILTER (WHERE ended > clock.due),
       coalesce(sum(ended - clock.due) FILTER (WHERE ended > clock.due), 0)
FROM (SELECT *, coalesce(stopped, superseded, %(on)s) AS ended FROM timeline_clock
      WHERE area_id = %(area)s AND case_type = 'assessment' AND known_to IS NULL
        AND rule = ANY(%(rules)s) AND started > %(since)s) clock
GROUP BY 1 ORDER BY 4 DESC, 1
"""
HOLDERS = """
SELECT coalesce(team.name, ''), coalesce(who.name, ''), clock.rule = 'plan-final', count(*),
       count(*) FILTER (WHERE ended > clock.due),
       coalesce(sum(ended - clock.due) FILTER (WHERE ended > clock.due), 0)
FROM (SELECT *, coalesce(stopped, superseded, %(on)s) AS ended FROM timeline_clock
      WHERE area_id = %(area)s AND case_type = 'assessment' AND known_to IS NULL
        AND rule = ANY(%(owed)s) AND started > %(since)s) clock
LEFT JOIN access_post post ON post.id = clock.owner_post_id
LEFT JOIN access_user who ON who.id = post.user_id
LEFT JOIN organisations_organisation team ON team.id = post.organisation_id
GROUP BY 1, 2, 3
"""
MOST = 40  # rows of one table
RULES = ["ena-advice-due", "ena-advice-council", "ena-advice-others"]
OWED = ["ena-decide", *RULES, "plan-final"]


def where_days_go(*, by: Asker, area_id: int, on: date, days: int = 365) -> DaysLost:
    """Return where days were lost among requests of the last year: by step, team, service, person.

    Five queries.

    :raises NotAllowed: if no post of theirs shows the area's figures
    """
    _check_area(by, area_id)
    values = {"area": area_id, "since": on - timedelta(days=days), "on": on}
    values |= {"rules": RULES, "owed": OWED}
    held = _fetch(HOLDERS, values)
    return DaysLost(
        steps=days_lost(_paths(values), on),
        teams=_added_up((team, *sums) for team, _, _, *sums in held),
        services=_service_rows(values),
        advisers=_adviser_rows(area_id, on, days),
        officers=_added_up((who, *sums) for _, who, whole, *sums in held if whole),
    )


def _added_up(rows: Iterable[tuple[str, int, int, int]]) -> tuple[ServiceLost, ...]:
    """Add up what each name holds, the most days late first."""
    sums: dict[str, list[int]] = {}
    for name, *numbers in rows:
        before = sums.setdefault(name or "Given to nobody", [0, 0, 0])
        for place, number in enumerate(numbers):
            before[place] += int(number)
    found = [ServiceLost(name=n, asked=a, late=late, days=d) for n, (a, late, d) in sums.items()]
    return tuple(sorted(found, key=lambda one: (-one.days, one.name))[:MOST])


def _fetch(question: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def _paths(values: dict[str, Any]) -> list[Path]:
    events: defaultdict[int, list[tuple[str, date, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(PATHS, values)
        for case, kind, day, about in cursor.fetchall():
            events[case].append((kind, day, about))
    found = (path_of(case, told) for case, told in events.items())
    return [path for path in found if path is not None]


def _service_rows(values: dict[str, Any]) -> tuple[ServiceLost, ...]:
    """Add up what is late by kind of adviser: "health-2" is health too."""
    return _added_up((_service(about), *sums) for about, *sums in _fetch(LATE, values))


def _service(about: str) -> str:
    kind = about if about in set(Adviser) else about.rpartition("-")[0]
    return ADVISERS[Adviser(kind)].title if kind in set(Adviser) else "Other advice"


def _adviser_rows(area_id: int, on: date, days: int) -> tuple[ServiceLost, ...]:
    rows = (
        AdviceRequest.objects.filter(area_id=area_id, post__isnull=False)
        .filter(received_date__gt=on - timedelta(days=days))
        .exclude(state=AdviceState.WITHDRAWN)
        .values_list("post__user__name", "bound", "received_date", "answered_date")
    )
    return _added_up(_late(*row, on=on) for row in rows)


def _late(
    name: str, bound: str, received: date, answered: date | None, *, on: date
) -> tuple[str, int, int, int]:
    due = due_of(Bound(bound), received)
    over = max(0, ((answered or on) - due).days) if due else 0
    return name, 1, int(over > 0), over


# Under fives ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class YoungRow:
    """One child who has not started school: when a request must come, and what there is."""

    child_id: int
    name: str
    born: date
    starts: date
    named_by: date
    request_by: date
    assessment_id: int | None
    due: date | None  # the twenty weeks of the open request
    late: float | None

    def standing(self, on: date) -> str:
        """Say in a few words how the child stands."""
        if self.assessment_id is None:
            return "No request, and still in time" if on <= self.request_by else "No request: late"
        if self.due and self.due > self.named_by:
            return "Requested too late for twenty weeks"
        return "Requested in time"


@dataclass(frozen=True, slots=True)
class Young:
    """One page of children before school."""

    rows: tuple[YoungRow, ...]
    total: int


def before_school(*, by: Asker, area_id: int, on: date, page: int = 1) -> Young:
    """Return the children of an area known to it who start school next or after, with no plan.

    Ordered by the day a request must come. Four queries.

    :raises NotAllowed: if no post of theirs shows the area's figures
    """
    _check_area(by, area_id)
    rows = Child.objects.filter(
        area_id=area_id, birth_date__gte=_first_birth(on), sealed=False, closed_date__isnull=True
    ).filter(plans__isnull=True)
    total = rows.count()
    start = min(page - 1, max(total - 1, 0) // SIZE) * SIZE
    children = list(rows.order_by("birth_date", "pk")[start : start + SIZE])
    ids = [child.pk for child in children]
    latest = {
        each.child_id: each
        for each in Forecast.objects.filter(child_id__in=ids, on__lte=on).order_by("on")
    }
    if children:
        audit.note(
            Note(
                action=Action.LIST,
                area_id=area_id,
                classes=(FieldClass.OPEN_TO_FAMILY,),
                purpose="before-school",
                count=len(children),
            )
        )
    return Young(tuple(_young(child, latest.get(child.pk)) for child in children), total)


def _first_birth(on: date) -> date:
    """Return the earliest birthday of a child whose school start is still to come."""
    year = on.year if on < date(on.year, 9, 1) else on.year + 1
    return date(year - 5, 9, 1)


def _young(child: Child, forecast: Forecast | None) -> YoungRow:
    assert child.birth_date is not None
    starts = starts_school(child.birth_date)
    named = school_named_by(starts)
    return YoungRow(
        child_id=child.pk,
        name=people.display_name(child),
        born=child.birth_date,
        starts=starts,
        named_by=named,
        request_by=latest_start(named),
        assessment_id=forecast.assessment_id if forecast else None,
        due=forecast.due if forecast and forecast.rule == "plan-final" else None,
        late=forecast.late if forecast else None,
    )

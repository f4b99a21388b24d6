"""The forecast's pages: what will go late, what each forecast stands on, where days are lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import today
from goldenthread.assessment.queries import forecasting as queries
from goldenthread.assessment.queries import silent_plans
from goldenthread.assessment.rules.forecast import STEP_NAMES
from goldenthread.law.limits import versions
from goldenthread.organisations.models import LocalArea
from goldenthread.organisations.queries import areas_by_id, get_area
from goldenthread.people import queries as people
from goldenthread.people.frame import identity
from goldenthread.ui.paging import paginate, wanted
from goldenthread.ui.words import in_days, plain_date, short_date

P = Permission


def _area(request: AskedRequest, code: str) -> LocalArea:
    check_post(request.asker, P.OVERVIEW_VIEW)
    try:
        found = get_area(code)
    except ObjectDoesNotExist:
        raise Http404 from None
    if found.pk not in request.asker.areas_where(P.OVERVIEW_VIEW):
        raise Http404
    return found


def share(part: float | None) -> str:
    """Write a chance as a whole percentage."""
    return "no forecast" if part is None else f"{100 * part:.0f}%"


def forecasts(request: AskedRequest) -> HttpResponse:
    """Go to the forecast of the area this person works in; the first by name of several."""
    check_post(request.asker, P.OVERVIEW_VIEW)
    found = areas_by_id(request.asker.areas_where(P.OVERVIEW_VIEW))
    if not found:
        raise Http404
    return redirect("assessment:forecast", found[0].code)


def forecast(request: AskedRequest, area: str) -> HttpResponse:
    """Show which open requests of an area will go late in 2, 4 or 8 weeks."""
    where, on, query = _area(request, area), today(), dict(request.GET.lists())
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked in {str(each) for each in queries.WEEKS} else queries.WEEKS[1]
    found = queries.will_go_late(
        by=request.asker, area_id=where.pk, on=on, weeks=weeks, page=wanted(query)
    )
    names = people.named(request.asker, {row.child_id for row in found.rows})
    shown = {
        "area": where.name,
        "night": found.night,
        "weeks": weeks,
        "figures": [
            {"number": number, "text": f"in {each} weeks", "href": f"?weeks={each}"}
            for each, number in found.within.items()
        ],
        "expected": f"{found.expected[weeks]:.0f}",
        "overdue": found.overdue,
        "thin": found.thin,
        "rows": [
            [
                {"text": short_date(row.due), "quiet": in_days(row.due, on)},
                {
                    "text": names[row.child_id].name,
                    "href": reverse("desk:thread", args=[row.child_id]),
                    "header": True,
                },
                versions(row.rule)[-1].title,
                row.step,
                {
                    "text": share(row.late),
                    "href": reverse("assessment:comparables", args=[row.assessment_id]),
                    "quiet": f"{row.comparables} like it",
                },
            ]
            for row in found.rows
            if row.child_id in names
        ],
        "paging": paginate(found.total, query),
        "days_href": reverse("assessment:days-lost", args=[where.code]),
        "young_href": reverse("assessment:before-school", args=[where.code]),
    }
    return render(request, "assessment/forecast.html", shown)


def comparables(request: AskedRequest, assessment_id: int) -> HttpResponse:
    """Show what the forecast of one request stands on: the requests like it, counted."""
    on = today()
    row, child = queries.forecast_of(assessment_id, by=request.asker, on=on)
    shown = {
        "identity": identity(child, on),
        "facts": _facts(row) if row else [],
        "sentence": _sentence(row) if row else "",
        "counted": _counted(row) if row and row.in_time is not None else [],
    }
    return render(request, "assessment/forecast_case.html", shown)


def _facts(row: queries.ForecastRow) -> list[dict[str, str]]:
    rows = [
        ("What is owed", versions(row.rule)[-1].title),
        ("Due", plain_date(row.due)),
        ("Step", f"{row.step}, since {plain_date(row.since)}"),
        ("Forecast in the night of", plain_date(row.on)),
    ]
    if row.in_time is not None:
        rows += [
            ("Chance of being in time", share(row.in_time)),
            ("Chance of being late", share(row.late)),
            ("Chance of ending another way", share(row.otherwise)),
        ]
    if row.half_days is not None:
        rows.append(("Half of those like it were done in", f"{row.half_days} days from there"))
    return [{"key": key, "value": value} for key, value in [*rows, ("Method", row.model)]]


def _sentence(row: queries.ForecastRow) -> str:
    if row.overdue:
        return "Its date has passed, so nothing is left to forecast: it is late."
    if row.thin:
        return f"{row.thin} So nothing is said."
    alike = ", as long after the request," if row.same_pace else ""
    return (
        f"{row.comparables:,} requests {row.reach} stood in the same step for as many days"
        f"{alike} and this is what had become of them after as many days as this one has left."
    )


def _counted(row: queries.ForecastRow) -> list[list[Any]]:
    rows = (
        ("Done by then", row.reached),
        ("Withdrawn or refused by then", row.ended),
        ("Not done by then", row.going),
        ("Too recent to know", row.unknown),
    )
    return [[{"text": words, "header": True}, f"{number:,}"] for words, number in rows]


def days_lost(request: AskedRequest, area: str) -> HttpResponse:
    """Show where an area's days are lost: by step, service and person."""
    where = _area(request, area)
    on = today()
    found = queries.where_days_go(by=request.asker, area_id=where.pk, on=on)
    issued = silent_plans([where.pk], first=on - timedelta(days=365), last=on)
    steps = [
        [
            {"text": STEP_NAMES[each.step], "header": True},
            f"{each.cases:,}",
            f"{each.over:,}",
            f"{each.days:,}",
        ]
        for each in found.steps
    ]
    tables = [
        _table("By step", "Step|Requests in it|Past its share|Days lost", steps),
        _table("By team", "Team|Promises|Late|Days late", _lost(found.teams)),
        _table("By service", "Advice|Asked|Late|Days late", _lost(found.services)),
        _table("By adviser", "Adviser|Asked|Late|Days late", _lost(found.advisers)),
        _table("By officer", "Officer|Requests|Late|Days late", _lost(found.officers)),
    ]
    back = reverse("assessment:forecast", args=[where.code])
    shown = {"area": where.name, "tables": tables, "back": back, "issued": issued}
    return render(request, "assessment/days_lost.html", shown)


def _lost(rows: Sequence[queries.ServiceLost]) -> list[list[Any]]:
    return [
        [
            {"text": each.name, "header": True},
            f"{each.asked:,}",
            f"{each.late:,}",
            f"{each.days:,}",
        ]
        for each in rows
    ]


def _table(title: str, names: str, rows: list[list[Any]]) -> dict[str, Any]:
    first, *rest = names.split("|")
    columns = [{"text": first}, *({"text": each, "numeric": True} for each in rest)]
    return {"title": title, "columns": columns, "rows": rows, "empty": f"{title}: nothing to show."}


def before_school(request: AskedRequest, area: str) -> HttpResponse:
    """Show children still to start school, and by when a request must come (S13)."""
    where, on, query = _area(request, area), today(), dict(request.GET.lists())
    found = queries.before_school(by=request.asker, area_id=where.pk, on=on, page=wanted(query))
    rows = [
        [
            {
                "text": row.name,
                "href": reverse("desk:thread", args=[row.child_id]),
                "header": True,
                "quiet": f"born {plain_date(row.born)}",
            },
            plain_date(row.starts),
            {"text": short_date(row.request_by), "quiet": in_days(row.request_by, on)}
            if row.assessment_id is None
            else short_date(row.request_by),
            row.standing(on),
            share(row.late) if row.assessment_id else "",
        ]
        for row in found.rows
    ]
    shown = {
        "area": where.name,
        "rows": rows,
        "paging": paginate(found.total, query),
        "back": reverse("assessment:forecast", args=[where.code]),
    }
    return render(request, "assessment/before_school.html", shown)

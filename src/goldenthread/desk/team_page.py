"""What a manager sees of the team: who holds how much, who is away, what falls due meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.queries import CaseWorker, caseworkers
from goldenthread.access.rules import Asker
from goldenthread.desk.moving import CaseName
from goldenthread.people import queries as people
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.promises import promise
from goldenthread.timeline.queries import Caseload, WorklistFilters
from goldenthread.ui.paging import paginate, wanted
from goldenthread.ui.words import plain_date

NOBODY, WHILE_AWAY = "nobody", "while-away"


def page(by: Asker, on: date) -> dict[str, Any]:
    """Return every officer's caseload and leave; first what nobody holds or covers."""
    team = caseworkers(by, on=on)
    leave = {
        each.post_id: (each.away_from, each.away_to)
        for each in team
        if each.away_from and each.away_to
    }
    held = timeline.caseloads([each.post_id for each in team], leave=leave, by=by, on=on)
    loads = {each.post_id: held.get(each.post_id, Caseload()) for each in team}
    uncovered = [
        _uncovered(each, loads[each.post_id])
        for each in team
        if loads[each.post_id].due_away and not each.cover
    ]
    return {
        "rows": [_row(each, loads[each.post_id], on) for each in team],
        "nobody": held.get(None, Caseload()),
        "nobody_href": reverse("desk:caseload", args=[NOBODY]),
        "uncovered": uncovered,
        "mean": round(sum(each.cases for each in loads.values()) / max(1, len(loads))),
    }


def _row(who: CaseWorker, load: Caseload, on: date) -> dict[str, Any]:
    return {
        "name": who.name,
        "title": who.title,
        "href": reverse("desk:caseload", args=[who.post_id]),
        "load": load,
        "away": away_words(who, on),
    }


def _uncovered(who: CaseWorker, load: Caseload) -> dict[str, Any]:
    return {
        "name": who.name,
        "many": load.due_away,
        "from": who.away_from,
        "to": who.away_to,
        "href": f"{reverse('desk:caseload', args=[who.post_id])}?{WHILE_AWAY}=1",
    }


def away_words(who: CaseWorker, on: date) -> str:
    """Say when somebody is away, or nothing."""
    if not (who.away_from and who.away_to):
        return ""
    cover = f"; {who.cover} covers" if who.cover else ""
    if who.is_away(on):
        return f"Away until {plain_date(who.away_to)}{cover}"
    return f"Away {plain_date(who.away_from)} to {plain_date(who.away_to)}{cover}"


def one(
    by: Asker, whose: str, query: dict[str, list[str]], on: date, chosen: Sequence[CaseName]
) -> dict[str, Any] | None:
    """Return one officer's cases, the most pressing first; None if they are none of the team."""
    team = caseworkers(by, on=on)
    who = next((each for each in team if str(each.post_id) == whose), None)
    if who is None and whose != NOBODY:
        return None
    filters = WorklistFilters(owner_post=who.post_id if who else None, unowned=who is None)
    found = timeline.worklist(by, today=on, filters=filters, page=wanted(query))
    names = people.named(by, {row.child_id for row in found.rows})
    rows = []
    for row in found.rows:
        if row.child_id not in names:
            continue
        case = CaseName(row.area_id, row.case_type, row.case_id)
        away = _is_due_away(who, row.due)
        rows.append(
            {
                "code": case.code,
                "name": names[row.child_id].name,
                "promise": promise(row, by),
                "chosen": case in chosen or (away and WHILE_AWAY in query),
                "away": away,
            }
        )
    return {
        "today": on,
        "who": who,
        "name": who.name if who else "Nobody yet",
        "away": away_words(who, on) if who else "",
        "rows": rows,
        "others": [
            (each.post_id, f"{each.name}, {each.title}", each.is_away(on), away_words(each, on))
            for each in team
            if who is None or each.post_id != who.post_id
        ],
        "paging": paginate(found.total, query),
    }


def _is_due_away(who: CaseWorker | None, due: date | None) -> bool:
    """Say whether a promise falls due while its holder is away."""
    if who is None or due is None or not (who.away_from and who.away_to):
        return False
    return who.away_from <= due <= who.away_to

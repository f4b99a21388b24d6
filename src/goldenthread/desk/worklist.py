"""What "My work" shows: the filters, the counts, one page of promises."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import QueryDict

from goldenthread.access.queries import colleagues
from goldenthread.access.rules import Asker, Permission
from goldenthread.desk import rules
from goldenthread.desk.forms import WorkFilter
from goldenthread.desk.promises import promise
from goldenthread.law import limits
from goldenthread.organisations.queries import areas_by_id
from goldenthread.people import queries as people
from goldenthread.people.rules import curriculum_year
from goldenthread.timeline import queries as timeline
from goldenthread.ui.paging import link, paginate, wanted

MINE, NOBODY = "me", "nobody"
WEEKS = {"due-2": 2, "due-4": 4, "due-8": 8}


def page(by: Asker, query: QueryDict, on: date) -> dict[str, Any]:
    """Return everything the page shows for these filters."""
    given = dict(query.lists())
    form = WorkFilter(
        query,
        areas=area_choices(by),
        owners=owner_choices(by, on),
        rules=rule_choices(),
    )
    wanted_filters = form.cleaned_data if form.is_valid() else {}
    filters = _filters(by, wanted_filters)
    found = timeline.worklist(by, today=on, filters=filters, page=wanted(given))
    names = people.named(by, {row.child_id for row in found.rows})
    rows = [_row(row, names, on) for row in found.rows]
    return {
        "heading": "My work",
        "today": on,
        "form": form,
        "applied": applied(form, given),
        "counts": _counts(found.counts, given),
        "rows": [row for row in rows if row],
        "paging": paginate(found.total, given),
        "nothing": _nothing(wanted_filters),
        "whose_links": _whose(by, wanted_filters, given),
    }


def area_choices(by: Asker) -> list[tuple[str, str]]:
    """Return the areas to choose between; there is no choosing where there is only one."""
    areas = areas_by_id(by.areas) if len(by.areas) > 1 else []
    return [(str(area.pk), area.name) for area in areas]


def owner_choices(by: Asker, on: date) -> list[tuple[str, str]]:
    """Return whose promises may be asked for: one's own, nobody's, each colleague's."""
    mine = [(MINE, "Me")] if by.posts else []
    if not by.may(Permission.CASE_CHANGE):
        return mine
    return [*mine, (NOBODY, "Nobody yet"), *colleagues(by, on=on)]


def rule_choices() -> list[tuple[str, str]]:
    """Return the rules that set a clock in a case, by title."""
    found = {e.id: e.title for e in limits.entries() if isinstance(e, limits.TimeLimit)}
    return sorted(found.items(), key=lambda pair: pair[1])


def _filters(by: Asker, given: dict[str, str]) -> timeline.WorklistFilters:
    area = given.get("area")
    owner = given.get("owner") or ""
    return timeline.WorklistFilters(
        area=int(area) if area else None,
        owner_post=_owner_post(by, owner),
        unowned=owner == NOBODY,
        rule=given.get("rule") or "",
        force=given.get("force") or "",
        case_type=given.get("case") or "",
        state=timeline.Show(given.get("state") or ""),
    )


def _owner_post(by: Asker, owner: str) -> int | None:
    if owner == MINE:
        return by.posts[0].id
    return int(owner) if owner.isdecimal() else None


def _row(row: timeline.ClockRow, names: dict[int, Any], on: date) -> dict[str, Any] | None:
    child = names.get(row.child_id)
    if child is None:
        return None
    shown = promise(row)
    year = rules.year_words(curriculum_year(child.birth_date, on)) if child.birth_date else ""
    return {
        "due": shown.due,
        "child_id": row.child_id,
        "name": child.name,
        "year": year,
        "owed": shown.owed,
        "about": shown.about,
        "law": shown.law,
        "rule": shown.rule,
        "state": shown.state,
        "force": shown.force,
        "lawful_reason": bool(shown.lawful_reason),
        "waiting_on": shown.waiting_on,
    }


def applied(form: WorkFilter, given: dict[str, Any]) -> list[dict[str, str]]:
    """Return the filters that stand, each with the link that takes it off."""
    return [{"text": words, "href": link(given, **{name: ""})} for name, words in form.applied()]


def _counts(counts: timeline.WorklistCounts, given: dict[str, Any]) -> list[dict[str, Any]]:
    shown = (
        ("late", counts.late, timeline.Show.LATE),
        ("due in 2 weeks", counts.due_in_2_weeks, timeline.Show.DUE_2),
        ("running", counts.running, timeline.Show.RUNNING),
    )
    return [
        {
            "number": number,
            "text": text,
            "href": link(given, state=state.value),
            "broken": state is timeline.Show.LATE and number > 0,
        }
        for text, number, state in shown
    ]


def _nothing(given: dict[str, str]) -> str:
    state = given.get("state") or ""
    if state in WEEKS:
        return f"Nothing is due in the next {WEEKS[state]} weeks."
    if state == "late":
        return "Nothing is late."
    return "Nothing is owed."


def _whose(by: Asker, given: dict[str, str], query: dict[str, Any]) -> list[dict[str, Any]]:
    """Offer one's own work and everybody's, to those who reach whole areas."""
    if not by.areas or not by.may(Permission.CASE_CHANGE):
        return []
    mine = given.get("owner") == MINE
    return [
        {"text": "Given to me", "href": link(query, owner=MINE), "current": mine},
        {"text": "Everything in my areas", "href": link(query, owner=""), "current": not mine},
    ]

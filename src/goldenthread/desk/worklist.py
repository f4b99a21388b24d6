"""What "My work" shows: the filters, the counts, one page of promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from goldenthread.access.queries import Colleague, staff
from goldenthread.access.rules import Asker, Permission, Role
from goldenthread.desk.forms import WorkFilter
from goldenthread.law import limits
from goldenthread.organisations.queries import areas_by_id
from goldenthread.people import queries as people
from goldenthread.people.rules import curriculum_year, year_words
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.promises import Promise, promise
from goldenthread.ui.paging import link, paginate, wanted

Given = dict[str, Any]  # a query as lists, by name
MINE, NOBODY = "me", "nobody"
# With what a day begins: a caseworker's own cases, a service's own list.
BEGINS: dict[Role, Given] = {
    Role.EHC_OFFICER: {"owner": [MINE]},
    Role.WAIT_COORDINATOR: {"case": ["wait"]},
    Role.CLINICIAN: {"case": ["wait"]},
}
WEEKS = {"due-2": 2, "due-4": 4, "due-8": 8}


def page(by: Asker, query: QueryDict, on: date) -> dict[str, Any]:
    """Return everything the page shows for these filters."""
    given = _begin(by, dict(query.lists()))
    beside = staff(by, on=on) if by.may(Permission.CASE_CHANGE) else []
    covered = [each for each in beside if each.covered_until]
    form = WorkFilter(
        {name: values[-1] for name, values in given.items() if values},
        areas=area_choices(by),
        owners=owner_choices(by, beside),
        rules=rule_choices(),
    )
    form.is_valid()  # what is no choice narrows nothing, and the form says so
    wanted_filters = form.cleaned_data
    filters = _filters(by, wanted_filters, covered)
    found = timeline.worklist(by, today=on, filters=filters, page=wanted(given))
    names = people.named(by, {row.child_id for row in found.rows})
    rows = [_row(promise(row, by), names, on) for row in found.rows]
    return {
        "today": on,
        "form": form,
        "applied": applied(form, given),
        "clear": _clear(wanted_filters),
        "counts": _counts(found.counts, given),
        "rows": [row for row in rows if row],
        "may_redress": by.may(Permission.REDRESS_VIEW),
        "paging": paginate(found.total, given),
        "nothing": _nothing(wanted_filters, given),
        "whose_links": _whose(by, wanted_filters, given),
        "covered": covered if wanted_filters.get("owner") == MINE else [],
    }


def _begin(by: Asker, given: Given) -> Given:
    """Begin somebody's day with what is theirs to do; whoever asks for more gets that."""
    if set(given) - {"page"} or not by.posts:
        return given
    return {**given, **BEGINS.get(by.posts[0].role, {})}


def _has_own(by: Asker) -> bool:
    """Say whether this person's own work is a part of a larger list."""
    return bool(by.areas and by.posts and by.may(Permission.CASE_CHANGE))


def area_choices(by: Asker) -> list[tuple[str, str]]:
    """Return the areas to choose between; the only one needs no name, but may stand in a link."""
    if len(by.areas) < 2:
        return [(str(area), "My area") for area in by.areas]
    return [(str(area.pk), area.name) for area in areas_by_id(by.areas)]


def owner_choices(by: Asker, beside: Sequence[Colleague]) -> list[tuple[str, str]]:
    """Return whose promises may be asked for: one's own, nobody's, each colleague's."""
    mine = [(MINE, "Me")] if by.posts else []
    if not by.may(Permission.CASE_CHANGE):
        return mine
    others = [(str(each.post_id), each.name) for each in beside]
    return [*mine, (NOBODY, "Nobody yet"), *others]


def rule_choices() -> list[tuple[str, str]]:
    """Return the rules that set a clock in a case, by title."""
    found = {e.id: e.title for e in limits.entries() if isinstance(e, limits.TimeLimit)}
    return sorted(found.items(), key=lambda pair: pair[1])


def _filters(
    by: Asker, given: dict[str, str], covered: Sequence[Colleague]
) -> timeline.WorklistFilters:
    area = given.get("area")
    owner = given.get("owner") or ""
    return timeline.WorklistFilters(
        area=int(area) if area else None,
        owner_post=owner_post(by, owner),
        also_of=frozenset(each.post_id for each in covered if owner == MINE),
        unowned=owner == NOBODY,
        rule=given.get("rule") or "",
        force=given.get("force") or "",
        case_type=given.get("case") or "",
        state=timeline.Show(given.get("state") or ""),
    )


def owner_post(by: Asker, owner: str) -> int | None:
    """Return the post that a choice of owner names; one's own for "me"."""
    if owner == MINE:
        return by.posts[0].id
    return int(owner) if owner.isdecimal() else None


def _row(shown: Promise, names: dict[int, Any], on: date) -> dict[str, Any] | None:
    child = names.get(shown.child_id)
    if child is None:
        return None
    year = year_words(curriculum_year(child.birth_date, on)) if child.birth_date else ""
    return {"promise": shown, "child_id": shown.child_id, "name": child.name, "year": year}


def applied(form: WorkFilter, given: dict[str, Any]) -> list[dict[str, str]]:
    """Return the filters that stand, each with the link that takes it off.

    Whose work it is, is said by the tabs above the list.
    """
    return [
        {"text": words, "href": link(given, **{name: ""})}
        for name, words in form.applied()
        if not (name == "owner" and given["owner"][-1] in (MINE, NOBODY))
    ]


def _counts(counts: timeline.WorklistCounts, given: dict[str, Any]) -> list[dict[str, Any]]:
    shown = (
        ("late", counts.late, timeline.Show.LATE),
        ("due in 2 weeks", counts.due_in_2_weeks, timeline.Show.DUE_2),
        ("not late", counts.running, timeline.Show.RUNNING),
    )
    return [
        {
            "number": number,
            "text": text,
            "href": link(given, state=state.value),
        }
        for text, number, state in shown
    ]


def _nothing(chosen: dict[str, str], given: Given) -> dict[str, str]:
    """Say that there is nothing, and offer the wider list there is."""
    state, mine = chosen.get("state") or "", chosen.get("owner") == MINE
    wider = {"next_text": "Clear all filters", "next_href": _clear(chosen)}
    if state in WEEKS:
        return {"text": f"Nothing is due in the next {WEEKS[state]} weeks.", **wider}
    if state == "late":
        return {"text": "Nothing is late.", **wider}
    if not mine:
        return {"text": "Nothing is owed.", **(wider if any(chosen.values()) else {})}
    everything = link(given, owner="")
    text = "Nothing is given to you by name."
    return {"text": text, "next_text": "See everything in your areas", "next_href": everything}


def _clear(chosen: dict[str, str]) -> str:
    """Return the link that takes every filter off, and leaves whose work it is."""
    owner = chosen.get("owner") or ""
    return "?" + urlencode({"owner": owner if owner in (MINE, NOBODY) else ""})


def _whose(by: Asker, given: dict[str, str], query: Given) -> list[dict[str, Any]]:
    """Offer one's own work, everybody's and nobody's, to those who work whole areas."""
    if not _has_own(by):
        return []
    chosen = given.get("owner") or ""
    offered = (
        ("Given to me", MINE),
        ("Everything in my areas", ""),
        ("Given to nobody yet", NOBODY),
    )
    return [
        {"text": text, "href": link(query, owner=owner), "current": chosen == owner}
        for text, owner in offered
    ]

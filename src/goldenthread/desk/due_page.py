"""An area's open requests and the reviews that are due, one row a child, by their last date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.queries import post_holders
from goldenthread.access.rules import Asker, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.desk.forms import DueFilter
from goldenthread.desk.worklist import MINE, NOBODY, owner_post
from goldenthread.organisations.models import LocalArea
from goldenthread.people import queries as people
from goldenthread.people.rules import curriculum_year, year_words
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.promises import Promise, promise
from goldenthread.ui.paging import link, paginate, wanted

Owners = Sequence[tuple[str, str]]  # whose: a post's number or a word, and how it is said
MOST_IN_A_FILE = 50  # children; more leave only by a second person's approval (trust rule 41)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of list: the promises whose last dates it goes by, and its words."""

    text: str
    rules: frozenset[str]
    empty: str
    one: str
    many: str


KINDS: Mapping[str, Kind] = {
    "requests": Kind(
        "Open requests",
        frozenset({"plan-final"}),
        "No request is open here.",
        "request",
        "requests",
    ),
    "decisions": Kind(
        "Whether to assess",
        frozenset({"ena-decide"}),
        "No request waits for this decision.",
        "request",
        "requests",
    ),
    "reviews": Kind(
        "Reviews due",
        frozenset({"rev-first", "rev-next"}),
        "No review is due here.",
        "review",
        "reviews",
    ),
    "changes": Kind(
        "Reviews to finish",
        frozenset({"rev-report", "rev-decide", "rev-amend-notice", "rev-amend-final"}),
        "No review waits to be finished.",
        "step",
        "steps",
    ),
}
COLUMNS = ("Last day", "Child", "Year", "What is owed", "Given to", "Waiting on")


def page(
    by: Asker, area: LocalArea, given: dict[str, Any], on: date, owners: Owners
) -> dict[str, Any]:
    """Return one page of the list, and how much of it is late or falls due. Seven queries."""
    kind = _kind(given)
    form = DueFilter({name: values[-1] for name, values in given.items() if values}, owners=owners)
    form.is_valid()
    found = timeline.worklist(
        by, today=on, filters=_filters(by, area, kind, form.cleaned_data), page=wanted(given)
    )
    chosen = KINDS[kind]
    return {
        "area": area.name,
        "code": area.code,
        "today": on,
        "kind": kind,
        "form": form,
        "has_errors": bool(form.errors),
        "kinds": [
            {"text": each.text, "href": link({}, kind=key), "current": key == kind}
            for key, each in KINDS.items()
        ],
        "counts": [
            {"number": n, "text": text, "href": link(given, state=state.value)}
            for text, n, state in (
                ("late", found.counts.late, timeline.Show.LATE),
                ("due in 2 weeks", found.counts.due_in_2_weeks, timeline.Show.DUE_2),
                ("due in 8 weeks", found.counts.due_in_8_weeks, timeline.Show.DUE_8),
                ("not late", found.counts.running, timeline.Show.RUNNING),
            )
        ],
        "rows": _rows(by, found.rows, on, owners),
        "empty": chosen.empty if not _narrowed(form) else "Nothing here is like that.",
        "clear": link({}, kind=kind) if _narrowed(form) else None,
        "one": chosen.one,
        "many": chosen.many,
        "total": found.total,
        "paging": paginate(found.total, given),
        "file": _file(by, area, given, found.total),
        "too_many": found.total > MOST_IN_A_FILE and _may_take(by, area),
        "most": MOST_IN_A_FILE,
    }


def _kind(given: Mapping[str, Sequence[str]]) -> str:
    asked = (given.get("kind") or [""])[-1]
    return asked if asked in KINDS else "requests"


def _filters(
    by: Asker, area: LocalArea, kind: str, given: Mapping[str, str]
) -> timeline.WorklistFilters:
    owner = given.get("owner") or ""
    return timeline.WorklistFilters(
        area=area.pk,
        rules=KINDS[kind].rules,
        owner_post=owner_post(by, owner),
        unowned=owner == NOBODY,
        state=timeline.Show(given.get("state") or ""),
    )


def _narrowed(form: DueFilter) -> bool:
    return bool(form.cleaned_data.get("owner") or form.cleaned_data.get("state"))


def _holders(by: Asker, clocks: Sequence[timeline.ClockRow], owners: Owners) -> dict[int, str]:
    """Return who holds each post: of one's own body by what was asked already, others anew."""
    known = {int(post): name for post, name in owners if post.isdecimal()}
    known |= {post.id: by.name for post in by.posts}
    others = {each.owner_post for each in clocks if each.owner_post} - known.keys()
    return known | {post: held.name for post, held in post_holders(others).items()}


def _rows(
    by: Asker, clocks: Sequence[timeline.ClockRow], on: date, owners: Owners
) -> list[dict[str, Any]]:
    names = people.named(by, {each.child_id for each in clocks})
    held_by = _holders(by, clocks, owners)
    found = []
    for each in clocks:
        child = names.get(each.child_id)
        if child is None:  # sealed: its holders alone see that it is there
            continue
        found.append(
            {
                "promise": promise(each, by),
                "child_id": child.id,
                "name": child.name,
                "year": year_words(curriculum_year(child.birth_date, on))
                if child.birth_date
                else "",
                "given_to": held_by.get(each.owner_post or 0, "Nobody yet"),
            }
        )
    return found


# The same list as a file


def _may_take(by: Asker, area: LocalArea) -> bool:
    return by.may(Permission.EVIDENCE_PREPARE, area.pk)


def _file(by: Asker, area: LocalArea, given: dict[str, Any], total: int) -> str | None:
    if not total or total > MOST_IN_A_FILE or not _may_take(by, area):
        return None
    return reverse("desk:due-csv", args=[area.code]) + link(given)


def file_rows(
    by: Asker, area: LocalArea, given: dict[str, Any], on: date, owners: Owners
) -> list[list[str]] | None:
    """Return the list's rows for a file, or None where it holds too many to leave at once."""
    kind = _kind(given)
    form = DueFilter({name: values[-1] for name, values in given.items() if values}, owners=owners)
    form.is_valid()
    filters = _filters(by, area, kind, form.cleaned_data)
    found = timeline.worklist(by, today=on, filters=filters, per_page=MOST_IN_A_FILE)
    if found.total > MOST_IN_A_FILE:
        return None
    for each in found.rows:
        audit.note(
            Note(
                action=Action.EXPORT,
                child_id=each.child_id,
                area_id=area.pk,
                classes=(FieldClass.OPEN_TO_FAMILY, FieldClass.PROFESSIONAL),
                purpose="due-list",
            )
        )
    return [_line(row) for row in _rows(by, found.rows, on, owners)]


def _line(row: Mapping[str, Any]) -> list[str]:
    one: Promise = row["promise"]
    day = one.due.isoformat() if one.due else ""
    told = (row["name"], row["year"], one.owed, row["given_to"], one.waiting_on)
    return [day, *told]


OWNERS_FIRST = ((MINE, "Me"), (NOBODY, "Nobody yet"))

"""What the page of what complaints taught shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from goldenthread.access.rules import Asker
from goldenthread.contact import queries as complaints
from goldenthread.contact.rules.complaints import THEMES
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy.models import Action, EffectReading, Expectation
from goldenthread.ui.paging import paginate
from goldenthread.ui.words import plain_date

A_PAGE = 20
TOO_EARLY = "Too early to say: no figures have been worked out since it started."


def lessons_page(
    area: LocalArea, on: date, by: Asker, page: int, query: dict[str, list[str]]
) -> dict[str, Any]:
    """Return the themes with their counts, and one page of the changes. Four queries."""
    rows = complaints.changes_taught(area.pk, by=by, on=on)
    themes = complaints.taught(area.pk, by=by, on=on)
    total = sum(each.changes for each in themes)
    shown = list(rows[(page - 1) * A_PAGE : page * A_PAGE])
    actions = Action.objects.in_bulk({each.action_id for each in shown if each.action_id})
    helped = helped_by(actions)
    return {
        "themes": [
            [
                {"text": THEMES[each.theme], "header": True},
                str(each.changes),
                str(each.with_action),
                str(each.changes - each.with_action),
                str(each.done),
            ]
            for each in themes
        ],
        "total": total,
        "without": sum(each.changes - each.with_action for each in themes),
        "rows": [_row(each, actions.get(each.action_id or 0), helped, on) for each in shown],
        "paging": paginate(total, query, size=A_PAGE),
    }


def _row(lesson: Any, action: Action | None, helped: dict[int, str], on: date) -> dict[str, Any]:
    late = lesson.done_date is None and lesson.by_date < on
    day = plain_date(lesson.done_date or lesson.by_date)
    return {
        "id": lesson.pk,
        "change": lesson.change,
        "theme": THEMES[lesson.theme],
        "complaint": reverse("contact:complaint", args=[lesson.complaint_id]),
        "reference": lesson.complaint.reference,
        "state": f"Done {day}" if lesson.done_date else f"By {day}{' (late)' if late else ''}",
        "action": action,
        "helped": helped.get(action.pk, "Not started.") if action else "",
    }


def helped_by(actions: Iterable[int]) -> dict[int, str]:
    """Return what is seen of the effect of each action, in the sentence of its last reading.

    What changed comes before what families feel; one query.
    """
    latest = EffectReading.objects.filter(expectation=OuterRef("pk"))
    last = latest.order_by("-as_of_date", "-read_at").values("sentence")[:1]
    stated = Expectation.objects.filter(action_id__in=list(actions)).order_by("line")
    found: dict[int, list[str]] = {}
    for one in stated.select_related("action").annotate(said=Subquery(last)):
        said = one.said or (TOO_EARLY if one.action.started_date else "")
        if said and said not in found.setdefault(one.action_id, []):
            found[one.action_id].append(said)
    return {action: " ".join(said) for action, said in found.items() if said}

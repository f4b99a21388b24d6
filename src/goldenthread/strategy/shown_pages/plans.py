"""What the pages of the plan and of one action show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.models import Post
from goldenthread.measures.rules import registry
from goldenthread.strategy.models import (
    Action,
    Evidence,
    Expectation,
    Inspection,
    Milestone,
)
from goldenthread.strategy.queries.figures import released
from goldenthread.strategy.queries.findings import role_title
from goldenthread.strategy.queries.papers import expected_words
from goldenthread.strategy.rules.board import FindingRow, late_words
from goldenthread.strategy.rules.effect import month_number
from goldenthread.strategy.rules.plan import pounds
from goldenthread.strategy.rules.shown import CHANGE_WORDS
from goldenthread.strategy.rules.variation import LEAST, limits
from goldenthread.ui.charts import Chart, Series, line
from goldenthread.ui.words import plain_date


def plan_rows(findings: Sequence[FindingRow], on: date) -> list[dict[str, Any]]:
    """Return each finding with its actions as table rows."""
    return [
        {
            "finding": row,
            "acts": [
                [
                    {
                        "text": act.title,
                        "href": reverse("improvement:action", args=[act.id]),
                        "header": True,
                    },
                    act.state.capitalize(),
                    {"text": act.owner, "quiet": f" {act.body}"},
                    plain_date(act.planned_end),
                    late_words(act.days_late(on)) or "In time",
                ]
                for act in row.acts
            ],
        }
        for row in findings
    ]


ACTION_PAGE = (
    *("area", "finding", "workstream", "owner_post__organisation"),
    *("education_post__organisation", "health_post__organisation", "care_post__organisation"),
)


def action_page(action: Action, waits: Sequence[str], on: date) -> dict[str, Any]:
    """Return everything the page of one action shows, read with ACTION_PAGE. Five queries."""
    stated = list(action.expectations.prefetch_related("readings"))
    milestones = action.milestones.select_related("owner_post__organisation")
    areas = {action.area_id, *(a for one in stated for a in one.comparison_areas)}
    series = released(areas, [one.measure for one in stated], until=on)
    return {
        "facts": [
            {"key": "Done?", "value": action.get_state_display()},
            {"key": "Owner", "value": _who(action.owner_post)},
            {"key": "Education", "value": _who(action.education_post) or "Nobody named"},
            {"key": "Health", "value": _who(action.health_post) or "Nobody named"},
            {"key": "Social care", "value": _who(action.care_post) or "Nobody named"},
            {
                "key": "Planned",
                "value": f"{plain_date(action.planned_start_date)} to "
                f"{plain_date(action.planned_end_date)}",
            },
            {"key": "Started", "value": _day(action.started_date)},
            {"key": "Done on", "value": _day(action.done_date)},
            {"key": "Cost", "value": pounds(action.cost_pence)},
            {"key": "Waits for", "value": ", ".join(waits) or "Nothing"},
        ],
        "lines": [_line(one, action, series) for one in stated],
        "steps": [
            _step_row(step, _who(step.owner_post), on)
            for step in milestones.order_by("due_date", "pk")
        ],
        "evidence": [_evidence_row(each) for each in action.evidence.order_by("-dated", "-pk")],
    }


def _day(day: date | None) -> str:
    return plain_date(day) if day else "Not yet"


def _who(post: Post | None) -> str:
    return f"{role_title(post.role)}, {post.organisation.name}" if post else ""


def _line(one: Expectation, action: Action, series: Any) -> dict[str, Any]:
    """Return one of the two lines: what was expected, what is seen, and the chart of it."""
    readings = sorted(one.readings.all(), key=lambda each: (each.as_of_date, each.read_at))
    if readings:
        said = readings[-1].sentence
    elif action.started_date:
        said = "Too early to say: no figures have been worked out since it started."
    else:
        said = "Not started."
    return {
        "title": one.get_line_display(),
        "expected": expected_words(one),
        "said": said,
        "earlier": [(each.as_of_date, each.sentence) for each in readings[:-1]][::-1],
        "chart": _chart(one, action, series.get((one.area_id, one.measure), [])),
    }


def _chart(one: Expectation, action: Action, months: Any) -> Chart | None:
    known = [month for month in months if month.value is not None]
    if not known:
        return None
    measure = registry.latest(one.measure)
    start = month_number(action.started_date) if action.started_date else None
    before = [m.value for m in known if start is None or month_number(m.day) < start]
    around = limits(before[-12:]) if len(before[-12:]) >= LEAST else None
    begun = f"Started {plain_date(action.started_date)}. " if action.started_date else ""
    usual = "The band is the usual range before it started." if around else ""
    return line(
        measure.title,
        f"{begun}Each month by itself, released figures. {usual}".strip(),
        [month.day for month in months],
        [Series(measure.title, tuple(month.value for month in months))],
        unit="%" if CHANGE_WORDS[measure.unit] == " percentage points" else "",
        limits=(round(max(0.0, around.lower), 1), round(around.upper, 1)) if around else None,
        places=1,
    )


def _step_row(step: Milestone, owner: str, on: date) -> dict[str, Any]:
    if step.reached_date:
        state = f"Reached {plain_date(step.reached_date)}"
    elif step.dropped_date:
        state = f"Dropped: {step.dropped_reason}"
    else:
        late = late_words(max(0, (on - step.due_date).days))
        state = late or "Running"
    moved = step.due_date != step.first_due_date
    return {
        "id": step.pk,
        "title": step.title,
        "owner": owner,
        "due": plain_date(step.due_date),
        "first": plain_date(step.first_due_date) if moved else "",
        "why": step.moved_reason,
        "state": state,
        "open": not (step.reached_date or step.dropped_date),
    }


def _evidence_row(each: Evidence) -> dict[str, Any]:
    return {
        "id": each.pk,
        "title": each.title,
        "where": each.where,
        "dated": plain_date(each.dated),
        "strength": f"{each.strength} of 5: {each.get_strength_display()}",
        "checked": each.check_finding,
        "open": each.checked_at is None,
    }


def stream_rows(inspection: Inspection) -> list[list[Any]]:
    """Return each workstream and who leads it as table rows. One query."""
    streams = inspection.workstreams.select_related(
        "lead_post__organisation", "second_post__organisation", "family_post__organisation"
    )
    return [
        [
            {"text": each.name, "header": True, "quiet": f" {each.aim}"},
            _who(each.lead_post),
            _who(each.second_post),
            _who(each.family_post),
        ]
        for each in streams.order_by("pk")
    ]

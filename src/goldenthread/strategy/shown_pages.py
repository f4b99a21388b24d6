"""What the pages of a plan show: rows, tabs and choices, made from what the queries return."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from goldenthread.access.models import Post
from goldenthread.access.queries import posts_named
from goldenthread.access.rules import Asker, Permission, Role
from goldenthread.measures.rules import registry
from goldenthread.measures.rules.entries.waits import SERVICES
from goldenthread.measures.rules.measure import Family
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy.commands.boards import may_write
from goldenthread.strategy.models import (
    Action,
    ChallengeMeeting,
    EvaluationPart,
    Evidence,
    Expectation,
    Inspection,
    Milestone,
    ProgressReport,
    Risk,
    SelfEvaluation,
    Sentence,
)
from goldenthread.strategy.models.boards import Part
from goldenthread.strategy.models.inspections import SentenceKind, SentencePart
from goldenthread.strategy.queries import papers, reach
from goldenthread.strategy.queries.board import role_words
from goldenthread.strategy.queries.figures import released
from goldenthread.strategy.queries.findings import role_title
from goldenthread.strategy.queries.papers import expected_words
from goldenthread.strategy.rules.board import Board, FindingRow, late_words
from goldenthread.strategy.rules.effect import Month, month_number
from goldenthread.strategy.rules.plan import pounds, risk_score
from goldenthread.strategy.rules.sentences import FACTS
from goldenthread.strategy.rules.shown import CHANGE_WORDS, figure_words, offered
from goldenthread.strategy.rules.variation import LEAST, limits
from goldenthread.ui.charts import Chart, Series, line
from goldenthread.ui.words import plain_date

P = Permission
TABS = (
    ("board", "Board"),
    ("plan", "Plan"),
    ("inspections", "Inspections"),
    ("commissioning", "What to commission"),
    ("log", "Risks and decisions"),
    ("challenge", "Challenge"),
    ("evaluations", "Self-evaluation"),
    ("progress", "Public progress"),
)

SERVICE_WORDS = {str(each): f"{words[:1].upper()}{words[1:]}" for each, words in SERVICES}


def frame(area: LocalArea, by: Asker, here: str) -> dict[str, Any]:
    """Return the tabs round every page of an area's plan."""
    tabs = [
        {
            "text": text,
            "href": reverse(f"improvement:{name}", args=[area.code]),
            "current": name == here,
        }
        for name, text in TABS
    ]
    return {"area": area, "sub_navigation": tabs, "sub_navigation_label": "This plan"}


# Choices


def post_choices(area_id: int, on: date) -> list[tuple[str, str]]:
    """Return the posts that may own something, each with its body."""
    return [(str(pk), post.label) for pk, post in reach.posts(area_id, on=on).items()]


def family_choices(area_id: int, on: date) -> list[tuple[str, str]]:
    """Return the posts that speak for families."""
    return [
        (str(pk), post.label)
        for pk, post in reach.posts(area_id, on=on).items()
        if post.role is Role.FORUM_REPRESENTATIVE
    ]


def entered_choices() -> list[tuple[str, str]]:
    """Return the measures that the record cannot tell, to be entered from surveys."""
    return [
        (each.key, each.title)
        for each in offered()
        if all(cell.family is Family.NOTHING for cell in each.formula.cells)
    ]


# The board


def headline_figures(board: Board) -> list[dict[str, Any]]:
    """Return the few numbers that head the board; done is not among them."""
    counts = board.counted()
    late = sum(promise.days_late > 0 for promise in board.promises)
    return [
        {"number": counts["worse"], "text": "worse"},
        {"number": counts["no effect seen"], "text": "no effect seen"},
        {"number": counts["better"], "text": "better"},
        {"number": counts["too early"], "text": "too early to say"},
        {"number": late, "text": "promises late"},
    ]


def balance_rows(board: Board) -> list[list[Any]]:
    """Return each partner's open promises as table rows."""
    return [
        [
            {"text": each.body, "header": True},
            str(each.open),
            str(each.late),
            {"text": each.next.what, "quiet": f" by {plain_date(each.next.due)}"},
        ]
        for each in board.balance
    ]


# Inspections


def inspection_rows(area_id: int) -> list[list[Any]]:
    """Return the readings of an area as table rows, the newest first. One query."""
    rows = Inspection.objects.filter(area_id=area_id).annotate(
        waiting=Count("sentences", filter=Q(sentences__decision="PENDING"))
    )
    return [
        [
            {"text": row.file_name, "href": reverse("improvement:inspection", args=[row.pk])},
            row.get_state_display(),
            plain_date(row.reported_date) if row.reported_date else "Not confirmed",
            str(row.waiting),
        ]
        for row in rows.order_by("-read_at", "-pk")
    ]


def item_rows(inspection: Inspection) -> list[list[Any]]:
    """Return what is to be judged, an item a row: what it is, where, and how far. One query."""
    found: dict[tuple[str, int], list[Sentence]] = {}
    for row in inspection.sentences.order_by("kind", "item", "order"):
        found.setdefault((row.kind, row.item), []).append(row)
    order = [str(kind) for kind in SentenceKind]
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    return [_item_row(inspection, kind, item, found[kind, item]) for kind, item in keys]


def _item_row(inspection: Inspection, kind: str, item: int, rows: Sequence[Sentence]) -> list[Any]:
    waiting = sum(row.decision == "PENDING" for row in rows)
    label = SentenceKind(kind).label
    name = label if kind == SentenceKind.FACT else f"{label} {item}"
    first = "" if kind == SentenceKind.FACT else _start(rows[0].text_read)
    href = reverse("improvement:judge", args=[inspection.pk, kind.lower(), item])
    pages = sorted({row.page for row in rows if row.page})
    return [
        {"text": name, "href": href, "header": True, "quiet": f" {first}" if first else ""},
        ", ".join(map(str, pages)) or "Not found",
        str(len(rows)),
        f"{waiting} to check" if waiting else "Checked",
    ]


def _start(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."


def judged_rows(inspection: Inspection, kind: str, item: int) -> list[tuple[Sentence, str]]:
    """Return the sentences of one item, each with words that say what and where it is."""
    rows = inspection.sentences.filter(kind=kind, item=item).order_by("order")
    return [
        (row, f"{FACTS.get(row.name) or SentencePart(row.part).label}. {where(row)}")
        for row in rows
    ]


def where(row: Sentence) -> str:
    """Say where a sentence stands on the page."""
    if row.page is None:
        return row.why_missing or "No place is known."
    if not row.box:
        return f"Page {row.page}."
    top, bottom = (round(row.box[at] / 28.35, 1) for at in (1, 3))  # points to centimetres
    return f"Page {row.page}, {top} to {bottom} cm from the top."


# The plan


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


# Challenge and self-evaluation


def meeting_rows(area_id: int) -> list[list[Any]]:
    """Return the meetings as table rows, the latest first. One query."""
    rows = ChallengeMeeting.objects.filter(area_id=area_id).annotate(
        asked=Count("questions"), owed=Count("questions", filter=Q(questions__answered_date=None))
    )
    return [
        [
            {
                "text": row.title,
                "href": reverse("improvement:meeting", args=[row.pk]),
                "header": True,
            },
            plain_date(row.held_date),
            str(row.asked),
            str(row.owed),
        ]
        for row in rows.order_by("-held_date", "-pk")[:40]
    ]


def meeting_page(meeting: ChallengeMeeting, *, by: Asker, on: date) -> dict[str, Any]:
    """Return everything the page of one meeting shows. Four queries."""
    asked = list(meeting.questions.select_related("evidence").order_by("due_date", "pk"))
    posts = {post for each in asked for post in (each.asked_post_id, each.owed_post_id)}
    people = posts_named(posts | set(meeting.attended))
    keys = {each.measure for each in asked if each.measure}
    series = released([meeting.area_id], keys, until=on) if keys else {}
    leads = by.may(P.IMPROVEMENT_CHANGE, meeting.area_id)
    attended: dict[str, list[str]] = {}
    for post in meeting.attended:
        attended.setdefault(people[post].organisation, []).append(role_words(people[post]))
    return {
        "meeting": meeting,
        "attended": [f"{body}: {', '.join(roles)}" for body, roles in sorted(attended.items())],
        "questions": [
            {
                "id": each.pk,
                "question": each.question,
                "asked": people[each.asked_post_id].organisation,
                "owed": f"{role_words(people[each.owed_post_id])}, "
                f"{people[each.owed_post_id].organisation}",
                "due": plain_date(each.due_date),
                "late": late_words(max(0, ((each.answered_date or on) - each.due_date).days)),
                "figure": _latest(each.measure, series.get((meeting.area_id, each.measure), [])),
                "answer": each.answer,
                "answered": plain_date(each.answered_date) if each.answered_date else "",
                "evidence": each.evidence.title if each.evidence else "",
                "may_answer": not each.answered_date
                and (leads or reach.holds(by, each.owed_post_id)),
            }
            for each in asked
        ],
    }


def _latest(key: str, months: Sequence[Month]) -> str:
    known = [month for month in months if month.value is not None]
    if not key or not known:
        return ""
    found = figure_words(key, Decimal(str(known[-1].value)), known[-1].day)
    return f"{registry.latest(key).title}: {found}"


def evaluation_rows(area_id: int) -> list[list[Any]]:
    """Return the self-evaluations as table rows, the latest first. One query."""
    rows = SelfEvaluation.objects.filter(area_id=area_id).annotate(written=Count("parts"))
    return [
        [
            {
                "text": row.title,
                "href": reverse("improvement:evaluation", args=[row.pk]),
                "header": True,
            },
            plain_date(row.as_of_date),
            f"{row.written} of {len(Part)}",
            plain_date(row.finished_date) if row.finished_date else "Being written",
        ]
        for row in rows.order_by("-as_of_date", "-pk")[:40]
    ]


def _claims(part: EvaluationPart | None) -> int:
    return len(part.claims.all()) if part else 0


def evaluation_page(found: SelfEvaluation, *, by: Asker) -> dict[str, Any]:
    """Return everything the page of one self-evaluation shows. Four queries."""
    written = {each.part: each for each in found.parts.prefetch_related("claims")}
    own = reach.own_post(by, found.area_id)
    people = posts_named({each.written_post_id for each in written.values()} | {own or 0})
    bodies = {post.organisation_id for post in by.posts}
    parts = []
    for one in Part:
        each = written.get(one)
        post = people.get(own or 0)
        writes = post is not None and may_write(one, role=post.role, kind=post.kind)
        parts.append(
            {
                "name": one.label,
                "key": one.value.lower(),
                "part": each,
                "by": role_words(people[each.written_post_id]) if each else "",
                "body": people[each.written_post_id].organisation if each else "",
                "claims": [
                    {"text": c.text, "title": registry.latest(c.measure).title, "shown": c.shown}
                    for c in (each.claims.all() if each else [])
                ],
                "may_write": writes and not found.finished_date,
                "may_claim": each is not None
                and not found.finished_date
                and people[each.written_post_id].organisation_id in bodies,
            }
        )
    return {
        "evaluation": found,
        "parts": parts,
        "balance": [[one.label, str(_claims(written.get(one)))] for one in Part],
    }


# Risks, decisions and public progress


def log(area: LocalArea, *, on: date) -> dict[str, Any]:
    """Return the open risks, the heaviest first, and the last decisions."""
    risks = list(Risk.objects.filter(area_id=area.pk, closed_date=None))
    people = posts_named({risk.owner_post_id for risk in risks})
    risks.sort(key=lambda risk: -risk_score(risk.likelihood, risk.impact))
    return {
        "risks": [
            {
                "id": risk.pk,
                "text": risk.text,
                "score": risk_score(risk.likelihood, risk.impact),
                "mitigation": risk.mitigation,
                "owner": role_words(people[risk.owner_post_id]),
            }
            for risk in risks
        ],
        "decisions": papers.decisions(area.pk, on=on),
    }


def progress_rows(area_id: int) -> list[list[Any]]:
    """Return the reports made for the public as table rows, the newest first. One query."""
    rows = ProgressReport.objects.filter(area_id=area_id).order_by("-as_of_date", "-pk")[:12]
    return [
        [
            {
                "text": plain_date(row.as_of_date),
                "href": reverse("improvement:sign", args=[row.pk]),
                "header": True,
            },
            "Signed" if row.council_at else "Waits",
            "Signed" if row.icb_at else "Waits",
            "Public" if row.published_at else "Not public",
        ]
        for row in rows
    ]

"""What the pages of challenge and of self-evaluation show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from goldenthread.access.queries import posts_named
from goldenthread.access.rules import Asker, Permission
from goldenthread.measures.rules import registry
from goldenthread.strategy.commands.boards import may_write
from goldenthread.strategy.models import (
    ChallengeMeeting,
    EvaluationPart,
    SelfEvaluation,
)
from goldenthread.strategy.models.boards import Part
from goldenthread.strategy.queries import reach
from goldenthread.strategy.queries.board import role_words
from goldenthread.strategy.queries.figures import released
from goldenthread.strategy.rules.board import late_words
from goldenthread.strategy.rules.effect import Month
from goldenthread.strategy.rules.shown import figure_words
from goldenthread.ui.words import plain_date


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
    leads = by.may(Permission.IMPROVEMENT_CHANGE, meeting.area_id)
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

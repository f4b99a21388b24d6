"""What the pages of the board show, of risks, decisions and what is told in public."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.queries import posts_named
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy.models import (
    ProgressReport,
    Risk,
)
from goldenthread.strategy.queries import papers
from goldenthread.strategy.queries.board import role_words
from goldenthread.strategy.rules.board import Board
from goldenthread.strategy.rules.plan import risk_score
from goldenthread.ui.words import plain_date


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

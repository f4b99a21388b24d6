"""The tabs round each page of a plan, and the lists its forms offer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker, Role
from goldenthread.measures.rules.entries.waits import SERVICES
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy.queries import reach
from goldenthread.strategy.rules.shown import is_surveyed, offered

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
    """Return the measures that families' answers tell: months before ours may be entered."""
    return [(each.key, each.title) for each in offered() if is_surveyed(each)]

"""What the pages of the surveys show, as plain values for their templates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from goldenthread.heard import forms, queries
from goldenthread.heard.models import Asked
from goldenthread.heard.rules.items import STANDS_WORDS, Stands
from goldenthread.heard.rules.questions import STEP_WORDS, Step
from goldenthread.organisations.models import LocalArea
from goldenthread.people.models import Child


def step_words(step: str) -> str:
    """Return what a family is asked after, in their words."""
    return STEP_WORDS[Step(step)]


def mine(child: Child, asks: Sequence[Asked]) -> dict[str, Any]:
    """Return what one person is asked of one child."""
    return {
        "asks": [
            {
                "words": step_words(each.ticket.step),
                "href": reverse("family:heard-asked", args=[each.pk]),
            }
            for each in asks
        ],
        "year": reverse("family:heard-year", args=[child.area.code]),
        "back": {"text": "Where are we?", "href": reverse("family:where", args=[child.pk])},
    }


def did(area: LocalArea, sent: forms.Confirm) -> dict[str, Any]:
    """Return each thing that was said, where it stands, and a form where families are asked."""
    wrong = int(sent.data["item"]) if sent.errors and sent.data["item"].isdecimal() else 0
    rows: list[dict[str, Any]] = [
        {
            "item": item,
            "words": STANDS_WORDS[item.stands],
            "done": item.stands in (Stands.CONFIRMED, Stands.NO_CHANGE),
            "form": _form(item.id, sent if item.id == wrong else None)
            if item.stands is Stands.ASKING
            else None,
        }
        for item in queries.public_items(area.pk)
    ]
    shown = next((row["form"] for row in rows if row["item"].id == wrong), sent)
    return {"area": area, "rows": rows, "form": shown or sent}


def _form(item_id: int, sent: forms.Confirm | None) -> forms.Confirm:
    """Return the form of one item: each box has a name of its own on the page."""
    first = {"item": item_id, "once": forms.new_once()}
    made = forms.Confirm(initial=first, auto_id=f"item-{item_id}-%s")
    if sent is not None:
        made = forms.Confirm({**first, "helped": sent.data.get("helped", "")},
                             auto_id=f"item-{item_id}-%s")  # fmt: skip
        made.is_valid()
    return made

"""What the pages of a family's own account show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from goldenthread.access.queries import SIGN_INS_A_PAGE, SignIns
from goldenthread.access.rules import Asker
from goldenthread.family import forms
from goldenthread.family.rules.words import RELATIONS, Said
from goldenthread.people.models import Child
from goldenthread.people.rights import Sharing
from goldenthread.ui.paging import paginate


def page_number(text: str) -> int:
    """Return the page asked for, or the first."""
    return max(1, int(text)) if text.isdecimal() else 1


def account(by: Asker, found: SignIns) -> dict[str, Any]:
    """Return who is signed in, and their sign-ins, the newest first."""
    rows = [
        {
            "day": timezone.localdate(one.at),
            "time": f"{timezone.localtime(one.at):%H:%M}",
            "device": one.device,
            "worked": one.worked,
        }
        for one in found.rows
    ]
    paging = paginate(found.total, {"page": [str(found.page)]}, size=SIGN_INS_A_PAGE)
    return {"name": by.name, "email": found.email, "rows": rows, "paging": paging}


def sharing(child: Child, rows: Sequence[Sharing], sent: forms.Sharing | None) -> dict[str, Any]:
    """Return each adult with a form of their own; what was refused stays as it was typed."""
    asked = str(sent["adult"].value()) if sent is not None else ""
    return {
        "sent": sent,
        "has_errors": bool(sent and sent.errors),
        "rows": [
            {
                "who": Said(RELATIONS.get(row.relationship, RELATIONS["other"])),
                "answer": row.answer,
                "form": sent if sent is not None and str(row.adult_id) == asked else _form(row),
            }
            for row in rows
        ],
        "back": {"text": "Where are we?", "href": reverse("family:where", args=[child.pk])},
    }


def _form(row: Sharing) -> forms.Sharing:
    return forms.Sharing(
        auto_id=f"id_{row.adult_id}_%s",
        initial={
            "adult": row.adult_id,
            "answer": row.answer or None,
            "sections": list(row.sections),
        },
    )

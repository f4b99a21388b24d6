"""Rows and words of the pages of letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from goldenthread.letters.models import Handover, Hold
from goldenthread.letters.queries.reading import CopyRow, LetterPage, LetterRow, title_of
from goldenthread.letters.queries.waiting import OPEN_STATES
from goldenthread.letters.rules.handover import HOLD_WORDS, STATE_WORDS, HoldKind, State
from goldenthread.people.queries import NamedChild
from goldenthread.ui.words import plain_date

NOBODY = "Sealed record"


def letter_row(row: LetterRow) -> list[Any]:
    """Return one line of a child's letters."""
    return [
        {"text": row.title, "href": reverse("letters:letter", args=[row.id]), "header": True},
        plain_date(row.decided_date),
        plain_date(row.sent_date) if row.sent_date else "Not yet",
        letter_state(row),
    ]


def letter_state(row: LetterRow) -> str:
    """Say in words how a letter stands."""
    if row.superseded:
        return "Another took its place"
    if row.held:
        return f"{row.held} of {row.copies} held"
    return f"{row.sent} of {row.copies} sent"


def copy_row(row: CopyRow) -> dict[str, Any]:
    """Return what a letter's page says of one copy."""
    facts = [
        ("Reader", row.reader),
        ("By", row.channel),
        ("Form", row.form),
        ("Stands", row.state + (f": {row.problem}" if row.problem else "")),
        ("Sent", _moment(row.sent_at)),
        ("Receipt", row.receipt),
        ("Served", plain_date(row.served_date) if row.served_date else ""),
        ("Seen", _moment(row.seen_at)),
    ]
    return {
        "name": row.name,
        "facts": [{"key": key, "value": value} for key, value in facts if value],
        "pdf": reverse("letters:pdf", args=[row.id]),
        "docx": reverse("letters:docx", args=[row.id]),
        "holds": [reverse("letters:hold", args=[hold]) for hold in row.holds],
        "tasks": row.tasks,
        "due": row.owed.due if row.owed and not row.owed.stopped else None,
        "given": row.owed.stopped if row.owed else None,
        "late": bool(row.owed and row.owed.days_late),
        "form": reverse("letters:form", args=[row.id]) if row.owed else "",
    }


def _moment(at: Any) -> str:
    return f"{plain_date(timezone.localdate(at))}, {timezone.localtime(at):%H:%M}" if at else ""


def letter_facts(page: LetterPage) -> list[dict[str, str]]:
    """Return the dates of a letter, and what took its place."""
    one = page.letter
    facts = [
        ("Decided", plain_date(one.decided_date)),
        ("Written", _moment(one.made_at)),
        ("Last copy sent", plain_date(one.sent_date) if one.sent_date else "Not yet"),
    ]
    return [{"key": key, "value": value} for key, value in facts]


def hold_row(one: Hold, names: Mapping[int, NamedChild]) -> list[Any]:
    """Return one line of the holds to settle."""
    child = names.get(one.child_id)
    return [
        {
            "text": HOLD_WORDS[HoldKind(one.kind)],
            "href": reverse("letters:hold", args=[one.pk]),
            "header": True,
        },
        child.name if child else NOBODY,
        title_of(one.copy.letter.kind),
        _moment(one.raised_at),
    ]


def hold_facts(one: Hold) -> list[dict[str, str]]:
    """Return what is said of a hold: the kind of thing found, never the thing."""
    copy = one.copy
    facts = [
        ("Letter", title_of(copy.letter.kind)),
        ("For", copy.name),
        ("Why it is held", HOLD_WORDS[HoldKind(one.kind)]),
        (
            "What kind of thing was found",
            ", ".join(each.replace("-", " ") for each in one.found) or "Nothing named",
        ),
        ("Held since", _moment(one.raised_at)),
    ]
    return [{"key": key, "value": value} for key, value in facts]


def outbox_row(one: Handover, names: Mapping[int, NamedChild]) -> list[Any]:
    """Return one line of the outbox."""
    child = names.get(one.child_id)
    return [
        {
            "text": title_of(one.copy.letter.kind),
            "href": reverse("letters:letter", args=[one.copy.letter_id]),
            "header": True,
        },
        child.name if child else NOBODY,
        one.copy.name,
        {"text": STATE_WORDS[State(one.state)], "quiet": one.problem},
        _moment(one.sent_at),
    ]


def outbox_figures(counted: Mapping[State, int], here: State | None) -> list[dict[str, Any]]:
    """Return how many copies stand in each state, each a link to them."""
    return [
        {
            "text": f"{STATE_WORDS[state]} ({counted.get(state, 0):,})",
            "href": f"?state={state}",
            "current": state == here,
        }
        for state in OPEN_STATES
    ]

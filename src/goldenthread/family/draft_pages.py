"""The draft plan, line by line: what changed, where it comes from, what was said and answered."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker
from goldenthread.people.models import Child
from goldenthread.people.queries import texts_naming_a_place
from goldenthread.plans.commands.issuing import words_of
from goldenthread.plans.commands.telling import last_day_to_speak
from goldenthread.plans.queries import Desk, draft_state, read_draft, said_before
from goldenthread.plans.rules.changes import changes

SECTION_WORDS = {
    "B": "What is hard, and why",
    "C": "Health needs",
    "D": "Social care needs",
    "E": "What we aim for",
    "F": "Help in school",
    "G": "Help from health",
    "H1": "Help from social care by law",
    "H2": "More help from social care",
}
STATES = {
    "OPEN": "We have not answered yet.",
    "TAKEN_IN": "Yes. We changed the plan.",
    "NOT_TAKEN": "No change, and why:",
}


def page(child: Child, *, by: Asker, today: date) -> dict[str, Any]:
    """Return the draft that was sent, or that there is none. Five queries at most."""
    state = draft_state(child)
    back = {"text": "Where are we?", "href": reverse("family:where", args=[child.pk])}
    frame = {
        "child": {"own": child.standing.own},
        "back": back,
        "today": today,
        "speaks": child.standing.speaks,
    }
    if state is None or state.stage != "SERVED":
        before = [_comment(each) for each in said_before(child, by.user_id)]
        return {**frame, "draft": None, "before": before}
    desk = read_draft(child, state.id)
    if desk.served is None or desk.served_date is None:
        return {**frame, "draft": None}
    last = last_day_to_speak(child, desk.served_date, amends=desk.amends)
    return {
        **frame,
        "draft": state.id,
        "last_day": last,
        "over": last < today,
        "sections": _sections(child, desk, by, today),
        "whole": [_comment(each) for each in _said(desk, by) if not each["row"]],
    }


def _said(desk: Desk, by: Asker) -> list[dict[str, Any]]:
    """Return what this reader said of the draft; what others said is theirs (rule 14)."""
    return [each for each in desk.comments if each["written_by_id"] == by.user_id]


def _sections(child: Child, desk: Desk, by: Asker, today: date) -> list[dict[str, Any]]:
    assert desk.served is not None
    limited = child.standing.sections
    changed = _changed(desk)
    said = defaultdict(list)
    for each in _said(desk, by):
        said[each["row"]].append(_comment(each))
    found: dict[str, list[dict[str, Any]]] = {}
    lines = words_of(desk.served)
    told = () if child.standing.location else [text for _, text in lines.values()]
    naming = texts_naming_a_place(told, child, on=today) if told else frozenset()
    for row, (section, text) in lines.items():
        if limited and section not in limited:
            continue
        hidden = text in naming
        found.setdefault(section, []).append(
            {
                "row": row,
                "section": section,
                "text": "" if hidden else text,
                "from": "" if hidden else _comes_from(desk, row),
                "changed": changed.get(row, ""),
                "comments": said[row],
            }
        )
    return [
        {"title": SECTION_WORDS.get(letter, letter), "letter": letter, "rows": found[letter]}
        for letter in sorted(found)
    ]


def _comes_from(desk: Desk, row: str) -> str:
    authors = [each["author"] for each in desk.sources if row in each["rows"]]
    return ", ".join(dict.fromkeys(authors))


def _changed(desk: Desk) -> dict[str, str]:
    """Say of each line whether it is new or changed against the plan in force."""
    if desk.amended is None or desk.served is None:
        return {}
    found = {}
    for change in changes(desk.amended, desk.served):
        if change.row:
            found[change.row] = "This is new." if not change.was else "This has changed."
    return found


def _comment(each: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": each["text"],
        "state": STATES[each["state"]],
        "answer": each["answer"],
        "answered": each["state"] != "OPEN",
    }

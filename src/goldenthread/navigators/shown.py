"""What the pages of navigators show, as plain values for their templates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.navigators import queries
from goldenthread.navigators.models import Case
from goldenthread.navigators.rules import (
    ASKED_WORDS,
    CHANGE_WORDS,
    CHANNELS,
    ENDING_WORDS,
    FELT_WORDS,
    Change,
)
from goldenthread.people.frame import frame
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name
from goldenthread.ui.paging import link, paginate
from goldenthread.ui.words import in_days, plain_date

WHOSE = (("mine", "Mine"), ("nobody", "Nobody's yet"), ("all", "All of my team's"))
FIRST_STEP = "Be in touch for the first time"


def own_list(by: Asker, given: dict[str, Any], on: date) -> dict[str, Any]:
    """Return one page of a navigator's families."""
    whose = next((v for v in given.get("whose", []) if v in dict(WHOSE)), "mine")
    rows = queries.own_list(by, whose=whose)
    paging = paginate(len(rows), given)
    shown = rows[paging.offset : paging.last]
    for each in shown:
        audit.note(Note(action=Action.LIST, child_id=each.child_id, purpose="navigator-list"))
    return {
        "rows": [_row(each, on) for each in shown],
        "late": sum(row.due is not None and row.due < on for row in rows),
        "paging": paging,
        "whose": [
            {"text": text, "href": link(given, whose=key), "current": key == whose}
            for key, text in WHOSE
        ],
        "empty": {
            "mine": "You have no family now. Look at those that are nobody's yet.",
            "nobody": "Every family that asked has a navigator.",
            "all": "Nobody has asked for a navigator.",
        }[whose],
        "today": on,
    }


def _row(each: queries.Row, on: date) -> dict[str, Any]:
    due = each.due
    return {
        "name": each.name,
        "href": reverse("navigators:case", args=[each.id]),
        "asked": plain_date(each.asked_date),
        "step": each.next_action or FIRST_STEP,
        "due": f"{plain_date(due)} {in_days(due, on)}" if due else "No day set",
        "late": due is not None and due < on,
        "navigator": each.navigator or "Nobody yet",
    }


def named(row: Case, child: Child) -> dict[str, Any]:
    """Return whose page it is."""
    name = display_name(child)
    return {"row": row, "name": name, "home": reverse("navigators:case", args=[row.pk])}


def case(by: Asker, row: Any, child: Child, on: date) -> dict[str, Any]:
    """Return one family's page."""
    open_now = row.ended_date is None
    due = queries.promised(row.asked_date) if row.met_date is None else row.next_date
    return {
        **named(row, child),
        "facts": [
            {"key": "Asked for by", "value": f"{ASKED_WORDS[row.asked_by]}: {row.asked_name}"},
            {"key": "Asked on", "value": plain_date(row.asked_date)},
            {"key": "What would help", "value": row.wanted},
            {"key": "Navigator", "value": row.navigator or "Nobody yet"},
            {"key": "What the family says", "value": FELT_WORDS.get(row.felt, "Nothing yet")},
        ],
        "step": row.next_action or FIRST_STEP,
        "due": f"{plain_date(due)} {in_days(due, on)}" if due else "",
        "late": due is not None and due < on,
        "open": open_now,
        "ended": f"{ENDING_WORDS[row.ending]}, {plain_date(row.ended_date)}"
        if not open_now
        else "",
        "mine": row.post_id in {post.id for post in by.posts},
        "contacts": [
            [
                {"text": plain_date(each.contact_date), "header": True},
                CHANNELS[each.channel],
                each.words,
            ]
            for each in queries.contacts_of(row)
        ],
        "changes": [
            [
                {"text": plain_date(each.change_date), "header": True},
                CHANGE_WORDS[Change(each.kind)],
                each.words,
            ]
            for each in queries.changes_of(row)
        ],
        "today": on,
    }


def child(by: Asker, found: Child, on: date) -> dict[str, Any]:
    """Return what the desk sees of a child's navigator: where it stands, and what changed."""
    row = queries.newest_of(found)
    held = row is not None and row.ended_date is None
    return {
        **frame(by, found, "navigators:child", on),
        "held": held,
        "facts": _told(row, found) if row else [],
        "changes": [
            [
                {"text": plain_date(date.fromisoformat(one["on"])), "header": True},
                CHANGE_WORDS[Change(one["kind"])],
                one["words"],
            ]
            for one in (row.told if row else [])
        ],
        "there": queries.team_of(found.area_id, on=on) is not None,
        "may": by.may(Permission.NAVIGATOR_ASK, found.area_id),
    }


def _told(row: Any, found: Child) -> list[dict[str, Any]]:
    professional = FieldClass.PROFESSIONAL in found.classes_in_reach
    asked = f"{ASKED_WORDS[row.asked_by]}, {plain_date(row.asked_date)}"
    facts = [{"key": "Asked for by", "value": asked}]
    if professional:
        facts.append({"key": "What would help", "value": row.wanted})
    facts.append({"key": "Navigator", "value": row.navigator or "Nobody yet"})
    if row.met_date:
        facts.append({"key": "First in touch", "value": plain_date(row.met_date)})
    else:
        last = plain_date(queries.promised(row.asked_date))
        facts.append({"key": "To be in touch by", "value": last})
    if row.next_action:
        day = f", {plain_date(row.next_date)}" if row.next_date else ""
        facts.append({"key": "Next step", "value": f"{row.next_action}{day}"})
    if row.felt:
        facts.append({"key": "What the family says", "value": FELT_WORDS[row.felt]})
    if row.ended_date:
        ended = f"{ENDING_WORDS[row.ending]}, {plain_date(row.ended_date)}"
        facts.append({"key": "Ended", "value": ended})
    return facts

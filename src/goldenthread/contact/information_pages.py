"""What the pages of requests for information show, as plain values for their templates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker
from goldenthread.contact.models import InformationRequest
from goldenthread.contact.queries import information as queries
from goldenthread.contact.queries.information import RequestRow, ShowRequests
from goldenthread.contact.rules import information as rules
from goldenthread.contact.rules.information import RIGHTS, STATES, WAITING, State, Waiting
from goldenthread.ui.paging import SIZE, link, paginate, wanted
from goldenthread.ui.words import distance, plain_date, short_date

Given = dict[str, list[str]]
SHOWN = {
    ShowRequests.OPEN: "Waiting for our answer",
    ShowRequests.HELD: "Waiting for them",
    ShowRequests.ANSWERED: "Answered",
    ShowRequests.WITHDRAWN: "Withdrawn",
}
NOTHING = {
    ShowRequests.OPEN: "No request waits for our answer.",
    ShowRequests.HELD: "We wait for nobody's proof or explanation.",
    ShowRequests.ANSWERED: "No request has been answered yet.",
    ShowRequests.WITHDRAWN: "No request was withdrawn.",
}
NO_CALENDAR = "15 school days: the school's own days are not known here"


def listed(by: Asker, given: Given, on: date) -> dict[str, Any]:
    """Return one page of requests."""
    name = (given.get("show") or [""])[-1]
    show = ShowRequests(name) if name in set(ShowRequests) else ShowRequests.OPEN
    first = (wanted(given) - 1) * SIZE
    found = queries.requests(by=by, show=show, on=on, offset=first, most=SIZE)
    return {
        "rows": [row_cells(each, on) for each in found.rows],
        "paging": paginate(found.total, given),
        "nothing": NOTHING[show],
        "kinds": [
            {
                "text": f"{words} ({found.counts[each]:,})",
                "href": link(given, show=each.value, page=None),
                "current": each is show,
            }
            for each, words in SHOWN.items()
        ],
    }


def row_cells(row: RequestRow, on: date, *, with_child: bool = True) -> list[Any]:
    """Return one request as the cells of a table."""
    who = [{"text": row.child.name if row.child else "", "quiet": row.who}] if with_child else []
    return [
        {
            "text": row.reference,
            "href": reverse("contact:information-one", args=[row.id]),
            "header": True,
        },
        *who,
        RIGHTS[row.right].title,
        short_date(row.asked),
        _last_day(row, on),
    ]


def _last_day(row: RequestRow, on: date) -> dict[str, str]:
    if row.state is not State.OPEN:
        return {"text": STATES[row.state]}
    if row.due is None:
        return {"text": NO_CALENDAR}
    more = f", put off to {short_date(row.extended)}" if row.extended else ""
    return {"text": short_date(row.due), "quiet": f"{distance(row.due, on)}{more}"}


def one(by: Asker, request_id: int, on: date) -> dict[str, Any]:
    """Return one request, with what may be done next."""
    found = queries.request_for(request_id, by=by, on=on)
    made, row = found.made, found.row
    return {
        "made": made,
        "facts": [
            {"key": "Child", "value": row.child.name if row.child else ""},
            {"key": "Who asks", "value": made.name},
            {"key": "What they ask for", "value": RIGHTS[row.right].title},
            {"key": "Came", "value": plain_date(made.asked_date)},
            {"key": "State", "value": _stands(made, row.state)},
            *_days(row, on),
        ],
        "acts": acts(row),
        "rule": RIGHTS[row.right].rule,
        "thread": reverse("contact:child", args=[made.child_id]),
    }


def _stands(made: InformationRequest, state: State) -> str:
    if state is State.HELD and made.held_date:
        asked = WAITING[Waiting(made.waiting)].lower()
        return f"We asked for {asked} on {plain_date(made.held_date)}. The clock waits."
    return STATES[state]


def _days(row: RequestRow, on: date) -> list[dict[str, str]]:
    if row.state is not State.OPEN:
        return []
    due = f"{plain_date(row.due)} ({distance(row.due, on)})" if row.due else NO_CALENDAR
    more = [{"key": "Put off to", "value": plain_date(row.extended)}] if row.extended else []
    return [{"key": "Answer by", "value": due}, *more]


def acts(row: RequestRow) -> list[str]:
    """Return what may be done to a request next, the one that is owed first."""
    if row.state not in rules.WAITS:
        return []
    if row.state is State.HELD:
        return ["came", "answer", "withdraw"]
    pause = ["wait"] if rules.may_pause(row.right, row.asked) else []
    longer = ["longer"] if rules.longest(row.right, row.asked) and not row.extended else []
    return ["answer", *pause, *longer, "withdraw"]

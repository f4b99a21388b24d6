"""What the pages of messages show, as plain values for their templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access import queries as access
from goldenthread.access.rules import Asker, Permission
from goldenthread.contact import complaint_pages, information_pages, queries
from goldenthread.contact.models import NightCheck
from goldenthread.contact.queries import ContactRow, Show, ShowGaps
from goldenthread.contact.queries.information import requests_of_child
from goldenthread.contact.rules import CHANNELS, KINDS, STATES, Channel, State, Way
from goldenthread.contact.rules.needs import asks, calls_only
from goldenthread.people.models import Child
from goldenthread.ui.paging import SIZE, link, paginate, wanted
from goldenthread.ui.words import distance, month, plain_date, short_date

Given = dict[str, list[str]]
SHOWN = {
    Show.MINE: "Mine",
    Show.ALL: "All that wait",
    Show.URGENT: "Struggling, not taken on",
    Show.UNMATCHED: "About no child yet",
    Show.ANSWERED: "Answered or closed",
}
NOTHING = {
    Show.MINE: "Nothing waits for your answer.",
    Show.ALL: "Nobody waits for an answer.",
    Show.URGENT: "Every family that said it is struggling has been taken on.",
    Show.UNMATCHED: "Every message is matched to a child.",
    Show.ANSWERED: "Nothing has been answered yet.",
}


def chosen(given: Given) -> Show:
    """Return which list is asked for; an unknown one is the asker's own."""
    name = (given.get("show") or [""])[-1]
    return Show(name) if name in set(Show) else Show.MINE


def inbox(by: Asker, given: Given, on: date) -> dict[str, Any]:
    """Return one page of messages."""
    show = chosen(given)
    first = (wanted(given) - 1) * SIZE
    found = queries.inbox(by=by, show=show, on=on, offset=first, most=SIZE)
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


def row_cells(row: ContactRow, on: date, *, with_child: bool = True) -> list[Any]:
    """Return one conversation as the cells of a table."""
    child = row.child.name if row.child else "Not matched yet"
    about = [{"text": child, "quiet": row.from_whom}] if with_child else []
    return [
        {"text": row.reference, "href": reverse("contact:one", args=[row.id]), "header": True},
        *about,
        {"text": KINDS[row.kind], "quiet": CHANNELS[Channel(row.channel)]},
        short_date(row.received),
        _due(row, on),
        row.owner or "Nobody",
    ]


def _due(row: ContactRow, on: date) -> dict[str, str]:
    if row.state is not State.OPEN:
        return {"text": STATES[row.state]}
    said = "Speak to them" if row.urgent else "Answer"
    return {"text": short_date(row.due), "quiet": f"{said} {distance(row.due, on)}"}


def one(by: Asker, contact_id: int, on: date) -> dict[str, Any]:
    """Return one conversation."""
    found = queries.conversation(contact_id, by=by, on=on)
    return {
        "needs": asks(found.needs),
        "calls": calls_only(found.needs),
        "owed": [
            {"due": each.form_due, "late": on > each.form_due}
            for each in found.said
            if each.form_due
        ],
        "contact": found.contact,
        "row": found.row,
        "facts": _facts(found.row, on),
        "said": [said_words(each) for each in found.said],
        "open": found.row.state is State.OPEN,
        "closable": _closable(found),
        "account": found.contact.sender_user_id is not None,
        "newest": found.newest,
        "colleagues": access.colleagues(by, on=on),
        "complain": found.row.child_id
        and f"{reverse('contact:complain', args=[found.row.child_id])}?message={contact_id}",
        "thread": found.row.child_id and reverse("desk:thread", args=[found.row.child_id]),
    }


def _closable(found: queries.Conversation) -> bool:
    """Say whether it may be closed with a reason: about no child, or answered once before."""
    if found.row.state is not State.OPEN:
        return False
    return found.contact.child_id is None or any(each.way is Way.OUT for each in found.said)


def _facts(row: ContactRow, on: date) -> list[dict[str, Any]]:
    due = plain_date(row.due)
    waiting = row.state is State.OPEN
    return [
        {"key": "Child", "value": row.child.name if row.child else "Not matched to a child yet"},
        {"key": "From", "value": row.from_whom or None},
        {"key": "About", "value": KINDS[row.kind]},
        {"key": "State", "value": STATES[row.state]},
        {"key": "Answer promised by", "value": f"{due} {distance(row.due, on)}"}
        if waiting
        else {"key": "Came", "value": plain_date(row.received)},
        {"key": "Whose it is", "value": row.owner or "Nobody"},
    ]


def said_words(said: queries.Said) -> dict[str, Any]:
    """Return one message in words."""
    who = {Way.IN: "They said", Way.OUT: "We answered", Way.NOTE: "Note for colleagues"}[said.way]
    by = f", {said.who}" if said.who else ""
    here = said.at.astimezone()
    return {
        "who": f"{who}{by}",
        "when": f"{plain_date(here.date())}, {CHANNELS[Channel(said.channel)].lower()}",
        "words": said.words,
        "way": said.way,
    }


def of_child(by: Asker, child: Child, given: Given, on: date) -> dict[str, Any]:
    """Return one child's conversations."""
    first = (wanted(given) - 1) * SIZE
    rows, total = queries.of_child(child, by=by, offset=first, most=SIZE)
    return {
        "rows": [row_cells(each, on, with_child=False) for each in rows],
        "complaints": [
            complaint_pages.row_cells(each, on, with_child=False)
            for each in queries.complaints_of_child(child)
        ],
        "requests": [
            information_pages.row_cells(each, on, with_child=False)
            for each in requests_of_child(child)
        ],
        "paging": paginate(total, given),
    }


def promises(by: Asker, on: date) -> dict[str, Any]:
    """Return what each area promises for each kind of message, and where the asker may set it."""
    rows = queries.promises_kept(by=by, on=on)
    settable = by.areas_where(Permission.CONTACT_PROMISE)
    return {
        "rows": [_promise_cells(each) for each in rows],
        "areas": list(
            {each.area_id: each.area for each in rows if each.area_id in settable}.items()
        ),
    }


def _promise_cells(each: queries.PromiseRow) -> list[Any]:
    since = f"since {short_date(each.since)}" if each.since else "our usual: none was set"
    later = "" if each.next_from is None else f"{_working(each.next_days or 0)}, from "
    return [
        {"text": KINDS[each.kind], "header": True, "quiet": each.area},
        {"text": _working(each.days), "quiet": since},
        f"{later}{short_date(each.next_from)}" if each.next_from else "Nothing else is set",
    ]


def _working(days: int) -> str:
    return f"{days} working {'day' if days == 1 else 'days'}"


GAPS_SHOWN = {
    ShowGaps.UNEXPLAINED: "Something open, not explained",
    ShowGaps.PLAN_ONLY: "A plan alone, not explained",
    ShowGaps.EXPLAINED: "Explained",
}
GAPS_NOTHING = {
    ShowGaps.UNEXPLAINED: "Every child with something open has an owner, a next step and a word "
    "from us, or the reason is known.",
    ShowGaps.PLAN_ONLY: "Every child with a plan has an owner, a next step and a word each year, "
    "or the reason is known.",
    ShowGaps.EXPLAINED: "No child's silence is explained for now.",
}


def gaps(by: Asker, given: Given, on: date) -> dict[str, Any]:
    """Return the children who have no owner, no next step, or have heard nothing for too long."""
    show = _gaps_chosen(given)
    first = (wanted(given) - 1) * SIZE
    found = queries.gaps(by=by, show=show, on=on, offset=first, most=SIZE)
    several = reverse("contact:explain-several") + _same_page(given)
    return {
        "several": several if found.rows and show is not ShowGaps.EXPLAINED else "",
        "done": _explained_words(given),
        "rows": [_gap_cells(each) for each in found.rows],
        "paging": paginate(found.total, given),
        "nothing": GAPS_NOTHING[show],
        "kinds": [
            {
                "text": f"{words} ({found.counts[each]:,})",
                "href": link(given, show=each.value, page=None),
                "current": each is show,
            }
            for each, words in GAPS_SHOWN.items()
        ],
        "nights": [_night_cells(each) for each in queries.nights(by=by, on=on)],
    }


def _gaps_chosen(given: Given) -> ShowGaps:
    name = (given.get("show") or [""])[-1]
    return ShowGaps(name) if name in set(ShowGaps) else ShowGaps.UNEXPLAINED


def _same_page(given: Given) -> str:
    return link(given, page=wanted(given), explained=None)


def _explained_words(given: Given) -> str:
    number = (given.get("explained") or [""])[-1]
    if not number.isdecimal() or len(number) > 2:
        return ""
    return f"{number} {'child is' if number == '1' else 'children are'} explained."


def gaps_to_explain(by: Asker, given: Given, on: date) -> dict[str, Any]:
    """Return the children of one page of that list, to choose from; none that the page hides."""
    show = _gaps_chosen(given)
    first = (wanted(given) - 1) * SIZE
    found = queries.gaps(by=by, show=show, on=on, offset=first, most=SIZE)
    return {
        "show": show,
        "shown": [(each.child_id, _gap_words(each)) for each in found.rows if each.child],
        "paging": paginate(found.total, given),
        "back": reverse("contact:gaps") + _same_page(given),
    }


def _gap_words(each: queries.Gap) -> str:
    name = each.child.name if each.child else ""
    last = f"last word {short_date(each.last_contact)}" if each.last_contact else "never a word"
    return f"{name}: {', '.join(_missing(each)).lower()}, {last}"


def _gap_cells(each: queries.Gap) -> list[Any]:
    why: Any = "Not explained"
    if each.explained and each.explained_until:
        who = f"{each.explained_by}, until" if each.explained_by else "Until"
        why = {"text": each.explained, "quiet": f"{who} {short_date(each.explained_until)}"}
    return [
        {
            "text": each.child.name if each.child else "",
            "href": reverse("contact:explain", args=[each.child_id]),
            "header": True,
        },
        ", ".join(_missing(each)),
        short_date(each.last_contact) if each.last_contact else "Never",
        why,
    ]


def _missing(gap: queries.Gap) -> list[str]:
    said = (
        (gap.no_owner, "no owner"),
        (gap.no_next_step, "no next step"),
        (gap.quiet, "no word for too long"),
    )
    found = [words for missing, words in said if missing]
    return [found[0].capitalize(), *found[1:]]


def _night_cells(each: NightCheck) -> list[Any]:
    counts = (each.unexplained, each.listed, each.no_owner, each.no_next_step, each.quiet)
    return [
        {"text": short_date(each.night), "header": True, "quiet": each.area.name},
        *(f"{count:,}" for count in counts),
    ]


def answering(by: Asker, on: date) -> list[list[Any]]:
    """Return how each area answered in the last 90 days, and each team in it."""
    areas = queries.answering_areas(by=by, on=on)
    teams = queries.answering(by=by, on=on)
    whole = [replace(each, team=f"All of {each.team}") for each in areas if each.answered or teams]
    return [
        [
            _team_named(each),
            f"{each.answered:,}",
            _share(each.in_promise, each.answered),
            _days(each.days),
            f"{each.waiting:,}",
            f"{each.waiting_late:,}",
        ]
        for each in (*whole, *teams)
    ]


def _team_named(each: queries.Answering) -> dict[str, Any]:
    named: dict[str, Any] = {"text": each.team, "header": True}
    if each.team_id:
        named["href"] = reverse("contact:team", args=[each.team_id])
    return named


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none yet"


def _days(days: float | None) -> str:
    return "none yet" if days is None else f"{days:.0f} {'day' if round(days) == 1 else 'days'}"


def team(by: Asker, team_id: int, on: date) -> dict[str, Any]:
    """Return how one team answers: its messages by kind, and its year month by month."""
    found = queries.team(team_id, by=by, on=on)
    return {
        "name": found.name,
        "kinds": [
            [
                {"text": KINDS[each.kind], "header": True},
                f"{each.answered:,}",
                _share(each.in_promise, each.answered),
                f"{each.waiting:,}",
                f"{each.waiting_late:,}",
            ]
            for each in found.kinds
        ],
        "months": [
            [
                {"text": month(each.first), "header": True},
                f"{each.answered:,}",
                _share(each.in_promise, each.answered),
                _days(each.days),
            ]
            for each in found.months
        ],
        "nothing_yet": not any(each.answered for each in found.months),
    }

"""What the pages of complaints show, as plain values for their templates."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.contact import queries
from goldenthread.contact.models import Stage
from goldenthread.contact.queries import ComplaintRow, ShowComplaints, Whole
from goldenthread.contact.rules import complaints as rules
from goldenthread.contact.rules.complaints import (
    FOUND_FAULT,
    OUTCOMES,
    SORTS,
    STATES,
    THEMES,
    TO_OMBUDSMAN,
    Done,
    Outcome,
    Sort,
    State,
)
from goldenthread.law import limits
from goldenthread.letters.queries.readers import readers_of
from goldenthread.letters.rules.recipients import Reader
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name
from goldenthread.timeline.queries import ClockRow
from goldenthread.ui.paging import SIZE, link, paginate, wanted
from goldenthread.ui.words import distance, plain_date, short_date

Given = dict[str, list[str]]
SHOWN = {
    ShowComplaints.OPEN: "Waiting for an answer",
    ShowComplaints.ANSWERED: "Answered",
    ShowComplaints.OMBUDSMAN: "With the Ombudsman",
    ShowComplaints.WITHDRAWN: "Withdrawn",
}
NOTHING = {
    ShowComplaints.OPEN: "No complaint waits for an answer.",
    ShowComplaints.ANSWERED: "No complaint has been answered yet.",
    ShowComplaints.OMBUDSMAN: "No complaint is with the Ombudsman.",
    ShowComplaints.WITHDRAWN: "No complaint was withdrawn.",
}


def listed(by: Asker, given: Given, on: date) -> dict[str, Any]:
    """Return one page of complaints."""
    name = (given.get("show") or [""])[-1]
    show = ShowComplaints(name) if name in set(ShowComplaints) else ShowComplaints.OPEN
    first = (wanted(given) - 1) * SIZE
    found = queries.complaints(by=by, show=show, on=on, offset=first, most=SIZE)
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


def row_cells(row: ComplaintRow, on: date, *, with_child: bool = True) -> list[Any]:
    """Return one complaint as the cells of a table."""
    who = [{"text": row.child.name if row.child else "", "quiet": row.who}] if with_child else []
    stage = rules.stage_rule(row.sort, row.stage)
    return [
        {
            "text": row.reference,
            "href": reverse("contact:complaint", args=[row.id]),
            "header": True,
        },
        *who,
        {"text": SORTS[row.sort], "quiet": stage.title},
        short_date(row.received),
        _next(row, on),
    ]


def _next(row: ComplaintRow, on: date) -> dict[str, str]:
    if row.due is not None:
        return {"text": short_date(row.due), "quiet": distance(row.due, on)}
    told = OUTCOMES[row.outcome] if row.outcome else ""
    return {"text": STATES[row.state], "quiet": told}


def one(by: Asker, complaint_id: int, on: date) -> dict[str, Any]:
    """Return one complaint, with what may be done next."""
    found = queries.complaint(complaint_id, by=by, on=on)
    made = found.complaint
    return {
        "whole": found,
        "made": made,
        "facts": [
            {"key": "Child", "value": display_name(made.child)},
            {"key": "Who complains", "value": made.name},
            {"key": "About", "value": SORTS[Sort(made.sort)]},
            {"key": "State", "value": STATES[State(made.state)]},
            *_owed(found, on),
        ],
        "stages": [stage_shown(Sort(made.sort), each) for each in found.stages],
        "learned": [_lesson(each, on) for each in found.learned],
        "acts": acts(found, answers=by.may(Permission.COMPLAINT_ANSWER, made.area_id)),
        "thread": reverse("desk:thread", args=[made.child_id]),
        "message": made.contact_id and reverse("contact:one", args=[made.contact_id]),
    }


def _owed(found: Whole, on: date) -> list[dict[str, Any]]:
    """Return each last day that still runs, with the rule behind it."""
    running = [each for each in found.clocks if each.due and not (each.stopped or each.superseded)]
    return [
        {"key": clock_words(each), "value": f"{plain_date(each.due)} {_how(each, on)}"}
        for each in running
        if each.due
    ]


def _how(clock: ClockRow, on: date) -> str:
    assert clock.due is not None
    if clock.lapses:
        return "(their own time)"
    return f"({distance(clock.due, on)})"


def clock_words(clock: ClockRow) -> str:
    """Say what a clock of a complaint is for, in a few words."""
    if clock.rule == "cmp-lgsco":
        return "They may ask the Ombudsman until"
    step = clock.about.partition(", ")[2]
    if step:
        return {"reply": "Answer by", "panel": "The panel meets by"}.get(step, f"{step}: by")
    if clock.lapses:
        return "They may ask for a panel until"
    stage = limits.entry(clock.rule, clock.started)
    return "Acknowledge by" if _says_it_came(stage.id) else "Answer by"


def _says_it_came(rule: str) -> bool:
    return any(
        each.rule == rule and each.acknowledged for found in rules.STAGES.values() for each in found
    )


def stage_shown(sort: Sort, stage: Stage) -> dict[str, Any]:
    """Return one stage as what happened in it, day by day."""
    rule = rules.stage_rule(sort, stage.number)
    steps = (
        ("Came", stage.received_date, stage.because),
        ("Acknowledged", stage.acknowledged_date, stage.understood),
        ("The panel met", stage.met_date, ""),
        ("The panel reported", stage.reported_date, ""),
        ("Answered", stage.answered_date, stage.answer),
    )
    return {
        "title": rule.title,
        "steps": [
            {"what": what, "day": plain_date(day), "words": words}
            for what, day, words in steps
            if day
        ],
        "outcome": OUTCOMES[Outcome(stage.outcome)] if stage.outcome else "",
        "remedy": stage.remedy,
        "longer": plain_date(stage.extended_date) if stage.extended_date else "",
        "why": stage.extended_because,
    }


def _lesson(each: Any, on: date) -> dict[str, Any]:
    done = f"Done on {plain_date(each.done_date)}" if each.done_date else ""
    return {
        "id": each.pk,
        "theme": THEMES[each.theme],
        "change": each.change,
        "when": done or f"By {plain_date(each.by_date)} ({distance(each.by_date, on)})",
        "open": not each.done_date,
    }


def acts(found: Whole, *, answers: bool) -> list[str]:
    """Return what may be done to a complaint next, the one that is owed first."""
    made, stage = found.complaint, found.stage
    rule = rules.stage_rule(Sort(made.sort), stage.number)
    acting = []
    if answers and made.state == State.OPEN:
        acting += _steps(rule, stage)
    if made.state == State.ANSWERED and rules.next_stage(Sort(made.sort), stage.number):
        acting.append("further")
    if answers and FOUND_FAULT & {each.outcome for each in found.stages}:
        acting.append("learn")
    if made.state in (State.OPEN, State.ANSWERED) and Sort(made.sort) in TO_OMBUDSMAN:
        acting.append("ombudsman")
    if made.state == State.OPEN:
        acting.append("withdraw")
    return acting


def _steps(rule: rules.StageRule, stage: Stage) -> list[str]:
    if rule.panel and not stage.met_date:
        return ["met"]
    if rule.panel and not stage.reported_date:
        return ["reported"]
    first = [] if rule.panel or stage.acknowledged_date else ["acknowledge"]
    more = limits.time_limit(rule.rule, stage.received_date).further
    can_wait = not stage.extended_date and any(not step.stops for step in more)
    waits = can_wait and (stage.acknowledged_date or not rule.acknowledged)
    return [*first, "answer", *(["longer"] if waits else [])]


STEPS = {"met": Done.PANEL_MET, "reported": Done.PANEL_REPORTED}


def complainants(child: Child, on: date) -> list[tuple[str, str]]:
    """Return who may complain about a child already reached, to choose from."""
    return [
        (
            str(each.adult_id or "child"),
            f"{each.name} (the young person)" if each.reader is Reader.YOUNG_PERSON else each.name,
        )
        for each in readers_of(child, on=on)
    ]


def lessons(by: Asker, on: date) -> dict[str, Any]:
    """Return what complaints taught."""
    found = queries.lessons(by=by, on=on)
    return {
        "told": found,
        "themes": [
            [
                {"text": THEMES[each.theme], "header": True},
                f"{each.changes:,}",
                f"{each.done:,}",
                f"{each.overdue:,}",
            ]
            for each in found.themes
        ],
        "changes": [
            [
                {
                    "text": each.complaint.reference,
                    "href": reverse("contact:complaint", args=[each.complaint_id]),
                    "header": True,
                },
                each.change,
                {"text": short_date(each.by_date), "quiet": distance(each.by_date, on)},
            ]
            for each in found.changes
        ],
    }

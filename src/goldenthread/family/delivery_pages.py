"""What "did it happen?" shows: each line of the plan, one week to tell, and the time owed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.family import forms
from goldenthread.family.rules.words import Said
from goldenthread.people.models import Child
from goldenthread.people.queries import texts_naming_a_place
from goldenthread.plans.queries.delivery import Line, lines_of
from goldenthread.plans.rules.delivery import WEEK, Week, hours, monday
from goldenthread.plans.rules.rhythm import Rhythm, start_of

WEEKS_OFFERED = 6
ANSWERS = {"YES": "Yes", "PART": "Some", "NO": "No", "NOT_DUE": "Not due"}


def page(child: Child, today: date, asked: str, sent: forms.TellLine | None) -> dict[str, Any]:
    """Return every line with a form for one week, and its weeks so far. Three queries."""
    week = _week(asked, today)
    if sent is not None:
        week = _week(str(sent["week"].value() or ""), today)
    lines = lines_of(child, today=today)
    told = [_words(each) for each in lines] if not child.standing.location else []
    naming = texts_naming_a_place(told, child, on=today) if told else frozenset()
    return {
        "child": {"name": child.known_as or child.forename, "own": child.standing.own},
        "child_id": child.pk,
        "week": week,
        "weeks": [_offered(each, week) for each in _last_weeks(today)],
        "rows": [_row(child, each, week, sent, _words(each) in naming) for each in lines],
        "sent": sent,
        "has_errors": bool(sent and sent.errors),
        "back": {"text": "Where are we?", "href": reverse("family:where", args=[child.pk])},
    }


def _week(asked: str, today: date) -> date:
    """Return the week asked for, or this one where what was asked is no week to tell of."""
    try:
        found = date.fromisoformat(asked)
    except ValueError:
        return monday(today)
    return monday(found) if found <= today else monday(today)


def _last_weeks(today: date) -> list[date]:
    return [monday(today) - number * WEEK for number in range(WEEKS_OFFERED)]


def _offered(week: date, chosen: date) -> dict[str, Any]:
    return {"week": week, "href": f"?week={week.isoformat()}", "chosen": week == chosen}


def _row(
    child: Child, line: Line, week: date, sent: forms.TellLine | None, hidden: bool
) -> dict[str, Any]:
    start = start_of(line.rhythm, week)
    told = next((each for each in line.sheet.weeks if each.week == start), None)
    answered = sent is not None and str(sent["line"].value()) == str(line.id)
    form = sent if answered and sent is not None else _form(line, start, told)
    return {
        "line": line,
        "what": "" if hidden else line.what,
        "how_often": "" if hidden else line.how_often,
        "form": form,
        "can_tell": _is_asked(line, told) and child.standing.speaks,
        "owed": time_words(line.sheet.owed, OWED),
        "disputed": time_words(line.sheet.disputed, DISPUTED),
        "asks": ASKS[line.rhythm],
        "start": None if line.rhythm is Rhythm.WEEK else start,
        "earlier": line.ended_date is not None,
        "weeks": [_told(each) for each in reversed(line.shown)],
    }


def _words(line: Line) -> str:
    """The words of a line that could tell a place to somebody who may not know it (rule 17)."""
    return f"{line.what}\n{line.how_often}"


def _form(line: Line, week: date, told: Week | None) -> forms.TellLine:
    said = told.family if told else None
    return forms.TellLine(
        prefix="tell",
        auto_id=f"id_{line.id}_%s",
        initial={
            "line": line.id,
            "week": week,
            "happened": said.happened if said else None,
            "minutes": said.minutes if said else None,
        },
    )


def _is_asked(line: Line, told: Week | None) -> bool:
    return line.open if line.ended_date else told is not None


ASKS = {
    Rhythm.WEEK: "",
    Rhythm.HALF_TERM: "This is asked by the half term.",
    Rhythm.TERM: "This is asked by the term.",
    Rhythm.YEAR: "This is asked by the school year.",
}

# Each way to say a time: in minutes, one hour, one hour and more, whole hours, hours and more.
OWED = ("{minutes} minutes are owed.", "One hour is owed.",
        "One hour and {minutes} minutes are owed.", "{hours} hours are owed.",
        "{hours} hours and {minutes} minutes are owed.")  # fmt: skip
DISPUTED = ("We do not agree on {minutes} minutes.", "We do not agree on one hour.",
            "We do not agree on one hour and {minutes} minutes.",
            "We do not agree on {hours} hours.",
            "We do not agree on {hours} hours and {minutes} minutes.")  # fmt: skip


def time_words(minutes: int, forms_of: tuple[str, str, str, str, str]) -> Said | None:
    """Say how much time, or nothing where there is none."""
    if not minutes:
        return None
    whole, left = hours(minutes)
    text = forms_of[0 if not whole else (1 if whole == 1 else 3) + bool(left)]
    return Said(text, {"hours": whole, "minutes": left})


def _told(week: Week) -> dict[str, Any]:
    return {
        "week": week.week,
        "promised": week.promised,
        "family": ANSWERS[week.family.happened] if week.family else "",
        "setting": ANSWERS[week.setting.happened] if week.setting else "",
        "owed": week.owed,
        "differs": week.differs,
    }

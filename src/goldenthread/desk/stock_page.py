"""What the page of the living stock shows: what an inspector asks, the worst, the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.desk.stock import Stock, stock
from goldenthread.measures.rules.release import released_count
from goldenthread.organisations.models import LocalArea
from goldenthread.people import queries as people
from goldenthread.plans.rules.catch_up import CannotPlan, Schedule, Staff, Work, catch_up
from goldenthread.plans.rules.truth import MOST, NEEDS_WORDS, REWRITE, UPDATE, WORDS, Part
from goldenthread.ui.charts import Chart, Series, line
from goldenthread.ui.paging import link, paginate, wanted
from goldenthread.ui.words import count, plain_date

DEFINITION = (
    "The score adds points for what has come apart between a plan and the child's life: nothing "
    "is 0, everything 100. It puts plans in order for work, and says nothing of anybody's effort. "
    "Where only dates and codes are held of a plan, what its words say is not known and gives no "
    "points."
)


def page(
    by: Asker, area: LocalArea, query: Mapping[str, Any], today: date, staff: Mapping[str, Any]
) -> dict[str, Any]:
    """Return everything the page shows: true counts and names inside casework, else released."""
    inside = by.may(Permission.CASE_CHANGE, area.pk)
    chosen = query.get("part", [""])[-1]
    part = Part(chosen) if chosen in list(Part) else None
    found = stock(
        by,
        area.pk,
        today=today,
        sealed=people.sealed_from(by, areas=[area.pk], on=today),
        part=part,
        page=wanted(query) if inside else 1,
        size=25 if inside else 0,
    )
    counts = found.counts
    return {
        "area": area.name,
        "today": today,
        "inside": inside,
        "plans": _told(counts["plans"], inside),
        "sentence": sentence(counts, inside),
        "questions": [_question(each, counts, inside) for each in questions()],
        "filters": _filters(query, part),
        "rows": [_row(each) for each in found.rows],
        "paging": paginate(found.total, query) if inside else None,
        "definition": DEFINITION,
        "parts": [
            {"words": WORDS[each], "most": MOST[each], "needs": each in NEEDS_WORDS}
            for each in Part
        ],
        **_catch_up(found, staff, today, inside),
    }


def _told(number: int, inside: bool) -> str:
    """Return a count: true inside casework, outside it rounded, or hidden when small."""
    if inside:
        return f"{number:,}"
    released = released_count(number)
    return "7 or fewer" if released is None else f"{released:,}"


def sentence(counts: Mapping[str, Any], inside: bool) -> str:
    """Say in one sentence how true the stock is."""
    if not counts["plans"]:
        return "No plan is in force in this area yet."
    return (
        f"{_told(counts[Part.AGED], inside)} of {_told(counts['plans'], inside)} plans in force "
        f"have not really changed for a year or more, and the words of "
        f"{_told(counts['worded'], inside)} are held here to be looked at."
    )


def questions() -> tuple[tuple[str, str], ...]:
    """Return what an inspector asks, and the count that answers it."""
    return (
        ("How many plans were not changed for two years or more?", "two_years"),
        ("For three years or more?", "three_years"),
        ("How many were written before the child's present phase?", Part.PHASE),
        ("How many were written before year 9, and the child is past it?", Part.ADULTHOOD),
        ("How many have a review overdue?", Part.REVIEW),
        ("How many name another place than the child attends?", Part.SETTING),
        ("How many are silent in some section?", Part.SILENT),
        ("How many rest on advice more than two years old?", Part.ADVICE),
        ("How many have vague provision?", Part.VAGUE),
    )


def _question(
    asked: tuple[str, str], counts: Mapping[str, Any], inside: bool
) -> list[dict[str, Any] | str]:
    words, name = asked
    known = "worded" if name in NEEDS_WORDS else "plans"
    answer: dict[str, Any] = {"text": _told(counts[name], inside)}
    if inside and name in list(Part) and counts[name]:
        answer["href"] = link({}, part=name)
    return [{"text": words, "header": True}, answer, _told(counts[known], inside)]


def _filters(query: Mapping[str, Any], part: Part | None) -> list[dict[str, Any]]:
    chosen = [("", "Every plan"), *((str(each), WORDS[each]) for each in Part)]
    return [
        {"text": words, "href": link(query, part=key or None), "current": key == (part or "")}
        for key, words in chosen
    ]


def _row(each: Mapping[str, Any]) -> list[Any]:
    name = f"{each['known_as'] or each['forename']} {each['surname']}".strip()
    why = [WORDS[part] for part in Part if each[part]]
    return [
        {"text": name, "href": reverse("plans:home", args=[each["child_id"]]), "header": True},
        str(each["score"]),
        plain_date(date.fromisoformat(each["changed"])),
        {"text": "; ".join(why) or "Nothing seen", "quiet": "" if each["worded"] else NO_WORDS},
    ]


NO_WORDS = "Only dates and codes are held"


# The way back


def works(counts: Mapping[str, Any], hours: Mapping[str, float]) -> tuple[Work, ...]:
    """Return the work there is: plans to rewrite, to update and to check, each with its harm."""
    names = {"rewrite": f"Rewrite ({REWRITE} and over)", "update": f"Update ({UPDATE} and over)"}
    return tuple(
        Work(
            name=names.get(key, "Check"),
            plans=counts[key],
            hours=hours[key],
            harm=counts[f"{key}_harm"],
        )
        for key in ("rewrite", "update", "check")
    )


def _catch_up(found: Stock, staff: Mapping[str, Any], today: date, inside: bool) -> dict[str, Any]:
    """Return the schedule for the people there are; only inside casework, where counts are true."""
    if not inside or not staff.get("asked"):
        return {"schedule": None}
    work = works(found.counts, staff["hours"])
    try:
        answer = catch_up(
            work, Staff(people=staff["people"], hours=staff["week"], weeks=staff["weeks"])
        )
    except CannotPlan as problem:
        return {"schedule": None, "cannot": str(problem)}
    return {
        "schedule": [
            [{"text": plain_date(today + timedelta(weeks=n)), "header": True}, *map(str, week)]
            for n, week in enumerate(answer.weeks)
            if any(week)
        ],
        "kinds": [each.name for each in work],
        "chart": burn_down(answer, work, today),
        "left": sum(answer.left),
    }


def burn_down(answer: Schedule, work: tuple[Work, ...], today: date) -> Chart:
    """Draw how many plans still wait, week by week."""
    waits = answer.remaining(work)
    days = [today + timedelta(weeks=n) for n in range(len(waits))]
    if answer.finished is None:
        said = f"After {count(len(answer.weeks), 'week')} {count(waits[-1], 'plan')} still wait."
    else:
        said = f"All are put right by the week of {plain_date(days[answer.finished])}."
    return line(
        "Plans that wait to be put right",
        f"{count(waits[0], 'plan')} wait today. {said}",
        days,
        [Series("Plans that wait", tuple(waits))],
        weekly=True,
    )

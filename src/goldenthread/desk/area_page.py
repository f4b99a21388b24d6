"""What an area's overview shows: each promise counted, the 20-week record, what falls due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.law import limits
from goldenthread.navigators.queries import figures as navigator_figures
from goldenthread.navigators.rules import (
    ASKED_WORDS,
    CHANGE_WORDS,
    FELT_WORDS,
    AskedBy,
    Change,
    Felt,
)
from goldenthread.organisations.models import LocalArea
from goldenthread.organisations.queries import areas_by_id
from goldenthread.timeline import queries as timeline
from goldenthread.ui.charts import Chart, Series, line, stacked_bar
from goldenthread.ui.words import count

COLUMNS = (
    *("Promise", "Done in time", "Done late", "Late, lawful reason", "Late now", "Not late"),
    *("Due in 2 weeks", "Due in 4 weeks", "Due in 8 weeks"),
)
TWENTY_WEEKS = "plan-final"
DEFINITION = (
    "Done in time, done late, and late with a lawful reason count promises kept in the 12 months "
    "to the day shown. Late now and not late count those open on it; what falls due counts open "
    "promises whose last day lies within that many weeks, so 8 weeks holds 4, and 4 holds 2."
)
FORCES = ("MUST", "STANDARD", "SHOULD", "LOCAL")


def areas_of(by: Asker) -> list[LocalArea]:
    """Return the areas whose position this person may see."""
    return areas_by_id(by.areas_where(Permission.OVERVIEW_VIEW))


def get_area(by: Asker, code: str) -> LocalArea:
    """Return one area, to somebody who may see its position.

    :raises NotAllowed: to somebody who may see no area's position
    :raises NotFound: for any other area, and for none
    """
    found = areas_of(by)
    if not found:
        raise NotAllowed("None of your posts opens an area's position.")
    for area in found:
        if area.code == code:
            return area
    raise NotFound("No such area.")


def page(by: Asker, area: LocalArea, today: date, known_on: date | None) -> dict[str, Any]:
    """Return everything the overview shows, as known on a day."""
    day = known_on or today
    found = sorted(
        timeline.area_overview(by, area.pk, today=day, known_on=known_on), key=_most_pressing
    )
    months = timeline.monthly(by, area.pk, rule=TWENTY_WEEKS, today=day, known_on=known_on)
    audit.note(Note(action=Action.LIST, area_id=area.pk, purpose="area-overview"))
    return {
        "area": area.name,
        "code": area.code,
        "known_on": day,
        "past": day < today,
        "headline": headline(found, area.pk, links=day == today),
        "charts": [*twenty_weeks(months), *standing(found)],
        "columns": [{"text": text, "numeric": place > 0} for place, text in enumerate(COLUMNS)],
        "rows": [_row(each, area.pk, links=day == today) for each in found],
        "definition": DEFINITION,
        "undated": sum(each.without_due_date for each in found),
        "navigators": navigators(by, area.pk, day),
    }


def navigators(by: Asker, area_id: int, on: date) -> list[list[Any]]:
    """Return what navigators did in the year to a day, a line for each count; none if none did."""
    found = navigator_figures(by, area_id, on=on)
    if not found.asked:
        return []
    asked = ", ".join(
        f"{ASKED_WORDS[AskedBy(key)].lower()} {n}" for key, n in found.by_whom.items()
    )
    said = [(CHANGE_WORDS[Change(key)], n) for key, n in sorted(found.changed.items())]
    felt = [(FELT_WORDS[Felt(key)], n) for key, n in sorted(found.felt.items(), reverse=True)]
    lines = [
        (f"Asked for a navigator: {asked}", found.asked),
        ("In touch by the day promised", found.seen_in_time),
        ("In touch later than that", found.seen_late),
        ("Nobody in touch yet, and late", found.not_yet_late),
        ("Nobody in touch yet, and in time", found.waiting),
        ("Open on the day", found.open_now),
        *((f"What changed: {words}", n) for words, n in said),
        ("In touch, and nobody wrote what changed", found.nothing_said),
        *((f"The family says: {words}", n) for words, n in felt),
    ]
    return [[{"text": text, "header": True}, f"{number:,}"] for text, number in lines]


def _most_pressing(each: timeline.OverviewRow) -> tuple[int, int, str]:
    return FORCES.index(each.force), -late_now(each), each.rule


def dated(each: timeline.OverviewRow) -> int:
    """Return how many open promises of a rule have a last day to come: what the worklist lists."""
    return each.running - each.without_due_date


def late_now(each: timeline.OverviewRow) -> int:
    """Return how many open promises of a rule are late, lawful reasons or not."""
    return each.late + each.late_with_reason


def _work(**filters: object) -> str:
    return f"{reverse('desk:work')}?{urlencode(filters)}"


def headline(
    found: Sequence[timeline.OverviewRow], area_id: int, *, links: bool
) -> list[dict[str, Any]]:
    """Return what is late and what will fall due, over the promises that bind in law.

    A number opens the list behind it, which is today's: of another day there is none.
    """
    must = [each for each in found if each.force == "MUST"]
    sums = (
        ("late now", "late_now", "late"),
        ("due in 2 weeks", "due_in_2_weeks", "due-2"),
        ("due in 4 weeks", "due_in_4_weeks", "due-4"),
        ("due in 8 weeks", "due_in_8_weeks", "due-8"),
    )
    return [
        {
            "number": sum(late_now(e) if name == "late_now" else getattr(e, name) for e in must),
            "text": words,
            "href": _work(area=area_id, state=state, force="MUST") if links else None,
            "broken": name == "late_now" and any(each.late for each in must),
        }
        for words, name, state in sums
    ]


def _row(each: timeline.OverviewRow, area_id: int, *, links: bool) -> list[Any]:
    title = limits.versions(each.rule)[-1].title
    numbers = {**asdict(each), "late_now": late_now(each), "running": dated(each)}
    open_now = {
        "late_now": "late",
        "running": "running",
        "due_in_2_weeks": "due-2",
        "due_in_4_weeks": "due-4",
        "due_in_8_weeks": "due-8",
    }
    cells: list[Any] = [
        {
            "text": title,
            "href": reverse("desk:rule", args=[each.rule]),
            "header": True,
            "quiet": each.force,
        }
    ]
    for name in ("met_in_time", "met_late", "met_late_with_reason"):
        cells.append(f"{numbers[name]:,}")
    for name, state in open_now.items():
        text = f"{numbers[name]:,}"
        href = _work(area=area_id, rule=each.rule, state=state)
        cells.append({"text": text, "href": href} if links and numbers[name] else text)
    return cells


def done(month: timeline.MonthRow) -> int:
    """Return how many promises ended in a month."""
    return month.met_in_time + month.met_late + month.met_late_with_reason


def twenty_weeks(months: tuple[timeline.MonthRow, ...]) -> list[Chart]:
    """Draw the share of plans issued within 20 weeks, month by month."""
    if not any(done(month) for month in months):
        return []
    shares = tuple(None if m.share_in_time is None else 100 * m.share_in_time for m in months)
    year = months[-12:]
    ended, in_time = sum(map(done, year)), sum(month.met_in_time for month in year)
    sentence = (
        f"In the last 12 months {in_time:,} of {count(ended, 'plan')} were issued within 20 weeks"
        f" ({100 * in_time / ended:.0f} in 100)."
        if ended
        else "No plan was issued in the last 12 months."
    )
    return [
        line(
            "Plans issued within 20 weeks",
            sentence,
            [month.month for month in months],
            [Series("In time, of each 100 issued", shares)],
            unit="%",
        )
    ]


def standing(found: Sequence[timeline.OverviewRow]) -> list[Chart]:
    """Draw where the open promises that bind in law stand, the most often late first."""
    rows = sorted(
        (each for each in found if each.force == "MUST" and late_now(each) + dated(each)),
        key=lambda each: -late_now(each),
    )[:8]
    if not rows:
        return []
    names = [limits.versions(each.rule)[-1].title for each in rows]
    worst = rows[0]
    return [
        stacked_bar(
            "Open promises that bind in law",
            _worst_words(names[0], worst),
            names,
            [
                Series("Late", tuple(late_now(each) for each in rows), "broken"),
                Series("Not late", tuple(dated(each) for each in rows), "running"),
            ],
            first_column="Promise",
        )
    ]


def _worst_words(name: str, worst: timeline.OverviewRow) -> str:
    late, there = late_now(worst), late_now(worst) + dated(worst)
    if not late:
        return "None of these is late."
    return f"Most often late: {name}, {late:,} of {there:,} open."

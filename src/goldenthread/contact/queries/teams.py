"""How soon each team answers, live and in true counts, from the clocks. For casework alone.

What of it the public reads is drawn up, rounded and approved in the publishing room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.contact.rules import Kind
from goldenthread.law.calendar import add_months

P = Permission
MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """How one team answered in a period, and what waits now."""

    team_id: int  # 0: nobody had it
    team: str
    answered: int
    in_promise: int
    waiting: int
    waiting_late: int
    days: float | None  # the middle number of calendar days until an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOf:
    """The answers of one team in one month."""

    first: date
    answered: int
    in_promise: int
    days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOf:
    """One team's answers to one kind of message in a period."""

    kind: Kind
    answered: int
    in_promise: int
    waiting: int
    waiting_late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """One team whole: its year by month, and the last 90 days by kind of message."""

    name: str
    months: tuple[MonthOf, ...]
    kinds: tuple[KindOf, ...]


OWNED = """
FROM timeline_clock c
LEFT JOIN access_post p ON p.id = c.owner_post_id
LEFT JOIN organisations_organisation body ON body.id = p.organisation_id
"""
STANDS = "c.area_id = ANY(%(areas)s) AND c.rule = 'con-reply' AND c.known_to IS NULL"
DONE = "c.stopped >= %(since)s"
WAITS = "c.stopped IS NULL AND c.superseded IS NULL"
COUNTED = f"""
       count(*) FILTER (WHERE {DONE}) AS answered,
       count(*) FILTER (WHERE {DONE} AND c.stopped <= c.due) AS in_promise,
       count(*) FILTER (WHERE {WAITS}) AS waiting,
       count(*) FILTER (WHERE {WAITS} AND c.due < %(on)s) AS waiting_late
"""
MIDDLE = "percentile_cont(0.5) WITHIN GROUP (ORDER BY c.stopped - c.started)"
ANSWERING = f"""
SELECT coalesce(body.id, 0) AS team_id, coalesce(body.name, 'Nobody') AS team, {COUNTED},
       {MIDDLE} FILTER (WHERE {DONE}) AS days
{OWNED} WHERE {STANDS} GROUP BY 1, 2 ORDER BY 2
"""
AREAS = f"""
SELECT 0 AS team_id, place.name AS team, {COUNTED}, {MIDDLE} FILTER (WHERE {DONE}) AS days
FROM timeline_clock c JOIN organisations_localarea place ON place.id = c.area_id
WHERE {STANDS} GROUP BY 2 ORDER BY 2
"""
TEAMS_KINDS = f"""
SELECT m.kind, {COUNTED}
{OWNED} JOIN contact_contact m ON m.id = c.case_id AND m.area_id = c.area_id
WHERE {STANDS} AND c.case_type = 'contact' AND body.id = %(team)s GROUP BY 1
"""
TEAMS_MONTHS = f"""
SELECT date_trunc('month', c.stopped)::date AS first, count(*) AS answered,
       count(*) FILTER (WHERE c.stopped <= c.due) AS in_promise, {MIDDLE} AS days
{OWNED} WHERE {STANDS} AND body.id = %(team)s AND c.stopped >= %(start)s GROUP BY 1
"""


def answering(*, by: Asker, on: date, days: int = 90) -> list[Answering]:
    """Return how each team kept its promised days, from the clocks. One query.

    :raises NotAllowed: if none of the asker's posts sees true counts of casework
    """
    return [Answering(**row) for row in _rows(ANSWERING, _asked(by, on, days))]


def answering_areas(*, by: Asker, on: date, days: int = 90) -> list[Answering]:
    """Return how each area kept its promised days, whichever team had the message. One query.

    :raises NotAllowed: if none of the asker's posts sees true counts of casework
    """
    return [Answering(**row) for row in _rows(AREAS, _asked(by, on, days))]


def team(team_id: int, *, by: Asker, on: date, days: int = 90) -> Team:
    """Return how one team of the asker's areas answers, month by month and by kind. Three queries.

    :raises NotAllowed: if none of the asker's posts sees true counts of casework
    :raises NotFound: if no such team owns or owned a message there
    """
    asked = {**_asked(by, on, days), "team": team_id, "start": _first_month(on)}
    name = next((each.team for each in answering(by=by, on=on) if each.team_id == team_id), None)
    if name is None or not team_id:
        raise NotFound("No such team.")
    kinds = {row["kind"]: row for row in _rows(TEAMS_KINDS, asked)}
    months = {row["first"]: row for row in _rows(TEAMS_MONTHS, asked)}
    return Team(
        name=name,
        months=tuple(_month(first, months) for first in _months(on)),
        kinds=tuple(
            KindOf(**{**row, "kind": Kind(kind)})
            for kind in Kind
            if (row := kinds.get(str(kind))) is not None
        ),
    )


def _asked(by: Asker, on: date, days: int) -> dict[str, Any]:
    check_post(by, P.OVERVIEW_VIEW)
    return {
        "areas": list(by.areas_where(P.OVERVIEW_VIEW)),
        "on": on,
        "since": on - timedelta(days),
    }


def _first_month(on: date) -> date:
    return add_months(on.replace(day=1), 1 - MONTHS)


def _months(on: date) -> Iterator[date]:
    """Return the first days of the last twelve months, the newest first."""
    for back in range(MONTHS):
        yield add_months(on.replace(day=1), -back)


def _month(first: date, found: Mapping[date, dict[str, Any]]) -> MonthOf:
    return MonthOf(**found.get(first, {"first": first, "answered": 0, "in_promise": 0,
                                       "days": None}))  # fmt: skip


def _rows(statement: str, asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))

"""What a post holds (S134)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from goldenthread.access.rules import WORKING_TIES, Asker, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much of the work is one post's: numbers only, about no child in particular."""

    promises: int = 0  # open, in cases or parts of cases given to the post
    children: int = 0  # with such a promise, or on the post's caseload or list of advice


HELD = "SELECT * FROM timeline_held_by_posts(%s, %s, %s, %s)"


def held_by_posts(post_ids: Iterable[int], *, by: Asker, on: date) -> dict[int, Held]:
    """Count what each post would leave behind after a day; a post that holds nothing is left out.

    For those who name an organisation's staff and reach no child. One call.

    :raises NotAllowed: if they name nobody's staff
    """
    check_post(by, Permission.POST_MANAGE)
    areas = sorted(by.areas_where(Permission.POST_MANAGE))
    with connection.cursor() as cursor:
        cursor.execute(HELD, [sorted(post_ids), areas, [str(kind) for kind in WORKING_TIES], on])
        rows = cursor.fetchall()
    children = sum(count for _, _, count in rows)
    audit.note(Note(action=Action.LIST, purpose="post-counted", count=children))
    return {post: Held(promises=owed, children=count) for post, owed, count in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caseload:
    """How much one post holds in some areas: numbers only, about no child in particular."""

    cases: int = 0
    late: int = 0  # duties and standards broken, with no lawful reason beside them
    due_soon: int = 0  # promises that fall due in the next two weeks
    due_away: int = 0  # that fall due while its holder is away


CASELOADS = """
SELECT c.owner_post_id, count(DISTINCT (c.case_type, c.case_id)),
       count(*) FILTER (WHERE coalesce(c.moved_to, c.due) < %(on)s AND c.lawful_reason = ''
                        AND c.force IN ('MUST', 'STANDARD')),
       count(*) FILTER (WHERE c.due BETWEEN %(on)s AND %(soon)s),
       count(*) FILTER (WHERE c.due BETWEEN greatest(leave.first, %(on)s) AND leave.last)
FROM timeline_clock c
LEFT JOIN unnest(%(posts)s::bigint[], %(first)s::date[], %(last)s::date[])
     AS leave (post, first, last) ON leave.post = c.owner_post_id
WHERE c.area_id = ANY(%(areas)s) AND c.known_to IS NULL AND c.child_id IS NOT NULL
  AND c.stopped IS NULL AND c.superseded IS NULL AND NOT c.lapses
  AND (c.owner_post_id = ANY(%(team)s) OR (%(nobody)s AND c.owner_post_id IS NULL))
GROUP BY c.owner_post_id
"""
SOON = timedelta(weeks=2)


def caseloads(
    team: Iterable[int], *, leave: Mapping[int, tuple[date, date]], by: Asker, on: date
) -> dict[int | None, Caseload]:
    """Count what each post of a team holds, and (under None) what nobody holds. One query.

    `leave` gives the days, first and last, on which a post's holder is away.

    :raises NotAllowed: if they allocate nobody's work
    """
    check_post(by, Permission.WORK_ALLOCATE)
    with connection.cursor() as cursor:
        cursor.execute(
            CASELOADS,
            {
                "on": on,
                "soon": on + SOON,
                "areas": sorted(by.areas_where(Permission.WORK_ALLOCATE)),
                "team": sorted(team),
                "nobody": True,
                "posts": list(leave),
                "first": [first for first, _ in leave.values()],
                "last": [last for _, last in leave.values()],
            },
        )
        rows = cursor.fetchall()
    found = {
        post: Caseload(cases=cases, late=late, due_soon=soon, due_away=away)
        for post, cases, late, soon, away in rows
    }
    total = sum(each.cases for each in found.values())
    audit.note(Note(action=Action.LIST, purpose="caseloads", count=total))
    return found

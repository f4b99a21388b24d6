"""The round of each night: everybody who may be asked of what happened lately is asked once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from goldenthread.access.rules import Asker
from goldenthread.heard.commands.answering import ask
from goldenthread.heard.rules.rounds import ASKED_AFTER, LOOKS_BACK_DAYS, QUIET_DAYS

# Who gets notices is asked; who is restricted is not. A sealed or closed record is left alone, and
# so is an event that was taken back.
WHOM = """
SELECT DISTINCT ON (e.child_id, t.user_id) e.child_id, t.user_id, e.kind, e.id
FROM timeline_event e
JOIN people_child c ON c.id = e.child_id AND c.area_id = e.area_id
    AND c.closed_date IS NULL AND NOT c.sealed
JOIN access_tie t ON t.area_id = e.area_id AND t.child_id = e.child_id AND t.user_id IS NOT NULL
    AND t.kind IN ('PARENT', 'YOUNG_PERSON')
    AND t.from_date <= %(on)s AND (t.to_date IS NULL OR t.to_date >= %(on)s)
WHERE e.area_id = ANY(%(areas)s) AND e.kind = ANY(%(kinds)s) AND NOT e.withdraws
  AND e.on > %(since)s AND e.on <= %(on)s
  AND NOT EXISTS (SELECT FROM timeline_event x
      WHERE x.area_id = e.area_id AND x.corrects_id = e.id)
  AND (t.kind = 'YOUNG_PERSON' OR EXISTS (
      SELECT FROM people_adultlink l JOIN people_adult a ON a.id = l.adult_id
      WHERE l.area_id = e.area_id AND l.child_id = e.child_id AND a.user_id = t.user_id
        AND l.gets_notices = 'YES' AND l.restriction_reason = ''
        AND l.from_date <= %(on)s AND (l.to_date IS NULL OR l.to_date >= %(on)s)))
  AND NOT EXISTS (SELECT FROM heard_asked h WHERE h.area_id = e.area_id
      AND h.child_id = e.child_id AND h.user_id = t.user_id
      AND (h.on > %(quiet)s OR h.event = e.id::text))
ORDER BY e.child_id, t.user_id, e.on DESC, e.id DESC
"""


def ask_around(areas: Sequence[int], *, by: Asker, on: date) -> int:
    """Ask each person of a family of the last thing that happened; return how many were asked.

    Run twice, it asks nobody again. One statement to find them, and a few for each.
    """
    values: dict[str, Any] = {
        "areas": list(areas),
        "kinds": [str(kind) for kind in ASKED_AFTER],
        "on": on,
        "since": on - timedelta(days=LOOKS_BACK_DAYS),
        "quiet": on - timedelta(days=QUIET_DAYS),
    }
    with connection.cursor() as cursor:
        cursor.execute(WHOM, values)
        found = cursor.fetchall()
    made = [
        ask(child, user, step=ASKED_AFTER[kind], event=str(event), by=by, on=on)
        for child, user, kind, event in found
    ]
    return sum(each is not None for each in made)

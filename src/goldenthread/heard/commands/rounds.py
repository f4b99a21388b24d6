"""The round of each night: everybody who may be asked of what happened lately is asked once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from goldenthread.access.rules import Asker
from goldenthread.heard.commands.answering import ask
from goldenthread.heard.commands.inviting import invite
from goldenthread.heard.models import Asked
from goldenthread.heard.rules.rounds import ASKED_AFTER, LOOKS_BACK_DAYS, QUIET_DAYS
from goldenthread.heard.rules.ways import REMINDED_AFTER_DAYS, may_remind
from goldenthread.letters.rules.handover import State

# Who gets notices is asked, with an account or without; who is restricted is not, nor anybody who
# said no more surveys. A sealed, hidden or closed record is left alone, and so is an event that was
# taken back.
WHOM = """
WITH person AS (
    SELECT t.area_id, t.child_id, t.user_id, NULL::bigint AS adult_id
    FROM access_tie t
    WHERE t.area_id = ANY(%(areas)s) AND t.kind = 'YOUNG_PERSON' AND t.user_id IS NOT NULL
      AND t.from_date <= %(on)s AND (t.to_date IS NULL OR t.to_date >= %(on)s)
    UNION ALL
    SELECT l.area_id, l.child_id, a.user_id, a.id
    FROM people_adultlink l JOIN people_adult a ON a.id = l.adult_id
    WHERE l.area_id = ANY(%(areas)s) AND l.gets_notices = 'YES' AND l.restriction_reason = ''
      AND l.from_date <= %(on)s AND (l.to_date IS NULL OR l.to_date >= %(on)s)
      AND (a.user_id IS NULL AND %(strangers)s OR EXISTS (
          SELECT FROM access_tie t WHERE t.area_id = l.area_id AND t.child_id = l.child_id
            AND t.user_id = a.user_id AND t.kind = 'PARENT'
            AND t.from_date <= %(on)s AND (t.to_date IS NULL OR t.to_date >= %(on)s)))
)
SELECT DISTINCT ON (e.child_id, p.user_id, p.adult_id)
    e.child_id, p.user_id, p.adult_id, e.kind, e.id
FROM timeline_event e
JOIN people_child c ON c.id = e.child_id AND c.area_id = e.area_id
    AND c.closed_date IS NULL AND NOT c.sealed
JOIN person p ON p.area_id = e.area_id AND p.child_id = e.child_id
WHERE e.area_id = ANY(%(areas)s) AND e.kind = ANY(%(kinds)s) AND NOT e.withdraws
  AND e.on > %(since)s AND e.on <= %(on)s
  AND NOT EXISTS (SELECT FROM timeline_event x
      WHERE x.area_id = e.area_id AND x.corrects_id = e.id)
  AND NOT EXISTS (SELECT FROM heard_asked h JOIN heard_ticket k ON k.id = h.ticket_id
      WHERE h.area_id = e.area_id AND (h.user_id = p.user_id OR h.adult_id = p.adult_id)
        AND (k.no_more OR h.child_id = e.child_id
             AND (h.on > %(quiet)s OR h.event = e.id::text)))
ORDER BY e.child_id, p.user_id, p.adult_id, e.on DESC, e.id DESC
"""


def ask_around(
    areas: Sequence[int], *, by: Asker, on: date, sending_at: datetime | None = None
) -> int:
    """Ask each person of a family of the last thing that happened; return how many were asked.

    Those with an account find it on their page. With a moment of sending, everybody is also asked
    by their own way, account or not. Run twice, it asks nobody again. One statement to find them,
    and a few for each.
    """
    values: dict[str, Any] = {
        "areas": list(areas),
        "kinds": [str(kind) for kind in ASKED_AFTER],
        "on": on,
        "since": on - timedelta(days=LOOKS_BACK_DAYS),
        "quiet": on - timedelta(days=QUIET_DAYS),
        "strangers": sending_at is not None,
    }
    with connection.cursor() as cursor:
        cursor.execute(WHOM, values)
        found = cursor.fetchall()
    made = [
        one[0]
        for child, user, adult, kind, event in found
        if (one := ask(child, user, adult_id=adult, step=ASKED_AFTER[kind], event=str(event),
                       by=by, on=on))
    ]  # fmt: skip
    if sending_at is not None:
        for asked in made:
            invite(asked, by=by, at=sending_at)
    return len(made)


def remind(areas: Sequence[int], *, by: Asker, at: datetime) -> int:
    """Remind those who were sent a link and did not use it, the once; return how many."""
    on = timezone.localdate(at)
    rows = Asked.objects.filter(
        area_id__in=areas, on__lte=on - timedelta(days=REMINDED_AFTER_DAYS),
        ticket__used=False, ticket__no_more=False, ticket__last_day__gte=on,
        invitations__state=State.SENT, invitations__reminder=False,
    ).exclude(invitations__reminder=True).select_related("ticket", "child", "adult")  # fmt: skip
    due = [
        each
        for each in rows.order_by("pk")
        if may_remind(asked_on=each.on, last_day=each.ticket.last_day, today=on)
    ]
    return sum(invite(each, by=by, at=at, reminder=True) is not None for each in due)

"""Plans that came with a child from another council: this one's from the day they came, not before.

A return asks for the plans a council keeps on its survey day. A plan that was made elsewhere years
ago and came the week after is the other council's on that day.
"""

from __future__ import annotations

from goldenthread.law.events import EventKind as K


def came(areas: str) -> str:
    """Return the SQL of a table of plans that moved in: area_id, plan_id, and the day they came.

    :param areas: the SQL of the areas asked about, as an array
    """
    return f"""(
        SELECT e.area_id, e.case_id AS plan_id, min(e.on) AS on FROM timeline_event e
        WHERE e.area_id = ANY({areas}) AND e.case_type = 'plan' AND e.kind = '{K.PLAN_RECEIVED}'
          AND NOT e.withdraws
          AND NOT EXISTS (SELECT FROM timeline_event w
                          WHERE w.area_id = e.area_id AND w.corrects_id = e.id)
        GROUP BY 1, 2)"""

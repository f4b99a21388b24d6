"""Requests for an assessment, and what came of them, counted from their events.

A measure by itself reads only the kinds of event it counts: over all of England that is one event
in twelve.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from goldenthread.law.events import EventKind as K
from goldenthread.measures.queries.asking import Found, Moment, asked, columns, rows
from goldenthread.measures.queries.standing import STANDING, first, pivot
from goldenthread.measures.rules.measure import Cell, Family


def _about(kind: K, about: str) -> tuple[K, str]:
    return kind, f" AND h.about = '{about}'"


# The first days a case is told by: each with the kind of event it is the first of.
FIRSTS: Mapping[str, tuple[K, str]] = {
    "received": (K.REQUEST_RECEIVED, ""),
    "agreed": (K.ASSESSMENT_AGREED, ""),
    "refused": (K.ASSESSMENT_REFUSED, ""),
    "withdrawn": (K.REQUEST_WITHDRAWN, ""),
    "not_issued": (K.ISSUE_REFUSED, ""),
    "drafted": (K.DRAFT_SERVED, ""),
    "issued": (K.PLAN_ISSUED, ""),
    "care_asked": _about(K.ADVICE_REQUESTED, "social-care"),
    "psychology": _about(K.ADVICE_RECEIVED, "educational-psychology"),
    "health": _about(K.ADVICE_RECEIVED, "health"),
    "care": _about(K.ADVICE_RECEIVED, "social-care"),
    "advised_first": (K.ADVICE_RECEIVED, ""),
    "asked_first": (K.ADVICE_REQUESTED, ""),
    "excused": (K.EXCEPTION_RECORDED, " AND h.about = 'plan-final'"),
}
ADVICE = f"array_agg(h.on) FILTER (WHERE h.kind = '{K.ADVICE_RECEIVED}')"
TOLD, TOOK = "least(agreed, refused)", "issued - received"
# The last advice that came by the draft: read of one case once, whatever the days asked.
ADVISED = "(SELECT max(a) FROM unnest(advice) a WHERE a <= drafted)"
# A plan that came with a child from elsewhere is told by the plan its case led to.
NEW_PLAN = "new_plan"
NEW_DECISION = f"coalesce({TOLD} > since, false)"
CARE_LAST = "greatest(psychology, health, care)"
EACH_CAME = "psychology IS NOT NULL AND health IS NOT NULL AND care IS NOT NULL"
STAGES = {
    "stage_decide": ("received", "agreed"),
    "stage_advice": ("agreed", ADVISED),
    "stage_draft": (ADVISED, "drafted"),
    "stage_final": ("drafted", "issued"),
}
# What each column counts.
COUNTED: Mapping[str, str] = {
    "received": "received > since",
    "received_ever": "received IS NOT NULL",
    "issued_ever": "issued IS NOT NULL",
    "asked_ever": "asked_first IS NOT NULL",
    "advised_ever": "advised_first IS NOT NULL",
    "received_agreed": f"received > since AND agreed = {TOLD}",
    "received_refused": f"received > since AND refused = {TOLD}",
    "received_withdrawn": f"received > since AND {TOLD} IS NULL AND withdrawn IS NOT NULL",
    "received_open": f"received > since AND {TOLD} IS NULL AND withdrawn IS NULL",
    "assessment_withdrawn": f"withdrawn > since AND agreed = {TOLD} AND issued IS NULL",
    "decided": NEW_DECISION,
    "decided_in_time": f"{NEW_DECISION} AND {TOLD} - received <= 42",
    "refused": f"{NEW_DECISION} AND refused = {TOLD}",
    "agreed": "agreed > since",
    "social_care_asked": "agreed > since AND care_asked IS NOT NULL",
    "not_issued": "not_issued > since",
    "issued": NEW_PLAN,
    "in_time": f"{NEW_PLAN} AND {TOOK} <= 140",
    "issued_unexcused": f"{NEW_PLAN} AND excused IS NULL",
    "in_time_unexcused": f"{NEW_PLAN} AND {TOOK} <= 140 AND excused IS NULL",
    "within_year": f"{NEW_PLAN} AND {TOOK} > 140 AND {TOOK} <= 365",
    "over_year": f"{NEW_PLAN} AND ({TOOK} > 365 OR received IS NULL)",
    "timed": f"{NEW_PLAN} AND received IS NOT NULL",
    "advised_psychology": f"{NEW_PLAN} AND psychology <= issued",
    "advised_health": f"{NEW_PLAN} AND health <= issued",
    "advised_social_care": f"{NEW_PLAN} AND care <= issued",
    "advised_all": f"{NEW_PLAN} AND {CARE_LAST} <= issued AND {EACH_CAME}",
}

MOVED = """
moved AS MATERIALIZED (
    SELECT a.id FROM assessment_assessment a JOIN plans_plan p ON p.id = a.plan_id
    WHERE a.area_id = ANY(%(areas)s) AND p.area_id = ANY(%(areas)s) AND p.transferred_from <> ''
),"""


def _column(name: str) -> str:
    """Return the SQL of one column of the counts."""
    if name == "days":
        return f"coalesce(sum({TOOK}) FILTER (WHERE {NEW_PLAN}), 0) AS days"
    if name in COUNTED:
        return f"count(*) FILTER (WHERE {COUNTED[name]}) AS {name}"
    stage = name.removesuffix("_told")
    start, end = STAGES[stage]
    of = f"{NEW_PLAN} AND {start} IS NOT NULL AND {end} IS NOT NULL"
    middle = f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {end} - {start})"
    return f"{'count(*)' if name != stage else middle} FILTER (WHERE {of}) AS {name}"


def _names(sql: str) -> set[str]:
    return set(re.findall(r"[a-z_]+", sql.replace(NEW_PLAN, "issued")))


def statement(wanted: Iterable[str]) -> tuple[str, list[str]]:
    """Return the SQL that counts some columns, and the kinds of event it reads."""
    shown = [_column(name) for name in sorted(wanted)]
    named = _names(" ".join(sql.rsplit(" AS ", 1)[0] for sql in shown))
    firsts = {name: told for name, told in FIRSTS.items() if name in named}
    whole = {"advice": ADVICE} if "advice" in named else {}
    kinds = {kind for kind, _ in firsts.values()} | ({K.ADVICE_RECEIVED} if whole else set())
    is_new = "coalesce(issued > since, false) AND m.id IS NULL" if "issued" in firsts else "false"
    sql = f"""
WITH {STANDING.format(narrowed="AND e.case_type = 'assessment'")},{MOVED}
{pivot({name: first(*told) for name, told in firsts.items()}, whole)},
told AS (
    SELECT c.*, {is_new} AS {NEW_PLAN} FROM cases c LEFT JOIN moved m ON m.id = c.case_id
)
SELECT area_id, place, {", ".join(shown)} FROM told GROUP BY 1, 2
"""
    return sql, sorted(map(str, kinds))


def cases(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count requests for an assessment and what came of them. One statement."""
    sql, kinds = statement({cell.column for cell in wanted})
    return columns(Family.CASES, rows(sql, asked(areas, moments, kinds=kinds)), moments)

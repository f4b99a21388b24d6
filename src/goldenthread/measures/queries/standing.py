"""What stood of the record on a day, as it was known then: the SQL the families share.

An event is prompt when nothing amended it and it was known on the very day it happened: what stood
of it on any day is then told by its date alone. A case is plain when all its events are prompt: it
is read once for every day asked. Any other case is read for each day as it was known then; see
`timeline.rules.history`.
"""

from __future__ import annotations

from collections.abc import Mapping

from goldenthread.law.events import EventKind as K

KNOWN_FROM = (
    "CASE WHEN {e}.backfilled THEN least({e}.on::timestamp AT TIME ZONE 'Europe/London',"
    " {e}.recorded_at) ELSE {e}.recorded_at END"
)
# One look at the day it was written down, in place of two midnights.
_PROMPT = """gone.spells IS NULL AND CASE
            WHEN e.backfilled THEN (e.recorded_at AT TIME ZONE 'Europe/London')::date >= e.on
            ELSE (e.recorded_at AT TIME ZONE 'Europe/London')::date = e.on END"""
# What an exception is about is the rule it excuses.
_ABOUT = f"""CASE WHEN e.kind = '{K.EXCEPTION_RECORDED}' THEN e.facts->>'rule'
            ELSE e.facts->>'about' END"""
# An event is gone from the moment another that amends it was known, until that one was withdrawn.
# `seen` is the last day of which anything was known: the day asked, or an earlier one.
STANDING = f"""
days AS (
    SELECT * FROM unnest(%(places)s::int[], %(days)s::date[], %(seen)s::date[],
                         %(since)s::date[], %(edges)s::timestamptz[])
        AS d(place, day, seen, since, edge)
),
gone AS MATERIALIZED (
    SELECT x.area_id, x.corrects_id AS id, range_agg(tstzrange(
        {KNOWN_FROM.format(e="x")},
        CASE WHEN w.id IS NOT NULL THEN
            greatest({KNOWN_FROM.format(e="w")}, {KNOWN_FROM.format(e="x")}) END, '(]')) AS spells
    FROM timeline_event x
    LEFT JOIN timeline_event w
        ON w.area_id = x.area_id AND w.corrects_id = x.id AND w.withdraws
    WHERE x.area_id = ANY(%(areas)s) AND x.corrects_id IS NOT NULL
    GROUP BY 1, 2
),
happened AS MATERIALIZED (
    SELECT e.area_id, e.case_id, e.kind, e.on, {_ABOUT} AS about, e.backfilled, e.recorded_at,
           gone.spells, {_PROMPT} AS prompt
    FROM timeline_event e
    LEFT JOIN gone ON gone.area_id = e.area_id AND gone.id = e.id
    WHERE e.area_id = ANY(%(areas)s) AND NOT e.withdraws AND e.kind = ANY(%(kinds)s)
      {{narrowed}}
)"""
STANDS = f"""h.on <= d.day AND {KNOWN_FROM.format(e="h")} < d.edge
    AND (h.spells IS NULL OR NOT h.spells @> d.edge)"""


def first(kind: str, more: str = "") -> str:
    """Return the SQL of the first day something of a kind happened in a case."""
    return f"min(h.on) FILTER (WHERE h.kind = '{kind}'{more})"


def pivot(
    firsts: Mapping[str, str], whole: Mapping[str, str], lasting: Mapping[str, str] | None = None
) -> str:
    """Return the SQL of one row a case and day: plain cases read once, the others for each day.

    `firsts` are first days, hidden where they lie after the day asked; `whole` are aggregates
    that need no hiding once the first days do; `lasting` are of the record as it stands now,
    whatever the day.
    """
    lasting = lasting or {}
    columns = "".join(f", {sql} AS {name}" for name, sql in {**firsts, **whole}.items())
    hidden = "".join(
        [f", CASE WHEN p.{name} <= d.seen THEN p.{name} END AS {name}" for name in firsts]
        + [f", p.{name}" for name in (*whole, *lasting)]
    )
    kept = "".join(f", {sql} AS {name}" for name, sql in lasting.items())
    carried = "".join(f", h.{name}" for name in lasting)
    return f"""
    read AS MATERIALIZED (
        SELECT h.area_id, h.case_id, min(h.on) AS begun, bool_and(h.prompt) AS plain{columns}{kept}
        FROM happened h GROUP BY 1, 2
    ),
    others AS MATERIALIZED (
        SELECT h.*{"".join(f", r.{name}" for name in lasting)}
        FROM happened h
        JOIN read r ON r.area_id = h.area_id AND r.case_id = h.case_id AND NOT r.plain
    ),
    cases AS (
        SELECT p.area_id, d.place, d.day, d.since, p.case_id{hidden}
        FROM days d JOIN read p ON p.plain AND p.begun <= d.seen
        UNION ALL
        SELECT h.area_id, d.place, d.day, d.since, h.case_id{columns}{carried}
        FROM days d JOIN others h ON {STANDS}
        GROUP BY h.area_id, d.place, d.day, d.since, h.case_id{carried}
    )"""

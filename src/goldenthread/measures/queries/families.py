"""One pass over the record for each family of cells, for many areas and days at once.

Each statement reads an area's rows once and counts them for every day asked. What was known on a
day is told by the versions of the clocks, and by when each event came to be known and by what it
was taken back; see `timeline.rules.history`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from goldenthread.law.events import EventKind as K
from goldenthread.measures.queries.asking import Found, Moment, asked, columns, rows
from goldenthread.measures.queries.held import content, delivery, needs, replies
from goldenthread.measures.queries.moves import came
from goldenthread.measures.rules.measure import Cell, Family

# --- What stood, as known on a day --------------------------------------------------------------

KNOWN_FROM = (
    "CASE WHEN {e}.backfilled THEN least({e}.on::timestamp AT TIME ZONE 'Europe/London',"
    " {e}.recorded_at) ELSE {e}.recorded_at END"
)
# A case is plain when nothing of it was amended and all of it was known on the day it happened:
# then what stood on a day is what had happened by it, and the case need be read only once for
# every day asked. Any other case is read for each day as it was known.
# An event is gone from the moment another that amends it was known, until that one was withdrawn.
STANDING = f"""
days AS (
    SELECT * FROM unnest(%(places)s::int[], %(days)s::date[], %(since)s::date[],
                         %(edges)s::timestamptz[]) AS d(place, day, since, edge)
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
    SELECT e.area_id, e.case_type, e.case_id, e.kind, e.on, e.facts,
           {KNOWN_FROM.format(e="e")} AS known_from, gone.spells,
           bool_and(gone.spells IS NULL AND {KNOWN_FROM.format(e="e")}
                    < (e.on + 1)::timestamp AT TIME ZONE 'Europe/London')
               OVER (PARTITION BY e.area_id, e.case_id) AS plain
    FROM timeline_event e
    LEFT JOIN gone ON gone.area_id = e.area_id AND gone.id = e.id
    WHERE e.area_id = ANY(%(areas)s) AND NOT e.withdraws AND e.kind = ANY(%(kinds)s)
      {{narrowed}}
)"""
STANDS = """h.on <= d.day AND h.known_from < d.edge
    AND (h.spells IS NULL OR NOT h.spells @> d.edge)"""


# --- Requests for an assessment -----------------------------------------------------------------

CASE_KINDS = (
    *(K.REQUEST_RECEIVED, K.REQUEST_WITHDRAWN, K.ASSESSMENT_AGREED, K.ASSESSMENT_REFUSED),
    *(K.ADVICE_REQUESTED, K.ADVICE_RECEIVED, K.ISSUE_REFUSED, K.DRAFT_SERVED, K.PLAN_ISSUED),
    K.EXCEPTION_RECORDED,
)


def _first(kind: str, more: str = "") -> str:
    return f"min(h.on) FILTER (WHERE h.kind = '{kind}'{more})"


def _advised(about: str) -> str:
    return _first(K.ADVICE_RECEIVED, f" AND h.facts->>'about' = '{about}'")


def _pivot(firsts: Mapping[str, str], whole: Mapping[str, str]) -> str:
    """Return one row a case and day: plain cases read once, the others for each day.

    `firsts` are first days, hidden where they lie after the day asked; `whole` are aggregates
    that need no hiding once the first days do.
    """
    columns = ", ".join(f"{sql} AS {name}" for name, sql in {**firsts, **whole}.items())
    hidden = ", ".join(
        [f"CASE WHEN p.{name} <= d.day THEN p.{name} END AS {name}" for name in firsts]
        + [f"p.{name}" for name in whole]
    )
    return f"""
    plain AS MATERIALIZED (
        SELECT h.area_id, h.case_id, min(h.on) AS begun, {columns}
        FROM happened h WHERE h.plain GROUP BY 1, 2
    ),
    cases AS (
        SELECT p.area_id, d.place, d.day, d.since, p.case_id, {hidden}
        FROM days d JOIN plain p ON p.begun <= d.day
        UNION ALL
        SELECT h.area_id, d.place, d.day, d.since, h.case_id, {columns}
        FROM days d JOIN happened h ON NOT h.plain AND {STANDS}
        GROUP BY 1, 2, 3, 4, 5
    )"""


CASE_PIVOT = _pivot(
    {
        "received": _first(K.REQUEST_RECEIVED),
        "agreed": _first(K.ASSESSMENT_AGREED),
        "refused": _first(K.ASSESSMENT_REFUSED),
        "withdrawn": _first(K.REQUEST_WITHDRAWN),
        "not_issued": _first(K.ISSUE_REFUSED),
        "drafted": _first(K.DRAFT_SERVED),
        "issued": _first(K.PLAN_ISSUED),
        "care_asked": _first(K.ADVICE_REQUESTED, " AND h.facts->>'about' = 'social-care'"),
        "psychology": _advised("educational-psychology"),
        "health": _advised("health"),
        "care": _advised("social-care"),
        "excused": _first(K.EXCEPTION_RECORDED, " AND h.facts->>'rule' = 'plan-final'"),
    },
    {"advice": f"array_agg(h.on) FILTER (WHERE h.kind = '{K.ADVICE_RECEIVED}')"},
)
# A plan that came with a child from elsewhere is told by the plan its case led to.
CASES = f"""
WITH {STANDING.format(narrowed="AND e.case_type = 'assessment'")},
moved AS (
    SELECT a.id FROM assessment_assessment a JOIN plans_plan p ON p.id = a.plan_id
    WHERE a.area_id = ANY(%(areas)s) AND p.area_id = ANY(%(areas)s) AND p.transferred_from <> ''
),
{CASE_PIVOT},
told AS (
    SELECT c.*, least(agreed, refused) AS told, issued - received AS took,
        coalesce(issued > since, false) AND m.id IS NULL AS new_plan,
        coalesce(least(agreed, refused) > since, false) AS new_decision,
        (SELECT max(a) FROM unnest(c.advice) a WHERE a <= c.drafted) AS advised
    FROM cases c LEFT JOIN moved m ON m.id = c.case_id
)
SELECT area_id, place,
    count(*) FILTER (WHERE received > since) AS received,
    count(*) FILTER (WHERE received > since AND agreed = told) AS received_agreed,
    count(*) FILTER (WHERE received > since AND refused = told) AS received_refused,
    count(*) FILTER (WHERE received > since AND told IS NULL AND withdrawn IS NOT NULL)
        AS received_withdrawn,
    count(*) FILTER (WHERE received > since AND told IS NULL AND withdrawn IS NULL)
        AS received_open,
    count(*) FILTER (WHERE withdrawn > since AND agreed = told AND issued IS NULL)
        AS assessment_withdrawn,
    count(*) FILTER (WHERE new_decision) AS decided,
    count(*) FILTER (WHERE new_decision AND told - received <= 42) AS decided_in_time,
    count(*) FILTER (WHERE new_decision AND refused = told) AS refused,
    count(*) FILTER (WHERE agreed > since) AS agreed,
    count(*) FILTER (WHERE agreed > since AND care_asked IS NOT NULL) AS social_care_asked,
    count(*) FILTER (WHERE not_issued > since) AS not_issued,
    count(*) FILTER (WHERE new_plan) AS issued,
    count(*) FILTER (WHERE new_plan AND took <= 140) AS in_time,
    count(*) FILTER (WHERE new_plan AND excused IS NULL) AS issued_unexcused,
    count(*) FILTER (WHERE new_plan AND took <= 140 AND excused IS NULL) AS in_time_unexcused,
    count(*) FILTER (WHERE new_plan AND took > 140 AND took <= 365) AS within_year,
    count(*) FILTER (WHERE new_plan AND (took > 365 OR took IS NULL)) AS over_year,
    count(*) FILTER (WHERE new_plan AND took IS NOT NULL) AS timed,
    coalesce(sum(took) FILTER (WHERE new_plan), 0) AS days,
    count(*) FILTER (WHERE new_plan AND psychology <= issued) AS advised_psychology,
    count(*) FILTER (WHERE new_plan AND health <= issued) AS advised_health,
    count(*) FILTER (WHERE new_plan AND care <= issued) AS advised_social_care,
    count(*) FILTER (WHERE new_plan AND greatest(psychology, health, care) <= issued
        AND psychology IS NOT NULL AND health IS NOT NULL AND care IS NOT NULL) AS advised_all,
    {{stages}}
FROM told GROUP BY 1, 2
"""
STAGES = {
    "stage_decide": ("received", "agreed"),
    "stage_advice": ("agreed", "advised"),
    "stage_draft": ("advised", "drafted"),
    "stage_final": ("drafted", "issued"),
}


def _stage(name: str) -> str:
    start, end = STAGES[name]
    of = f"new_plan AND {start} IS NOT NULL AND {end} IS NOT NULL"
    return (
        f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {end} - {start}) FILTER (WHERE {of})"
        f" AS {name}, count(*) FILTER (WHERE {of}) AS {name}_told"
    )


CASES = CASES.format(stages=", ".join(map(_stage, STAGES)))


def cases(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count requests for an assessment and what came of them. One statement."""
    values = asked(areas, moments, kinds=[str(kind) for kind in CASE_KINDS])
    return columns(Family.CASES, rows(CASES, values), moments)


# --- Promises -----------------------------------------------------------------------------------

STOPPED = "c.stopped <= d.day"
OPEN = "(c.stopped IS NULL OR c.stopped > d.day)"
LAST_DAY = "coalesce(c.moved_to, c.due)"
CLOCK_COLUMNS = {
    "met": f"{STOPPED} AND c.stopped > d.since",
    "met_in_time": f"{STOPPED} AND c.stopped > d.since AND c.stopped <= {LAST_DAY}",
    "met_late": f"{STOPPED} AND c.stopped > d.since AND c.stopped > {LAST_DAY}",
    "met_late_excused": f"{STOPPED} AND c.stopped > d.since AND c.stopped > {LAST_DAY}"
    " AND c.lawful_reason <> ''",
    "due": f"{LAST_DAY} > d.since AND {LAST_DAY} <= d.day",
    "due_kept": f"{LAST_DAY} > d.since AND {LAST_DAY} <= d.day AND c.stopped <= {LAST_DAY}",
    "open": OPEN,
    "late": f"{OPEN} AND {LAST_DAY} < d.day",
    "ever": "true",
}
CLOCKS = f"""
SELECT c.area_id, d.place, c.case_type, c.rule, c.about, {
    ", ".join(f"count(*) FILTER (WHERE {test}) AS {name}" for name, test in CLOCK_COLUMNS.items())
}
FROM unnest(%(places)s::int[], %(days)s::date[], %(since)s::date[],
            %(edges)s::timestamptz[]) AS d(place, day, since, edge)
JOIN timeline_clock c ON c.started <= d.day AND c.known_from < d.edge
    AND (c.known_to IS NULL OR c.known_to >= d.edge)
    AND (c.superseded IS NULL OR c.superseded > d.day OR c.stopped <= d.day)
WHERE c.area_id = ANY(%(areas)s)
  AND (c.rule = ANY(%(rules)s) OR c.case_type = ANY(%(types)s))
GROUP BY 1, 2, 3, 4, 5
"""
TYPE_PREFIX = "case:"


def clocks(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count promises by rule, by rule and whom they are about, and by type of case."""
    names = {cell.name for cell in wanted}
    types = {name.removeprefix(TYPE_PREFIX) for name in names if name.startswith(TYPE_PREFIX)}
    values = asked(areas, moments, rules=sorted(names), types=sorted(types))
    found: Found = {}
    for row in rows(CLOCKS, values):
        cells = found.setdefault((row["area_id"], moments[row["place"]]), {})
        groups = {(row["rule"], ""), (row["rule"], row["about"])}
        if row["case_type"] in types:
            groups.add((f"{TYPE_PREFIX}{row['case_type']}", ""))
        for name, about in groups:
            for column in CLOCK_COLUMNS:
                cell = Cell(Family.CLOCKS, name, column, about)
                cells[cell] = cells.get(cell, Fraction(0)) + row[column]
    return found


# --- Things that happened, and plans in force ---------------------------------------------------

EVENTS = f"""
WITH {STANDING.format(narrowed="")}
SELECT h.area_id, d.place, h.kind,
    count(*) FILTER (WHERE h.on > d.since) AS year, count(*) AS ever
FROM days d JOIN happened h ON {STANDS}
GROUP BY 1, 2, 3
"""


def events(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count the events of each kind in the year to a day, and ever."""
    kinds = sorted({cell.name for cell in wanted})
    found: Found = {}
    for row in rows(EVENTS, asked(areas, moments, kinds=kinds)):
        cells = found.setdefault((row["area_id"], moments[row["place"]]), {})
        for column in ("year", "ever"):
            cells[Cell(Family.EVENTS, row["kind"], column)] = Fraction(row[column])
    return found


ENDS = f"'{K.PLAN_CEASED}', '{K.PLAN_TRANSFERRED}'"
PLAN_PIVOT = _pivot(
    {
        "made": _first(K.PLAN_STARTED),
        "ended": f"min(h.on) FILTER (WHERE h.kind IN ({ENDS}))",
    },
    {},
)
# A plan that moved in is this council's from the day it came, whenever it was first made, and
# whenever the move was written down.
PLANS = f"""
WITH {STANDING.format(narrowed="AND e.case_type = 'plan'")},
{PLAN_PIVOT},
came AS (
    SELECT h.area_id, h.case_id, min(h.on) AS came FROM happened h
    WHERE h.kind = '{K.PLAN_RECEIVED}'
      AND (h.spells IS NULL OR NOT h.spells @> 'infinity'::timestamptz)
    GROUP BY 1, 2
),
plans AS (
    SELECT p.*, CASE WHEN c.came IS NULL THEN p.made
                     WHEN c.came <= p.day THEN c.came END AS started
    FROM cases p LEFT JOIN came c ON c.area_id = p.area_id AND c.case_id = p.case_id
)
SELECT area_id, place,
    count(*) FILTER (WHERE started IS NOT NULL AND ended IS NULL) AS in_force,
    count(*) FILTER (WHERE started IS NOT NULL AND ended > since) AS ended
FROM plans GROUP BY 1, 2
"""
PLAN_KINDS = (K.PLAN_STARTED, K.PLAN_RECEIVED, K.PLAN_CEASED, K.PLAN_TRANSFERRED)


def plans(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count the plans in force at the end of a day, and those that ended in the year."""
    values = asked(areas, moments, kinds=[str(kind) for kind in PLAN_KINDS])
    return columns(Family.PLANS, rows(PLANS, values), moments)


# --- Waits --------------------------------------------------------------------------------------

SEEN = (
    *(K.FIRST_CONTACT, K.WAIT_ASSESSMENT_STARTED, K.TREATMENT_STARTED, K.EQUIPMENT_DELIVERED),
    *(K.WAIT_DECIDED, K.WAIT_REMOVED, K.CASE_CLOSED),
)
WAIT_PIVOT = _pivot(
    {
        "referred": _first(K.REFERRAL_RECEIVED),
        "ended": f"min(h.on) FILTER (WHERE h.kind <> '{K.REFERRAL_RECEIVED}')",
    },
    {"service": f"min(h.facts->>'about') FILTER (WHERE h.kind = '{K.REFERRAL_RECEIVED}')"},
)
WAITS = f"""
WITH {STANDING.format(narrowed="AND e.case_type = 'wait'")},
{WAIT_PIVOT}
SELECT area_id, place, service, count(*) AS ever,
    count(*) FILTER (WHERE ended IS NULL AND day - referred <= 84) AS to_12,
    count(*) FILTER (WHERE ended IS NULL AND day - referred BETWEEN 85 AND 126) AS to_18,
    count(*) FILTER (WHERE ended IS NULL AND day - referred BETWEEN 127 AND 364) AS to_52,
    count(*) FILTER (WHERE ended IS NULL AND day - referred > 364) AS over_52,
    coalesce(sum(day - referred) FILTER (WHERE ended IS NULL), 0) AS days
FROM cases WHERE referred IS NOT NULL AND service IS NOT NULL GROUP BY 1, 2, 3
"""


def waits(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count the children waiting for first contact, by service and band."""
    values = asked(areas, moments, kinds=[str(kind) for kind in (K.REFERRAL_RECEIVED, *SEEN)])
    found: Found = {}
    for row in rows(WAITS, values):
        cells = found.setdefault((row["area_id"], moments[row["place"]]), {})
        for column in ("ever", "to_12", "to_18", "to_52", "over_52", "days"):
            cells[Cell(Family.WAITS, row["service"], column)] = Fraction(row[column])
    return found


# --- Places -------------------------------------------------------------------------------------

# Codes of a return for somebody who is nowhere; every other place, home included, is one.
NOWHERE = ("NEET", "NIEC", "NIEO")
PLACES = f"""
SELECT p.area_id, d.place, count(*) AS plans,
    count(*) FILTER (WHERE c.birth_date <= d.day - interval '5 years'
        AND c.birth_date > d.day - interval '16 years'
        AND NOT EXISTS (SELECT FROM placements_placement s
            WHERE s.area_id = p.area_id AND s.child_id = p.child_id
              AND s.setting_code <> ALL(%(nowhere)s)
              AND coalesce(s.entry_date, '-infinity') <= d.day
              AND coalesce(s.leaving_date, 'infinity') > d.day)
        AND NOT EXISTS (SELECT FROM placements_placement s
            WHERE s.area_id = p.area_id AND s.child_id = p.child_id
            HAVING min(s.entry_date) > d.day)) AS without
FROM unnest(%(places)s::int[], %(days)s::date[]) AS d(place, day)
JOIN plans_plan p ON p.area_id = ANY(%(areas)s) AND p.state <> 'DRAFT'
    AND coalesce(p.first_issued_date, p.start_date) <= d.day
    AND (p.cease_date IS NULL OR p.cease_date > d.day)
JOIN people_child c ON c.id = p.child_id AND c.area_id = p.area_id
LEFT JOIN {came("%(areas)s")} came ON came.plan_id = p.id AND came.area_id = p.area_id
WHERE came.on IS NULL OR came.on <= d.day
GROUP BY 1, 2
"""


def places(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count children of school age with a plan in force and no place, as the record now tells."""
    values = asked(areas, moments, nowhere=list(NOWHERE))
    return columns(Family.PLACES, rows(PLACES, values), moments)


FAMILIES = {
    Family.CASES: cases,
    Family.CLOCKS: clocks,
    Family.EVENTS: events,
    Family.PLANS: plans,
    Family.WAITS: waits,
    Family.PLACES: places,
    Family.CONTENT: content,
    Family.NEEDS: needs,
    Family.DELIVERY: delivery,
    Family.REPLIES: replies,
}

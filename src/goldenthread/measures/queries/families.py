"""One pass over the record for each family of cells, for many areas and days at once.

Each statement reads an area's rows once and counts them for every day asked. What was known on a
day is told by the versions of the clocks, and by when each event came to be known and by what it
was taken back; see `timeline.rules.history`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import TimeLimit, versions
from goldenthread.measures.queries.asking import Found, Moment, asked, columns, rows
from goldenthread.measures.queries.cases import cases
from goldenthread.measures.queries.held import content, delivery, heard, lessons, needs, replies
from goldenthread.measures.queries.moves import came
from goldenthread.measures.queries.standing import STANDING, STANDS, first, pivot
from goldenthread.measures.rules.measure import Cell, Family

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
  AND c.case_type = ANY(%(held_in)s)
  AND (c.rule = ANY(%(rules)s) OR c.case_type = ANY(%(types)s))
GROUP BY 1, 2, 3, 4, 5
"""
TYPE_PREFIX = "case:"


def clocks(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count promises by rule, by rule and whom they are about, and by type of case."""
    names = {cell.name for cell in wanted}
    types = {name.removeprefix(TYPE_PREFIX) for name in names if name.startswith(TYPE_PREFIX)}
    rules = sorted(name for name in names if not name.startswith(TYPE_PREFIX))
    limits = (each for rule in rules for each in versions(rule) if isinstance(each, TimeLimit))
    held_in = types.union(*(each.case_types for each in limits))
    values = asked(areas, moments, rules=rules, types=sorted(types), held_in=sorted(held_in))
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

# Prompt events are added up by the day they happened before any day asked is looked at.
EVENTS = f"""
WITH {STANDING.format(narrowed="")},
by_day AS (
    SELECT h.area_id, h.kind, h.on, count(*) AS times
    FROM happened h WHERE h.prompt GROUP BY 1, 2, 3
)
SELECT area_id, place, kind,
    coalesce(sum(times) FILTER (WHERE "on" > since), 0) AS year, sum(times) AS ever
FROM (
    SELECT b.area_id, d.place, d.since, b.kind, b.on, b.times
    FROM days d JOIN by_day b ON b.on <= d.seen
    UNION ALL
    SELECT h.area_id, d.place, d.since, h.kind, h.on, 1
    FROM days d JOIN happened h ON NOT h.prompt AND {STANDS}
) each
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
# A plan that moved in is this council's from the day it came, whenever it was first made, and
# whenever the move was written down.
CAME = " AND (h.spells IS NULL OR NOT h.spells @> 'infinity'::timestamptz)"
PLAN_PIVOT = pivot(
    {
        "made": first(K.PLAN_STARTED),
        "ended": f"min(h.on) FILTER (WHERE h.kind IN ({ENDS}))",
    },
    {},
    {"came": first(K.PLAN_RECEIVED, CAME)},
)
PLANS = f"""
WITH {STANDING.format(narrowed="AND e.case_type = 'plan'")},
{PLAN_PIVOT},
plans AS (
    SELECT p.*, CASE WHEN p.came IS NULL THEN p.made
                     WHEN p.came <= p.day THEN p.came END AS started
    FROM cases p
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
WAIT_PIVOT = pivot(
    {
        "referred": first(K.REFERRAL_RECEIVED),
        "ended": f"min(h.on) FILTER (WHERE h.kind <> '{K.REFERRAL_RECEIVED}')",
    },
    {"service": f"min(h.about) FILTER (WHERE h.kind = '{K.REFERRAL_RECEIVED}')"},
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
    Family.LESSONS: lessons,
    Family.HEARD: heard,
}

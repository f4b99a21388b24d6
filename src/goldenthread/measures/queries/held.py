"""What plans in force say, whether families say it is given, how soon and how they are heard.

One statement for each. Plans' words and what is told of them lie below the timeline: a past day is
counted by the version then in force and by what had been told by its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from goldenthread.contact.rules.complaints import FOUND_FAULT
from goldenthread.heard.queries import Count, Window, counted, share
from goldenthread.measures.queries.asking import Found, Moment, asked, columns, rows
from goldenthread.measures.queries.moves import came
from goldenthread.measures.rules.measure import Cell, Family
from goldenthread.plans.rules.delivery import Happened, Source

# The version in force on each day, of plans in force then; those held as text have figures.
ALL_IN_FORCE = f"""
days AS (
    SELECT * FROM unnest(%(places)s::int[], %(days)s::date[], %(edges)s::timestamptz[])
        AS d(place, day, edge)
),
versions AS MATERIALIZED (
    SELECT v.id, v.area_id, v.plan_id, v.issued_date, f.id AS figures,
        v.needs->>0 AS need,
        lead(v.issued_date) OVER (PARTITION BY v.plan_id ORDER BY v.issued_date, v.number) AS next
    FROM plans_planversion v LEFT JOIN plans_issuedfigures f ON f.version_id = v.id
    WHERE v.area_id = ANY(%(areas)s) AND v.status NOT LIKE '%%DRAFT'
),
held AS (
    SELECT d.place, d.day, d.edge, v.id, v.area_id, v.need, p.child_id
    FROM days d
    JOIN versions v ON {{only}} v.issued_date <= d.day
        AND (v.next IS NULL OR v.next > d.day)
    JOIN plans_plan p ON p.id = v.plan_id AND p.area_id = v.area_id AND p.state <> 'DRAFT'
        AND (p.cease_date IS NULL OR p.cease_date > d.day)
    LEFT JOIN {came("%(areas)s")} came ON came.plan_id = p.id AND came.area_id = p.area_id
    WHERE came.on IS NULL OR came.on <= d.day
)"""
IN_FORCE = ALL_IN_FORCE.format(only="v.figures IS NOT NULL AND")

# What stops a plan from being issued, as it was counted when this one was; a school year begins
# on 1 September, and somebody who was 13 the day before is in year 9 or above.
CONTENT = f"""
WITH {IN_FORCE},
told AS MATERIALIZED (
    SELECT v.id, v.area_id,
        f.vague_lines > 0 OR f.silent_sections > 0 OR f.reasons > 0 OR EXISTS (
            SELECT FROM plans_issuedneed n WHERE n.version_id = v.id AND NOT n.has_provision
        ) AS blocked,
        jsonb_path_exists(v.content, '$.outcomes[*].adulthood_area ? (@ != null)') AS adulthood
    FROM plans_planversion v JOIN plans_issuedfigures f ON f.version_id = v.id
    WHERE v.area_id = ANY(%(areas)s)
)
SELECT h.area_id, h.place, count(*) AS read,
    count(*) FILTER (WHERE t.blocked) AS blocked,
    count(*) FILTER (WHERE older) AS year_9,
    count(*) FILTER (WHERE older AND t.adulthood) AS adulthood
FROM held h
JOIN told t ON t.id = h.id
JOIN people_child c ON c.id = h.child_id AND c.area_id = h.area_id
CROSS JOIN LATERAL (SELECT c.birth_date <= make_date(
    extract(year FROM h.day)::int - (extract(month FROM h.day) < 9)::int - 13, 8, 31) AS older
) y
GROUP BY 1, 2
"""


def content(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count the plans in force that are held as text, and what their words lack."""
    return columns(Family.CONTENT, rows(CONTENT, asked(areas, moments)), moments)


NEEDS = f"""
WITH {ALL_IN_FORCE.format(only="")}
SELECT area_id, place, need, count(*) AS plans FROM held GROUP BY 1, 2, 3
"""


def needs(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count the plans in force by the need that stands first in them."""
    found: Found = {}
    for row in rows(NEEDS, asked(areas, moments)):
        cells = found.setdefault((row["area_id"], moments[row["place"]]), {})
        cells[Cell(Family.NEEDS, row["need"] or "", "plans")] = Fraction(row["plans"])
    return found


# --- Is it given? -------------------------------------------------------------------------------

WEEKS = 12


def _latest(source: Source) -> str:
    """Return the last thing one side said of a line in the weeks before, holidays left out."""
    return f"""
    LEFT JOIN LATERAL (
        SELECT c.happened FROM plans_confirmation c
        WHERE c.provision_id = l.id AND c.source = '{source}' AND c.happened <> '{Happened.NOT_DUE}'
          AND c.week <= h.day AND c.week > h.day - {WEEKS * 7} AND c.told_at < h.edge
        ORDER BY c.week DESC, c.id DESC LIMIT 1
    ) {source.lower()} ON true"""


DELIVERY = f"""
WITH {IN_FORCE}
SELECT h.area_id, h.place, count(*) AS lines,
    count(family.happened) AS family_told,
    count(*) FILTER (WHERE family.happened = '{Happened.YES}') AS family_given,
    count(setting.happened) AS setting_told,
    count(*) FILTER (WHERE setting.happened = '{Happened.YES}') AS setting_given
FROM held h
JOIN plans_issuedprovision l ON l.version_id = h.id AND l.area_id = h.area_id
{_latest(Source.FAMILY)}
{_latest(Source.SETTING)}
GROUP BY 1, 2
"""


def delivery(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count the lines of provision in force, and what each side last said of them."""
    return columns(Family.DELIVERY, rows(DELIVERY, asked(areas, moments)), moments)


# --- How soon is a family answered? -------------------------------------------------------------

REPLIES = """
SELECT c.area_id, d.place, count(*) AS answered,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY c.stopped - c.started) AS days
FROM unnest(%(places)s::int[], %(days)s::date[], %(since)s::date[],
            %(edges)s::timestamptz[]) AS d(place, day, since, edge)
JOIN timeline_clock c ON c.case_type = 'contact' AND c.rule = 'con-reply'
    AND c.stopped > d.since AND c.stopped <= d.day
    AND c.known_from < d.edge AND (c.known_to IS NULL OR c.known_to >= d.edge)
WHERE c.area_id = ANY(%(areas)s)
GROUP BY 1, 2
"""


def replies(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count the messages answered in the year, and the middle number of days each waited."""
    return columns(Family.REPLIES, rows(REPLIES, asked(areas, moments)), moments)


# --- What do complaints teach? ------------------------------------------------------------------

LESSONS = """
SELECT a.area_id, d.place, s.answered, s.upheld, s.taught, l.due, l.kept
FROM unnest(%(places)s::int[], %(days)s::date[], %(since)s::date[],
            %(edges)s::timestamptz[]) AS d(place, day, since, edge)
CROSS JOIN unnest(%(areas)s::int[]) AS a(area_id)
CROSS JOIN LATERAL (
    SELECT count(*) AS answered, count(*) FILTER (WHERE c.fault) AS upheld,
        count(*) FILTER (WHERE c.fault AND EXISTS (
            SELECT FROM contact_learning t
            WHERE t.area_id = a.area_id AND t.complaint_id = c.id AND t.made_at < d.edge)) AS taught
    FROM (
        SELECT g.complaint_id AS id, bool_or(g.outcome = ANY(%(fault)s)) AS fault
        FROM contact_stage g
        WHERE g.area_id = a.area_id AND g.answered_date > d.since AND g.answered_date <= d.day
        GROUP BY 1
    ) c
) s
CROSS JOIN LATERAL (
    SELECT count(*) AS due, count(*) FILTER (WHERE t.done_date <= t.by_date) AS kept
    FROM contact_learning t
    WHERE t.area_id = a.area_id AND t.made_at < d.edge
      AND t.by_date > d.since AND t.by_date <= d.day
) l
"""


def lessons(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count the complaints answered in the year, those upheld, and what was learned and done."""
    values = asked(areas, moments, fault=sorted(map(str, FOUND_FAULT)))
    return columns(Family.LESSONS, rows(LESSONS, values), moments)


# --- What do families answer when asked? --------------------------------------------------------


def heard(areas: Sequence[int], moments: Sequence[Moment], wanted: Iterable[Cell]) -> Found:
    """Count the answers of the year to each question, and those that are hoped for."""
    questions = sorted({cell.name for cell in wanted})
    windows = [Window(moment.on, moment.since, moment.known_on) for moment in moments]
    found: Found = {}
    for (area, place), counts in _by_place(counted(areas, windows)).items():
        cells = found.setdefault((area, moments[place]), {})
        for question in questions:
            told = share(counts, question)
            cells[Cell(Family.HEARD, question, "asked")] = Fraction(told.denominator)
            cells[Cell(Family.HEARD, question, "good")] = Fraction(told.numerator)
    return found


def _by_place(counts: Iterable[Count]) -> dict[tuple[int, int], list[Count]]:
    found: dict[tuple[int, int], list[Count]] = {}
    for each in counts:
        found.setdefault((each.area_id, each.place), []).append(each)
    return found

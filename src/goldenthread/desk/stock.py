"""The living stock: every plan in force of an area, scored for truth to today, worst first.

One statement scores and orders them all from rows that other rooms keep: versions, placements,
clocks, what was counted of each version on issue. The points are those of `plans.rules.truth`.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from goldenthread.access.rules import Asker
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.plans.rules.truth import (
    ADULTHOOD_YEAR,
    MOST,
    OLD_ADVICE_YEARS,
    PHASES,
    POINTS_A_SECTION,
    POINTS_A_YEAR,
    REWRITE,
    UPDATE,
    Part,
    years_before,
)
from goldenthread.ui.paging import SIZE

# The school year a day lies in, and the one in which a child was born: the curriculum year is the
# first less the second less four. Worked out once a plan, since they are asked for thousands.
SCHOOL_YEAR = "(extract(year FROM {day})::int - (extract(month FROM {day}) < 9)::int)"
BORN_IN = "(extract(year FROM c.birth_date)::int + (extract(month FROM c.birth_date) >= 9)::int)"
FACTS = f"""
SELECT p.id AS plan_id, p.child_id, v.issued_date AS changed,
  {SCHOOL_YEAR.format(day="v.issued_date")} - {BORN_IN} - 4 AS written_year,
  %(school_year)s - {BORN_IN} - 4 AS year,
  (v.setting_id IS NOT NULL AND place.setting_id IS NOT NULL
    AND v.setting_id <> place.setting_id) AS differs,
  k.due AS review_due, f.silent_sections, f.oldest_advice_date, f.provision_lines, f.vague_lines,
  f.id IS NOT NULL AS worded
FROM plans_plan p
JOIN people_child c ON c.id = p.child_id AND c.area_id = %(area)s
JOIN (SELECT DISTINCT ON (plan_id) plan_id, id, issued_date, setting_id FROM plans_planversion
      WHERE area_id = %(area)s AND status IN ('FINAL', 'AMENDED_FINAL')
      ORDER BY plan_id, number DESC) v ON v.plan_id = p.id
LEFT JOIN (SELECT DISTINCT ON (child_id) child_id, setting_id FROM placements_placement
           WHERE area_id = %(area)s AND rank = 1 AND (entry_date IS NULL OR entry_date <= %(today)s)
             AND (leaving_date IS NULL OR leaving_date > %(today)s)
           ORDER BY child_id, entry_date DESC NULLS LAST) place ON place.child_id = p.child_id
LEFT JOIN (SELECT case_id, min(due) AS due FROM timeline_clock
           WHERE area_id = %(area)s AND case_type = 'plan' AND rule IN ('rev-first', 'rev-next')
             AND known_to IS NULL AND stopped IS NULL AND superseded IS NULL
           GROUP BY case_id) k ON k.case_id = p.id
LEFT JOIN plans_issuedfigures f ON f.version_id = v.id AND f.area_id = %(area)s
WHERE p.area_id = %(area)s AND p.state = 'IN_FORCE' AND p.child_id <> ALL(%(sealed)s)
"""
YEARS_COUNTED = MOST[Part.AGED] // POINTS_A_YEAR
AGED = " + ".join(f"(changed <= %(year_{n})s)::int" for n in range(1, YEARS_COUNTED + 1))
MOVED_ON = " OR ".join(f"(written_year < {start} AND year >= {start})" for start in PHASES)
PARTS = {
    Part.AGED: f"{POINTS_A_YEAR} * ({AGED})",
    Part.PHASE: f"CASE WHEN {MOVED_ON} THEN {MOST[Part.PHASE]} ELSE 0 END",
    Part.ADULTHOOD: f"CASE WHEN written_year < {ADULTHOOD_YEAR} AND year >= {ADULTHOOD_YEAR}"
    f" THEN {MOST[Part.ADULTHOOD]} ELSE 0 END",
    Part.SETTING: f"CASE WHEN differs THEN {MOST[Part.SETTING]} ELSE 0 END",
    Part.REVIEW: f"CASE WHEN review_due < %(today)s THEN {MOST[Part.REVIEW]} ELSE 0 END",
    Part.SILENT: f"CASE WHEN silent_sections > 0"
    f" THEN least({POINTS_A_SECTION} * silent_sections, {MOST[Part.SILENT]}) ELSE 0 END",
    Part.ADVICE: f"CASE WHEN oldest_advice_date <= %(year_{OLD_ADVICE_YEARS})s"
    f" THEN {MOST[Part.ADVICE]} ELSE 0 END",
    Part.VAGUE: f"CASE WHEN vague_lines > 0 AND provision_lines > 0"
    f" THEN ceil({MOST[Part.VAGUE]}.0 * vague_lines / provision_lines)::int ELSE 0 END",
}
POINTS = ", ".join(f"{said} AS {part}" for part, said in PARTS.items())
TOTAL = " + ".join(PARTS)
COUNTS = ", ".join(f"count(*) FILTER (WHERE {part} > 0) AS {part}" for part in PARTS)
STOCK = f"""
WITH facts AS MATERIALIZED ({FACTS}),
pointed AS MATERIALIZED (SELECT facts.*, {POINTS} FROM facts),
scored AS MATERIALIZED (SELECT pointed.*, {TOTAL} AS score FROM pointed),
counted AS (
  SELECT count(*) AS plans, {COUNTS}, count(*) FILTER (WHERE worded) AS worded,
    count(*) FILTER (WHERE score >= {REWRITE}) AS rewrite,
    count(*) FILTER (WHERE score >= {UPDATE} AND score < {REWRITE}) AS update,
    count(*) FILTER (WHERE score < {UPDATE} AND score > 0) AS check,
    coalesce(avg(score) FILTER (WHERE score >= {REWRITE}), 0)::float AS rewrite_harm,
    coalesce(avg(score) FILTER (WHERE score >= {UPDATE} AND score < {REWRITE}), 0)::float
      AS update_harm,
    coalesce(avg(score) FILTER (WHERE score < {UPDATE} AND score > 0), 0)::float AS check_harm,
    coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY score), 0) AS middle,
    count(*) FILTER (WHERE changed <= %(year_2)s) AS two_years,
    count(*) FILTER (WHERE changed <= %(year_3)s) AS three_years
  FROM scored),
chosen AS (SELECT * FROM scored WHERE (%(part)s = '' OR {{chosen}}) AND score >= %(least)s),
page AS (SELECT * FROM chosen ORDER BY score DESC, changed, plan_id LIMIT %(size)s OFFSET %(from)s)
SELECT (SELECT row_to_json(counted) FROM counted), (SELECT count(*) FROM chosen),
  (SELECT json_agg(r ORDER BY r.score DESC, r.changed, r.plan_id) FROM (
    SELECT page.*, c.forename, c.surname, c.known_as FROM page
    JOIN people_child c ON c.id = page.child_id AND c.area_id = %(area)s) r)
"""


@dataclass(frozen=True, slots=True)
class Stock:
    """The stock of an area: what was counted of it, and one page of its plans."""

    counts: dict[str, Any]
    total: int  # plans that the filter leaves
    rows: tuple[dict[str, Any], ...]


def stock(
    by: Asker,
    area_id: int,
    *,
    today: date,
    sealed: Collection[int],
    part: Part | None = None,
    least: int = 0,
    page: int = 1,
    size: int = SIZE,
) -> Stock:
    """Return the plans in force of an area, worst first, and what is counted of all. One query."""
    named = {"chosen": f"{part} > 0" if part else "true"}
    values: dict[str, Any] = {
        "area": area_id,
        "today": today,
        **thresholds(today),
        "sealed": list(sealed),
        "part": part or "",
        "least": least,
        "size": size,
        "from": (page - 1) * size,
    }
    with connection.cursor() as cursor:
        cursor.execute(STOCK.format(**named), values)
        counts, total, rows = cursor.fetchone()
    found = tuple(_read(rows) or ())
    classes = (FieldClass.OPEN_TO_FAMILY,) if found else ()
    audit.note(
        Note(
            action=Action.LIST,
            area_id=area_id,
            classes=classes,
            purpose="plan-stock",
            count=len(found),
        )
    )
    return Stock(_read(counts), total, found)


def thresholds(today: date) -> dict[str, Any]:
    """Return the days that are one full year and more before today, and the school year of today.

    A plan of 29 February is a year old on 1 March.
    """
    back = {f"year_{n}": years_before(today, n) for n in range(1, YEARS_COUNTED + 1)}
    return {**back, "school_year": today.year - (today.month < 9)}


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value

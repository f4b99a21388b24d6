"""The inspectors' two lists, from the record as on the day of the request.

What somebody may not see is not in the file they take: a sealed record is left out, the place of a
child in hiding is left empty, and a class of field that their post does not open stays blank.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from goldenthread.access.rules import ROLES, Asker, Permission
from goldenthread.audit.rules import FieldClass
from goldenthread.exchange.annex_a import LIST_1, Fault, Record, read_lists, write_lists
from goldenthread.exchange.annex_a.checks import phases_of
from goldenthread.exchange.annex_a.columns import ETHNICITIES, NEEDS
from goldenthread.exchange.rules.evidence import Blank, blanks
from goldenthread.organisations.bulk import register
from goldenthread.organisations.rules import Register

HOME = "EHE"
GENDERS = {"M": "Male", "F": "Female"}
# One row a child with a plan in force on the day, as the record now says it was.
PLANS = """
SELECT c.id, c.local_id, c.upn, c.upn_unknown, c.uln, c.birth_date, c.sex, c.ethnicity,
    c.disabled, c.pupil_premium, c.social_care_team, c.location_restricted,
    EXISTS (SELECT FROM people_locationholder h WHERE h.area_id = c.area_id
        AND h.child_id = c.id AND h.user_id = %(user)s AND h.from_date <= %(day)s
        AND (h.to_date IS NULL OR h.to_date >= %(day)s)) AS may_locate,
    coalesce(p.first_issued_date, first.issued_date) AS first_issued,
    version.issued_date AS updated, version.needs, review.met AS reviewed,
    main.urn AS main_urn, main.setting_code AS main_code, second.urn AS second_urn
FROM plans_plan p
JOIN people_child c ON c.id = p.child_id AND c.area_id = p.area_id
LEFT JOIN LATERAL (
    SELECT v.issued_date, v.needs FROM plans_planversion v
    WHERE v.area_id = p.area_id AND v.plan_id = p.id AND v.issued_date <= %(day)s
      AND v.status NOT LIKE '%%DRAFT'
    ORDER BY v.issued_date DESC, v.number DESC LIMIT 1
) version ON true
LEFT JOIN LATERAL (
    SELECT min(v.issued_date) AS issued_date FROM plans_planversion v
    WHERE v.area_id = p.area_id AND v.plan_id = p.id AND v.status NOT LIKE '%%DRAFT'
) first ON true
LEFT JOIN LATERAL (
    SELECT max(coalesce(r.meeting_date, r.decided_date)) AS met FROM reviews_review r
    WHERE r.area_id = p.area_id AND r.plan_id = p.id
      AND coalesce(r.meeting_date, r.decided_date) <= %(day)s
) review ON true
LEFT JOIN LATERAL ({place}) main ON true
LEFT JOIN LATERAL ({second}) second ON true
WHERE p.area_id = %(area)s AND p.state <> 'DRAFT'
  AND coalesce(p.start_date, p.first_issued_date, first.issued_date) IS NOT NULL
  AND coalesce(version.issued_date, p.start_date) <= %(day)s
  AND (p.cease_date IS NULL OR p.cease_date > %(day)s)
  AND (NOT c.sealed OR EXISTS (SELECT FROM people_sealholder s WHERE s.area_id = c.area_id
        AND s.child_id = c.id AND s.user_id = %(user)s AND s.from_date <= %(day)s
        AND (s.to_date IS NULL OR s.to_date >= %(day)s)))
ORDER BY c.local_id
"""
PLACE = """
    SELECT s.urn, l.setting_code FROM placements_placement l
    LEFT JOIN organisations_setting s ON s.id = l.setting_id
    WHERE l.area_id = p.area_id AND l.child_id = p.child_id AND l.rank = {rank}
      AND coalesce(l.entry_date, '-infinity') <= %(day)s
      AND coalesce(l.leaving_date, 'infinity') > %(day)s
    ORDER BY l.entry_date DESC NULLS LAST, l.id LIMIT 1
"""
STATEMENT = PLANS.format(place=PLACE.format(rank=1), second=PLACE.format(rank=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The lists as on a day, for one asker: the rows, whose they are, and what stays empty."""

    as_of: date
    records: tuple[Record, ...]
    child_ids: tuple[int, ...]
    blanks: tuple[Blank, ...]
    restricted: int  # children whose place is kept from this asker
    settings: Register | None = None  # those the places were looked up in


def build(area_id: int, as_of: date, *, by: Asker) -> Built:
    """Read both lists from the record. One statement, and one for the register of settings.

    The caller has checked that the asker prepares evidence in the area; what is read is audited
    where it is taken.
    """
    classes = fields_of(by, area_id)
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"area": area_id, "day": as_of, "user": by.user_id or 0})
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    settings = register()
    known = any(row["social_care_team"] for row in rows)
    records = tuple(_record(row, settings, classes, team_known=known) for row in rows)
    return Built(
        as_of=as_of,
        records=records,
        child_ids=tuple(row["id"] for row in rows),
        blanks=tuple(blanks(_left_out(classes, team_known=known))),
        restricted=sum(row["location_restricted"] and not row["may_locate"] for row in rows),
        settings=settings,
    )


def fields_of(by: Asker, area_id: int) -> frozenset[FieldClass]:
    """Return the classes of field that the posts which prepare evidence open."""
    posts = (
        ROLES[post.role]
        for post in by.posts
        if area_id in post.area_ids and Permission.EVIDENCE_PREPARE in ROLES[post.role].permissions
    )
    return frozenset().union(*(spec.field_classes for spec in posts))


def _left_out(classes: frozenset[FieldClass], *, team_known: bool) -> dict[str, str]:
    if not team_known:
        why = "No social care team is recorded for any child here."
        return {"social_care": why, "social_care_team": why}
    if FieldClass.STAFF_ONLY not in classes:
        return {"social_care_team": "Your post does not open which team it is."}
    return {}


def _record(
    row: dict[str, Any],
    settings: Register | None,
    classes: frozenset[FieldClass],
    *,
    team_known: bool,
) -> Record:
    located = FieldClass.LOCATION in classes and (
        not row["location_restricted"] or row["may_locate"]
    )
    first, updated = row["first_issued"], row["updated"]
    return Record(
        list_name=LIST_1,
        unique_id=row["local_id"],
        upn=row["upn"] or row["upn_unknown"] or None,
        uln=row["uln"] or None,
        born=row["birth_date"],
        gender=GENDERS.get(row["sex"], "Not known"),
        ethnicity=_ethnicity(row["ethnicity"]),
        first_issued=first,
        updated=updated if updated != first else None,
        reviewed=row["reviewed"],
        need=_need(row["needs"]),
        urn=row["main_urn"] if located else None,
        phase=_phase(row["main_urn"], settings) if located else None,
        second_phase=_phase(row["second_urn"], settings) if located else None,
        home_educated=row["main_code"] == HOME if located else None,
        pupil_premium=row["pupil_premium"],
        social_care=bool(row["social_care_team"]) if team_known else None,
        social_care_team=(row["social_care_team"] or None)
        if FieldClass.STAFF_ONLY in classes
        else None,
        disabled=row["disabled"],
    )


def _ethnicity(code: str) -> str:
    """Roll an extended code up to its main one: the first four letters."""
    return code[:4] if code[:4] in ETHNICITIES else "UNKNOWN"


def _need(needs: Any) -> str | None:
    held = json.loads(needs) if isinstance(needs, str) else needs
    first = next(iter(held or ()), None)
    if first is None:
        return None
    return first if first in NEEDS else "OTH"


def _phase(urn: str | None, settings: Register | None) -> str | None:
    setting = settings.find(urn=urn) if urn and settings else None
    return next(iter(phases_of(setting)), None) if setting else None


def workbook(built: Built, watermark: str = "") -> bytes:
    """Return both lists as an Excel workbook, the watermark on every printed page."""
    out = io.BytesIO()
    write_lists(built.records, out, watermark=watermark)
    return out.getvalue()


def faults(built: Built) -> tuple[Fault, ...]:
    """Check the lists as the inspectors' own rules would: the file is written, and read again."""
    source = io.BytesIO(workbook(built))
    return read_lists(source, as_of=built.as_of, register=built.settings, name="lists.xlsx").faults


def by_rule(found: Iterable[Fault]) -> list[tuple[str, str, str, int]]:
    """Count faults by rule, those to mend first: rule, severity, message, how many."""
    counts: dict[tuple[str, str, str], int] = {}
    for each in found:
        key = (each.severity, each.rule, each.message)
        counts[key] = counts.get(key, 0) + 1
    return [(rule, level, words, n) for (level, rule, words), n in sorted(counts.items())]

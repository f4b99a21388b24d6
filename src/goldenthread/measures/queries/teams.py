"""What each team owed families and did, in true counts; and what of it was published."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from goldenthread.measures.models import Draft, MeasureFigure, Release
from goldenthread.measures.queries.asking import Moment, asked, rows
from goldenthread.measures.queries.families import LAST_DAY
from goldenthread.measures.queries.releases import published
from goldenthread.measures.rules.teams import MARK, NOBODY, TeamCount

DUE = f"{LAST_DAY} > d.since AND {LAST_DAY} <= d.day"
KEPT = f"{DUE} AND c.stopped <= {LAST_DAY}"
ANSWERED = "c.rule = 'con-reply' AND c.stopped > d.since AND c.stopped <= d.day"
TEAMS = f"""
SELECT c.area_id, d.place, coalesce(body.id, 0) AS team, coalesce(body.name, %(nobody)s) AS name,
    count(*) FILTER (WHERE {DUE}) AS due,
    count(*) FILTER (WHERE {KEPT}) AS kept,
    count(DISTINCT c.child_id) FILTER (WHERE {KEPT}) AS kept_children,
    count(DISTINCT c.child_id) FILTER (WHERE {DUE} AND (c.stopped <= {LAST_DAY}) IS NOT TRUE)
        AS other_children,
    count(DISTINCT c.child_id) FILTER (WHERE {ANSWERED}) AS answered_children,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY c.stopped - c.started) FILTER (WHERE {ANSWERED})
        AS days
FROM unnest(%(places)s::int[], %(days)s::date[], %(since)s::date[],
            %(edges)s::timestamptz[]) AS d(place, day, since, edge)
JOIN timeline_clock c ON c.started <= d.day AND c.known_from < d.edge
    AND (c.known_to IS NULL OR c.known_to >= d.edge)
    AND (c.superseded IS NULL OR c.superseded > d.day OR c.stopped <= d.day)
LEFT JOIN access_post p ON p.id = c.owner_post_id
LEFT JOIN organisations_organisation body ON body.id = p.organisation_id
WHERE c.area_id = ANY(%(areas)s) AND c.case_type = 'contact'
GROUP BY 1, 2, 3, 4
HAVING count(*) FILTER (WHERE {DUE} OR {ANSWERED}) > 0
ORDER BY 3 = 0, 4
"""


def team_counts(area_id: int, on: date) -> list[TeamCount]:
    """Return what each team of an area owed families in the year to a day, as known then.

    One statement. The caller has stated somebody, or a service, who reaches the area.
    """
    values = asked([area_id], [Moment(on, on)], nobody=NOBODY)
    return [
        TeamCount(
            team=row["team"],
            name=row["name"],
            due=row["due"],
            kept=row["kept"],
            kept_children=row["kept_children"],
            other_children=row["other_children"],
            answered_children=row["answered_children"],
            days=None if row["days"] is None else Fraction(row["days"]),
        )
        for row in rows(TEAMS, values)
    ]


def draft_of(area_id: int) -> Draft | None:
    """Return what was drawn up last for an area, released figures only."""
    return Draft.objects.filter(area_id=area_id).first()


def published_answers() -> list[tuple[Release, list[MeasureFigure]]]:
    """Return each area's newest published release that tells of teams, with those figures.

    Two queries. What was published by mistake is put right by a newer edition, which stands here.
    """
    newest: dict[int, Release] = {}
    for release in published().filter(figures__key__contains=MARK).distinct():
        newest.setdefault(release.area_id, release)
    found: dict[int, tuple[Release, list[MeasureFigure]]] = {
        one.pk: (one, []) for one in newest.values()
    }
    for each in MeasureFigure.objects.filter(release__in=list(found), key__contains=MARK):
        found[each.release_id][1].append(each)
    return list(found.values())

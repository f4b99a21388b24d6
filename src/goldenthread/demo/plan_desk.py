"""Plans in words for the demo: some of those in force are given what they say, all invented.

A council that has begun has a part of its plans in words and knows the rest by dates and codes
only. So it is here: sound ones, vague ones, silent ones and ones that rest on old advice. What
people are writing just now is told by `plan_story`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connections

from goldenthread.demo.plan_words import invented_plan
from goldenthread.people.rules import school_year_start
from goldenthread.plans.content import Placement, Plan, PlanStatus
from goldenthread.plans.rules.issue import Figures, figures_of, hash_of, needs_of

HELD_IN_WORDS = 240  # plans of each area; the rest are known by dates and codes only
OWNER = "owner"
YEAR_9 = 13  # years old on the last day of August before it
VARIANTS = 12  # after so many children the invented needs come round again
KINDS = {
    "special": "special school",
    "post-16": "college of further education",
    "alternative provision": "alternative provision",
}
OLD_ADVICE = timedelta(days=400)
FILL = """
UPDATE plans_planversion v SET content = x.content, content_hash = x.hash
FROM unnest(%s::bigint[], %s::jsonb[], %s::text[]) AS x (id, content, hash) WHERE v.id = x.id
"""


def write(area_ids: Iterable[int], *, first: Iterable[int], ignored: str) -> int:
    """Give some plans of each area their words, as the database's owner; return how many.

    `first` are posts whose caseloads come first, so that those who try the demo find them;
    `ignored` are triggers of history that rest meanwhile: the histories are written afterwards.
    """
    told = [
        (version, _told(version, number), number)
        for area_id in area_ids
        for number, version in enumerate(_versions(area_id, list(first)))
    ]
    _fill([(version.pk, content) for version, content, _ in told], ignored)
    _count(told)
    return len(told)


def _versions(area_id: int, posts: list[int]) -> list[Any]:
    """The last version of some plans in force, of children of whom nothing is held back."""
    ties = apps.get_model("access.Tie")._default_manager.using(OWNER)
    near = set(ties.filter(kind="CASELOAD", post_id__in=posts).values_list("child_id", flat=True))
    rows = apps.get_model("plans.PlanVersion")._default_manager.using(OWNER)
    held = rows.filter(
        area_id=area_id,
        plan__state="IN_FORCE",
        child__sealed=False,
        child__location_restricted=False,
    )
    last = held.order_by("plan_id", "-number").distinct("plan_id").values_list("pk", "child_id")
    chosen = sorted(last, key=lambda row: (row[1] not in near, row[0]))[:HELD_IN_WORDS]
    wanted = rows.filter(pk__in=[key for key, _ in chosen]).select_related("child", "setting")
    return list(wanted.order_by("pk"))


def _told(version: Any, number: int) -> Plan:
    """What a version says: a sound plan, or one with what inspectors find."""
    issued: date = version.issued_date
    content = invented_plan(
        version.child.known_as or version.child.forename,
        chosen=number,
        written=issued,
        advice=issued - timedelta(days=60) - OLD_ADVICE * (number % 4 == 3),
        vague=is_vague(number),
        silent=is_silent(number),
        adult=is_adult(version, number),
    )
    cover = content.cover.model_copy(
        update={
            "status": PlanStatus(version.status),
            "child_name": f"{version.child.forename} {version.child.surname}",
            "known_as": version.child.known_as,
            "pronouns": version.child.pronouns,
            "birth_date": version.child.birth_date,
            "plan_date": issued,
            "final_date": issued,
        }
    )
    return content.model_copy(update={"cover": cover, "placement": _placed(version)})


def is_vague(number: int) -> bool:
    """Whether one line of this plan is as vague as inspectors find them."""
    return number % 3 == 1


def is_silent(number: int) -> bool:
    """Whether several sections of this plan say nothing."""
    return number % 5 == 4


def is_adult(version: Any, number: int) -> bool:
    """Whether this plan, of somebody in year 9 or above when it was issued, tells of adult life.

    Two in three do: regulation 12(3) asks it of all of them.
    """
    start = school_year_start(version.issued_date).year
    return number % 3 != 2 and version.child.birth_date <= date(start - YEAR_9, 8, 31)


def _placed(version: Any) -> Placement:
    place = version.setting
    if place is None:
        return Placement(kind="another kind of arrangement", text=version.setting_code)
    phase = f"{place.phase.lower()} " if place.phase in ("Primary", "Secondary") else ""
    kind = KINDS.get(place.placement_group, f"mainstream {phase}school")
    return Placement(name=place.name, urn=place.urn, kind=kind)


def _fill(rows: list[tuple[int, Plan]], ignored: str) -> None:
    keys = [key for key, _ in rows]
    words = [json.dumps(content.model_dump(mode="json")) for _, content in rows]
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [ignored])
        cursor.execute(FILL, [keys, words, [hash_of(content) for _, content in rows]])
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


# What is counted of them


def _count(told: list[tuple[Any, Plan, int]]) -> None:
    """Write the rows that issue would have written beside each version."""
    for name, made in (
        ("IssuedFigures", (_figures(*each) for each in told)),
        ("IssuedNeed", (row for each in told for row in _needs(each[0], each[1]))),
        ("IssuedProvision", (row for each in told for row in _provision(each[0], each[1]))),
    ):
        model = apps.get_model(f"plans.{name}")
        rows = [model(**values) for values in made]
        model._default_manager.using(OWNER).bulk_create(rows, batch_size=1_000)


def _whose(version: Any) -> dict[str, Any]:
    return {"area_id": version.area_id, "child_id": version.child_id, "version_id": version.pk}


def _figures(version: Any, content: Plan, number: int) -> dict[str, Any]:
    counted = _counted(
        number % VARIANTS, is_vague(number), is_silent(number), is_adult(version, number)
    )
    return {
        **_whose(version),
        "provision_lines": counted.provision_lines,
        "vague_lines": counted.vague_lines,
        "silent_sections": counted.silent_sections,
        "oldest_advice_date": min(e.written_date for e in content.evidence if e.written_date),
    }


@cache
def _counted(chosen: int, vague: bool, silent: bool, adult: bool) -> Figures:
    """Check one plan of a kind: names and dates do not alter what is counted of its words."""
    day = date(2026, 1, 5)
    plan = invented_plan(
        "Ivy", chosen=chosen, written=day, advice=day, vague=vague, silent=silent, adult=adult
    )
    cover = plan.cover.model_copy(update={"status": PlanStatus.FINAL})
    placed = Placement(name="Invented School", kind="mainstream primary school")
    return figures_of(plan.model_copy(update={"cover": cover, "placement": placed}), day)


def _needs(version: Any, content: Plan) -> Iterator[dict[str, Any]]:
    for each in needs_of(content):
        yield {
            **_whose(version),
            "row": each.need.id,
            "section": each.need.section.value,
            "area_of_need": each.need.area.value if each.need.area else "",
            "has_outcome": each.has_outcome,
            "has_provision": each.has_provision,
        }


def _provision(version: Any, content: Plan) -> Iterator[dict[str, Any]]:
    for line in content.provision:
        yield {
            **_whose(version),
            "row": line.id,
            "section": line.section.value,
            "area_of_need": line.area.value if line.area else "",
            "what": line.what,
            "who": line.who,
            "how_often": line.how_often,
            "funded_by": line.funded_by,
            "equipment": line.equipment,
        }

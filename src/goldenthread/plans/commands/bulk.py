"""Changes to plans and their versions, in bulk, as files tell of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from goldenthread.audit.keeping import Keeping, Kept, Key
from goldenthread.plans.models import Plan, PlanState, PlanVersion, VersionStatus

Row = Mapping[str, Any]


def keep_plans(
    rows: Iterable[Row], *, area_id: int, load_id: int | None, fill_only: bool = False
) -> Kept:
    """Keep the plans a file tells of; `ids` gives each one's number by child and place in `rows`.

    A plan that has ended is known by the day it ended; failing that, it is the plan in force that
    had started by then. A plan in force is the child's plan in force.
    """
    held: defaultdict[int, list[Plan]] = defaultdict(list)
    for plan in Plan.objects.filter(area_id=area_id).order_by("pk"):
        held[plan.child_id].append(plan)
    keeping = Keeping(
        Plan,
        {("held", plan.pk): plan for plans in held.values() for plan in plans},
        load_id=load_id,
        fill_only=fill_only,
    )
    keys: dict[int, tuple[Key, Key]] = {}
    taken: set[int] = set()
    in_order = sorted(enumerate(rows), key=lambda pair: pair[1]["cease_date"] or date.max)
    for place, row in in_order:
        found = _same_plan(row, [one for one in held[row["child_id"]] if one.pk not in taken])
        if found is not None:
            taken.add(found.pk)
        row = _forward(row, found)
        key: Key = ("held", found.pk) if found else ("given", place)
        keeping.give(key, row)
        keys[place] = ((row["child_id"], place), key)
    kept = keeping.save()
    kept.ids = {name: kept.ids[key] for name, key in keys.values()}
    return kept


def _forward(row: Row, held: Plan | None) -> dict[str, Any]:
    """Return what a row says that may be kept: the first issue once, the start never backwards."""
    said = dict(row)
    if held is not None and held.first_issued_date:
        del said["first_issued_date"]
    start = row["start_date"]
    if held is None or held.start_date is None:
        said["start_date"] = start or row["first_issued_date"]
    elif start and start < held.start_date:
        del said["start_date"]
    return said


def _same_plan(row: Row, held: list[Plan]) -> Plan | None:
    """Return the plan that is kept already, if it is."""
    ended: date | None = row["cease_date"]
    alive = [plan for plan in held if plan.state in (PlanState.IN_FORCE, PlanState.DRAFT)]
    if ended is None:
        return alive[0] if alive else None
    for plan in held:
        if plan.cease_date == ended:
            return plan
    return next((p for p in alive if p.start_date is None or p.start_date <= ended), None)


@dataclass(slots=True)
class KeptVersions:
    """What was done with versions; `first` and `new` name plans and days of issue."""

    kept: Kept
    new: set[tuple[int, date]] = field(default_factory=set)
    first: set[tuple[int, date]] = field(default_factory=set)


def keep_versions(
    rows: Iterable[Row], *, area_id: int, load_id: int | None, fill_only: bool = False
) -> KeptVersions:
    """Keep the versions a file tells of: one a plan and day of issue.

    A version that holds content or a file of its own is never altered; of one known from a file
    of figures only, a later file may say its needs and setting better.
    """
    held: defaultdict[int, list[PlanVersion]] = defaultdict(list)
    for version in PlanVersion.objects.filter(area_id=area_id).defer("content"):
        held[version.plan_id].append(version)
    sealed = set(
        PlanVersion.objects.filter(area_id=area_id)
        .exclude(content__isnull=True, file_id__isnull=True)
        .values_list("pk", flat=True)
    )
    there = {
        (v.plan_id, v.issued_date): v
        for some in held.values()
        for v in some
        if not VersionStatus(v.status).is_draft
    }
    keeping = Keeping(PlanVersion, there, load_id=load_id, fill_only=fill_only)
    done = KeptVersions(Kept(PlanVersion._meta.label))
    for row in rows:
        key = (row["plan_id"], row["issued_date"])
        if key in there:
            if there[key].pk not in sealed:
                keeping.give(key, row)
            continue
        earlier = held[row["plan_id"]]
        issued = [one for one in earlier if not VersionStatus(one.status).is_draft]
        if any(one.issued_date > row["issued_date"] for one in issued):
            continue  # an older version than those kept: they are numbered as they were issued
        done.new.add(key)
        if not issued:
            done.first.add(key)
        keeping.give(key, {**row, **_numbered(row, earlier, issued)})
        earlier.append(keeping.new[key])  # type: ignore[arg-type]  # a row of this table
    done.kept = keeping.save()
    return done


def _numbered(row: Row, earlier: list[PlanVersion], issued: list[PlanVersion]) -> dict[str, Any]:
    amended = bool(issued) or row.get("status") == VersionStatus.AMENDED_FINAL
    return {
        "number": max((version.number for version in earlier), default=0) + 1,
        "status": VersionStatus.AMENDED_FINAL if amended else VersionStatus.FINAL,
    }

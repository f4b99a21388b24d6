"""Changes to assessment cases. Casework comes with its own issue; files and the demo need this."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from goldenthread.assessment.models import Assessment
from goldenthread.assessment.rules import ENDED
from goldenthread.audit.keeping import Keeping, Kept, Key

Row = Mapping[str, Any]


def keep_assessments(
    rows: Iterable[Row], *, area_id: int, load_id: int | None, fill_only: bool = False
) -> Kept:
    """Keep the cases a file tells of. `ids` gives each one's number by child and place in `rows`.

    A case is known by its child and the day of receipt. One whose day the file does not give is
    the case with the same decision on a plan, or else the child's only open case.
    """
    held: defaultdict[int, list[Assessment]] = defaultdict(list)
    for case in Assessment.objects.filter(area_id=area_id):
        held[case.child_id].append(case)
    keeping = Keeping(
        Assessment,
        {("held", case.pk): case for cases in held.values() for case in cases},
        load_id=load_id,
        fill_only=fill_only,
    )
    keys: list[tuple[Key, Key]] = []
    for place, row in enumerate(rows):
        found = _same_case(row, held[row["child_id"]])
        key: Key = ("held", found.pk) if found else ("given", place)
        keeping.give(key, row)
        keys.append(((row["child_id"], place), key))
    kept = keeping.save()
    kept.ids = {name: kept.ids[key] for name, key in keys}
    return kept


def _same_case(row: Row, held: list[Assessment]) -> Assessment | None:
    """Return the case that is kept already, if it is."""
    received = row["received_date"]
    if received is not None:
        found = [case for case in held if case.received_date == received]
        return found[0] if found else None
    decided = row["issue_decided_date"]
    found = [case for case in held if decided and case.issue_decided_date == decided]
    unnamed = [case for case in held if case.received_date is None]
    still_open = [case for case in held if case.stage not in ENDED]
    return next(iter([*found, *unnamed, *still_open]), None)

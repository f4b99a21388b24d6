"""Questions about where a child, already reached, is and was placed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from goldenthread.people.models import Child
from goldenthread.placements.models import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementRow:
    """One spell; `setting` is a name, or the code of an arrangement that has none."""

    setting: str
    setting_code: str
    rank: int
    entry_date: date | None
    leaving_date: date | None

    def current(self, on: date) -> bool:
        """Say whether the child is there on a day; on the leaving day another may begin."""
        begun = self.entry_date is None or self.entry_date <= on
        return begun and (self.leaving_date is None or on < self.leaving_date)


def placements_of(child: Child) -> tuple[PlacementRow, ...]:
    """Return a child's spells, the latest first. One query."""
    rows = Placement.objects.filter(area_id=child.area_id, child=child).select_related("setting")
    return tuple(
        PlacementRow(
            setting=row.setting.name if row.setting else "",
            setting_code=row.setting_code,
            rank=row.rank,
            entry_date=row.entry_date,
            leaving_date=row.leaving_date,
        )
        for row in rows.order_by(F("entry_date").desc(nulls_last=True), "rank")
    )

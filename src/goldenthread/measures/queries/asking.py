"""What each pass over the record is asked, and how its rows become cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db import connection

from goldenthread.law.calendar import add_months
from goldenthread.measures.rules.measure import Cell, Family
from goldenthread.timeline.rules.history import midnight

YEAR_MONTHS = 12
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day asked about, and the day at whose end it was known; None for now."""

    on: date
    known_on: date | None = None
    months: int = YEAR_MONTHS  # over which what happened is counted

    @property
    def seen(self) -> date:
        """The last day of which anything was known that is asked about."""
        return self.on if self.known_on is None else min(self.on, self.known_on)

    @property
    def since(self) -> date:
        """The day before the months counted, which end with it."""
        if self.months == YEAR_MONTHS:
            return add_months(self.on, -YEAR_MONTHS)
        return add_months(self.on + DAY, -self.months) - DAY  # whole months, of any length


Place = tuple[int, Moment]  # an area on a day
Cells = dict[Cell, Fraction]
Found = dict[Place, Cells]


def asked(areas: Sequence[int], moments: Sequence[Moment], **more: Any) -> dict[str, Any]:
    return {
        "areas": list(areas),
        "places": list(range(len(moments))),
        "days": [moment.on for moment in moments],
        "seen": [moment.seen for moment in moments],
        "since": [moment.since for moment in moments],
        "edges": [
            midnight(m.known_on + DAY).isoformat() if m.known_on else "infinity" for m in moments
        ],
        **more,
    }


def rows(statement: str, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        for row in cursor.fetchall():
            yield dict(zip(names, row, strict=True))


def exact(value: Any) -> Fraction:
    return Fraction(0) if value is None else Fraction(value)


def columns(family: Family, rows: Iterable[dict[str, Any]], moments: Sequence[Moment]) -> Found:
    """Make a cell of each column of one row an area and day."""
    found: Found = {}
    for row in rows:
        place = row.pop("area_id"), moments[row.pop("place")]
        found[place] = {Cell(family, "", name): exact(count) for name, count in row.items()}
    return found

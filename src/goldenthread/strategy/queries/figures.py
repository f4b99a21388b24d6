"""Released months of a measure, and the effect of each promise read from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from goldenthread.access.rules import Asker, NotAllowed
from goldenthread.strategy.models import Expectation, Figure
from goldenthread.strategy.models.figures import FigureSource
from goldenthread.strategy.models.plan import ActionState
from goldenthread.strategy.rules.effect import Effect, Expected, Month, read_effect
from goldenthread.strategy.rules.shown import HIDDEN, change_unit

Series = Mapping[tuple[int, str], list[Month]]


def released(areas: Iterable[int], keys: Iterable[str], *, until: date) -> Series:
    """Return the months of some measures of some areas, as last known, the oldest first.

    What our record counts stands before what was entered of the same month, and either before
    nothing. One query; the database gives only areas in reach, besides those named for comparison.
    """
    rows = Figure.objects.filter(area_id__in=list(areas), measure__in=set(keys), month__lt=until)
    latest: dict[tuple[int, str], dict[date, Month]] = {}
    for row in sorted(rows.order_by("month", "known_at", "pk"), key=_weight):
        value = None if row.value is None else float(row.value)
        latest.setdefault((row.area_id, row.measure), {})[row.month] = Month(row.month, value)
    return {place: [months[day] for day in sorted(months)] for place, months in latest.items()}


def _weight(row: Figure) -> int:
    """The heavier is read last, and stands."""
    if row.value is None and row.why_none != HIDDEN:
        return 0
    return 2 if row.source == FigureSource.COMPUTED else 1


def effects(area_id: int, *, by: Asker, today: date) -> Iterator[tuple[Expectation, Effect]]:
    """Read every effect promised in an area from the released months up to a day. Two queries.

    :raises NotAllowed: if `by` does not reach the area's plans
    """
    if area_id not in by.partnership_areas:
        raise NotAllowed("None of your posts opens this area's plans.")
    stated = list(
        Expectation.objects.filter(area_id=area_id)
        .exclude(action__state=ActionState.PLANNED)
        .select_related("action")
        .order_by("pk")
    )
    areas = {area_id, *(other for one in stated for other in one.comparison_areas)}
    months = released(areas, [one.measure for one in stated], until=today)
    for one in stated:
        beside = [months.get((other, one.measure), []) for other in one.comparison_areas]
        yield (
            one,
            read_effect(
                Expected(
                    up=one.up,
                    size=float(one.size),
                    by=one.by_date,
                    started=one.action.started_date,
                ),
                months.get((area_id, one.measure), []),
                today=today,
                unit=change_unit(one.measure),
                comparison=beside,
            ),
        )

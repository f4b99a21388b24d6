"""What must be commissioned in an area, and what was decided of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from goldenthread.access.rules import Asker, Permission
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy.models import Decision
from goldenthread.strategy.queries import reach
from goldenthread.strategy.queries.figures import released
from goldenthread.strategy.rules.commissioning import KEYS, Gap, Series, Taken, gaps, share_then


def area_gaps(area: LocalArea, *, on: date, by: Asker) -> tuple[Gap, ...]:
    """Return each need with its services and decisions, gaps first. Two queries.

    :raises NotAllowed: if `by` may not see the area's plans
    """
    reach.check_area(by, Permission.IMPROVEMENT_VIEW, area.pk)
    found = released([area.pk], KEYS, until=on)
    months = {key: found.get((area.pk, key), []) for key in KEYS}
    return gaps(months, _taken(area.pk, months, on), on=on)


def _taken(area_id: int, months: Series, on: date) -> Mapping[str, Sequence[Taken]]:
    rows = Decision.objects.filter(area_id=area_id, made_date__lte=on).exclude(need="")
    found: dict[str, list[Taken]] = {}
    for row in rows.order_by("-made_date", "-pk"):
        assert row.review_date is not None, "the database holds it to one"
        found.setdefault(row.need, []).append(
            Taken(
                day=row.made_date,
                what=row.what,
                bodies=tuple(row.bodies),
                family_said=row.family_said,
                review=row.review_date,
                late_then=share_then(months, row.need, row.made_date),
            )
        )
    return found

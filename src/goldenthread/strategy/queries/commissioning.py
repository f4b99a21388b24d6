"""What must be commissioned in an area, by whose terms, and what was decided of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from goldenthread.access.rules import Asker, Permission
from goldenthread.organisations.models import LocalArea
from goldenthread.strategy.models import CommissioningTerms, Decision
from goldenthread.strategy.queries import reach
from goldenthread.strategy.queries.figures import released
from goldenthread.strategy.rules.commissioning import (
    KEYS,
    Gap,
    Series,
    Taken,
    Terms,
    gaps,
    share_then,
    terms_on,
)


def area_gaps(area: LocalArea, *, on: date, by: Asker) -> tuple[Gap, ...]:
    """Return each need with its services and decisions, gaps first. Three queries.

    :raises NotAllowed: if `by` may not see the area's plans
    """
    reach.check_area(by, Permission.IMPROVEMENT_VIEW, area.pk)
    found = released([area.pk], KEYS, until=on)
    months = {key: found.get((area.pk, key), []) for key in KEYS}
    terms = terms_on(all_terms(area.pk), on)
    return gaps(months, _taken(area.pk, months, on), on=on, terms=terms)


def all_terms(area_id: int) -> tuple[Terms, ...]:
    """Return all terms an area ever set, those to come included, the newest first. One query."""
    return tuple(
        Terms(
            long_wait=float(row.long_wait),
            growth=float(row.growth),
            from_date=row.from_date,
            bodies=tuple(row.bodies),
            reason=row.reason,
        )
        for row in CommissioningTerms.objects.filter(area_id=area_id).order_by("-from_date")
    )


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

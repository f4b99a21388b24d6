"""Setting what counts as a gap: dated, owned by the bodies that chose it, never altered."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from goldenthread.access.rules import Asker, Permission
from goldenthread.organisations import queries as organisations
from goldenthread.strategy.commands.parts import acting, needed, wrote
from goldenthread.strategy.models import CommissioningTerms
from goldenthread.strategy.queries import reach
from goldenthread.strategy.rules.commissioning import check_together
from goldenthread.strategy.rules.plan import PlanRefused

LEAST, MOST = Decimal(1), Decimal(100)


@transaction.atomic
def set_terms(
    area_id: int,
    *,
    long_wait: Decimal,
    growth: Decimal,
    from_date: date,
    bodies: tuple[int, ...],
    reason: str,
    today: date,
    by: Asker,
    at: datetime,
) -> CommissioningTerms:
    """Set what counts as a gap from a day on. `long_wait` and `growth` are percentages.

    No day before today: what was shown by the terms of its day stays shown by them. Done twice
    the same, it is done once.

    :raises NotAllowed: if `by` may not change the plan
    :raises PlanRefused: if a part is missing or cannot be, one side chose alone, or other terms
        begin on that day
    """
    reach.check_area(by, Permission.IMPROVEMENT_CHANGE, area_id)
    if from_date < today:
        raise PlanRefused("Terms begin today or later: what was shown before stays as it was.")
    for share in (long_wait, growth):
        if not LEAST <= share <= MOST or share != round(share, 1):
            raise PlanRefused("Enter a percentage from 1 to 100, with at most one decimal.")
    found = organisations.bodies(bodies)
    if why := check_together([body.kind for body in found]):
        raise PlanRefused(why)
    named = [body.name for body in found]
    made, new = CommissioningTerms.objects.get_or_create(
        area_id=area_id,
        from_date=from_date,
        defaults={
            "long_wait": long_wait,
            "growth": growth,
            "bodies": named,
            "reason": needed(reason, "why these terms were chosen"),
            "set_post_id": acting(by, area_id),
            "set_at": at,
        },
    )
    if not new and (made.long_wait, made.growth, made.bodies) != (long_wait, growth, named):
        raise PlanRefused("Other terms begin on that day already. Choose a later day.")
    wrote(area_id, "commissioning-terms-set")
    return made

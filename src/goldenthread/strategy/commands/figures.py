"""Monthly figures made fit for the board, and what each says of the effects that were promised.

A named service that reaches the areas works the true counts out and keeps only what may be
released; verdicts are read from the released figures alone, so whoever sees the figures can check
them, and a hidden month is a gap (ADR 0082).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from goldenthread.access.rules import Asker, NotAllowed, Permission
from goldenthread.law.calendar import add_months
from goldenthread.measures.queries import all_values, month_ends
from goldenthread.measures.rules import registry, released_count
from goldenthread.measures.rules.measure import MeasureValue, Unit
from goldenthread.strategy.commands.parts import acting, needed, wrote
from goldenthread.strategy.commands.plan import checked_measure
from goldenthread.strategy.models import EffectReading, Expectation, Figure
from goldenthread.strategy.models.figures import FigureSource
from goldenthread.strategy.queries import figures as shown
from goldenthread.strategy.queries import reach
from goldenthread.strategy.rules import commissioning
from goldenthread.strategy.rules.effect import Effect
from goldenthread.strategy.rules.plan import PlanRefused
from goldenthread.strategy.rules.shown import HIDDEN, is_surveyed

P = Permission
MONTHS = 36
SMALL_GROUP = 30  # below this a share of 0 or 100 says something of each child


@dataclass(frozen=True, slots=True)
class Fit:
    """One month of a measure as it may be shown, or why it may not."""

    numerator: int | None
    denominator: int | None
    value: Decimal | None
    why_none: str = ""


def fit_to_show(found: MeasureValue) -> Fit:
    """Make one month of a measure fit to leave casework (trust rule 46).

    Counts of 1 to 7 are hidden and the rest rounded to 5; a share is of the rounded counts.
    """
    if found.value is None or found.numerator is None:
        return Fit(None, None, None, found.no_data or "Nothing was recorded.")
    top = released_count(_whole(found.numerator)) if _is_count(found) else None
    if found.denominator is None:
        return Fit(
            top, None, None if top is None else Decimal(top), "" if top is not None else HIDDEN
        )
    bottom = released_count(_whole(found.denominator))
    if not bottom or (_is_count(found) and (top is None or _tells_all(top, bottom))):
        return Fit(None, bottom, None, HIDDEN)
    if top is None:  # a mean: the sum above the line counts no children
        return Fit(None, bottom, found.value)
    formula = registry.latest(found.key).formula
    share = Decimal(formula.per * top) / Decimal(bottom) / formula.over
    return Fit(top, bottom, min(share, Decimal(formula.per)).quantize(Decimal("0.1")))


def _is_count(found: MeasureValue) -> bool:
    return found.unit in (Unit.COUNT, Unit.PERCENT, Unit.PER_100_PLANS)


def _tells_all(top: int, bottom: int) -> bool:
    return bottom < SMALL_GROUP and top in (0, bottom)


def _whole(value: Decimal) -> int:
    return int(value.to_integral_value())


@transaction.atomic
def work_out(areas: Sequence[int], *, today: date, by: Asker, at: datetime) -> int:
    """Work out the months not kept yet, of what plans name and what is to be commissioned.

    Every area is worked out for every measure, since one may be compared with another. Returns how
    many figures were kept.

    :raises NotAllowed: to all but a named service that reaches the areas
    """
    if not by.service or not set(areas) <= by.areas:
        raise NotAllowed("Figures are worked out by a named service that reaches the areas.")
    stated = Expectation.objects.filter(area_id__in=areas).values_list("measure", flat=True)
    keys = sorted({*stated, *commissioning.KEYS})
    days = [day for day in month_ends(today - timedelta(days=1), MONTHS) if day < today]
    kept = set(
        Figure.objects.filter(
            area_id__in=areas, measure__in=keys, source=FigureSource.COMPUTED
        ).values_list("area_id", "measure", "month")
    )
    wanted = [
        day
        for day in days
        if any((a, k, day.replace(day=1)) not in kept for a in areas for k in keys)
    ]
    if not wanted:
        return 0
    found = all_values(areas, wanted, keys=keys, known=False, months=1)
    rows = [
        _figure(each, at)
        for each in found
        if (each.area_id, each.key, each.on.replace(day=1)) not in kept
    ]
    Figure.objects.bulk_create(rows, batch_size=1_000)
    for area in areas:
        wrote(area, "figures-worked-out")
    return len(rows)


def _figure(found: MeasureValue, at: datetime) -> Figure:
    fit = fit_to_show(found)
    return Figure(
        area_id=found.area_id,
        measure=found.key,
        definition_version=found.definition_version,
        month=found.on.replace(day=1),
        numerator=fit.numerator,
        denominator=fit.denominator,
        value=fit.value,
        why_none=fit.why_none,
        source=FigureSource.COMPUTED,
        known_at=at,
    )


@transaction.atomic
def read_effects(areas: Iterable[int], *, today: date, by: Asker, at: datetime) -> int:
    """Read what can be said on a day of every effect promised; returns how many readings were kept.

    A reading is kept only where it says something other than the last one did.

    :raises NotAllowed: if `by` does not reach an area's plans
    """
    kept = 0
    for area in areas:
        if area not in by.partnership_areas:
            raise NotAllowed("None of your posts opens this area's plans.")
        for expectation, effect in shown.effects(area, by=by, today=today):
            kept += _keep(expectation, effect, today, at)
    return kept


def _keep(expectation: Expectation, effect: Effect, today: date, at: datetime) -> int:
    last = expectation.readings.order_by("-as_of_date", "-read_at").first()
    if last and (last.verdict, last.sentence) == (str(effect.verdict), effect.sentence):
        return 0
    EffectReading.objects.create(
        area_id=expectation.area_id,
        expectation=expectation,
        as_of_date=today,
        change=_tenth(effect.change),
        low=_tenth(effect.low),
        high=_tenth(effect.high),
        months_before=effect.before,
        months_after=effect.after,
        compared=effect.compared,
        read_at=at,
        verdict=effect.verdict,
        sentence=effect.sentence,
    )
    return 1


def _tenth(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(round(value, 1)))


@transaction.atomic
def enter_figure(
    area_id: int,
    *,
    measure: str,
    month: date,
    numerator: int,
    denominator: int,
    source: str,
    today: date,
    by: Asker,
    at: datetime,
) -> Figure:
    """Enter a month of a survey held before ours, or by somebody else.

    :raises NotAllowed: if `by` may not change the plan
    :raises PlanRefused: if the record tells it, the month is not over, or the counts cannot be
    """
    reach.check_area(by, P.IMPROVEMENT_CHANGE, area_id)
    found = checked_measure(measure, today)
    if not is_surveyed(found):
        raise PlanRefused("This measure is worked out from the record, and not entered.")
    first = month.replace(day=1)
    if _answered(area_id, measure, first):
        raise PlanRefused("Families' answers of that month are on record and are counted from it.")
    if add_months(first, 1) > today:
        raise PlanRefused("Enter a month that is over.")
    if not 0 <= numerator <= denominator:
        raise PlanRefused("Enter how many said so, and out of how many: no more than those asked.")
    fit = fit_to_show(_entered(found, area_id, first, numerator, denominator))
    made, _ = Figure.objects.get_or_create(
        area_id=area_id,
        measure=measure,
        month=first,
        known_at=at,
        defaults={
            "definition_version": found.version,
            "numerator": fit.numerator,
            "denominator": fit.denominator,
            "value": fit.value,
            "why_none": fit.why_none,
            "source": FigureSource.ENTERED,
            "source_words": needed(source, "where the figure comes from"),
            "entered_post_id": acting(by, area_id),
        },
    )
    wrote(area_id, "figure-entered")
    return made


def _answered(area_id: int, measure: str, month: date) -> bool:
    """Say whether the record itself tells a month: what is counted is not typed over."""
    rows = Figure.objects.filter(
        area_id=area_id, measure=measure, month=month, source=FigureSource.COMPUTED
    )
    return rows.filter(Q(value__isnull=False) | Q(why_none=HIDDEN)).exists()


def _entered(
    found: registry.Measure, area_id: int, month: date, numerator: int, denominator: int
) -> MeasureValue:
    return MeasureValue(
        key=found.key,
        area_id=area_id,
        on=month,
        known_on=None,
        unit=found.unit,
        numerator=Decimal(numerator),
        denominator=Decimal(denominator),
        value=Decimal(100 * numerator) / denominator if denominator else None,
        definition_version=found.version,
        no_data="" if denominator else "Nobody answered.",
    )

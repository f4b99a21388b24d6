"""Releases and kept figures, as pages read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.measures.models import MeasureFigure, Reading, Release
from goldenthread.measures.rules import registry
from goldenthread.measures.rules.measure import MeasureValue, Unit
from goldenthread.organisations.models import LocalArea

P = Permission
CASEWORK = (P.RELEASE_PROPOSE, P.RELEASE_APPROVE)


@dataclass(frozen=True, slots=True)
class Kept:
    """The figures kept of an area: the days there are, and those of one of them."""

    days: tuple[date, ...]
    on: date | None
    values: dict[str, MeasureValue]


def kept(area_id: int, on: date | None = None) -> Kept:
    """Return what was kept of an area on a month's end, the last one if none is asked. 2 queries.

    The caller has checked that the asker may see the area's true counts.
    """
    days = tuple(
        Reading.objects.filter(area_id=area_id).order_by("-on").values_list("on", flat=True)
        .distinct()
    )  # fmt: skip
    chosen = on if on in days else (days[0] if days else None)
    rows = Reading.objects.filter(area_id=area_id, on=chosen) if chosen else []
    return Kept(days, chosen, {row.key: _value(row) for row in rows})


def kept_history(area_id: int, key: str) -> list[MeasureValue]:
    """Return every kept figure of one measure, the oldest first; one query.

    Where a definition was kept twice over for one day, the newest version's.
    """
    rows = Reading.objects.filter(area_id=area_id, key=key).order_by("on", "version")
    return list({row.on: _value(row) for row in rows}.values())


def _value(row: Reading) -> MeasureValue:
    return MeasureValue(
        key=row.key,
        area_id=row.area_id,
        on=row.on,
        known_on=row.on,
        unit=registry.latest(row.key).unit,
        numerator=_whole(row.numerator),
        denominator=_whole(row.denominator),
        value=row.value,
        counted=row.counted,
        definition_version=row.version,
        no_data=row.no_data,
    )


def _whole(given: Decimal | None) -> Decimal | None:
    return given.to_integral_value() if given is not None and given % 1 == 0 else given


# --- Releases, in casework ----------------------------------------------------------------------


def check_may_publish(by: Asker) -> None:
    """Refuse those who neither propose nor approve.

    :raises NotAllowed: if no post allows either
    """
    if not by.may(P.RELEASE_APPROVE):
        check_post(by, P.RELEASE_PROPOSE)


def areas_to_publish(by: Asker) -> frozenset[int]:
    """Return the areas in which somebody proposes or approves releases."""
    return frozenset().union(*(by.areas_where(permission) for permission in CASEWORK))


def releases(area_id: int) -> QuerySet[Release]:
    """Return every release of an area with its decision, the newest first."""
    return (
        Release.objects.filter(area_id=area_id)
        .select_related("decision__decided_by", "proposed_by")
        .order_by("-on", "-edition")
    )


def get_release(release_id: int, *, by: Asker) -> Release:
    """Return one release to somebody who proposes or approves in its area.

    :raises NotAllowed: if no post of theirs does either anywhere
    :raises NotFound: if there is none in reach
    """
    check_may_publish(by)
    rows = Release.objects.select_related("area", "proposed_by")
    found = rows.filter(pk=release_id, area_id__in=areas_to_publish(by)).first()
    if found is None:
        raise NotFound("No such release.")
    return found


# --- What anybody may read ----------------------------------------------------------------------


def published() -> QuerySet[Release]:
    """Return every release that was approved, by area, the newest first."""
    return (
        Release.objects.filter(decision__approved=True)
        .select_related("area", "decision")
        .order_by("area__name", "-on", "-edition")
    )


def get_published(release_id: int) -> Release:
    """Return one approved release.

    :raises NotFound: if there is none
    """
    found = published().filter(pk=release_id).first()
    if found is None:
        raise NotFound("No such release.")
    return found


def figures_of(release: Release) -> list[MeasureFigure]:
    """Return the figures of a release in their order. One query."""
    return list(MeasureFigure.objects.filter(release=release))


def later_edition(release: Release) -> Release | None:
    """Return the newest published release of the same area and month, where it is another one."""
    newest = published().filter(area_id=release.area_id, on=release.on).first()
    return newest if newest and newest.edition > release.edition else None


def newest_published(area_ids: Sequence[int]) -> dict[int, Release]:
    """Return each area's newest published release, for pages that show released figures only."""
    found: dict[int, Release] = {}
    for release in published().filter(area_id__in=area_ids):
        found.setdefault(release.area_id, release)
    return found


def newest_figures(keys: Sequence[str]) -> list[tuple[Release, dict[str, MeasureFigure]]]:
    """Return each area's newest published release with some of its figures. Two queries."""
    newest: dict[int, Release] = {}
    for release in published():
        newest.setdefault(release.area_id, release)
    found: dict[int, tuple[Release, dict[str, MeasureFigure]]] = {
        one.pk: (one, {}) for one in newest.values()
    }
    for each in MeasureFigure.objects.filter(release__in=list(found), key__in=keys):
        found[each.release_id][1][each.key] = each
    return list(found.values())


def figures_over_time(
    area_id: int, keys: Sequence[str], *, most: int
) -> list[tuple[Release, dict[str, MeasureFigure]]]:
    """Return an area's newest published releases with some of their figures. Two queries.

    The newest month first, each month in its newest edition; months with none of the figures are
    left out.
    """
    newest: dict[date, Release] = {}
    for release in published().filter(area_id=area_id):
        newest.setdefault(release.on, release)
    held: dict[int, dict[str, MeasureFigure]] = {one.pk: {} for one in newest.values()}
    for each in MeasureFigure.objects.filter(release__in=list(held), key__in=keys):
        held[each.release_id][each.key] = each
    told = [(one, held[one.pk]) for one in newest.values() if held[one.pk]]
    return told[:most]


def any_area(code: str) -> LocalArea:
    """Return an area for pages that hold released figures alone, and are anybody's.

    :raises NotFound: if there is none of that name
    """
    found = LocalArea.objects.filter(code=code).first()
    if found is None:
        raise NotFound("No such area.")
    return found


def area_by_code(code: str, within: frozenset[int]) -> LocalArea:
    """Return an area of those within reach.

    :raises NotFound: if there is none of that name among them
    """
    found = LocalArea.objects.filter(code=code, pk__in=within).first()
    if found is None:
        raise NotFound("No such area.")
    return found


def unit_of(figure: MeasureFigure) -> Unit:
    """Return the unit of a published figure."""
    return Unit(figure.unit)

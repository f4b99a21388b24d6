"""The only way to a row of the plan: told who asks, and by which area it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from goldenthread.access import queries as access
from goldenthread.access.queries import PartnershipPost
from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission, check_post
from goldenthread.organisations.models import LocalArea
from goldenthread.organisations.queries import areas_by_id

Row = TypeVar("Row", bound=Model)
P = Permission


def areas_of(by: Asker) -> list[LocalArea]:
    """Return the areas whose plans somebody may open.

    :raises NotAllowed: if no post opens any
    """
    check_post(by, P.IMPROVEMENT_VIEW)
    return areas_by_id(by.areas_where(P.IMPROVEMENT_VIEW))


def get_area(code: str, *, by: Asker, to: Permission = P.IMPROVEMENT_VIEW) -> LocalArea:
    """Return one area, to somebody who may do something with its plans.

    :raises NotAllowed: if no post opens any plan, or this one does not allow it
    :raises NotFound: for any other area, and for none
    """
    for area in areas_of(by):
        if area.code == code:
            check_post(by, to, area.pk)
            return area
    raise NotFound("No such area.")


def get(
    rows: QuerySet[Row],
    pk: int,
    *,
    by: Asker,
    to: Permission = P.IMPROVEMENT_VIEW,
    lock: bool = False,
) -> Row:
    """Return one row of an area's plans, locked if it is about to change.

    :raises NotAllowed: if no post opens any plan, or the area's does not allow it
    :raises NotFound: if there is no such row in reach
    """
    if not by.service:
        check_post(by, P.IMPROVEMENT_VIEW)
    found = rows.filter(area_id__in=by.partnership_areas)
    if lock:
        found = found.select_for_update(of=("self",))
    row = found.filter(pk=pk).first()
    if row is None:
        raise NotFound("No such record.")
    check_area(by, to, row.serializable_value("area_id"))  # every table of ours has one
    return row


def check_area(by: Asker, to: Permission, area_id: int) -> None:
    """Refuse unless a post, or a named service of the area, allows something there.

    :raises NotAllowed: if none does
    """
    if by.service:
        if area_id not in by.service_areas:
            raise NotAllowed("This service does not serve that area.")
        return
    check_post(by, to, area_id)


def holds(by: Asker, post_id: int) -> bool:
    """Say whether somebody holds a post now, and so may keep its promises."""
    return any(post.id == post_id for post in by.posts)


def posts(area_id: int, *, on: date) -> dict[int, PartnershipPost]:
    """Return the posts that may own or lead something in an area on a day, by number."""
    return {post.id: post for post in access.partnership_posts(area_id, on=on)}


def own_post(by: Asker, area_id: int) -> int | None:
    """Return the post in which somebody acts in an area; none for a named service."""
    return next((post.id for post in by.posts if area_id in post.area_ids), None)


def names(found: Mapping[int, PartnershipPost], post_id: int | None) -> str:
    """Return a post in words; nothing for none."""
    return found[post_id].label if post_id is not None and post_id in found else ""

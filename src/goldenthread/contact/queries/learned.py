"""What complaints taught, counted by the improvement action that carries it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from goldenthread.access.rules import Asker, NotFound, Permission, check_post
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.contact.models import Learning
from goldenthread.people import queries as people


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """How many changes that complaints taught an action carries out, and how many are done."""

    changes: int
    done: int


def learned_by_action(action_ids: Iterable[int], *, area_id: int, by: Asker) -> dict[int, Learned]:
    """Return what complaints taught, by the action that carries it out; one query, true counts.

    An action that carries out none is left out. For an improvement plan's pages, inside casework.

    :raises NotAllowed: if none of the asker's posts sees true counts of casework there
    """
    check_post(by, Permission.OVERVIEW_VIEW, area_id)
    rows = (
        Learning.objects.filter(area_id=area_id, action_id__in=list(action_ids))
        .values("action_id")
        .annotate(changes=Count("pk"), done=Count("pk", filter=Q(done_date__isnull=False)))
    )
    return {
        int(row["action_id"] or 0): Learned(changes=row["changes"], done=row["done"])
        for row in rows
    }


def learned_by(action: OuterRef, *, done: bool = False) -> Coalesce:
    """Return, for a query of actions, how many changes each carries out, or those that are done.

    The database counts what the asker reaches, and nothing for those who reach no casework.
    """
    rows = Learning.objects.filter(action_id=action)
    rows = rows.filter(done_date__isnull=False) if done else rows
    counted = rows.order_by().values("action_id").annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(counted), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """One theme of what upheld complaints taught: changes, those an action carries out, done."""

    theme: str
    changes: int
    with_action: int
    done: int


def _reach(area_id: int, by: Asker, on: date) -> QuerySet[Learning]:
    """Return what complaints of an area taught, sealed children's left out but for their holders.

    :raises NotAllowed: if none of the asker's posts answers complaints there
    """
    check_post(by, Permission.COMPLAINT_ANSWER, area_id)
    hidden = people.sealed_rows(by, areas=[area_id], on=on)
    return Learning.objects.filter(area_id=area_id).exclude(child_id__in=hidden)


def taught(area_id: int, *, by: Asker, on: date) -> list[Taught]:
    """Return what upheld complaints of an area taught, by theme, the most first. One query."""
    rows = (
        _reach(area_id, by, on)
        .values("theme")
        .annotate(
            changes=Count("pk"),
            with_action=Count("pk", filter=Q(action_id__isnull=False)),
            done=Count("pk", filter=Q(done_date__isnull=False)),
        )
        .order_by("-changes", "theme")
    )
    return [Taught(**row) for row in rows]


def changes_taught(area_id: int, *, by: Asker, on: date) -> QuerySet[Learning]:
    """Return each change, those that no action carries out first, then the soonest due."""
    rows = _reach(area_id, by, on).select_related("complaint")
    audit.note(
        Note(action=Action.LIST, area_id=area_id, classes=(FieldClass.PROFESSIONAL,),
             purpose="complaint-learning")
    )  # fmt: skip
    return rows.order_by(F("action_id").asc(nulls_first=True), "by_date", "pk")


def get_taught(learning_id: int, *, by: Asker, on: date) -> Learning:
    """Return one change, to somebody who answers complaints there.

    :raises NotAllowed: if none of their posts answers complaints
    :raises NotFound: if there is none in reach
    """
    check_post(by, Permission.COMPLAINT_ANSWER)
    rows = Learning.objects.filter(area_id__in=by.areas_where(Permission.COMPLAINT_ANSWER))
    found = rows.select_related("complaint", "area").filter(pk=learning_id).first()
    if found is None:
        raise NotFound("No such record.")
    people.get_child(found.child_id, by=by, to=Permission.COMPLAINT_ANSWER, on=on)
    return found

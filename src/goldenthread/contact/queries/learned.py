"""What complaints taught, counted by the improvement action that carries it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.contact.models import Learning


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

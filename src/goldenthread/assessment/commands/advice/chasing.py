"""Reminding advisers: chosen ones at once, and all of weeks 3, 5 and 6 each night."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from goldenthread.access.rules import Asker, Permission, check_post
from goldenthread.assessment.commands.advice.letters import remind
from goldenthread.assessment.commands.advice.shared import (
    day_of,
    step,
    wrote,
)
from goldenthread.assessment.models import (
    AdviceRequest,
    AdviceStep,
)
from goldenthread.assessment.queries import advice as queries
from goldenthread.assessment.rules.advice import (
    AWAITED,
    Bound,
    chases_due,
)

P = Permission


# What the letter of a chase needs, read with the requests.
HELD_BY = ("child__area", "post__user", "organisation")


@transaction.atomic
def chase_many(ids: Sequence[int], *, by: Asker, at: datetime, words: str = "") -> tuple[int, int]:
    """Chase several requests at once: one reminder each, and one a day whoever asks.

    Returns how many were chased now, and how many of those asked for had been today already or
    no longer wait.

    :raises NotAllowed: if no post of theirs asks for advice
    """
    check_post(by, P.ADVICE_ASK)
    today = day_of(at)
    rows = queries.chosen(ids, by=by, on=today)
    held = {
        r.pk: r
        for r in AdviceRequest.objects.select_related(*HELD_BY)
        .select_for_update(of=("self",))
        .filter(pk__in=[row.id for row in rows])
    }
    new = 0
    for row in rows:
        request = held[row.id]
        key, said = f"chase/{today}", words.strip()
        if step(request, "chased", key=key, by=by, at=at, words=said):
            wrote(request, "advice-chased")
            remind(request, key=key, by=by, at=at, words=said)
            new += 1
    return new, len(set(ids)) - new


@transaction.atomic
def chase_due(area_id: int, *, by: Asker, at: datetime) -> int:
    """Send the chases of weeks 3, 5 and 6 that are due in an area; return how many.

    Run each night by a named service. Run again, it sends nothing twice; nights missed send the
    latest week's chase alone.
    """
    today, sent = day_of(at), 0
    rows = AdviceRequest.objects.filter(area_id=area_id, state__in=sorted(AWAITED))
    rows = rows.select_related(*HELD_BY)
    waiting = rows.exclude(bound=Bound.INVITED).select_for_update(of=("self",)).order_by("pk")
    chased: dict[int, list[int]] = {}
    for request_id, key in AdviceStep.objects.filter(
        area_id=area_id, kind="chased", key__startswith="week/"
    ).values_list("request_id", "key"):
        chased.setdefault(request_id, []).append(int(key.removeprefix("week/")))
    for request in waiting:
        for week in chases_due(request.received_date, today, chased.get(request.pk, ())):
            key = f"week/{week}"
            if step(request, "chased", key=key, by=by, at=at):
                wrote(request, "advice-chased")
                remind(request, key=key, by=by, at=at)
                sent += 1
    return sent

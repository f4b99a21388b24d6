"""What an act would do, found by doing it and taking it back: who is told, which clocks change.

The answers a person checks before a legal act are therefore those of the act itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from goldenthread.access.rules import Asker
from goldenthread.assessment.models import Assessment
from goldenthread.audit import commands as audit
from goldenthread.law import limits
from goldenthread.letters.models import LetterCopy
from goldenthread.letters.rules.recipients import Channel
from goldenthread.people.models import Child
from goldenthread.timeline import queries as timeline
from goldenthread.timeline.queries import ClockRow
from goldenthread.ui.words import long_date

WAYS = {
    Channel.POST: "by post",
    Channel.EMAIL: "by email, to read signed in",
    Channel.TEXT: "by text, to read signed in",
    Channel.DESK: "here, signed in",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What would be sent, and what it would do to the clocks, in words."""

    told: tuple[str, ...]
    starts: tuple[str, ...]
    stops: tuple[str, ...]


class _TakenBack(Exception):
    """The act went well, and is undone."""


def rehearse(child: Child, act: Callable[[], object], *, by: Asker, today: date) -> Rehearsed:
    """Do an act, look at what it did, and take all of it back.

    :raises: whatever the act raises; nothing is kept then either
    """
    before = _clocks(child, by, today)
    sent = set(_copies(child.area_id, child.pk).values_list("pk", flat=True))
    found: Rehearsed | None = None
    try:
        with audit.gathering(), transaction.atomic():
            act()
            found = _seen(child, sent, before, by, today)
            raise _TakenBack
    except _TakenBack:
        pass
    assert found is not None
    return found


def rehearse_opening(act: Callable[[], object], *, today: date) -> Rehearsed:
    """Open a case, look at what that did, and take all of it back. What opens none shows nothing.

    :raises: whatever the act raises; nothing is kept then either
    """
    found = Rehearsed(told=(), starts=(), stops=())
    try:
        with audit.gathering(), transaction.atomic():
            case = act()
            if isinstance(case, Assessment):
                rows = timeline.clocks_of_case(case.area_id, "assessment", case.pk, today=today)
                starts = tuple(_words(row) for row in rows)
                found = Rehearsed(
                    told=_told(_copies(case.area_id, case.child_id, case.pk)),
                    starts=starts,
                    stops=(),
                )
            raise _TakenBack
    except _TakenBack:
        pass
    return found


Key = tuple[str, int, str, str, date]


def _clocks(child: Child, by: Asker, today: date) -> dict[Key, ClockRow]:
    rows = timeline.clocks_of_child(child, by=by, today=today)
    return {(row.case_type, row.case_id, row.rule, row.about, row.started): row for row in rows}


def _copies(area_id: int, child_id: int, case_id: int | None = None) -> QuerySet[LetterCopy]:
    """Return the copies of letters about a child, or of one case alone."""
    found = LetterCopy.objects.filter(area_id=area_id, child_id=child_id)
    return found if case_id is None else found.filter(letter__case_id=case_id)


def _told(copies: QuerySet[LetterCopy]) -> tuple[str, ...]:
    rows = copies.select_related("letter", "handover").order_by("letter_id", "pk")
    return tuple(
        f"{copy.name}: {copy.letter.content['title']}, {WAYS[Channel(copy.handover.channel)]}"
        for copy in rows
    )


def _seen(
    child: Child, sent: set[int], before: dict[Key, ClockRow], by: Asker, today: date
) -> Rehearsed:
    told = _told(_copies(child.area_id, child.pk).exclude(pk__in=sent))
    after = _clocks(child, by, today)
    starts = tuple(_words(row) for key, row in after.items() if key not in before)
    stops = tuple(
        _title(row)
        for key, row in after.items()
        if (row.stopped or row.superseded) and key in before and not _ended(before[key])
    )
    return Rehearsed(told=told, starts=starts, stops=stops)


def _ended(row: ClockRow) -> bool:
    return bool(row.stopped or row.superseded)


def _title(row: ClockRow) -> str:
    return limits.time_limit(row.rule, row.version).title


def _words(row: ClockRow) -> str:
    if row.due is None:
        return _title(row)
    return f"{_title(row)}: by {long_date(row.due)}"

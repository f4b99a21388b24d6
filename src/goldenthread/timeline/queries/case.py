"""One child's clocks and events, and one case's: what a thread shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from goldenthread.access.rules import Asker, NotFound
from goldenthread.law.clocks import State
from goldenthread.timeline.models import Clock, Event
from goldenthread.timeline.queries.rows import (
    ClockRow,
    Page,
    ReachedChild,
    clock_row,
    known,
    told_or_begun,
    told_to,
)
from goldenthread.timeline.rules.history import Recorded
from goldenthread.timeline.rules.promises import standing_of

MOST_SHOWN = 200  # events on one family page; a child's whole story is rarely half of that


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One thing that happened, as the thread shows it."""

    id: int
    case_type: str
    case_id: int
    kind: str
    on: date
    recorded_at: datetime
    recorded_by: int | None
    post: int | None
    facts: dict[str, Any]
    load_id: int | None
    backfilled: bool
    corrects: int | None
    withdraws: bool
    amended: bool  # another event replaces or withdraws it


def _check_reached(child: ReachedChild, by: Asker) -> None:
    if child.area_id not in by.areas and child.pk not in by.children:
        raise NotFound("No such record.")


def clocks_of_child(
    child: ReachedChild, *, by: Asker, today: date, known_on: date | None = None
) -> tuple[ClockRow, ...]:
    """Return every clock of a child already reached, open ones first, then the latest.

    `known_on` asks what was known at the end of that day. One query.

    :raises NotFound: if the child is not within the asker's reach
    """
    _check_reached(child, by)
    found = Clock.objects.filter(
        known(known_on), told_or_begun(by), area_id=child.area_id, child_id=child.pk
    )
    rows = [clock_row(each, today) for each in found.order_by("due", "started", "pk")]
    ended = (State.MET, State.MET_LATE, State.SUPERSEDED, State.ENDED)
    running = [each for each in rows if each.state not in ended]
    done = [each for each in rows if each.state in ended]
    done.sort(key=lambda one: one.stopped or one.superseded or one.due or today, reverse=True)
    return (*running, *done)


def events_of_child(
    child: ReachedChild,
    *,
    by: Asker,
    kinds: Iterable[str] = (),
    case_type: str = "",
    page: int = 1,
    per_page: int = 50,
) -> Page[EventRow]:
    """Return what happened to a child already reached, the latest first. Two queries.

    Replaced and withdrawn events are there too, marked, with those that amend them.

    :raises NotFound: if the child is not within the asker's reach
    """
    _check_reached(child, by)
    found = Event.objects.filter(told_to(by), area_id=child.area_id, child_id=child.pk)
    if kinds := tuple(kinds):
        found = found.filter(kind__in=kinds)
    if case_type:
        found = found.filter(case_type=case_type)
    total = found.count()
    pages = max(1, -(-total // per_page))
    page = min(max(page, 1), pages)
    amending = Event.objects.filter(area_id=OuterRef("area_id"), corrects_id=OuterRef("pk"))
    ordered = found.annotate(amended=Exists(amending)).order_by("-on", "-pk")
    chosen = ordered[(page - 1) * per_page : page * per_page]
    return Page(tuple(_event_row(each) for each in chosen), total, page, pages)


def standing_events(
    child: ReachedChild,
    *,
    by: Asker,
    most: int = MOST_SHOWN,
    kind: str = "",
    case_type: str = "",
) -> tuple[EventRow, ...]:
    """Return what stands of a child already reached, the latest first. One query.

    What was withdrawn or replaced is left out, and so is the withdrawal itself.

    :raises NotFound: if the child is not within the asker's reach
    """
    _check_reached(child, by)
    amending = Event.objects.filter(area_id=OuterRef("area_id"), corrects_id=OuterRef("pk"))
    found = Event.objects.filter(
        told_to(by), area_id=child.area_id, child_id=child.pk, withdraws=False
    )
    if kind:
        found = found.filter(kind=kind)
    if case_type:
        found = found.filter(case_type=case_type)
    rows = found.annotate(amended=Exists(amending)).filter(amended=False).order_by("-on", "-pk")
    return tuple(_event_row(each) for each in rows[:most])


def clocks_of_own(
    children: Iterable[ReachedChild], *, by: Asker, today: date
) -> dict[int, tuple[ClockRow, ...]]:
    """Return the open clocks of several children already reached, by child. One query."""
    reached = [child for child in children if child.pk in by.children]
    found = Clock.objects.filter(
        told_or_begun(by),
        area_id__in={child.area_id for child in reached},
        child_id__in=[child.pk for child in reached],
        known_to__isnull=True,
        stopped__isnull=True,
        superseded__isnull=True,
    )
    rows: dict[int, list[ClockRow]] = {}
    for each in found.order_by("due", "pk"):
        row = clock_row(each, today)
        if each.child_id is not None:  # it was asked for by child
            rows.setdefault(each.child_id, []).append(row)
    return {child: tuple(of) for child, of in rows.items()}


def _event_row(event: Event) -> EventRow:
    return EventRow(
        id=event.pk,
        case_type=event.case_type,
        case_id=event.case_id,
        kind=event.kind,
        on=event.on,
        recorded_at=event.recorded_at,
        recorded_by=event.recorded_by_id,
        post=event.post_id,
        facts=event.facts,
        load_id=event.load_id,
        backfilled=event.backfilled,
        corrects=event.corrects_id,
        withdraws=event.withdraws,
        amended=event.amended,  # type: ignore[attr-defined]  # annotated by the query
    )


def clocks_of_case(
    area_id: int, case_type: str, case_id: int, *, today: date
) -> tuple[ClockRow, ...]:
    """Return the clocks of a case whose child was already reached, by rule and start. One query."""
    found = Clock.objects.filter(
        area_id=area_id, case_type=case_type, case_id=case_id, known_to__isnull=True
    )
    return tuple(clock_row(each, today) for each in found.order_by("rule", "about", "started"))


def clocks_of_cases(
    area_id: int, case_type: str, case_ids: Iterable[int], *, today: date
) -> dict[int, tuple[ClockRow, ...]]:
    """Return the clocks of some cases already reached, by case. One query."""
    rows = Clock.objects.filter(area_id=area_id, case_type=case_type, case_id__in=list(case_ids))
    found: dict[int, tuple[ClockRow, ...]] = {}
    for clock in rows.filter(known(None)):
        found[clock.case_id] = (*found.get(clock.case_id, ()), clock_row(clock, today))
    return found


def events_of_case(area_id: int, case_type: str, case_id: int) -> tuple[Recorded, ...]:
    """Return what stands in a case whose child was already reached, by legal date. One query.

    What was withdrawn or replaced is left out, as the law's own reading leaves it out.
    """
    rows = Event.objects.filter(area_id=area_id, case_type=case_type, case_id=case_id)
    found = list(rows.order_by("pk"))
    keys = {each.pk: each.key for each in found}
    return tuple(standing_of(each.recorded(keys) for each in found))

"""What a list shows of a clock, and how it is read on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar

from django.db.models import Exists, OuterRef, Q

from goldenthread.access.rules import Asker, Permission
from goldenthread.law.clocks import Reading, State
from goldenthread.law.events import EventKind as K
from goldenthread.timeline.models import Clock, Event
from goldenthread.timeline.rules.history import midnight

Row = TypeVar("Row")
DAY = timedelta(days=1)
# What one member of a family said to us, and what came of it: theirs, and those who answer it.
PERSONAL_CASES = ("contact", "complaint", "information")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One promise, as a page or a measure needs it."""

    area_id: int
    child_id: int
    case_type: str
    case_id: int
    rule: str
    version: date
    about: str
    started: date
    due: date | None
    moved_to: date | None
    missing: str
    working_target: date | None
    stopped: date | None
    superseded: date | None
    lawful_reason: str
    force: str
    harm: int
    lapses: bool
    owner_post: int | None
    waiting_on: str
    backfilled: bool
    state: State  # on the day asked about
    days_late: int  # calendar days past the last lawful day, 0 when not late


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """One page of a list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


class ReachedChild(Protocol):
    """A child's record that was reached through `people.queries.get_child`."""

    @property
    def pk(self) -> int: ...

    @property
    def area_id(self) -> int: ...


def reading_of(clock: Clock) -> Reading:
    return Reading(
        rule=clock.rule,
        version=clock.version,
        about=clock.about,
        started=clock.started,
        started_by="",
        due=clock.due,
        working_target=clock.working_target,
        stopped=clock.stopped,
        superseded=clock.superseded,
        moved_to=clock.moved_to,
        lapses=clock.lapses,
    )


def clock_row(clock: Clock, today: date) -> ClockRow:
    reading = reading_of(clock)
    assert clock.child_id is not None, "lists of children's promises hold no other"
    return ClockRow(
        area_id=clock.area_id,
        child_id=clock.child_id,
        case_type=clock.case_type,
        case_id=clock.case_id,
        rule=clock.rule,
        version=clock.version,
        about=clock.about,
        started=clock.started,
        due=clock.due,
        moved_to=clock.moved_to,
        missing=clock.missing,
        working_target=clock.working_target,
        stopped=clock.stopped,
        superseded=clock.superseded,
        lawful_reason=clock.lawful_reason,
        force=clock.force,
        harm=clock.harm,
        lapses=clock.lapses,
        owner_post=clock.owner_post_id,
        waiting_on=clock.waiting_on,
        backfilled=clock.backfilled,
        state=reading.state(today),
        days_late=reading.days_late(today),
    )


def known(day: date | None) -> Q:
    """Choose the versions known now, or at the end of a day."""
    if day is None:
        return Q(known_to__isnull=True)
    edge = midnight(day + DAY)
    return Q(known_from__lt=edge) & (Q(known_to__isnull=True) | Q(known_to__gte=edge))


def told_to(by: Asker) -> Q:
    """Leave out what one member of a family said to us, but for those who answer families.

    Another parent learns nothing of it, nor does a school or an adviser (rule 14); who said it
    reads it on a page of their own.
    """
    answered = by.service_areas | by.areas_where(Permission.CONTACT_ANSWER)
    if by.areas and by.areas <= answered and not by.own_children:
        return Q()
    return ~Q(case_type__in=PERSONAL_CASES) | Q(area_id__in=sorted(answered))


def told_or_begun(by: Asker) -> Q:
    """Choose the promises told to somebody, and those that their own message or complaint began.

    A call or a letter that staff entered is theirs too on a page of its own, not here: only an
    event they recorded themselves says for certain whose words they were (rule 14).
    """
    told = told_to(by)
    if by.user_id is None or not told:
        return told  # everything already
    began = Event.objects.filter(
        area_id=OuterRef("area_id"),
        case_type=OuterRef("case_type"),
        case_id=OuterRef("case_id"),
        child_id=OuterRef("child_id"),
        kind__in=(K.CONTACT_RECEIVED, K.COMPLAINT_RECEIVED, K.INFORMATION_ASKED),
        recorded_by_id=by.user_id,
    )
    return told | Q(Exists(began), case_type__in=PERSONAL_CASES)

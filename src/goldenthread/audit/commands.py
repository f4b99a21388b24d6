"""Writing the audit trail: notes gather while a request or job runs, and are written at its end
in the same transaction, so that nothing is answered that was not written down (rule 34)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.db import connection

from goldenthread.audit.models import AuditRow, HeldBack
from goldenthread.audit.rules import Note, Who

_gathered: ContextVar[list[Note] | None] = ContextVar("gathered", default=None)


class NotGathering(RuntimeError):
    """A child's record was reached outside a request or job that writes the audit trail."""


@contextmanager
def gathering() -> Iterator[list[Note]]:
    """Gather the notes of what is done inside; the caller writes them."""
    notes: list[Note] = []
    token = _gathered.set(notes)
    try:
        yield notes
    finally:
        _gathered.reset(token)


def note(what: Note) -> None:
    """Put one thing down to be written with this transaction.

    :raises NotGathering: if nobody will write it
    """
    notes = _gathered.get()
    if notes is None:
        raise NotGathering("Reach a child's record only inside a stated asker's transaction.")
    notes.append(what)


COLUMNS = (
    *("user_id", "post_id", "organisation_id", "service", "route", "request_id", "area_id"),
    *("child_id", "action", "outcome", "classes", "purpose", "count"),
)
# Plain SQL, since the ORM would ask for each new row's number back, and row-level security shows
# the application no row outside the asker's reach: a stranger's refusal could not be written.
INSERT = (
    f"INSERT INTO {AuditRow._meta.db_table} ({', '.join(COLUMNS)})"
    f" VALUES ({', '.join(['%s'] * len(COLUMNS))})"
)


def write(notes: list[Note], who: Who) -> None:
    """Write gathered notes, once each, in the transaction under way; one round trip."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT, [_row(each, who) for each in dict.fromkeys(notes)])


def _row(each: Note, who: Who) -> list[Any]:
    """Return one row in the order of COLUMNS."""
    return [
        *(who.user_id, who.post_id, who.organisation_id, who.service, who.route, who.request_id),
        *(each.area_id, each.child_id, str(each.action), str(each.outcome)),
        [str(one) for one in each.classes],
        *(each.purpose, each.count),
    ]


class NoSuchLook(LookupError):
    """The trail has no such row about this child."""


def hold_back(
    *,
    child_id: int,
    area_id: int,
    row_id: int,
    reason: str,
    review_date: date,
    post_id: int,
    at: datetime,
) -> HeldBack:
    """Leave one row out of the family's "who looked"; `access` has checked who asks.

    Holding the same row back again changes the reason and the day of review.

    :raises NoSuchLook: if the row is not about this child
    """
    if not AuditRow.objects.filter(pk=row_id, child_id=child_id).exists():
        raise NoSuchLook("There is no such look at this child's record.")
    held, _ = HeldBack.objects.update_or_create(
        row_id=row_id,
        defaults={
            "child_id": child_id,
            "area_id": area_id,
            "reason": reason,
            "review_date": review_date,
            "post_id": post_id,
            "held_at": at,
            "released_at": None,
        },
    )
    return held

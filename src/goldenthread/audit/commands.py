"""Writing the audit trail: notes gather while a request or job runs, and are written at its end
in the same transaction, so that nothing is answered that was not written down (rule 34)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from goldenthread.audit.models import AuditRow
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


def write(notes: list[Note], who: Who) -> None:
    """Write gathered notes, once each, in the transaction under way."""
    AuditRow.objects.bulk_create(
        AuditRow(
            user_id=who.user_id,
            post_id=who.post_id,
            organisation_id=who.organisation_id,
            service=who.service,
            route=who.route,
            request_id=who.request_id,
            area_id=each.area_id,
            child_id=each.child_id,
            action=each.action,
            outcome=each.outcome,
            classes=[str(one) for one in each.classes],
            purpose=each.purpose,
            count=each.count,
        )
        for each in dict.fromkeys(notes)
    )

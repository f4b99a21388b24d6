"""How every change here begins: the record is reached to be changed, and locked."""

from __future__ import annotations

from datetime import date

from goldenthread.access.rules import Asker, Permission
from goldenthread.people import queries
from goldenthread.people.models import Child


def to_change(child_id: int, by: Asker, on: date, purpose: str) -> Child:
    """Return a child's record, locked, to somebody who works the case; the write is audited.

    :raises NotAllowed, NotFound: if `by` may not change this child's case
    """
    return queries.get_child(
        child_id, by=by, to=Permission.CASE_CHANGE, on=on, purpose=purpose, lock=True
    )

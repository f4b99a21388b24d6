"""Reading what was said: each reader is shown what was shared with them, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from goldenthread.access.rules import Asker
from goldenthread.audit.rules import FieldClass
from goldenthread.people.models import Child
from goldenthread.voice.models import PrivateSaying, Saying, Unsent
from goldenthread.voice.rules import Whose, may_be_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One saying as a page shows it."""

    id: int
    whose: str
    theme: str
    words: str
    symbols: tuple[str, ...]
    files: tuple[int, ...]
    how: str
    helped_by: str
    shared_with: tuple[str, ...]
    said_at: datetime
    replaced: bool


def sayings_of(child: Child, *, by: Asker) -> tuple[Said, ...]:
    """Return what was said of a child already reached, the newest first. One query.

    The child's own words are for their family and the team that writes the plan; others see what
    was shared with them. One parent's words are not the other's to read (rule 14).
    """
    rows = Saying.objects.filter(area_id=child.area_id, child=child).order_by("-said_at", "-pk")
    fields = [f.attname for f in Saying._meta.concrete_fields]
    found = list(rows.values(*fields))
    replaced = {row["replaces_id"] for row in found}
    return tuple(
        Said(
            id=row["id"],
            whose=row["whose"],
            theme=row["theme"],
            words=row["words"],
            symbols=tuple(row["symbols"]),
            files=tuple(row["files"]),
            how=row["how"],
            helped_by=row["helped_by"],
            shared_with=tuple(row["shared_with"]),
            said_at=row["said_at"],
            replaced=row["id"] in replaced,
        )
        for row in found
        if _is_shown(row, child, by)
    )


def _is_shown(row: dict[str, Any], child: Child, by: Asker) -> bool:
    if child.pk in by.own_children and child.standing.known and not child.standing.restricted:
        until = child.standing.until
        if until is not None and row["said_at"].date() > until:
            return False
        return row["whose"] == Whose.CHILD or row["said_by_id"] == by.user_id
    roles = [post.role for post in by.posts if child.area_id in post.area_ids or by.children]
    return may_be_shown(roles, row["shared_with"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """What a child said in private."""

    id: int
    words: str
    symbols: tuple[str, ...]
    said_at: datetime


def private_of(child: Child) -> tuple[Private, ...]:
    """Return what a child said in private, to the child and to those who must know (rule 27).

    To anybody else there is nothing, as if nothing had been said. One query at most.
    """
    if not child.shows_class(FieldClass.CHILD_PRIVATE):
        return ()
    rows = PrivateSaying.objects.filter(
        area_id=child.area_id, child=child, taken_back_at__isnull=True
    )
    return tuple(
        Private(id=r.pk, words=r.words, symbols=tuple(r.symbols), said_at=r.said_at)
        for r in rows.order_by("-said_at")
    )


def unsent(child: Child, form: str, *, by: Asker) -> dict[str, Any]:
    """Return what this asker typed into a form and has not sent; nobody else's. One query."""
    rows = Unsent.objects.filter(child=child, user_id=by.user_id or 0, form=form)
    found = rows.values_list("typed", flat=True).first()
    return dict(found) if found else {}

"""Reaching a draft to write in it: the child's record first, then the draft of that child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goldenthread.access.rules import Asker, NotAllowed, NotFound, Permission, relations
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, FieldClass, Note
from goldenthread.people import queries as people
from goldenthread.people.models import Child
from goldenthread.plans.models import DraftSection, DraftStage, PlanDraft
from goldenthread.plans.rules.parts import sections_of
from goldenthread.plans.rules.sections import Part


class CannotWrite(ValueError):
    """The draft cannot be changed so; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A draft somebody may work in: its child's record, and the sections they may write."""

    draft: PlanDraft
    child: Child
    writes: frozenset[str]


def reach_draft(
    draft_id: int,
    *,
    child_id: int,
    by: Asker,
    to: Permission,
    on: date,
    open_only: bool = True,
) -> Reached:
    """Return a child's draft to somebody who may do this with it, locked against the next.

    :raises NotFound: to a stranger, and for a draft that is not this child's
    :raises NotAllowed: to somebody tied but not permitted
    :raises CannotWrite: if it was issued or dropped
    """
    child = people.get_child(child_id, by=by, to=to, on=on, purpose="plan-desk")
    found = (
        PlanDraft.objects.select_for_update(of=("self",))
        .select_related("plan", "served_version", "amends")
        .filter(area_id=child.area_id, child=child, pk=draft_id)
        .first()
    )
    if found is None:
        raise NotFound("No such record.")
    if open_only and found.stage in (DraftStage.FINISHED, DraftStage.DROPPED):
        raise CannotWrite("This draft is closed. Start a new one to change the plan.")
    return Reached(found, child, writable(by, child, on))


def writable(by: Asker, child: Child, on: date) -> frozenset[str]:
    """Return the sections of this child's plan that somebody's posts let them write."""
    related = relations(by, people.state_of(child, on))
    return sections_of(post.role for post, _ in related)


def may_write(reached: Reached, section: str) -> None:
    """Refuse somebody whose part this section is not.

    :raises NotAllowed: saying whom to ask
    """
    if section not in reached.writes:
        raise NotAllowed("This section is another profession's part. Add a comment instead.")


def parts_of(draft: PlanDraft, *, lock: str = "") -> dict[str, DraftSection]:
    """Return every section of a draft as it stands; the one named is locked until the end."""
    rows = DraftSection.objects.filter(area_id=draft.area_id, draft=draft)
    if lock:
        DraftSection.objects.select_for_update().get(
            area_id=draft.area_id, draft=draft, section=lock
        )
    return {row.section: row for row in rows.select_related("holder", "saved_by")}


def contents(parts: dict[str, DraftSection]) -> dict[str, Part]:
    """Return what each section holds."""
    return {name: row.content for name, row in parts.items()}


def save_part(row: DraftSection, content: Part, *, by: Asker, at: datetime) -> None:
    """Keep a section's new content as its next version; whoever had it open has it no more."""
    row.content, row.version = content, row.version + 1
    row.saved_by_id, row.saved_at = by.user_id, at
    row.holder_id, row.held_since = None, None
    row.save()


def person(by: Asker) -> int:
    """Return who acts: a person, since what is written here stands in somebody's name.

    :raises NotAllowed: to a service
    """
    if by.user_id is None:
        raise NotAllowed("A plan is written by people.")
    return by.user_id


def own(draft: PlanDraft) -> dict[str, Any]:
    """The columns that say whose a row is."""
    return {"area_id": draft.area_id, "child_id": draft.child_id, "draft": draft}


def wrote(child: Child, purpose: str) -> None:
    """Write down that something about this child was changed."""
    audit.note(
        Note(
            action=Action.WRITE,
            child_id=child.pk,
            area_id=child.area_id,
            classes=(FieldClass.PROFESSIONAL,),
            purpose=purpose,
        )
    )

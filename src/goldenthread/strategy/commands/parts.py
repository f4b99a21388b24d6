"""What every change of a plan shares: who acts, the event, the line in the audit trail."""

from __future__ import annotations

from datetime import date, datetime

from goldenthread.access.queries import PartnershipPost
from goldenthread.access.rules import Asker
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action as Did
from goldenthread.audit.rules import Note
from goldenthread.law.events import EventKind
from goldenthread.strategy.queries import reach
from goldenthread.strategy.rules.plan import PlanRefused
from goldenthread.timeline import commands as timeline


def wrote(area_id: int, purpose: str) -> None:
    """Write in the audit trail that an area's plan was changed, and how."""
    audit.note(Note(action=Did.WRITE, area_id=area_id, purpose=purpose))


def acting(by: Asker, area_id: int) -> int:
    """Return the post that signs what is done.

    :raises PlanRefused: if it would be signed by nobody
    """
    found = reach.own_post(by, area_id)
    if found is None:
        raise PlanRefused("Only somebody who holds a post in the area may do this.")
    return found


def serving(area_id: int, post_id: int, *, on: date) -> PartnershipPost:
    """Return a post that may own or lead something in the area.

    :raises PlanRefused: if it may not
    """
    found = reach.posts(area_id, on=on).get(post_id)
    if found is None:
        raise PlanRefused("Choose a post that works on this area's plan today.")
    return found


def happened(
    kind: EventKind,
    *,
    area_id: int,
    case_type: str,
    case_id: int,
    on: date,
    by: Asker,
    at: datetime,
    key: str,
    about: str = "",
    due: date | None = None,
) -> None:
    """Record an event of the area's own on its timeline; its clocks are read again."""
    facts = {"about": about} if about else {}
    if due is not None:
        facts["by"] = due.isoformat()
    timeline.record(
        kind,
        area_id=area_id,
        child_id=None,
        case_type=case_type,
        case_id=case_id,
        on=on,
        by=by,
        at=at,
        facts=facts,
        key=key,
    )


def needed(text: str, what: str) -> str:
    """Return a text without blanks round it.

    :raises PlanRefused: if there is none
    """
    if not text.strip():
        raise PlanRefused(f"Enter {what}.")
    return text.strip()

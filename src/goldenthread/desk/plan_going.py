"""Sending or issuing a plan from the plan desk: in the case it is written in, if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from goldenthread.access.rules import ROLES, Asker
from goldenthread.assessment import commands as assessment
from goldenthread.assessment.queries import case_of
from goldenthread.assessment.rules import Stage
from goldenthread.people.models import Child
from goldenthread.plans import commands as plans
from goldenthread.plans.commands.issuing import GateShut
from goldenthread.plans.commands.reaching import CannotWrite
from goldenthread.plans.queries import Desk, plans_of
from goldenthread.plans.rules.changes import changes
from goldenthread.plans.rules.gate import Weight

# What the page turns into a sentence; nothing was recorded.
PROBLEMS = (*assessment.PROBLEMS, CannotWrite)


@dataclass(frozen=True, slots=True)
class Going:
    """The case a first plan goes out in: its number, its version as read, and what it asks."""

    case_id: int
    version: int
    asks_what_changed: bool


def going(child: Child, desk: Desk, what: str) -> Going | None:
    """Return the case this draft is written in; None for an amendment, or where there is none."""
    wanted = desk.draft["assessment_id"]
    if desk.amends or wanted is None:
        return None
    found = case_of(child)
    if found is None or found.pk != wanted:
        return None
    again = what == "draft" and desk.served is not None and found.stage != Stage.DRAFTING
    return Going(found.pk, found.version, again)


def what_changed(desk: Desk, case: Going | None, read: str) -> str | None:
    """Return what has changed since the draft that is out, as a beginning for the reasons.

    None where nobody asks: for a first draft, and for a click sent twice, whose case has moved
    on since the version that was `read`.
    """
    if case is None or not case.asks_what_changed or desk.served is None:
        return None
    if read and read != str(case.version):
        return None
    return "\n".join(each.sentence for each in changes(desk.served, desk.content))


def send(
    desk: Desk,
    what: str,
    child: Child,
    case: Going | None,
    *,
    given: Mapping[str, Any],
    by: Asker,
    on: date,
    at: datetime,
) -> tuple[int, int]:
    """Send the draft or issue the plan; return the plan and the number of the version that went.

    :raises CannotWrite, GateShut: and whatever else of `PROBLEMS` says why it may not go
    """
    common: dict[str, Any] = {"by": by, "at": at}
    role = ROLES[by.posts[0].role].title if by.posts else ""
    if case is None:
        own = {**common, "child_id": child.pk, "on": on}
        if what == "draft":
            kept = plans.serve_draft(desk.id, **own)
        else:
            kept = plans.issue_final(desk.id, role=role, **own)
        return kept.plan_id, kept.number
    common |= {"draft_id": desk.id, **given}
    if what == "draft":
        assessment.send_written_draft(case.case_id, **common)
    else:
        assessment.issue_written_plan(case.case_id, role=role, **common)
    plan = next(each for each in plans_of(child) if each.id == desk.draft["plan_id"])
    return plan.id, plan.versions[0].number


def said(problem: Exception) -> str:
    """Say why it did not go, and how much of what stops it can only be put right."""
    words = str(problem)
    if isinstance(problem, GateShut):
        firm = sum(each.weight is Weight.NEVER for each in problem.gate.stopping)
        words += f" {firm} can only be put right." if firm else ""
    return words

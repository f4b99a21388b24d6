"""Reading the audit trail: who looked at one child's record (trust rule 36).

These rows name posts, bodies and people by number only; `access.queries.who_looked` checks who
asks and puts the names to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from goldenthread.audit.models import AuditRow, HeldBack
from goldenthread.audit.rules import Action

LOOKS_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRow:
    """One row of the trail about a child."""

    id: int
    at: datetime
    user_id: int | None
    post_id: int | None
    organisation_id: int | None
    service: str
    action: str
    purpose: str
    classes: tuple[str, ...]
    outcome: str
    held_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRows:
    """One page of the trail about a child, the newest first."""

    rows: tuple[LookRow, ...]
    page: int
    pages: int
    total: int


def looks(child_id: int, *, page: int = 1, family: bool = False) -> LookRows:
    """Return one page of who looked at a child within the stated asker's reach. Two queries.

    For the family, looks held back for safety and refusals are left out.
    """
    holding = HeldBack.objects.filter(row_id=OuterRef("pk"), released_at__isnull=True)
    rows = AuditRow.objects.filter(child_id=child_id).annotate(held=Exists(holding))
    if family:
        # Of the family's own looks nothing is told: one parent does not learn of another's.
        rows = rows.filter(held=False, post_id__isnull=False).exclude(action=Action.REFUSED)
    total = rows.count()
    pages = max(1, -(-total // LOOKS_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * LOOKS_A_PAGE
    found = tuple(
        LookRow(
            id=row.pk,
            at=row.at,
            user_id=row.user_id,
            post_id=row.post_id,
            organisation_id=row.organisation_id,
            service=row.service,
            action=row.action,
            purpose=row.purpose,
            classes=tuple(row.classes),
            outcome=row.outcome,
            held_back=row.held,
        )
        for row in rows.order_by("-at", "-pk")[start : start + LOOKS_A_PAGE]
    )
    return LookRows(rows=found, page=page, pages=pages, total=total)

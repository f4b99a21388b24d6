"""Questions about plans: what a child's record shows, and what the plan desk works on."""

from goldenthread.plans.queries.desk import (
    Desk,
    Passed,
    VersionPage,
    draft_state,
    gate_of,
    read_draft,
    sent_version,
    typed_by,
    version_page,
)
from goldenthread.plans.queries.record import PlanRow, VersionRow, plans_of
from goldenthread.plans.queries.said import said_before

__all__ = [
    "Desk",
    "Passed",
    "PlanRow",
    "VersionPage",
    "VersionRow",
    "draft_state",
    "gate_of",
    "plans_of",
    "read_draft",
    "said_before",
    "sent_version",
    "typed_by",
    "version_page",
]

"""The tables of plans: what is in force, what is being written, what was issued."""

from goldenthread.plans.models.delivery import Confirmation, PromisedTime
from goldenthread.plans.models.drafting import (
    AdviserQuestion,
    DraftComment,
    DraftSection,
    DraftSource,
    DraftStage,
    PlanDraft,
    Unsaved,
)
from goldenthread.plans.models.gate import (
    EasyReadApproval,
    EasyReadWords,
    HealthAgreed,
    Override,
    PassageAnswer,
)
from goldenthread.plans.models.issued import IssuedFigures, IssuedNeed, IssuedProvision
from goldenthread.plans.models.plan import Plan, PlanState, PlanVersion, VersionStatus

__all__ = [
    "AdviserQuestion",
    "Confirmation",
    "DraftComment",
    "DraftSection",
    "DraftSource",
    "DraftStage",
    "EasyReadApproval",
    "EasyReadWords",
    "HealthAgreed",
    "IssuedFigures",
    "IssuedNeed",
    "IssuedProvision",
    "Override",
    "PassageAnswer",
    "Plan",
    "PlanDraft",
    "PlanState",
    "PlanVersion",
    "PromisedTime",
    "Unsaved",
    "VersionStatus",
]

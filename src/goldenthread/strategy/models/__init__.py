"""The partnership's own record: what inspectors said, what was promised, what came of it.

Nothing here is about one child. Every table belongs to an area and is reached by those who hold a
post for its plans (ADR 0081); those that change keep their history.
"""

from goldenthread.strategy.models.boards import (
    ChallengeMeeting,
    ChallengeQuestion,
    Claim,
    EvaluationPart,
    ProgressReport,
    SelfEvaluation,
)
from goldenthread.strategy.models.figures import EffectReading, Figure
from goldenthread.strategy.models.inspections import Finding, Inspection, Sentence
from goldenthread.strategy.models.plan import (
    Action,
    ActionNeed,
    CommissioningTerms,
    Decision,
    Evidence,
    Expectation,
    Milestone,
    PlanVersion,
    Risk,
    Workstream,
)

__all__ = [
    "Action",
    "ActionNeed",
    "ChallengeMeeting",
    "ChallengeQuestion",
    "Claim",
    "CommissioningTerms",
    "Decision",
    "EffectReading",
    "EvaluationPart",
    "Evidence",
    "Expectation",
    "Figure",
    "Finding",
    "Inspection",
    "Milestone",
    "PlanVersion",
    "ProgressReport",
    "Risk",
    "SelfEvaluation",
    "Sentence",
    "Workstream",
]

"""What each published number means, how it is counted, and what of it may be published.

Plain Python: facts in, numbers out. A SEN2 file and the database count through the same
functions, so that a dry run and an overview cannot disagree.
"""

from goldenthread.measures.rules.counts import (
    SIX_WEEKS,
    SIXTEEN_WEEKS,
    TWENTY_WEEKS,
    DecisionsMade,
    IssuedPlan,
    PlanInForce,
    RequestDecision,
    Timeliness,
    decisions_made,
    last_review_day,
    percentage,
    requests_by_outcome,
    review_is_overdue,
    timeliness,
)
from goldenthread.measures.rules.definitions import (
    MEASURES,
    ReturnFigure,
    measure,
)
from goldenthread.measures.rules.measure import NoSuchMeasure
from goldenthread.measures.rules.release import (
    NotACount,
    Released,
    release,
    released_count,
)
from goldenthread.measures.rules.together import given_away

__all__ = [
    "MEASURES",
    "SIXTEEN_WEEKS",
    "SIX_WEEKS",
    "TWENTY_WEEKS",
    "DecisionsMade",
    "IssuedPlan",
    "NoSuchMeasure",
    "NotACount",
    "PlanInForce",
    "Released",
    "RequestDecision",
    "ReturnFigure",
    "Timeliness",
    "decisions_made",
    "given_away",
    "last_review_day",
    "measure",
    "percentage",
    "release",
    "released_count",
    "requests_by_outcome",
    "review_is_overdue",
    "timeliness",
]

"""Questions about assessments, told who asks."""

from goldenthread.assessment.queries.advisers import adviser_words, silent_advisers
from goldenthread.assessment.queries.clocks import (
    Effect,
    appeal_dates,
    clocks_of,
    draft_is_served,
    draft_period,
    effect_of,
    last_draft,
    order_to_keep,
)
from goldenthread.assessment.queries.lists import AssessmentRow, assessments_of
from goldenthread.assessment.queries.one import (
    SilentPlans,
    case_of,
    decisions_of,
    get_case,
    own_silences,
    reasons_of,
    silences_of,
    silent_plans,
)
from goldenthread.assessment.queries.requests import (
    Candidate,
    RequestPage,
    areas_to_ask,
    candidates,
    days_of,
    get_request,
    requests_waiting,
)

__all__ = [
    "AssessmentRow",
    "Candidate",
    "Effect",
    "RequestPage",
    "SilentPlans",
    "adviser_words",
    "appeal_dates",
    "areas_to_ask",
    "assessments_of",
    "candidates",
    "case_of",
    "clocks_of",
    "days_of",
    "decisions_of",
    "draft_is_served",
    "draft_period",
    "effect_of",
    "get_case",
    "get_request",
    "last_draft",
    "order_to_keep",
    "own_silences",
    "reasons_of",
    "requests_waiting",
    "silences_of",
    "silent_advisers",
    "silent_plans",
]

"""Questions about assessments, told who asks."""

from goldenthread.assessment.queries.lists import AssessmentRow, assessments_of

__all__ = ["AssessmentRow", "assessments_of"]

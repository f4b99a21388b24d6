"""Changes to an assessment: one command for each decision, and the bulk command files need."""

from goldenthread.assessment.commands.keeping import keep_assessments

__all__ = ["keep_assessments"]

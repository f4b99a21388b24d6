"""The tables of an assessment. Each module holds one part of the work."""

from goldenthread.assessment.models.case import Assessment

__all__ = ["Assessment"]

"""The tables of an assessment. Each module holds one part of the work."""

from goldenthread.assessment.models.advice import (
    AdviceDraft,
    AdviceFile,
    AdviceRequest,
    AdviceStatementRow,
    AdviceStep,
    SocialCareRecord,
)
from goldenthread.assessment.models.case import Assessment
from goldenthread.assessment.models.forecasts import Forecast

__all__ = [
    "AdviceDraft",
    "AdviceFile",
    "AdviceRequest",
    "AdviceStatementRow",
    "AdviceStep",
    "Assessment",
    "Forecast",
    "SocialCareRecord",
]

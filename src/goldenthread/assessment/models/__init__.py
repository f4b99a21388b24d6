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
from goldenthread.assessment.models.decisions import Decision, SilenceAccepted
from goldenthread.assessment.models.exceptions import LawfulReason, ReasonChecked
from goldenthread.assessment.models.forecasts import Forecast
from goldenthread.assessment.models.panels import Panel, PanelItem
from goldenthread.assessment.models.requests import Request

__all__ = [
    "AdviceDraft",
    "AdviceFile",
    "AdviceRequest",
    "AdviceStatementRow",
    "AdviceStep",
    "Assessment",
    "Decision",
    "Forecast",
    "LawfulReason",
    "Panel",
    "PanelItem",
    "ReasonChecked",
    "Request",
    "SilenceAccepted",
    "SocialCareRecord",
]

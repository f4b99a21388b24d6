"""The plan checks: 92 small pure functions that warn, and never rule or rewrite."""

from goldenthread.plans.checks.case import CaseFacts
from goldenthread.plans.checks.registry import Check, Finding, NotChecked, Report
from goldenthread.plans.checks.run import CHECKS, check_plan
from goldenthread.plans.checks.stock import Stock

__all__ = [
    "CHECKS",
    "CaseFacts",
    "Check",
    "Finding",
    "NotChecked",
    "Report",
    "Stock",
    "check_plan",
]

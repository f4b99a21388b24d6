"""The rules a return is checked against, each a small function with its number and years."""

from goldenthread.exchange.sen2.checks import assessments, people, placements, plans, requests
from goldenthread.exchange.sen2.checks.registry import (
    RULES,
    Checker,
    Context,
    NotChecked,
    Rule,
    check_header,
)

__all__ = [
    "RULES",
    "Checker",
    "Context",
    "NotChecked",
    "Rule",
    "assessments",
    "check_header",
    "people",
    "placements",
    "plans",
    "requests",
]

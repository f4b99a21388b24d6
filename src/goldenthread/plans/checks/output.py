"""The printed shape of a check: file, read, findings, not_checked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from goldenthread.plans.checks.case import CaseFacts
from goldenthread.plans.checks.registry import Report
from goldenthread.plans.checks.run import check_plan
from goldenthread.plans.checks.stock import Stock
from goldenthread.plans.reading import ReadFile, read_plan


def checked(
    file: Path, as_of: date, *, case: CaseFacts | None = None, stock: Stock | None = None
) -> dict[str, Any]:
    """Read and check one file.

    :raises goldenthread.plans.reading.CannotRead: when it cannot be read whole
    """
    found = read_plan(file)
    return printed(str(file), found, check_plan(found.plan, as_of, case, stock))


def printed(name: str, found: ReadFile, report: Report) -> dict[str, Any]:
    """Put a report into the shape that is printed."""
    return {
        "file": name,
        "read": asdict(found.read),
        "findings": [asdict(finding) for finding in report.findings],
        "not_checked": [asdict(skipped) for skipped in report.not_checked],
    }

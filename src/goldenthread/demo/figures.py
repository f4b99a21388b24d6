"""The demo's measures at the ends of the last months, kept as a night's work would keep them.

The last year is kept while the demo is written, so that a trend shows from the first page on; the
worker counts the two years before it once the pages are up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from procrastinate.contrib.django import app

from goldenthread.measures.commands import keep_month_ends
from goldenthread.measures.tasks import keep_figures
from goldenthread.timeline.rules.history import LONDON

MONTHS = 13  # a year, and the month to hold it against


def keep(areas: Sequence[int], day: date) -> int:
    """Keep every measure of some areas at the last month ends; return how many are new."""
    at = datetime(day.year, day.month, day.day, 2, 40, tzinfo=LONDON)
    return keep_month_ends(areas, today=day, at=at, months=MONTHS)


def keep_the_rest() -> None:
    """Ask the worker for the months before."""
    app.configure_task(keep_figures.name).defer(timestamp=0)

"""What the worker does first in a new demo: the night's work that no night has done yet."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.assessment.tasks import FORECASTER, forecast_tonight


def forecast() -> None:
    """Ask the worker to forecast every open request, so that the pages do not wait for a night."""
    task = app.configure_task(forecast_tonight.name, queueing_lock=FORECASTER)
    task.defer(timestamp=0)

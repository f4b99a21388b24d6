"""A new demo asks the worker for what no night has done yet."""

from __future__ import annotations

import pytest
from django.db import connection
from procrastinate.exceptions import AlreadyEnqueued

from goldenthread.assessment.tasks import FORECASTER
from goldenthread.demo import tonight


def waiting() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE status = 'todo'")
        return [name for (name,) in cursor.fetchall()]


def test_the_forecast_waits_for_the_worker_once(db):
    tonight.forecast()
    assert waiting() == ["goldenthread.assessment.tasks.forecast_tonight"]
    with pytest.raises(AlreadyEnqueued, match=FORECASTER):
        tonight.forecast()

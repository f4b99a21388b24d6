"""Work of the clock: each night, the month ends not kept yet are counted and kept."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.access.today import now, today
from goldenthread.measures.commands import keep_month_ends
from goldenthread.organisations import queries as organisations


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="measures-keep", pass_context=False)
def keep_figures(timestamp: int) -> None:
    """Keep every area's measures at the month ends that are over."""
    for area in organisations.area_ids():
        keep_month_ends([area], today=today(), at=now())

"""Work of the clock: each night, the month ends not kept yet are counted and kept."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.access.today import now, today
from goldenthread.measures.commands import draw_up, keep_month_ends
from goldenthread.organisations import queries as organisations


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="measures-keep", pass_context=False)
def keep_figures(timestamp: int) -> None:
    """Keep every area's measures at the month ends that are over."""
    for area in organisations.area_ids():
        keep_month_ends([area], today=today(), at=now())


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="measures-draw-up", pass_context=False)
def draw_up_answers(timestamp: int) -> None:
    """Draw up how soon each team answers families, for people to look at, propose and approve."""
    for area in organisations.area_ids():
        draw_up(area, today=today(), at=now())

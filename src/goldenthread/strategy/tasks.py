"""Work of the worker: each night, the months that are over are worked out and each effect read."""

from __future__ import annotations

from datetime import datetime

from procrastinate.contrib.django import app

from goldenthread.access import asking
from goldenthread.access.today import now
from goldenthread.organisations import queries as organisations
from goldenthread.strategy.commands.figures import read_effects, work_out

SERVICE = "improvement-figures"


@app.periodic(cron="10 3 * * *")
@app.task(queueing_lock="improvement-figures", pass_context=False)
def read_the_months(timestamp: int) -> None:
    """Work out and read, for every area held here; on the demo's day in the demo."""
    read_all(now())


def read_all(at: datetime) -> tuple[int, int]:
    """Return how many figures were kept, and how many readings say something new."""
    areas = organisations.area_ids()
    by = asking.service(SERVICE, areas)
    with asking.stated(by):
        kept = work_out(areas, today=at.date(), by=by, at=at)
        return kept, read_effects(areas, today=at.date(), by=by, at=at)

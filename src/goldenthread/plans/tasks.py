"""Work done by the clock: what was typed and never saved is forgotten when its time is up."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.access import asking
from goldenthread.access.today import now
from goldenthread.organisations.queries import area_ids
from goldenthread.plans.commands import sweep_unsaved

SWEEPER = "plan-unsaved-sweeper"


@app.periodic(cron="15 3 * * *")
@app.task(queueing_lock=SWEEPER, pass_context=False)
def sweep_tonight(timestamp: int) -> None:
    """Forget what was typed and not saved for too long; procrastinate gives the moment, in UTC."""
    sweep_all()


def sweep_all() -> int:
    """Sweep every area, each in a transaction of its own; return how many were forgotten."""
    gone = 0
    for area_id in area_ids():
        with asking.stated(asking.service(SWEEPER, [area_id])):
            gone += sweep_unsaved([area_id], at=now())
    return gone

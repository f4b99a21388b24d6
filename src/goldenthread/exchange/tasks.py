"""Work of the worker: each hour, previews held for a day are let go; loads are done when asked for.

A load left waiting by a worker that died is found again within a minute.
"""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from goldenthread.access import asking
from goldenthread.access.today import now
from goldenthread.exchange.commands import asked
from goldenthread.exchange.commands.previews import drop_old_previews
from goldenthread.organisations import queries as organisations

SERVICE = "load-preview"


@app.periodic(cron="15 * * * *")
@app.task(queueing_lock="load-preview", pass_context=False)
def let_old_previews_go(timestamp: int) -> None:
    """Let go of previews; procrastinate gives the minute it is for, in UTC."""
    with asking.stated(asking.service(SERVICE, organisations.area_ids())):
        drop_old_previews(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="* * * * *")
@app.task(name=asked.TASK, pass_context=False)
def do_what_was_asked(timestamp: int) -> None:
    """Load, or take back, what was asked for on a page; on the demo's day in the demo."""
    asked.do_what_was_asked(now())

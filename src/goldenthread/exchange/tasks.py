"""Work done by the clock: each hour, previews held for a day are let go."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from goldenthread.access import asking
from goldenthread.exchange.commands.previews import drop_old_previews
from goldenthread.organisations import queries as organisations

SERVICE = "load-preview"


@app.periodic(cron="15 * * * *")
@app.task(queueing_lock="load-preview", pass_context=False)
def let_old_previews_go(timestamp: int) -> None:
    """Let go of previews; procrastinate gives the minute it is for, in UTC."""
    with asking.stated(asking.service(SERVICE, organisations.area_ids())):
        drop_old_previews(datetime.fromtimestamp(timestamp, UTC))

"""Work done by the clock: the watch for odd access, each minute."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from goldenthread.access import alerts


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="access-watch", pass_context=False)
def watch_for_odd_access(timestamp: int) -> None:
    """Look at the last minutes' access; procrastinate gives the minute it is for, in UTC."""
    alerts.scan(datetime.fromtimestamp(timestamp, UTC))

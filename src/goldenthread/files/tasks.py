"""Work done by the clock: each minute, scan what is held."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from goldenthread.files import commands


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="file-scan", pass_context=False)
def scan_what_is_held(timestamp: int) -> None:
    """Scan held files; procrastinate gives the minute it is for, in UTC."""
    commands.scan_held(datetime.fromtimestamp(timestamp, UTC))

"""Work done by the clock: a seal each minute, where this worker may act as the sealer.

A council that wants the sealer's password on no application machine leaves DATABASE_SEALER_URL
out here and runs `goldenthread seal` elsewhere.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from procrastinate.contrib.django import app

from goldenthread.audit import sealing


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="audit-seal", pass_context=False)
def seal_the_trail(timestamp: int) -> None:
    """Seal what the last minute added; procrastinate gives the minute it is for, in UTC."""
    if sealing.SEALER not in settings.DATABASES:
        return
    head = sealing.seal(datetime.fromtimestamp(timestamp, UTC))
    if head and settings.AUDIT_HEAD_COPY not in ("", "-"):
        sealing.copy_head(head, settings.AUDIT_HEAD_COPY)

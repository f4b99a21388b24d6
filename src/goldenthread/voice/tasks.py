"""Work done by the clock: what a family typed and never sent is forgotten when its time is up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from procrastinate.contrib.django import app

from goldenthread.access import asking
from goldenthread.access.today import now
from goldenthread.organisations.queries import area_ids
from goldenthread.voice.models import Unsent

SWEEPER = "voice-unsent-sweeper"


@app.periodic(cron="25 3 * * *")
@app.task(queueing_lock=SWEEPER, pass_context=False)
def forget_tonight(timestamp: int) -> None:
    """Forget what was kept unsent for too long; procrastinate gives the moment, in UTC."""
    forget_unsent(now())


def forget_unsent(at: datetime) -> int:
    """Forget in every area what was typed, and not sent, longer ago than is kept (rule 56)."""
    gone = 0
    oldest = at - timedelta(days=settings.VOICE_UNSENT_DAYS)
    for area_id in area_ids():
        with asking.stated(asking.service(SWEEPER, [area_id])):
            gone += Unsent.objects.filter(area_id=area_id, kept_at__lt=oldest).delete()[0]
    return gone

"""Work done by the clock and after a letter is written: hand over what waits, read receipts."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

LOCK = "letters-hand-over"


@app.task(queueing_lock=LOCK, pass_context=False)
def hand_over() -> None:
    """Hand over what waits; the outbox says what, and nothing about a child is in the job."""
    from goldenthread.letters.commands.handing import hand_over_waiting

    hand_over_waiting(timezone.now())


def hand_over_soon() -> None:
    """Ask for a run of the outbox; one asked for already is enough, and the clock is behind it."""
    try:
        hand_over.defer()
    except AlreadyEnqueued:
        return


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="letters-each-minute", pass_context=False)
def hand_over_each_minute(timestamp: int) -> None:
    """Hand over what waits and was not handed over when it was written, in UTC."""
    from goldenthread.letters.commands.handing import hand_over_waiting

    hand_over_waiting(datetime.fromtimestamp(timestamp, UTC))


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="letters-receipts", pass_context=False)
def read_receipts(timestamp: int) -> None:
    """Ask those who carry our letters what became of them."""
    from goldenthread.letters.commands.handing import read_receipts

    read_receipts(datetime.fromtimestamp(timestamp, UTC))

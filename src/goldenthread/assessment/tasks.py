"""Work done by the clock: the nightly forecast, the chases that are due, days that were missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from goldenthread.access import asking
from goldenthread.access.today import now, today
from goldenthread.organisations.queries import area_ids

if TYPE_CHECKING:
    from goldenthread.assessment.commands.forecasting import Night

FORECASTER, CHASER, TELLER = "request-forecast", "advice-chaser", "late-teller"


@app.periodic(cron="30 2 * * *")
@app.task(queueing_lock=FORECASTER, pass_context=False)
def forecast_tonight(timestamp: int) -> None:
    """Forecast the open requests of every area; procrastinate gives the moment, in UTC."""
    forecast_all()


def forecast_all() -> dict[int, Night]:
    """Forecast every area in a transaction each, as a named service."""
    from goldenthread.assessment.commands.forecasting import forecast_area

    found = {}
    for area_id in area_ids():
        who = asking.service(FORECASTER, [area_id])
        with asking.stated(who):
            found[area_id] = forecast_area(area_id, on=today(), by=who)
    return found


@app.periodic(cron="0 7 * * 1-5")
@app.task(queueing_lock=CHASER, pass_context=False)
def chase_this_morning(timestamp: int) -> None:
    """Send the chases of weeks 3, 5 and 6 that are due, each once."""
    chase_all()


def chase_all() -> dict[int, int]:
    """Chase in every area in a transaction each, as a named service."""
    from goldenthread.assessment.commands import advice

    found = {}
    for area_id in area_ids():
        who = asking.service(CHASER, [area_id])
        with asking.stated(who):
            found[area_id] = advice.chase_due(area_id, by=who, at=now())
    return found


@app.periodic(cron="30 7 * * 1-5")
@app.task(queueing_lock=TELLER, pass_context=False)
def tell_missed_this_morning(timestamp: int) -> None:
    """Tell each family whose assessment missed a MUST day, once for each day missed."""
    tell_all()


def tell_all() -> dict[int, int]:
    """Tell of missed days in every area in a transaction each, as a named service."""
    from goldenthread.assessment.commands.lateness import tell_missed

    found = {}
    for area_id in area_ids():
        who = asking.service(TELLER, [area_id])
        with asking.stated(who):
            found[area_id] = tell_missed(area_id, by=who, at=now()).told
    return found


@app.task(queueing_lock="request-receipts", pass_context=False)
def send_receipts() -> None:
    """Send the receipts of requests that wait; nothing about a child is in the job."""
    from goldenthread.assessment.commands import receipts

    receipts.send_receipts(now())


def send_receipts_soon() -> None:
    """Ask for a run; one asked for already is enough, and the clock is behind it."""
    try:
        send_receipts.defer()
    except AlreadyEnqueued:
        return


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="request-receipts-each-minute", pass_context=False)
def send_receipts_each_minute(timestamp: int) -> None:
    """Send the receipts that wait and did not go when the request came."""
    from goldenthread.assessment.commands import receipts

    receipts.send_receipts(now())

"""Work done by the clock: the nightly forecast, the chases that are due, days that were missed."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.access import asking
from goldenthread.access.today import now, today
from goldenthread.assessment.commands import advice, tell_missed
from goldenthread.assessment.commands.forecasting import Night, forecast_area
from goldenthread.organisations.queries import area_ids

FORECASTER, CHASER, TELLER = "request-forecast", "advice-chaser", "late-teller"


@app.periodic(cron="30 2 * * *")
@app.task(queueing_lock=FORECASTER, pass_context=False)
def forecast_tonight(timestamp: int) -> None:
    """Forecast the open requests of every area; procrastinate gives the moment, in UTC."""
    forecast_all()


def forecast_all() -> dict[int, Night]:
    """Forecast every area in a transaction each, as a named service."""
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
    found = {}
    for area_id in area_ids():
        who = asking.service(TELLER, [area_id])
        with asking.stated(who):
            found[area_id] = tell_missed(area_id, by=who, at=now()).told
    return found

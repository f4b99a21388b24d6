"""Work done by the clock: each night, ask those to whom something happened how it was."""

from __future__ import annotations

from procrastinate.contrib.django import app

from goldenthread.access import asking
from goldenthread.access.today import now, today
from goldenthread.heard.commands.inviting import hand_out
from goldenthread.heard.commands.rounds import ask_around, remind
from goldenthread.organisations import queries as organisations

SERVICE = "heard"


@app.periodic(cron="30 5 * * *")
@app.task(queueing_lock="heard-round", pass_context=False)
def ask_tonight(timestamp: int) -> None:
    """Ask every family to whom something happened, once, and remind those asked before, once."""
    areas = organisations.area_ids()
    by = asking.service(SERVICE, areas)
    with asking.stated(by):
        ask_around(areas, by=by, on=today(), sending_at=now())
        remind(areas, by=by, at=now())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="heard-links", pass_context=False)
def hand_out_links(timestamp: int) -> None:
    """Hand over the links that wait to go by email and by text message."""
    hand_out(now())

"""How long children wait, as each area of the demo published it: two people to each release.

Made by the commands that people use, each on its own day: a data officer proposes the figures of a
month's end, and a manager of the same council approves them some days later. What is kept is what
left casework, suppressed and rounded; nobody's page counts it again.
"""

from __future__ import annotations

from datetime import date, timedelta

from goldenthread.access.models import User
from goldenthread.demo.improvement import acting, at
from goldenthread.demo.personas import PERSONAS
from goldenthread.law.calendar import add_months
from goldenthread.measures import commands
from goldenthread.measures.rules import felt
from goldenthread.measures.rules.entries.waits import MEASURES
from goldenthread.measures.rules.teams import CHOICE

TEAMS = ((830, "owen", "helen"), (831, "colette", "vikram"))  # who proposes, who approves
BACK = (3, 0)  # months before the last whole one: the quarter before, so that a change shows
PROPOSED, APPROVED = timedelta(days=9), timedelta(days=12)  # after the month's end
NOTE = (
    "How many children waited to be seen, how long, how soon each team answered families, and what "
    "families answered when they were asked. "
    "Everybody in these figures is invented."
)
NAMES = {one.key: one.name for one in PERSONAS}


def tell(today: date) -> int:
    """Publish each area's waits up to a day; return how many releases were approved."""
    return sum(
        _published(area_id, proposer, approver, _month_end(today, back))
        for area_id, proposer, approver in TEAMS
        if _there(proposer, approver)
        for back in BACK
        if _month_end(today, back) + APPROVED <= today
    )


def _there(*keys: str) -> bool:
    found = User.objects.filter(name__in=[NAMES[key] for key in keys], invented=True)
    return found.count() == len(keys)


def _month_end(today: date, back: int) -> date:
    """Return the last day of a whole month before a day."""
    return add_months(today.replace(day=1), -back) - timedelta(days=1)


def _published(area_id: int, proposer: str, approver: str, on: date) -> bool:
    keys = [*(each.key for each in MEASURES), CHOICE, felt.CHOICE]
    with acting(proposer, on + PROPOSED) as by:
        made = commands.propose_release(
            area_id, on=on, note=NOTE, keys=keys, by=by, at=at(on + PROPOSED)
        )
    with acting(approver, on + APPROVED) as by:
        return commands.approve_release(made.pk, by=by, at=at(on + APPROVED)).approved

"""What teams of the demo did with their lists by hand: trials kept, and children handed over.

Told through the commands that people use, each on its own day. Two trials of the spring can be held
against the months since; two of this month are beside them. Of two children handed from the mental
health team to the team in schools, one was taken on and one still waits for an answer.
"""

from __future__ import annotations

from datetime import date

from goldenthread.access.models import User
from goldenthread.demo.improvement import acting, at
from goldenthread.demo.personas import PERSONAS
from goldenthread.law.events import Service as S
from goldenthread.waits import commands
from goldenthread.waits.commands.planning import Trial
from goldenthread.waits.models import Referral, Service
from goldenthread.waits.rules.stages import Stage

NAMES = {one.key: one.name for one in PERSONAS}
PLANNER, PLANNED = "meera", (830, S.COMMUNITY_PAEDIATRICS)
SPRING, NOW = date(2026, 4, 30), date(2026, 11, 16)
TRIALS: tuple[tuple[date, Trial], ...] = (
    (SPRING, Trial(name="As it was in spring")),
    (SPRING, Trial(name="Two more clinicians, from spring", clinicians=2)),
    (NOW, Trial(name="12 in 100 more referrals", more_demand=12)),
    (NOW, Trial(name="A fifth to hubs, and a summer closure", diverted=20,
                closed=((date(2027, 8, 1), date(2027, 8, 31)),))),
)  # fmt: skip
ASKS, ANSWERS = "bryony", "piers"
FROM, TO = (831, S.MENTAL_HEALTH), (831, S.SCHOOL_MENTAL_HEALTH)
ASKED, TAKEN = date(2026, 11, 9), date(2026, 11, 17)
RECEIVED = (date(2026, 8, 3), date(2026, 10, 16))  # with no contact owed since
WHY = "School is where things are hard. The team there can begin sooner."


def tell(today: date) -> tuple[int, int]:
    """Tell it up to a day; return how many trials were kept, and how many were handed on."""
    return _trials(today), _handovers(today)


def _there(*keys: str) -> bool:
    wanted = [NAMES[key] for key in keys]
    return User.objects.filter(name__in=wanted, invented=True).count() == len(keys)


def _list(where: tuple[int, S]) -> Service:
    return Service.objects.get(area_id=where[0], pathway=str(where[1]))


def _trials(today: date) -> int:
    told = [(on, trial) for on, trial in TRIALS if on <= today]
    if not told or not _there(PLANNER):
        return 0
    service = _list(PLANNED)
    for on, trial in told:
        with acting(PLANNER, on) as by:
            commands.foretell(service.pk, trial, by=by, on=on)
    return len(told)


def _handovers(today: date) -> int:
    """Ask the team in schools to take two children on; it has answered for the first."""
    if today < TAKEN or not _there(ASKS, ANSWERS):
        return 0
    with acting(ASKS, ASKED) as by:
        asked = [
            commands.ask_transfer(
                row.pk, to_service=_list(TO).pk, reason=WHY, by=by, on=ASKED, at=at(ASKED)
            )
            for row in _waiting()
        ]
    with acting(ANSWERS, TAKEN) as by:
        for one in asked[:1]:
            commands.answer_transfer(one.pk, accepted=True, by=by, on=TAKEN, at=at(TAKEN))
    return len(asked)


def _waiting() -> list[Referral]:
    """Two children on the first list and not on the second, of whom nothing is held back."""
    there = Referral.objects.filter(service=_list(TO)).values("child")
    rows = Referral.objects.filter(
        service=_list(FROM),
        stage=Stage.WAITING,
        received_date__range=RECEIVED,
        missed_count=0,
        child__location_restricted=False,
        child__sealed=False,
    )
    return list(rows.exclude(child__in=there).order_by("received_date", "pk")[:2])

"""When the rights pass to the young person, and what has to be done before and after (rule 24).

Plain Python. The day itself is the law's (`law.calendar.leaving_date`); the steps before it are the
partnership's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from goldenthread.law.calendar import (
    add_months,
    leaving_date,
    leaving_date_needs_checking,
    working_days_after,
)
from goldenthread.people.rules import LEAST_AGE_FOR_CAPACITY, birthday

ASK_WITHIN_DAYS = 10  # working days after the rights passed, to ask about each adult (rule 25)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, from a day on."""

    opens: date
    words: str


@dataclass(frozen=True, slots=True)
class Passing:
    """How a young person's rights pass, as it stands on a day."""

    last_day: date  # on which a parent still holds them
    check_term: bool  # a birthday from 1 to 7 September: the local term date decides
    under_sixteen_until: date | None  # where the law on capacity begins later than the rights
    steps: tuple[Step, ...]  # that are open now, the latest first
    ask_by: date | None  # the day by which each adult is asked about; none a year after


def passing(born: date | None, on: date) -> Passing | None:
    """Return how the rights pass, from twelve months before until everybody was asked about.

    None where the date of birth is not recorded, or the day is further off than a year.
    """
    if born is None:
        return None
    last = leaving_date(born)
    steps = (
        Step(add_months(last, -12), "Tell the young person and each adult what changes, and when."),
        Step(last - timedelta(days=90), "Ask the young person what each adult may go on seeing."),
        Step(last - timedelta(days=30), "Check their address and account: notices go to them."),
    )
    opened = tuple(step for step in reversed(steps) if step.opens <= on)
    if not opened:
        return None
    sixteen = birthday(born, LEAST_AGE_FOR_CAPACITY)
    return Passing(
        last_day=last,
        check_term=leaving_date_needs_checking(born),
        under_sixteen_until=sixteen if sixteen > last + timedelta(days=1) else None,
        steps=opened if on <= last else (),
        ask_by=working_days_after(last, ASK_WITHIN_DAYS) if on <= add_months(last, 12) else None,
    )

"""Lawful reasons for a missed date: the law's own list, and the test of each.

An exception never moves a date. Law: SEND Regulations 2014 regs 5(4), 8(2), 10(4), 13(3), 27(3),
44(3) and 45(7). Staff shortage, demand, panel dates and a missing report are on no list; nor is
the shortage of educational psychologists, which the Ombudsman treats as fault.
"""

from __future__ import annotations

from datetime import date

from goldenthread.law.limits import LawfulException, TimeLimit, entries, entry
from goldenthread.ui.words import plain_date


class NotLawful(ValueError):
    """The reason does not excuse this date; the message says why."""


LONG_ENOUGH = {
    "ex-absent-4w": 28,
    "ex-absent-2w": 14,
    "ex-school-closed": 28,
    "ex-eyp-closed": 28,
}  # days in a row, as the grounds say


def grounds_for(rule: str, on: date) -> tuple[LawfulException, ...]:
    """Return the grounds that may excuse a limit in force on a day."""
    limit = entry(rule, on)
    found = (entry(name, on) for name in limit.exceptions)
    return tuple(each for each in found if isinstance(each, LawfulException) and each.excuses)


def no_grounds(on: date) -> tuple[LawfulException, ...]:
    """Return what is often given as a reason and is none, to be said beside the list."""
    return tuple(
        each
        for each in entries()
        if isinstance(each, LawfulException) and not each.excuses and each.in_force(on)
    )


def check_ground(
    *, rule: str, ground: str, from_date: date, to_date: date | None, today: date
) -> LawfulException:
    """Return the ground, once it can excuse this limit and its dates pass its test.

    :raises NotLawful: if it is on no list, excuses another limit, or lasted too short a time
    """
    limit = entry(rule, today)
    if not isinstance(limit, TimeLimit) or not limit.exceptions:
        raise NotLawful("The law knows no reason that excuses this date.")
    found = next((each for each in entries() if each.id == ground), None)
    if isinstance(found, LawfulException) and not found.excuses:
        raise NotLawful(f"{found.duty} {found.why} Record the delay as late, and tell the family.")
    if not isinstance(found, LawfulException) or ground not in limit.exceptions:
        raise NotLawful(
            f"That reason cannot excuse “{limit.title}”. Choose one of the reasons listed for it."
        )
    _check_days(found, from_date, to_date, today)
    return found


def _check_days(
    ground: LawfulException, from_date: date, to_date: date | None, today: date
) -> None:
    if from_date > today:
        raise NotLawful("The reason has not begun yet. Record it once it holds.")
    if to_date and to_date < from_date:
        raise NotLawful(
            f"It ends ({plain_date(to_date)}) before it begins ({plain_date(from_date)})."
        )
    needed = LONG_ENOUGH.get(ground.id)
    if needed and to_date and (to_date - from_date).days + 1 < needed:
        lasted = (to_date - from_date).days + 1
        raise NotLawful(
            f"It lasted {lasted} days, and the law asks for at least {needed} in a row: "
            f"{ground.test}"
        )

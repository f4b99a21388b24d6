"""Answers on paper: of which month they may be, and what is typed in twice. Plain Python."""

from __future__ import annotations

from datetime import date

from goldenthread.law.calendar import add_months

MONTHS_BACK = 12  # a form that lay in a drawer longer is of another year
MOST_COPIES = 50  # printed at once


class TypedBefore(ValueError):
    """This form was typed in before, or its code was used; the message says what to do."""


class SameAgain(ValueError):
    """A form with the same answers was typed in for that month: it may be the same one."""


class WrongMonth(ValueError):
    """No form can be of that month; the message says which can."""


def months(today: date) -> list[date]:
    """Return the first days of the months a form may be of, this one first."""
    this = today.replace(day=1)
    return [add_months(this, -back) for back in range(MONTHS_BACK + 1)]


def check_month(month: date, today: date) -> date:
    """Return the first day of a month that a form may be of.

    :raises WrongMonth: if it may not
    """
    if month not in months(today):
        raise WrongMonth("Choose a month from the list: this one, or one of the 12 before it.")
    return month

"""Taking one cell at its word: dates, lettered values, counts and percentages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from goldenthread.exchange.annex_a.columns import BY_KEY, Column, Kind
from goldenthread.exchange.annex_a.records import ERROR, QUERY
from goldenthread.people.rules import ethnicity_is_known, main_ethnicity

Value = str | date | bool | int | float | None

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T]00:00(?::00)?)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
_LETTERED = re.compile(r"\(?([a-z])\s*\)\s*(.*)", re.IGNORECASE | re.DOTALL)
_LITERAL = re.compile(r'"[^"]*"|\\.')  # text in a number format: 12.5 shown as 12.5"%"
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a cell could not be taken, or not without a question."""

    rule: str
    severity: str
    message: str


Taken = tuple[Value, Objection | None]


def text_of(cell: Any) -> str:
    """Return what a cell shows, or as near as may be: whole numbers plain, days DD/MM/YYYY."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        value = getattr(value, "text", value)  # an array formula is an object
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y") if value.year > 999 else value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return " ".join(str(value).split())


def take(cell: Any, column: Column) -> Taken:
    """Return the value of a cell that is not empty, and any objection to it."""
    if cell.data_type == "f":
        return None, Objection(
            "AA-12", ERROR, "The cell holds a formula. Paste its value in its place."
        )
    if cell.data_type == "e":
        return None, Objection("AA-13", ERROR, "The cell holds an Excel error, not a value.")
    if column.kind is Kind.DATE:
        return take_date(cell.value)
    if column.kind is Kind.PERCENT:
        shown = _LITERAL.sub("", str(cell.number_format or ""))
        return take_percent(cell.value, "%" in shown)
    text = text_of(cell)
    if column.kind is Kind.CHOICE:
        return take_choice(text, column.key)
    return take_count(text) if column.kind is Kind.COUNT else (text, None)


def take_date(value: Any) -> Taken:
    """Read an Excel date or a date written DD/MM/YYYY."""
    if isinstance(value, datetime):
        return value.date(), None
    if isinstance(value, date):
        return value, None
    return _date_from(str(value).strip()) if isinstance(value, str) else (None, _NO_DATE)


_NO_DATE = Objection("AA-10", ERROR, "This is not a date written DD/MM/YYYY. It counts as empty.")
_OTHER_DATE = Objection("AA-10", QUERY, "The date is not written DD/MM/YYYY, but could be read.")


@lru_cache(maxsize=65536)
def _date_from(text: str) -> tuple[date | None, Objection | None]:
    objection = None
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in match.groups())
    elif match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        objection = _OTHER_DATE
    else:
        return None, _NO_DATE
    try:
        return date(year, month, day), objection
    except ValueError:
        return None, _NO_DATE


@lru_cache(maxsize=65536)
def take_choice(text: str, key: str) -> Taken:
    """Read a lettered value ("a) Male"), the bare value, or a number down the list."""
    column = BY_KEY[key]
    choice = _choice_of(text, column)
    if choice is not None:
        return (choice == "Yes" if column.choices == ("Yes", "No") else choice), None
    if key == "ethnicity" and ethnicity_is_known(text):
        main = main_ethnicity(text)
        counts_as = (
            f"It counts as {main}." if main else "Which main code it belongs to is not known."
        )
        return main, Objection("AA-09", QUERY, f"The list has only main codes. {counts_as}")
    if key != "need":
        wanted = ", ".join(column.lettered(c) for c in column.choices[:4])
        more = " and so on" if len(column.choices) > 4 else ""
        return None, Objection("AA-09", ERROR, f"The list allows {wanted}{more}; not this.")
    if text.upper() == "DS":
        return "DS", Objection(
            "AA-04", QUERY, "Down syndrome is not a need of this list. Send it as l) OTH."
        )
    return None, Objection("AA-04", ERROR, "This is not one of the twelve needs of the list.")


def _choice_of(text: str, column: Column) -> str | None:
    by_text = {choice.casefold(): choice for choice in column.choices}
    by_text |= {alias.casefold(): choice for alias, choice in column.aliases}
    by_text |= {
        str(place): choice
        for place, choice in enumerate(column.choices, start=1)
        if str(place) not in by_text
    }
    match = _LETTERED.fullmatch(text)
    if match is None:
        return by_text.get(text.casefold())
    lettered = {column.letter_of(choice): choice for choice in column.choices}
    choice = lettered.get(match[1].casefold())
    label = match[2].strip().casefold()
    if choice is None or not label or by_text.get(label) == choice:
        return choice
    return choice if label.startswith(f"{choice.casefold()} ") else None


def take_count(text: str) -> Taken:
    """Read a whole number, nought or more."""
    if text.isascii() and text.isdigit() and len(text) < 5:
        return int(text), None
    return None, Objection("AA-11", ERROR, "This is not a whole number, nought or more.")


def take_percent(value: Any, shown_as_percent: bool) -> Taken:
    """Read a percentage from 0 to 100: 12.5, "12.5", "12.5%", or a cell shown as a percentage."""
    number: float | None = None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = round(value * 100, 6) if shown_as_percent else float(value)
    elif isinstance(value, str) and _NUMBER.fullmatch(bare := value.strip().rstrip("%").strip()):
        number = float(bare)
    if number is not None and 0 <= number <= 100:
        return number, None
    return None, Objection("AA-06", ERROR, "Absence is a percentage of half-days, from 0 to 100.")

"""How ages, prices, waits and opening times are told to a family. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

DAY_NAMES = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
PLACES = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A few words with named gaps, so that they can be said in the reader's language."""

    text: str
    gaps: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format_map(self.gaps)


ANY_AGE = Phrase("Any age")
UP_TO, FROM, BETWEEN = "Up to age {high}", "From age {low}", "Ages {low} to {high}"
NOT_TOLD, AT_ONCE = Phrase("Ask how long the wait is"), Phrase("No wait")
A_WEEK, SOME_WEEKS = Phrase("About 1 week"), "About {weeks} weeks"
FREE, ASK = "Free", "Ask"


def age_words(low: int | None, high: int | None) -> Phrase:
    """Say who may come: "Ages 4 to 11", "Up to age 25", "Any age"."""
    low = None if low == 0 else low
    if low is None and high is None:
        return ANY_AGE
    gaps = {name: age for name, age in (("low", low), ("high", high)) if age is not None}
    if low is None:
        return Phrase(UP_TO, gaps)
    return Phrase(FROM if high is None else BETWEEN, gaps)


def pounds(pence: int) -> str:
    """Write a price: "£3", "£3.50"."""
    return f"£{pence // 100:,}" if pence % 100 == 0 else f"£{pence / 100:,.2f}"


def cost_words(costs: Sequence[tuple[str, int | None, str]]) -> str:
    """Say what it costs; each cost is what for, pence if known, and details."""
    said = []
    for option, pence, details in costs:
        price = FREE if pence == 0 else details if pence is None else pounds(pence)
        said.append(f"{option}: {price}" if option and price else option or price or ASK)
    return "; ".join(said) or FREE


def wait_words(weeks: int | None) -> Phrase:
    """Say how long the wait is, if anybody has told us."""
    if weeks is None:
        return NOT_TOLD
    if weeks == 0:
        return AT_ONCE
    return A_WEEK if weeks == 1 else Phrase(SOME_WEEKS, {"weeks": weeks})


def open_words(
    freq: str, interval: int, byday: str, opens: time | None, closes: time | None, said: str
) -> str:
    """Say when it is open: "Monday and Wednesday, 10am to 2pm"."""
    days = [_day(day, freq) for day in byday.split(",") if day]
    when = _listed(days)
    if when and interval > 1:
        when += f", every {interval} {'weeks' if freq == 'WEEKLY' else 'months'}"
    hours = f"{clock(opens)} to {clock(closes)}" if opens and closes else clock(opens)
    return ", ".join(part for part in (when, hours, said) if part) or "Ask when"


def _day(day: str, freq: str) -> str:
    name, place = DAY_NAMES[day[-2:]], day[:-2]
    if place and freq == "MONTHLY":
        return f"{PLACES.get(place, place)} {name} of the month"
    return name


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def clock(moment: time | None) -> str:
    """Write a time of day as people say it: "10am", "2.30pm"."""
    if moment is None:
        return ""
    hour = moment.hour % 12 or 12
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{hour}{minutes}{'am' if moment.hour < 12 else 'pm'}"
